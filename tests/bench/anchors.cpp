// What happens to anchors without any history: a keystroke in a large buffer, and the lines that two versions
// of a file have in common.
#include <git2.h>

#include <array>
#include <cstring>
#include <random>

#include "anchor/line_diff.hpp"
#include "anchor/live.hpp"
#include "bench/areas.hpp"
#include "bench/floors.hpp"
#include "vcs/objects.hpp"

namespace restante::bench {
namespace {

std::string code(std::size_t lines, std::mt19937_64& random) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i) {
        if (i % 12 == 0)
            text += fmt::format("int function_{}(int value, int other) {{\n", i);
        else if (i % 12 == 10)
            text += "}\n";
        else if (i % 12 == 11)
            text += "\n";
        else
            text +=
                fmt::format("    value += compute_{}(other, {}) * {};\n", random() % 97, i, random() % 1000);
    }
    return text;
}

Row live_row(Bench& bench) {
    constexpr std::uint32_t lines = 50'000;
    constexpr std::uint32_t anchors = 1'000;
    std::mt19937_64 random(21);
    anchor::Text text(code(lines, random));
    anchor::LiveAnchors live;
    for (std::uint32_t i = 0; i < anchors; ++i) {
        const auto line = i * (lines / anchors);
        live.add({{line, 0}, {line + i % 3, ~0U}}, text);
    }
    // As somebody types: fifty letters at a place, a line break, another place.
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::vector<double> ours;
    std::vector<double> floor;
    for (std::size_t i = 0; i < bench.count(20'000); ++i) {
        if (i % 51 == 0) line = static_cast<std::uint32_t>(random() % lines);
        const bool line_break = i % 51 == 50;
        if (i % 51 == 0) column = static_cast<std::uint32_t>(text.line(line).size());
        const anchor::Edit edit{{{line, column}, {line, column}},
                                line_break ? "\n" : std::string(1, static_cast<char>('a' + i % 26))};
        ++column;
        const auto from = now_us();
        (void)live.apply(edit, text);
        const auto moved = now_us();
        text.apply(edit);
        ours.push_back(moved - from);
        floor.push_back(now_us() - moved);
    }
    Row row;
    row.work = "a keystroke for 1 000 live anchors, 50 000 lines";
    row.ours = spread(std::move(ours));
    row.floors.push_back({"the same edit in the text", spread(std::move(floor))});
    row.target = {.text = "p99 ≤ 50 µs", .p99_max = 50.0};
    return row;
}

/// The second version: some lines edited, some gone, some new, a block moved.
std::string edited(const std::string& text, std::mt19937_64& random) {
    const anchor::Text before(text);
    std::string after;
    for (std::uint32_t i = 0; i < before.line_count(); ++i) {
        const auto what = random() % 250;
        if (what == 0) continue;
        if (what == 1) after += fmt::format("    log({});\n", i);
        if (what == 2) after += "    checked(value);";
        after += before.line_with_ending(i);
    }
    return after;
}

std::string object_of(const std::string& root, const char* file) {
    return run_and_read({.argv = {"git", "hash-object", "-w", file}, .cwd = root});
}

void must_git(int status) {
    if (status < 0) throw CannotRun(fmt::format("libgit2: {}", git_error_last()->message));
}

/// libgit2's diff of two blobs, each hunk seen.
class GitDiff {
  public:
    explicit GitDiff(const std::string& root) {
        git_libgit2_init();
        must_git(git_repository_open(&repository_, root.c_str()));
    }
    GitDiff(const GitDiff&) = delete;
    GitDiff& operator=(const GitDiff&) = delete;
    ~GitDiff() {
        git_repository_free(repository_);
        git_libgit2_shutdown();
    }
    std::size_t hunks(const std::string& before, const std::string& after) {
        std::array<git_blob*, 2> blobs{};
        for (std::size_t i = 0; i < 2; ++i) {
            git_oid id;
            must_git(git_oid_fromstr(&id, (i == 0 ? before : after).c_str()));
            must_git(git_blob_lookup(&blobs.at(i), repository_, &id));
        }
        git_diff_options options;
        git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
        options.context_lines = 0;
        std::size_t count = 0;
        must_git(git_diff_blobs(
            blobs[0], nullptr, blobs[1], nullptr, &options, nullptr, nullptr,
            [](const git_diff_delta*, const git_diff_hunk*, void* seen) {
                ++*static_cast<std::size_t*>(seen);
                return 0;
            },
            nullptr, &count));
        git_blob_free(blobs[0]);
        git_blob_free(blobs[1]);
        return count;
    }

  private:
    git_repository* repository_ = nullptr;
};

std::vector<Row> map_rows(Bench& bench) {
    constexpr std::size_t lines = 5'000;
    const Scratch folder(bench.options.folder);
    const auto& root = folder.path();
    run_and_read({.argv = {"git", "init", "-q", root}});
    std::mt19937_64 random(22);
    const auto before = code(lines, random);
    const auto after = edited(before, random);
    write_file(root + "/before.c", before);
    write_file(root + "/after.c", after);
    const auto before_id = object_of(root, "before.c");
    const auto after_id = object_of(root, "after.c");
    const auto objects = vcs::open_objects(must(vcs::discover(root), "the repository"));
    const std::array ids{vcs::ObjectId::parse(before_id).value(), vcs::ObjectId::parse(after_id).value()};

    const auto count = bench.count(500);
    const anchor::Text old_text(before);
    const anchor::Text new_text(after);
    std::size_t hunks = 0;
    const auto texts = time_each(count, 5, [&](std::size_t) {
        hunks = anchor::diff_lines(anchor::Text(before), anchor::Text(after)).size();
    });
    const auto blobs = time_each(count, 5, [&](std::size_t) {
        std::array<anchor::Text, 2> read;
        for (std::size_t i = 0; i < 2; ++i)
            read.at(i) = anchor::Text(must(objects->read(ids.at(i)), "a blob").bytes);
        hunks = anchor::diff_lines(read[0], read[1]).size();
    });
    GitDiff git(root);
    std::size_t their_hunks = 0;
    const auto libgit2 =
        time_each(count, 5, [&](std::size_t) { their_hunks = git.hunks(before_id, after_id); });
    const auto same = before;
    int differs = 0;
    const auto compared = time_each(
        count, 5, [&](std::size_t) { differs += std::memcmp(same.data(), before.data(), before.size()); });
    const auto program = time_each(bench.count(50), 2, [&](std::size_t) {
        // Ends with 1, as the files differ.
        (void)Process::spawn(
            {.argv = {"git", "diff", "--no-index", "--histogram", "before.c", "after.c"}, .cwd = root})
            .wait();
    });
    const auto note = fmt::format("{} lines, {} hunks of ours and {} of libgit2's{}", lines, hunks,
                                  their_hunks, differs == 0 ? "" : ", unequal");

    Row with_blobs;
    with_blobs.work = "line map of two blobs of 5 000 lines, read and mapped";
    with_blobs.ours = spread(blobs);
    with_blobs.floors.push_back({"libgit2's diff of the blobs", spread(libgit2)});
    with_blobs.target = {.text = "≤ 0.5× libgit2", .ratio_max = 0.5};
    with_blobs.note = note;
    Row alone;
    alone.work = "line map of the two texts in memory";
    alone.ours = spread(texts);
    alone.floors.push_back({"git diff --no-index --histogram, whole process", spread(program)});
    alone.floors.push_back({"memcmp over as many bytes", spread(compared)});
    alone.note = note;
    return {with_blobs, alone};
}

}  // namespace

std::vector<Row> bench_anchors(Bench& bench) {
    pin(0, std::array{cores().front()});
    std::vector<Row> rows{live_row(bench)};
    auto maps = map_rows(bench);
    std::move(maps.begin(), maps.end(), std::back_inserter(rows));
    pin(0, cores());
    return rows;
}

}  // namespace restante::bench
