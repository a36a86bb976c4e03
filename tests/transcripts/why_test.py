"""The real `restante why`: what a person and a script are told of a line. Decisions need no daemon; one that runs is asked for threads."""

import json
import os
import subprocess
import unittest

from world import DEADLINE_S, Daemon, Home

CLI = os.environ["RESTANTE_CLI"]
CARTS = "# 1. Use carts\n\nDate: 2020-01-02\n\n## Status\n\nSuperseded by [2. Use boats](0002-use-boats.md)\n\n## Context\n\nRoads.\n"
BOATS = "# 2. Use boats\n\nDate: 2021-03-04\n\n## Status\n\nAccepted\n\nSupersedes [1. Use carts](0001-use-carts.md)\n\n## Context\n\nA river.\n"
TRAINS = "---\nstatus: accepted\napplies-to:\n  - rail/**\n---\n\n# 3. Use trains\n\n## Context and Problem Statement\n\nHills.\n\n## Decision Outcome\n\nTrains.\n"
CODE = "int speed;\nint wheels;  // ADR-0001\nint length_of_it;\n"


class Why(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.home.__enter__()
        self.addCleanup(self.home.__exit__, None, None, None)
        self.root = self.home.path / "work"
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("docs/adr/0001-use-carts.md", CARTS)
        self.write("docs/adr/0002-use-boats.md", BOATS)
        self.write("docs/adr/0003-use-trains.md", TRAINS)
        self.commit("The decisions")
        self.write("src/a.c", CODE)
        self.commit("Carry things")

    def git(self, *arguments, cwd=None):
        return subprocess.run(["git", *arguments], check=True, cwd=cwd or self.root, env=self.home.environment, capture_output=True,
                              text=True).stdout.strip()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def run_cli(self, *arguments, status=0, cwd=None):
        done = subprocess.run([CLI, *arguments], env=self.home.environment, cwd=cwd or self.root, capture_output=True, timeout=DEADLINE_S)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        done.stdout, done.stderr = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        return done

    def why(self, *arguments, status=0, cwd=None):
        return self.run_cli("why", *arguments, status=status, cwd=cwd)

    def asked(self, *arguments, cwd=None):
        return json.loads(self.why(*arguments, "--json", cwd=cwd).stdout)

    def numbers(self, *arguments, cwd=None):
        return [decision["number"] for decision in self.asked(*arguments, cwd=cwd)["decisions"]]

    def test_a_mention_leads_to_the_record_and_to_what_replaced_it(self):
        self.assertEqual(self.why("src/a.c:2").stdout,
                         "2 Use boats (docs/adr/0002-use-boats.md): accepted\n"
                         "    it replaces 1 Use carts, which is found here\n"
                         "1 Use carts (docs/adr/0001-use-carts.md): superseded\n"
                         "    line 2 names ADR-0001\n")
        answer = self.asked("src/a.c:2")
        self.assertEqual(answer["decisions"], [
            {"number": "2", "id": None, "title": "Use boats", "status": "accepted", "path": "docs/adr/0002-use-boats.md", "score": 0.97,
             "evidence": [{"kind": "successor", "text": "it replaces 1 Use carts, which is found here", "weight": 0.97, "line": None, "commit": None}]},
            {"number": "1", "id": None, "title": "Use carts", "status": "superseded", "path": "docs/adr/0001-use-carts.md", "score": 0.97,
             "evidence": [{"kind": "mention", "text": "line 2 names ADR-0001", "weight": 0.97, "line": 2, "commit": None}]}])
        self.assertEqual((answer["threads"], answer["gaps"], answer["uncommitted"]), ([], [], False))
        self.assertEqual([person["mail"] for person in answer["people"]], ["ann@example.org"])

    def test_the_commit_that_last_touched_the_line(self):
        self.write("src/a.c", CODE.replace("int speed;", "int speed = 4;"))
        commit = self.commit("Go slower, as ADR 2 says")
        (decision,) = self.asked("src/a.c:1")["decisions"]
        (evidence,) = decision["evidence"]
        self.assertEqual((decision["number"], evidence["kind"], evidence["commit"]), ("2", "commit-subject", commit))
        self.assertEqual(evidence["text"], f'commit {commit[:10]} "Go slower, as ADR 2 says" by Ann last touched the line; its subject names ADR 2')
        self.assertEqual(self.numbers("src/a.c:1", "--at", "HEAD~1"), [])
        self.assertEqual(self.numbers("src/a.c:1-2"), ["2", "1"])

    def test_a_record_tells_what_it_applies_to(self):
        self.write("rail/b.c", "int x;\n")
        self.commit("Rail")
        self.assertIn("    the record says that it applies to rail/**\n", self.why("rail/b.c:1").stdout)

    def test_nothing_recorded_is_an_answer_and_says_whom_to_ask(self):
        said = self.why("src/a.c:3").stdout
        self.assertIn("nothing is recorded about src/a.c:3\nlast touched by Ann <ann@example.org>, ", said)
        self.assertTrue(said.endswith('ask: restante thread new src/a.c:3 -m "Why is this so?"\n'), said)
        self.assertEqual(self.numbers("src/a.c:3"), [])
        self.write("src/a.c", CODE + "int late;\n")
        self.assertIn("not all of it is committed yet\n", self.why("src/a.c:4").stdout)
        self.assertTrue(self.asked("src/a.c:4")["uncommitted"])

    def test_a_repository_without_records_says_so(self):
        self.git("rm", "-q", "-r", "docs")
        self.commit("None")
        self.assertIn("nothing is recorded about src/a.c:2\nthere are no decision records in this repository\nlast touched by Ann",
                      self.why("src/a.c:2").stdout)

    def test_a_path_counts_from_here_or_with_a_repository_from_its_root(self):
        bare = self.home.path / "bare"
        self.git("clone", "-q", "--bare", str(self.root), str(bare))
        for place, options, cwd in (("a.c:2", (), self.root / "src"), (str(self.root / "src/a.c:2"), (), self.home.path),
                                    ("src/a.c:2", ("--repository", str(self.root)), self.home.path),
                                    ("./src/a.c:2", ("--repository", str(self.root / "docs")), self.home.path),
                                    ("src/a.c:2", ("--repository", str(bare)), self.home.path),
                                    ("src/a.c:2", ("--repository", str(bare), "--at", "main"), self.home.path),
                                    ("src/a.c:2", (), bare)):
            self.assertEqual(self.numbers(place, *options, cwd=cwd), ["2", "1"], (place, options, cwd))

    def test_what_is_not_there_is_told_precisely(self):
        for place, options, status, words in (("src/a.c", (), 2, "is not a place"), ("src/a.c:0", (), 2, "is not a place"),
                                              ("src/x.c:1", (), 3, "src/x.c is no file of the repository"),
                                              ("src:1", (), 3, "src is no file of the repository"),
                                              ("src/a.c:4", (), 3, "src/a.c has 3 lines, no line 4"),
                                              ("src/a.c:3-9", ("--at", "HEAD"), 3, "src/a.c at HEAD has 3 lines, no line 4"),
                                              ("src/a.c:1", ("--at", "HEAD~1"), 3, "src/a.c at HEAD~1 is no file"),
                                              ("src/a.c:1", ("--at", "nowhere"), 3, "nowhere"),
                                              ("src/a.c:1", ("--repository", "/nowhere"), 3, "/nowhere"),
                                              ("/src/a.c:1", (), 3, "/src/a.c")):
            done = self.why(place, *options, status=status)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_what_cannot_be_looked_into_is_a_gap(self):
        self.write("rail/a.png", b"\x89PNG\0\n")
        self.write("big.txt", b"x\n" * (25 << 20))
        self.commit("Large things")
        done = self.why("rail/a.png:1")
        self.assertIn("3 Use trains", done.stdout)
        self.assertIn("restante: not all was looked at: rail/a.png was not looked into: it is binary, and has no lines\n", done.stderr)
        self.assertIn("big.txt was not looked into", self.asked("big.txt:1")["gaps"][0]["text"])
        shallow = self.home.path / "shallow"
        self.git("clone", "-q", "--depth", "1", f"file://{self.root}", str(shallow))
        answer = self.asked("src/a.c:2", cwd=shallow)
        self.assertEqual([decision["number"] for decision in answer["decisions"]], ["2", "1"])
        self.assertIn("what was before is not in this clone", answer["gaps"][0]["text"])
        self.assertEqual(answer["gaps"][0]["hint"], "git fetch --unshallow")

    def test_a_clone_without_blobs_answers_with_what_it_has(self):
        self.git("config", "uploadpack.allowFilter", "true")
        partial = self.home.path / "partial"
        self.git("clone", "-q", "--filter=blob:none", f"file://{self.root}", str(partial))
        self.write("src/a.c", CODE.replace("int speed;", "int speed = 4;"))
        self.commit("Go slower")
        self.git("fetch", "-q", "origin", cwd=partial)
        answer = self.asked("src/a.c:2", "--at", "origin/main", cwd=partial)
        self.assertTrue(answer["gaps"])

    def test_names_that_are_no_text_can_be_no_argument_and_harm_no_other_file(self):
        with open(os.fsencode(self.root) + b"/d\xff.c", "wb") as file:
            file.write(b"int a;  // ADR-2\n")
        with open(os.fsencode(self.root) + b"/docs/adr/0009-\xff.md", "wb") as file:
            file.write(b"# 9. \xff\n\n## Status\n\nAccepted\n")
        self.write("c.c", "int c;  // ADR-9\n")
        self.commit("Strange names")
        self.assertEqual(self.numbers("src/a.c:2"), ["2", "1"])
        self.assertEqual(self.asked("c.c:1")["decisions"][0]["path"], "docs/adr/0009-\ufffd.md")
        done = subprocess.run([CLI, b"why", b"d\xff.c:1"], env=self.home.environment, cwd=self.root, capture_output=True, timeout=DEADLINE_S)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"is not UTF-8", done.stderr)

    def test_what_others_wrote_cannot_steer_the_terminal(self):
        self.write("src/a.c", CODE.replace("int speed;", "int speed = 5;"))
        self.git("add", "-A")
        self.git("-c", "user.name=A\x1b[31mnn\u202e", "commit", "-q", "-m", "As ADR-2\x1b[2J\x07 says\u202e")
        self.write("docs/adr/0004-x.md", "# 4. A\x1b[31m\u202ered\n\n## Status\n\nAccepted\n")
        self.write("b.c", "int b;  // ADR-4\n")
        for place in ("src/a.c:1", "src/a.c:3", "b.c:1"):
            done = self.why(place)
            for bad in ("\x1b", "\x07", "\u202e"):
                self.assertNotIn(bad, done.stdout + done.stderr)

    def test_no_daemon_is_started(self):
        self.why("src/a.c:2")
        self.assertEqual(list((self.home.path / "run").iterdir()) + list((self.home.path / "data").iterdir()), [])

    def test_a_daemon_that_runs_is_asked_for_the_threads(self):
        Daemon(self.home)
        self.run_cli("thread", "new", "src/a.c:3", "-m", "How long?")
        self.run_cli("thread", "new", "src/a.c:1-2", "-m", "How fast?")
        (thread,) = self.asked("src/a.c:3")["threads"]
        self.assertEqual(thread["comments"][0]["text"], "How long?")
        self.assertIn("How fast?", self.why("src/a.c:2").stdout)
        self.assertNotIn("How long?", self.why("src/a.c:2").stdout)
        said = self.why("src/a.c:3").stdout
        self.assertIn("How long?", said)
        self.assertNotIn("nothing is recorded", said)
        self.assertEqual(self.asked("src/a.c:3", "--at", "HEAD")["threads"], [])

    def test_a_tour_of_a_folder_is_what_applies_there_or_is_named_there_and_holds(self):
        tour = json.loads(self.run_cli("tour", "rail", "--repository", ".", "--json", status=3).stdout or "{}")
        self.assertEqual(tour, {})
        self.write("rail/a.c", "// As ADR-2 says.\nint rails;\n")
        self.commit("Rails")
        tour = json.loads(self.run_cli("tour", "rail", "--json").stdout)
        self.assertEqual([stop["name"] for stop in tour["stops"]], ["ADR-0002", "ADR-0003"])
        self.assertEqual(tour["stops"][0]["place"], {"path": "rail/a.c", "line": 1})
        self.assertEqual(tour["stops"][1]["why"], "it says that it applies to rail/**")
        self.assertEqual(tour["stops"][1]["outcome"], "Trains.")
        self.assertEqual(tour["left"], 1)

    def test_a_tour_of_all_tells_people_where_to_look(self):
        done = self.run_cli("tour")
        self.assertEqual(done.stdout, "1. 2 Use boats (docs/adr/0002-use-boats.md)\n   it is about the whole repository\n"
                                      "2. 3 Use trains (docs/adr/0003-use-trains.md)\n   Trains.\n   it says that it applies to rail/**\n")
        self.assertIn("2 of 3 decision records", done.stderr)

    def test_a_tour_of_a_bare_clone_at_a_commit_is_as_good(self):
        first = self.git("rev-parse", "HEAD~1")
        self.git("clone", "-q", "--bare", str(self.root), str(self.home.path / "bare"))
        tour = json.loads(self.run_cli("tour", "--repository", str(self.home.path / "bare"), "--at", first, "--json").stdout)
        self.assertEqual([stop["number"] for stop in tour["stops"]], ["2", "3"])

    def test_a_folder_that_is_not_there_is_no_tour(self):
        self.assertIn("no/such", self.run_cli("tour", "no/such", status=3).stderr)


if __name__ == "__main__":
    unittest.main()
