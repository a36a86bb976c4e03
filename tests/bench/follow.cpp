// Code followed through a real history, by the engine of the daemon and of `restante place`.
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <sstream>

#include "bench/areas.hpp"
#include "bench/floors.hpp"
#include "follow/follower.hpp"

namespace restante::bench {
namespace {

std::unique_ptr<vcs::Objects> objects_of(const std::string& clone) {
    return vcs::open_objects(must(vcs::open_folder(clone), "the history"));
}

struct Engine {
    explicit Engine(const std::string& root) : history(objects_of(root)), follower(history) {}
    follow::History history;
    follow::Follower follower;
};

std::string git(const std::string& root, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", root});
    return run_and_read({.argv = std::move(arguments)});
}

vcs::ObjectId id_of(const std::string& hex) {
    const auto id = vcs::ObjectId::parse(hex);
    if (!id) throw CannotRun(hex + " is no object id");
    return *id;
}

/// A commit and the files that it changed, and did not make.
struct Commit {
    std::string id;
    std::string parent;
    std::vector<std::string> files;
};

std::vector<Commit> commits_of(const std::string& root) {
    std::vector<Commit> commits;
    std::istringstream lines(
        git(root, {"-c", "core.quotePath=false", "log", "--no-merges", "--min-parents=1", "--diff-filter=M",
                   "--name-only", "--format=%x01%H %P", "-n", "20000"}));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        if (line.front() != '\x01') {
            commits.back().files.push_back(line);
            continue;
        }
        const auto blank = line.find(' ');
        commits.push_back({line.substr(1, blank - 1), line.substr(blank + 1), {}});
    }
    std::erase_if(commits, [](const Commit& commit) { return commit.files.empty(); });
    if (commits.empty()) throw CannotRun(root + " has no commit that changes a file");
    return commits;
}

/// Lines of the file in that commit; none when it is not text that can be followed.
std::uint32_t lines_in(Engine& engine, const std::string& commit, const std::string& path) {
    const auto number = engine.history.commit(id_of(commit));
    if (!number) return 0;
    const auto blob = engine.history.blob_at(*number, path);
    if (!blob || !*blob) return 0;
    const auto text = engine.history.text(**blob);
    return text ? (*text)->line_count() : 0;
}

follow::Question question(const std::string& from, const std::string& path, std::uint32_t line,
                          std::uint32_t lines, const std::string& to) {
    return {id_of(from), path, {{line, 0}, {line + lines - 1, ~0U}}, id_of(to)};
}

Row step_row(Bench& bench, const std::vector<Commit>& commits) {
    Engine engine(bench.options.history);
    std::mt19937_64 random(31);
    std::vector<follow::Question> questions;
    for (std::size_t tries = 0; tries < 10'000 && questions.size() < bench.count(2'000); ++tries) {
        const auto& commit = commits[random() % commits.size()];
        const auto& path = commit.files[random() % commit.files.size()];
        if (const auto lines = lines_in(engine, commit.parent, path); lines > 0)
            questions.push_back(question(commit.parent, path, static_cast<std::uint32_t>(random() % lines),
                                         1 + static_cast<std::uint32_t>(random() % 5), commit.id));
    }
    const auto objects = objects_of(bench.options.history);
    Row row;
    row.work = "one anchor over one commit that changed its file";
    row.ours = spread(
        time_each(questions.size(), 0, [&](std::size_t i) { (void)engine.follower.follow(questions[i]); }));
    row.floors.push_back(
        {"reading that commit and its parent", spread(time_each(questions.size(), 0, [&](std::size_t i) {
             (void)objects->read(questions[i].from_commit);
             (void)objects->read(questions[i].to_commit);
         }))});
    row.target = {.text = "p50 ≤ 0.2 ms, p95 ≤ 5 ms", .p50_max = 200.0, .p95_max = 5'000.0};
    row.note = fmt::format("{} random lines of random commits, p95 {:.2f} ms", questions.size(),
                           row.ours->p95 / 1000.0);
    return row;
}

Row many_row(Bench& bench, const std::vector<Commit>& commits) {
    const auto& widest =
        *std::ranges::max_element(commits, {}, [](const Commit& commit) { return commit.files.size(); });
    Engine prepared(bench.options.history);
    std::vector<std::pair<std::string, std::uint32_t>> files;
    for (const auto& path : widest.files)
        if (const auto lines = lines_in(prepared, widest.parent, path); lines > 0)
            files.emplace_back(path, lines);
    if (files.empty()) throw CannotRun("the widest commit has no text");
    constexpr std::size_t anchors = 10'000;
    std::mt19937_64 random(32);
    std::vector<follow::Question> questions;
    for (std::size_t i = 0; i < anchors; ++i) {
        const auto& [path, lines] = files[i * files.size() / anchors];
        questions.push_back(
            question(widest.parent, path, static_cast<std::uint32_t>(random() % lines), 1, widest.id));
    }
    std::vector<double> ours;
    for (int run = 0; run < 5; ++run) {
        Engine engine(bench.options.history);
        const auto from = now_us();
        for (const auto& one : questions)
            (void)engine.follower.follow(one);
        ours.push_back(now_us() - from);
    }
    Row row;
    row.work = "10 000 anchors over one commit";
    row.ours = spread(std::move(ours));
    row.floors.push_back(
        {"git diff of that commit, whole process", spread(time_each(5, 1, [&](std::size_t) {
             (void)git(bench.options.history, {"diff", "--histogram", widest.parent, widest.id});
         }))});
    row.target = {.text = "≤ 2 s", .p50_max = 2'000'000.0};
    row.note = fmt::format("in the {} files that {} changed; nothing read before", files.size(),
                           widest.id.substr(0, 8));
    return row;
}

/// Files of the old commit that changed most often since and are still there.
std::vector<std::string> busy_files(Bench& bench, const std::vector<Commit>& commits, const std::string& from,
                                    const std::string& to, std::size_t count) {
    std::map<std::string, std::size_t> changes;
    for (const auto& commit : commits)
        for (const auto& file : commit.files)
            ++changes[file];
    std::vector<std::string> files;
    for (const auto& [file, times] : changes)
        files.push_back(file);
    std::ranges::stable_sort(files, std::greater<>(), [&](const std::string& file) { return changes[file]; });
    Engine engine(bench.options.history);
    std::erase_if(files, [&](const std::string& file) {
        return lines_in(engine, from, file) < 20 || lines_in(engine, to, file) == 0;
    });
    files.resize(std::min(files.size(), count));
    if (files.empty()) throw CannotRun("no file is in both commits");
    return files;
}

std::vector<Row> walk_rows(Bench& bench, const std::vector<Commit>& commits) {
    constexpr std::size_t steps_max = 5'000;
    constexpr std::size_t anchors = 20;
    const auto& root = bench.options.history;
    const auto head = git(root, {"rev-parse", "HEAD"});
    std::vector<std::string> line;
    std::istringstream ids(
        git(root, {"rev-list", "--first-parent", "-n", std::to_string(steps_max + 1), "HEAD"}));
    for (std::string id; std::getline(ids, id);)
        line.push_back(id);
    const auto from = line.back();
    const auto files = busy_files(bench, commits, from, head, 10);
    Engine reader(root);
    std::vector<double> cold;
    std::vector<double> warm;
    for (const auto& file : files) {
        const auto lines = lines_in(reader, from, file);
        std::vector<follow::Question> questions;
        for (std::size_t i = 0; i < anchors; ++i)
            questions.push_back(
                question(from, file, static_cast<std::uint32_t>(i * lines / anchors), 1, head));
        Engine engine(root);
        for (auto* times : {&cold, &warm}) {
            const auto begun = now_us();
            for (const auto& one : questions)
                (void)engine.follower.follow(one);
            times->push_back(now_us() - begun);
        }
    }
    const auto commits_between = git(root, {"rev-list", "--count", from + ".." + head});
    const auto listed = spread(time_each(5, 1, [&](std::size_t) {
        (void)git(root, {"log", "--format=%H", "--name-only", from + ".." + head, "--", files.front()});
    }));
    const auto note = fmt::format("{} anchors in each of the {} files that changed most, {} commits", anchors,
                                  files.size(), commits_between);
    Row first;
    first.work = "the anchors of a file, through thousands of commits, cold";
    first.ours = spread(std::move(cold));
    first.floors.push_back({"git log of the busiest of them, whole process", listed});
    first.target = {.text = "p95 ≤ 1 s", .p95_max = 1'000'000.0};
    first.note = note + fmt::format(", p95 {:.0f} ms", first.ours->p95 / 1000.0);
    Row again;
    again.work = "the same, asked again";
    again.ours = spread(std::move(warm));
    again.target = {.text = "p95 ≤ 5 ms", .p95_max = 5'000.0};
    again.note = note + fmt::format(", p95 {:.2f} ms", again.ours->p95 / 1000.0);

    // One busy file: what stands in its middle, against git's own two ways to follow lines.
    const auto& busiest = files.front();
    const auto lines = lines_in(reader, from, busiest);
    const auto begin = lines / 2;
    const auto place = question(from, busiest, begin, 5, head);
    std::vector<double> alone;
    std::vector<double> added;
    const auto before_new = line[std::min<std::size_t>(5, line.size() - 1)];
    for (int run = 0; run < 5; ++run) {
        Engine engine(root);
        auto begun = now_us();
        (void)engine.follower.follow(place);
        alone.push_back(now_us() - begun);
        Engine earlier(root);
        auto until = place;
        until.to_commit = id_of(before_new);
        (void)earlier.follower.follow(until);
        begun = now_us();
        (void)earlier.follower.follow(place);
        added.push_back(now_us() - begun);
    }
    const auto span = fmt::format("{},{}", begin + 1, std::min(begin + 5, lines));
    Row one;
    one.work = "five lines of one busy file, cold";
    one.ours = spread(std::move(alone));
    one.floors.push_back(
        {"git log -L of them, whole process", spread(time_each(2, 0, [&](std::size_t) {
             (void)git(root, {"log", "-s", "-L", span + ":" + busiest, from + "~1.." + head});
         }))});
    one.floors.push_back({"git blame -L of them, whole process", spread(time_each(2, 0, [&](std::size_t) {
                              (void)git(root, {"blame", "-L", span, head, "--", busiest});
                          }))});
    one.target = {.text = "≤ 100 ms", .p50_max = 100'000.0};
    one.note = fmt::format("{}:{} of {}", busiest, span, from.substr(0, 8));
    Row news;
    news.work = "the same, when five commits are new";
    news.ours = spread(std::move(added));
    news.target = {.text = "≤ 1 ms", .p50_max = 1'000.0};
    return {first, again, one, news};
}

}  // namespace

std::vector<Row> bench_follow(Bench& bench) {
    const auto commits = commits_of(bench.options.history);
    pin(0, std::array{cores().front()});
    std::vector<Row> rows{step_row(bench, commits), many_row(bench, commits)};
    auto walks = walk_rows(bench, commits);
    std::move(walks.begin(), walks.end(), std::back_inserter(rows));
    pin(0, cores());
    return rows;
}

}  // namespace restante::bench
