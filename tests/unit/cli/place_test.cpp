// `restante place`, in both forms, on real repositories.
#include <doctest/doctest.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "clients/cli/app.hpp"
#include "clients/cli/place_batch.hpp"
#include "support/git_repository.hpp"

using namespace restante;
using namespace restante::cli;
using restante::tests::GitRepository;
namespace json = boost::json;

namespace {

const std::string before =
    "alpha();\n"
    "beta(one, two);\n"
    "\tgamma(\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\", value);\n"
    "delta(three);\n"
    "epsilon(four, five, six);\n";
const std::string after = "// new\n" + before;

struct Ran {
    int status = 0;
    std::string out;
    std::string err;
};

struct Redirected {
    Redirected(std::istream& in, std::ostream& out, std::ostream& err)
        : in_(std::cin.rdbuf(in.rdbuf())),
          out_(std::cout.rdbuf(out.rdbuf())),
          err_(std::cerr.rdbuf(err.rdbuf())) {}
    ~Redirected() {
        std::cin.rdbuf(in_);
        std::cout.rdbuf(out_);
        std::cerr.rdbuf(err_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

  private:
    std::streambuf* in_;
    std::streambuf* out_;
    std::streambuf* err_;
};

Ran run(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Ran ran;
    {
        const Redirected redirected(in, out, err);
        App app;
        CLI::App parser{"restante", "restante"};
        parser.add_flag("--json", app.json);
        parser.fallthrough();
        add_place(parser, app);
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        parser.parse(reversed);
        ran.status = app.run();
    }
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

json::object one(const std::vector<std::string>& arguments) {
    auto all = arguments;
    all.insert(all.begin(), {"place", "--json"});
    const auto ran = run(all);
    CAPTURE(ran.err);
    CHECK(ran.status == status::done);
    return json::parse(ran.out).as_object();
}

std::vector<json::object> lines_of(const std::string& text) {
    std::vector<json::object> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        out.push_back(json::parse(line).as_object());
    return out;
}

/// "path [first,last] [a,b] state", or the reason, or the error.
std::string shown(const json::object& answer) {
    if (const auto* error = answer.if_contains("error")) return "error: " + std::string(error->as_string());
    if (answer.at("path").is_null()) {
        CHECK(answer.at("range").is_null());
        CHECK(answer.at("state") == "orphaned");
        return "gone: " + std::string(answer.at("reason").as_string());
    }
    auto text = std::string(answer.at("path").as_string()) + " " + json::serialize(answer.at("range"));
    if (const auto* cols = answer.if_contains("cols")) text += " " + json::serialize(*cols);
    CHECK_FALSE(answer.at("reason").as_string().empty());
    CHECK(answer.at("confidence").to_number<double>() <= 1);
    return text + " " + std::string(answer.at("state").as_string());
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct World {
    GitRepository git;
    std::string a = git.commit({{"f:1.txt", before}});
    std::string b = git.commit({{"f:1.txt", after}});
};

}  // namespace

TEST_CASE("one place is told in words, and as JSON") {
    const World world;
    const auto ran =
        run({"place", "--repository", world.git.root(), "--from", world.a + ":f:1.txt:2-4", "--to", "HEAD"});
    CHECK(ran.status == status::done);
    CHECK(ran.out.starts_with("f:1.txt:3-5\n    shifted (confidence "));
    CHECK(ran.err.empty());
    CHECK(shown(one({"--repository", world.git.root(), "--from", "HEAD~1:f:1.txt:2-4", "--to", "main"})) ==
          "f:1.txt [3,5] shifted");
    CHECK(shown(one({"--repository", world.git.root(), "--from", "HEAD:f:1.txt:3-5", "--to",
                     world.a.substr(0, 9)})) == "f:1.txt [2,4] shifted");
}

TEST_CASE("columns count characters, whatever bytes they take") {
    const World world;
    // "value" behind a tab and two characters outside the basic plane.
    CHECK(shown(one({"--repository", world.git.root(), "--from", "HEAD~1:f:1.txt:3:14-18", "--to",
                     "HEAD"})) == "f:1.txt [4,4] [14,18] shifted");
    world.git.commit({{"f:1.txt", "\tgamma(\"\xf0\x9f\x98\x80\", other, value);\n" + before}});
    world.git.commit(
        {{"f:1.txt", "beta(one, two);\n\tgamma(\"\xf0\x9f\x98\x80\", other, value);\ndelta(three);\n"}});
    const auto found =
        one({"--repository", world.git.root(), "--from", world.a + ":f:1.txt:2:6-8", "--to", "HEAD"});
    CHECK(shown(found).starts_with("f:1.txt [1,1] [6,8] "));
}

TEST_CASE("what is gone is told with its last place; that is an answer") {
    const World world;
    const auto c = world.git.commit({{"f:1.txt", "something();\nelse_entirely();\n"}});
    const auto ran =
        run({"place", "--repository", world.git.root(), "--from", world.a + ":f:1.txt:2-4", "--to", "HEAD"});
    CHECK(ran.status == status::done);
    CHECK(ran.out.starts_with("gone\n    orphaned (confidence "));
    CHECK(holds(ran.out, "deleted by commit " + c.substr(0, 10)));
    CHECK(holds(ran.out, "last at f:1.txt:3-5 in " + world.b));
}

TEST_CASE("the work tree is HEAD with what is on disk") {
    const World world;
    const auto placed = [&](const std::string& place) {
        return shown(one({"--repository", world.git.root(), "--from", place, "--worktree"}));
    };
    CHECK(placed("HEAD~1:f:1.txt:2-4") == "f:1.txt [3,5] shifted");
    world.git.write("f:1.txt", "// newer\n" + after);
    world.git.write("untracked.txt", "x\n");
    CHECK(placed("HEAD:f:1.txt:3-5") == "f:1.txt [4,6] shifted");
    world.git.git({"add", "-A"});  // staged or not is one
    CHECK(placed(world.a + ":f:1.txt:2-4") == "f:1.txt [4,6] shifted");
    std::filesystem::create_directory(world.git.path("sub"));
    std::filesystem::rename(world.git.path("f:1.txt"), world.git.path("sub/g.txt"));
    CHECK(placed(world.a + ":f:1.txt:2-4") == "sub/g.txt [4,6] moved");
    std::filesystem::remove(world.git.path("sub/g.txt"));
    CHECK(holds(placed("HEAD:f:1.txt:3-5"), "deleted by uncommitted changes"));
    std::filesystem::create_symlink("/etc/passwd", world.git.path("f:1.txt"));
    CHECK(holds(placed("HEAD:f:1.txt:3-5"), "gone: "));
}

TEST_CASE("in a sparse checkout, files that are not on disk are not deleted") {
    const GitRepository git;
    git.commit({{"kept/a.txt", "x\n"}, {"left/b.txt", before}});
    git.git({"sparse-checkout", "set", "kept"});
    REQUIRE_FALSE(std::filesystem::exists(git.path("left/b.txt")));
    CHECK(shown(one({"--repository", git.root(), "--from", "HEAD:left/b.txt:2", "--worktree"})) ==
          "left/b.txt [2,2] exact");
}

TEST_CASE("line ends that git converts on checkout change no place") {
    const GitRepository git;
    git.commit({{"a.txt", before}});
    git.git({"config", "core.autocrlf", "true"});
    std::filesystem::remove(git.path("a.txt"));
    git.git({"checkout", "-q", "--", "a.txt"});
    CHECK(shown(one({"--repository", git.root(), "--from", "HEAD:a.txt:2", "--worktree"})) ==
          "a.txt [2,2] exact");
    std::string crlf = "// new\n" + before;
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
        crlf.replace(at, 1, "\r\n");
    git.write("a.txt", crlf);
    CHECK(shown(one({"--repository", git.root(), "--from", "HEAD:a.txt:2-4", "--worktree"}))
              .starts_with("a.txt [3,5] "));
}

TEST_CASE("bare repositories, linked work trees, folders within and submodules are repositories") {
    const World world;
    const auto around = std::filesystem::canonical(world.git.around().path()).string();
    world.git.git({"clone", "-q", "--bare", world.git.root(), around + "/bare.git"});
    world.git.git({"worktree", "add", "-q", around + "/linked", "-b", "other"});
    std::filesystem::create_directory(world.git.path("folder"));
    const GitRepository outer;
    outer.commit({{"o", "1"}});
    outer.git({"submodule", "--quiet", "add", world.git.root(), "sub"});
    for (const auto& folder :
         {around + "/bare.git", around + "/linked", world.git.path("folder"), outer.path("sub")}) {
        CAPTURE(folder);
        CHECK(shown(one({"--repository", folder, "--from", "HEAD~1:f:1.txt:2", "--to", "HEAD"})) ==
              "f:1.txt [3,3] shifted");
    }
    CHECK(shown(one({"--repository", around + "/bare.git", "--bare", "--from", "HEAD~1:f:1.txt:2", "--to",
                     "HEAD"})) == "f:1.txt [3,3] shifted");
    const auto wrong = run(
        {"place", "--repository", world.git.root(), "--bare", "--from", "HEAD:f:1.txt:2", "--to", "HEAD"});
    CHECK(wrong.status == status::not_found);
    const auto no_tree =
        run({"place", "--repository", around + "/bare.git", "--from", "HEAD:f:1.txt:2", "--worktree"});
    CHECK(no_tree.status == status::usage);
    CHECK(holds(no_tree.err, "no work tree"));
}

TEST_CASE("what cannot be asked is told, with a status") {
    const World world;
    const std::string root = world.git.root();
    struct Case {
        std::vector<std::string> arguments;
        int status;
    };
    for (const auto& [arguments, expected] : std::vector<Case>{
             {{"--from", "HEAD:f:1.txt:2"}, status::usage},
             {{"--to", "HEAD"}, status::usage},
             {{"--from", "HEAD:f:1.txt:2", "--to", "HEAD", "--worktree"}, status::usage},
             {{"--batch", "--to", "HEAD"}, status::usage},
             {{"--batch", "--worktree"}, status::usage},
             {{"--from", "HEAD:f:1.txt", "--to", "HEAD"}, status::usage},
             {{"--from", "nowhere:f:1.txt:2", "--to", "HEAD"}, status::failed},
             {{"--from", "HEAD:f:1.txt:2", "--to", "nowhere"}, status::failed},
         }) {
        auto all = arguments;
        all.insert(all.begin(), {"place", "--repository", root});
        CAPTURE(json::serialize(json::value_from(arguments)));
        const auto ran = run(all);
        CHECK(ran.status == expected);
        CHECK(ran.out.empty());
        CHECK(ran.err.starts_with("restante: "));
    }
    const tests::TempFolder empty;
    CHECK(run({"place", "--repository", empty.path().string(), "--batch"}).status == status::not_found);
}

TEST_CASE("what --from names and is not there is an error with its reason and the next step") {
    const World world;
    const std::string nowhere(40, '7');
    const auto commit = world.b.substr(0, 10);
    struct Case {
        std::string from;
        std::string to;
        std::string message;
        std::string hint;
    };
    const std::string counting = "hint: lines and columns count from 1, and the last one is meant\n";
    for (const auto& [from, to, message, hint] : std::vector<Case>{
             {"HEAD:none.txt:1", "HEAD", "none.txt is no file in commit " + commit, "git ls-tree"},
             {"HEAD:f:1.txt:7", "HEAD", "f:1.txt in commit " + commit + " has 6 lines, no line 7", counting},
             {"HEAD:f:1.txt:6-8", "HEAD", "f:1.txt in commit " + commit + " has 6 lines, no line 7",
              counting},
             {"HEAD:f:1.txt:9-12", "HEAD", "has 6 lines, no line 9", counting},
             {"HEAD:f:1.txt:2:9-9", "HEAD", "line 2 has 8 columns, no column 9", counting},
             {"HEAD:f:1.txt:2:3-9", "HEAD", "line 2 has 8 columns, no column 9", counting},
             {"HEAD:f:1.txt:1-2:8-1", "HEAD", "line 1 has 6 columns, no column 8", counting},
             {"nowhere:f:1.txt:2", "HEAD", "git knows no commit nowhere", "hint: git fetch, "},
             {nowhere + ":f:1.txt:2", "HEAD", "commit 777777777777 is missing here", "hint: git fetch, "},
             {"HEAD:f:1.txt:2", nowhere, "commit 777777777777 is missing here", "hint: git fetch, "},
         }) {
        CAPTURE(from);
        const auto ran = run({"place", "--repository", world.git.root(), "--from", from, "--to", to});
        CHECK(ran.status == status::failed);
        CHECK(ran.out.empty());
        CAPTURE(ran.err);
        CHECK(ran.err.starts_with("restante: "));
        CHECK(holds(ran.err, message));
        CHECK(holds(ran.err, hint));
    }
    CHECK(shown(one({"--repository", world.git.root(), "--from", "HEAD:f:1.txt:6:1-25", "--to", "HEAD"})) ==
          "f:1.txt [6,6] [1,25] exact");
}

TEST_CASE("a shallow clone says how to get the rest") {
    const World world;
    const auto around = std::filesystem::canonical(world.git.around().path()).string();
    world.git.git({"clone", "-q", "--depth", "1", "file://" + world.git.root(), around + "/shallow"});
    for (const auto& from : {world.a, std::string("HEAD~1")}) {
        const auto ran = run(
            {"place", "--repository", around + "/shallow", "--from", from + ":f:1.txt:2", "--to", "HEAD"});
        CHECK(ran.status == status::failed);
        CHECK(holds(ran.err, "hint: git fetch --unshallow"));
    }
}

TEST_CASE("a repository without a commit has nothing to place") {
    const GitRepository git;
    git.write("a", "text\n");
    const auto ran = run({"place", "--repository", git.root(), "--from", "HEAD:a:1", "--worktree"});
    CHECK(ran.status == status::failed);
    CHECK(holds(ran.err, "has no commits yet"));
}

TEST_CASE("a batch answers line by line, in order, with the ids it was given") {
    const World world;
    const auto question = [&](const std::string& id, const std::string& rest) {
        return R"({"id": )" + id + R"(, "from_commit": ")" + world.a + R"(", "to_commit": ")" + world.b +
               R"(", "from_path": "f:1.txt", )" + rest + "}\n";
    };
    const auto ran = run(
        {"place", "--repository", world.git.root(), "--batch"},
        question("7", R"("from_range": [2, 4])") + "\n" +
            question(R"("seven")", R"("from_range": [3, 3], "from_cols": [14, 18])") + " \r\n" +
            question("[1, {}]", R"("from_range": [2, 2], "from_cols": null)") +
            R"({"from_commit": "HEAD", "from_path": "f:1.txt", "from_range": [3, 5], "to_commit": "HEAD~1"})");
    CHECK(ran.status == status::done);
    CHECK(ran.err.empty());
    const auto answers = lines_of(ran.out);
    REQUIRE(answers.size() == 4);
    CHECK(answers[0].at("id") == 7);
    CHECK(shown(answers[0]) == "f:1.txt [3,5] shifted");
    CHECK(answers[1].at("id") == "seven");
    CHECK(shown(answers[1]) == "f:1.txt [4,4] [14,18] shifted");
    CHECK(json::serialize(answers[2].at("id")) == "[1,{}]");
    CHECK(shown(answers[2]) == "f:1.txt [3,3] shifted");
    CHECK(answers[3].at("id").is_null());
    CHECK(shown(answers[3]) == "f:1.txt [2,4] shifted");
    CHECK(answers[0].size() == 6);  // exactly the fields that are promised
}

TEST_CASE("a bad line is answered with an error, and the rest goes on") {
    const World world;
    const std::string good =
        R"({"id": 1, "from_commit": "HEAD~1", "from_path": "f:1.txt", "from_range": [2, 2], "to_commit": "HEAD"})";
    const auto changed = [&](const std::string& what, const std::string& to) {
        auto line = good;
        return line.replace(line.find(what), what.size(), to);
    };
    std::vector<std::string> bad{
        "nonsense",
        "{",
        "[]",
        "null",
        "{}",
        std::string(200, '['),
        "\xff\xfe",
        changed("[2, 2]", "[2]"),
        changed("[2, 2]", "[2, 2, 2]"),
        changed("[2, 2]", "[0, 2]"),
        changed("[2, 2]", "[-1, 2]"),
        changed("[2, 2]", "[3, 2]"),
        changed("[2, 2]", "[1.5, 2]"),
        changed("[2, 2]", R"(["2", "2"])"),
        changed("[2, 2]", "[2, 99999999999999999999]"),
        changed("[2, 2]", R"([2, 2], "from_cols": [5, 2])"),
        changed("[2, 2]", R"([2, 2], "from_cols": 5)"),
        changed("\"f:1.txt\"", "7"),
        changed("\"f:1.txt\"", "\"\""),
        changed("\"f:1.txt\"", "\"\xff\""),
        changed("\"HEAD\"", "null"),
        changed("\"HEAD\"", "\"nowhere\""),
        changed("\"HEAD\"", "\"HEAD\\nflush\""),
        changed("\"HEAD~1\"", "\"HEAD:f:1.txt\""),
        good + good,
        changed("f:1.txt", std::string(batch_line_bytes_max, 'x')),
    };
    std::string input;
    for (const auto& line : bad)
        input += line + "\n" + good + "\n";
    const auto ran = run({"place", "--repository", world.git.root(), "--batch"}, input);
    CHECK(ran.status == status::failed);
    CHECK(holds(ran.err, fmt::format("{} lines were answered with an error", bad.size())));
    const auto answers = lines_of(ran.out);
    REQUIRE(answers.size() == 2 * bad.size());
    for (std::size_t i = 0; i < bad.size(); ++i) {
        CAPTURE(bad[i].substr(0, 200));
        CHECK(shown(answers[2 * i]).starts_with("error: "));
        CHECK(answers[2 * i].contains("id"));
        CHECK(shown(answers[2 * i + 1]) == "f:1.txt [3,3] shifted");
    }
    CHECK(answers[2 * 7].at("id") == 1);  // what has an id keeps it
    CHECK(answers[0].at("id").is_null());
    // Without an id, the line is named: every second one, from the first on.
    CHECK(shown(answers[0]).starts_with("error: line 1: not JSON"));
    CHECK(shown(answers[6]).starts_with("error: line 7: "));
    CHECK(shown(answers[2 * 7]).starts_with("error: from_range"));
}

TEST_CASE("a range that is not wholly there is not cut, and nothing is known of it") {
    const World world;
    const auto line = [&](const std::string& range) {
        return R"({"id": 1, "from_commit": "HEAD", "to_commit": "HEAD", "from_path": "f:1.txt", "from_range": )" +
               range + "}\n";
    };
    const auto ran = run({"place", "--repository", world.git.root(), "--batch"},
                         line("[6, 6]") + line("[6, 7]") + line("[7, 7]") +
                             line(R"([2, 2], "from_cols": [9, 9])") + line(R"([2, 2], "from_cols": [3, 9])"));
    CHECK(ran.status == status::done);
    const auto answers = lines_of(ran.out);
    REQUIRE(answers.size() == 5);
    CHECK(shown(answers[0]) == "f:1.txt [6,6] exact");
    for (const auto at : {1U, 2U, 3U}) {
        CHECK(shown(answers[at]).starts_with("gone: f:1.txt in commit "));
        CHECK(answers[at].at("confidence").to_number<double>() == 0);
    }
    CHECK(holds(shown(answers[1]), "has 6 lines, no line 7"));
    CHECK(shown(answers[4]) == "f:1.txt [2,2] [3,8] exact");  // only what is behind its line is cut
}

TEST_CASE("what a repository lacks is a reason in an answer, not an error") {
    const World world;
    const auto line = [&](const std::string& from, const std::string& path, int first,
                          const std::string& to) {
        return fmt::format(
            R"({{"id": 1, "from_commit": "{}", "from_path": "{}", "from_range": [{}, {}], "to_commit": "{}"}})"
            "\n",
            from, path, first, first, to);
    };
    const std::string nowhere(40, '7');
    const auto ran =
        run({"place", "--repository", world.git.root(), "--batch"},
            line(nowhere, "f:1.txt", 2, world.b) + line(world.a, "f:1.txt", 2, nowhere) +
                line(world.a, "../f:1.txt", 2, world.b) + line(world.a, "/etc/passwd", 2, world.b) +
                line(world.a, "f:1.txt", 200, world.b) + line(world.a, "f:1.txt", 2, std::string(64, '1')));
    CHECK(ran.status == status::done);
    const auto answers = lines_of(ran.out);
    REQUIRE(answers.size() == 6);
    for (const auto& answer : answers)
        CHECK(shown(answer).starts_with("gone: "));
    CHECK(holds(shown(answers[0]), "missing"));
    CHECK(holds(shown(answers[2]), "is no file"));
    CHECK(holds(shown(answers[4]), "no line 200"));
}

TEST_CASE("a tag's id means its commit") {
    const World world;
    world.git.git({"tag", "-a", "v1", "-m", "A tag", world.a});
    CHECK(shown(one({"--repository", world.git.root(), "--from",
                     world.git.git({"rev-parse", "v1"}) + ":f:1.txt:2", "--to", "HEAD"})) ==
          "f:1.txt [3,3] shifted");
}

TEST_CASE("each answer is written before the next question is read") {
    const World world;
    auto code = CodeFollower::open(world.git.root(), FolderKind::any);
    REQUIRE(code);
    std::ostringstream out;
    /// Gives the second line only if the first one's answer is there.
    struct Reader : std::streambuf {
        explicit Reader(std::ostringstream& answers) : answers_(answers) {}
        int_type underflow() override {
            if (given_ == 2) return traits_type::eof();
            CHECK(std::count(begin(answers_.view()), end(answers_.view()), '\n') == given_);
            ++given_;
            setg(line_.data(), line_.data(), line_.data() + line_.size());
            return traits_type::to_int_type(line_.front());
        }
        std::ostringstream& answers_;
        std::ptrdiff_t given_ = 0;
        std::string line_ =
            R"({"id": 1, "from_commit": "HEAD~1", "from_path": "f:1.txt", "from_range": [2, 2], "to_commit": "HEAD"})"
            "\n";
    } reader(out);
    std::istream in(&reader);
    CHECK(place_batch(*code, in, out) == 0);
    CHECK(lines_of(out.str()).size() == 2);
}
