// What repositories hold besides well-kept text, and what they lack: an answer with a reason, soon.
#include <doctest/doctest.h>

#include <ctime>
#include <filesystem>

#include "unit/follow/world.hpp"

using namespace restante;
using namespace restante::tests;
namespace fs = std::filesystem;

namespace {

const std::string path = "a.txt";

/// Where lines of `before` are after it became `after`.
follow::Answer answer(const std::string& before, const std::string& after, std::uint32_t first,
                      std::uint32_t last) {
    const GitRepository git;
    git.git({"config", "core.autocrlf", "false"});
    const auto a = git.commit({{path, before}});
    const auto b = git.commit({{path, after}});
    return Following(git.root()).follow(a, path, first, last, b);
}

/// Of this process: how busy the machine is otherwise does not count.
double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string in_utf16(std::string_view ascii) {
    std::string out("\xff\xfe");
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

}  // namespace

TEST_CASE("CRLF, lone CR and mixed endings count as one editor counts them") {
    for (const auto* ending : {"\n", "\r\n", "\r"}) {
        CAPTURE(ending);
        CHECK(shown(answer(joined(sample, ending), joined(with(sample, 1, three_lines), ending), 8, 14)) ==
              path + ":11-17 shifted");
        // The endings change, the lines do not.
        CHECK(shown(answer(joined(sample), joined(sample, ending), 8, 14)).starts_with(path + ":8-14 "));
    }
    auto mixed = joined(sample);
    for (std::size_t at = 0, n = 0; (at = mixed.find('\n', at)) != std::string::npos; at += 2, ++n)
        mixed.replace(at, 1, n % 2 == 0 ? "\r\n" : "\n\r");
    CHECK(shown(answer(mixed, "first\n" + mixed, 1, 1)) == path + ":2-2 shifted");
}

TEST_CASE("a last line without an ending is a line") {
    auto text = joined(sample);
    text.pop_back();
    CHECK(shown(answer(text, joined(with(sample, 1, three_lines)), 24, 24)) == path + ":27-27 shifted");
    CHECK(shown(answer(joined(sample), text, 22, 24)) == path + ":22-24 exact");
}

TEST_CASE("UTF-16, invalid UTF-8 and NUL bytes are bytes in lines") {
    CHECK(shown(answer(in_utf16(joined(sample)), in_utf16(joined(with(sample, 1, three_lines))), 8, 14)) ==
          path + ":11-17 shifted");
    auto wild = sample;
    wild[8] = "    x = \"\xff\xfe\xc0\x80\xed\xa0\x80\"; \xf0\x9f";
    wild[9] = std::string("    y = \"\0\0\";", 13);
    CHECK(shown(answer(joined(wild), joined(with(wild, 1, three_lines)), 9, 10)) == path + ":12-13 shifted");
    CHECK(shown(answer(joined(wild), joined(replaced(wild, 9, wild[8] + " // more")), 9, 9)) ==
          path + ":9-9 edited");
}

TEST_CASE("an empty file has one empty line") {
    CHECK(shown(answer("", "text\n", 1, 1)) != "");
    CHECK(shown(answer("text\n", "", 1, 1)) == "orphaned");
}

TEST_CASE("lines that are not there are told, and a range that ends behind the file is cut") {
    const auto text = joined(sample);
    CHECK(holds(answer(text, text + "more\n", 4000, 4001).placement.reason, "no line 4000"));
    CHECK(shown(answer(text, joined(with(sample, 1, three_lines)), 22, 4000)).starts_with(path + ":25-"));
}

TEST_CASE("a hundred thousand equal lines are followed, or told to be gone, soon") {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "    step();\n";
    const auto start = cpu_seconds();
    CHECK(shown(answer(text, "first();\n" + text, 50'000, 50'002)) == path + ":50001-50003 shifted");
    auto edited = text;
    edited.replace(edited.find("step", 600'000), 4, "jump");
    CHECK(shown(answer(text, edited, 50'000, 50'002)) != "");
    CHECK(shown(answer(text, "", 50'000, 50'002)) == "orphaned");
    CHECK(cpu_seconds() - start < 60);
}

TEST_CASE("one line of five megabytes is a line") {
    std::string line;
    for (int i = 0; line.size() < 5'000'000; ++i)
        line += fmt::format("word{} ", i % 1000);
    const auto start = cpu_seconds();
    CHECK(shown(answer(line + "\nlast\n", "first\n" + line + "\nlast\n", 1, 1)) == path + ":2-2 shifted");
    CHECK(shown(answer(line + "\nlast\n", line + "changed\nlast\n", 1, 1)) != "");
    CHECK(cpu_seconds() - start < 60);
}

TEST_CASE("files over the bound are not read, and that is the reason") {
    for (const std::size_t bytes : {10UL * 1024 * 1024, 100UL * 1024 * 1024}) {
        CAPTURE(bytes);
        const GitRepository git;
        git.git({"config", "core.bigFileThreshold", "1m"});
        git.git({"config", "core.compression", "1"});
        std::string text(bytes, 'x');  // one line
        const auto a = git.commit({{path, text}, {"small", "one\n"}});
        text += "\nmore\n";
        const auto b = git.commit({{path, text}, {"small", "zero\none\n"}});
        Following following(git.root());
        const auto start = cpu_seconds();
        const auto found = following.follow(a, path, 1, 1, b);
        CHECK(shown(found) == "orphaned");
        CHECK(holds(found.placement.reason, "over the limit"));
        CHECK(following.history->bytes_kept() < bytes);
        CHECK(cpu_seconds() - start < 5);
        CHECK(shown(following.follow(a, "small", 1, 1, b)) == "small:2-2 shifted");
    }
}

TEST_CASE("a shallow clone answers for what it has, and says what it has not") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 24, {"void last();"}))}});
    const auto c = git.commit({{path, joined(with(with(sample, 24, {"void last();"}), 1, three_lines))}});
    const auto clone = fs::canonical(git.around().path()).string() + "/shallow";
    git.git({"clone", "-q", "--depth=2", "file://" + git.root(), clone});
    Following following(clone);
    CHECK(shown(following.follow(b, path, 8, 14, c)) == path + ":11-17 shifted");
    CHECK(shown(following.follow(c, path, 11, 17, b)) == path + ":8-14 shifted");
    const auto missing = following.follow(a, path, 8, 14, c);
    CHECK(shown(missing) == "orphaned");
    CHECK(holds(missing.placement.reason, a.substr(0, 10)));
    CHECK(holds(missing.placement.reason, "missing"));
    CHECK(holds(following.follow(c, path, 8, 14, a).placement.reason, "missing"));
}

