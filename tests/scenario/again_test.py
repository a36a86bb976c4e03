"""A connection that breaks behind a write, and texts that were not sent: the command line asks again by itself, says a
thing once, and keeps what would be lost, once."""

import contextlib
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import threading
import unittest

from people import DONE, FAILED, NO_DAEMON, NOT_FOUND, RESTANTE, USAGE, Person, running
from world import DEADLINE_S, Daemon, wait_until

SEED = int(os.environ.get("RESTANTE_SEED", "1"))
SOURCE = {"a.txt": "one\ntwo\n"}


class Breaking:
    """Stands at a person's socket before a daemon elsewhere, and breaks the connection in the place of the answers to
    these methods, one for each time it is named."""

    def __init__(self, person, *methods):
        self.home = person.home
        self.left = list(methods)
        home_elsewhere = person.home.path / "elsewhere"
        home_elsewhere.mkdir(mode=0o700)
        self.real = home_elsewhere / "restante/socket"

        class Elsewhere:
            environment = {**person.home.environment, "XDG_RUNTIME_DIR": str(home_elsewhere)}
            processes = person.home.processes

        self.daemon = Daemon(Elsewhere)
        person.home.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(person.home.socket))
        person.home.socket.chmod(0o600)
        self.listener.listen()
        self.threads = [threading.Thread(target=self.serve)]
        self.threads[0].start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self.real))
                self.threads.append(threading.Thread(target=self.talk, args=(near, far)))
                self.threads[-1].start()

    def talk(self, near, far):
        """The command line asks one thing at a time: whole questions there, whole answers back."""
        with near, far, near.makefile("rwb") as asker, far.makefile("rwb") as answerer, contextlib.suppress(OSError):
            while question := message(asker):
                answerer.write(question)
                answerer.flush()
                if b'"id":' not in question:
                    continue
                answer = message(answerer)
                while answer and b'"method":' in answer:
                    answer = message(answerer)
                broken = next((one for one in self.left if b'"%s"' % one.encode() in question), None)
                if broken is not None:
                    self.left.remove(broken)
                    return
                asker.write(answer)
                asker.flush()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()
        self.home.socket.unlink()
        self.daemon.end()


def message(stream):
    """The next one with its head; empty at the end."""
    head = stream.readline()
    if not head:
        return b""
    return head + stream.readline() + stream.read(int(head.split(b":")[1]))


def kept(person):
    return sorted(person.home.path.glob("state/restante/unsent-*"))


class Broken(unittest.TestCase):
    def test_each_write_whose_answer_got_lost_is_done_once_and_told_as_done(self):
        with Person("ann", files=SOURCE) as ann, contextlib.ExitStack() as end:
            between = Breaking(ann)
            end.callback(between.close)

            def breaks(method, *words):
                between.left = [method, method]
                out = ann.does(*words)
                self.assertEqual(between.left, [])
                return out

            self.assertTrue(breaks("restante/thread/new", "thread", "new", "a.txt:1", "-m", "Why?").startswith("opened"))
            [thread] = ann.threads()
            breaks("restante/thread/reply", "reply", thread["id"], "-m", "Because.")
            breaks("restante/thread/resolve", "resolve", thread["id"])
            breaks("restante/thread/reopen", "reopen", thread["id"])
            breaks("restante/thread/title", "title", thread["id"], "A title")
            breaks("restante/comment/edit", "edit", thread["id"], "-m", "Because of this.")
            self.assertEqual(ann.texts(), ["Why?", "Because of this."])
            [_, comment] = ann.threads()[0]["comments"]
            breaks("restante/comment/redact", "redact", thread["id"], comment["id"])
            self.assertEqual(ann.texts(), ["Why?", ""])
            self.assertEqual(kept(ann), [])

    def test_a_connection_that_breaks_again_and_again_is_given_up_and_the_text_kept_once(self):
        with Person("ann", files=SOURCE) as ann, contextlib.ExitStack() as end:
            between = Breaking(ann)
            end.callback(between.close)
            between.left = ["restante/thread/new"] * 9
            for _ in range(2):
                ran = ann.fails(FAILED, "thread", "new", "a.txt:1", typed="hours of work", saying="your text is kept in ")
                [file] = kept(ann)
                self.assertIn(str(file), ran.err)
                self.assertEqual(file.read_text(), "hours of work")
            # Once it is sent, it is no unsent one.
            between.left = []
            ann.does("thread", "new", "a.txt:1", "-F", str(kept(ann)[0]))
            self.assertEqual(kept(ann), [])

    def test_wherever_the_daemon_is_killed_what_was_told_as_done_is_there_once(self):
        chance = random.Random(SEED)
        with Person("ann", files=SOURCE) as ann:
            ann.does("thread", "new", "a.txt:1", "-m", "opening")
            thread = ann.threads()[0]["id"]
            said = ["opening"]
            for number in range(25):
                pid = ann.daemon_pid()
                doom = threading.Timer(chance.uniform(0, 0.15), lambda number=pid: os.kill(number, signal.SIGKILL))
                doom.start()
                ran = ann.runs("reply", thread, "-m", f"number {number}")
                doom.join()
                self.assertEqual(ran.status, DONE, f"seed {SEED}, {ran!r}")
                said.append(f"number {number}")
            self.assertEqual(ann.texts(), said, f"seed {SEED}")
            self.assertEqual(kept(ann), [])


