"""A daemon that is killed at any moment: what is asked again with its key is done exactly once."""

import os
import random
import signal
import sys
import threading
import unittest

from world import Closed, Daemon, Home, line, wait_until

SEED = int(os.environ.get("RESTANTE_SEED", "1"))
SOURCE = {"src/a.cpp": "zero\none\ntwo\n"}


def initialized(connection):
    connection.initialize()
    return connection


def comments(session):
    threads = session.request("restante/threads", {"state": "all"})["threads"]
    return sorted(comment["text"] for thread in threads for comment in thread["comments"])


class Wire(unittest.TestCase):
    def test_every_write_is_there_once_wherever_the_daemon_was_killed(self):
        chance = random.Random(SEED)
        with Home() as home:
            root = home.repository(SOURCE)
            daemon, session, thread = None, None, None
            kills = 0

            def connected():
                nonlocal daemon, session
                if session is None:
                    daemon = Daemon(home)
                    session = initialized(daemon.connect())
                return session

            def insist(method, params):
                """Asks until it is answered; most attempts have a moment at which the daemon is killed."""
                nonlocal session, kills
                while True:
                    connected()
                    doom = threading.Timer(chance.uniform(0, 0.02), daemon.process.kill)
                    doomed = chance.random() < 0.6
                    if doomed:
                        doom.start()
                    try:
                        answer = session.ask(method, params)
                        self.assertIn("result", answer, f"seed {SEED}")
                        return answer["result"]["thread"]
                    except Closed:
                        kills += 1
                    finally:
                        if doomed:
                            doom.join()
                            daemon.wait()
                            session = None

            said = []
            for number in range(40):
                text, key = f"number {number}", f"a-key-of-sixteen-or-more-{number}"
                said.append(text)
                if thread is None or number % 4 == 0:
                    thread = insist("restante/thread/new", {"textDocument": {"uri": f"{root}/src/a.cpp"},
                                                            "range": line(1), "text": text, "key": key})
                else:
                    insist("restante/thread/reply", {"threadId": thread["id"], "text": text, "key": key})
            self.assertEqual(comments(connected()), sorted(said), f"seed {SEED}")
            self.assertGreater(kills, 0)

    def test_a_daemon_killed_right_behind_the_commit_leaves_what_the_next_one_gives_again(self):
        with Home() as home:
            root = home.repository(SOURCE)
            daemon = Daemon(home)
            session = initialized(daemon.connect())
            new = {"textDocument": {"uri": f"{root}/src/a.cpp"}, "range": line(1), "text": "once",
                   "key": "a-key-of-sixteen-or-more"}
            session.send({"id": 1, "method": "restante/thread/new", "params": new})
            other = initialized(daemon.connect())
            wait_until(lambda: comments(other) == ["once"], "the thread to be there")
            daemon.end(signal.SIGKILL)
            # Its file is not even needed any more.
            (root / "src/a.cpp").unlink()
            session = initialized(Daemon(home).connect())
            thread = session.request("restante/thread/new", new)["thread"]
            self.assertEqual([comment["text"] for comment in thread["comments"]], ["once"])
            self.assertEqual(comments(session), ["once"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
