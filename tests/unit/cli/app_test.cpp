#include "clients/cli/app.hpp"

#include <doctest/doctest.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "clients/cli/unknown_command.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::cli;
using restante::tests::TempFolder;

namespace {

/// What a piece of code prints to standard output.
template <class Run>
std::string printed(Run run) {
    std::ostringstream out;
    auto* before = std::cout.rdbuf(out.rdbuf());
    run();
    std::cout.rdbuf(before);
    return out.str();
}

struct Shell {
    Shell() {
        parser.add_flag("--json", app.json);
        parser.require_subcommand(1);
        parser.fallthrough();
        add_commands(parser, app);
    }
    App app;
    CLI::App parser{"restante", "restante"};
};

std::string completions(const std::string& shell) {
    Shell one;
    one.parser.parse("completions " + shell);
    return printed([&] { CHECK(one.app.run() == status::done); });
}

/// The words that bash offers behind these.
std::string offered(const std::string& script, const std::string& words, const std::string& before = {}) {
    const TempFolder folder;
    std::ofstream(folder / "script") << script << "\n"
                                     << before << "\nCOMP_WORDS=(" << words
                                     << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_restante\n"
                                        "printf '%s ' \"${COMPREPLY[@]}\"\n";
    auto* pipe = ::popen(("cd / && bash " + (folder / "script") + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        out += static_cast<char>(c);
    CHECK(::pclose(pipe) == 0);
    return out;
}

}  // namespace

TEST_CASE("an older daemon makes way, a newer or equal one stays") {
    struct Case {
        const char* theirs;
        std::int64_t protocol;
        const char* ours;
        bool replaced;
    };
    for (const auto& [theirs, protocol, ours, replaced] : {
             Case{"0.1.0", 1, "0.1.0", false},
             Case{"0.1.0", 1, "0.1.1", true},
             Case{"0.9.9", 1, "0.10.0", true},
             Case{"0.10.0", 1, "0.9.9", false},
             Case{"1.0.0", 1, "0.99.99", false},
             Case{"1", 1, "1.0.1", true},
             Case{"1.0.0-beta", 1, "1.0.0", false},
             Case{"", 1, "0.1.0", true},
             Case{"garbage", 1, "0.1.0", true},
             // The protocol counts first.
             Case{"9.9.9", 0, "0.1.0", true},
             Case{"0.0.1", 2, "0.1.0", false},
         }) {
        CAPTURE(theirs);
        CAPTURE(ours);
        CHECK(should_replace(theirs, protocol, ours) == replaced);
    }
}

TEST_CASE("an exit status tells a script what it can do") {
    CHECK(status_of(Errc::invalid_argument) == status::usage);
    CHECK(status_of(Errc::not_found) == status::not_found);
    CHECK(status_of(Errc::conflict) == status::refused);
    CHECK(status_of(Errc::already_exists) == status::refused);
    CHECK(status_of(Errc::forbidden) == status::refused);
    CHECK(status_of(Errc::unauthorized) == status::not_synced);
    CHECK(status_of(Errc::io) == status::failed);
    CHECK(status_of(Errc::internal) == status::failed);
    CHECK(status_of(Errc::too_large) == status::usage);
}

TEST_CASE("bash understands its completions, and offers commands, options and what follows") {
    const auto script = completions("bash");
    const auto first = offered(script, "restante ''");
    for (const auto* word :
         {"init", "login", "status", "threads", "thread", "reply", "resolve", "reopen", "edit", "redact",
          "sync", "doctor", "search", "outbox", "place", "decisions", "why", "completions"}) {
        CAPTURE(word);
        CHECK((" " + first).find(" " + std::string(word) + " ") != std::string::npos);
    }
    CHECK(offered(script, "restante thread s") == "show ");
    CHECK(offered(script, "restante threads --st") == "--state ");
    CHECK(offered(script, "restante thread new --tit") == "--title ");
    CHECK(offered(script, "restante rep") == "reply ");
    CHECK(offered(script, "restante drafts s") == "send show ");
    CHECK(offered(script, "restante drafts r") == "remove ");
}

TEST_CASE("bash offers the values that an option or argument can have") {
    const auto script = completions("bash");
    CHECK(offered(script, "restante threads --state ''") == "open resolved all ");
    CHECK(offered(script, "restante threads -s re") == "resolved ");
    CHECK(offered(script, "restante threads --json --state o") == "open ");
    CHECK(offered(script, "restante completions f") == "fish ");
}

TEST_CASE("bash offers the ids that can be meant, and says what they are about until one is left") {
    const auto script = completions("bash");
    const std::string ids =
        "restante() { [[ $* == 'completions ids thread' ]] && printf 'AB12345\\ta.cpp:1 "
        "Why\\nAC12345\\tb.cpp:2 How\\n'; }";
    CHECK(offered(script, "restante reply ''", ids) == "AB12345 a.cpp:1 Why AC12345 b.cpp:2 How ");
    CHECK(offered(script, "restante thread show ac", ids) == "AC12345 ");
    CHECK(offered(script, "restante reply x", ids) == " ");
    CHECK(offered(script, "restante reply AB12345 --mes", ids) == "--message ");
    CHECK(offered(script, "restante title AB12345 --js", ids) == "--json ");
    const std::string drafts =
        "restante() { [[ $* == 'completions ids draft' ]] && printf 'ad12345\\tWhy\\n'; }";
    CHECK(offered(script, "restante drafts remove ''", drafts) == "ad12345 ");
    CHECK(offered(script, "restante drafts show ''", drafts) == "ad12345 ");
    // No daemon, no words.
    CHECK(offered(script, "restante reply ''", "restante() { echo no daemon >&2; return 6; }") == " ");
}

TEST_CASE("there are completions for zsh and fish, and for no other shell") {
    CHECK(completions("zsh").starts_with("#compdef restante"));
    CHECK(completions("fish").find("complete -c restante") != std::string::npos);
    Shell other;
    CHECK_THROWS_AS(other.parser.parse("completions tcsh"), CLI::ParseError);
}

TEST_CASE("every command has a description, and every option of every command, too") {
    Shell shell;
    const auto look = [](const CLI::App& command, const auto& again) -> void {
        for (const auto* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
            CAPTURE(sub->get_name());
            CHECK_FALSE(sub->get_description().empty());
            for (const auto* option : sub->get_options()) {
                CAPTURE(option->get_name());
                CHECK_FALSE(option->get_description().empty());
            }
            again(*sub, again);
        }
    };
    look(shell.parser, look);
}

TEST_CASE("a wrong command line is told as such") {
    for (const auto* line :
         {"", "nonsense", "thread", "thread nonsense", "reply", "redact abcd", "threads --state wrong",
          "threads --limit 0", "sync --timeout 0", "search", "reply abcd --nonsense"}) {
        CAPTURE(line);
        Shell shell;
        CHECK_THROWS_AS(shell.parser.parse(line), CLI::ParseError);
    }
}

TEST_CASE("a command that is not there is named, with the one that was probably meant") {
    const Shell shell;
    const auto said = [&](const std::vector<std::string>& words) {
        return unknown_command(shell.parser, words).value_or("");
    };
    CHECK(said({"thrads"}) == "there is no command thrads; did you mean threads?");
    CHECK(said({"thraed"}) == "there is no command thraed; did you mean thread?");
    CHECK(said({"--json", "stauts", "-x"}) == "there is no command stauts; did you mean status?");
    CHECK(said({"thread", "shw", "abcd"}) == "there is no command thread shw; did you mean thread show?");
    CHECK(said({"outbox", "rety"}) == "there is no command outbox rety; did you mean outbox retry?");
    CHECK(said({"frobnicate"}) == "there is no command frobnicate");
    CHECK(said({"x"}) == "there is no command x");
    CHECK(said({"evil\x1b[2J"}) == "there is no command evil[2J");
    for (const auto& known : std::vector<std::vector<std::string>>{
             {}, {"thread"}, {"reply"}, {"reply", "thrads"}, {"thread", "new", "shw"}, {"--nonsense"}}) {
        CHECK(said(known).empty());
    }
    CHECK(typing_distance("", "abc") == 3);
    CHECK(typing_distance("abc", "acb") == 1);
    CHECK(typing_distance("abcd", "bcde") == 2);
    CHECK(typing_distance("same", "same") == 0);
}

TEST_CASE("a sync that is not done when the time is over says so, and that it goes on") {
    protocol::SpaceStatus space;
    space.phase = protocol::SyncPhase::syncing;
    space.text = "sending";
    CHECK(sync_text(space, 30) ==
          "the hub has not answered for 30 s; this goes on by itself: restante status");
    space.text = "the first sync is under way: 7 entries received so far";
    space.received = 7;
    CHECK(sync_text(space, 5) ==
          "the first sync is under way: 7 entries received so far, and not all after 5 s; "
          "this goes on by itself: restante status");
    space.phase = protocol::SyncPhase::idle;
    space.text = "up to date\x1b[2J";
    CHECK(sync_text(space, 5) == "up to date[2J");
}

TEST_CASE("a path that was typed is absolute for the daemon") {
    CHECK(absolute_path("/a/b") == "/a/b");
    CHECK(absolute_path(".") == current_folder());
    CHECK(absolute_path("") == current_folder());
    CHECK(absolute_path("a/b") == current_folder() + "/a/b");
}
