"""How the command line and `restante lsp` come by a daemon: started when there is none, replaced when it is older, left
alone when it is newer, and never two."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import unittest

from people import DONE, NO_DAEMON, RESTANTE, Person
from world import DEADLINE_S, RESTANTED, Daemon, Session, wait_until

SOURCE = {"a.txt": "one\ntwo\n"}


class OldDaemon:
    """Listens at a person's socket, speaks of itself as this version, and makes way when it is asked to."""

    def __init__(self, home, version, protocol_version=1):
        self.home = home
        self.version = version
        self.protocol_version = protocol_version
        self.asked = []
        home.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(home.socket))
        home.socket.chmod(0o600)
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, connection.makefile("rwb") as stream:
                    if not self.talk(stream):
                        return

    def talk(self, stream):
        while head := stream.readline():
            length = int(head.split(b":")[1])
            stream.readline()
            message = json.loads(stream.read(length))
            self.asked.append(message["method"])
            retiring = message["method"] == "restante/retire"
            result = None if retiring else {"version": self.version, "protocolVersion": self.protocol_version,
                                            "pid": os.getpid()}
            if message["method"] not in ("restante/retire", "restante/hello"):
                result = {"threads": []}
            if retiring:
                self.home.socket.unlink()
                self.listener.close()
            body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
            stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            stream.flush()
            if retiring:
                return False
        return True

    def end(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(DEADLINE_S)


class EndingDaemon:
    """A daemon in its last moment: it has the lock and the socket, and closes each connection without an answer; after a few
    of them it is gone."""

    def __init__(self, home, turned_away=3):
        self.home = home
        self.turned_away = turned_away
        home.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.lock = open(home.socket.with_name("lock"), "w", encoding="ascii")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(home.socket))
        home.socket.chmod(0o600)
        self.listener.listen()
        self.thread = threading.Thread(target=self.end_slowly)
        self.thread.start()

    def end_slowly(self):
        for _ in range(self.turned_away):
            self.listener.accept()[0].close()
        # As restanted does: those in the queue are reset, then the socket goes, and at last the lock.
        self.listener.close()
        self.home.socket.unlink()
        self.lock.close()


