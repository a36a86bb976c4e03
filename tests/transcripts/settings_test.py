"""What the real daemon finds in its folders when it starts, or is asked to look (--check): configuration, tokens, rights."""

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import unittest

from faults_test import SOURCE, initialized, new_thread, texts
from world import DEADLINE_S, RESTANTED, Daemon, Home


class Settings(unittest.TestCase):
    def refused(self, home, *words):
        daemon = Daemon(home)
        self.assertEqual(daemon.wait(), 1)
        errors = daemon.errors()
        for word in words:
            self.assertIn(word, errors)
            self.assertIn(word, daemon.ready)

    def test_a_wrong_configuration_is_refused_by_the_setting_that_is_wrong(self):
        with Home() as home:
            home.write_config('{"logFiles": "many"}')
            self.refused(home, "config.json", "logFiles")
            home.write_config("{ nonsense")
            self.refused(home, "config.json is not JSON", f"mend {home.config}")

    def test_an_unknown_setting_is_a_warning_in_the_log(self):
        with Home() as home:
            home.write_config('{\n  // a comment\n  "idelExitMinutes": 5,\n}')
            self.assertEqual(Daemon(home).ready, "ready")
            self.assertIn("idelExitMinutes", home.log_text())

    def test_credentials_that_cannot_be_used_stop_nothing_here_and_are_told_by_the_check(self):
        for text, mode, said, hint in (('{"hubs": {}}', 0o644, "can be read by others", "chmod 600"),
                                       ("{ nonsense", 0o600, "credentials.json: it is not JSON", "log in again")):
            with Home() as home:
                root = home.repository(SOURCE)
                home.write_config("{}")
                file = home.config.with_name("credentials.json")
                file.write_text(text)
                file.chmod(mode)
                ended = subprocess.run([RESTANTED, "--check"], env=home.environment, capture_output=True, text=True,
                                       timeout=DEADLINE_S, check=False)
                self.assertEqual(ended.returncode, 1)
                (check,) = [one for one in json.loads(ended.stdout)["checks"] if one["name"] == "credentials"]
                self.assertEqual(check["level"], "failed")
                self.assertIn(said, check["text"])
                self.assertIn(hint, check["hint"])
                session = initialized(Daemon(home).connect())
                new_thread(session, root, "written all the same")
                self.assertEqual(texts(session), ["written all the same"])
                checks = {one["name"]: one for one in session.request("restante/doctor", {})["checks"]}
                self.assertEqual(checks["credentials"], check)
                self.assertIn(said, home.log_text())
                self.assertEqual(file.read_text(), text)
                # Mended, it is used without a new start.
                file.write_text('{"hubs": {}}')
                file.chmod(0o600)
                checks = {one["name"]: one for one in session.request("restante/doctor", {})["checks"]}
                self.assertEqual(checks["credentials"]["level"], "ok")

    def test_without_a_home_there_is_no_daemon(self):
        ended = subprocess.run([RESTANTED, "--stdio"], env={"PATH": os.environ["PATH"]}, capture_output=True,
                               stdin=subprocess.DEVNULL, timeout=DEADLINE_S, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(b"HOME", ended.stderr)

    def test_a_path_that_is_too_long_for_a_socket_is_told(self):
        with Home() as home:
            environment = {**home.environment, "XDG_RUNTIME_DIR": str(home.path) + "/x" * 60}
            ended = subprocess.run([RESTANTED], env=environment, capture_output=True, timeout=DEADLINE_S, check=False)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(b"XDG_RUNTIME_DIR", ended.stderr)


class Folders(unittest.TestCase):
    def test_everything_of_the_user_is_for_the_user_alone(self):
        with Home() as home:
            daemon = Daemon(home)
            self.assertEqual(daemon.ready, "ready")
            for path, mode in ((home.socket, 0o600), (home.socket.parent, 0o700), (home.database, 0o600),
                               (home.database.parent, 0o700), (home.log, 0o600)):
                self.assertEqual(stat.S_IMODE(path.stat().st_mode), mode, path)

    def test_a_home_that_cannot_be_written_is_told(self):
        with Home() as home:
            user = 65534 if os.getuid() == 0 else None  # root may write everywhere
            if user:
                home.path.chmod(0o755)
                (home.path / "run").chmod(0o777)
            else:
                (home.path / "data").chmod(0o500)
            with contextlib.ExitStack() as mend:
                mend.callback(lambda: (home.path / "data").chmod(0o700))
                (home.path / "data").chmod(0o555)
                for part in ("config", "state"):
                    (home.path / part).chmod(0o777)
                daemon = Daemon(home, **({"user": user, "group": user, "extra_groups": []} if user else {}))
                self.assertRegex(daemon.ready, "^error .*data/restante.*Permission denied")
                self.assertEqual(daemon.wait(), 1)

    def test_the_check_sees_folders_that_cannot_be_written_or_made(self):
        with Home() as home:
            home.path.chmod(0o755)
            user = 65534 if os.getuid() == 0 else None  # root may write everywhere
            who = {"user": user, "group": user, "extra_groups": []} if user else {}
            if user:
                os.chown(home.path / "run", user, user)

            def checks():
                ended = subprocess.run([RESTANTED, "--check"], env=home.environment, capture_output=True, text=True,
                                       timeout=DEADLINE_S, check=False, **who)
                return ended.returncode, {one["name"]: one for one in json.loads(ended.stdout)["checks"]}

            folders = {"configuration folder": "config", "data folder": "data", "log folder": "state"}
            with contextlib.ExitStack() as mend:
                for part in folders.values():
                    (home.path / part).chmod(0o555)
                    mend.callback((home.path / part).chmod, 0o700)
                status, found = checks()
                self.assertEqual(status, 1)
                for name, part in folders.items():
                    # The folder of its own is still to be made in it.
                    self.assertEqual((found[name]["level"], found[name]["text"]),
                                     ("failed", f"{home.path / part}: Permission denied"))
                    self.assertEqual(found[name]["hint"], f"make it writable for you: chmod u+rwx {home.path / part}")
                self.assertEqual(found["runtime folder"]["level"], "ok")
                # It is there, and others' hands off it.
                (home.path / "data").chmod(0o755)
                (home.path / "data/restante").mkdir()
                (home.path / "data/restante").chmod(0o555)
                status, found = checks()
                self.assertEqual((found["data folder"]["level"], found["data folder"]["text"]),
                                 ("failed", f"{home.path}/data/restante: Permission denied"))
            # In the way of a folder is a file: that stops root, too.
            shutil.rmtree(home.path / "data")
            (home.path / "data").write_text("a file", encoding="utf-8")
            status, found = checks()
            self.assertEqual((status, found["data folder"]["level"]), (1, "failed"))
            self.assertIn(f"{home.path}/data/restante: Not a directory", found["data folder"]["text"])

    def test_a_runtime_folder_that_others_may_enter_is_refused(self):
        with Home() as home:
            folder = home.path / "run/restante"
            folder.mkdir()
            folder.chmod(0o755)
            daemon = Daemon(home)
            self.assertRegex(daemon.ready, "^error ")
            self.assertEqual(daemon.wait(), 1)

    def test_a_second_daemon_says_that_one_is_running(self):
        with Home() as home:
            first = Daemon(home)
            second = Daemon(home)
            self.assertIn(f"another daemon is running (process {first.process.pid})", second.ready)
            self.assertEqual(second.wait(), 3)
            self.assertEqual(initialized(first.connect()).request("restante/status", {})["pid"], first.process.pid)

    def test_a_socket_left_by_a_killed_daemon_is_replaced(self):
        with Home() as home:
            Daemon(home).end(signal.SIGKILL)
            self.assertTrue(home.socket.exists())
            self.assertEqual(Daemon(home).ready, "ready")


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
