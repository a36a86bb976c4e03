"""Disks that are full, and disks that can only be read: each is told precisely to whoever asked, loses nothing that was
acknowledged, and is over by itself once there is space, or permission, again."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import unittest

import disk
from people import DONE, FAILED, HUB, NO_DAEMON, NOT_SYNCED, Hub, Person, running
from world import DEADLINE_S, Daemon, line, wait_until

SOURCE = {"a.txt": "one\ntwo\nthree\n"}


def setUpModule():
    disk.need_mounts()


def initialized(connection, **options):
    connection.initialize(**options)
    return connection


def reply_to(thread, text, **more):
    return {"threadId": thread["id"], "text": text, **more}


def new_thread(session, root, text):
    return session.request("restante/thread/new", {"textDocument": {"uri": f"{root}/a.txt"}, "range": line(1),
                                                   "text": text})["thread"]


def texts(session):
    threads = session.request("restante/threads", {"state": "all"})["threads"]
    return [comment["text"] for thread in threads for comment in thread["comments"]]


def drafts(session):
    return [draft["text"] for draft in session.request("restante/drafts", {})["drafts"]]


def log_lines(folder):
    """Every line of every log file there is, each of which must be one JSON object."""
    found = []
    for file in sorted(folder.glob("*.log*"), reverse=True):  # oldest first
        text = file.read_text(encoding="utf-8")
        assert not text or text.endswith("\n"), f"{file} ends in half a line: {text[-200:]!r}"
        found += [json.loads(one) for one in text.splitlines()]
    return found


class FullDisk(unittest.TestCase):
    def test_what_cannot_be_kept_is_refused_and_what_was_kept_stays(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            thread = new_thread(session, root, "before")
            draft = session.request("restante/draft/put", {"kind": "reply", "threadId": thread["id"],
                                                           "text": "what I typed"})
            home.disk.fill()
            # The log of changes has room of its own until it grows: each answer is a promise, whichever it is.
            kept = ["before"]
            for number in range(200):
                answer = session.ask("restante/thread/reply", reply_to(thread, f"number {number} " + "x" * 4000))
                if "error" in answer:
                    break
                kept.append(f"number {number} " + "x" * 4000)
            error = answer["error"]
            self.assertEqual(error["data"]["errc"], "io", error)
            self.assertIn("the disk is full", error["message"])
            self.assertIn("free some space", error["data"]["hint"])
            # A smaller change may still fit where a larger one did not; and then that is a promise, too.
            typed = "what I typed"
            for number in range(400):
                answer = session.ask("restante/draft/put", {"id": draft["id"], "base": draft["revision"], "kind": "reply",
                                                            "threadId": thread["id"], "text": f"what I typed {number} " * 500})
                if "error" in answer:
                    break
                draft, typed = answer["result"], f"what I typed {number} " * 500
            self.assertIn("the disk is full", answer["error"]["message"])
            self.assertEqual(texts(session), kept)
            self.assertEqual(drafts(session), [typed])
            # Without a word: what it had answered is on the disk, full as that is.
            daemon.end(signal.SIGKILL)
            home.disk.free()
            session = initialized(Daemon(home).connect())
            self.assertEqual(texts(session), kept)
            self.assertEqual(drafts(session), [typed])
            session.request("restante/thread/reply", reply_to(thread, typed, draftId=draft["id"]))
            self.assertEqual(texts(session), [*kept, typed])
            self.assertEqual(drafts(session), [])

    def test_the_same_daemon_goes_on_once_there_is_space(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            thread = new_thread(session, root, "before")
            for turn in range(3):
                home.disk.fill()
                while "result" in session.ask("restante/thread/reply", reply_to(thread, "x" * 4000)):
                    pass
                home.disk.free()
                session.request("restante/thread/reply", reply_to(thread, f"turn {turn}"))
            self.assertEqual([text for text in texts(session) if text.startswith("turn")], ["turn 0", "turn 1", "turn 2"])
            self.assertEqual(daemon.end(), 0)
            checks = initialized(Daemon(home).connect()).request("restante/doctor", {})["checks"]
            self.assertEqual([one for one in checks if one["name"] == "database" and one["level"] != "ok"], [])

    def test_a_daemon_that_starts_on_a_full_disk_shows_what_there_is(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            new_thread(initialized(daemon.connect()), root, "kept")
            self.assertEqual(daemon.end(), 0)
            home.disk.fill()
            daemon = Daemon(home)
            self.assertEqual(daemon.ready, "ready")
            session = initialized(daemon.connect())
            self.assertEqual(texts(session), ["kept"])
            where = {"textDocument": {"uri": f"{root}/a.txt"}, "range": line(1)}
            error = session.refused("restante/thread/new", {**where, "text": "no room " * 1000})
            self.assertIn("the disk is full", error["message"])
            home.disk.free()
            session.request("restante/thread/new", {**where, "text": "room"})
            self.assertEqual(sorted(texts(session)), ["kept", "room"])

    def test_a_daemon_that_cannot_start_for_want_of_space_says_so_and_starts_later(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            new_thread(initialized(daemon.connect()), root, "kept")
            self.assertEqual(daemon.end(), 0)
            # As in a home that was copied: the files beside the database would have to be made anew.
            for beside in home.database.parent.glob("restante.db-*"):
                beside.unlink()
            home.disk.fill()
            before = home.database.read_bytes()
            daemon = Daemon(home)
            self.assertRegex(daemon.ready, "^error .*restante.db.*the disk is full")
            self.assertEqual(daemon.wait(), 1)
            self.assertEqual(home.database.read_bytes(), before)
            home.disk.free()
            self.assertEqual(texts(initialized(Daemon(home).connect())), ["kept"])

    def test_a_first_daemon_on_a_full_disk_says_so_and_leaves_nothing_in_the_way_of_the_next(self):
        with disk.DiskHome() as home:
            home.disk.fill()
            daemon = Daemon(home)
            self.assertRegex(daemon.ready, "^error .*the disk is full")
            self.assertEqual(daemon.wait(), 1)
            home.disk.free()
            self.assertEqual(texts(initialized(Daemon(home).connect())), [])

    def test_a_full_runtime_folder_keeps_nobody_from_working(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            runtime = disk.Disk(home.path / "run", 1)
            runtime.fill()
            daemon = Daemon(home)
            self.assertEqual(daemon.ready, "ready")
            new_thread(initialized(daemon.connect()), root, "kept")
            self.assertEqual(Daemon(home).wait(), 3)  # there is one already
            self.assertEqual(daemon.end(), 0)
            runtime.free()
            self.assertEqual(texts(initialized(Daemon(home).connect())), ["kept"])

    def test_the_log_leaves_out_what_does_not_fit_and_goes_on_with_whole_lines(self):
        with disk.DiskHome() as home:
            home.write_config('{"logBytesMax": 65536, "logFiles": 2}')
            daemon = Daemon(home)

            def entries(name, count):
                """Each session's name is logged, long as it is."""
                for _ in range(count):
                    session = daemon.connect()
                    session.request("initialize", {"capabilities": {}, "clientInfo": {"name": name * 3000}})
                    session.close()

            entries("a", 5)
            home.disk.fill()
            entries("b", 60)  # more than a file's worth, so that it would be turned over
            session = daemon.connect()
            # Longer than what may be left of the file's last page.
            session.request("initialize", {"capabilities": {}, "clientInfo": {"name": "d" * 5000}})
            checks = {check["name"]: check for check in session.request("restante/doctor", {})["checks"]}
            self.assertEqual(checks["log"]["level"], "warning", checks)
            self.assertIn("No space left on device", checks["log"]["text"])
            log_lines(home.log.parent)
            home.disk.free()
            entries("c", 60)
            found = "".join(one["text"][-2000:] for one in log_lines(home.log.parent))
            self.assertIn("c" * 1000, found)
            checks = {check["name"]: check for check in session.request("restante/doctor", {})["checks"]}
            self.assertEqual(checks["log"]["level"], "ok", checks)
            self.assertEqual(daemon.end(), 0)
            self.assertEqual(log_lines(home.log.parent)[-1]["event"], "daemon.end")

    def test_a_command_says_that_the_disk_is_full_and_where_the_text_is(self):
        with Person("ann", files=SOURCE, home=disk.DiskHome()) as ann:
            ann.does("thread", "new", "a.txt:1", "-m", "before")
            thread = ann.threads()[0]["id"]
            ann.home.disk.fill()
            sent = 0
            for _ in range(200):
                ran = ann.runs("reply", thread, "-m", "an hour's work " * 400)
                if ran.status != DONE:
                    break
                sent += 1
            self.assertEqual(ran.status, FAILED, ran)
            self.assertIn("the disk is full", ran.err)
            kept = pathlib.Path(ran.err.split("kept in ")[1].split()[0])
            self.addCleanup(kept.unlink, missing_ok=True)
            self.assertEqual(kept.read_text(encoding="utf-8").strip(), ("an hour's work " * 400).strip())
            # Reading needs no space.
            self.assertEqual(len(ann.texts()), 1 + sent)
            ann.home.disk.free()
            ann.does("reply", thread, "--text-file", str(kept))
            self.assertEqual(len(ann.texts()), 2 + sent)
            self.assertFalse(kept.exists(), "what was sent is no unsent text any more")

    def test_files_of_the_repository_and_of_the_user_are_written_whole_or_not_at_all(self):
        with disk.DiskFolder() as folder, Hub(folder.path) as hub, \
                Person("ann", files=SOURCE, home=disk.DiskHome()) as ann:
            token = hub.up().invite("ann")
            ann.does("status")
            ann.home.disk.fill()
            ann.fails(FAILED, "init", "--hub", hub.url, saying="No space left on device")
            self.assertFalse((ann.clone / ".restante.json").exists())
            ran = ann.fails(FAILED, "login", hub.url, saying="No space left on device", typed=token + "\n")
            self.assertNotIn(token, ran.out + ran.err)
            self.assertEqual(list((ann.home.path / "config/restante").glob("credentials*")), [])
            ann.home.disk.free()
            ann.does("init", "--hub", hub.url)
            ann.login(hub, token)
            ann.does("sync")


