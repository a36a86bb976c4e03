"""What a test of the real programs needs: a home of its own, a repository, daemons and sessions with them. Every wait
has a deadline and none is a sleep; what goes wrong is shown with the daemon's log."""

import contextlib
import json
import os
import pathlib
import selectors
import signal
import socket
import subprocess
import tempfile
import time

import wire

RESTANTED = os.environ.get("RESTANTE_DAEMON", str(wire.ROOT / "build/dev/bin/restanted"))
DEADLINE_S = 60  # the machine may be busy with other tests, and the programs slowed down by sanitizers


def wait_until(condition, what, deadline_s=DEADLINE_S):
    """For what has no descriptor to wait for: another process's end, a file."""
    end = time.monotonic() + deadline_s
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline_s} s in vain for {what}")
        with selectors.DefaultSelector() as nothing:
            nothing.select(0.005)
    return value


class Home:
    """A user's folders, gone with the test; on a short path, because a socket's path is."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="rst-")
        self.path = pathlib.Path(self._folder.name).resolve()
        for part in ("config", "data", "state", "run"):
            (self.path / part).mkdir(mode=0o700)
        self.processes = []

    @property
    def environment(self):
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.path), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "XDG_CONFIG_HOME": str(self.path / "config"), "XDG_DATA_HOME": str(self.path / "data"),
            "XDG_STATE_HOME": str(self.path / "state"), "XDG_RUNTIME_DIR": str(self.path / "run"),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org",
            "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
        }

    @property
    def config(self):
        return self.path / "config/restante/config.json"

    @property
    def database(self):
        return self.path / "data/restante/restante.db"

    @property
    def socket(self):
        return self.path / "run/restante/socket"

    @property
    def log(self):
        return self.path / "state/restante/restanted.log"

    def write_config(self, text):
        self.config.parent.mkdir(mode=0o700, exist_ok=True)
        self.config.write_text(text, encoding="utf-8")

    def log_text(self):
        with contextlib.suppress(FileNotFoundError):
            return self.log.read_text(encoding="utf-8")
        return ""

    def repository(self, files, name="repo", init=()):
        """A git repository with one commit of these files; with none when there are none."""
        root = self.path / name
        root.mkdir()
        self.git(root, "init", "-q", "-b", "main", *init)
        if not files:
            return root
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git(root, "add", "-A")
        self.git(root, "commit", "-q", "-m", "A commit")
        return root

    def git(self, folder, *arguments):
        return subprocess.run(["git", *arguments], cwd=folder, env=self.environment, check=True,
                              capture_output=True, text=True).stdout.strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        self._folder.cleanup()


class Daemon:
    """restanted at its socket; `ready` is its one line to whoever starts it."""

    def __init__(self, home, **popen):
        self.home = home
        reading, writing = os.pipe()
        self.process = subprocess.Popen([RESTANTED, "--ready-fd", str(writing)], env=home.environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, pass_fds=[writing], **popen)
        home.processes.append(self.process)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            self.ready = pipe.readline().rstrip("\n")

    def connect(self):
        return Session(self.home, over_socket=self.home.socket)

    def end(self, number=signal.SIGTERM):
        """The exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        return self.process.wait(DEADLINE_S)

    def errors(self):
        return self.process.stderr.read().decode()


class Closed(Exception):
    """The daemon ended the connection."""


