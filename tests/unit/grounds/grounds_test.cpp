// Real repositories, whole and less than whole.
#include "grounds/grounds.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::grounds;
using restante::tests::GitRepository;
namespace fs = std::filesystem;

namespace {

const std::string code = "int one;\nint two;\nint three;\n";
const std::string adr_path = "docs/adr/0001-use-boats.md";
const std::string adr_text = "# 1. Use boats\n\n## Status\n\nAccepted\n\nIt is about lib/net/boat.c.\n";

std::vector<decisions::Record> one_record() {
    decisions::Record record;
    record.path = adr_path;
    record.number = "1";
    record.slug = "0001-use-boats";
    return {record};
}

struct Asked {
    Result<Gathered> gathered = fail(Errc::internal, "not asked");
    std::vector<decisions::Record> records = one_record();

    [[nodiscard]] std::string commits() const {
        REQUIRE_MESSAGE(gathered, gathered.error().message);
        std::string out;
        for (const auto& commit : gathered->known.commits) {
            out += out.empty() ? "" : "; ";
            out += commit.subject + ":";
            for (const auto& line : commit.lines)
                out += fmt::format(" {}{}", line.number + 1,
                                   line.fate == why::Fate::moved        ? "m"
                                   : line.fate == why::Fate::renumbered ? "n"
                                                                        : "");
        }
        return out;
    }
    [[nodiscard]] std::string gaps() const {
        REQUIRE_MESSAGE(gathered, gathered.error().message);
        std::string out;
        for (const auto& gap : gathered->gaps)
            out += gap.message + "\n";
        return out;
    }
};

Asked ask(const std::string& folder, const Question& question) {
    Asked out;
    auto grounds = Grounds::open(folder);
    REQUIRE_MESSAGE(grounds, grounds.error().message);
    const why::Names names(out.records);
    out.gathered = grounds->look(question, names, out.records,
                                 [&](std::size_t) { return why::naming_in(adr_text, question.path); });
    if (out.gathered) grounds->look_back(question, out.records, *out.gathered);
    return out;
}

/// Lines counted from 1.
Question about(const std::string& path, std::uint32_t first, std::uint32_t last,
               const char* revision = nullptr) {
    return {path, first - 1, last - 1, revision ? std::optional<std::string>(revision) : std::nullopt};
}

void remove_object(const GitRepository& repository, const std::string& id) {
    const auto file = fs::path(repository.root()) / ".git/objects" / id.substr(0, 2) / id.substr(2);
    REQUIRE(fs::remove(file));
}

}  // namespace

TEST_CASE("the commits that last touched the lines are found, with what they say") {
    const GitRepository repository;
    repository.commit({{"a.c", code}}, "One");
    repository.commit({{"a.c", "int one;\nint deux;\nint three;\n"}}, "Two\n\nAs ADR-1 says.");
    const auto asked = ask(repository.root(), about("a.c", 1, 3));
    CHECK(asked.commits() == "One: 1 3; Two: 2");
    CHECK(asked.gaps().empty());
    const auto& two = asked.gathered->known.commits.at(1);
    CHECK(two.body == "As ADR-1 says.\n");
    CHECK(two.author == "Ada");
    CHECK(two.files == 1);
    CHECK_FALSE(two.first);
    CHECK(asked.gathered->known.commits.at(0).first);
    CHECK(asked.gathered->people.size() == 1);
    CHECK(ask(repository.root(), about("a.c", 2, 2, "HEAD~1")).commits() == "One: 2");
}

TEST_CASE("white space is looked through, and so are the commits that the repository says do not count") {
    const GitRepository repository;
    repository.commit({{"a.c", code}}, "One");
    repository.commit({{"a.c", "int one;\n    int two;\nint three;\n"}}, "Indent");
    CHECK(ask(repository.root(), about("a.c", 2, 2)).commits() == "One: 2");
    const auto style = repository.commit({{"a.c", "int one;\n    int two_;\nint three;\n"}}, "Style");
    CHECK(ask(repository.root(), about("a.c", 2, 2)).commits() == "Style: 2");
    repository.commit({{".git-blame-ignore-revs", "# style\n" + style + "\n" + std::string(40, '1') + "\n"}},
                      "Ignore");
    CHECK(ask(repository.root(), about("a.c", 2, 2)).commits() == "One: 2");
    // With a list of the user's own that is not there, git tells nobody anything: a gap like others.
    repository.git({"config", "blame.ignoreRevsFile", "nowhere"});
    const auto asked = ask(repository.root(), about("a.c", 2, 2));
    CHECK(asked.gaps().find("could not open object name list: nowhere") != std::string::npos);
    CHECK(asked.gathered->gaps.front().hint ==
          "git config blame.ignoreRevsFile names a file that is not there");
}

TEST_CASE("lines that a commit only moved or renumbered are told from those that it wrote") {
    const GitRepository repository;
    repository.commit({{"a.c", "call_the_first(1);\ncall_the_other(2);\nversion = \"1.9.0\"\n"}}, "One");
    repository.commit(
        {{"a.c", "call_the_other(2);\nversion = \"1.10.0\"\ncall_the_first(1);\nnew_line_here();\n"}}, "Two");
    const auto commits = ask(repository.root(), about("a.c", 2, 4)).commits();
    CHECK(commits == "Two: 2n 3m 4");
}

TEST_CASE("a record that came with the commit is seen, and the width of the commit") {
    const GitRepository repository;
    repository.commit({{"a.c", code}}, "One");
    repository.commit({{"a.c", "int four;\n"}, {adr_path, adr_text}, {"b.c", "x\n"}}, "Two");
    const auto asked = ask(repository.root(), about("a.c", 1, 1));
    CHECK(asked.gathered->known.commits.at(0).added == std::vector<std::size_t>{0});
    CHECK(asked.gathered->known.commits.at(0).files == 3);
}

