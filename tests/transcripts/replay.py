"""Replays the transcripts of tests/transcripts/sessions against the real restanted. A transcript reads as what is said:

    # a comment
    @ file src/a.cpp "one\\ntwo\\n"          a file of the repository (before the first session: committed)
    @ remove src/a.cpp
    @ config {"logLevel": "debug"}         config.json, before the first session
    → {"id": 1, "method": "initialize", "params": {…}}
    ← {"id": 1, "result": {…}}             the next answer with this id must fit
    ← {"method": "restante/publishThreads", …}   a notification of this method must come that fits
    ⇒ "Content-Length: 3\\r\\n\\r\\nabc"       bytes as they are (a Python bytes literal without its b)
    ← closed                               the daemon ends the connection
    B→ …   B← …                            a second session with the same daemon

Fitting: members that the pattern does not name are not looked at; an array must fit item by item, unless its last item
is "…". In a pattern, "…" is anything, "$x" remembers a value as x (or must equal it the next time), "~…" is a regular
expression that must be found, "!" as a member's value says that it must be absent. In all lines, {{x}} is a remembered
value, {{root}} the repository's folder, {{uri:PATH}} a file's URI. Lines may be continued by indenting the next ones.
"""

import ast
import json
import re
import sys
import unittest
from pathlib import Path
from urllib.parse import quote

import wire
from world import Closed, Daemon, Home, Session

SESSIONS = Path(__file__).resolve().parent / "sessions"
seen_methods = set()


class Mistake(AssertionError):
    """The transcript's line, and why what came does not fit."""


def steps_of(path):
    """(line number, text) of each step; an indented line goes on with the one before."""
    steps = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        if text[0] == " " and steps:
            steps[-1] = (steps[-1][0], steps[-1][1] + " " + text.strip())
        else:
            steps.append((number, text))
    return steps


class Replay:
    def __init__(self, path):
        self.path = path
        self.values = {}
        self.sessions = {}
        self.files = {}
        self.root = None

    def run(self):
        steps = steps_of(self.path)
        with Home() as self.home:
            for number, text in steps:
                try:
                    self.step(text)
                except (AssertionError, Closed, wire.Mismatch, KeyError, json.JSONDecodeError) as problem:
                    raise Mistake(f"{self.path.name}:{number}: {text[:300]}\n{problem}") from problem

    def step(self, text):
        if text.startswith("@ "):
            return self.prepare(*text[2:].split(" ", 2))
        name, arrow, rest = re.fullmatch(r"([A-Z]?)([→←⇒])\s*(.*)", text).groups()
        session = self.session(name)
        rest = self.filled(rest)
        if arrow == "⇒":
            session.raw(ast.literal_eval("b" + rest))
        elif arrow == "→":
            message = json.loads(rest)
            seen_methods.add(message.get("method"))
            session.send(message)
        elif rest == "closed":
            session.wait_closed()
        else:
            self.expect(session, json.loads(rest))
        return None

    def prepare(self, what, argument, rest=""):
        if what == "config":
            self.home.write_config(f"{argument} {rest}")
        elif what == "remove":
            (self.root / argument).unlink()
        elif self.root is None:
            self.files[argument] = json.loads(rest)
        else:
            (self.root / argument).write_text(json.loads(rest), encoding="utf-8")

    def session(self, name):
        if self.root is None:
            self.root = self.home.repository(self.files or {"src/a.cpp": "one\ntwo\nthree\n"})
        if name not in self.sessions:
            several = any(re.match("[A-Z][→⇒]", text) for _, text in steps_of(self.path))
            if several and not self.sessions:
                self.daemon = Daemon(self.home)
            self.sessions[name] = self.daemon.connect() if several else Session(self.home)
        return self.sessions[name]

    def filled(self, text):
        def value(match):
            name = match.group(1)
            if name == "root":
                return str(self.root)
            if name.startswith("uri:"):
                return "file://" + quote(str(self.root / name[4:]))
            return str(self.values[name])
        return re.sub(r"\{\{([^}]+)\}\}", value, text)

    def expect(self, session, pattern):
        if "method" not in pattern:
            message = session.wait_for(lambda one: "method" not in one and one.get("id") == pattern["id"])
            return self.fit(pattern, message, "")
        # Notifications come when they come: those of this method that do not fit (yet) are passed over.
        problems = []

        def fits(message):
            if message.get("method") != pattern["method"]:
                return False
            before = dict(self.values)
            try:
                self.fit(pattern, message, "")
            except AssertionError as problem:
                self.values = before
                problems.append(str(problem))
                return False
            return True

        seen_methods.add(pattern["method"])
        try:
            return session.wait_for(fits)
        except (AssertionError, Closed) as problem:
            raise AssertionError("\n".join([*problems, str(problem)])) from problem

    def fit(self, pattern, value, path):
        def want(good, text):
            if not good:
                raise AssertionError(f"{path or 'the message'}: {text}, got {json.dumps(value, ensure_ascii=False)[:800]}")
        if isinstance(pattern, dict):
            want(isinstance(value, dict), "an object expected")
            for name, inner in pattern.items():
                if inner == "!":
                    want(name not in value, f"no {name} expected")
                else:
                    want(name in value, f"{name} expected")
                    self.fit(inner, value[name], f"{path}.{name}")
        elif isinstance(pattern, list):
            want(isinstance(value, list), "an array expected")
            is_open = bool(pattern) and pattern[-1] == "…"
            items = pattern[:-1] if is_open else pattern
            want(len(value) >= len(items) if is_open else len(value) == len(items), f"{len(items)} items expected")
            for index, inner in enumerate(items):
                self.fit(inner, value[index], f"{path}[{index}]")
        elif isinstance(pattern, str) and pattern == "…":
            return
        elif isinstance(pattern, str) and pattern.startswith("$"):
            want(self.values.setdefault(pattern[1:], value) == value,
                 f"{pattern} was {self.values[pattern[1:]]!r}")
        elif isinstance(pattern, str) and pattern.startswith("~"):
            want(isinstance(value, str) and re.search(pattern[1:], value), f"{pattern[1:]!r} expected")
        else:
            want(pattern == value and isinstance(pattern, bool) == isinstance(value, bool), f"{pattern!r} expected")


class Transcripts(unittest.TestCase):
    """One test per file; the last one looks at what all of them left out."""

    def test_zz_every_method_of_the_schema_was_said(self):
        self.assertEqual(set(wire.METHODS) - seen_methods, set())


def add(path):
    setattr(Transcripts, f"test_{path.stem}", lambda self: Replay(path).run())


for file in sorted(SESSIONS.glob("*.txt")):
    add(file)

if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
