#include "base/uri.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace restante;

TEST_CASE("a path survives the way through a URI and back, whatever bytes it has") {
    std::string all = "/";
    for (int byte = 1; byte < 256; ++byte)
        if (byte != '/') all += static_cast<char>(byte);
    const std::vector<std::string> paths{
        "/", "/home/ann/src/a.cpp", "/with space/and%20percent", "/ü/日本/😀", "/a?b#c", "/c:/x+y@z", all,
    };
    for (const auto& path : paths) {
        CAPTURE(path);
        CHECK(path_of_uri(uri_of_path(path)) == path);
    }
}

TEST_CASE("only unreserved characters and slashes stay as they are in a URI") {
    CHECK(uri_of_path("/a-b_c.d~e/F9") == "file:///a-b_c.d~e/F9");
    CHECK(uri_of_path("/a b@c:ü") == "file:///a%20b%40c%3A%C3%BC");
}

TEST_CASE("the spellings of different editors name one file") {
    for (const auto* uri : {
             "file:///src/a%40b.cpp",
             "file:///src/a@b.cpp",
             "file://localhost/src/a%40b.cpp",
             "file:/src/a@b.cpp",
             "/src/a@b.cpp",
             "/src//./x/../a@b.cpp",
             "file:///src/a%40b.cpp?version=1",
             "file:///src/a%40b.cpp#L10",
         }) {
        CAPTURE(uri);
        CHECK(path_of_uri(uri) == "/src/a@b.cpp");
    }
    CHECK(path_of_uri("file:///%c3%bc") == path_of_uri("file:///%C3%BC"));
}

TEST_CASE("what is no file of this machine has no path") {
    using namespace std::string_literals;
    for (const auto& uri : {
             ""s,
             "relative/path"s,
             "untitled:Untitled-1"s,
             "http://example.org/a"s,
             "file:"s,
             "file://"s,
             "file://host"s,
             "file://host/share/a"s,
             "file:relative"s,
             "file:///a%2"s,
             "file:///a%"s,
             "file:///a%zz"s,
             "file:///a%00b"s,
             "file:///a\0b"s,
             "/a\0b"s,
         }) {
        CAPTURE(uri);
        CHECK_FALSE(path_of_uri(uri));
    }
}

TEST_CASE("a normal path has no dots, no double and no trailing slashes") {
    CHECK(normal_path("/") == "/");
    CHECK(normal_path("") == "/");
    CHECK(normal_path("//a///b/") == "/a/b");
    CHECK(normal_path("/a/./b/../c") == "/a/c");
    CHECK(normal_path("/../../a") == "/a");
    CHECK(normal_path("/a/...") == "/a/...");
}
