// What an editor asks while somebody reads and types: the threads of a file, and a keystroke.
#include <sqlite3.h>

#include <boost/json.hpp>
#include <fstream>

#include "anchor/text.hpp"
#include "bench/areas.hpp"
#include "bench/floors.hpp"

namespace restante::bench {
namespace {

/// The one question under "threads of this file", by hand and without decoding anything.
class Join {
  public:
    explicit Join(const std::string& database) {
        if (::sqlite3_open_v2(database.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
            throw CannotRun(database + ": " + ::sqlite3_errmsg(db_));
        ::sqlite3_prepare_v2(db_,
                             "SELECT s.bytes FROM spaces p CROSS JOIN threads t INDEXED BY threads_by_file"
                             " ON t.space = p.no AND t.repository = 'bench-repository' AND t.path = ?1"
                             " CROSS JOIN snapshots s ON s.no = t.no WHERE p.name = 'bench'",
                             -1, &statement_, nullptr);
        if (statement_ == nullptr) throw CannotRun(::sqlite3_errmsg(db_));
    }
    Join(const Join&) = delete;
    Join& operator=(const Join&) = delete;
    ~Join() {
        ::sqlite3_finalize(statement_);
        ::sqlite3_close(db_);
    }
    std::size_t read(const std::string& path) {
        std::size_t bytes = 0;
        ::sqlite3_bind_text(statement_, 1, path.data(), static_cast<int>(path.size()), SQLITE_STATIC);
        while (::sqlite3_step(statement_) == SQLITE_ROW)
            bytes += static_cast<std::size_t>(::sqlite3_column_bytes(statement_, 0));
        ::sqlite3_reset(statement_);
        return bytes;
    }

  private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
};

std::string threads_frame(const BigStore& big, std::size_t file) {
    return request_frame(1, "restante/threads",
                         fmt::format(R"({{"textDocument":{{"uri":"{}"}},"state":"all"}})",
                                     uri_of(big.root() + "/" + BigStore::path(file))));
}

Row threads_row(Bench& bench, Daemon& daemon, const char* where, int ours, int theirs) {
    const auto& big = bench.big();
    pin(0, std::array{ours});
    pin(daemon.pid(), std::array{theirs});
    auto line = daemon.connect();
    line.initialize(false);
    Join join(big.database());
    EchoServer echo;
    pin(echo.pid(), std::array{theirs});
    auto to_echo = echo.connect();

    std::mt19937_64 random(11);
    std::vector<std::string> frames;
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < bench.count(4'000); ++i) {
        const auto file = random() % big_files;
        frames.push_back(threads_frame(big, file));
        paths.push_back(BigStore::path(file));
    }
    std::size_t bytes = 0;
    for (const auto& frame : frames)
        bytes += line.ask(frame).size();
    for (const auto& path : paths)
        (void)join.read(path);
    const auto ask = [&](std::size_t i) { (void)line.ask(frames[i]); };
    const auto read = [&](std::size_t i) { (void)join.read(paths[i]); };
    Row row;
    row.work = fmt::format("threads of a file with comments, {}", where);
    row.ours = spread(time_each(frames.size(), 0, ask));
    row.floors.push_back(
        {"the SQL join of the same rows, in process", spread(time_each(paths.size(), 0, read))});
    row.floors.push_back({"echo of a small request", spread(time_each(frames.size(), 0, [&](std::size_t i) {
                              (void)to_echo.ask(frames[i]);
                          }))});
    row.target = {.text = "p50 ≤ 0.15 ms, p99 ≤ 1 ms", .p50_max = 150.0, .p99_max = 1000.0};
    row.note = fmt::format(
        "{} random files of {}, each asked for once before; {:.1f} KiB an answer on average", frames.size(),
        big_files, static_cast<double>(bytes) / static_cast<double>(frames.size()) / 1024.0);
    return row;
}

std::string change_frame(const std::string& uri, std::size_t version, std::size_t line, std::size_t column,
                         std::string_view text) {
    return notification_frame(
        "textDocument/didChange",
        fmt::format(
            R"({{"textDocument":{{"uri":"{0}","version":{1}}},"contentChanges":[{{"range":{{"start":)"
            R"({{"line":{2},"character":{3}}},"end":{{"line":{2},"character":{3}}}}},"text":"{4}"}}]}})",
            uri, version, line, column, text));
}

}  // namespace

std::vector<Row> bench_threads(Bench& bench) {
    const Home home(bench.big().home());
    Daemon daemon(bench.options.programs, home);
    std::vector<Row> rows;
    rows.push_back(threads_row(bench, daemon, "one core", cores().front(), cores().front()));
    if (cores().size() > 1) rows.push_back(threads_row(bench, daemon, "two cores", cores()[0], cores()[1]));
    pin(0, cores());
    daemon.end();
    if (!bench.options.peers.empty()) {
        const auto& peers = peer_figures(bench);
        append_peers(rows.back(), peers.hover, peers.note);
    }
    return rows;
}

std::vector<Row> bench_keystroke(Bench& bench) {
    const auto& big = bench.big();
    const Home home(big.home());
    Daemon daemon(bench.options.programs, home);
    pin(0, std::array{cores().front()});
    pin(daemon.pid(), std::array{cores().front()});
    auto line = daemon.connect();
    line.initialize(true);
    const auto uri = uri_of(big.root() + "/" + BigStore::keystroke_path());
    auto text = BigStore::keystroke_text();
    line.tell("textDocument/didOpen",
              fmt::format(R"({{"textDocument":{{"uri":"{}","languageId":"text","version":1,"text":{}}}}})",
                          uri, json_text(text)));
    // Answered once all are placed.
    const auto placed =
        line.call("restante/threads", fmt::format(R"({{"textDocument":{{"uri":"{}"}}}})", uri));
    const auto anchors = placed.at("threads").as_array().size();
    if (anchors != keystroke_threads) throw CannotRun(fmt::format("{} anchors in the open file", anchors));

    // Somebody types words at three places in turn, as in a refactoring; a line break now and then.
    const auto barrier = request_frame(7, "restante/hello", R"({"version":"0.1.0","protocolVersion":1})");
    const auto count = bench.count(3'000);
    std::vector<std::string> frames;
    std::vector<anchor::Edit> edits;
    constexpr std::array<std::uint32_t, 3> places{12, 5'003, 9'970};
    std::array<std::uint32_t, 3> columns{};
    std::array<std::uint32_t, 3> added{};
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = i / 50 % places.size();
        const bool line_break = i % 50 == 49;
        const auto above = (at > 0 ? added[0] : 0) + (at > 1 ? added[1] : 0);
        const auto on = places[at] + above + added[at];
        const std::string typed = line_break ? "\n" : std::string(1, static_cast<char>('a' + i % 26));
        frames.push_back(change_frame(uri, i + 2, on, columns[at], line_break ? "\\n" : typed));
        edits.push_back({{{on, columns[at]}, {on, columns[at]}}, typed});
        columns[at] = line_break ? 0 : columns[at] + 1;
        added[at] += line_break ? 1 : 0;
    }
    Row row;
    row.work = "a keystroke (didChange), 10 000 lines, 500 anchors";
    row.ours = spread(time_each(count, 0, [&](std::size_t i) {
        line.send(frames[i]);
        (void)line.ask(barrier);
    }));
    row.floors.push_back({"the trivial request alone",
                          spread(time_each(count, 0, [&](std::size_t) { (void)line.ask(barrier); }))});
    anchor::Text plain(text);
    row.floors.push_back({"the edits in the text only, in process",
                          spread(time_each(count, 0, [&](std::size_t i) { plain.apply(edits[i]); }))});
    row.target = {.text = "p99 ≤ 0.5 ms", .p99_max = 500.0};
    row.note = "didChange and a trivial request behind it, until that is answered; both ends on one core";
    pin(0, cores());
    daemon.end();
    return {row};
}

}  // namespace restante::bench
