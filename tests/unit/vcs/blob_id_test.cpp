#include "vcs/blob_id.hpp"

#include <doctest/doctest.h>

#include "support/git_repository.hpp"

using namespace restante::vcs;
using restante::tests::GitRepository;

TEST_CASE("blob ids are git's own, for both object formats") {
    CHECK(blob_id("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    CHECK(blob_id("", HashKind::sha256) ==
          "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
    const std::string text("one\r\ntwo\0\xff", 10);
    const GitRepository sha1;
    CHECK(blob_id(text) == sha1.git({"hash-object", "--stdin"}, text));
    const GitRepository sha256({"--object-format=sha256"});
    CHECK(blob_id(text, HashKind::sha256) == sha256.git({"hash-object", "--stdin"}, text));
}

TEST_CASE("a text hashed in pieces has the same id") {
    const std::string text(100'000, 'x');
    BlobHasher hasher(text.size());
    for (std::size_t at = 0; at < text.size(); at += 777)
        hasher.update(std::string_view(text).substr(at, 777));
    CHECK(hasher.finish() == blob_id(text));
}
