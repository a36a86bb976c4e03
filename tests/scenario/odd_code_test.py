"""Files and repositories that are not as one would like: what can have threads keeps them, and the rest is refused
with its reason, and stops nothing."""

import os
import shutil
import sys
import unittest

from people import NOT_FOUND, USAGE, Person

FUNCTION = "int parse(const char* text) {\n    return atoi(text);\n}\n"
LONG_LINE = 10_000_000
LARGE_FILE = 100_000_000

#: Name, what is in it, the place that a thread is opened on, the line where it is found.
TEXTS = [("no_final_newline", b"first\nsecond", "2", 2),
         ("crlf", b"first\r\nsecond\r\nthird\r\n", "2", 2),
         ("mixed_endings", b"first\r\nsecond\rthird\nfourth\n", "3", 3),
         ("invalid_utf8", b"first\n\xff\xfe second\n", "2", 2),
         ("tabs", b"first\n\t\tif (a)\tb();\n", "2:3-8", 2),
         ("astral", "first\nx = '\U0001f600' + y;\n".encode(), "2:5-8", 2),
         ("one_long_line", b"y" * LONG_LINE, "1", 1),
         ("equal_lines", b"same\n" * 100_000, "50000", 50_000)]


class OddFiles(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files={"plain.txt": "one\ntwo\nthree\n"}))

    def write(self, name, data):
        (self.ann.clone / name).write_bytes(data)

    def commit(self, message):
        self.ann.home.git(self.ann.clone, "add", "-A")
        self.ann.home.git(self.ann.clone, "commit", "-q", "-m", message)

    def shown_in(self, name):
        return [(one["range"]["start"]["line"] + 1, one["placement"]["state"]) if "range" in one
                else (None, one["placement"]["state"]) for one in self.ann.threads("--file", name)]

    def test_texts_of_every_kind_keep_their_threads_when_lines_come_above(self):
        for name, data, place, line in TEXTS:
            with self.subTest(name):
                self.write(name, data)
                self.ann.does("thread", "new", f"{name}:{place}", "-m", "Why?")
                self.assertEqual(self.shown_in(name), [(line, "exact")])
        self.commit("As they are")
        for name, data, _, _ in TEXTS:
            self.write(name, b"a line\n" + data)
        self.all_are_one_line_below("not committed")
        self.commit("A line above")
        self.all_are_one_line_below("committed")

    def all_are_one_line_below(self, moment):
        for name, _, _, line in TEXTS:
            with self.subTest(name, moment=moment):
                expected = [(line + 1, "shifted")]
                self.ann.waits_for(lambda n=name, e=expected: self.shown_in(n) == e, f"{expected} in {name}")

    def test_columns_are_characters_and_an_empty_last_line_counts(self):
        self.write("astral", "x = '\U0001f600\U0001f601' + name\n\nend\n".encode())
        self.ann.does("thread", "new", "astral:1:12-15", "-m", "Whose?")
        self.ann.fails(USAGE, "thread", "new", "astral:1:12-16", "-m", "Whose?", saying="which has 15 columns")
        self.ann.does("thread", "new", "astral:1-2", "-m", "And an empty line.")
        ranges = [one["range"] for one in self.ann.threads("--file", "astral")]
        marked = {"start": {"line": 0, "character": 11}, "end": {"line": 0, "character": 15}}
        lines = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}
        self.assertCountEqual(ranges, [marked, lines])

    def test_a_file_too_large_to_be_followed_is_listed_as_it_is_shown(self):
        data = b"y" * LONG_LINE + b"\n"
        self.write("large", data)
        self.commit("As it is")
        self.ann.does("thread", "new", "large:1", "-m", "Why?")
        self.write("large", b"a line\n" + data)
        self.commit("A line above")
        self.ann.waits_for(lambda: self.shown_in("large") == [(2, "shifted")], "it a line below")
        self.ann.waits_for(lambda: [(one["range"]["start"]["line"] + 1, one["placement"]["state"])
                                    for one in self.ann.threads() if "range" in one] == [(2, "shifted")],
                           f"the same in the list, and not {self.ann.threads()}")

    def test_what_has_no_lines_or_too_many_is_refused(self):
        self.write("binary", b"a\0b\n")
        self.write("utf16", "first\n".encode("utf-16"))
        self.write("large", (b"x" * 99 + b"\n") * (LARGE_FILE // 100))
        os.symlink("/etc/passwd", self.ann.clone / "out")
        os.mkfifo(self.ann.clone / "pipe")
        for name, status, saying in [("binary", USAGE, "binary"), ("utf16", USAGE, "binary"),
                                     ("large", USAGE, "larger than"), ("out", USAGE, "out of the repository"),
                                     ("pipe", USAGE, ""), (".git/config", USAGE, "git's own"),
                                     ("../repo/../x", NOT_FOUND, ""), ("nothing", NOT_FOUND, "No such file")]:
            with self.subTest(name):
                self.ann.fails(status, "thread", "new", f"{name}:1", "-m", "Why?", saying=saying)
        self.assertEqual(self.ann.threads(), [])
        self.ann.does("thread", "new", "plain.txt:2", "-m", "Why?")

    def test_a_name_that_changes_its_case_only(self):
        self.write("parse.cpp", FUNCTION.encode())
        self.commit("A function")
        self.ann.does("thread", "new", "parse.cpp:2", "-m", "Why?")
        self.ann.home.git(self.ann.clone, "mv", "parse.cpp", "Parse.cpp")
        self.commit("Names begin with a capital")
        self.ann.waits_for(lambda: self.shown_in("Parse.cpp") == [(2, "moved")], "it under the new name")

    def test_the_anchored_commit_is_pruned(self):
        self.write("parse.cpp", FUNCTION.encode())
        self.commit("A function")
        self.ann.does("thread", "new", "parse.cpp:2", "-m", "Why?")
        git = lambda *words: self.ann.home.git(self.ann.clone, *words)
        self.write("parse.cpp", ("#include <cstdlib>\n\n" + FUNCTION).encode())
        git("commit", "-q", "-a", "--amend", "-m", "A function, and what it needs")
        git("reflog", "expire", "--expire=now", "--all")
        git("gc", "-q", "--prune=now")
        self.ann.waits_for(lambda: self.shown_in("parse.cpp") == [(4, "shifted")], "it two lines below")


class OddRepositories(unittest.TestCase):
    def person(self, **how):
        how.setdefault("files", {"src/parse.cpp": FUNCTION, "doc/readme": "one\ntwo\n"})
        return self.enterContext(Person("ann", **how))

    def shown_in(self, ann, path, folder=None):
        listed = ann.reads("threads", "--state", "all", "--file", path, of="ThreadsResult", folder=folder)["threads"]
        return [(one["range"]["start"]["line"] + 1, one["placement"]["state"]) if "range" in one
                else (None, one["placement"]["state"]) for one in listed]

    def test_sha256(self):
        ann = self.person(init=["--object-format=sha256"])
        ann.does("thread", "new", "src/parse.cpp:2", "-m", "Why?")
        ann.home.git(ann.clone, "mv", "src/parse.cpp", "src/number.cpp")
        ann.home.git(ann.clone, "commit", "-q", "-m", "Renamed")
        ann.waits_for(lambda: self.shown_in(ann, "src/number.cpp") == [(2, "moved")], "it under the new name")

    def test_without_a_commit_there_are_no_threads_yet_and_that_is_said(self):
        ann = self.person(files={})
        (ann.clone / "parse.cpp").write_text(FUNCTION)
        ann.fails(NOT_FOUND, "thread", "new", "parse.cpp:2", "-m", "Why?", saying="commit")
        ann.home.git(ann.clone, "add", "-A")
        ann.home.git(ann.clone, "commit", "-q", "-m", "A function")
        ann.does("thread", "new", "parse.cpp:2", "-m", "Why?")

    def test_a_sparse_checkout_follows_what_is_not_checked_out(self):
        ann = self.person()
        ann.does("thread", "new", "doc/readme:2", "-m", "Why?")
        ann.home.git(ann.clone, "sparse-checkout", "set", "--no-cone", "/src/")
        self.assertFalse((ann.clone / "doc/readme").exists())
        self.assertEqual([one["path"] for one in ann.threads()], ["doc/readme"])
        [state] = ann.threads("--file", "doc/readme")
        self.assertEqual((state["range"]["start"]["line"], state["placement"]["state"]), (1, "exact"))
        self.assertIn("this sparse checkout leaves the file out", state["placement"]["reason"])
        ann.home.git(ann.clone, "sparse-checkout", "disable")
        ann.waits_for(lambda: self.shown_in(ann, "doc/readme") == [(2, "exact")], "it where it was")

    def test_a_shallow_clone_that_gets_its_history_later(self):
        ann = self.person()
        ann.does("thread", "new", "src/parse.cpp:2", "-m", "Why?")
        git = lambda *words: ann.home.git(ann.clone, *words)
        git("mv", "src/parse.cpp", "src/number.cpp")
        (ann.clone / "src/number.cpp").write_text("#include <cstdlib>\n\n" + FUNCTION)
        git("commit", "-q", "-a", "-m", "Another name")
        aside = ann.home.path / "aside"
        git("clone", "-q", "--bare", str(ann.clone), str(aside))
        shutil.rmtree(ann.clone)
        ann.home.git(aside.parent, "clone", "-q", "--depth", "1", f"file://{aside}", str(ann.clone))
        ann.waits_for(lambda: [one["placement"]["state"] for one in ann.threads()] == ["orphaned"],
                      "that its commit is missing")
        git("fetch", "-q", "--unshallow")
        ann.waits_for(lambda: [(one["placement"]["path"], one["placement"]["state"]) for one in ann.threads()]
                      == [("src/number.cpp", "moved")], f"it where it went, and not {ann.threads()}")

    def test_a_linked_work_tree_has_the_threads_at_its_own_places(self):
        ann = self.person()
        ann.does("thread", "new", "src/parse.cpp:2", "-m", "Why?")
        other = ann.home.path / "other"
        ann.home.git(ann.clone, "worktree", "add", "-q", "-b", "longer", str(other))
        (other / "src/parse.cpp").write_text("#include <cstdlib>\n\n" + FUNCTION)
        ann.home.git(other, "commit", "-q", "-a", "-m", "What it needs")
        ann.waits_for(lambda: self.shown_in(ann, "src/parse.cpp", other) == [(4, "shifted")], "it two lines below")
        self.assertEqual(self.shown_in(ann, "src/parse.cpp"), [(2, "exact")])

    def test_history_is_rewritten_while_it_is_walked(self):
        ann = self.person()
        ann.does("thread", "new", "src/parse.cpp:2", "-m", "Why?")
        git = lambda *words: ann.home.git(ann.clone, *words)
        for number in range(30):
            with open(ann.clone / "src/parse.cpp", "a", encoding="utf-8") as file:
                file.write(f"int f{number}();\n")
            git("commit", "-q", "-a", "-m", f"Function {number}")
            if number % 5 == 4:
                ann.runs("threads", "--file", "src/parse.cpp")
                git("reset", "-q", "--soft", "HEAD~4")
                git("commit", "-q", "-m", f"All up to {number}")
                git("reflog", "expire", "--expire=now", "--all")
                git("gc", "-q", "--prune=now")
        ann.waits_for(lambda: self.shown_in(ann, "src/parse.cpp") == [(2, "exact")], "it where it was")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
