#!/usr/bin/env python3
"""A folder includes what its row allows, and nothing else.

A row has two halves that must agree. The one below is the architecture (docs/architecture.md, code map): which libraries
a folder may ever name in DEPS, which kinds of outside headers it may ever include. The other is the folder's own
restante_library(… DEPS … OUTSIDE … PCH …): what it does use. An include must be in both, so that neither an arrow
nor an outside library can come in by the side door of another library's include path.
"""
import posixpath
import re
from dataclasses import dataclass, field

import tidy


@dataclass(frozen=True)
class Row:
    folder: str
    may: frozenset        # our libraries
    outside: frozenset    # kinds of foreign headers, as OUTSIDE_HEADERS calls them
    pure: bool = False    # no files, clocks, threads, environment
    only: dict = field(default_factory=dict)  # a kind that just one file may include


def row(folder, may="", outside="", pure=False, only=None):
    return Row(folder, frozenset(may.split()), frozenset(outside.split()), pure, only or {})


ROWS = {
    "base": row("server/base", "", "posix"),
    "oplog": row("server/oplog", "base", "json", pure=True),
    "anchor": row("server/anchor", "base oplog", "json", pure=True),
    "core": row("server/core", "base oplog anchor", "json", pure=True),
    "decisions": row("server/decisions", "base oplog anchor", "json yaml", pure=True,
                     only={"yaml": "server/decisions/yaml.cpp"}),
    "why": row("server/why", "decisions anchor base", pure=True),
    "protocol": row("protocol/cpp", "base", "json", pure=True),
    "rpc": row("server/rpc", "base", "asio json posix"),
    "store": row("server/store", "core oplog anchor base", "sqlite posix"),
    "vcs": row("server/vcs", "anchor base", "asio process nettle git2 posix",
               only={"git2": "server/vcs/libgit2_objects.cpp"}),
    "shelf": row("server/shelf", "decisions vcs base", "json"),
    "follow": row("server/follow", "vcs anchor base"),
    "grounds": row("server/grounds", "why follow vcs decisions anchor base"),
    "sync": row("server/sync", "oplog protocol base", "curl zlib json posix", only={"curl": "server/sync/http_client.cpp"}),
    "daemon": row("server/daemon", "base oplog anchor core decisions why shelf grounds protocol rpc store vcs follow sync",
                  "asio json cli11 posix"),
    "hub": row("server/hub", "core oplog anchor store protocol base", "asio beast json openssl zlib cli11 posix"),
    "cli": row("clients/cli", "protocol rpc grounds why follow shelf vcs decisions anchor base", "json cli11 posix"),
}

# What a header belongs to, first match wins. fmt and tl::expected are everybody's.
OUTSIDE_HEADERS = [(kind, re.compile(pattern)) for kind, pattern in [
    ("everybody's", r"(fmt|tl)/"),
    ("json", r"boost/json([/.]|$)"),
    ("beast", r"boost/beast([/.]|$)"),
    ("process", r"boost/process([/.]|$)"),
    ("asio", r"boost/(asio|system|core/detail/string_view)([/.]|$)"),
    ("curl", r"curl/"),
    ("git2", r"git2([/.]|$)"),
    ("sqlite", r"sqlite3(ext)?\.h$"),
    ("openssl", r"openssl/"),
    ("nettle", r"nettle/"),
    ("yaml", r"yaml\.h$"),
    ("zlib", r"zlib\.h$"),
    ("cli11", r"CLI/"),
    ("posix", r"(sys/|netinet/|arpa/|linux/)|(unistd|fcntl|poll|pwd|grp|signal|spawn|dirent|dlfcn|sched|pthread|netdb|"
              r"termios|syslog|malloc|uuid/uuid)\.h$"),
]]
# How CMake says that a folder uses a kind. Process is header-only and POSIX is always there.
DECLARED = {"json": {"Boost::json"}, "curl": {"CURL::libcurl"}, "git2": {"libgit2::libgit2"}, "sqlite": {"SQLite::SQLite3"},
            "openssl": {"OpenSSL::Crypto", "OpenSSL::SSL"}, "nettle": {"Nettle::nettle"}, "yaml": {"Yaml::yaml"}, "zlib": {"ZLIB::ZLIB"},
            "cli11": {"CLI11::CLI11"}}
