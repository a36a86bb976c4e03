#!/usr/bin/env python3
"""No test waits for time to pass: it waits for a condition, with a deadline, or moves a clock of its own."""
import re

import tidy

# In pieces, so that this file does not find itself.
PATTERN = re.compile("|".join([
    r"\bsleep_(?:for|un" r"til)\b", r"\b(?:u|nano)?sle" r"ep\s*\(", 
    # In a shell; a thousand seconds and more is no wait but a program that runs until it is killed.
    r"(?:^|[;&|(])\s*sle" r"ep\s+(?!\d{4})[\d.$]",
    r"\bwaitForTime" r"out\b", r"\bsetTime" r"out\s*\(", r"\bvim\.wait\(\s*\d+\s*" r"[,)]\s*(?:$|nil)",
]), re.M)
TESTS = re.compile(r"^tests/|^clients/[^/]+/(?:src/)?tests?/|[._](?:test|spec)\.\w+$")
# The helper that polls for a condition needs a pause between two looks.
ALLOWED = {"tests/e2e/lib/wait.mjs"}


def check(files):
    return tidy.matches({p: t for p, t in files.items() if TESTS.search(p) and p not in ALLOWED}, PATTERN,
                        "a sleep in a test")


tidy.run("sleeps", check, faults={
    "C++": ({"tests/unit/a.cpp": "std::this_thread::sleep_" "for(10ms);"}, "a.cpp:1"),
    "POSIX": ({"tests/unit/a.cpp": "usle" "ep(10);"}, "a.cpp:1"),
    "Python": ({"tests/a.py": "time.sle" "ep(1)"}, "a.py:1"),
    "a shell": ({"tests/e2e/run": "x; sle" "ep 0.1\n"}, "run:1"),
    "Playwright": ({"tests/e2e/a.mjs": "await page.waitForTime" "out(500)"}, "a.mjs:1"),
    "JavaScript, in a client's tests": ({"clients/vscode/test/a.ts": "setTime" "out(f, 5)"}, "a.ts:1"),
    "Lua": ({"clients/neovim/tests/a_spec.lua": "vim.wait(100)\nvim.uv.sle" "ep(10)"}, "a_spec.lua:2"),
}, sound={
    "a program that must be killed": {"tests/a.cpp": 'shell("echo; sleep 1000 &")'},
    "the product": {"server/sync/backoff.cpp": "sleep_" "for(x)"},
    "the word": {"tests/a.cpp": "// no sleep here, and nothing sleeps\n"},
})
