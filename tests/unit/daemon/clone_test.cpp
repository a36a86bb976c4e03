// Where a thread's code is in a commit of a real clone, and what is said when it cannot be known.
#include "daemon/clone.hpp"

#include <doctest/doctest.h>

#include "daemon/git_worker.hpp"
#include "support/git_repository.hpp"
#include "unit/daemon/sample_thread.hpp"
#include "vcs/blob_id.hpp"

using namespace restante;
using namespace restante::daemon;
using namespace restante::tests;
using anchor::PlacementState;

namespace {

const auto& path = sample_path;

struct Cloned {
    Clone clone() const {
        auto repository = vcs::discover(git.root());
        REQUIRE(repository);
        return Clone(std::move(*repository));
    }
    [[nodiscard]] store::Whereabouts follow(const core::Thread& thread) const {
        auto at = clone().follow(thread, id_of(git.git({"rev-parse", "HEAD"})));
        CHECK(at.thread == thread.id);
        CHECK(at.anchor_op == thread.anchor_op);
        CHECK(at.anchor_path == path);
        CHECK_FALSE(at.stale);
        CHECK_FALSE(at.reason.empty());
        return at;
    }
    GitRepository git;
};

std::string shown(const store::Whereabouts& at) {
    const auto lines = anchor::lines_of_range(at.range);
    return fmt::format("{}:{}-{} {}", at.path, lines.first + 1, lines.last + 1, anchor::to_string(at.state));
}

}  // namespace

TEST_CASE("code of a commit is found in a later one, with the text that it is in") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    const auto thread = thread_on(sample, first);
    CHECK(shown(here.follow(thread)) == path + ":8-14 exact");
    here.git.commit({{path, joined(with(sample, 1, three_lines))}});
    auto at = here.follow(thread);
    CHECK(shown(at) == path + ":11-17 shifted");
    CHECK(at.blob == vcs::blob_id(joined(with(sample, 1, three_lines))));
    here.git.git({"mv", path, "src/other.cpp"});
    here.git.commit({});
    at = here.follow(thread);
    CHECK(shown(at) == "src/other.cpp:11-17 moved");
    CHECK_FALSE(at.lost);
}

TEST_CASE("what a commit deleted is outdated where it stood, with the commit") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    const auto broke = here.git.commit({{path, joined(without(sample, 8, 15))}});
    const auto last = here.git.commit({{path, joined(with(without(sample, 8, 15), 1, three_lines))}});
    const auto at = here.follow(thread_on(sample, first));
    CHECK(shown(at) == path + ":11-11 outdated");
    CHECK(at.lost == store::Whereabouts::Lost{first, broke});
    CHECK(holds(at.reason, broke.substr(0, 10)));
    CHECK(at.blob == here.git.git({"rev-parse", last + ":" + path}));
}

TEST_CASE("with its file gone there is no place to show it at, and the reason is said") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}, {"notes", "x"}});
    here.git.git({"rm", "-q", path});
    const auto broke = here.git.commit({});
    const auto at = here.follow(thread_on(sample, first));
    CHECK(at.state == PlacementState::orphaned);
    CHECK(at.blob.empty());
    CHECK(at.path == path);
    CHECK(at.reason == "file gone: " + path + " was deleted by commit " + broke.substr(0, 10));
    CHECK(at.lost == store::Whereabouts::Lost{first, broke});
}

TEST_CASE("code of a commit that is not here is found by its text, or its commit is said to be missing") {
    const Cloned here;
    here.git.commit({{path, joined(with(sample, 1, three_lines))}});
    here.git.commit({{path, joined(with(sample, 1, {"// alone"}))}});
    CHECK(shown(here.follow(thread_on(sample, nobodys_commit))) == path + ":9-15 shifted");
    const Cloned elsewhere;
    elsewhere.git.commit({{path, joined(other_sample)}});
    const auto at = elsewhere.follow(thread_on(sample, nobodys_commit));
    CHECK(at.state == PlacementState::orphaned);
    CHECK(at.reason == "commit missing: eeeeeeeeee is not in this clone");
}

TEST_CASE("the anchored commit is pruned: the code is found in what took its place") {
    const Cloned here;
    here.git.commit({{"notes", "first"}});
    const auto first = here.git.commit({{path, joined(sample)}});
    here.git.write(path, joined(with(sample, 1, three_lines)));
    here.git.git({"add", "-A"});
    here.git.git({"commit", "-q", "--amend", "-m", "Said better"});
    here.git.git({"reflog", "expire", "--expire=all", "--all"});
    here.git.git({"gc", "-q", "--prune=now"});
    CHECK_THROWS(here.git.git({"cat-file", "-e", first}));
    const auto thread = thread_on(sample, first);
    CHECK(shown(here.follow(thread)) == path + ":11-17 shifted");
    here.git.write(path, joined(other_sample));
    here.git.git({"add", "-A"});
    here.git.git({"commit", "-q", "--amend", "-m", "Something else"});
    here.git.git({"reflog", "expire", "--expire=all", "--all"});
    here.git.git({"gc", "-q", "--prune=now"});
    CHECK(here.follow(thread).reason == "commit missing: " + first.substr(0, 10) + " is not in this clone");
}