# What a pure library must not reach, by header and by name.
IMPURE_HEADERS = {"filesystem", "fstream", "iostream", "thread", "stop_token", "mutex", "shared_mutex", "future", "latch",
                  "condition_variable", "semaphore", "barrier", "atomic", "chrono", "ctime", "time.h", "random", "csignal",
                  "cstdio", "stdio.h"}
IMPURE_NAMES = re.compile(r"\b(?:getenv|(?:system|steady|high_resolution)_clock|random_device|std::j?thread|fopen|time"
                          r"\s*\(\s*(?:nullptr|NULL|0)\s*\))")

DECLARATION = re.compile(r"\brestante_(library|program)\(\s*(\w+)([^)]*)\)")
KEYWORDS = {"SOURCES", "DEPS", "OUTSIDE", "PCH"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]')
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)


def declarations(files):
    """{folder: [(kind, name, deps, outside)]} from every CMakeLists.txt; a program counts to its folder."""
    found = {}
    for path, text in files.items():
        if posixpath.basename(path) != "CMakeLists.txt" or path.startswith("tests/"):
            continue
        for kind, name, rest in DECLARATION.findall(re.sub(r"#[^\n]*", "", text)):
            words, lists = rest.split(), {key: [] for key in KEYWORDS}
            at = None
            for word in words:
                at = word if word in KEYWORDS else at
                if word not in KEYWORDS and at:
                    lists[at].append(word)
            if "${CURL_INCLUDE_DIRS}" in text:  # headers only: the library is opened at run time
                lists["OUTSIDE"].append("CURL::libcurl")
            if "${GIT2_INCLUDE_DIR}" in text:  # likewise
                lists["OUTSIDE"].append("libgit2::libgit2")
            folder = posixpath.dirname(path)
            if name in ROWS and kind == "library":
                folder = ROWS[name].folder
            found.setdefault(folder, []).append((kind, name, lists))
    return found


def declared_kinds(lists):
    outside = set(lists["OUTSIDE"])
    kinds = {kind for kind, targets in DECLARED.items() if targets & outside} | {"process", "posix", "everybody's"}
    pch = set(lists["PCH"])
    return kinds | ({"asio"} if pch & {"asio", "beast"} else set()) | ({"beast"} if "beast" in pch else set())


def library_of(header, own_folder):
    """Our library that a quoted include names: server/ and the root are include paths, as is the own folder."""
    for name, each in ROWS.items():
        for prefix in {each.folder + "/", each.folder.removeprefix("server/") + "/"}:
            if header.startswith(prefix):
                return name
    return None if "/" in header else next((n for n, r in ROWS.items() if r.folder == own_folder), None)


def check_file(path, text, name, deps, kinds):
    allowed, found = ROWS[name], []
    for number, line in enumerate(text.split("\n"), 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        header = include.group(2)

        def tell(what, header=header, number=number):
            found.append(f"{path}:{number}: {name} must not include {header}: {what}")

        if include.group(1) == '"':
            library = library_of(header, allowed.folder)
            if library is None:
                tell("it is in no library of ours")
            elif library != name and library not in deps:
                tell(f"{library} is not in its DEPS")
            continue
        kind = next((k for k, pattern in OUTSIDE_HEADERS if pattern.match(header)), None)
        if kind is None:
            if "/" in header or (header.endswith(".h") and not re.fullmatch(r"(std\w+|string|errno|time|math|limits|assert|ctype)\.h", header)):
                tell("no row knows this outside header")
        elif kind != "everybody's" and kind not in allowed.outside:
            tell(f"{kind} is not in its row")
        elif kind not in kinds:
            tell(f"its CMakeLists.txt does not declare {kind}")
        elif kind in allowed.only and path != allowed.only[kind]:
            tell(f"only {allowed.only[kind]} may")
        if allowed.pure and header in IMPURE_HEADERS:
            tell("the library is pure")
    if allowed.pure:
        for number, line in enumerate(COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text).split("\n"), 1):
            if impure := IMPURE_NAMES.search(line):
                found.append(f"{path}:{number}: {name} is pure and must not use {impure.group()}")
    return found