class Session:
    """One connection: over --stdio to a daemon of its own, or over the socket to a common one."""

    def __init__(self, home, over_socket=None):
        self.home = home
        self._next_id = 1000
        self._buffer = b""
        self._asked = {}
        self.unread = []
        if over_socket is None:
            self.process = subprocess.Popen([RESTANTED, "--stdio"], env=home.environment, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
            home.processes.append(self.process)
            self._socket = None
            self._in, self._out = self.process.stdout.fileno(), self.process.stdin.fileno()
        else:
            self.process = None
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.connect(str(over_socket))
            self._in = self._out = self._socket.fileno()

    # Sending.
    def raw(self, data):
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._out, view):]
        except (BrokenPipeError, ConnectionResetError):
            pass  # the daemon may end a connection before it has read all of it

    def send(self, message):
        """One JSON-RPC message."""
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        if "id" in message and "method" in message:
            self._asked[json.dumps(message["id"])] = message["method"]
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, params=None):
        self.send({"method": method, **({} if params is None else {"params": params})})

    def end_input(self):
        if self._socket is not None:
            self._socket.shutdown(socket.SHUT_WR)
        else:
            self.process.stdin.close()

    # Receiving.
    def read(self, deadline_s=DEADLINE_S):
        """The next message, checked against the schema."""
        end = time.monotonic() + deadline_s
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b"Content-Length:")[1].split(b"\r\n")[0])
                if len(rest) >= length:
                    self._buffer = rest[length:]
                    return self._checked(json.loads(rest[:length].decode("utf-8", "strict")))
            with selectors.DefaultSelector() as selector:
                selector.register(self._in, selectors.EVENT_READ)
                if not selector.select(max(0.0, end - time.monotonic())):
                    raise AssertionError(f"no message within {deadline_s} s; log:\n{self.home.log_text()}")
            try:
                got = os.read(self._in, 1 << 16)
            except ConnectionResetError:
                got = b""
            if not got:
                raise Closed(f"the connection was closed; log:\n{self.home.log_text()}")
            self._buffer += got

    def _checked(self, message):
        if "method" in message:
            wire.check_params(message["method"], message.get("params"))
            if "id" in message:
                self.send({"id": message["id"], "result": None})
        elif "result" in message:
            method = self._asked.get(json.dumps(message["id"]))
            if method in wire.METHODS:
                wire.check_result(method, message["result"])
        else:
            error = message["error"]
            wire.want(isinstance(error.get("code"), int), "error.code", "an integer", error)
            wire.want(bool(error.get("message")), "error.message", "a text", error)
        return message

    def wait_for(self, fits, deadline_s=DEADLINE_S):
        """The first message that fits, of those put aside before and those to come; others are put aside."""
        for index, message in enumerate(self.unread):
            if fits(message):
                return self.unread.pop(index)
        end = time.monotonic() + deadline_s
        while True:
            message = self.read(max(0.1, end - time.monotonic()))
            if fits(message):
                return message
            self.unread.append(message)

    def wait_closed(self):
        with contextlib.suppress(Closed):
            while True:
                self.unread.append(self.read())

    # Asking.
    def ask(self, method, params=None):
        """The whole answer: {"result": …} or {"error": …}."""
        number = self._next_id
        self._next_id += 1
        self.send({"id": number, "method": method, **({} if params is None else {"params": params})})
        return self.wait_for(lambda message: message.get("id") == number and "method" not in message)

    def request(self, method, params=None):
        answer = self.ask(method, params)
        if "result" not in answer:
            raise AssertionError(f"{method}: {answer}")
        return answer["result"]

    def refused(self, method, params=None):
        """The error that it must answer."""
        answer = self.ask(method, params)
        if "error" not in answer:
            raise AssertionError(f"{method} was not refused: {answer}")
        return answer["error"]

    def initialize(self, encoding="utf-8", **options):
        result = self.request("initialize", {
            "capabilities": {"general": {"positionEncodings": [encoding]}},
            "initializationOptions": {"restante": options}, "clientInfo": {"name": "test"}})
        self.notify("initialized", {})
        return result

    def open(self, uri, text, version=1):
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "text", "version": version,
                                                              "text": text}})

    def change(self, uri, version, *changes):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version},
                                               "contentChanges": list(changes)})

    def close(self):
        if self._socket is not None:
            self._socket.close()


def span(first_line, first_character, last_line, last_character):
    return {"start": {"line": first_line, "character": first_character},
            "end": {"line": last_line, "character": last_character}}


def line(number):
    return span(number, 0, number, 0)
