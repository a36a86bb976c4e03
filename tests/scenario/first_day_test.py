"""What a newcomer meets on the first day: a login without a hub's name, a list that is not complete yet, files that cannot
have threads, a daemon that cannot start. And what nobody may get out of them: a text that is not the repository's."""

import http.server
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import threading
import unittest

from people import NO_DAEMON, NOT_FOUND, NOT_SYNCED, REFUSED, RESTANTE, USAGE, Hub, Person, running, wire
from world import DEADLINE_S, Session

SOURCE = {"src/queue.cpp": "int size;\n\nvoid push(Item item);\n"}
SECRET = "what only the owner of this machine may read\n"


def known_bytes(home):
    """All that a hub could be sent: the ops of the database."""
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as database:
        return b"".join(bytes(row[0]) if not isinstance(row[0], str) else row[0].encode()
                        for row in database.execute("SELECT bytes FROM ops"))


class Links(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files=SOURCE))
        self.secret = self.ann.home.path / "secret"
        self.secret.write_text(SECRET, encoding="utf-8")

    def link(self, target, name):
        os.symlink(target, self.ann.clone / name)

    def test_a_link_that_leads_out_of_the_repository_quotes_nothing(self):
        self.link("../secret", "out")
        self.link("out", "twice")
        self.link("..", "above")
        for place in ("out:1", "twice:1", "above/secret:1", f"{self.ann.clone}/src/../out:1"):
            self.ann.fails(USAGE, "thread", "new", place, "-m", "x", saying="out of the repository")
        self.ann.fails(USAGE, "threads", "--file", "out", saying="out of the repository")
        self.ann.fails(NOT_FOUND, "thread", "new", "../secret:1", "-m", "x")
        # An editor has the text behind the link in its buffer.
        self.ann.does("status")
        session = Session(self.ann.home, over_socket=self.ann.home.socket)
        session.initialize()
        for uri in (f"file://{self.ann.clone}/out", f"file://{self.ann.clone}/src/%2E%2E/out"):
            session.open(uri, SECRET)
            error = session.refused("restante/thread/new", {
                "textDocument": {"uri": uri}, "text": "x",
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}})
            self.assertIn("out of the repository", error["message"])
        # The link is replaced while the buffer still holds what it led to.
        (self.ann.clone / "out").unlink()
        (self.ann.clone / "out").write_text("mine\n", encoding="utf-8")
        error = session.refused("restante/thread/new", {
            "textDocument": {"uri": f"file://{self.ann.clone}/out"}, "text": "x",
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}})
        self.assertIn("out of the repository", error["message"])
        session.close()
        self.assertNotIn(SECRET.strip().encode(), known_bytes(self.ann.home))

    def test_a_buffer_whose_link_leads_elsewhere_now_is_to_be_opened_again(self):
        (self.ann.clone / "src/other.cpp").write_text("other\n", encoding="utf-8")
        self.link("src/queue.cpp", "link")
        self.ann.does("status")
        session = Session(self.ann.home, over_socket=self.ann.home.socket)
        session.initialize()
        uri = f"file://{self.ann.clone}/link"
        session.open(uri, SOURCE["src/queue.cpp"])
        new = {"textDocument": {"uri": uri}, "text": "x",
               "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}}
        self.assertEqual(session.request("restante/thread/new", new)["thread"]["path"], "src/queue.cpp")
        (self.ann.clone / "link").unlink()
        self.link("src/other.cpp", "link")
        self.assertEqual(session.refused("restante/thread/new", new)["data"]["errc"], "stale")
        session.close()

    def test_a_link_within_the_repository_is_another_name_of_its_target(self):
        self.link("src/queue.cpp", "link")
        self.link("src", "folder")
        self.ann.does("thread", "new", "link:1", "-m", "by the link")
        self.ann.does("thread", "new", "folder/queue.cpp:3", "-m", "by the folder's")
        for name in ("link", "folder/queue.cpp", "src/queue.cpp"):
            threads = self.ann.threads("--file", name)
            self.assertEqual([(one["path"], one["line"]) for one in threads],
                             [("src/queue.cpp", 1), ("src/queue.cpp", 3)])

    def test_links_to_nothing_in_a_circle_and_to_gits_own_are_refused_by_name(self):
        self.link("nowhere", "dangling")
        self.link("b", "a")
        self.link("a", "b")
        self.link(".git/config", "config")
        self.ann.fails(USAGE, "thread", "new", "dangling:1", "-m", "x", saying="does not exist")
        self.ann.fails(USAGE, "thread", "new", "a:1", "-m", "x", saying="in a circle")
        self.ann.fails(USAGE, "thread", "new", "config:1", "-m", "x", saying="git's own")


class Files(unittest.TestCase):
    def test_a_file_that_is_none_is_told_from_one_without_threads(self):
        with Person("ann", files=SOURCE) as ann:
            self.assertIn("no open threads here", ann.runs("threads", "--file", "src/queue.cpp").err)
            ann.fails(NOT_FOUND, "threads", "--file", "src/quue.cpp", saying="there is no file")
            ann.fails(USAGE, "threads", "--file", "src", saying="is a folder")
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "Why?")
            (ann.clone / "src/queue.cpp").unlink()
            (ann.clone / "src").rmdir()
            (thread,) = ann.threads("--file", "src/queue.cpp")
            self.assertEqual(thread["placement"]["state"], "orphaned")
            self.assertIn("orphaned", ann.does("threads", "--file", "src/queue.cpp"))

    def test_binary_files_and_texts_with_nul_are_refused(self):
        with Person("ann", files={**SOURCE, "logo": b"\x89PNG\r\n\x1a\n\0\0", "late": b"x\n" * 4000 + b"\0"}) as ann:
            ann.fails(USAGE, "thread", "new", "logo:1", "-m", "x", saying="binary")
            ann.does("thread", "new", "late:1", "-m", "as git has it, the first 8000 bytes decide")
            ann.fails(USAGE, "thread", "new", "src/queue.cpp:1", "-F", "-", typed="a\0b", saying="NUL")

    def test_a_wrong_command_line_is_told_as_any_other_error_with_the_help_to_read(self):
        with Person("ann", files=SOURCE) as ann:
            ran = ann.fails(USAGE, "threads", "--state", "x", saying="restante: --state: x not in")
            self.assertTrue(ran.err.endswith("hint: restante threads --help\n"), ran)
            ann.fails(USAGE, saying="hint: restante --help\n")

    def test_an_empty_message_is_one_and_no_reason_to_read_what_else_comes_in(self):
        with Person("ann", files=SOURCE) as ann:
            for words in (("thread", "new", "src/queue.cpp:1"), ("reply", ann.does("thread", "new", "src/queue.cpp:1", "-m", "one")
                                                                 and ann.threads()[0]["id"])):
                ann.fails(USAGE, *words, "-m", "", typed="of the script's own input", saying="there is no text")
            self.assertEqual(ann.texts(), ["one"])

    def test_the_daemon_keeps_nothing_of_what_its_starter_has_open(self):
        with Person("ann", files=SOURCE) as ann:
            reading, writing = os.pipe()
            os.dup2(writing, 57)
            subprocess.run([RESTANTE, "threads"], cwd=ann.clone, env=ann.home.environment, pass_fds=[57], check=True,
                           capture_output=True, timeout=DEADLINE_S)
            self.assertTrue(running(ann.daemon_pid()))
            for end in (writing, 57):
                os.close(end)
            ready, _, _ = select.select([reading], [], [], DEADLINE_S)
            self.assertEqual((bool(ready), os.read(reading, 1)), (True, b""), "somebody has the other end still")
            os.close(reading)

    def test_lines_are_counted_from_one_in_what_people_read(self):
        with Person("ann", files=SOURCE) as ann:
            ann.fails(USAGE, "thread", "new", "src/queue.cpp:99", "-m", "x", saying="line 99 is past the end")

    def test_a_place_that_is_not_there_is_refused_and_not_moved(self):
        files = {**SOURCE, "ended": b"a\n", "open": b"a\nbc", "empty": b"", "wide": "\u00fcber\n".encode()}
        with Person("ann", files=files) as ann:
            for place, saying in (("ended:2", "line 2 is past the end of the text, which has 1 line\n"),
                                  ("ended:3", "line 3 is past the end of the text, which has 1 line\n"),
                                  ("ended:1-2", "line 2 is past the end"), ("empty:2", "which has 1 line\n"),
                                  ("open:3", "which has 2 lines\n"), ("ended:2:1-1", "line 2 is past the end"),
                                  ("ended:1:50-60", "column 60 is past the end of line 1, which has 1 column\n"),
                                  ("open:2:2-3", "column 3 is past the end of line 2, which has 2 columns\n"),
                                  ("open:2:3", "column 3 is past the end of line 2"),
                                  ("wide:1:4-5", "column 5 is past the end of line 1, which has 4 columns\n")):
                ann.fails(USAGE, "thread", "new", place, "-m", "x", saying=saying)
            self.assertEqual(ann.threads(), [])
            for place in ("ended:1", "ended:1:1", "open:1-2", "open:2:1-2", "open:2", "empty:1", "wide:1:4"):
                ann.does("thread", "new", place, "-m", "x")