class FullHub(unittest.TestCase):
    def test_nothing_is_lost_while_the_hub_has_no_space_and_all_arrives_once_when_it_has(self):
        with disk.DiskFolder() as folder, Hub(folder.path) as hub, Person("ann", files=SOURCE) as ann:
            hub.up()
            tokens = {name: hub.invite(name) for name in ("ann", "bob")}
            ann.does("init", "--hub", hub.url)
            ann.home.git(ann.clone, "add", ".restante.json")
            ann.home.git(ann.clone, "commit", "-q", "-m", "A space")
            with Person("bob", clone_of=ann.clone) as bob:
                ann.login(hub, tokens["ann"])
                bob.login(hub, tokens["bob"])
                ann.does("thread", "new", "a.txt:1", "-m", "before")
                ann.does("sync")
                folder.disk.fill()
                thread = ann.threads()[0]["id"]
                said = ["before"]
                for number in range(60):
                    said.append(f"number {number} " + "x" * 30_000)
                    ann.does("reply", thread, "-m", said[-1])
                    if (ran := ann.runs("sync")).status != DONE:
                        break
                self.assertEqual(ran.status, NOT_SYNCED, ran)
                self.assertIn("the disk is full", ran.out + ran.err)
                self.assertEqual(ann.texts(), said)
                # What it did take is handed out, and the hub knows what is wrong with it.
                seen = bob.texts()
                self.assertEqual(said[:len(seen)], seen)
                # Killed in this state, it has what it acknowledged, and comes back when it can.
                hub.down(signal.SIGKILL)
                folder.disk.free()
                hub.up()
                ann.does("sync")
                bob.does("sync")
                self.assertEqual(bob.texts(), said)
                self.assertEqual(ann.texts(), said)

    def test_a_replica_without_space_says_so_and_has_everything_once_there_is_some(self):
        with Hub() as hub, Person("ann", files=SOURCE) as ann:
            hub.up()
            tokens = {name: hub.invite(name) for name in ("ann", "bob")}
            ann.does("init", "--hub", hub.url)
            ann.home.git(ann.clone, "add", ".restante.json")
            ann.home.git(ann.clone, "commit", "-q", "-m", "A space")
            with Person("bob", clone_of=ann.clone, home=disk.DiskHome()) as bob:
                ann.login(hub, tokens["ann"])
                bob.login(hub, tokens["bob"])
                bob.does("sync")
                bob.home.disk.fill()
                said = []
                for number in range(40):
                    said.append(f"number {number} " + "x" * 30_000)
                    ann.does("thread", "new", "a.txt:1", "-m", said[-1])
                ann.does("sync")
                ran = bob.runs("sync")
                self.assertEqual(ran.status, FAILED, ran)
                self.assertIn("the disk is full", ran.out + ran.err)
                bob.home.disk.free()
                bob.does("sync")
                self.assertEqual(sorted(bob.texts()), sorted(said))

    def test_a_hub_whose_log_is_full_serves_on(self):
        with disk.DiskFolder(1) as folder, Hub(log=folder.path / "hub.log") as hub, Person("ann", files=SOURCE) as ann:
            token = hub.up().invite("ann")
            folder.disk.fill()
            ann.does("init", "--hub", hub.url)
            ann.login(hub, token)
            ann.does("thread", "new", "a.txt:1", "-m", "heard")
            ann.does("sync")
            folder.disk.free()
            ann.does("sync")
            self.assertGreater(len(log_lines(folder.path)), 0)