def editor_of(person):
    """A session through `restante lsp`, as an editor has it."""
    editor = subprocess.Popen([RESTANTE, "lsp"], env=person.home.environment, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    person.home.processes.append(editor)
    session = Session.__new__(Session)
    session.home, session._socket, session.process = person.home, None, editor
    session._next_id, session._buffer, session._asked, session.unread = 1, b"", {}, []
    session._in, session._out = editor.stdout.fileno(), editor.stdin.fileno()
    session.initialize(publishThreads=True)
    return session


class Handshake(unittest.TestCase):
    def test_the_first_command_starts_a_daemon_and_the_second_uses_it(self):
        with Person("ann", files=SOURCE) as ann:
            pid = ann.daemon_pid()
            self.assertEqual(ann.daemon_pid(), pid)
            # In a session of its own: what ends the shell does not end it.
            self.assertEqual(os.getsid(pid), pid)

    def test_many_commands_at_once_start_one_daemon(self):
        with Person("ann", files=SOURCE) as ann:
            pids = []
            threads = [threading.Thread(target=lambda: pids.append(ann.daemon_pid())) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(len(pids), 6)
            self.assertEqual(len(set(pids)), 1)

    def test_a_daemon_that_is_killed_is_started_anew_with_all_that_was_written(self):
        with Person("ann", files=SOURCE) as ann:
            ann.does("thread", "new", "a.txt:1", "-m", "kept")
            pid = ann.daemon_pid()
            os.kill(pid, signal.SIGKILL)
            self.assertEqual(ann.texts(), ["kept"])
            self.assertNotEqual(ann.daemon_pid(), pid)

    def test_a_command_that_comes_while_a_daemon_ends_gets_the_next_one(self):
        with Person("ann", files=SOURCE) as ann:
            for number in range(5):
                ann.does("thread", "new", "a.txt:1", "-m", f"number {number}")
                os.kill(ann.daemon_pid(), signal.SIGTERM)
            self.assertEqual(len(ann.texts()), 5)

    def test_a_command_that_meets_a_daemon_in_its_last_moment_is_served_once_by_the_next(self):
        with Person("ann", files=SOURCE) as ann:
            ending = EndingDaemon(ann.home)
            ann.does("thread", "new", "a.txt:1", "-m", "not lost")
            ending.thread.join(DEADLINE_S)
            self.assertEqual(ann.texts(), ["not lost"])

    def test_an_editor_that_meets_a_daemon_in_its_last_moment_gets_the_next(self):
        with Person("ann", files=SOURCE) as ann:
            ending = EndingDaemon(ann.home)
            session = editor_of(ann)
            ending.thread.join(DEADLINE_S)
            self.assertEqual(session.request("restante/threads", {"state": "all"})["threads"], [])

    def test_an_older_daemon_is_asked_to_make_way(self):
        for version, protocol_version in (("0.0.1", 1), ("99.0.0", 0)):
            with Person("ann", files=SOURCE) as ann:
                old = OldDaemon(ann.home, version, protocol_version)
                try:
                    self.assertEqual(ann.threads(), [])
                    self.assertEqual(old.asked, ["restante/hello", "restante/retire"])
                    self.assertNotEqual(ann.reads("status", of="StatusResult")["version"], version)
                finally:
                    old.end()

    def test_a_newer_daemon_is_left_alone(self):
        with Person("ann", files=SOURCE) as ann:
            newer = OldDaemon(ann.home, "99.0.0")
            try:
                self.assertEqual(json.loads(ann.does("threads", "--json")), {"threads": []})
                self.assertEqual(newer.asked, ["restante/hello", "initialize", "restante/threads"])
            finally:
                newer.end()
                ann.home.socket.unlink()

    def test_a_real_daemon_makes_way_when_asked_and_answers_when_everything_is_on_disk(self):
        with Person("ann", files=SOURCE) as ann:
            daemon = Daemon(ann.home)
            session = daemon.connect()
            session.request("restante/retire", {"reason": "a test"})
            session.wait_closed()
            self.assertEqual(daemon.wait(), 0)
            self.assertEqual(ann.threads(), [])

    def test_a_daemon_that_cannot_start_says_why_through_the_command(self):
        with Person("ann", files=SOURCE) as ann:
            ann.home.write_config('{"logLevel": "loud"}')
            ann.fails(NO_DAEMON, "status", saying="logLevel must be")
            ann.home.config.unlink()
            ann.home.database.parent.mkdir(mode=0o700, exist_ok=True)
            ann.home.database.write_text("no database at all, but a text of some length\n" * 100)
            ran = ann.fails(NO_DAEMON, "thread", "new", "a.txt:1", "-m", "an hour's work", saying="restante.db")
            # What was typed is not lost with it.
            kept = ran.err.split("kept in ")[1].split()[0]
            with open(kept, encoding="utf-8") as file:
                self.assertEqual(file.read(), "an hour's work")

    def test_lsp_connects_an_editor_to_the_common_daemon(self):
        with Person("ann", files=SOURCE) as ann:
            pid = ann.daemon_pid()
            session = editor_of(ann)
            self.assertEqual(session.request("restante/status", {})["pid"], pid)
            uri = f"file://{ann.clone}/a.txt"
            session.open(uri, "one\ntwo\n")
            # What is written in the shell shows in the editor.
            ann.does("thread", "new", "a.txt:2", "-m", "from the shell")
            published = session.wait_for(lambda one: one.get("method") == "restante/publishThreads"
                                         and one["params"]["threads"])
            self.assertEqual(published["params"]["threads"][0]["range"]["start"]["line"], 1)
            session.request("shutdown")
            session.notify("exit")
            session.process.stdin.close()
            self.assertEqual(session.process.wait(DEADLINE_S), DONE)
            self.assertEqual(ann.daemon_pid(), pid)

    def test_lsp_ends_with_1_after_exit_without_shutdown(self):
        with Person("ann", files=SOURCE) as ann:
            session = editor_of(ann)
            session.notify("exit")
            session.wait_closed()
            self.assertEqual(session.process.wait(DEADLINE_S), 1)


class OtherRuntimeFolder(unittest.TestCase):
    """As from cron, under sudo or over ssh: the same database, and no XDG_RUNTIME_DIR."""

    ELSEWHERE = {"XDG_RUNTIME_DIR": ""}

    def test_a_command_uses_the_daemon_that_has_the_database(self):
        with Person("ann", files=SOURCE) as ann:
            pid = ann.daemon_pid()
            status = json.loads(ann.does("status", "--json", environment=self.ELSEWHERE))
            self.assertEqual(status["pid"], pid)
            ann.does("thread", "new", "a.txt:1", "-m", "from cron", environment=self.ELSEWHERE)
            self.assertEqual(ann.texts(), ["from cron"])
            self.assertIn(str(ann.home.socket), ann.does("doctor", environment=self.ELSEWHERE))

    def test_a_second_daemon_is_refused_and_says_who_has_the_database(self):
        with Person("ann", files=SOURCE) as ann:
            pid = ann.daemon_pid()
            for mode in ([], ["--stdio"]):
                second = subprocess.run([RESTANTED, *mode], env={**ann.home.environment, **self.ELSEWHERE},
                                        stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                        timeout=DEADLINE_S, check=False)
                self.assertEqual(second.returncode, 3)
                for word in (f"process {pid}", str(ann.home.socket), f"XDG_RUNTIME_DIR={ann.home.path}/run",
                             f"kill {pid}"):
                    self.assertIn(word, second.stderr)
            looked = subprocess.run([RESTANTED, "--check"], env={**ann.home.environment, **self.ELSEWHERE},
                                    capture_output=True, text=True, timeout=DEADLINE_S, check=False)
            lock = next(one for one in json.loads(looked.stdout)["checks"] if one["name"] == "database lock")
            self.assertEqual(lock["level"], "warning")
            self.assertIn(str(ann.home.socket), lock["text"])

    def test_what_a_killed_daemon_left_there_leads_nobody_to_a_socket_that_is_another_ones_now(self):
        with Person("ann", files=SOURCE) as ann:
            os.kill(ann.daemon_pid(), signal.SIGKILL)
            ann.home.socket.unlink()
            other = OldDaemon(ann.home, "99.0.0")  # newer, so that it would be left alone
            try:
                status = json.loads(ann.does("status", "--json", environment=self.ELSEWHERE))
                self.assertNotEqual(status["pid"], os.getpid())
                self.assertEqual(other.asked, [])
                os.kill(status["pid"], signal.SIGTERM)
            finally:
                other.end()
                ann.home.socket.unlink()

    def test_an_older_daemon_elsewhere_makes_way(self):
        with Person("ann", files=SOURCE) as ann:
            old = OldDaemon(ann.home, "0.0.1")
            lock = ann.home.database.with_name("restante.db.lock")
            lock.parent.mkdir(mode=0o700, exist_ok=True)
            lock.write_text(f"{os.getpid()}\n{ann.home.socket}\n", encoding="utf-8")
            lock.chmod(0o600)
            try:
                status = json.loads(ann.does("status", "--json", environment=self.ELSEWHERE))
                self.assertEqual(old.asked, ["restante/hello", "restante/retire"])
                os.kill(status["pid"], signal.SIGTERM)
            finally:
                old.end()


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