TEST_CASE("a file's text that is missing is a reason, and others are followed") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}, {"b.txt", joined(sample)}});
    const auto b =
        git.commit({{path, joined(with(sample, 1, three_lines))}, {"b.txt", "other\n" + joined(sample)}});
    const auto blob = git.git({"rev-parse", b + ":" + path});
    fs::remove(git.path(".git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2)));
    Following following(git.root());
    const auto missing = following.follow(a, path, 8, 14, b);
    CHECK(shown(missing) == "orphaned");
    CHECK(holds(missing.placement.reason, blob));
    CHECK(shown(following.follow(a, "b.txt", 8, 14, b)) == "b.txt:9-15 shifted");
}

TEST_CASE("commits that were pruned while they were followed are a reason") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    Following following(git.root());
    CHECK(shown(following.follow(a, path, 8, 14, b)) == path + ":11-17 shifted");
    git.git({"reset", "-q", "--hard", a});
    git.git({"reflog", "expire", "--expire=now", "--all"});
    git.git({"gc", "-q", "--prune=now"});
    // What was read is still known; who asks anew is told.
    CHECK(shown(following.follow(a, path, 8, 14, b)) == path + ":11-17 shifted");
    CHECK(holds(Following(git.root()).follow(b, path, 8, 14, a).placement.reason, "missing"));
}

TEST_CASE("a path that leaves the repository, or is none, is no file") {
    const GitRepository git;
    const auto a = git.commit({{"d/a.txt", "text\n"}});
    Following following(git.root());
    for (const auto* odd : {"../a.txt", "/etc/passwd", "", "/", "d", "d/", "d//a.txt", "./d/a.txt",
                            "d/../d/a.txt", "d/a.txt/", "d/a.txt/x", ".git/config", "D/a.txt", "d\\a.txt"}) {
        CAPTURE(odd);
        const auto found = following.follow(a, odd, 1, 1, a);
        CHECK(shown(found) == "orphaned");
        CHECK(holds(found.placement.reason, "is no file"));
    }
}

