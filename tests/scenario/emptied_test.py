"""A buffer that is emptied and filled again, by an undo, a paste or a formatter that works in two steps: what is there
decides where threads are, not the way it came about. Lines that resemble each other make it hard."""

import sys
import unittest

from people import Person
from world import Session, span, wait_until

LINES = [f"int f{number}(int x) {{ return x + {number}; }}" for number in range(1, 201)]
THREADS = (1, 3, 5, 42, 101)  # lines, from 1


def text(lines):
    return "".join(line + "\n" for line in lines)


class Emptied(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files={"m.c": text(LINES)}))
        for number in THREADS:
            self.ann.does("thread", "new", f"m.c:{number}", "-m", f"about {number}")
        self.uri = f"file://{self.ann.clone}/m.c"
        self.editor = Session(self.ann.home, over_socket=self.ann.home.socket)
        self.editor.initialize()
        self.editor.open(self.uri, text(LINES))
        self.version = 1
        self.settles([(number, "exact") for number in THREADS])

    def tearDown(self):
        self.editor.close()

    def shown(self):
        threads = self.editor.request("restante/threads", {"textDocument": {"uri": self.uri}})["threads"]
        return sorted((one["range"]["start"]["line"] + 1 if "range" in one else 0, one["placement"]["state"])
                      for one in threads)

    def settles(self, expected):
        try:
            wait_until(lambda: self.shown() == expected, expected)
        except AssertionError:
            self.assertEqual(self.shown(), expected)

    def changes(self, *changes):
        self.version += 1
        self.editor.change(self.uri, self.version, *changes)

    def empties(self):
        self.changes({"range": span(0, 0, len(LINES), 0), "text": ""})
        self.settles([(1, "outdated")] * len(THREADS))

    def test_undone_by_an_insertion_that_lacks_the_last_newline(self):
        self.empties()
        self.changes({"range": span(0, 0, 0, 0), "text": text(LINES)[:-1]})
        self.settles([(number, "exact") for number in THREADS])
        self.changes({"range": span(len(LINES) - 1, len(LINES[-1]), len(LINES) - 1, len(LINES[-1])), "text": "\n"})
        self.settles([(number, "exact") for number in THREADS])

    def test_filled_with_a_line_on_top(self):
        self.empties()
        self.changes({"range": span(0, 0, 0, 0), "text": text(["// new", *LINES])})
        self.settles([(number + 1, "shifted") for number in THREADS])

    def test_filled_with_another_line_changed(self):
        self.empties()
        self.changes({"range": span(0, 0, 0, 0), "text": text([*LINES[:9], "int ten;", *LINES[10:]])})
        self.settles([(number, "exact") for number in THREADS])

    def test_by_two_full_texts(self):
        self.changes({"text": ""})
        self.settles([(1, "outdated")] * len(THREADS))
        self.changes({"text": text([*LINES[:9], "int ten;", *LINES[10:]])})
        self.settles([(number, "exact") for number in THREADS])

    def test_a_block_that_is_cut_and_pasted_below_a_new_line(self):
        self.changes({"range": span(0, 0, 100, 0), "text": ""})
        self.settles([(1, "outdated")] * 4 + [(1, "shifted")])
        self.changes({"range": span(0, 0, 0, 0), "text": text(["// new", *LINES[:100]])})
        self.settles([(number + 1, "shifted") for number in THREADS])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
