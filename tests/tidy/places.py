#!/usr/bin/env python3
"""No tracked file names a place on somebody's machine or the host of a package registry: the project must work wherever
it is cloned, from whichever mirror a machine is set up to use."""
import re

import tidy

# In pieces, so that this file does not find itself.
PATHS = ["/wo" "rk/", "/ro" "ot/", "/tm" "p/b-", "/workspa" "ce/", r"\.\./sha" "red"]
HOSTS = [r"registry\.npm" r"js\.", r"registry\.yarn" r"pkg\.", r"(deb|security|snapshot)\.deb" r"ian\.org",
         r"pypi\.o" r"rg", r"deb\.node" r"source\.", r"proxy\.gol" r"ang\."]
PATTERN = re.compile(r"(?<![\w.])(?:%s)|(?:%s)" % ("|".join(PATHS), "|".join(HOSTS)))
RESOLVED = re.compile(r'"resol' r'ved":')


def check(files):
    locks = {p: t for p, t in files.items() if p.endswith("package-lock.json")}
    return (tidy.matches(files, PATTERN, "a machine's own place") +
            tidy.matches(locks, RESOLVED, "a lock file that names a host"))


tidy.run("places", check, faults={
    "an absolute path": ({"a.py": "open('/wo" "rk/main/x')"}, "a.py:1"),
    "a file URI": ({"a.json": '"file:///ro' 'ot/x"'}, "a.json:1"),
    "the folder beside the checkout": ({"a.sh": "cat ../sha" "red/x"}, "a.sh:1"),
    "a registry": ({"a.md": "see https://registry.npm" "js.org/x"}, "a.md:1"),
    "a mirror": ({"a": "deb https://deb.deb" "ian.org/x"}, "a:1"),
    "a lock file with addresses": ({"x/package-lock.json": '"resol' 'ved": "https://npm.example/x"'}, "lock.json:1"),
}, sound={
    "a path in the project": {"a.md": "the net" "wo" "rk/layer, build/wo" "rk/x, a/ro" "ot/b"},
})