class WebServer:
    """Something that is no hub: it answers everything with one status and one header."""

    def __init__(self, status, *headers):
        self.asked = asked = []

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.path)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join(DEADLINE_S)
        self.server.server_close()


class Names(unittest.TestCase):
    def test_an_address_can_be_set_alone(self):
        with Person("ann", files=SOURCE) as ann:
            ann.does("identity", "--name", "Ann")
            ann.does("identity", "--email", "ann@example.org")
            self.assertEqual(ann.does("identity"), "Ann <ann@example.org>\n")

    def test_until_a_name_is_said_it_is_the_one_that_git_has(self):
        def named_by_git(name):
            (ann.home.path / ".gitconfig").write_text(f"[user]\n\tname = {name}\n\temail = ann@example.org\n",
                                                      encoding="utf-8")

        with Person("ann", files=SOURCE) as ann:
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "before git knew")
            self.assertNotIn("Ann", ann.does("identity"))
            named_by_git("Ann")
            self.assertEqual(ann.does("identity"), "Ann <ann@example.org>\n")
            # Told to the space by the next entry there, like any change of a name.
            ann.does("thread", "new", "src/queue.cpp:3", "-m", "after")
            self.assertEqual({one["opener"]["name"] for one in ann.threads()}, {"Ann"})
            self.assertEqual(known_bytes(ann.home).count(b'"actor.profile"'), 2)
            # Also one that no daemon saw being written.
            os.kill(ann.daemon_pid(), signal.SIGTERM)
            named_by_git("Ann B.")
            self.assertEqual(ann.does("identity"), "Ann B. <ann@example.org>\n")
            ann.does("identity", "--name", "Somebody else")
            named_by_git("Ann C.")
            self.assertEqual(ann.does("identity"), "Somebody else <ann@example.org>\n")

    def test_who_one_is_now_is_said_and_must_be_what_it_looks_like(self):
        with Person("ann", files=SOURCE) as ann:
            self.assertEqual(ann.does("identity", "--name", "Ann"), "Ann\n")
            self.assertEqual(ann.does("identity", "--email", "ann@example.org"), "Ann <ann@example.org>\n")
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "written as Ann")
            self.assertEqual(ann.reads("identity", "--name", "Ann S", of="UserStatus")["name"], "Ann S")
            self.assertEqual(ann.threads()[0]["opener"]["name"], "Ann S")
            ann.does("thread", "new", "src/queue.cpp:2", "-m", "written as Ann S")
            self.assertEqual({one["opener"]["name"] for one in ann.threads()}, {"Ann S"})
            for name, saying in (("", "an empty name"), ("  ", "an empty name"), ("Bob\u202e", "marks of direction"),
                                 ("Bob\nBob", "control characters"), ("\x1b[31mBob", "control characters")):
                ann.fails(USAGE, "identity", "--name", name, saying=saying)
            ann.fails(USAGE, "identity", "--email", "a@b\x07", saying="--email: control characters")
            self.assertEqual(ann.does("identity"), "Ann S <ann@example.org>\n")

    def test_a_command_that_is_not_there_is_named(self):
        with Person("ann", files=SOURCE) as ann:
            ann.fails(USAGE, "thrads", saying="restante: there is no command thrads; did you mean threads?\n")
            ann.fails(USAGE, "thread", "shw", "abcd", saying="there is no command thread shw; did you mean thread show?\n")

    def test_what_is_in_no_repository_is_named_as_it_was_typed(self):
        with Person("ann", files=SOURCE) as ann:
            ann.fails(NOT_FOUND, "init", "/nonexistent", saying="/nonexistent is in no git repository")


    def test_a_bare_repository_is_named_as_one_with_what_to_do(self):
        with Person("ann", files=SOURCE) as ann:
            ann.home.git(ann.home.path, "clone", "-q", "--bare", str(ann.clone), "bare.git")
            bare = ann.home.path / "bare.git"
            for words in (("init",), ("threads",), ("thread", "new", "HEAD:1", "-m", "x")):
                for folder in (bare, bare / "refs/heads"):
                    if words[0] == "thread" and folder != bare:
                        continue
                    named = f"{bare} is a bare repository" if folder == bare else f"{folder} is in the bare repository {bare}"
                    if words[0] == "thread":
                        named = f"{bare}/HEAD is in the bare repository {bare}"
                    ran = ann.fails(NOT_FOUND, *words, folder=folder, saying=f"{named}, which has no working tree\n")
                    self.assertIn(f"hint: run it in a clone: git clone {bare}", ran.err)
            # A folder of a work tree that merely looks like one is in that work tree.
            for name in ("objects", "refs"):
                (ann.clone / "like.git" / name).mkdir(parents=True)
            (ann.clone / "like.git/HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
            ann.does("threads", folder=ann.clone / "like.git")

    def test_the_version_is_told_by_both_names_of_the_option(self):
        with Person("ann", files=SOURCE) as ann:
            self.assertRegex(ann.does("-V"), r"^restante \d+\.\d+")
            self.assertEqual(ann.does("-V"), ann.does("--version"))


class FirstLogin(unittest.TestCase):
    def test_a_hub_that_redirects_is_told_with_where_to_and_gets_no_token_there(self):
        with Person("ann", files=SOURCE) as ann, WebServer(404) as elsewhere:
            with WebServer(301, ("Location", elsewhere.url + "/v1/me/actors")) as moved:
                ran = ann.fails(NOT_SYNCED, "login", moved.url, typed="rst_x\n",
                                saying=f"restante: the hub's address redirects to {elsewhere.url} (HTTP 301)\n")
                self.assertIn(f"hint: if that is the hub's new address: restante login {elsewhere.url}", ran.err)
                # Any other nonsense is as little the fault of who typed the command.
            for status in (302, 400, 405):
                with WebServer(status) as nonsense:
                    ann.fails(NOT_SYNCED, "login", nonsense.url, typed="rst_x\n", saying=f"HTTP {status}")
            self.assertEqual(elsewhere.asked, [])

    def test_a_token_of_another_user_than_this_installation_is_refused_with_what_to_do(self):
        with Hub() as hub, Person("ann", files=SOURCE) as ann:
            token, other = hub.invite("ann"), hub.invite("bob")
            hub.up()
            ann.login(hub, token)
            ran = ann.fails(REFUSED, "login", hub.url, typed=other + "\n", saying="another user than the token's")
            self.assertIn("the token used first from here", ran.err)
            self.assertNotIn("cursor", ran.err)

    def test_a_file_of_certificates_that_is_not_there_is_told_as_that(self):
        with Person("ann", files=SOURCE) as ann:
            ann.fails(USAGE, "login", "https://127.0.0.1:9", "--ca-file", "none.pem", typed="rst_x\n",
                      saying="--ca-file: none.pem cannot be read: No such file or directory\nhint: name the PEM file")

    def test_login_without_a_hub_takes_the_one_that_the_repository_names(self):
        with Hub() as hub, Person("ann", files=SOURCE) as ann:
            token = hub.invite("ann")
            hub.up()
            ann.fails(USAGE, "login", typed=token, saying="no hub is named here, and none is known")
            (ann.clone / ".restante.json").write_text(
                f'{{"space": "team", "repository": "r-1", "hub": "{hub.url}"}}', encoding="utf-8")
            with Person("bob", files=SOURCE) as bob:
                # The very first command of a fresh home.
                ran = bob.fails(USAGE, "login", folder=ann.clone, typed=token, saying=hub.url)
                self.assertIn("--yes", ran.err)
                self.assertIn("logged in", bob.does("login", "--yes", folder=ann.clone, typed=token))
                self.assertIn("logged in", bob.does("login", "--yes", folder=ann.clone, typed=token))
                # Elsewhere there is only one that can be meant.
                self.assertIn("logged in", bob.does("login", "--yes", folder=bob.home.path, typed=token))
                (bob.clone / ".restante.json").write_text(
                    '{"space": "other", "repository": "r-2", "hub": "https://hub.example.org"}', encoding="utf-8")
                bob.does("status")
                bob.fails(USAGE, "login", "--yes", folder=bob.home.path, typed=token, saying="several hubs")

    def test_a_list_says_that_the_first_sync_is_not_over(self):
        with Hub() as hub, Person("ann", files=SOURCE) as ann:
            ann_token, bob_token = hub.invite("ann"), hub.invite("bob")
            hub.up()
            ann.does("init", "--space", "team", "--hub", hub.url)
            ann.login(hub, ann_token)
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "Why?")
            ann.does("sync")
            with Person("bob", clone_of=ann.clone) as bob:
                (bob.clone / ".restante.json").write_bytes((ann.clone / ".restante.json").read_bytes())
                self.assertIn("team is not complete yet", bob.runs("threads").err)
                self.assertIn("login", bob.runs("threads").err)
                bob.login(hub, bob_token)
                bob.does("sync")
                ran = bob.runs("threads")
                self.assertIn("Why?", ran.out)
                self.assertEqual(ran.err, "")
                (space,) = [one for one in bob.reads("status", of="StatusResult")["spaces"] if one["space"] == "team"]
                self.assertNotIn("received", space)


