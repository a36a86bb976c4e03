"""The file of the hubs' tokens is damaged: nothing is exchanged, and everything else goes on."""

import os
import signal
import sys
import unittest

from people import FAILED, Hub, Person, running
from world import wait_until

SOURCE = {"a.txt": "one\ntwo\n"}


class Damaged(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(Hub())
        self.token = self.hub.invite("ann")
        self.hub.up()
        self.ann = self.enterContext(Person("ann", files=SOURCE))
        self.ann.does("init", "--space", "team", "--hub", self.hub.url)
        self.ann.login(self.hub, self.token)
        self.ann.does("thread", "new", "a.txt:1", "-m", "Before")
        self.ann.does("sync")
        self.file = self.ann.home.config.with_name("credentials.json")
        self.good = self.file.read_bytes()

    def started_anew(self):
        pid = self.ann.daemon_pid()
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not running(pid), "the daemon's end")

    def space(self):
        (space,) = [one for one in self.ann.reads("status", of="StatusResult")["spaces"] if one["space"] == "team"]
        return space

    def test_local_work_goes_on_and_what_is_written_waits(self):
        self.file.write_bytes(b"{ half a fi")
        self.started_anew()
        self.assertEqual(self.ann.texts(), ["Before"])
        thread = self.ann.threads()[0]["id"]
        self.ann.does("reply", thread, "-m", "Meanwhile")
        self.assertEqual(self.ann.texts(), ["Before", "Meanwhile"])
        (entry,) = self.ann.reads("outbox", of="OutboxResult")["entries"]
        self.assertEqual((entry["text"], entry["sync"]), ("Meanwhile", "pending"))
        # Told by all that is about syncing: what, where, and what next.
        space = self.space()
        self.assertEqual((space["phase"], space["local"], space["pending"]), ("error", True, 1))
        for said in (self.ann.does("status"), self.ann.runs("doctor").out, self.ann.fails(FAILED, "sync").err):
            self.assertIn(f"{self.file}: it is not JSON", said)
            self.assertIn(f"mend it, or move {self.file} away and log in again: restante login", said)
        self.assertEqual(self.ann.runs("doctor").status, FAILED)
        # A login would write it anew, and lose what can still be read of it.
        self.ann.fails(FAILED, "login", self.hub.url, typed=self.token + "\n", saying=f"{self.file}: it is not JSON")
        self.ann.fails(FAILED, "logout", self.hub.url, saying=f"{self.file}: it is not JSON")
        self.assertEqual(self.file.read_bytes(), b"{ half a fi")
        # Moved away, the login is missing, as it always was.
        self.file.rename(self.file.with_name("credentials.away"))
        self.assertEqual(self.space()["phase"], "needsLogin")
        self.ann.login(self.hub, self.token)
        self.ann.does("sync")
        self.assertEqual(self.ann.reads("outbox", of="OutboxResult")["entries"], [])

    def test_mended_it_is_used_again_without_a_new_start(self):
        self.file.write_bytes(self.good.replace(b'"token"', b'"tokem"'))
        self.started_anew()
        self.ann.fails(FAILED, "sync", saying="has no token")
        pid = self.ann.daemon_pid()
        self.file.write_bytes(self.good)
        self.ann.does("sync")
        self.assertEqual(self.ann.daemon_pid(), pid)

    def test_damaged_under_a_running_daemon_it_is_not_written_over(self):
        self.file.write_bytes(b"[]")
        self.ann.fails(FAILED, "login", self.hub.url, typed=self.token + "\n", saying="it is not a JSON object")
        self.ann.fails(FAILED, "logout", self.hub.url, saying="it is not a JSON object")
        self.assertEqual(self.file.read_bytes(), b"[]")
        # What was read before is used, and nobody says otherwise.
        self.ann.does("sync")
        said = self.ann.runs("doctor")
        self.assertEqual(said.status, FAILED)
        self.assertIn("the tokens that were read before are used until the daemon ends", said.out)
        self.assertNotIn("nothing is exchanged", said.out)
        self.file.write_bytes(self.good)
        self.file.chmod(0o644)
        self.ann.fails(FAILED, "login", self.hub.url, typed=self.token + "\n", saying="chmod 600")
        self.file.chmod(0o600)
        self.ann.login(self.hub, self.token)

    def test_what_was_put_into_it_meanwhile_stays(self):
        other = b'"https://hub.example.org": {"token": "rst_other", "user": "ann"}'
        self.file.write_bytes(self.good.replace(b'"hubs":{', b'"hubs":{' + other + b","))
        self.ann.login(self.hub, self.token)
        self.assertIn(b"rst_other", self.file.read_bytes())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