TEST_CASE("what was never committed waits for its first commit") {
    const Cloned here;
    here.git.commit({{"notes", "x"}});
    const auto thread = thread_on(sample, std::nullopt);
    const auto at = here.follow(thread);
    CHECK(at.state == PlacementState::orphaned);
    CHECK(holds(at.reason, "not committed"));
    here.git.commit({{path, joined(sample)}});
    here.git.git({"mv", path, "src/other.cpp"});
    here.git.commit({});
    CHECK(shown(here.follow(thread)) == "src/other.cpp:8-14 moved");
}

TEST_CASE("a commit that is not here is a reason, and no failure") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    auto clone = here.clone();
    const auto at = clone.follow(thread_on(sample, first), id_of(nobodys_commit));
    CHECK(at.state == PlacementState::orphaned);
    CHECK_FALSE(at.reason.empty());
    CHECK_FALSE(clone.changed_paths(id_of(first), id_of(nobodys_commit)));
}

TEST_CASE("the paths that two commits differ in are given, both names of a renamed file") {
    const Cloned here;
    const auto first = here.git.commit({{"a", "1"}, {"b", "2"}, {"c", "3"}});
    here.git.git({"mv", "a", "d"});
    const auto second = here.git.commit({{"b", "changed"}});
    auto paths = here.clone().changed_paths(id_of(first), id_of(second));
    REQUIRE(paths);
    std::sort(paths->begin(), paths->end());
    CHECK(*paths == std::vector<std::string>{"a", "b", "d"});
}

TEST_CASE("code that was cut out and pasted into another file is there before it is committed") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}, {"src/other.py", joined(other_sample)}});
    const auto thread = thread_on(sample, first);
    auto clone = here.clone();
    const auto before = clone.follow(thread, id_of(first));
    std::vector<std::string> function(sample.begin() + 7, sample.begin() + 14);
    const auto target = joined(with(other_sample, 3, function));
    const auto file = [](std::string name, std::string text) {
        return vcs::OverlayFile{
            std::move(name), [text = std::move(text)](std::size_t) -> Result<std::string> { return text; }};
    };
    const std::vector<vcs::OverlayFile> files{file(path, joined(without(sample, 8, 14))),
                                              file("src/other.py", target)};
    for (int look = 0; look < 2; ++look) {  // each look begins anew
        const auto taken = clone.taken_elsewhere(id_of(first), files, {before});
        REQUIRE(taken);
        REQUIRE(taken->size() == 1);
        CHECK(taken->front().from == path);
        CHECK(shown(taken->front().at) == "src/other.py:3-9 moved");
        CHECK(taken->front().at.blob == vcs::blob_id(target));
        CHECK(taken->front().text->bytes() == target);
    }
    // Copied, and not cut out: it stays where it is.
    const auto copied = clone.taken_elsewhere(id_of(first), {file("src/other.py", target)}, {before});
    REQUIRE(copied);
    CHECK(copied->empty());
}

TEST_CASE("when more is kept than the bound allows, the clone that was used last keeps its part alone") {
    const Cloned one;
    const Cloned other;
    GitWorker git(1);
    std::vector<std::size_t> kept;
    std::vector<std::size_t> counted;
    for (const auto* cloned : {&one, &other}) {
        const auto commit = cloned->git.commit({{path, joined(sample)}});
        REQUIRE(git.executor().post([&, cloned, commit] {
            auto clone = git.clone(cloned->git.root());
            REQUIRE(clone);
            (void)(*clone)->follow(thread_on(sample, commit), id_of(commit));
            kept.push_back((*clone)->bytes_kept());
            git.measure();
            counted.push_back(git.bytes_kept());
        }));
    }
    git.stop();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0] > 0);
    CHECK(kept[1] > 0);
    CHECK(counted == kept);
}

TEST_CASE("what was read is kept for the next question until the worker rests, and counted") {
    const Cloned here;
    const auto first = here.git.commit({{path, joined(sample)}});
    const auto second = here.git.commit({{path, joined(with(sample, 1, three_lines))}});
    GitWorker git;
    std::optional<std::size_t> kept;
    std::optional<std::size_t> rested;
    REQUIRE(git.executor().post([&] {
        auto clone = git.clone(here.git.root());
        REQUIRE(clone);
        (void)(*clone)->follow(thread_on(sample, first), id_of(second));
        git.measure();
        kept = git.bytes_kept();
        git.rest();
        rested = git.bytes_kept();
    }));
    git.stop();
    CHECK(kept.value() > 0);
    CHECK(rested.value() == 0);
}
