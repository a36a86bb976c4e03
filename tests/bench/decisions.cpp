// Decision records kept in step with the disk, and questions about lines: 5 000 records, and a real history.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "bench/areas.hpp"
#include "bench/floors.hpp"
#include "grounds/blame.hpp"
#include "shelf/index.hpp"
#include "vcs/work_tree.hpp"

namespace restante::bench {
namespace {

constexpr std::size_t records_count = 5'000;
constexpr std::size_t code_files = 400;

std::string record_path(std::size_t number) {
    return fmt::format("docs/adr/{:04}-topic-{}.md", number, number);
}

std::string code_path(std::size_t number) {
    return fmt::format("src/part{}/file{}.cpp", number % 20, number);
}

/// As long as real ones are in the middle (3 KiB), with what costs: names of others, paths, supersession.
std::string record_text(std::size_t number, std::mt19937_64& random) {
    static constexpr std::array<const char*, 8> words{"the", "service", "queue", "writes",
                                                      "at",  "most",    "once",  "so"};
    const auto prose = [&] {
        std::string out;
        for (int i = 0; i < 130; ++i) {
            if (random() % 40 == 0)
                out += fmt::format("ADR-{:04} ", random() % records_count + 1);
            else if (random() % 40 == 0)
                out += fmt::format("`{}` ", code_path(random() % code_files));
            else
                out += std::string(words[random() % words.size()]) + " ";
            if (i % 16 == 15) out += "\n";
        }
        return out + "\n";
    };
    const auto other = random() % records_count + 1;
    const auto status = random() % 5 == 0
                            ? fmt::format("Superseded by [ADR-{0:04}]({0:04}-topic-{0}.md)", other)
                            : std::string("Accepted");
    return fmt::format(
        "# {}. Topic {}\n\nDate: 202{}-0{}-1{}\n\n## Status\n\n{}\n\n## Context\n\n{}\n## Decision\n\n{}"
        "\n## Consequences\n\n{}",
        number, number, random() % 6, random() % 9 + 1, random() % 9, status, prose(), prose(), prose());
}

std::string code_text(std::size_t number, std::mt19937_64& random) {
    std::string out = fmt::format("// Part of topic {}.\n", number);
    for (std::size_t i = 0; i < 120; ++i) {
        if (i % 30 == 0) out += fmt::format("// See ADR-{:04}.\n", random() % records_count + 1);
        out +=
            fmt::format("int function_{}_{}(int x) {{\n    return x + {};\n}}\n", number, i, random() % 1000);
    }
    return out;
}

/// A repository with these records; removed with its owner.
struct Repository {
    explicit Repository(const std::string& in) : folder(in), root(folder.path() + "/repository") {
        std::mt19937_64 random(41);
        std::vector<std::pair<std::string, std::string>> files;
        for (std::size_t i = 1; i <= records_count; ++i)
            files.emplace_back(record_path(i), record_text(i, random));
        for (std::size_t i = 0; i < code_files; ++i)
            files.emplace_back(code_path(i), code_text(i, random));
        make_repository(root, files, "bench", std::nullopt);
    }
    Scratch folder;
    std::string root;
};

std::string read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Row cold_row(const Repository& repository) {
    const auto clone = must(vcs::discover(repository.root), "the repository");
    Row row;
    row.work = "reading 5 000 record files, nothing known";
    row.ours = spread(time_each(5, 1, [&](std::size_t) {
        shelf::Index index(clone);
        (void)must(index.look(must(vcs::work_tree_files(clone), "git status")), "reading the records");
    }));
    row.floors.push_back({"merely reading their bytes", spread(time_each(5, 1, [&](std::size_t) {
                              std::size_t bytes = 0;
                              for (std::size_t i = 1; i <= records_count; ++i)
                                  bytes += read_whole(repository.root + "/" + record_path(i)).size();
                              if (bytes == 0) throw CannotRun("the records are empty");
                          }))});
    row.target = {.text = "≤ 1.5 s", .p50_max = 1'500'000.0};
    row.note = "git status included; page cache warm";
    return row;
}

std::vector<Row> index_rows(Bench& bench, const Repository& repository) {
    const auto clone = must(vcs::discover(repository.root), "the repository");
    shelf::Index index(clone);
    (void)must(index.look({}), "reading the records");
    std::mt19937_64 random(42);
    const auto count = bench.count(200);
    std::vector<double> edited;
    std::vector<double> reads;
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = random() % records_count + 1;
        const auto path = record_path(number);
        write_file(repository.root + "/" + path, record_text(number, random));
        auto from = now_us();
        (void)must(index.look_at({path}), "the edited record");
        edited.push_back(now_us() - from);
        from = now_us();
        (void)read_whole(repository.root + "/" + path);
        reads.push_back(now_us() - from);
    }
    Row one;
    one.work = "one of 5 000 records edited → known";
    one.ours = spread(std::move(edited));
    one.floors = {{"reading that file", spread(std::move(reads))}};
    one.target = {.text = "p95 ≤ 5 ms", .p95_max = 5'000.0};
    one.note = fmt::format("p95 {:.2f} ms", one.ours->p95 / 1000.0);

    std::vector<double> added;
    for (std::size_t i = 0; i < bench.count(20); ++i) {
        const auto path = record_path(records_count + 1 + i);
        write_file(repository.root + "/" + path, record_text(records_count + 1 + i, random));
        const auto from = now_us();
        (void)must(index.look_at({path}), "the new record");
        added.push_back(now_us() - from);
        std::filesystem::remove(repository.root + "/" + path);
        (void)must(index.look_at({path}), "the record that is gone");
    }
    Row more;
    more.work = "a record added to 5 000 → known";
    more.ours = spread(std::move(added));
    more.note = "git is asked whether the new file is ignored; all are resolved anew";
    return {one, more};
}

std::string why_params(const std::string& uri, std::size_t line) {
    return fmt::format(
        R"({{"textDocument":{{"uri":"{}"}},"partialResultToken":1,"range":{{"start":{{"line":{},)"
        R"("character":0}},"end":{{"line":{},"character":0}}}}}})",
        uri, line, line);
}

/// Until the first words of an answer: the part that needs no history, or all of it.
double first_words_us(Line& line, const std::string& uri, std::size_t at) {
    std::optional<double> first;
    const auto from = now_us();
    line.on_notification = [&](std::string_view body) {
        if (!first && body.find("whySoFar") != std::string_view::npos) first = now_us() - from;
    };
    (void)line.ask(request_frame(2, "restante/why", why_params(uri, at)));
    line.on_notification = nullptr;
    return first.value_or(now_us() - from);
}

void open_document(Line& line, const std::string& uri, const std::string& text) {
    line.tell(
        "textDocument/didOpen",
        fmt::format(R"({{"textDocument":{{"uri":"{}","version":1,"text":{}}}}})", uri, json_text(text)));
}

Beside hello_floor(Line& line, std::size_t count) {
    return {"restante/hello, the same connection", spread(time_each(count, 5, [&](std::size_t) {
                (void)line.ask(request_frame(2, "restante/hello", R"({"version":"0","protocolVersion":1})"));
            }))};
}

std::vector<Row> question_rows(Bench& bench, const Repository& repository) {
    const Home home(repository.folder.path() + "/home");
    Daemon daemon(bench.options.programs, home);
    auto line = daemon.connect();
    line.initialize(true);
    const auto uri_at = [&](std::size_t file) { return uri_of(repository.root + "/" + code_path(file)); };
    open_document(line, uri_at(0), read_whole(repository.root + "/" + code_path(0)));
    (void)first_words_us(line, uri_at(0), 0);
    std::mt19937_64 random(43);
    std::vector<double> cold;
    for (std::size_t file = 1; file < bench.count(100) && file < code_files; ++file)
        cold.push_back(first_words_us(line, uri_at(file), random() % 300));
    std::vector<double> warm;
    for (std::size_t i = 0; i < bench.count(1'000); ++i)
        warm.push_back(first_words_us(line, uri_at(0), random() % 300));
    const auto floor = hello_floor(line, bench.count(1'000));
    daemon.end();

    Row again;
    again.work = "why, in an open file that git has told of";
    again.ours = spread(std::move(warm));
    again.floors = {floor};
    again.target = {.text = "p99 ≤ 10 ms", .p99_max = 10'000.0};
    again.note = "the whole answer; 5 000 records";
    Row first;
    first.work = "why, in a file not asked about before: its first part";
    first.ours = spread(std::move(cold));
    first.floors = {floor};
    first.target = {.text = "p99 ≤ 50 ms", .p99_max = 50'000.0};
    first.note = "read from the disk; the records are known";
    return {again, first};
}

Row blame_row(Bench& bench) {
    const auto clone = must(vcs::open_folder(bench.options.history), "the history");
    const auto files = run_and_read({.argv = {"git", "-C", bench.options.history, "ls-files", "*.cpp", "*.go",
                                              "*.java", "*.py", "*.c", "*.h", "*.rs", "*.ts", "*.md"}});
    std::vector<std::string> paths;
    for (std::size_t at = 0; at < files.size();) {
        const auto end = std::min(files.find('\n', at), files.size());
        paths.push_back(files.substr(at, end - at));
        at = end + 1;
    }
    if (paths.empty()) throw CannotRun("the history has no code");
    std::mt19937_64 random(44);
    std::vector<double> ours;
    std::vector<double> bare;
    for (std::size_t i = 0; i < bench.count(30); ++i) {
        const auto& path = paths[random() % paths.size()];
        grounds::BlameQuestion question;
        question.path = path;
        question.commit = "HEAD";
        // The first is not timed: it brings the packs into the page cache.
        if (!grounds::blame(clone, question)) continue;
        auto from = now_us();
        (void)grounds::blame(clone, question);
        ours.push_back(now_us() - from);
        from = now_us();
        (void)run_and_read(
            {.argv = {"git", "-C", bench.options.history, "blame", "-L1,1", "HEAD", "--", path}});
        bare.push_back(now_us() - from);
    }
    Row row;
    row.work = "who last touched a line, asked of git";
    row.ours = spread(std::move(ours));
    row.floors = {{"git blame -L, bare", spread(std::move(bare))}};
    row.target = {.text = "≤ 1.2 × bare", .ratio_max = 1.2};
    row.note = "asked once for a file's content, then kept";
    return row;
}

}  // namespace

std::vector<Row> bench_decisions(Bench& bench) {
    const Repository repository(bench.options.folder);
    auto rows = index_rows(bench, repository);
    rows.insert(rows.begin(), cold_row(repository));
    return rows;
}

std::vector<Row> bench_why(Bench& bench) {
    const Repository repository(bench.options.folder);
    auto rows = question_rows(bench, repository);
    rows.push_back(blame_row(bench));
    return rows;
}

}  // namespace restante::bench
