#include "grounds/porcelain.hpp"

#include <doctest/doctest.h>

#include "grounds/blame.hpp"
#include "grounds/message.hpp"

using namespace restante;
using namespace restante::grounds;

namespace {

const std::string a(40, 'a');
const std::string b(40, 'b');
const std::string none(40, '0');

}  // namespace

TEST_CASE("what git says is read: commits with their lines, and where those were before") {
    const auto text = a + " 3 1 2\nauthor Ann\nsummary x\nprevious " + b +
                      " old name.c\nfilename name.c\n\tint x;\n" + a + " 4 2\n\tfilename trap\n" + none +
                      " 3 3 1\nauthor Not Committed Yet\nfilename name.c\n\ty\n" + a + " 9 4 1\n\tz\n";
    const auto blamed = parse_porcelain(text);
    REQUIRE(blamed);
    REQUIRE(blamed->size() == 2);
    CHECK(blamed->at(0).commit == a);
    CHECK(blamed->at(0).path == "name.c");
    CHECK(blamed->at(0).previous_commit == b);
    CHECK(blamed->at(0).previous_path == "old name.c");
    CHECK(blamed->at(0).lines == std::vector<BlamedLine>{{0, 2}, {1, 3}, {3, 8}});
    CHECK(blamed->at(0).committed());
    CHECK_FALSE(blamed->at(1).committed());
}

TEST_CASE("what is not understood is an error") {
    for (const auto& text : {std::string("x\n"), a + "\n", a + " 1\n", a + " 1 0\n", a + " 0 1\n",
                             a + " 1 x\n", a + " 1 99999999999\n", std::string("\0\n", 2)}) {
        const auto blamed = parse_porcelain(text);
        REQUIRE_FALSE(blamed);
        CHECK(blamed.error().code == Errc::corrupt);
    }
    CHECK(parse_porcelain("")->empty());
}

TEST_CASE("paths are read as git quotes them") {
    CHECK(unquoted("a b.c") == "a b.c");
    CHECK(unquoted(R"("a\303\244\t\"\\.c")") == "a\xc3\xa4\t\"\\.c");
    CHECK(unquoted(R"("\")") == "\\");
    CHECK(unquoted("\"") == "\"");
    CHECK(unquoted(R"("\3")") == "\3");
}

TEST_CASE("the revisions that do not count are whole ids, whatever stands around them") {
    CHECK(ignored_revisions("# Reformatted\n" + a + " # all of it\n" + b + "\r\nabc\n\n" + a + "x\n") ==
          std::vector<std::string>{a, b});
    CHECK(ignored_revisions("").empty());
    std::string many;
    for (int i = 0; i < 5000; ++i)
        many += a + "\n";
    CHECK(ignored_revisions(many).size() == 2000);
}

TEST_CASE("a commit's object tells who, when, and what they said") {
    const auto message = message_of(
        "tree x\nparent y\nauthor Ann Lee <ann@example.org> 1700000000 +0100\ncommitter Bob <b@x> 1 +0000\n"
        "gpgsig -----BEGIN\n author trap <t@t> 5 +0000\n\nDo it\nwell\n\nBecause "
        "of\nADR-1.\n\nSigned-off-by: x\n");
    CHECK(message.author == "Ann Lee");
    CHECK(message.mail == "ann@example.org");
    CHECK(message.at_s == 1700000000);
    CHECK(message.subject == "Do it well");
    CHECK(message.body == "Because of\nADR-1.\n\nSigned-off-by: x\n");
}

TEST_CASE("a strange commit has an empty message") {
    for (const auto* text : {"", "\n\n", "author", "author <>", "author x\n\n", "author > < 1\n\n\n"}) {
        const auto message = message_of(text);
        CHECK(message.body.empty());
        CHECK(message.subject.empty());
    }
    CHECK(message_of("author \xff <\xff> 1 +0000\n\n\xff").subject == "\xef\xbf\xbd");
}