TEST_CASE("a record that names the file is seen") {
    const GitRepository repository;
    repository.commit({{"lib/net/boat.c", code}, {"lib/net/car.c", code}}, "One");
    CHECK(ask(repository.root(), about("lib/net/boat.c", 1, 1)).gathered->known.naming.size() == 1);
    CHECK(ask(repository.root(), about("lib/net/car.c", 1, 1)).gathered->known.naming.empty());
}

TEST_CASE("what is not committed is said to be so") {
    const GitRepository repository;
    repository.commit({{"a.c", code}}, "One");
    repository.write("a.c", code + "int four;\n");
    repository.write("new.c", code);
    auto asked = ask(repository.root(), about("a.c", 3, 4));
    CHECK(asked.commits() == "One: 3");
    CHECK(asked.gathered->uncommitted);
    asked = ask(repository.root(), about("new.c", 1, 1));
    CHECK(asked.commits().empty());
    CHECK(asked.gathered->uncommitted);
    CHECK(asked.gaps().empty());
}

TEST_CASE("bare clones are as good as others, and so are names that are no UTF-8") {
    const GitRepository repository;
    repository.commit({{"d\xff/a \"\xe4.c", code}}, "One");
    const auto around = repository.around().path();
    tests::git(around, {"clone", "-q", "--bare", repository.root(), "bare"});
    for (const auto& folder : {repository.root(), (fs::path(around) / "bare").string()})
        CHECK(ask(folder, about("d\xff/a \"\xe4.c", 2, 2)).commits() == "One: 2");
}

TEST_CASE("a shallow clone's edge is a gap, and no evidence") {
    const GitRepository repository;
    repository.commit({{"a.c", code}}, "One");
    repository.commit({{"b.c", code}}, "As ADR-1 says");
    const auto around = repository.around().path();
    tests::git(around, {"clone", "-q", "--depth", "1", "file://" + repository.root(), "shallow"});
    const auto asked = ask((fs::path(around) / "shallow").string(), about("a.c", 1, 1));
    CHECK(asked.commits().empty());
    CHECK(asked.gaps().find("what was before is not in this clone") != std::string::npos);
    CHECK(asked.gathered->people.empty());
    CHECK(asked.gathered->gaps.front().hint == "git fetch --unshallow");
}

TEST_CASE("a missing object is a gap, and what else is known is there") {
    const GitRepository repository;
    repository.commit({{"src/a.c", code}, {"x/y.c", code + code}}, "One");
    repository.commit({{"src/a.c", "int one;\nint deux;\nint three;\n"}, {"x/y.c", code}}, "Two");
    const auto tree = repository.git({"rev-parse", "HEAD~1:x"});
    const auto blob = repository.git({"rev-parse", "HEAD~1:src/a.c"});
    remove_object(repository, tree);
    auto asked = ask(repository.root(), about("src/a.c", 2, 2, "HEAD"));
    CHECK(asked.commits() == "Two: 2");
    CHECK_FALSE(asked.gathered->known.commits.front().widths_known);
    CHECK(asked.gaps().find("what commit") != std::string::npos);
    remove_object(repository, blob);
    asked = ask(repository.root(), about("src/a.c", 2, 2, "HEAD"));
    CHECK(asked.commits().empty());
    CHECK(asked.gathered->known.lines.size() == 1);
    CHECK(asked.gaps().find("the history of src/a.c") != std::string::npos);
    remove_object(repository, repository.git({"rev-parse", "HEAD:src/a.c"}));
    asked = ask(repository.root(), about("src/a.c", 2, 2, "HEAD"));
    CHECK(asked.gathered->known.lines.empty());
    CHECK(asked.gaps().find("was not looked into") != std::string::npos);
}

TEST_CASE("what is not there is told precisely") {
    const GitRepository repository;
    repository.commit({{"a.c", code}, {"b/c.c", code}}, "One");
    const auto said = [&](const Question& question) {
        const auto asked = ask(repository.root(), question);
        REQUIRE_FALSE(asked.gathered);
        CHECK(asked.gathered.error().code == Errc::not_found);
        return asked.gathered.error().message;
    };
    CHECK(said(about("a.c", 4, 4)) == "a.c has 3 lines, no line 4");
    CHECK(said(about("a.c", 2, 9, "HEAD")) == "a.c at HEAD has 3 lines, no line 4");
    CHECK(said(about("a.c", 9, 9)) == "a.c has 3 lines, no line 9");
    CHECK(said(about("x.c", 1, 1)) == "x.c is no file of the repository");
    CHECK(said(about("b", 1, 1)) == "b is no file of the repository");
    CHECK(said(about("a.c", 1, 1, "nowhere")).find("nowhere") != std::string::npos);
    CHECK(said(about("a.c", 1, 1, std::string(40, '1').c_str())).find("11111") != std::string::npos);
    const auto empty = Grounds::open(repository.around().path().string());
    REQUIRE_FALSE(empty);
    CHECK(empty.error().code == Errc::not_found);
}

TEST_CASE("binary and huge files are gaps") {
    const GitRepository repository;
    repository.commit({{"a.png", std::string("\x89PNG\0\n", 6)}, {"big.txt", std::string(50 << 20, 'x')}},
                      "One");
    CHECK(ask(repository.root(), about("a.png", 1, 1)).gaps() ==
          "a.png was not looked into: it is binary, and has no lines\n");
    const auto big = ask(repository.root(), about("big.txt", 1, 1));
    CHECK(big.gaps().find("big.txt was not looked into: ") == 0);
    CHECK(big.commits().empty());
}
