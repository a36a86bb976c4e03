#include "clients/cli/print.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace restante;
using namespace restante::cli;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t now = 1'700'000'000'000;  // 2023-11-14 22:13:20 UTC

/// Dates are shown in the reader's zone: this reader is in Greenwich.
struct Greenwich {
    Greenwich() {
        ::setenv("TZ", "UTC0", 1);
        ::tzset();
    }
} const greenwich;

protocol::Thread sample() {
    protocol::Thread thread;
    thread.id = "01hf7yhsy93k72gqhdkva6m18w";
    thread.short_ = "va6m18w";
    thread.path = "src/queue.cpp";
    thread.line = 42;
    thread.quote = "if (full) drop();";
    thread.opener.name = "Ann";
    thread.updated_at = now - 3 * 60 * minute;
    thread.state = protocol::ThreadState::open;
    thread.sync = protocol::SyncState::sent;
    protocol::Comment comment;
    comment.id = "01hf7yhsy93k72gqhdkva6m18x";
    comment.author.name = "Ann";
    comment.at = now - 3 * 60 * minute;
    comment.text = "Why drop,\nand not wait?";
    comment.sync = protocol::SyncState::sent;
    thread.comments = {comment};
    return thread;
}

}  // namespace

TEST_CASE("times are told as people tell them") {
    CHECK(ago(now, now) == "just now");
    CHECK(ago(now + day, now) == "just now");  // another machine's clock
    CHECK(ago(now - minute, now) == "1 min ago");
    CHECK(ago(now - 59 * minute, now) == "59 min ago");
    CHECK(ago(now - 60 * minute, now) == "1 h ago");
    CHECK(ago(now - 23 * 60 * minute, now) == "23 h ago");
    CHECK(ago(now - day, now) == "1 day ago");
    CHECK(ago(now - 13 * day, now) == "13 days ago");
    CHECK(ago(now - 14 * day, now) == "2023-10-31");
    CHECK(date(now) == "2023-11-14 22:13");
    CHECK_FALSE(date(INT64_MAX).empty());
    CHECK_FALSE(date(INT64_MIN).empty());
}

TEST_CASE("a line of the list says where, which, what, who, how many and when") {
    auto thread = sample();
    CHECK(list_line(thread, {false, now}) ==
          "src/queue.cpp:42  va6m18w  Why drop, and not wait?  (Ann, 1 comment, 3 h ago)\n");
    thread.range.emplace();
    thread.range->start.line = 50;  // where it is now counts, not where it was
    thread.title = "Back-pressure";
    thread.state = protocol::ThreadState::resolved;
    thread.comments.push_back(thread.comments.front());
    thread.sync = protocol::SyncState::pending;
    CHECK(list_line(thread, {false, now}) ==
          "src/queue.cpp:51  va6m18w  resolved  Back-pressure  (Ann, 2 comments, 3 h ago, not all of it sent "
          "yet)\n");
    thread.range->end.line = 52;
    thread.range->end.character = 4;
    CHECK(list_line(thread, {false, now}).starts_with("src/queue.cpp:51-53  "));
    thread.range->end.character = 0;  // the end is not in it
    CHECK(list_line(thread, {false, now}).starts_with("src/queue.cpp:51-52  "));
    thread.range.reset();
    thread.placement.emplace();
    thread.placement->state = protocol::PlacementState::orphaned;
    CHECK(list_line(thread, {false, now}).find("orphaned") != std::string::npos);
    thread.placement->state = protocol::PlacementState::outdated;
    CHECK(list_line(thread, {false, now}).find("outdated") != std::string::npos);
    thread.placement->path = "src/newer.cpp";  // its line 42 was never pointed at
    CHECK(list_line(thread, {false, now}).starts_with("src/queue.cpp:42  "));
    thread.range.emplace();
    thread.range->start.line = thread.range->end.line = 6;
    CHECK(list_line(thread, {false, now}).starts_with("src/newer.cpp:7  "));
    thread.comments.clear();
    thread.title.reset();
    CHECK(list_line(thread, {false, now}).ends_with(")\n"));
}

TEST_CASE(
    "a list's line says that the opening comment was withdrawn, unless a title tells the thread apart") {
    auto thread = sample();
    thread.comments.front().redacted = true;
    thread.comments.front().text = "";
    CHECK(list_line(thread, {false, now}) ==
          "src/queue.cpp:42  va6m18w  (withdrawn by its author)  (Ann, 1 comment, 3 h ago)\n");
    thread.title = "Back-pressure";
    CHECK(list_line(thread, {false, now}).find("withdrawn") == std::string::npos);
}

