"""A decision of the space meets the code that it governs, and the records in the repository: "why" names it, its file is written
in the repository's own way, and what people make of that file is what is shown."""

import json
import unittest

from people import REFUSED, USAGE, Person

RECORD = ("# {number}. {title}\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWet.\n\n## Decision\n\n{title}.\n\n"
          "## Consequences\n\nCold.\n")
FILES = {
    "doc/adr/0001-swim.md": RECORD.format(number=1, title="Swim"),
    "doc/adr/0002-walk.md": RECORD.format(number=2, title="Walk"),
    "src/ferry.c": "int boats;\nint oars;\nint sails;\n",
}


class Written(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files=FILES))
        self.decision = self.ann.reads("decision", "new", "src/ferry.c:2", "-t", "Use boats", "-m", "## Context\n\nThe river is wide.\n\n"
                                       "## Outcome\n\nBoats, with oars.\n", of="DecisionResult")["decision"]
        self.short = self.decision["short"]

    def why(self, place):
        return json.loads(self.ann.does("why", place, "--json"))["decisions"]

    def git(self, *words):
        return self.ann.home.git(self.ann.clone, *words)

    def test_why_names_a_decision_that_governs_the_line(self):
        found = self.why("src/ferry.c:2")
        self.assertEqual([one["id"] for one in found], [self.decision["id"]])
        self.assertEqual(found[0]["evidence"][0]["kind"], "anchored")
        self.assertEqual(found[0]["status"], "proposed")
        self.assertIsNone(found[0]["path"])
        self.assertEqual(self.why("src/ferry.c:3"), [])
        self.assertIn(f"{self.short} Use boats: proposed", self.ann.does("why", "src/ferry.c:2"))

    def test_why_finds_it_by_its_id_in_a_comment_and_by_its_globs(self):
        file = self.ann.clone / "src/ferry.c"
        file.write_text(file.read_text(encoding="utf-8") + f"int ropes;  // {self.short}\n", encoding="utf-8")
        self.assertEqual(self.why("src/ferry.c:4")[0]["evidence"][0]["kind"], "mention")

    def test_an_accepted_decision_is_written_in_the_repositorys_own_way(self):
        self.ann.fails(REFUSED, "decision", "write", self.short, saying="is proposed")
        self.ann.does("decision", "link", self.short, "doc/adr/0001-swim.md", "--rel", "supersedes")
        self.ann.does("decision", "accept", self.short)
        shown = self.ann.does("decision", "write", self.short, "--dry-run")
        self.assertIn("# 3. Use boats", shown)
        self.assertFalse((self.ann.clone / "doc/adr/0003-use-boats.md").exists())
        told = self.ann.does("decision", "write", self.short)
        self.assertIn("made doc/adr/0003-use-boats.md", told)
        self.assertIn("changed doc/adr/0001-swim.md", told)
        written = (self.ann.clone / "doc/adr/0003-use-boats.md").read_text(encoding="utf-8")
        self.assertIn("## Decision\n\nBoats, with oars.", written)
        self.assertIn("Superseded by [ADR-0003](0003-use-boats.md)",
                      (self.ann.clone / "doc/adr/0001-swim.md").read_text(encoding="utf-8"))
        self.ann.does("decisions", "lint")
        self.assertEqual(self.ann.home.git(self.ann.clone, "diff", "--cached", "--name-only").strip(), "")
        self.ann.fails(REFUSED, "decision", "write", self.short, saying="doc/adr/0003-use-boats.md")

    def test_what_people_make_of_the_file_is_what_is_shown_and_nothing_is_listed_twice(self):
        self.ann.does("decision", "accept", self.short)
        self.ann.does("decision", "write", self.short)
        old = self.ann.clone / "doc/adr/0003-use-boats.md"
        new = self.ann.clone / "doc/adr/0007-use-ships.md"
        new.write_text(old.read_text(encoding="utf-8").replace("# 3. Use boats", "# 7. Use ships"), encoding="utf-8")
        old.unlink()
        found = self.why("src/ferry.c:2")
        self.assertEqual([(one["title"], one["path"]) for one in found], [("Use ships", "doc/adr/0007-use-ships.md")])
        self.assertEqual(found[0]["id"], self.decision["id"])

    def test_a_folder_outside_of_the_repository_is_refused(self):
        self.ann.does("decision", "accept", self.short)
        self.ann.fails(USAGE, "decision", "write", self.short, "--folder", "../outside", saying="no folder in the repository")


if __name__ == "__main__":
    unittest.main()
