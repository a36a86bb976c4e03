"""The real `restante decisions`: what a person and a script see of a repository's records. No daemon is started."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

CLI = os.environ["RESTANTE_CLI"]
CARTS = "# 1. Use carts\n\nDate: 2020-01-02\n\n## Status\n\nSuperseded by [2. Use boats](0002-use-boats.md)\n\n## Context\n\nRoads.\n\n## Decision\n\nCarts.\n"
BOATS = "# 2. Use boats\n\nDate: 2021-03-04\n\n## Status\n\nAccepted\n\nSupersedes [1. Use carts](0001-use-carts.md)\n\n## Context\n\nA river.\n\n## Decision\n\nBoats.\n"


class Decisions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name) / "home"
        self.root = pathlib.Path(folder.name) / "work"
        self.home.mkdir()
        self.root.mkdir()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_CONFIG_SYSTEM": "/dev/null", "XDG_RUNTIME_DIR": str(self.home)}
        self.git("init", "-q", "-b", "main")
        self.write("docs/adr/0001-use-carts.md", CARTS)
        self.write("docs/adr/0002-use-boats.md", BOATS)
        self.write("docs/adr/template.md", "# Title\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Two decisions")

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments], check=True, cwd=self.root,
                       env=self.environment, capture_output=True)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run_cli(self, *arguments, status=0):
        done = subprocess.run([CLI, "decisions", *arguments], env=self.environment, cwd=self.root, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def test_a_list(self):
        self.assertEqual(self.run_cli("list").stdout, "1  superseded   2020-01-02  Use carts\n2  accepted     2021-03-04  Use boats\n")
        self.assertEqual(self.run_cli("list", "--status", "accepted").stdout, "2  accepted     2021-03-04  Use boats\n")
        self.assertIn("skipped docs/adr/template.md (template)", self.run_cli("list", "--skipped").stdout)
        records = json.loads(self.run_cli("list", "--json", "--at", "HEAD").stdout)
        self.assertEqual(records[0], {
            "path": "docs/adr/0001-use-carts.md", "number": "1", "title": "Use carts", "status": "superseded",
            "status_raw": "Superseded by [2. Use boats](0002-use-boats.md)", "date": "2020-01-02", "supersedes": [], "superseded_by": ["2"],
            "amends": [], "amended_by": [], "deciders": [], "tags": [], "applies_to": [], "format": "nygard", "problems": []})

    def test_one_record(self):
        shown = self.run_cli("show", "boats").stdout
        self.assertTrue(shown.startswith("2 Use boats\nstatus        accepted (Accepted)\n"), shown)
        self.assertIn("supersedes    1 Use carts\n", shown)
        self.assertTrue(shown.endswith(BOATS), shown)
        self.assertEqual(json.loads(self.run_cli("show", "ADR-0001", "--json").stdout)["text"], CARTS)
        self.assertIn('no decision record is called "trains"', self.run_cli("show", "trains", status=3).stderr)
        self.assertIn("2 decision records are called \"use\":\n  1 Use carts (docs/adr/0001-use-carts.md)", self.run_cli("show", "use", status=2).stderr)

    def test_a_search(self):
        self.assertEqual(self.run_cli("search", "river").stdout, "2  accepted     2021-03-04  Use boats\n    13: A river.\n")
        self.assertEqual(json.loads(self.run_cli("search", "river", "boat", "--json").stdout)[0]["number"], "2")
        self.assertEqual(json.loads(self.run_cli("search", "moon", "--json").stdout), [])
        self.assertIn("no decision record holds all of these words", self.run_cli("search", "river", "moon", status=3).stderr)

    def test_the_graph(self):
        self.assertEqual(self.run_cli("graph").stdout, "2 Use boats (accepted)\n  supersedes 1 Use carts (superseded)\n")
        self.assertEqual(json.loads(self.run_cli("graph", "--json").stdout), [
            {"from": "docs/adr/0002-use-boats.md", "to": "docs/adr/0001-use-carts.md", "kind": "supersedes", "both_say_so": True}])
        self.assertIn("n1 -> n0 [label=supersedes];", self.run_cli("graph", "--dot").stdout)

    def test_lint_is_of_use_in_a_build(self):
        self.assertEqual(self.run_cli("lint").stderr, "restante: 0 findings in 2 decision records\n")
        self.write("docs/adr/0003-fly.md", "# 3. Fly\n\n## Status\n\nAccepted\n\nSupersedes ADR-2\n\n## Context\n\nSee ADR-99.\n")
        found = self.run_cli("lint", status=1)
        self.assertEqual(found.stdout, "docs/adr/0003-fly.md:7: reference-one-sided: it supersedes 2, which does not say so\n"
                                       "docs/adr/0003-fly.md:11: mention-dangling: it mentions ADR 99, which does not exist\n")
        self.assertEqual([p["kind"] for p in json.loads(self.run_cli("lint", "--json", status=1).stdout)], ["reference-one-sided", "mention-dangling"])
        self.run_cli("lint", "--at", "HEAD")
        self.assertIn("nowhere", self.run_cli("lint", "--at", "nowhere", status=2).stderr)
        self.run_cli("lint", "--repository", str(self.home), status=2)

    def test_what_others_wrote_cannot_steer_the_terminal(self):
        self.write("docs/adr/0004-x.md", "# 4. A\x1b[31m\u202ered\n\n## Status\n\nAccepted\x07\n")
        for command in (["list"], ["show", "4"], ["lint"], ["graph"], ["search", "accepted"]):
            shown = subprocess.run([CLI, "decisions", *command], env=self.environment, cwd=self.root, capture_output=True, timeout=60).stdout
            self.assertNotIn(b"\x1b", shown)
            self.assertNotIn(b"\x07", shown)
            self.assertNotIn("\u202e".encode(), shown)

    def test_a_repository_without_records(self):
        self.git("rm", "-q", "-r", "docs")
        self.git("commit", "-q", "-m", "None")
        self.assertEqual(self.run_cli("list", "--json").stdout, "[]\n")
        self.assertIn("there are no decision records", self.run_cli("list").stderr)
        self.assertIn(".restante.json says where", self.run_cli("show", "1", status=3).stderr)

    def test_no_daemon_was_started(self):
        self.run_cli("list")
        self.assertEqual(list(self.home.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
