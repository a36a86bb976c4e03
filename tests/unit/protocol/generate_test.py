"""protocol/generate itself, run on a copy of the project's schema in a temporary folder."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]


class Generate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="restante-generate-")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        shutil.copytree(SOURCE / "protocol/schema", self.root / "protocol/schema")
        shutil.copy(SOURCE / "protocol/preface.md", self.root / "protocol")
        self.assertEqual(self.run_it()[0], 0)

    def run_it(self, *arguments):
        """Exit code and everything printed."""
        done = subprocess.run([sys.executable, SOURCE / "protocol/generate", "--root", self.root, *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout

    def change(self, area, edit):
        path = self.root / f"protocol/schema/{area}.json"
        schema = json.loads(path.read_text(encoding="utf-8"))
        edit(schema)
        path.write_text(json.dumps(schema), encoding="utf-8")

    def refused(self, *texts):
        code, output = self.run_it()
        self.assertEqual(code, 2, output)
        for text in texts:
            self.assertIn(text, output)

    def test_what_was_just_generated_is_up_to_date(self):
        self.assertEqual(self.run_it("--check"), (0, ""))
        self.assertEqual(self.run_it(), (0, ""))

    def test_a_member_added_to_the_schema_only_is_a_drift_in_every_language(self):
        self.change("threads", lambda schema: schema["types"]["Person"]["fields"].update(
            {"pronouns": {"type": "string", "optional": True, "doc": "If they say."}}))
        code, output = self.run_it("--check")
        self.assertEqual(code, 1)
        self.assertIn("+    std::optional<std::string> pronouns{};", output)
        self.assertIn("+    pronouns?: string;", output)
        self.assertIn("+---@field pronouns? string", output)
        self.assertIn("+| `pronouns` | `string` | optional. If they say. |", output)
        self.assertIn("protocol/cpp/threads.hpp", output)

    def test_check_writes_nothing(self):
        before = {p: p.read_bytes() for p in self.root.rglob("*") if p.is_file()}
        self.change("threads", lambda schema: schema.update(doc="Another text."))
        self.assertEqual(self.run_it("--check")[0], 1)
        for path, content in before.items():
            if path.parent.name != "schema":
                self.assertEqual(path.read_bytes(), content, path)

    def test_an_edit_of_a_generated_file_is_a_drift_and_is_put_right(self):
        path = self.root / "protocol/cpp/threads.cpp"
        path.write_text(path.read_text().replace("return true;", "return false;", 1))
        code, output = self.run_it("--check")
        self.assertEqual(code, 1)
        self.assertIn("-    return false;", output)
        self.assertEqual(self.run_it(), (0, "wrote protocol/cpp/threads.cpp\n"))
        self.assertEqual(self.run_it("--check")[0], 0)

    def test_files_of_an_area_that_is_gone_are_a_drift_and_are_removed(self):
        (self.root / "protocol/schema/hub.json").unlink()
        self.assertIn("protocol/cpp/hub.cpp: no schema has this area", self.run_it("--check")[1])
        self.run_it()
        self.assertFalse((self.root / "protocol/cpp/hub.cpp").exists())
        self.assertEqual(self.run_it("--check")[0], 0)

    def test_hand_written_files_beside_the_generated_ones_are_left_alone(self):
        own = self.root / "protocol/cpp/own.cpp"
        own.write_text("// Ours.\n")
        self.assertEqual(self.run_it("--check")[0], 0)
        self.run_it()
        self.assertTrue(own.exists())

    def test_a_type_that_does_not_exist_is_named_with_its_place(self):
        self.change("threads", lambda schema: schema["types"]["Thread"]["fields"]["opener"].update(type="Persn"))
        self.refused("threads.json: Thread.opener: no type is called Persn")

    def test_a_misspelt_attribute_is_refused(self):
        self.change("threads", lambda schema: schema["types"]["Thread"]["fields"]["title"].update(optionel=True))
        self.refused("Thread.title: unknown member “optionel”")

    def test_two_methods_that_would_get_one_constant_are_refused(self):
        self.change("threads", lambda schema: schema["methods"].update(
            {"restante/threadNew": schema["methods"]["restante/thread/new"]}))
        self.refused("restante/threadNew", "the same name")

    def test_a_type_that_holds_itself_is_refused_but_may_in_an_array(self):
        fields = lambda schema: schema["types"]["Comment"]["fields"]
        self.change("threads", lambda schema: fields(schema).update(
            replies={"type": "[Comment]", "optional": True, "doc": "Under it."}))
        self.assertEqual(self.run_it()[0], 0)
        self.change("threads", lambda schema: fields(schema).update(
            parent={"type": "Comment", "optional": True, "doc": "Above it."}))
        self.refused("Comment > Comment")

    def test_a_value_called_unknown_is_refused(self):
        self.change("threads", lambda schema: schema["enums"]["ThreadState"]["values"].update(unknown="?"))
        self.refused("ThreadState.unknown", "taken")

    def test_a_member_written_twice_is_refused(self):
        path = self.root / "protocol/schema/drafts.json"
        path.write_text(path.read_text().replace('"doc":', '"area": "drafts", "doc":', 1))
        self.refused("drafts.json", "there twice")


if __name__ == "__main__":
    unittest.main()
