#include "anchor/standing.hpp"

#include <doctest/doctest.h>

#include "unit/anchor/marked.hpp"

using namespace restante::anchor;
using restante::anchor::tests::marked;
using restante::anchor::tests::with_marks;

namespace {

/// The marked text is not in the new one: where it stood there.
void check_stood(std::string_view before, std::string_view expected) {
    const auto old_text = marked(before);
    const auto wanted = marked(expected);
    const LineMap map(diff_lines(old_text.text, wanted.text));
    const auto stood = where_it_stood(map, lines_of_range(*old_text.range), wanted.text);
    CHECK(with_marks(wanted.text, stood) == with_marks(wanted.text, wanted.range));
}

}  // namespace

TEST_CASE("what is gone stood at the line behind its last neighbour above") {
    check_stood("one\ntwo\n[[gone\nwith it\n]]three\nfour\n", "one\ntwo\n[[three]]\nfour\n");
    check_stood("one\n[[gone]]\ntwo\n", "one\n[[written anew]]\nalso new\ntwo\n");
    check_stood("one\nchanged\n[[gone]]\ntwo\n", "zero\none\n[[altered]]\ntwo\n");
}

TEST_CASE("at the beginning of a file it stood at the first line, at the end at the last one that is seen") {
    check_stood("[[gone]]\none\ntwo\n", "[[one]]\ntwo\n");
    check_stood("one\ntwo\n[[gone]]\n", "one\n[[two]]\n");
    check_stood("one\ntwo\n[[gone]]", "one\n[[two]]");
    check_stood("[[gone]]\n", "[[]]");
}