def check(files):
    found = []
    declared = declarations(files)
    by_folder = {each.folder: name for name, each in ROWS.items()}
    for folder, targets in declared.items():
        name = by_folder.get(folder)
        if name is None:
            found.append(f"{folder}/CMakeLists.txt:1: {targets[0][1]} has no row in tests/tidy/layering.py")
            continue
        for kind, target, lists in targets:
            # A program may name its own folder's library besides.
            wrong = set(lists["DEPS"]) - ROWS[name].may - {name}
            found += [f"{folder}/CMakeLists.txt:1: {target} must not depend on {dep}" for dep in sorted(wrong)]
    empty = {f for f in by_folder if f not in declared and any(p.startswith(f + "/") for p in files)}
    found += [f"{folder}/CMakeLists.txt:1: no library is declared" for folder in sorted(empty)]
    for path, text in files.items():
        if not path.endswith((".cpp", ".hpp")) or posixpath.dirname(path) in empty:
            continue
        name = next((n for f, n in by_folder.items() if path.startswith(f + "/")), None)
        if name is None:
            if path.startswith(("server/", "clients/", "protocol/")):
                found.append(f"{path}:1: in a folder that has no row in tests/tidy/layering.py")
            continue
        targets = declared.get(ROWS[name].folder, [])
        deps = {dep for _, _, lists in targets for dep in lists["DEPS"]}
        kinds = set().union(*(declared_kinds(lists) for _, _, lists in targets)) if targets else set()
        found += check_file(path, text, name, deps, kinds)
    return found


def planted(library, source, cmake="", name="a.cpp"):
    folder = ROWS[library].folder
    return {f"{folder}/CMakeLists.txt": f"restante_library({library} {cmake})", f"{folder}/{name}": source}


if __name__ == "__main__":
    tidy.run("layering", check, faults={
        "an arrow that is not declared": (planted("oplog", '#include "base/id.hpp"\n'), "base is not in its DEPS"),
        "an arrow that no row allows": (planted("rpc", "", "DEPS base store"), "must not depend on store"),
        "an include upwards": (planted("anchor", '#include "core/thread.hpp"\n', "DEPS base"), "core is not in its DEPS"),
        "the CLI looking into the store": (planted("cli", '#include "store/db.hpp"\n', "DEPS rpc base"), "store"),
        "Asio in a pure library": (planted("core", "#include <boost/asio/post.hpp>\n"), "asio is not in its row"),
        "Asio without saying so": (planted("rpc", "#include <boost/asio.hpp>\n", "DEPS base"), "does not declare asio"),
        "SQLite in a pure library": (planted("oplog", "#include <sqlite3.h>\n"), "sqlite is not in its row"),
        "curl in a second file": (planted("sync", "#include <curl/curl.h>\n", "OUTSIDE CURL::libcurl"), "only"),
        "libgit2 in a second file": (planted("vcs", "#include <git2.h>\n", "OUTSIDE libgit2::libgit2"), "only"),
        "Beast in the daemon": (planted("daemon", "#include <boost/beast.hpp>\n", "PCH beast"), "beast is not in its row"),
        "files in a pure library": (planted("anchor", "#include <filesystem>\n"), "pure"),
        "a clock in a pure library": (planted("core", "auto t = std::chrono::system_clock::now();\n"), "system_clock"),
        "the environment in a pure library": (planted("core", 'f(std::getenv("HOME"));\n'), "getenv"),
        "an outside header nobody knows": (planted("base", "#include <zstd.h>\n"), "no row knows"),
        "a library without a row": ({"server/x/CMakeLists.txt": "restante_library(x)"}, "has no row"),
        "a folder without a library": ({"server/hub/a.hpp": "// x\n"}, "no library is declared"),
        "a folder without a row": ({"server/x/a.hpp": "// x\n"}, "has no row"),
    }, sound={
        "a declared arrow": planted("oplog", '#include "base/id.hpp"\n#include "oplog/op.hpp"\n#include "op.hpp"\n',
                                    "DEPS base"),
        "declared Asio": planted("rpc", "#include <boost/asio.hpp>\n#include <unistd.h>\n", "DEPS base PCH asio"),
        "everybody's": planted("core", "#include <fmt/format.h>\n#include <tl/expected.hpp>\n#include <vector>\n"),
        "a clock in a comment": planted("core", "// not system_clock\n/* getenv */\nint x;\n"),
        "a program in its library's folder": {
            "server/hub/CMakeLists.txt": "restante_library(hub DEPS base)\n# restante_library(old DEPS vcs)\n"
                                         "restante_program(restante-hub SOURCES main.cpp DEPS hub base)"},
    })
