#include "why/telling.hpp"

#include <doctest/doctest.h>

using namespace restante;
using namespace restante::why;

namespace {

const char* name(LineKind kind) {
    static constexpr const char* names[] = {"code", "blank", "bracket", "import", "notice", "lock"};
    return names[static_cast<int>(kind)];
}

/// The kind of the line that begins with '>'.
std::string kind(std::string text, std::string_view path = "src/a") {
    const auto mark = text.find('>');
    REQUIRE(mark != std::string::npos);
    text.erase(mark, 1);
    const anchor::Text whole(text);
    return name(kind_of_line(whole, whole.position(static_cast<std::uint32_t>(mark)).line, path));
}

}  // namespace

TEST_CASE("imports are told in the languages that have them") {
    for (const auto* text :
         {">import os\n", ">from a import b\n", ">#include <vector>\n", ">#include \"a.h\"\n",
          ">import \"fmt\"\n", ">import java.util.List;\n", ">using namespace std;\n", ">use a::b;\n",
          ">pub use a::{\n", ">package main\n", ">require 'set'\n", ">const a = require('b')\n",
          ">import { a, b } from 'c'\n", "import (\n>\t\"maps\"\n)\n",
          "import (\n\t\"maps\"\n\n>\tx \"a.b/c\"\n)\n", "import {\n>  a,\n  b\n} from 'c'\n",
          ">extern crate a;\n", ">import a, b\n", ">import numpy as np\n"})
        CHECK_MESSAGE(kind(text) == "import", text);
    for (const auto* text :
         {">using A = B;\n", ">from here it goes on\n", ">import the list of names first\n",
          ">include them all\n", ">use it\n", "import (\n\t\"maps\"\n)\n>x\n",
          ">package everything that is there\n", ">const a = 1\n"})
        CHECK_MESSAGE(kind(text) == "code", text);
}

TEST_CASE("a licence's lines are told, and end where it ends") {
    CHECK(kind("/*\n>Copyright The Authors.\n\nLicensed so.\n*/\nint a;\n") == "notice");
    CHECK(kind("/*\nCopyright The Authors.\n\n>You may copy it.\n*/\nint a;\n") == "notice");
    CHECK(kind("// SPDX-License-Identifier: MIT\n// >All of it.\nint a;\n") == "notice");
    CHECK(kind("# Copyright A\n#\n>#  Redistribution is fine\n\nimport os\n") == "notice");
    CHECK(kind("/*\nCopyright The Authors.\n*/\n>int a;\n") == "code");
    CHECK(kind("// Copyright A\n\n>int a = 1;\n") == "code");
    CHECK(kind("// What this file is for.\n>// It is long.\nint a;\n") == "code");
    CHECK(kind("int a;\n>print(\"Copyright 2020\")\n") == "notice");
}

TEST_CASE("blank lines and brackets are told") {
    CHECK(kind("a\n>\nb\n") == "blank");
    CHECK(kind("a {\n>  }\n") == "bracket");
    CHECK(kind("a {\n>  });\n") == "bracket");
}

TEST_CASE("what programs write for themselves is told by its name") {
    CHECK(kind(">a v1.2\n", "x/go.sum") == "lock");
    CHECK(kind(">a v1.2\n", "Cargo.lock") == "lock");
    CHECK(kind(">a v1.2\n", "x/go.mod") == "code");
}
