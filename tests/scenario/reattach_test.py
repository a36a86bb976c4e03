"""Code is rewritten until its thread is lost: people see why, and attach it where it belongs, for everybody."""

import sys
import unittest

from people import DONE, NOT_FOUND, REFUSED, USAGE, Hub, Person

OLD = ["int parse(const std::string& text) {", "    int value = 0;", "    for (const char digit : text)",
       "        value = value * 10 + (digit - '0');", "    return value;", "}"]
NEW = ["std::optional<long> parse(const std::string& text, int base) {", "    long value = 0;",
       "    const auto [end, error] = std::from_chars(text.begin(), text.end(), value, base);",
       "    if (error != std::errc() || end != text.end()) return std::nullopt;", "    return value;", "}"]
OTHER = ["int size_of_queue(const Queue& queue) {", "    return queue.last - queue.first;", "}"]


def source(*blocks):
    return "#include <string>\n\n" + "\n\n".join("\n".join(block) for block in blocks) + "\n"


class Reattached(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(Hub())
        self.ann = self.enterContext(Person("ann", files={"src/parse.cpp": source(OTHER, OLD),
                                                          "src/queue.cpp": source(OTHER)}))
        tokens = [self.hub.invite(name) for name in ("ann", "bob")]
        self.hub.up()
        self.ann.does("identity", "--name", "Ann")
        self.ann.does("init", "--space", "team", "--hub", self.hub.url)
        self.commit("Be part of the space")
        self.ann.login(self.hub, tokens[0])
        self.ann.does("thread", "new", "src/parse.cpp:7-12", "-m", "Overflow?")
        self.short = self.ann.threads()[0]["short"]
        self.bob = self.enterContext(Person("bob", clone_of=self.ann.clone))
        self.bob.does("identity", "--name", "Bob")
        self.bob.login(self.hub, tokens[1])

    def git(self, *arguments):
        return self.ann.home.git(self.ann.clone, *arguments)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def lose(self):
        """The function goes, and comes again as another one in the other file."""
        (self.ann.clone / "src/parse.cpp").write_text(source(OTHER), encoding="utf-8")
        (self.ann.clone / "src/queue.cpp").write_text(source(OTHER, NEW), encoding="utf-8")
        self.commit("Parse where it is used, and refuse rubbish")
        self.ann.waits_for(lambda: self.state(self.ann) == "outdated", "that the code is gone")

    def thread(self, person):
        return person.reads("thread", "show", self.short, of="ThreadResult")["thread"]

    def state(self, person):
        return self.thread(person)["placement"]["state"]

    def explained(self, person):
        return person.reads("thread", "show", self.short, "--explain", of="ThreadExplainResult")

    def test_lines_after_to_are_refused_with_the_way_to_name_them(self):
        place = "src/queue.cpp:1-2"
        self.ann.fails(USAGE, "thread", "reattach", self.short, "--to", place, saying=f"thread reattach ID {place}")
        for wrong in ("0", "100", "-1", "1x"):
            self.ann.fails(USAGE, "thread", "reattach", self.short, f"--to={wrong}", saying="FILE:FIRST-LAST")

    def test_a_lost_thread_is_explained_attached_seen_by_others_and_brought_back(self):
        self.lose()
        broke = self.git("rev-parse", "HEAD").strip()
        good = self.git("rev-parse", "HEAD~1").strip()
        known = self.explained(self.ann)
        self.assertEqual(known["brokenBy"], broke)
        self.assertEqual(known["lastGood"]["commit"], good)
        self.assertEqual(known["lastGood"]["range"]["start"]["line"], 6)
        self.assertTrue(known["original"]["whole"])

        out = self.ann.does("thread", "show", self.short, "--explain")
        self.assertRegex(out, rf"\noutdated \(0\.\d\d\): deleted by commit {broke[:10]}\n"
                              rf"last seen at src/parse\.cpp:7-12 in {good[:10]}, not any more after {broke[:10]}\n")
        self.assertIn("    Overflow?", out)

        out = self.ann.does("thread", "reattach", self.short, "src/queue.cpp:7-12")
        self.assertRegex(out, r"^attached to src/queue.cpp:7-12  \w{7}  Overflow\?")
        self.assertEqual(self.state(self.ann), "exact")
        self.assertEqual(self.ann.threads("--file", "src/parse.cpp"), [])
        self.assertEqual([one["short"] for one in self.ann.threads("--file", "src/queue.cpp")], [self.short])
        self.ann.does("sync")

        self.bob.home.git(self.bob.clone, "pull", "-q")
        self.bob.waits_for(lambda: [one["path"] for one in self.bob.threads()] == ["src/queue.cpp"], "where it is now")
        self.assertEqual(self.thread(self.bob)["quote"], "\n".join(NEW))
        self.assertEqual(self.state(self.bob), "exact")
        out = self.bob.does("thread", "show", self.short, "--explain")
        self.assertRegex(out, r"\nexact \(1\.00\): unchanged\n"
                              r"re-attached by Ann [-0-9]+ [:0-9]+: from src/parse\.cpp:7-12 to src/queue\.cpp:7-12\n")

        out = self.bob.does("thread", "reattach", self.short, "--undo")
        self.assertRegex(out, r"^back at src/parse.cpp:\d+  \w{7}  ")
        self.bob.does("sync")
        self.ann.waits_for(lambda: self.state(self.ann) == "outdated", "that it was undone")
        self.assertEqual([change["by"]["name"] for change in self.explained(self.ann)["anchors"]], ["Ann", "Ann", "Bob"])

    def test_who_has_not_pulled_what_it_was_attached_to_sees_it_where_it_was(self):
        (self.ann.clone / "src/ring.cpp").write_text(source(NEW), encoding="utf-8")
        self.commit("A ring instead")
        self.ann.does("thread", "reattach", self.short, "src/ring.cpp:3-8")
        self.ann.does("sync")
        self.bob.does("sync")
        shown = self.bob.threads("--file", "src/parse.cpp")
        self.assertEqual([(one["short"], one["range"]["start"]["line"], one["placement"]["state"]) for one in shown],
                         [(self.short, 6, "exact")])
        self.assertIn("git fetch brings it", shown[0]["placement"]["reason"])
        self.git("checkout", "-q", "HEAD~1")
        self.assertEqual([one["short"] for one in self.ann.threads("--file", "src/parse.cpp")], [self.short])
        self.bob.home.git(self.bob.clone, "pull", "-q")
        self.assertEqual([(one["range"]["start"]["line"], one["placement"]["state"])
                          for one in self.bob.threads("--file", "src/ring.cpp")], [(2, "exact")])

    def test_by_hand_and_what_is_refused(self):
        show, attach = ("thread", "show", self.short), ("thread", "reattach", self.short)
        self.ann.fails(REFUSED, *attach, "--undo", saying="was never re-attached")
        self.ann.fails(NOT_FOUND, *attach, "--to", "1", saying="there is no candidate 1: no other place")
        self.ann.fails(USAGE, *attach, saying="where to is not said")
        self.ann.fails(USAGE, *attach, "src/queue.cpp:1", "--undo", saying="it can only be attached to one place")
        self.ann.fails(USAGE, *attach, "src/queue.cpp", saying="is not a place")
        self.ann.fails(USAGE, *attach, "src/queue.cpp:99", saying="line 99 is past the end")
        self.ann.fails(NOT_FOUND, *attach, "src/none.cpp:1", saying="none.cpp")
        self.ann.fails(NOT_FOUND, "thread", "show", "zzzzzzz", "--explain", saying="no thread's id ends in")
        self.lose()
        self.assertEqual(len(self.explained(self.ann)["anchors"]), 1)
        self.ann.does(*attach, "src/queue.cpp:3-5")
        self.ann.fails(USAGE, *attach, "src/queue.cpp:3-5", saying="anchored there already")
        self.assertIn("src/queue.cpp:3", self.ann.does(*show))
        thread = self.ann.reads(*attach, "--undo", of="ThreadResult")["thread"]
        self.assertEqual(thread["path"], "src/parse.cpp")
        self.assertEqual(self.ann.runs(*attach, "--undo").status, DONE)
        self.assertEqual(self.thread(self.ann)["path"], "src/queue.cpp")

    def test_with_nothing_like_it_left_that_is_said(self):
        (self.ann.clone / "src/parse.cpp").write_text("#include <string>\n\n", encoding="utf-8")
        self.commit("Nobody parses")
        self.ann.waits_for(lambda: self.state(self.ann) == "outdated", "that the code is gone")
        self.assertEqual(self.explained(self.ann)["candidates"], [])
        self.assertIn("Nothing like it was found. To attach it: restante thread reattach " + self.short,
                      self.ann.does("thread", "show", self.short, "--explain"))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
