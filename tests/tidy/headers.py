#!/usr/bin/env python3
"""Every header says what it is for before anything else, and is read once."""
import tidy


def check(files):
    found = []
    for path, text in files.items():
        if path.endswith(".hpp"):
            if not text.startswith("// ") or not text.split("\n")[0].removeprefix("//").strip():
                found.append(f"{path}:1: no opening comment")
            if "\n#pragma once\n" not in "\n" + text:
                found.append(f"{path}:1: no #pragma once")
    return found


tidy.run("headers", check, faults={
    "no comment": ({"a.hpp": "#pragma once\nint f();\n"}, "opening comment"),
    "an empty comment": ({"a.hpp": "// \n#pragma once\n"}, "opening comment"),
    "no pragma": ({"a.hpp": "// What f is for.\nint f();\n"}, "pragma"),
    "a pragma only spoken of": ({"a.hpp": "// No #pragma once here.\nint f();\n"}, "pragma"),
}, sound={
    "a good header": {"a.hpp": "// What f is for.\n#pragma once\nint f();\n"},
    "a source": {"a.cpp": "int f();\n"},
})
