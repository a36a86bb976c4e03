#!/usr/bin/env python3
"""No name in C++ is one that the language keeps for its implementations: `_Upper` and two underscores in a row."""
import re

import tidy

# Words of the compilers that we may say, though not define.
THEIRS = r"(?!__(?:int128|extension__|builtin_\w+|has_feature|linux__|SANITIZE_\w+__)\b)"
PATTERN = re.compile(r"(?<!\w)(?:_[A-Z]\w*|" + THEIRS + r"\w*__\w*)")
TEXT = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.S)


def without_text(code):
    """Strings and comments go, lines stay."""
    return TEXT.sub(lambda found: "\n" * found.group(0).count("\n"), code)


def check(files):
    return tidy.matches({p: without_text(t) for p, t in files.items() if p.endswith((".cpp", ".hpp"))}, PATTERN,
                        "a reserved name")


tidy.run("reserved", check, faults={
    "an underscore and a capital": ({"a.hpp": "int a;\nstruct _Impl {};\n"}, "a.hpp:2"),
    "two underscores": ({"a.cpp": 'f("x"); int a__b;'}, "a.cpp:1"),
    "a guard": ({"a.hpp": "/* a\nb */\n#define __A_HPP\n"}, "a.hpp:3"),
}, sound={
    "the compiler's": {"a.cpp": "__extension__ using Wide = unsigned __int128;"},
    "texts": {"a.cpp": '// __a\nf("__b", R"py(\n__init__ "x" _Q\n)py");'},
    "what ends in one": {"a.cpp": "auto [error, _] = f(a_, B_C);"},
})