class ReadOnly(unittest.TestCase):
    def refused(self, home, path):
        before = home.database.read_bytes() if home.database.exists() else None
        daemon = Daemon(home)
        self.assertRegex(daemon.ready, f"^error .*{path}.*(Read-only file system|readonly database)")
        self.assertEqual(daemon.wait(), 1)
        self.assertEqual(home.database.read_bytes() if home.database.exists() else None, before)
        self.assertFalse(home.socket.exists())

    def test_a_home_that_can_only_be_read_is_told(self):
        with disk.DiskHome() as home:
            home.disk.protect()
            self.refused(home, "restante")
            home.disk.unprotect()
            self.assertEqual(Daemon(home).ready, "ready")

    def test_a_home_that_has_become_read_only_is_told_and_left_as_it_was(self):
        with disk.DiskHome() as home:
            root = home.repository(SOURCE)
            for end in (signal.SIGTERM, signal.SIGKILL):  # with an empty log of changes, and with a full one
                daemon = Daemon(home)
                new_thread(initialized(daemon.connect()), root, f"before {end.name}")
                daemon.end(end)
                home.disk.protect()
                if end == signal.SIGTERM:
                    self.refused(home, "restante.db")
                else:
                    daemon = Daemon(home)
                    self.assertRegex(daemon.ready, "^error ")
                    daemon.wait()
                    home.socket.unlink(missing_ok=True)
                home.disk.unprotect()
            self.assertEqual(sorted(texts(initialized(Daemon(home).connect()))), ["before SIGKILL", "before SIGTERM"])

    def test_a_command_without_a_daemon_in_such_a_home_keeps_the_text_elsewhere(self):
        with Person("ann", files=SOURCE, home=disk.DiskHome()) as ann:
            ann.does("thread", "new", "a.txt:1", "-m", "before")
            pid = ann.daemon_pid()
            os.kill(pid, signal.SIGTERM)
            wait_until(lambda: not running(pid), "the daemon's end")
            ann.home.disk.protect()
            ran = ann.fails(NO_DAEMON, "thread", "new", "a.txt:1", "-m", "an hour's work", saying="restante.db")
            kept = pathlib.Path(ran.err.split("kept in ")[1].split()[0])
            self.addCleanup(kept.unlink, missing_ok=True)
            self.assertEqual(kept.read_text(encoding="utf-8").strip(), "an hour's work")
            ann.home.disk.unprotect()
            ann.does("thread", "new", "a.txt:1", "--text-file", str(kept))
            self.assertEqual(sorted(ann.texts()), ["an hour's work", "before"])
            self.assertFalse(kept.exists(), "what was sent is no unsent text any more")

    def test_without_a_place_for_its_log_the_daemon_serves_says_so_and_logs_as_soon_as_it_can(self):
        with disk.DiskHome() as home:
            (home.path / "state/restante").mkdir(mode=0o700)
            root = home.repository(SOURCE)
            home.disk.protect("state")
            daemon = Daemon(home)
            self.assertEqual(daemon.ready, "ready")
            session = initialized(daemon.connect())
            new_thread(session, root, "heard")
            checks = {check["name"]: check for check in session.request("restante/doctor", {})["checks"]}
            self.assertEqual(checks["log"]["level"], "warning")
            self.assertIn("Read-only file system", checks["log"]["text"])
            home.disk.unprotect()
            initialized(daemon.connect()).close()
            wait_until(lambda: "session.initialized" in home.log_text(), "the log")
            daemon.end()
            self.assertIn("running without a log", daemon.errors())

    def test_a_log_that_can_no_longer_be_turned_over_hinders_nobody(self):
        with disk.DiskHome() as home:
            home.write_config('{"logBytesMax": 65536, "logFiles": 2}')
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            home.disk.protect("state")
            for _ in range(80):
                other = daemon.connect()
                other.request("initialize", {"capabilities": {}, "clientInfo": {"name": "y" * 3000}})
                other.close()
            self.assertLessEqual(home.log.stat().st_size, 65536)
            new_thread(session, root, "heard")
            home.disk.unprotect()
            daemon.connect().initialize()
            wait_until(lambda: home.log.with_name(home.log.name + ".1").exists(), "the log to be turned over")
            self.assertEqual(texts(session), ["heard"])

    def test_a_token_that_cannot_be_kept_is_told_and_not_half_kept(self):
        with Hub() as hub, Person("ann", files=SOURCE, home=disk.DiskHome()) as ann:
            token = hub.up().invite("ann")
            ann.does("init", "--hub", hub.url)
            ann.home.disk.protect("config")
            ann.fails(FAILED, "login", hub.url, saying="Read-only file system", typed=token + "\n")
            ann.home.disk.unprotect()
            ann.login(hub, token)
            ann.does("sync")

    def test_a_repository_that_can_only_be_read_can_be_talked_about_but_not_be_made_a_space(self):
        with Person("ann", files=SOURCE, home=disk.DiskHome()) as ann:
            ann.does("status")
            ann.home.disk.protect("repo")
            ann.fails(FAILED, "init", saying="Read-only file system")
            ann.does("thread", "new", "a.txt:1", "-m", "about it")
            self.assertEqual(ann.texts(), ["about it"])

    def test_a_hub_whose_database_can_only_be_read_does_not_start(self):
        with disk.DiskFolder() as folder, Hub(folder.path) as hub:
            hub.up().invite("ann")
            hub.down()
            folder.disk.protect()
            before = hub.database.read_bytes()
            ran = subprocess.run([HUB, "--db", str(hub.database), "serve", "--listen", "127.0.0.1:0"],
                                 capture_output=True, text=True, timeout=DEADLINE_S, check=False)
            self.assertEqual(ran.returncode, 3, ran)
            self.assertIn("hub.db: Read-only file system", ran.stderr)
            self.assertEqual(hub.database.read_bytes(), before)


if __name__ == "__main__":
    disk.enter_own_mounts()
    unittest.main(argv=sys.argv, verbosity=2)
