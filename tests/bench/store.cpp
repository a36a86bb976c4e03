// What the database decides: a write made durable, and a search.
#include <sqlite3.h>

#include <boost/json.hpp>
#include <filesystem>

#include "bench/areas.hpp"
#include "bench/floors.hpp"
#include "store/query.hpp"

namespace restante::bench {
namespace {

/// FTS5 asked directly, in process.
class Fts {
  public:
    Fts(const std::string& database, const char* order) {
        if (::sqlite3_open_v2(database.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
            throw CannotRun(database + ": " + ::sqlite3_errmsg(db_));
        const auto sql = fmt::format(
            "SELECT rowid FROM comment_words WHERE comment_words MATCH ?1 ORDER BY {} LIMIT 20", order);
        ::sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement_, nullptr);
        if (statement_ == nullptr) throw CannotRun(::sqlite3_errmsg(db_));
    }
    Fts(const Fts&) = delete;
    Fts& operator=(const Fts&) = delete;
    ~Fts() {
        ::sqlite3_finalize(statement_);
        ::sqlite3_close(db_);
    }
    std::size_t find(const std::string& words) {
        const auto match = store::parse_query(words).match();
        std::size_t rows = 0;
        ::sqlite3_bind_text(statement_, 1, match.data(), static_cast<int>(match.size()), SQLITE_STATIC);
        while (::sqlite3_step(statement_) == SQLITE_ROW)
            ++rows;
        ::sqlite3_reset(statement_);
        return rows;
    }

  private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
};

struct Kind {
    const char* name;
    std::function<std::string(std::mt19937_64&)> query;
};

std::vector<Kind> kinds(const Words& words) {
    const auto rare = [&words](auto& random) { return words[words.size() - 1 - random() % 2'000]; };
    return {
        {"the commonest word", [&words](auto&) { return words[0]; }},
        {"the two commonest words", [&words](auto&) { return words[0] + " " + words[1]; }},
        {"two common words",
         [&words](auto& random) { return words[random() % 50] + " " + words[50 + random() % 50]; }},
        {"two middling words",
         [&words](auto& random) {
             return words[200 + random() % 800] + " " + words[1'000 + random() % 1'000];
         }},
        {"any one word", [&words](auto& random) { return words[random() % words.size()]; }},
        {"a rare word", rare},
        {"a rare and a common word",
         [&words, rare](auto& random) { return words[random() % 20] + " " + rare(random); }},
    };
}

}  // namespace

/// Threads of as many comments as the big store's have on average, and those that the bench needs of them.
constexpr int replies_to_a_thread = 20;
constexpr int threads_to_reply_in = 25;

std::vector<Row> bench_reply(Bench& bench) {
    const auto& big = bench.big();
    const Home home(big.home());
    Daemon daemon(bench.options.programs, home);
    auto line = daemon.connect();
    line.initialize(false);
    // Threads of this run's own, in a file beside the 20 000, so that theirs stay as they were made.
    const auto path = big.root() + "/replies.txt";
    write_file(path, "one\ntwo\nthree\nfour\nfive\n");
    std::vector<std::string> threads;
    for (int i = 0; i < threads_to_reply_in; ++i) {
        const auto made = line.call(
            "restante/thread/new",
            fmt::format(
                R"({{"textDocument":{{"uri":"{0}"}},"range":{{"start":{{"line":{1},"character":0}},"end":)"
                R"({{"line":{1},"character":0}}}},"text":"A question to be answered"}})",
                uri_of(path), i % 5));
        threads.emplace_back(made.at("thread").at("id").as_string());
    }
    DurableAppend durable(std::filesystem::path(big.database()).parent_path());
    std::vector<double> replies;
    std::vector<double> floor;
    const auto count = bench.count(400);
    for (std::size_t i = 0; i < count + 10; ++i) {
        const auto frame = request_frame(
            1, "restante/thread/reply",
            fmt::format(
                R"({{"threadId":"{}","text":"Reply number {}, of about as many words as people write here."}})",
                threads[i / replies_to_a_thread % threads.size()], i));
        const auto from = now_us();
        (void)line.ask(frame);
        const auto answered = now_us();
        durable.append();
        const auto appended = now_us();
        if (i < 10) continue;
        replies.push_back(answered - from);
        floor.push_back(appended - answered);
    }
    Row row;
    row.work = "a reply made durable, as the client sees it";
    row.ours = spread(std::move(replies));
    row.floors.push_back({"a 4 KiB append and fdatasync, same filesystem", spread(std::move(floor))});
    row.target = {.text = "p50 ≤ 2× fdatasync", .ratio_max = 2.0};
    row.note =
        "in the big store, synchronous=FULL, reply and append in turn; threads grow to 20 comments, ten on "
        "average";
    daemon.end();
    return {row};
}

std::vector<Row> bench_search(Bench& bench) {
    const auto& big = bench.big();
    const Home home(big.home());
    Daemon daemon(bench.options.programs, home);
    auto line = daemon.connect();
    line.initialize(false);
    const Words words;
    Fts newest(big.database(), "rowid DESC");
    Fts bm25(big.database(), "rank");
    const auto count = bench.count(200);
    std::vector<Row> rows;
    for (const auto* order : {"newest", "best"}) {
        for (const auto& kind : kinds(words)) {
            progress(fmt::format("search: {} 20, {}", order, kind.name));
            std::mt19937_64 random(23);
            std::vector<std::string> queries;
            for (std::size_t i = 0; i < count; ++i)
                queries.push_back(kind.query(random));
            const auto search = [&](std::size_t i) {
                (void)line.ask(request_frame(
                    1, "restante/search",
                    fmt::format(R"({{"query":"{}","order":"{}","limit":20}})", queries[i % count], order)));
            };
            Row row;
            row.work = fmt::format("search, {} 20 of 1 000 000: {}", order, kind.name);
            row.ours = spread(time_each(count, 3, search));
            row.floors.push_back(
                {"FTS5, ORDER BY rowid DESC LIMIT 20, in process",
                 spread(time_each(count, 3, [&](std::size_t i) { (void)newest.find(queries[i % count]); }))});
            const bool ranked = std::string_view(order) == "best";
            if (ranked && !bench.options.peers.empty())
                row.peers.push_back({"FTS5, bm25, in process", spread(time_each(5, 0, [&](std::size_t i) {
                                         (void)bm25.find(queries[i]);
                                     }))});
            row.target = {.text = "p99 ≤ 30 ms", .p99_max = 30'000.0};
            rows.push_back(std::move(row));
        }
    }
    daemon.end();
    return rows;
}

}  // namespace restante::bench
