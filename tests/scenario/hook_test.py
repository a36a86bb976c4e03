"""What git's prepare-commit-msg hook offers: the decisions and threads that the changed lines are about, and nothing where
nobody would see it, or take it out again."""

import os
import stat
import subprocess
import unittest

from people import FAILED, NOT_FOUND, REFUSED, RESTANTE, Person

FILES = {
    "docs/adr/0001-use-boats.md": "# 1. Use boats\n\n## Status\n\nAccepted\n\n## Decision\n\nBoats.\n",
    "src/ferry.c": "// ADR-0001: boats\nint boats;\n\n\n\n\nint oars;\n",
}


class Hook(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files=FILES))
        self.editor = self.ann.home.path / "editor"
        self.seen = self.ann.home.path / "seen"

    def edits_with(self, script):
        self.editor.write_text(f"#!/bin/sh\ncp \"$1\" {self.seen}\n{script}\n", encoding="utf-8")
        self.editor.chmod(0o755)

    def git(self, *arguments, check=True):
        environment = {**self.ann.home.environment, "GIT_EDITOR": str(self.editor),
                       "PATH": os.path.dirname(RESTANTE) + ":" + os.environ["PATH"]}
        done = subprocess.run(["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", *arguments],
                              cwd=self.ann.clone, env=environment, capture_output=True, text=True, timeout=60)
        if check:
            self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def change(self, path, old, new):
        file = self.ann.clone / path
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.git("add", "-A")

    def last_message(self):
        return self.git("log", "-1", "--format=%B").stdout

    def test_what_a_changed_line_is_about_is_offered_and_kept_only_by_the_author(self):
        self.ann.does("hook", "install")
        thread = self.ann.reads("thread", "new", "src/ferry.c:2", "-m", "How many?", of="ThreadResult")["thread"]["short"]
        self.change("src/ferry.c", "int boats;", "int boats = 2;")
        self.edits_with("sed -i '1s/^/Two boats\\n/; s/^# Decided-by/Decided-by/' \"$1\"")
        self.git("commit")
        seen = self.seen.read_text(encoding="utf-8")
        self.assertIn("# Decided-by: ADR-1 (Use boats)\n", seen)
        self.assertIn(f"# Discussed-in: {thread} (How many?)\n", seen)
        message = self.last_message()
        self.assertIn("Two boats\n\nDecided-by: ADR-1 (Use boats)\n", message)
        self.assertNotIn("Discussed-in", message)
        self.assertIn("Decided-by", self.git("log", "-1", "--format=%(trailers)").stdout)

    def test_lines_about_which_nothing_is_recorded_offer_nothing(self):
        self.ann.does("hook", "install")
        self.change("src/ferry.c", "int oars;", "int oars = 4;")
        self.edits_with("echo Oars > \"$1\"")
        self.git("commit")
        self.assertNotIn("Restante", self.seen.read_text(encoding="utf-8"))

    def test_a_message_that_no_editor_opens_on_stays_as_it_is(self):
        self.ann.does("hook", "install")
        self.change("src/ferry.c", "int boats;", "int boats = 3;")
        self.git("commit", "-m", "Three boats")
        self.assertEqual(self.last_message().strip(), "Three boats")
        self.git("commit", "--amend", "--no-edit")
        self.assertEqual(self.last_message().strip(), "Three boats")

    def test_where_git_keeps_comments_nothing_is_offered(self):
        self.ann.does("hook", "install")
        self.git("config", "commit.cleanup", "whitespace")
        self.change("src/ferry.c", "int boats;", "int boats = 4;")
        self.edits_with("echo Four > \"$1\"")
        self.git("commit")
        self.assertNotIn("Restante", self.seen.read_text(encoding="utf-8"))

    def test_a_commit_is_made_without_restante(self):
        self.ann.does("hook", "install")
        self.change("src/ferry.c", "int boats;", "int boats = 5;")
        self.edits_with("echo Five > \"$1\"")
        done = subprocess.run(["git", "-c", "user.name=Ann", "-c", "user.email=a@example.org", "commit"], cwd=self.ann.clone,
                              env={**self.ann.home.environment, "GIT_EDITOR": str(self.editor), "PATH": "/usr/bin:/bin"},
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_another_hook_is_left_alone(self):
        hook = self.ann.clone / ".git/hooks/prepare-commit-msg"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\n", encoding="utf-8")
        told = self.ann.fails(REFUSED, "hook", "install", saying="is there already")
        self.assertIn("restante hook prepare-commit-msg", told.err)
        self.ann.fails(REFUSED, "hook", "uninstall", saying="not ours alone")
        self.assertEqual(hook.read_text(encoding="utf-8"), "#!/bin/sh\n")

    def test_hooks_of_other_repositories_are_not_touched(self):
        shared = self.ann.home.path / "hooks"
        shared.mkdir()
        self.git("config", "core.hooksPath", str(shared))
        self.ann.fails(FAILED, "hook", "install", saying="other repositories")
        self.assertEqual(list(shared.iterdir()), [])
        self.git("config", "core.hooksPath", ".githooks")
        self.ann.does("hook", "install")
        self.assertTrue((self.ann.clone / ".githooks/prepare-commit-msg").stat().st_mode & stat.S_IXUSR)

    def test_installed_twice_it_is_there_once_and_then_gone(self):
        self.ann.does("hook", "install")
        self.assertIn("already there", self.ann.does("hook", "install"))
        self.ann.does("hook", "uninstall")
        self.assertIn("there is none", self.ann.does("hook", "uninstall"))
        self.ann.fails(NOT_FOUND, "hook", "install", str(self.ann.home.path))


if __name__ == "__main__":
    unittest.main()
