#include "clients/cli/text_input.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/unique_fd.hpp"
#include "clients/cli/kept_text.hpp"
#include "support/temp_folder.hpp"

using namespace restante;
using namespace restante::cli;
using restante::tests::TempFolder;

namespace {

Error refused(const std::string& file) {
    auto text = read_text({std::nullopt, file}, "", "");
    REQUIRE_FALSE(text);
    return text.error();
}

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t files_in(const std::string& folder) {
    const std::filesystem::directory_iterator all(folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("a text comes from the command line or from a file, and is trimmed at its end only") {
    const TempFolder folder;
    auto typed = read_text({"  hello \n\n", ""}, "", "").value();
    CHECK(typed.text == "  hello");
    CHECK(typed.source == TextSource::message);
    const auto nothing = read_text({"", ""}, "", "").value();
    CHECK(nothing.text.empty());
    CHECK(nothing.source == TextSource::message);
    std::ofstream(folder / "text") << "from\na file\n";
    typed = read_text({std::nullopt, folder / "text"}, "", "").value();
    CHECK(typed.text == "from\na file");
    CHECK(typed.source == TextSource::file);
}

TEST_CASE("a pipe is read to its end, and is nowhere else") {
    const TempFolder folder;
    const auto path = folder / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    std::thread writer([&] { std::ofstream(path) << "from\na pipe\n"; });
    auto typed = read_text({std::nullopt, path}, "", "");
    writer.join();
    REQUIRE(typed);
    CHECK(typed->text == "from\na pipe");
    CHECK(typed->source == TextSource::input);
}

TEST_CASE("an empty standard input that is no terminal says that it was read instead of an editor") {
    const UniqueFd before(::dup(STDIN_FILENO));
    const UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    REQUIRE(::dup2(nothing.get(), STDIN_FILENO) == STDIN_FILENO);
    const auto typed = read_text({}, "", "");
    const auto asked_for = read_text({std::nullopt, "-"}, "", "");
    REQUIRE(::dup2(before.get(), STDIN_FILENO) == STDIN_FILENO);
    REQUIRE(typed);
    CHECK(typed->text.empty());
    REQUIRE(typed->failure);
    CHECK(typed->failure->code == Errc::invalid_argument);
    CHECK(typed->failure->message.find("standard input is no terminal") != std::string::npos);
    CHECK(typed->failure->hint.find("-m") != std::string::npos);
    // Whoever asks for standard input knows that no editor opens.
    REQUIRE(asked_for);
    CHECK_FALSE(asked_for->failure);
}

TEST_CASE("of a pipe that has too much, the beginning is kept and the bound of a comment told") {
    const TempFolder folder;
    const auto path = folder / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    std::thread writer([&] {
        std::signal(SIGPIPE, SIG_IGN);  // the rest is read by nobody
        std::ofstream(path) << "hours of work" << std::string(2 * input_bytes_max, 'x');
    });
    auto typed = read_text({std::nullopt, path}, "", "");
    writer.join();
    REQUIRE(typed);
    REQUIRE(typed->failure);
    CHECK(typed->failure->code == Errc::too_large);
    CHECK(typed->failure->message.find("at most 65536") != std::string::npos);
    CHECK(typed->text.size() == input_bytes_max);
    CHECK(typed->text.starts_with("hours of work"));
    CHECK(worth_keeping(typed->source, typed->failure->code));
    Paths paths;
    paths.state_dir = folder / "state";
    const auto kept = keep_text(paths, typed->text);
    CHECK(content(kept) == typed->text);
    CHECK(keep_text(paths, typed->text) == kept);
}

TEST_CASE("what cannot be read as a text is named with the reason") {
    const TempFolder folder;
    CHECK(refused(folder.path()).message == folder.path().string() + " is a folder, not a text");
    CHECK(refused(folder / "absent").message ==
          folder / "absent" + " cannot be read: No such file or directory");
    CHECK(refused(folder / "absent").code == Errc::invalid_argument);
    CHECK(refused(folder.path()).code == Errc::invalid_argument);
    std::ofstream(folder / "large") << std::string(input_bytes_max + 1, 'x');
    CHECK(refused(folder / "large").code == Errc::too_large);
    CHECK(refused("/dev/zero").code == Errc::too_large);  // which has no end
    CHECK(refused("/proc/self/mem").message.find("cannot be read: ") != std::string::npos);
}

TEST_CASE("a text that is blank or not UTF-8 is not one") {
    for (const auto* text : {"", " \n\t", "\xff\xfe", "half a character \xe2\x82"}) {
        CAPTURE(text);
        CHECK(check_text(text).error().code == Errc::invalid_argument);
    }
    CHECK(check_text("\xe2\x82\xac"));
}

TEST_CASE("refused input is kept only where it would be lost") {
    for (const auto refusal : {Errc::invalid_argument, Errc::not_found, Errc::too_large, Errc::conflict,
                               Errc::forbidden, Errc::already_exists}) {
        CAPTURE(to_string(refusal));
        CHECK_FALSE(worth_keeping(TextSource::message, refusal));
        CHECK_FALSE(worth_keeping(TextSource::file, refusal));
        CHECK(worth_keeping(TextSource::input, refusal));
        CHECK(worth_keeping(TextSource::editor, refusal));
    }
    for (const auto fault : {Errc::unavailable, Errc::io, Errc::deadline_exceeded, Errc::internal}) {
        CAPTURE(to_string(fault));
        CHECK(worth_keeping(TextSource::message, fault));
        CHECK_FALSE(worth_keeping(TextSource::file, fault));
        CHECK(worth_keeping(TextSource::editor, fault));
    }
}

TEST_CASE("a text that could not be sent is kept once, in a file that only its writer can read") {
    const TempFolder folder;
    Paths paths;
    paths.state_dir = folder / "state";
    const auto kept = keep_text(paths, "hours of work");
    CHECK(kept.starts_with(folder / "state/unsent-"));
    CHECK(content(kept) == "hours of work");
    const auto mode = std::filesystem::status(kept).permissions();
    CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
          std::filesystem::perms::none);
    CHECK(keep_text(paths, "hours of work") == kept);
    const auto other = keep_text(paths, "another");
    CHECK(other != kept);
    CHECK(files_in(paths.state_dir) == 2);
    forget_text(paths, "hours of work");
    CHECK_FALSE(std::filesystem::exists(kept));
    CHECK(content(other) == "another");
}

TEST_CASE("a file of that name with another content is left alone") {
    const TempFolder folder;
    Paths paths;
    paths.state_dir = folder / "state";
    const auto first = keep_text(paths, "hours of work");
    SUBCASE("it was cut off") {
        std::ofstream(first, std::ios::trunc) << "hours";
    }
    SUBCASE("it leads elsewhere") {
        std::filesystem::remove(first);
        std::ofstream(folder / "elsewhere") << "hours of work";
        std::filesystem::create_symlink(folder / "elsewhere", first);
    }
    const auto before = content(first);
    const auto second = keep_text(paths, "hours of work");
    CHECK(second != first);
    CHECK(content(second) == "hours of work");
    CHECK(keep_text(paths, "hours of work") == second);
    forget_text(paths, "hours of work");
    CHECK(content(first) == before);
}