TEST_CASE("what is no commit is missing as one") {
    const GitRepository git;
    const auto a = git.commit({{path, "text\n"}});
    Following following(git.root());
    for (const auto& odd : {git.git({"rev-parse", "HEAD:" + path}), git.git({"rev-parse", "HEAD^{tree}"}),
                            std::string(40, '0'), std::string(64, '1')}) {
        CAPTURE(odd);
        CHECK(shown(following.follow(odd, path, 1, 1, a)) == "orphaned");
        CHECK(shown(following.follow(a, path, 1, 1, odd)) == "orphaned");
    }
}

TEST_CASE("links and submodules are no files, and what became one is gone") {
    const GitRepository inner;
    inner.commit({{"i", "text\n"}});
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    git.git({"submodule", "--quiet", "add", inner.root(), "sub"});
    fs::remove(git.path(path));
    fs::create_symlink("/etc/passwd", git.path(path));
    const auto b = git.commit({});
    Following following(git.root());
    CHECK(shown(following.follow(a, path, 8, 14, b)) == "orphaned");
    CHECK(holds(following.follow(b, path, 1, 1, a).placement.reason, "is no file"));
    CHECK(holds(following.follow(b, "sub", 1, 1, a).placement.reason, "is no file"));
    CHECK(holds(following.follow(b, "sub/i", 1, 1, a).placement.reason, "is no file"));
}

TEST_CASE("a file where a folder was, and a folder where a file was, are compared") {
    const GitRepository git;
    const auto a = git.commit({{"x", joined(sample)}, {"y/z.txt", joined(other_sample)}});
    fs::remove(git.path("x"));
    fs::remove_all(git.path("y"));
    const auto b = git.commit({{"x/x", joined(sample)}, {"y", joined(other_sample)}});
    Following following(git.root());
    CHECK(shown(following.follow(a, "x", 8, 14, b)) == "x/x:8-14 moved");
    CHECK(shown(following.follow(b, "x/x", 8, 14, a)) == "x:8-14 moved");
}

TEST_CASE("a SHA-256 repository is followed by way of the git program") {
    const GitRepository git({"--object-format=sha256"});
    const auto a = git.commit({{path, joined(sample)}});
    git.git({"mv", path, "b.txt"});
    const auto b = git.commit({{"b.txt", joined(with(sample, 1, three_lines))}});
    CHECK(shown(Following(git.root()).follow(a, path, 8, 14, b)) == "b.txt:11-17 moved");
}

TEST_CASE("a bare clone, a linked work tree and a borrowing clone are followed") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}});
    const auto b = git.commit({{path, joined(with(sample, 1, three_lines))}});
    const auto around = fs::canonical(git.around().path()).string();
    git.git({"clone", "-q", "--bare", git.root(), around + "/bare.git"});
    git.git({"worktree", "add", "-q", around + "/linked", "-b", "other"});
    git.git({"clone", "-q", "--shared", git.root(), around + "/borrowing"});
    for (const auto* folder : {"/bare.git", "/linked", "/borrowing"}) {
        CAPTURE(folder);
        CHECK(shown(Following(around + folder).follow(a, path, 8, 14, b)) == path + ":11-17 shifted");
    }
}

TEST_CASE("of what was deleted that is said, and that it may have gone to a file which is not here") {
    const GitRepository git;
    const auto a = git.commit({{path, joined(sample)}, {"data.zip", "PK of old\n"}});
    git.git({"rm", "-q", path});
    const auto b = git.commit({{"data.zip", "PK of new\n"}});
    const auto blob = git.git({"rev-parse", b + ":data.zip"});
    std::filesystem::remove(git.path(".git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2, 38)));
    const auto answer = Following(git.root()).follow(a, path, 8, 14, b);
    CHECK(shown(answer) == "orphaned");
    CHECK(holds(answer.placement.reason, "file gone: " + path + " was deleted by commit " + b.substr(0, 10)));
    CHECK(holds(answer.placement.reason, blob.substr(0, 10)));
    CHECK(answer.placement.confidence <= 0.5);
    REQUIRE(answer.last_good);
    CHECK(answer.last_good->commit == id_of(a));
}
