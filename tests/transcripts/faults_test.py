"""The real daemon under faults: killed, out of space, with a broken database, with several clients at once.
Nothing that was answered may be lost, and each refusal must say what is wrong."""

import contextlib
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import sys
import threading
import unittest

from world import DEADLINE_S, Closed, Daemon, Home, Session, line, span, wait_until

SOURCE = {"src/a.cpp": "zero\none\ntwo\n"}


def new_thread(session, root, text, **more):
    return session.request("restante/thread/new", {"textDocument": {"uri": f"{root}/src/a.cpp"}, "range": line(1),
                                                   "text": text, **more})["thread"]


def texts(session):
    """Every comment that the daemon knows."""
    threads = session.request("restante/threads", {"state": "all"})["threads"]
    return [comment["text"] for thread in threads for comment in thread["comments"]]


def initialized(connection):
    connection.initialize()
    return connection


class Dying(unittest.TestCase):
    def test_what_was_answered_is_there_after_a_kill(self):
        with Home() as home:
            root = home.repository(SOURCE)
            said = []
            for turn in range(5):
                daemon = Daemon(home)
                self.assertEqual(daemon.ready, "ready")
                session = initialized(daemon.connect())
                self.assertEqual(sorted(texts(session)), sorted(said))
                for number in range(turn + 1):
                    said.append(f"turn {turn}, number {number}")
                    new_thread(session, root, said[-1])
                # Right behind the answer.
                self.assertEqual(daemon.end(signal.SIGKILL), -signal.SIGKILL)

    def test_a_draft_that_was_answered_is_there_after_a_kill(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            session.request("restante/draft/put", {"kind": "newThread", "uri": f"{root}/src/a.cpp", "text": "half a"})
            daemon.end(signal.SIGKILL)
            session = initialized(Daemon(home).connect())
            drafts = session.request("restante/drafts", {})["drafts"]
            self.assertEqual([draft["text"] for draft in drafts], ["half a"])

    def test_killed_in_the_middle_of_many_writes_it_has_all_that_it_answered(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            for number in range(300):
                session.send({"id": number, "method": "restante/thread/new", "params": {
                    "textDocument": {"uri": f"{root}/src/a.cpp"}, "range": line(0), "text": f"number {number}"}})
            answered = []
            with contextlib.suppress(Closed):
                while True:
                    message = session.read()
                    answered.append(f"number {message['id']}")
                    self.assertIn("result", message)
                    if len(answered) == 20:
                        daemon.process.kill()
            self.assertGreaterEqual(len(answered), 20)
            session = initialized(Daemon(home).connect())
            self.assertLessEqual(set(answered), set(texts(session)))

    def test_told_to_end_it_answers_what_it_took_and_ends_well(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            new_thread(session, root, "before")
            daemon.process.send_signal(signal.SIGTERM)
            session.wait_closed()
            self.assertEqual(daemon.wait(), 0)
            self.assertFalse(home.socket.exists())
            self.assertIn('"event":"daemon.end"', home.log_text())
            # Everything is in the one file: a copy of that alone is a whole backup.
            with Home() as other:
                other.database.parent.mkdir(mode=0o700)
                shutil.copy(home.database, other.database)
                self.assertEqual(texts(initialized(Daemon(other).connect())), ["before"])
            self.assertEqual(texts(initialized(Daemon(home).connect())), ["before"])

    def test_what_was_asked_just_before_the_end_is_answered_or_refused_but_never_both_kept_and_denied(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            for number in range(50):
                session.send({"id": number, "method": "restante/thread/new", "params": {
                    "textDocument": {"uri": f"{root}/src/a.cpp"}, "range": line(0), "text": f"number {number}"}})
            session.read()
            daemon.process.send_signal(signal.SIGTERM)
            session.wait_closed()
            self.assertEqual(daemon.wait(), 0)
            there = set(texts(initialized(Daemon(home).connect())))
            for message in session.unread:
                if "result" in message:
                    self.assertIn(f"number {message['id']}", there)
                else:
                    self.assertTrue(message["error"]["message"])

    def test_a_session_over_stdio_ends_with_its_input(self):
        with Home() as home:
            root = home.repository(SOURCE)
            session = initialized(Session(home))
            new_thread(session, root, "kept")
            session.end_input()
            self.assertEqual(session.process.wait(DEADLINE_S), 0)
            self.assertEqual(texts(initialized(Session(home))), ["kept"])

    def test_exit_over_stdio_ends_well_only_after_shutdown(self):
        with Home() as home:
            for shut_down, status in ((True, 0), (False, 1)):
                session = initialized(Session(home))
                if shut_down:
                    session.request("shutdown")
                session.notify("exit")
                session.wait_closed()
                self.assertEqual(session.process.wait(DEADLINE_S), status)

    def test_input_over_stdio_that_cannot_be_read_on_ends_it_badly_and_says_why(self):
        for header, errc in ((b"Content-Length: many", "invalid_argument"), (b"Content-Length: 99999999999", "too_large")):
            for shut_down in (False, True):
                with Home() as home:
                    session = initialized(Session(home))
                    if shut_down:
                        session.request("shutdown")
                    session.raw(header + b"\r\n\r\n{}")
                    error = session.wait_for(lambda one: one.get("id") is None and "error" in one)["error"]
                    self.assertEqual(error["data"]["errc"], errc)
                    session.wait_closed()
                    self.assertEqual(session.process.wait(DEADLINE_S), 1)
                    said = session.process.stderr.read().decode()
                    self.assertIn(f"restanted: standard input cannot be read on: {error['message']}\n", said)


class Databases(unittest.TestCase):
    """A database that cannot be used is refused, and left byte for byte as it was."""

    def refused(self, home, word):
        before = home.database.read_bytes()
        daemon = Daemon(home)
        self.assertRegex(daemon.ready, "^error ")
        self.assertIn(word, daemon.ready)
        self.assertEqual(daemon.wait(), 1)
        self.assertIn(word, daemon.errors())
        self.assertIn("restante.db", daemon.ready)
        self.assertEqual(home.database.read_bytes(), before)
        self.assertFalse(home.socket.exists())

    def filled(self, home):
        root = home.repository(SOURCE)
        session = initialized(Session(home))
        for number in range(20):
            new_thread(session, root, f"number {number} " + "x" * 2000)
        session.end_input()
        session.process.wait(DEADLINE_S)
        return root

    def test_a_newer_one(self):
        with Home() as home:
            self.filled(home)
            with contextlib.closing(sqlite3.connect(home.database)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
                database.execute("PRAGMA user_version=1000000")
            self.refused(home, "newer")

    def test_one_that_is_no_database(self):
        with Home() as home:
            home.database.parent.mkdir(mode=0o700)
            home.database.write_bytes(b"Dear diary, " * 1000)
            self.refused(home, "not a database")

    def test_a_foreign_one(self):
        with Home() as home:
            home.database.parent.mkdir(mode=0o700)
            with contextlib.closing(sqlite3.connect(home.database)) as database:
                database.execute("CREATE TABLE bookmarks (url TEXT)")
                database.commit()
            self.refused(home, "restante")

    def test_one_that_was_cut_off(self):
        with Home() as home:
            self.filled(home)
            with contextlib.closing(sqlite3.connect(home.database)) as database:
                database.execute("PRAGMA journal_mode=DELETE")
            size = home.database.stat().st_size
            os.truncate(home.database, size // 2 + 100)
            self.refused(home, "")


    def test_one_whose_file_was_emptied_or_lost_beside_its_log(self):
        for lose in (lambda file: os.truncate(file, 0), os.unlink):
            with Home() as home:
                root = home.repository(SOURCE)
                daemon = Daemon(home)
                new_thread(initialized(daemon.connect()), root, "kept in the log")
                daemon.end(signal.SIGKILL)
                log = home.database.with_name("restante.db-wal")
                whole, logged = home.database.read_bytes(), log.read_bytes()
                lose(home.database)
                refused = Daemon(home)
                self.assertRegex(refused.ready, "restante.db-wal.*backup")
                self.assertEqual(refused.wait(), 1)
                self.assertEqual(log.read_bytes(), logged)
                home.database.write_bytes(whole)
                self.assertEqual(texts(initialized(Daemon(home).connect())), ["kept in the log"])


class FullDisk(unittest.TestCase):
    """The bound on the size of files stands for the disk's: the write fails, with the same care."""

    def test_a_write_is_refused_precisely_the_draft_stays_and_with_space_all_goes_on(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            thread = new_thread(session, root, "before")
            draft = session.request("restante/draft/put",
                                    {"kind": "reply", "threadId": thread["id"], "text": "what I typed"})["id"]
            reply = {"threadId": thread["id"], "text": "what I typed", "draftId": draft}
            pid = daemon.process.pid
            before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            # Also of what is written over: the log may have room.
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
            error = session.refused("restante/thread/reply", reply)
            self.assertEqual(error["data"]["errc"], "io", error)
            self.assertTrue(error["data"]["hint"], error)
            # Reading goes on, and the daemon is alive and says the same when asked again.
            self.assertEqual(texts(session), ["before"])
            self.assertEqual(session.refused("restante/thread/reply", reply)["data"]["errc"], "io")
            self.assertEqual([one["id"] for one in session.request("restante/drafts", {})["drafts"]], [draft])
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
            session.request("restante/thread/reply", reply)
            self.assertEqual(texts(session), ["before", "what I typed"])
            self.assertEqual(session.request("restante/drafts", {})["drafts"], [])
            daemon.end(signal.SIGKILL)
            self.assertEqual(texts(initialized(Daemon(home).connect())), ["before", "what I typed"])


class Crowds(unittest.TestCase):
    def test_many_sessions_write_at_once_and_nothing_is_lost_or_doubled(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            problems = []

            def work(name):
                try:
                    session = initialized(daemon.connect())
                    for number in range(10):
                        new_thread(session, root, f"{name} {number}")
                except Exception as problem:  # noqa: BLE001: shown below
                    problems.append(problem)

            threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(problems, [])
            said = sorted(texts(initialized(daemon.connect())))
            self.assertEqual(said, sorted(f"{name} {number}" for name in "abcdefgh" for number in range(10)))

    def test_a_client_that_reads_nothing_hinders_nobody(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            deaf = daemon.connect()
            deaf.send({"id": 0, "method": "initialize", "params": {}})
            fcntl.fcntl(deaf._out, fcntl.F_SETFL, os.O_NONBLOCK)
            body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "restante/status", "params": {}}).encode()
            with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                for _ in range(100_000):
                    os.write(deaf._out, b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            session = initialized(daemon.connect())
            new_thread(session, root, "heard")
            self.assertEqual(texts(session), ["heard"])
            deaf.close()
            self.assertEqual(daemon.end(), 0)

    def test_a_client_that_vanishes_in_the_middle_of_a_message_leaves_nothing_behind(self):
        with Home() as home:
            daemon = Daemon(home)
            for cut in (b"Content-Length: 100\r\n\r\n{", b"Cont", b"Content-Length: 5\r\n\r\n", b"\x00" * 10_000):
                session = daemon.connect()
                session.raw(cut)
                session.close()
            session = initialized(daemon.connect())
            wait_until(lambda: session.request("restante/status", {})["sessions"] == 1, "the others to be gone")


class Texts(unittest.TestCase):
    def test_a_file_that_is_not_utf8_can_be_talked_about(self):
        with Home() as home:
            root = home.repository({"src/a.cpp": b"zero\nna\xefve \xff\ntwo\n"})
            session = initialized(Session(home))
            thread = new_thread(session, root, "Latin-1?")
            self.assertEqual(thread["quote"], "na�ve �")
            listed = session.request("restante/threads", {"textDocument": {"uri": f"{root}/src/a.cpp"}})["threads"]
            self.assertEqual(listed[0]["range"]["start"]["line"], 1)
            self.assertEqual(listed[0]["placement"]["state"], "exact")

    def test_text_over_the_bound_is_refused_by_its_bound(self):
        with Home() as home:
            root = home.repository(SOURCE)
            session = initialized(Session(home))
            error = session.refused("restante/thread/new", {"textDocument": {"uri": f"{root}/src/a.cpp"},
                                                            "range": line(1), "text": "x" * 70_000})
            self.assertEqual(error["data"]["errc"], "too_large")
            self.assertRegex(error["message"], "65536|64 KiB")

    def test_an_oversized_message_is_refused_and_skipped(self):
        with Home() as home:
            session = initialized(Session(home))
            body = b'{"jsonrpc":"2.0","id":1,"method":"restante/search","params":{"query":"%s"}}' % (b"x" * (33 << 20))
            writing = threading.Thread(target=session.raw,
                                       args=(b"Content-Length: %d\r\n\r\n%s" % (len(body), body),))
            writing.start()
            error = session.wait_for(lambda message: message.get("id") is None and "error" in message)["error"]
            self.assertEqual(error["data"]["errc"], "too_large")
            writing.join()
            self.assertEqual(session.request("restante/status", {})["sessions"], 1)

    def test_a_document_over_the_bound_is_told_and_not_followed(self):
        with Home() as home:
            home.write_config('{"documentBytesMax": 1024}')
            root = home.repository(SOURCE)
            session = initialized(Session(home))
            session.open(f"file://{root}/src/a.cpp", "x\n" * 1000)
            message = session.wait_for(lambda one: one.get("method") == "window/logMessage")
            self.assertIn("documentBytesMax", message["params"]["message"])
            self.assertEqual(session.request("restante/status", {})["documents"], 0)

    def test_a_cancelled_request_is_answered_once(self):
        with Home() as home:
            root = home.repository(SOURCE)
            session = initialized(Session(home))
            session.send({"id": "work", "method": "restante/sync", "params": {"timeoutMs": 30000}})
            session.notify("$/cancelRequest", {"id": "work"})
            session.request("restante/threads", {"root": str(root)})
            answers = [one for one in session.unread if one.get("id") == "work"]
            if not answers:
                answers = [session.wait_for(lambda one: one.get("id") == "work")]
            self.assertEqual(len(answers), 1)

    def test_typing_while_a_thread_is_placed_never_gives_a_stale_place(self):
        with Home() as home:
            text = "".join(f"line {number}\n" for number in range(500))
            root = home.repository({"src/a.cpp": text})
            uri = f"file://{root}/src/a.cpp"
            session = initialized(Session(home))
            for number in (100, 200, 300):
                session.request("restante/thread/new", {"textDocument": {"uri": uri}, "range": line(number),
                                                        "text": f"about line {number}"})
            session.open(uri, text)
            asked = []
            for version in range(2, 60):
                session.change(uri, version, {"range": span(0, 0, 0, 0), "text": "new\n"})
                asked.append((version, version))
                session.send({"id": version, "method": "restante/threads", "params": {"textDocument": {"uri": uri}}})
            for version, number in asked:
                answer = session.wait_for(lambda one, n=number: one.get("id") == n)["result"]
                # Of the named version, which may be newer than the one that was asked at, and is never older.
                self.assertGreaterEqual(answer["version"], version)
                moved = answer["version"] - 1
                self.assertEqual([one["range"]["start"]["line"] for one in answer["threads"]],
                                 [100 + moved, 200 + moved, 300 + moved])


class OtherUsers(unittest.TestCase):
    @unittest.skipUnless(os.getuid() == 0, "needs another user to connect as")
    def test_another_user_is_not_served(self):
        with Home() as home:
            daemon = Daemon(home)
            # Even where the folder would let him in.
            home.path.chmod(0o755)
            for folder in (home.path / "run", home.socket.parent):
                folder.chmod(0o755)
            home.socket.chmod(0o666)
            child = os.fork()
            if child == 0:
                served = True
                try:
                    os.setgroups([])
                    os.setresgid(65534, 65534, 65534)
                    os.setresuid(65534, 65534, 65534)
                    with socket.socket(socket.AF_UNIX) as stranger:
                        stranger.settimeout(DEADLINE_S)
                        stranger.connect(str(home.socket))
                        served = stranger.recv(1) != b""
                finally:
                    os._exit(1 if served else 0)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
            self.assertEqual(initialized(daemon.connect()).request("restante/status", {})["sessions"], 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
