// Which file a record's text names; and that what is kept of a text tells the same as the text itself.
#include "why/naming.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace restante::why;
using restante::decisions::NamedPaths;

TEST_CASE("a file is named by its whole path, a folder when nothing in it is meant") {
    const std::string_view text = "We have `src/app/main.c`.\nAnd ./src/app/, not src/app/other.c.\n";
    CHECK(naming_in(text, "src/app/main.c") == Naming{EvidenceKind::named_file, 1});
    CHECK(naming_in(text, "src/app/else.c") == Naming{EvidenceKind::named_folder, 2});
    CHECK_FALSE(naming_in(text, "app/main.c"));
    CHECK_FALSE(naming_in(text, "src/app/sub/x.c"));
    CHECK_FALSE(naming_in(text, "main.c"));
}

TEST_CASE("the paths that were found once name the same files as the text") {
    constexpr std::string_view alphabet = "aab/./ -\n`(:é";
    std::size_t named = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto word = [&](std::size_t size) {
            std::string out;
            while (out.size() < size)
                out += alphabet[random() % alphabet.size()];
            return out;
        };
        const auto text = word(300);
        const NamedPaths paths(text);
        for (int i = 0; i < 200; ++i) {
            // A piece of the text is likelier to be named in it than any other.
            const auto file =
                i % 2 == 0 ? text.substr(random() % 290, 3 + random() % 6) : word(3 + random() % 3);
            if (!paths.can_tell(file)) continue;
            const auto wanted = naming_in(text, file);
            CAPTURE(file);
            REQUIRE(naming_in(paths, file) == wanted);
            if (wanted) ++named;
        }
    }
    CHECK(named > 500);
}

TEST_CASE("a text that can be read in too many ways says so") {
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "a/(b/";
    const NamedPaths paths(many);
    CHECK_FALSE(paths.can_tell("a/b"));
    CHECK(NamedPaths("a/b").can_tell("a/b"));
    CHECK_FALSE(NamedPaths("a b/c").can_tell("a b/c"));
}