class Texts(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files=SOURCE))
        self.ann.does("thread", "new", "a.txt:1", "-m", "opening")
        self.thread = self.ann.threads()[0]["id"]

    def refused(self, status, *words, saying, **how):
        ran = self.ann.fails(status, *words, saying=saying, **how)
        self.assertEqual(self.ann.texts(), ["opening"])
        return ran

    def test_refused_input_from_the_command_line_is_in_the_shells_history_and_is_not_kept(self):
        self.refused(USAGE, "reply", self.thread, "-m", "  ", saying="there is no text")
        self.refused(NOT_FOUND, "reply", "zzzzzzz", "-m", "to nobody", saying="no thread's id ends in")
        self.refused(USAGE, "reply", self.thread, "-m", "x" * 70_000, saying="65536")
        self.refused(USAGE, "edit", self.thread, "-m", "opening", saying="the text is as it was")
        self.assertEqual(kept(self.ann), [])

    def test_refused_input_from_a_pipe_or_an_editor_is_kept_once(self):
        for _ in range(3):
            self.refused(NOT_FOUND, "reply", "zzzzzzz", typed="hours of work", saying="your text is kept in ")
            self.refused(USAGE, "reply", self.thread, typed="x" * 70_000, saying="your text is kept in ")
            self.refused(USAGE, "reply", self.thread, typed=" \n", saying="there is no text")
        self.assertEqual(sorted(len(file.read_bytes()) for file in kept(self.ann)), [len("hours of work"), 70_000])

    def test_a_pipe_is_kept_whatever_is_wrong_with_the_command(self):
        for words, status in ((("thread", "new", "a.txt", "-F", "-"), USAGE), (("thread", "new", "a.txt"), USAGE),
                              (("edit", "zzzzzzz", "-F", "-"), NOT_FOUND),
                              (("edit", self.thread, "zzzz"), NOT_FOUND)):
            ran = self.refused(status, *words, typed="hours of work", saying="your text is kept in ")
            self.assertEqual([file.read_text() for file in kept(self.ann)], ["hours of work"])
            self.assertIn(str(kept(self.ann)[0]), ran.err)
        self.refused(USAGE, "thread", "new", "a.txt", "-m", "typed", saying="is not a place")
        self.refused(USAGE, "reply", self.thread, "-F", "-", typed="y" * 3_000_000, saying="at most 65536")
        self.assertEqual(sorted(len(file.read_bytes()) for file in kept(self.ann)), [len("hours of work"), 1 << 20])

    def test_what_is_not_there_is_told_before_the_editor_opens(self):
        for words, status in ((("reply", "zzzzzzz"), NOT_FOUND), (("edit", "zzzzzzz"), NOT_FOUND),
                              (("thread", "new", "a.txt:777"), USAGE), (("thread", "new", "none.txt:1"), USAGE)):
            ended = self.edited(f'touch "{self.ann.home.path}/opened"; printf "in vain" > "$1"', *words)
            self.assertEqual(ended.returncode, status, ended.stderr)
            self.assertFalse((self.ann.home.path / "opened").exists())
        self.assertEqual(kept(self.ann), [])

    def edited(self, script, *words):
        """`restante WORDS…` in a terminal, with an editor that does this to its file; it leaves none of its own behind."""
        scratch = self.ann.home.path / "scratch"
        scratch.mkdir(exist_ok=True)
        editor = self.ann.home.path / "editor"
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o755)
        leader, follower = os.openpty()
        environment = {**self.ann.home.environment, "EDITOR": str(editor), "TMPDIR": str(scratch)}
        ended = subprocess.run([RESTANTE, *words], cwd=self.ann.clone, env=environment, stdin=follower,
                               capture_output=True, text=True, timeout=DEADLINE_S, check=False)
        os.close(leader)
        os.close(follower)
        self.assertEqual(list(scratch.iterdir()), [])
        return ended

    def test_what_an_editor_saved_is_kept_once_and_nothing_is_left_of_its_own_file(self):
        for failing, status in (("; exit 1", FAILED), ("; exit 1", FAILED), ("", DONE)):
            ended = self.edited('printf "hours of work" > "$1"' + failing, "reply", self.thread)
            self.assertEqual(ended.returncode, status, ended.stderr)
            self.assertEqual([file.read_text() for file in kept(self.ann)],
                             [] if status == DONE else ["hours of work"])
        self.assertEqual(self.ann.texts(), ["opening", "hours of work"])

    def test_what_was_typed_below_the_editors_line_is_kept(self):
        for words in (("reply", self.thread), ("edit", self.thread), ("thread", "new", "a.txt:1")):
            before = kept(self.ann)
            ended = self.edited('echo "hours of work" >> "$1"', *words)
            self.assertEqual(ended.returncode, USAGE, ended.stderr)
            [file] = set(kept(self.ann)) - set(before)
            self.assertIn(f"your text is kept in {file}", ended.stderr)
            self.assertIn("hours of work", file.read_text())
        self.assertEqual(self.ann.texts(), ["opening"])

    def test_an_editor_that_was_left_as_it_was_leaves_nothing(self):
        for words in (("reply", self.thread), ("edit", self.thread)):
            for script, status in (("true", USAGE), ("exit 1", FAILED)):
                ended = self.edited(script, *words)
                self.assertEqual(ended.returncode, status, ended.stderr)
        self.assertEqual(kept(self.ann), [])

    def test_what_an_editor_saved_that_then_failed_is_kept(self):
        ended = self.edited('printf "hours of work" > "$1"; exit 1', "reply", self.thread)
        self.assertEqual(ended.returncode, FAILED, ended.stderr)
        self.assertIn("did not end well", ended.stderr)
        self.assertEqual([file.read_text() for file in kept(self.ann)], ["hours of work"])
        self.assertEqual(self.ann.texts(), ["opening"])

    def test_an_argument_that_is_not_utf_8_is_refused_at_once_by_name(self):
        for words in (("reply", self.thread, "-m", b"na\xefve"), ("threads", "--file", b"na\xefve"), (b"na\xefve",)):
            self.refused(USAGE, *words, saying=f"argument {len(words)} is not UTF-8: na\ufffdve")

    def test_a_text_is_given_once(self):
        file = self.ann.home.path / "text"
        file.write_text("from a file")
        self.refused(USAGE, "reply", self.thread, "-m", "typed", "-F", str(file), saying="--message")

    def test_what_is_no_text_is_named_and_is_wrong_usage(self):
        folder = self.ann.home.path / "folder"
        folder.mkdir()
        latin = self.ann.home.path / "latin"
        latin.write_bytes(b"na\xefve")
        for command in (("thread", "new", "a.txt:1"), ("reply", self.thread), ("edit", self.thread)):
            for file, saying in ((folder, "is a folder, not a text"), ("nowhere", "nowhere cannot be read: No such file"),
                                 (latin, "the text is not UTF-8"), ("/dev/zero", "too much for a comment"),
                                 ("/dev/null", "there is no text")):
                self.refused(USAGE, *command, "-F", str(file), saying=saying)
        self.assertEqual(kept(self.ann), [])

    def test_a_file_that_others_own_is_named(self):
        secret = self.ann.home.path / "secret"
        secret.write_text("x")
        secret.chmod(0)
        if os.access(secret, os.R_OK):
            self.skipTest("root may read everything")
        self.refused(USAGE, "reply", self.thread, "-F", str(secret), saying="cannot be read: Permission denied")

    def test_a_pipe_is_read_to_its_end(self):
        pipe = self.ann.home.path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_text, args=("through a pipe",))
        writer.start()
        self.ann.does("reply", self.thread, "-F", str(pipe))
        writer.join()
        self.assertEqual(self.ann.texts(), ["opening", "through a pipe"])

    def test_without_a_daemon_a_text_from_the_command_line_is_kept_too(self):
        pid = self.ann.daemon_pid()
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not running(pid), "the daemon's end")
        self.ann.home.write_config("{ nonsense")
        for _ in range(2):
            self.ann.fails(NO_DAEMON, "reply", self.thread, "-m", "said for nothing", saying="your text is kept in ")
        self.assertEqual([file.read_text() for file in kept(self.ann)], ["said for nothing"])


class Output(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files=SOURCE))
        self.ann.does("thread", "new", "a.txt:1", "-m", "opening")

    def printing_to(self, out, *words, **how):
        return subprocess.run([RESTANTE, *words], cwd=self.ann.clone, env=self.ann.home.environment, stdout=out,
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=DEADLINE_S,
                              check=False, **how)

    def test_output_that_found_no_place_is_a_failure(self):
        with pathlib.Path("/dev/full").open("wb") as full:
            for words in (("threads",), ("threads", "--json"), ("--help",), ("--version",), ("completions", "bash"),
                          ("status",)):
                ran = self.printing_to(full, *words)
                self.assertEqual(ran.returncode, FAILED, words)
                self.assertIn("standard output cannot be written", ran.stderr)
                if words[0] == "threads":  # the others may have flushed before: then the reason is not known at the end
                    self.assertIn("No space left on device", ran.stderr)

    def test_a_reader_that_has_seen_enough_ends_it_quietly(self):
        reading, writing = os.pipe()
        os.close(reading)
        ran = self.printing_to(writing, "threads", restore_signals=False)
        os.close(writing)
        self.assertEqual((ran.returncode, ran.stderr), (-signal.SIGPIPE, ""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
