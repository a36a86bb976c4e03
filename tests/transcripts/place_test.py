"""The real `restante place`: no daemon is started, answers stream, and a reader that leaves ends it."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

CLI = os.environ["RESTANTE_CLI"]
BEFORE = "".join(f"line number {n};\n" for n in range(1, 40))


class Repository:
    def __init__(self, folder):
        self.home = pathlib.Path(folder) / "home"
        self.root = pathlib.Path(folder) / "work"
        self.home.mkdir()
        self.root.mkdir()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_CONFIG_SYSTEM": "/dev/null", "XDG_RUNTIME_DIR": str(self.home)}
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments):
        return subprocess.run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments], check=True,
                              cwd=self.root, env=self.environment, capture_output=True, text=True).stdout.strip()

    def commit(self, text):
        (self.root / "a.txt").write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "A commit")
        return self.git("rev-parse", "HEAD")

    def place(self, *arguments, **options):
        return subprocess.run([CLI, "place", *arguments], env=self.environment, cwd=self.root, capture_output=True,
                              text=True, timeout=60, **options)

    def batch(self):
        return subprocess.Popen([CLI, "place", "--repository", str(self.root), "--batch"], env=self.environment,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


class Place(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repository = Repository(folder.name)
        self.first = self.repository.commit(BEFORE)
        self.second = self.repository.commit("new\n" + BEFORE)

    def question(self, number, line):
        return json.dumps({"id": number, "from_commit": self.first, "from_path": "a.txt", "from_range": [line, line + 1],
                           "to_commit": self.second}) + "\n"

    def test_one_place_from_the_current_folder_without_a_daemon(self):
        ran = self.repository.place("--from", "HEAD~1:a.txt:5-6", "--to", "HEAD", "--json")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        answer = json.loads(ran.stdout)
        self.assertEqual(list(answer), ["path", "range", "state", "confidence", "reason"])
        self.assertEqual((answer["path"], answer["range"], answer["state"]), ("a.txt", [6, 7], "shifted"))
        self.assertEqual(list(self.repository.home.iterdir()), [])  # no socket, no database, no log

    def test_what_cannot_be_pointed_at_or_looked_in_is_said(self):
        empty = self.repository.commit("")
        blank = self.repository.commit("one\n\ntwo\n")
        for arguments, saying in [
                ((f"{empty}:a.txt:1", "--to", "HEAD"), "a.txt in commit " + empty[:10] + " is empty: it has no lines"),
                ((f"{blank}:a.txt:2:1-1", "--to", "HEAD"), "line 2 is empty: it has no columns"),
                ((f"{blank}:a.txt:1", "--worktree", "--bare"), "a bare repository has no files on disk")]:
            with self.subTest(saying):
                ran = self.repository.place("--from", *arguments)
                self.assertNotEqual(ran.returncode, 0)
                self.assertIn(saying, ran.stderr)
        ran = self.repository.place("--from", f"{blank}:a.txt:1-2", "--to", blank)
        self.assertTrue(ran.stdout.startswith("a.txt:1-2\n"), ran)

    def test_in_a_repository_without_commits_that_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "init", "-q", folder], check=True)
            ran = self.repository.place("--repository", folder, "--from", "HEAD:a.txt:1", "--to", "HEAD")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("has no commits yet", ran.stderr)

    def test_every_answer_comes_before_the_next_question(self):
        with self.repository.batch() as batch:
            for n in range(1, 20):
                batch.stdin.write(self.question(n, n))
                batch.stdin.flush()
                answer = json.loads(batch.stdout.readline())
                self.assertEqual((answer["id"], answer["range"]), (n, [n + 1, n + 2]))
            batch.stdin.write("nonsense\n")
            batch.stdin.flush()
            self.assertEqual(list(json.loads(batch.stdout.readline())), ["id", "error"])
            batch.stdin.close()
            self.assertEqual(batch.wait(60), 1)

    def test_a_reader_that_leaves_ends_it(self):
        batch = self.repository.batch()
        batch.stdout.close()
        with self.assertRaises(BrokenPipeError):
            while True:
                batch.stdin.write(self.question(1, 1))
        with contextlib.suppress(BrokenPipeError):
            batch.stdin.close()
        self.assertNotEqual(batch.wait(60), 0)

    def test_without_git_whole_ids_still_work_and_names_say_why_not(self):
        self.repository.environment["PATH"] = "/nonexistent"
        root = str(self.repository.root)
        ran = self.repository.place("--repository", root, "--from", f"{self.first}:a.txt:5", "--to", self.second)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertTrue(ran.stdout.startswith("a.txt:6\n"))
        ran = self.repository.place("--repository", root, "--from", "HEAD:a.txt:5", "--to", self.second)
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertIn("git", ran.stderr)


if __name__ == "__main__":
    unittest.main()