class Doctor(unittest.TestCase):
    def checks(self, ann):
        ran = ann.runs("doctor", "--json")
        self.assertEqual(ran.status, NO_DAEMON, ran)
        value = json.loads(ran.out)
        wire.check_named(value, "DoctorResult", "doctor --json")
        return {one["name"]: one for one in value["checks"]}

    def test_without_a_daemon_it_says_why_there_is_none(self):
        with Person("ann", files=SOURCE) as ann:
            ann.home.write_config('{"logLevel": 7')
            checks = self.checks(ann)
            self.assertEqual(checks["daemon"]["level"], "failed")
            self.assertEqual(checks["configuration"]["level"], "failed")
            self.assertEqual(checks["git"]["level"], "ok")
            ann.home.config.unlink()

            runtime = ann.home.path / "run/restante"
            runtime.mkdir(mode=0o700, exist_ok=True)
            runtime.chmod(0o755)
            check = self.checks(ann)["runtime folder"]
            self.assertEqual((check["level"], check["hint"]), ("failed", f"chmod 700 {runtime}"))
            self.assertIn(f"hint: chmod 700 {runtime}", ann.runs("doctor").out)
            runtime.chmod(0o700)

            ann.home.database.parent.mkdir(mode=0o700, exist_ok=True)
            ann.home.database.write_bytes(b"not a database at all, but long enough to be looked at\n" * 100)
            before = ann.home.database.read_bytes()
            self.assertEqual(self.checks(ann)["database"]["level"], "failed")
            self.assertEqual(ann.home.database.read_bytes(), before)
            ann.home.database.unlink()
            with sqlite3.connect(ann.home.database) as database:
                database.execute("PRAGMA application_id = 1")
                database.execute("CREATE TABLE x (y)")
            database.close()
            self.assertIn("another program", self.checks(ann)["database"]["text"])
            ann.home.database.unlink()
            ann.does("doctor")


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
