"""A team on one machine: a real hub, and people with homes, clones, daemons and the `restante` command of their own."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "transcripts"))
import wire  # noqa: E402
from world import DEADLINE_S, Home, wait_until  # noqa: E402

RESTANTE = os.environ.get("RESTANTE_CLI", str(wire.ROOT / "build/dev/bin/restante"))
HUB = os.environ.get("RESTANTE_HUB", str(wire.ROOT / "build/dev/bin/restante-hub"))

# Exit statuses, as `restante --help` names them.
DONE, FAILED, USAGE, NOT_FOUND, REFUSED, NOT_SYNCED, NO_DAEMON = range(7)


class Hub:
    """restante-hub on a port that stays its own while it is down and up again; in a folder of its own, or in the one given."""

    def __init__(self, folder=None, log=None):
        self._folder = tempfile.TemporaryDirectory(prefix="rst-hub-") if folder is None else None
        self.database = pathlib.Path(folder or self._folder.name) / "hub.db"
        self._log = ["--log-file", str(log)] if log else []
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def command(self, *arguments):
        return subprocess.run([HUB, "--db", str(self.database), *arguments], check=True, capture_output=True,
                              text=True, timeout=DEADLINE_S).stdout.strip()

    def invite(self, name):
        """A new user's token."""
        self.command("user", "add", name, "--display-name", name.capitalize())
        return self.command("token", "create", "--user", name)

    def up(self, *options):
        self.process = subprocess.Popen([HUB, "--db", str(self.database), "serve", "--listen",
                                         f"127.0.0.1:{self.port}", *self._log, *options], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on"), line
        return self

    def down(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(DEADLINE_S)
        self.process.stdout.close()
        self.process = None

    def lose_everything(self):
        """As after a disk that died: the next start is with an empty database."""
        for file in self.database.parent.glob("hub.db*"):
            file.unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None:
            self.down(signal.SIGKILL)
        if self._folder is not None:
            self._folder.cleanup()


class Ran:
    """What a command printed and how it ended."""

    def __init__(self, completed):
        self.status = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr

    def __repr__(self):
        return f"status {self.status}\n--- out\n{self.out}\n--- err\n{self.err}"


def spelled(words):
    return " ".join(map(os.fsdecode, words))


class Person:
    """Somebody with a clone, who types commands in it."""

    def __init__(self, name, clone_of=None, files=None, home=None, init=()):
        self.name = name
        self.home = home or Home()
        if clone_of is None:
            self.clone = self.home.repository(files, init=init)
        else:
            self.home.git(self.home.path, "clone", "-q", str(clone_of), "repo")
            self.clone = self.home.path / "repo"

    def runs(self, *words, folder=None, typed="", environment=None):
        """`restante WORDS…` in the clone."""
        return Ran(subprocess.run([RESTANTE, *words], cwd=folder or self.clone,
                                  env={**self.home.environment, **(environment or {})}, input=typed,
                                  capture_output=True, text=True, timeout=DEADLINE_S * 2, check=False))

    def does(self, *words, **how):
        """The same, when it must succeed: what it printed."""
        ran = self.runs(*words, **how)
        assert ran.status == DONE, f"{self.name}: restante {' '.join(words)}: {ran!r}\n{self.home.log_text()}"
        return ran.out

    def reads(self, *words, of, **how):
        """With --json: the answer, checked to be of this type of the protocol."""
        value = json.loads(self.does(*words, "--json", **how))
        wire.check_named(value, of, f"restante {' '.join(words)} --json")
        return value

    def fails(self, status, *words, saying="", **how):
        ran = self.runs(*words, **how)
        assert ran.status == status, f"{self.name}: restante {spelled(words)}: {status} expected, {ran!r}"
        assert saying in ran.err, f"{self.name}: restante {spelled(words)}: {saying!r} expected, {ran!r}"
        return ran

    def login(self, hub, token):
        return self.does("login", hub.url, typed=token + "\n")

    def threads(self, *more):
        return self.reads("threads", "--state", "all", *more, of="ThreadsResult")["threads"]

    def texts(self, thread=None):
        """All comments that this person sees, or those of one thread."""
        threads = self.threads()
        return [comment["text"] for one in threads for comment in one["comments"] if thread in (None, one["id"])]

    def daemon_pid(self):
        return self.reads("status", of="StatusResult")["pid"]

    def waits_for(self, condition, what):
        """Without doing anything for it: the daemon fetches by itself."""
        return wait_until(condition, f"{self.name} to see {what}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        lock = self.home.path / "run/restante/lock"
        if lock.exists() and (self.home.path / "run/restante/socket").exists():
            pid = int(lock.read_text() or 0)
            if pid:
                try:
                    os.kill(pid, signal.SIGTERM)
                    wait_until(lambda: not running(pid), "the daemon's end")
                except ProcessLookupError:
                    pass
        self.home.__exit__()


def running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
