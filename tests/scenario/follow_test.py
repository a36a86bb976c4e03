"""Code moves, and its threads with it: commits, renames, branches, rewritten history, cut and paste between files."""

import os
import shutil
import signal
import sys
import unittest

from people import Person
from world import Session

FUNCTION = ["int parse(const std::string& text) {", "    int value = 0;", "    for (const char digit : text)",
            "        value = value * 10 + (digit - '0');", "    return value;", "}"]
OTHER = ["int size_of_queue(const Queue& queue) {", "    return queue.last - queue.first;", "}"]


def source(*blocks):
    return "#include <string>\n\n" + "\n\n".join("\n".join(block) for block in blocks) + "\n"


class Followed(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files={"src/parse.cpp": source(OTHER, FUNCTION),
                                                          "src/queue.cpp": source(OTHER)}))
        line = self.line_of("src/parse.cpp", "int parse")
        self.ann.does("thread", "new", f"src/parse.cpp:{line}-{line + 5}", "-m", "Overflow?")
        self.thread = self.ann.threads()[0]["id"]

    def git(self, *arguments):
        return self.ann.home.git(self.ann.clone, *arguments)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def write(self, path, text):
        file = self.ann.clone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def line_of(self, path, beginning):
        lines = (self.ann.clone / path).read_text(encoding="utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if line.startswith(beginning))

    def shown_in(self, path):
        """(line from 1, state) of the threads of a file."""
        return [(one["range"]["start"]["line"] + 1, one["placement"]["state"]) if "range" in one
                else (None, one["placement"]["state"]) for one in self.ann.threads("--file", path)]

    def waits_for(self, path, *expected):
        self.ann.waits_for(lambda: self.shown_in(path) == list(expected),
                           f"{expected} in {path}, and not {self.shown_in(path)}")

    def test_a_renamed_file_takes_its_threads_along(self):
        self.git("mv", "src/parse.cpp", "src/number.cpp")
        self.commit("Call it what it is about")
        self.waits_for("src/number.cpp", (self.line_of("src/number.cpp", "int parse"), "moved"))
        self.write("src/parse.cpp", source(OTHER))
        self.assertEqual(self.shown_in("src/parse.cpp"), [])

    def test_a_clone_that_is_removed_and_made_again_is_looked_at_anew(self):
        with open(self.ann.clone / "src/parse.cpp", "a", encoding="utf-8") as file:
            file.write("int unused;\n")
        self.commit("One more line")
        self.waits_for("src/parse.cpp", (self.line_of("src/parse.cpp", "int parse"), "exact"))
        aside = self.ann.home.path / "aside"
        self.git("clone", "-q", "--bare", str(self.ann.clone), str(aside))
        shutil.rmtree(self.ann.clone)
        self.ann.home.git(aside.parent, "clone", "-q", str(aside), str(self.ann.clone))
        self.write("src/parse.cpp", source(["int unused;"], OTHER, FUNCTION))
        self.commit("In another order")
        line = self.line_of("src/parse.cpp", "int parse")
        self.ann.waits_for(lambda: [(one["path"], one["range"]["start"]["line"] + 1, one["placement"]["state"])
                                    for one in self.ann.threads()] == [("src/parse.cpp", line, "shifted")],
                           f"the list of the new clone, and not {self.ann.threads()}")

    def test_a_function_that_moves_to_another_file_is_followed(self):
        self.write("src/parse.cpp", source(OTHER))
        self.write("src/queue.cpp", source(OTHER, FUNCTION))
        self.commit("Parse where it is used")
        self.waits_for("src/queue.cpp", (self.line_of("src/queue.cpp", "int parse"), "moved"))
        self.waits_for("src/parse.cpp")

    def test_a_list_shows_where_threads_are_now(self):
        self.git("mv", "src/parse.cpp", "number.cpp")
        self.write("srcs.cpp", source(OTHER))
        self.commit("Out of its folder")
        self.ann.does("thread", "new", "srcs.cpp:3", "-m", "Not in the folder?")
        self.ann.does("thread", "new", "src/queue.cpp:3", "-m", "Why signed?")
        self.waits_for("number.cpp", (7, "moved"))
        shown = {one["id"]: one for one in self.ann.threads()}[self.thread]
        self.assertEqual((shown["path"], shown["placement"]["path"], shown["range"]["start"]["line"]),
                         ("src/parse.cpp", "number.cpp", 6))
        self.assertTrue(shown["uri"].endswith("/number.cpp"), shown["uri"])
        self.assertRegex(self.ann.does("threads"), r"(?m)^number.cpp:7-12  \w{7}  Overflow\?")
        self.assertRegex(self.ann.does("threads", folder=self.ann.clone / "src"), r"^src/queue.cpp:3  \w{7}  Why signed\?[^\n]*\n$")

    def test_a_list_shows_what_is_not_committed_where_it_is_in_the_file(self):
        self.write("src/fresh.cpp", source(FUNCTION))
        self.ann.does("thread", "new", "src/fresh.cpp:5", "-m", "Not committed yet")
        self.write("src/parse.cpp", "// one\n// two\n" + source(OTHER, FUNCTION))
        self.ann.does("thread", "new", "src/parse.cpp:1", "-m", "Not committed either")
        listed = self.ann.does("threads")
        self.assertRegex(listed, r"(?m)^src/fresh.cpp:5  \w{7}  Not committed yet")
        self.assertRegex(listed, r"(?m)^src/parse.cpp:9-14  \w{7}  Overflow\?")
        self.assertRegex(listed, r"(?m)^src/parse.cpp:1  \w{7}  Not committed either")
        self.assertNotIn("orphaned", listed)

    def test_changes_that_nobody_saved_in_an_editor_are_noticed(self):
        line = self.line_of("src/parse.cpp", "int parse")
        self.write("src/parse.cpp", source(OTHER))
        self.write("src/queue.cpp", source(OTHER, FUNCTION))
        self.assertEqual(self.shown_in("src/queue.cpp"), [(7, "moved")])
        self.git("checkout", "-q", ".")
        self.assertEqual(self.shown_in("src/parse.cpp"), [(line, "exact")])
        self.assertEqual(self.shown_in("src/queue.cpp"), [])
        self.git("mv", "src/parse.cpp", "src/number.cpp")
        self.assertEqual(self.shown_in("src/number.cpp"), [(line, "moved")])
        self.git("stash", "-q")
        self.assertEqual(self.shown_in("src/parse.cpp"), [(line, "exact")])

    def test_an_editor_is_told_when_git_puts_files_back(self):
        session = Session(self.ann.home, over_socket=self.ann.home.socket)
        session.initialize(publishThreads=True)
        uri = f"file://{self.ann.clone}/src/queue.cpp"
        self.write("src/parse.cpp", source(OTHER))
        self.write("src/queue.cpp", source(OTHER, FUNCTION))
        session.open(uri, source(OTHER, FUNCTION))
        def listed():
            answer = session.request("restante/threads", {"textDocument": {"uri": uri}, "state": "all"})
            return [one["id"] for one in answer["threads"]]
        self.ann.waits_for(lambda: listed() == [self.thread], "that the thread is where its code was pasted")
        self.git("checkout", "-q", ".")
        self.ann.waits_for(lambda: listed() == [], "that it is back where it was")
        session.close()

    def test_the_first_answer_in_a_clone_is_the_right_one(self):
        self.git("mv", "src/parse.cpp", "src/number.cpp")
        self.commit("Call it what it is about")
        os.kill(self.ann.daemon_pid(), signal.SIGKILL)
        self.assertEqual(self.shown_in("src/number.cpp"), [(7, "moved")])

    def test_another_branch_and_back(self):
        self.git("checkout", "-q", "-b", "short")
        self.write("src/parse.cpp", source(OTHER))
        self.commit("Nobody parses")
        self.waits_for("src/parse.cpp", (5, "outdated"))
        shown = self.ann.threads("--file", "src/parse.cpp")[0]
        self.assertIn("deleted by commit", shown["placement"]["reason"])
        self.git("checkout", "-q", "-")
        self.waits_for("src/parse.cpp", (self.line_of("src/parse.cpp", "int parse"), "exact"))

    def test_an_editor_that_reads_its_file_again_only_after_the_branch_is_back(self):
        session = Session(self.ann.home, over_socket=self.ann.home.socket)
        session.initialize(publishThreads=True)
        uri = f"file://{self.ann.clone}/src/parse.cpp"
        texts = {"main": source(OTHER, FUNCTION), "short": "a\nb\nc\n"}
        session.open(uri, texts["main"])
        def shown():
            answer = session.request("restante/threads", {"textDocument": {"uri": uri}, "state": "all"})
            return [(one["range"]["start"]["line"] + 1, one["placement"]["state"], one["placement"]["reason"])
                    for one in answer["threads"] if "range" in one]
        def waits_for_reason(words):
            self.ann.waits_for(lambda: words in shown()[0][2], f"{words}, and not {shown()}")
        self.git("checkout", "-q", "-b", "short")
        self.write("src/parse.cpp", texts["short"])
        self.commit("Nobody parses")
        session.change(uri, 2, {"text": texts["short"]})
        waits_for_reason("deleted by commit")
        self.git("checkout", "-q", "-")
        waits_for_reason("not committed")
        session.change(uri, 3, {"text": texts["main"]})
        self.ann.waits_for(lambda: [one[:2] for one in shown()] == [(7, "exact")], f"that it is there again, and not {shown()}")
        session.close()

    def test_an_amended_commit(self):
        self.write("src/parse.cpp", source(FUNCTION, OTHER))
        self.commit("The other way round")
        self.git("commit", "-q", "--amend", "-m", "The other way round, said better")
        self.waits_for("src/parse.cpp", (3, "shifted"))

    def test_text_that_was_never_committed_is_followed_from_its_first_commit(self):
        self.write("src/new.cpp", source(FUNCTION))
        self.ann.does("thread", "new", "src/new.cpp:5", "-m", "Why not from_chars?")
        self.commit("A new file")
        self.git("mv", "src/new.cpp", "src/newer.cpp")
        self.commit("Renamed")
        self.waits_for("src/newer.cpp", (5, "moved"))

    def test_cut_and_pasted_into_another_buffer_and_saved(self):
        session = Session(self.ann.home, over_socket=self.ann.home.socket)
        session.initialize(publishThreads=True)
        uris = [f"file://{self.ann.clone}/src/{name}.cpp" for name in ("parse", "queue")]
        texts = [source(OTHER), source(OTHER, FUNCTION)]
        session.open(uris[0], source(OTHER, FUNCTION))
        session.open(uris[1], source(OTHER))
        self.waits_for("src/parse.cpp", (7, "exact"))
        for uri, path, text in zip(uris, ("src/parse.cpp", "src/queue.cpp"), texts):
            session.change(uri, 2, {"text": text})
            self.write(path, text)
            session.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        self.waits_for("src/queue.cpp", (7, "moved"))
        listed = session.request("restante/threads", {"textDocument": {"uri": uris[1]}, "state": "all"})
        self.assertEqual([one["id"] for one in listed["threads"]], [self.thread])
        session.close()


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
