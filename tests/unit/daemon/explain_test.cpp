// What a clone knows of a thread that is lost: where its code was last, and where it may be.
#include "daemon/explanation.hpp"

#include <doctest/doctest.h>

#include "daemon/clone.hpp"
#include "support/git_repository.hpp"
#include "unit/daemon/sample_thread.hpp"

using namespace restante;
using namespace restante::daemon;
using namespace restante::tests;

namespace {

const auto& path = sample_path;
const std::string elsewhere = "src/load.cpp";

const std::vector<std::string> rewritten{
    "Settings load_settings(const UserId& id, Store& store) {",
    "    Settings settings = defaults();",
    "    store.each(id, [&](auto& row) { settings.set(row.key, row.value); });",
    "    return settings;",
    "}",
};

struct Cloned {
    [[nodiscard]] Explanation explain(const core::Thread& thread,
                                      const std::vector<vcs::OverlayFile>& buffers = {},
                                      const std::string& asked = {}) const {
        auto repository = vcs::discover(git.root());
        REQUIRE(repository);
        return Clone(std::move(*repository))
            .explain({.thread = thread,
                      .suggest = true,
                      .asked_path = asked,
                      .buffers = buffers,
                      .file_bytes_max = 1024 * 1024});
    }
    GitRepository git;
};

/// "src/a.cpp:3-5", best first.
std::vector<std::string> places(const Explanation& known) {
    std::vector<std::string> out;
    for (const auto& one : known.candidates) {
        const auto lines = anchor::lines_of_range(one.range);
        out.push_back(fmt::format("{}:{}-{}", one.path, lines.first + 1, lines.last + 1));
    }
    return out;
}

std::string first_of(const Explanation& known) {
    const auto all = places(known);
    return all.empty() ? "nowhere" : all.front();
}

std::string last_good(const Explanation& known) {
    REQUIRE(known.last_good);
    const auto lines = anchor::lines_of_range(known.last_good->range);
    return fmt::format("{}:{}-{}", known.last_good->path, lines.first + 1, lines.last + 1);
}

std::vector<std::string> with_function(std::vector<std::string> lines, const std::vector<std::string>& more) {
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

}  // namespace

TEST_CASE("of code that a commit deleted it is known where it was last, and what broke it") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    const auto good = here.git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto broke =
        here.git.commit({{path, joined(with(without(sample, 8, 15), 1, three_lines))}, {"notes", "x"}});
    here.git.commit({{"notes", "later"}});
    const auto known = here.explain(thread_on(sample, first));
    CHECK(last_good(known) == path + ":11-17");
    CHECK(known.last_good->commit == good);
    CHECK(known.last_good->broken_by == broke);
    REQUIRE(known.last_good->text);
    CHECK(known.last_good->text->bytes() == joined(with(sample, 1, three_lines)));
    REQUIRE(known.original);
    CHECK(known.original->bytes() == joined(sample));
}

TEST_CASE("code that was written anew in a file of a later commit is found there, and on disk") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}, {elsewhere, joined(other_sample)}});
    here.git.commit({{path, joined(without(sample, 8, 15))}});
    here.git.commit({{elsewhere, joined(with_function(other_sample, rewritten))}});
    CHECK(first_of(here.explain(thread_on(sample, first))) == elsewhere + ":9-13");
    // Not committed: the lines are those on disk.
    here.git.write(elsewhere, joined(with(with_function(other_sample, rewritten), 1, three_lines)));
    CHECK(first_of(here.explain(thread_on(sample, first))) == elsewhere + ":12-16");
    // Open in an editor: those of the buffer.
    const vcs::OverlayFile buffer{elsewhere, [](std::size_t) -> Result<std::string> {
                                      return joined(with_function(other_sample, rewritten));
                                  }};
    CHECK(first_of(here.explain(thread_on(sample, first), {buffer})) == elsewhere + ":9-13");
}

TEST_CASE("a file that nothing changed is looked into when it is asked about") {
    const Cloned here;
    const auto first = here.git.commit(
        {{path, joined(sample)}, {elsewhere, joined(with_function(other_sample, rewritten))}});
    here.git.commit({{path, joined(without(sample, 8, 15))}});
    for (const auto& place : places(here.explain(thread_on(sample, first))))
        CHECK_FALSE(place.starts_with(elsewhere));
    CHECK(first_of(here.explain(thread_on(sample, first), {}, elsewhere)) == elsewhere + ":9-13");
}

TEST_CASE("code that is gone by changes that are not committed was last in the commit") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    auto now = without(sample, 8, 14);
    now.insert(now.begin() + 7, rewritten.begin(), rewritten.end());
    here.git.write(path, joined(now));
    const auto known = here.explain(thread_on(sample, first));
    CHECK(last_good(known) == path + ":8-14");
    CHECK(known.last_good->commit == first);
    CHECK_FALSE(known.last_good->broken_by);
    CHECK(first_of(known) == path + ":8-12");
}

TEST_CASE("with its file gone, others that came are looked into") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}, {"notes", "x"}});
    here.git.git({"rm", "-q", path});
    here.git.commit({});
    here.git.commit({{elsewhere, joined(with_function(other_sample, rewritten))}});
    const auto known = here.explain(thread_on(sample, first));
    CHECK(last_good(known) == path + ":8-14");
    CHECK(first_of(known) == elsewhere + ":9-13");
}

TEST_CASE("nothing of the anchored commit is here: the quote is looked for in all files") {
    const Cloned here;
    std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    here.git.commit({{elsewhere, joined(with_function(other_sample, function))}});
    const auto known = here.explain(thread_on(sample, nobodys_commit));
    CHECK_FALSE(known.last_good);
    CHECK_FALSE(known.original);
    CHECK(first_of(known) == elsewhere + ":9-15");
    CHECK(known.candidates.front().reason == "the same text");
}

TEST_CASE("nowhere is an answer: no commit, no file, a binary one, one that is too large") {
    const Cloned here;
    CHECK(places(here.explain(thread_on(sample, nobodys_commit))).empty());
    here.git.commit({{"src/bin.cpp", std::string("load_settings\0\n", 15)},
                     {"src/large.cpp", joined(sample) + std::string(2'000'000, '\n')}});
    const auto known = here.explain(thread_on(sample, nobodys_commit), {}, "src/none.cpp");
    CHECK_FALSE(known.last_good);
    CHECK(places(known).empty());
}

TEST_CASE("candidates are looked for only when they are asked for") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    here.git.commit({{path, joined(with_function(without(sample, 8, 15), rewritten))}});
    auto repository = vcs::discover(here.git.root());
    REQUIRE(repository);
    Clone clone(std::move(*repository));
    CHECK(
        clone.explain({.thread = thread_on(sample, first), .file_bytes_max = 1'000'000}).candidates.empty());
}
