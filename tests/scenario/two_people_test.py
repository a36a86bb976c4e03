"""What two people can do from their shells. Ann and Bob have a clone each of one repository, and a hub between them."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import sys
import unittest

from people import DONE, FAILED, NOT_FOUND, NOT_SYNCED, REFUSED, USAGE, Hub, Person, running, wait_until, wire
from world import Session

SOURCE = {"src/queue.cpp": "int size;\n\nvoid push(Item item) {\n    if (size > max) drop(item);\n    add(item);\n}\n"}


@contextlib.contextmanager
def team():
    """A hub, Ann who made the repository part of a space, and Bob who cloned it. Both are logged in."""
    with Hub() as hub, Person("ann", files=SOURCE) as ann:
        ann_token, bob_token = hub.invite("ann"), hub.invite("bob")
        hub.up()
        ann.does("identity", "--name", "Ann", "--email", "ann@example.org")
        made = ann.does("init", "--space", "team", "--hub", hub.url)
        assert "space team" in made, made
        ann.home.git(ann.clone, "add", ".restante.json")
        ann.home.git(ann.clone, "commit", "-q", "-m", "Be part of the space")
        assert "logged in" in ann.login(hub, ann_token)
        with Person("bob", clone_of=ann.clone) as bob:
            bob.does("identity", "--name", "Bob")
            # The clone is enough: it names the hub, and Bob says that it is the right one.
            assert "logged in" in bob.does("login", "--yes", typed=bob_token + "\n")
            yield hub, ann, bob


def only(threads):
    assert len(threads) == 1, threads
    return threads[0]


class TwoPeople(unittest.TestCase):
    def test_a_thread_goes_there_and_back(self):
        with team() as (_, ann, bob):
            out = ann.does("thread", "new", "src/queue.cpp:4", "-m", "Why drop, and not *wait*?", "-t", "Back-pressure")
            self.assertRegex(out, r"^opened src/queue.cpp:4  \w{7}  Back-pressure  \(Ann, 1 comment, just now")
            ann.does("sync")

            bob.does("sync")
            thread = only(bob.threads("--file", "src/queue.cpp"))
            self.assertEqual(thread["range"]["start"]["line"], 3)
            self.assertEqual(thread["opener"]["name"], "Ann")
            self.assertFalse(thread["opener"]["me"])
            self.assertEqual(thread["sync"], "sent")
            short = thread["short"]
            self.assertIn("    Why drop, and not *wait*?", bob.does("thread", "show", short))
            self.assertIn("  |     if (size > max) drop(item);", bob.does("thread", "show", short))

            bob.does("reply", short, typed="Because the caller\nmust not block.\n")
            # Ann does nothing for it.
            ann.waits_for(lambda: len(ann.texts()) == 2, "the reply")
            self.assertEqual(ann.texts()[1], "Because the caller\nmust not block.")

            # Everybody edits their own words only.
            ann.does("edit", short, "-m", "Why drop it?")
            ann.fails(REFUSED, "edit", short, only(ann.threads())["comments"][1]["id"], "-m", "x")
            bob.does("reply", short, "-m", "hunter2")
            password = only(bob.threads())["comments"][2]["id"]
            self.assertIn("change a secret", bob.runs("redact", short, password).err)
            bob.does("resolve", short)
            bob.fails(REFUSED, "resolve", short, saying="resolved")
            ann.waits_for(lambda: only(ann.threads())["state"] == "resolved", "the thread resolved")
            self.assertEqual(only(ann.threads())["stateBy"]["name"], "Bob")
            self.assertIn("no open threads here", ann.runs("threads").err)
            self.assertIn("resolved", ann.does("threads", "--state", "resolved"))
            ann.does("reopen", short)
            ann.does("title", short, "Dropping items")
            bob.waits_for(lambda: only(bob.threads()).get("title") == "Dropping items", "the title")
            for person in (ann, bob):
                person.does("sync")
            self.assertEqual(ann.texts(), ["Why drop it?", "Because the caller\nmust not block.", ""])
            self.assertEqual(ann.texts(), bob.texts())
            self.assertNotIn("hunter2", ann.does("thread", "show", short))
            self.assertIn("withdrawn", ann.does("thread", "show", short))

    def test_every_answer_in_json_is_of_the_protocol(self):
        with team() as (hub, ann, _):
            place = ("src/queue.cpp:3-5", "-m", "A question about pushing")
            thread = ann.reads("thread", "new", *place, of="ThreadResult")["thread"]
            ident = thread["id"]
            self.assertEqual(thread["range"]["end"]["line"], 4)
            ann.reads("reply", ident, "-m", "More", of="ThreadResult")
            comment = ann.reads("edit", ident, "-m", "Less", of="ThreadResult")["thread"]["comments"][1]
            ann.reads("title", ident, "Pushing", of="ThreadResult")
            ann.reads("redact", ident, comment["id"], of="ThreadResult")
            ann.reads("resolve", ident, of="ThreadResult")
            ann.reads("reopen", ident, of="ThreadResult")
            ann.reads("thread", "show", ident, of="ThreadResult")
            ann.reads("threads", of="ThreadsResult")
            ann.reads("threads", "--all-spaces", of="ThreadsResult")
            synced = ann.reads("sync", of="SyncResult")["spaces"]
            self.assertEqual(sum(space["threads"] for space in synced), len(ann.threads()))
            self.assertEqual(sum(space["open"] for space in synced), 1)
            ann.reads("outbox", of="OutboxResult")
            ann.reads("status", of="StatusResult")
            ann.reads("identity", of="UserStatus")
            ann.reads("identity", "--name", "Ann B.", of="UserStatus")
            ann.reads("init", of="InitResult")
            ann.reads("doctor", of="DoctorResult")
            ann.reads("login", hub.url, of="LoginResult", typed=hub.command("token", "create", "--user", "ann"))
            hits = ann.waits_for(lambda: ann.reads("search", "pushing", of="SearchResult")["hits"], "the index made")
            self.assertEqual(hits[0]["threadId"], ident)
            self.assertIn("src/queue.cpp:3", ann.does("search", "quest*"))

    def test_with_the_hub_down_both_go_on_and_then_everything_arrives_once(self):
        with team() as (hub, ann, bob):
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "first")
            ann.does("sync")
            bob.does("sync")
            short = only(bob.threads())["short"]

            hub.down(signal.SIGKILL)
            for number in range(5):
                ann.does("reply", short, "-m", f"ann {number}")
                bob.does("reply", short, "-m", f"bob {number}")
            ann.does("thread", "new", "src/queue.cpp:3", "-m", "second")
            ran = ann.fails(NOT_SYNCED, "sync", "--timeout", "20")
            self.assertIn("team", ran.err)
            outbox = ann.reads("outbox", of="OutboxResult")["entries"]
            self.assertEqual([entry["text"] for entry in outbox], [f"ann {number}" for number in range(5)] + ["second"])
            self.assertIn("not all of it sent yet", ann.does("threads"))
            self.assertEqual(ann.runs("doctor").status, DONE)  # offline is a normal state

            hub.up()
            ann.does("sync")
            bob.does("sync")
            ann.does("sync")
            wanted = sorted(["first", "second"] + [f"{who} {number}" for who in ("ann", "bob") for number in range(5)])
            self.assertEqual(sorted(ann.texts()), wanted)
            self.assertEqual(sorted(bob.texts()), wanted)
            self.assertEqual(ann.texts(only(ann.threads("--file", "src/queue.cpp")[:1])["id"]),
                             bob.texts(only(bob.threads("--file", "src/queue.cpp")[:1])["id"]))
            for person in (ann, bob):
                self.assertEqual(person.reads("outbox", of="OutboxResult")["entries"], [])

    def test_a_hub_that_was_lost_is_filled_again_by_those_who_used_it(self):
        with team() as (hub, ann, bob):
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "by Ann")
            ann.does("sync")
            bob.does("sync")
            bob.does("reply", only(bob.threads())["short"], "-m", "by Bob")
            bob.does("sync")
            ann.does("sync")

            hub.down()
            hub.lose_everything()
            ann_token, carol_token = hub.invite("ann"), hub.invite("carol")
            hub.up()
            # The new hub does not know the old tokens. Bob, who is on holiday, does nothing at all.
            ann.fails(NOT_SYNCED, "sync", saying="login")
            ann.login(hub, ann_token)
            ann.does("sync")
            with Person("carol", clone_of=ann.clone) as carol:
                carol.does("login", "--yes", typed=carol_token)
                carol.does("sync")
                self.assertEqual(carol.texts(), ["by Ann", "by Bob"])

    def test_a_token_that_is_wrong_or_revoked_asks_for_a_login_and_loses_nothing(self):
        with team() as (hub, ann, _):
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "sent")
            ann.does("sync")
            number = hub.command("token", "list").splitlines()[0].split("\t")[0]
            hub.command("token", "revoke", number)
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "waiting")
            ran = ann.fails(NOT_SYNCED, "sync")
            self.assertIn(f"restante login {hub.url}", ran.err)
            self.assertEqual(ann.runs("doctor").status, FAILED)
            ran = ann.fails(NOT_SYNCED, "login", hub.url, typed="rst_nonsense\n")
            self.assertIn("token", ran.err)
            self.assertNotIn("rst_nonsense", ran.err + ran.out + ann.home.log_text())
            ann.login(hub, hub.command("token", "create", "--user", "ann"))
            ann.does("sync")
            self.assertEqual(ann.reads("outbox", of="OutboxResult")["entries"], [])
            ann.does("logout", hub.url)
            ann.fails(NOT_FOUND, "logout", hub.url)
            ann.fails(NOT_SYNCED, "sync")
            self.assertEqual(sorted(ann.texts()), ["sent", "waiting"])

    def test_a_hub_that_does_not_answer_is_told_from_one_that_cannot_be_reached(self):
        with team() as (hub, ann, _):
            hub.down()
            ann.fails(NOT_SYNCED, "sync", saying="connect")
            with socket.create_server(("127.0.0.1", hub.port)):
                ran = ann.fails(NOT_SYNCED, "sync", "--timeout", "1", saying="team: the hub did not answer within 1 s\n")
                self.assertNotIn("connect", ran.err)
                ran = ann.fails(NOT_SYNCED, "login", hub.url, "--timeout", "1", typed="rst_new\n",
                                saying="restante: the hub did not answer within 1 s\nhint: ")
            hub.up()
            ann.does("sync")

    def test_what_the_hub_refuses_is_told_by_sync_and_listed(self):
        with team() as (hub, ann, _):
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "short")
            ann.does("sync")
            hub.down()
            hub.up("--body-limit", "2048")
            ann.does("reply", ann.threads()[0]["id"], "-m", "long " * 1000)
            for _ in range(2):
                ran = ann.fails(NOT_SYNCED, "sync", saying="1 refused by the hub: restante outbox\n")
                self.assertIn("up to date", ran.out)
            self.assertIn("refused: ", ann.does("outbox"))
            hub.down()
            hub.up()
            ann.fails(NOT_FOUND, "outbox", "retry", "zzzz", saying="restante outbox lists them")
            ann.does("outbox", "retry", ann.reads("outbox", of="OutboxResult")["entries"][0]["id"][-7:])
            ann.does("sync")

    def test_a_draft_is_listed_and_sent(self):
        with team() as (_, ann, __):
            ann.fails(NOT_FOUND, "drafts", "send", "zzzz", saying="restante drafts lists them")
            self.assertIn("there are no drafts", ann.runs("drafts").err)
            session = Session(ann.home, ann.home.socket)
            session.initialize()
            uri = f"file://{ann.clone}/src/queue.cpp"
            line = {"start": {"line": 3, "character": 4}, "end": {"line": 3, "character": 8}}
            put = session.request("restante/draft/put", {"kind": "newThread", "uri": uri, "range": line, "text": "Why drop?"})
            self.assertRegex(ann.does("drafts"), rf"^{put['id'][-7:]}  new thread at {ann.clone}/src/queue.cpp:4  .*  Why drop\?\n$")
            self.assertEqual(ann.reads("drafts", of="DraftsResult")["drafts"][0]["id"], put["id"])
            self.assertIn("sent src/queue.cpp:4", ann.does("drafts", "send", put["id"][-7:]))
            thread = ann.threads("--file", "src/queue.cpp")[0]
            self.assertEqual(thread["range"]["start"], {"line": 3, "character": 4})
            session.request("restante/draft/put", {"kind": "reply", "threadId": thread["id"], "text": "Because."})
            session.request("restante/draft/put", {"kind": "edit", "threadId": thread["id"], "text": "Why drop it?",
                                                   "commentId": thread["comments"][0]["id"]})
            session.close()
            for draft in ann.reads("drafts", of="DraftsResult")["drafts"]:
                ann.does("drafts", "send", draft["id"])
            self.assertEqual(ann.texts(), ["Why drop it?", "Because."])
            self.assertEqual(ann.reads("drafts", of="DraftsResult")["drafts"], [])

    def test_a_database_that_is_damaged_while_in_use_is_told_by_status_and_by_sync(self):
        with team() as (_, ann, __):
            ann.does("thread", "new", "src/queue.cpp:1", "-m", "before")
            ann.does("sync")
            pid = ann.daemon_pid()
            os.kill(pid, signal.SIGTERM)
            wait_until(lambda: not running(pid), "the daemon's end")
            with contextlib.closing(sqlite3.connect(ann.home.database)) as db:
                page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'snapshots'").fetchone()[0]
                size = db.execute("PRAGMA page_size").fetchone()[0]
            with open(ann.home.database, "r+b") as file:
                file.seek((page - 1) * size)
                file.write(b"\xff" * size)
            ann.does("status")  # nothing has touched that page yet
            ann.fails(FAILED, "threads", saying="damaged")
            for command in ("status", "sync"):
                ran = ann.fails(FAILED, command, saying="the database is damaged")
                self.assertRegex(ran.err, r"restante: since 2\d{3}-\d\d-\d\d ")
                self.assertIn("restante doctor", ran.err)
            self.assertIn("damaged", json.loads(ann.runs("status", "--json").out)["damage"]["text"])
            ran = ann.fails(FAILED, "thread", "new", "src/queue.cpp:1", "-m", "an hour's work", saying="damaged")
            with open(ran.err.split("kept in ")[1].split()[0], encoding="utf-8") as file:
                self.assertEqual(file.read(), "an hour's work")
            ann.fails(FAILED, "doctor")

    def test_the_text_of_a_write_that_failed_is_kept_in_a_file(self):
        with team() as (_, ann, __):
            ran = ann.fails(NOT_FOUND, "reply", "zzzzzzz", "-F", "-", typed="an hour's work")
            kept = ran.err.split("kept in ")[1].split()[0]
            with open(kept, encoding="utf-8") as file:
                self.assertEqual(file.read(), "an hour's work")


class Alone(unittest.TestCase):
    """One person without a hub, and wrong commands."""

    def test_one_person_needs_no_hub_and_no_space(self):
        with Person("ann", files=SOURCE) as ann:
            ann.does("thread", "new", "src/queue.cpp:4:5-30", "-m", "Remember this")
            thread = only(ann.threads("--file", "src/queue.cpp"))
            self.assertEqual(thread["sync"], "local")
            self.assertEqual(thread["range"], {"start": {"line": 3, "character": 4}, "end": {"line": 3, "character": 30}})
            ann.does("sync")
            self.assertIn("everything stays on this machine", ann.does("status"))
            # It follows the code.
            file = ann.clone / "src/queue.cpp"
            file.write_text("// one more line\n" + file.read_text())
            self.assertIn("src/queue.cpp:5 ", ann.does("threads", "--file", "src/queue.cpp"))

    def test_the_editor_is_asked_for_a_text_when_none_is_given(self):
        with Person("ann", files=SOURCE) as ann:
            ann.does("thread", "new", "src/queue.cpp:1", typed="from a pipe\n")
            ann.does("thread", "new", "src/queue.cpp:1", "-F", "-", typed="from standard input\n")
            self.assertEqual(sorted(ann.texts()), ["from a pipe", "from standard input"])
            ann.fails(USAGE, "thread", "new", "src/queue.cpp:1", typed=" \n", saying="no text")

    def test_wrong_commands_say_what_is_wrong(self):
        with Person("ann", files=SOURCE) as ann:
            for words in ((), ("nonsense",), ("thread",), ("reply",), ("threads", "--state", "x")):
                ann.fails(USAGE, *words)
            ann.fails(USAGE, "thread", "new", "src/queue.cpp", "-m", "x", saying="FILE:LINE")
            ann.fails(USAGE, "thread", "new", "src/queue.cpp:99", "-m", "x")
            ann.fails(NOT_FOUND, "thread", "new", "src/absent.cpp:1", "-m", "x")
            ann.fails(NOT_FOUND, "thread", "show", "zzzzzzz")
            ann.fails(NOT_FOUND, "thread", "new", "/etc/hostname:1", "-m", "x")
            ann.fails(USAGE, "login", "ftp://hub", typed="token\n")
            ann.fails(REFUSED, "login", "http://hub.example.org", typed="token\n", saying="encrypted")
            ann.fails(USAGE, "login", saying="no hub is named")
            ann.fails(USAGE, "login", "http://127.0.0.1:1", typed="\n", saying="no token")
            ann.fails(NOT_SYNCED, "login", "http://127.0.0.1:1", typed="token\n")
            self.assertEqual(ann.texts(), [])

    def test_help_is_there_for_every_command(self):
        with Person("ann", files=SOURCE) as ann:
            self.assertIn("Exit status", ann.does("--help"))
            for words in (("init",), ("login",), ("status",), ("threads",), ("thread", "show"), ("thread", "new"),
                          ("reply",), ("resolve",), ("reopen",), ("edit",), ("redact",), ("sync",), ("doctor",)):
                self.assertIn("Usage:", ann.does(*words, "--help"))
            self.assertRegex(ann.does("--version"), r"^restante \d+\.\d+\.\d+")
            # None of that needs a daemon.
            self.assertFalse(ann.home.socket.exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
