"""Two people decide: from a thread to an accepted decision that governs code, on both machines, with and without a hub."""

import json
import sys
import unittest

from people import DONE, NOT_FOUND, REFUSED, USAGE, Hub, Person

SOURCE = "#include <queue>\n\nint bound = 64;\n\nint other;\n"


class Decided(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(Hub())
        self.ann = self.enterContext(Person("ann", files={"src/queue.cpp": SOURCE}))
        tokens = [self.hub.invite(name) for name in ("ann", "bob")]
        self.hub.up()
        self.ann.does("identity", "--name", "Ann")
        self.ann.does("init", "--space", "team", "--hub", self.hub.url)
        self.commit("Be part of the space")
        self.ann.login(self.hub, tokens[0])
        self.bob = self.enterContext(Person("bob", clone_of=self.ann.clone))
        self.bob.does("identity", "--name", "Bob")
        self.bob.login(self.hub, tokens[1])

    def commit(self, message):
        self.ann.home.git(self.ann.clone, "add", "-A")
        self.ann.home.git(self.ann.clone, "commit", "-q", "-m", message)

    def decision(self, person, short):
        return person.reads("decision", "show", short, of="DecisionResult")["decision"]

    def rows(self, person, *more):
        return person.reads("decision", "list", *more, of="DecisionsProposedResult")["decisions"]

    def text(self, decision, name):
        return next(text["text"] for text in decision["texts"] if text["name"] == name)

    def test_a_thread_becomes_a_decision_that_others_talk_over_and_accept(self):
        self.ann.does("thread", "new", "src/queue.cpp:3", "-m", "Why 64?")
        thread = self.ann.threads()[0]
        self.bob.waits_for(lambda: self.bob.texts() == ["Why 64?"], "the question")
        self.bob.does("reply", thread["short"], "-m", "Because of the epoll batch.")
        self.ann.waits_for(lambda: len(self.ann.texts()) == 2, "the answer")
        answer = self.ann.threads()[0]["comments"][1]["id"]

        out = self.ann.does("decision", "new", "--from", thread["short"], "--answer", answer[-6:], "--no-edit",
                            "--title", "Bound the queue at 64", "--applies-to", "src/**", "--review-by", "2031-01-01")
        self.assertRegex(out, r"^proposed D-[0-9a-z]{7}  proposed  Bound the queue at 64\n$")
        short = self.rows(self.ann)[0]["short"]

        self.bob.waits_for(lambda: [row["short"] for row in self.rows(self.bob)] == [short], "the proposal")
        seen = self.bob.waits_for(lambda: (one := self.decision(self.bob, short))["places"] and one, "its place")
        self.assertEqual(self.text(seen, "context"), "Why 64?")
        self.assertEqual(self.text(seen, "options"), "- **Bob**: Because of the epoll batch.\n")
        self.assertEqual(self.text(seen, "outcome"), "Because of the epoll batch.")
        self.assertEqual(seen["places"][0]["range"]["start"]["line"], 2)
        self.assertEqual(self.bob.threads()[0]["id"], thread["id"])  # and no others
        self.assertEqual(len(self.bob.threads()), 1)
        shown = self.bob.reads("thread", "show", thread["short"], of="ThreadResult")["thread"]
        self.assertEqual([one["short"] for one in shown["linkedFrom"]], [short])

        self.bob.fails(USAGE, "decision", "position", short, "objection", "-m", " ", saying="there is no text")
        self.bob.does("decision", "position", short.upper(), "objection", "-m", "64 is too few")
        self.bob.does("decision", "comment", short, "-m", "Measured at 90.")
        self.ann.waits_for(lambda: self.decision(self.ann, short)["positions"], "the objection")
        self.ann.does("decision", "edit", short, "--title", "Bound the queue at 90")
        self.bob.does("decision", "position", short[2:], "consent")
        self.bob.waits_for(lambda: self.decision(self.bob, short)["title"] == "Bound the queue at 90", "the new title")
        self.bob.does("decision", "accept", short, "-m", "All agreed.")
        self.ann.waits_for(lambda: self.decision(self.ann, short)["status"] == "accepted", "that it is accepted")
        self.ann.fails(REFUSED, "decision", "accept", short, saying="is accepted already")

        out = self.ann.does("decision", "show", short)
        for piece in ("accepted by Bob", "All agreed.", "64 is too few", "Measured at 90.", "src/queue.cpp:3", "review by: 2031-01-01"):
            self.assertIn(piece, out)
        found = self.ann.reads("search", "agreed OR epoll", of="SearchResult")["hits"]
        self.assertEqual(found, [])
        found = self.ann.waits_for(lambda: self.ann.reads("search", "measured", of="SearchResult")["hits"], "it in the index")
        self.assertEqual([hit["decision"] for hit in found], [short])

        # The code moves, and the place with it.
        (self.ann.clone / "src/queue.cpp").write_text("// bounded\n\n" + SOURCE, encoding="utf-8")
        self.ann.waits_for(lambda: self.decision(self.ann, short)["places"][0]["range"]["start"]["line"] == 4, "the place moved")

    def test_a_successor_retires_a_decision_on_every_machine_and_gives_it_back(self):
        self.ann.does("decision", "new", "--no-edit", "--title", "Use threads")
        old = self.rows(self.ann)[0]["short"]
        self.ann.does("decision", "accept", old)
        self.bob.waits_for(lambda: self.rows(self.bob, "--status", "accepted"), "it accepted")
        self.bob.does("decision", "new", "-m", "# Use processes\n\n## Outcome\nOne process each.\n")
        new = self.rows(self.bob)[0]
        self.assertEqual(new["outcome"], "One process each.")
        self.bob.does("decision", "link", new["short"], old, "--rel", "supersedes")
        self.ann.waits_for(lambda: self.decision(self.ann, old)["linkedFrom"], "the successor")
        self.assertEqual(self.decision(self.ann, old)["status"], "accepted")
        self.bob.does("decision", "accept", new["short"])
        self.ann.waits_for(lambda: self.decision(self.ann, old)["status"] == "superseded", "that it is superseded")
        self.bob.does("decision", "deprecate", new["short"], "-m", "too slow")
        self.ann.waits_for(lambda: self.decision(self.ann, old)["status"] == "accepted", "it back")

    def test_what_is_typed_is_kept_when_it_cannot_be_sent(self):
        typed = "# Bound it\n\nReview by: soon\n\n## Context\nIt grows.\n"
        ran = self.ann.fails(USAGE, "decision", "new", typed=typed, saying='"soon" is no day')
        kept = ran.err.split("your text is kept in ")[1].strip()
        with open(kept, encoding="utf-8") as file:
            self.assertEqual(file.read().strip(), typed.strip())
        self.ann.fails(NOT_FOUND, "decision", "comment", "D-zzzzzzz", typed="lost?", saying="your text is kept in")
        self.ann.fails(USAGE, "decision", "position", "D-zzzzzzz", "maybe")

    def test_lines_are_governed_and_given_back(self):
        self.ann.does("decision", "new", "src/queue.cpp:3", "--no-edit", "--title", "Bound it")
        short = self.rows(self.ann)[0]["short"]
        self.ann.does("decision", "govern", short, "src/queue.cpp:5")
        places = self.decision(self.ann, short)["places"]
        self.assertEqual([place["line"] for place in places], [3, 5])
        self.ann.does("decision", "ungovern", places[1]["short"])
        self.assertEqual([place["withdrawn"] for place in self.decision(self.ann, short)["places"]], [False, True])
        self.assertEqual(self.ann.threads(), [])
        self.assertEqual(self.ann.runs("threads").status, DONE)
        answer = json.loads(self.ann.does("decision", "link", short, "https://example.org/x", "--rel", "url", "--json"))
        self.assertEqual(answer["decision"]["links"][0]["target"], "https://example.org/x")
        self.ann.fails(USAGE, "decision", "link", short, "javascript:alert(1)", "--rel", "url", saying="only http")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
