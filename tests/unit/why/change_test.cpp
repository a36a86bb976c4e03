#include "why/change.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::why;

namespace {

/// The fate of the line of `after` that begins with '>'.
std::string fate(const std::string& before, std::string after, std::string_view path = "src/a.c") {
    static constexpr const char* names[] = {"written", "moved", "renumbered", "corrected"};
    const auto mark = after.find('>');
    REQUIRE(mark != std::string::npos);
    after.erase(mark, 1);
    const anchor::Text old_text(before);
    const anchor::Text new_text(after);
    const auto line = new_text.position(static_cast<std::uint32_t>(mark)).line;
    return names[static_cast<int>(Change(old_text, new_text, path).fate(line))];
}

}  // namespace

TEST_CASE("a line that was there before, elsewhere, was moved") {
    CHECK(fate("call_it_right_now(a);\nb\nc\n", "b\nc\n>  call_it_right_now(a);\n") == "moved");
    CHECK(fate("call_it_right_now(a);\nb\nc\n", "b\nc\n>call_it_right_now(b);\n") == "written");
    // Copied, or one more of a kind.
    CHECK(fate("call_it_right_now(a);\nb\n", "call_it_right_now(a);\nb\n>call_it_right_now(a);\n") ==
          "written");
    CHECK(fate("call_it_right_now(a);\nb\n", "b\nc\ncall_it_right_now(a);\nd\n>call_it_right_now(a);\n") ==
          "written");
    CHECK(fate("return e;\nb\nc\n", "b\nc\n>return e;\n") == "written");
}

TEST_CASE("a comment over lines that were only moved says nothing of why they are") {
    const std::string before = "a\nb\nc\nd\ne\nconst (\n\tTheFirstConstant = 1\n)\n";
    CHECK(fate(before, "// >All constants.\nconst (\n\tTheFirstConstant = 1\n)\na\nb\nc\nd\ne\n") == "moved");
    CHECK(fate(before,
               "// >All constants.\n// Of them all.\nconst (\n\tTheFirstConstant = 1\n)\na\nb\nc\nd\ne\n") ==
          "moved");
    CHECK(fate(before,
               "// >All constants.\nconst (\n\tAnotherConstant = 1\n\tTheFirstConstant = "
               "1\n)\na\nb\nc\nd\ne\n") == "written");
    // What it stands over was not touched: it was written to explain that.
    CHECK(fate(before, "a\nb\nc\nd\ne\n// >All constants.\nconst (\n\tTheFirstConstant = 1\n)\n") ==
          "written");
}

TEST_CASE("a line whose numbers changed is a version") {
    CHECK(fate("version = \"1.9.7\"\n", ">version = \"1.10.0\"\n") == "renumbered");
    CHECK(fate("\"version\": \"3.9.0-SNAPSHOT\"\n", ">\"version\": \"3.9.0\"\n") == "renumbered");
    CHECK(fate("image: thing:v1.9\n", ">image: thing:v2\n") == "renumbered");
    CHECK(fate("a\n", ">version = \"1.10.0\"\n") == "written");
    CHECK(fate("timeout(5, 20)\n", "timeout(5, 20)\n>timeout(10, 20)\n") == "written");
    CHECK(fate("timeout(5, now)\n", ">timeout(5, later)\n") == "written");
}

TEST_CASE("a letter or two in a comment or in prose is a typing error that was corrected") {
    CHECK(fate("// It recieves the messages\n", "// >It receives the messages\n") == "corrected");
    CHECK(fate("It recives the messages\n", ">It receives the messages\n", "a.md") == "corrected");
    CHECK(fate("It recives the messages\n", ">It receives the messages\n") == "written");
    CHECK(fate("// It sends the messages\n", "// >It receives the messages\n") == "written");
    CHECK(fate("// It sets them\n", "// >It gets them\n") == "written");
}

TEST_CASE("what is not there is nobody's") {
    const anchor::Text text("a\n");
    CHECK(Change(text, text, "a.c").fate(99) == Fate::written);
}
