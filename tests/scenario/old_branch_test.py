"""Somebody works on a branch from before the repository was part of a space: its threads are the team's, there as well. And where
nothing says which space it is, a thread is private, and says so."""

import os
import signal
import unittest

from people import Hub, Person

SOURCE = {"src/queue.cpp": "int size;\n\nvoid push(Item item);\n"}


class OldBranch(unittest.TestCase):
    def setUp(self):
        hub = self.enterContext(Hub())
        self.ann = self.enterContext(Person("ann", files=SOURCE))
        token = hub.invite("ann")
        hub.up()
        self.git("branch", "feature")
        self.git("tag", "v1")
        self.ann.does("init", "--space", "team", "--hub", hub.url)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Be part of the space")
        self.ann.login(hub, token)
        self.ann.does("thread", "new", "src/queue.cpp:1", "-m", "on main")

    def git(self, *arguments, folder=None):
        return self.ann.home.git(folder or self.ann.clone, *arguments)

    def is_the_teams(self, folder=None):
        self.assertIn("on main", self.ann.does("threads", "-f", "src/queue.cpp", folder=folder))
        ran = self.ann.runs("thread", "new", "src/queue.cpp:3", "-m", "from there", folder=folder)
        self.assertIn("opened", ran.out)
        self.assertEqual(ran.err, "")
        listed = self.ann.reads("threads", of="ThreadsResult", folder=folder)["threads"]
        self.assertEqual({thread["space"] for thread in listed}, {"team"})
        self.assertEqual(sorted(thread["comments"][0]["text"] for thread in listed), ["from there", "on main"])
        self.ann.does("sync")
        self.assertEqual(self.ann.reads("outbox", of="OutboxResult")["entries"], [])

    def test_its_threads_are_the_teams(self):
        self.git("checkout", "-q", "feature")
        self.is_the_teams()

    def test_also_for_a_daemon_that_never_saw_the_main_branch(self):
        self.git("checkout", "-q", "v1")
        os.kill(self.ann.daemon_pid(), signal.SIGTERM)
        self.is_the_teams()

    def test_also_in_a_work_tree_of_an_old_commit(self):
        self.git("worktree", "add", "-q", "--detach", "../old", "v1")
        self.is_the_teams(folder=self.ann.home.path / "old")


class Private(unittest.TestCase):
    def test_a_thread_that_stays_on_this_machine_says_so(self):
        with Person("ann", files=SOURCE) as ann:
            ran = ann.runs("thread", "new", "src/queue.cpp:1", "-m", "for myself")
            self.assertIn("hint: it stays on this machine, in personal-", ran.err)
            ann.does("init", "--space", "team")
            self.assertEqual(ann.runs("thread", "new", "src/queue.cpp:3", "-m", "for the team").err, "")


class FailingGit(unittest.TestCase):
    def test_a_git_that_is_killed_is_named_and_not_taken_for_a_repository_without_commits(self):
        with Person("ann", files=SOURCE, init=("--object-format=sha256",)) as ann:
            folder = ann.home.path / "bin"
            folder.mkdir()
            (folder / "git").write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
            (folder / "git").chmod(0o755)
            broken = {"PATH": f"{folder}:{os.environ['PATH']}"}
            for words in (("threads",), ("thread", "new", "src/queue.cpp:1", "-m", "x")):
                ran = ann.runs(*words, environment=broken)
                self.assertNotEqual(ran.status, 0)
                self.assertIn("git was ended by signal 9", ran.err)
                self.assertNotIn("no commits", ran.err)


if __name__ == "__main__":
    unittest.main()