TEST_CASE("a list's line stays one line, whatever names and titles hold") {
    auto thread = sample();
    thread.path = "a\x1b[31m\nb";
    thread.opener.name = "An\u202en\n";
    thread.title = "t\nt\x07";
    const auto line = list_line(thread, {false, now});
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find("\u202e") == std::string::npos);
    CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("a whole thread reads from top to bottom") {
    auto thread = sample();
    auto reply = thread.comments.front();
    reply.author.name = "Bob";
    reply.author.me = true;
    reply.text = "Because.";
    reply.edited_at = now;
    reply.sync = protocol::SyncState::rejected;
    reply.earlier.emplace();
    protocol::EarlierText earlier;
    earlier.author.name = "Bob";
    earlier.at = now;
    earlier.text = "from the other machine";
    earlier.also_edited = true;
    reply.earlier->push_back(earlier);
    thread.comments.push_back(reply);
    auto gone = sample().comments.front();
    gone.redacted = true;
    gone.text = "";
    thread.comments.push_back(gone);
    const auto text = whole(thread, {false, now});
    std::size_t at = 0;
    for (const auto* part :
         {"thread va6m18w open", "src/queue.cpp:42", "  | if (full) drop();", "Ann", "[va6m18x]",
          "    Why drop,\n    and not wait?", "Bob (you)", "edited 2023-11-14 22:13", "refused by the hub",
          "    Because.", "also edited by Bob", "      from the other machine",
          "(withdrawn by its author)"}) {
        CAPTURE(part);
        const auto found = text.find(part, at);
        REQUIRE(found != std::string::npos);
        at = found;
    }
    CHECK(text.ends_with("\n"));
    CHECK_FALSE(text.ends_with("\n\n"));
}

TEST_CASE("a thread that is lost is explained: why, since when, by whom attached, and where it may be") {
    protocol::ThreadExplainResult result;
    result.thread = sample();
    auto& placement = result.thread.placement.emplace();
    placement.state = protocol::PlacementState::outdated;
    placement.confidence = 0.97;
    placement.reason = "deleted by commit 1a2b3c4d5e";
    auto& good = result.last_good.emplace();
    good.commit = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";
    good.path = "src/queue.cpp";
    good.range.start.line = 9;
    good.range.end.line = 12;
    result.broken_by = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
    protocol::AnchorChange opening;
    opening.by.name = "Ann";
    opening.at = now - day;
    opening.path = "src/old.cpp";
    opening.line = opening.end_line = 3;
    auto change = opening;
    change.by.name = "Bob\n\x1b[2J";
    change.at = now;
    change.path = "src/queue.cpp";
    change.line = 10;
    change.end_line = 12;
    result.anchors = {opening, change};
    protocol::Candidate one;
    one.path = "src/new.cpp";
    one.range.start.line = 20;
    one.range.end.line = 24;
    one.range.end.character = 1;
    one.confidence = 0.618;
    one.reason = "the same name; 2 of 3 lines equal";
    one.preview = "void drop()\x1b[2J {";
    auto two = one;
    two.range.end = two.range.start;
    two.confidence = 0.1;
    result.candidates = {one, two};
    const auto text = explained(result, {});
    CHECK(
        text.starts_with("thread va6m18w open  src/queue.cpp:42\n"
                         "outdated (0.97): deleted by commit 1a2b3c4d5e\n"
                         "last seen at src/queue.cpp:10-12 in 9f8e7d6c5b, not any more after 1a2b3c4d5e\n"
                         "re-attached by Bob[2J 2023-11-14 22:13: from src/old.cpp:3 to src/queue.cpp:10-12\n"
                         "\nIt may be at\n"
                         "  1  src/new.cpp:21-25  (the same name; 2 of 3 lines equal)\n"
                         "     void drop()[2J {\n"
                         "  2  src/new.cpp:21  (the same name; 2 of 3 lines equal)\n"));
    CHECK(text.find("restante thread reattach va6m18w --to 1\n\n  | if (full) drop();\n") !=
          std::string::npos);
    result.candidates.clear();
    CHECK(explained(result, {}).find("Nothing like it was found.") != std::string::npos);
    result.thread.placement->state = protocol::PlacementState::exact;
    CHECK(explained(result, {}).find("Nothing like it") == std::string::npos);
    result.thread.placement.reset();
    CHECK(explained(result, {}).find("not placed: no clone") != std::string::npos);
}

TEST_CASE("colour is an extra: without it not one escape is printed, and with it the words are the same") {
    const auto thread = sample();
    const auto plain = whole(thread, {false, now}) + list_line(thread, {false, now});
    CHECK(plain.find('\x1b') == std::string::npos);
    auto colored = whole(thread, {true, now}) + list_line(thread, {true, now});
    CHECK(colored.find('\x1b') != std::string::npos);
    for (std::size_t at = 0; (at = colored.find('\x1b', at)) != std::string::npos;)
        colored.erase(at, colored.find('m', at) - at + 1);
    CHECK(colored == plain);
}
