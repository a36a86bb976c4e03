"""Disks of a test's own, small ones that fill up and that can be made read-only: mounted in a mount namespace, which nobody
else sees and which ends with the test."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from people import Home

INSIDE = "RESTANTE_TEST_OWN_MOUNTS"


def enter_own_mounts():
    """Starts this program anew where it may mount; goes on as it is where that is not permitted, for need_mounts to say."""
    if INSIDE in os.environ:
        return
    unshare = ["unshare", "--mount", "--propagation", "private", *(["--map-root-user"] if os.getuid() else [])]
    try:
        tried = subprocess.run([*unshare, "true"], capture_output=True, text=True, check=False)
        why = tried.stderr.strip()
    except FileNotFoundError as error:
        why = str(error)
    if why:
        os.environ[INSIDE] = why
    else:
        os.execvpe(unshare[0], [*unshare, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: ""})


def need_mounts():
    """For setUpModule."""
    if why := os.environ.get(INSIDE, "enter_own_mounts was not called"):
        raise unittest.SkipTest(f"no mount namespace here, so no disk to fill or to write-protect: {why}")


def mount(*words):
    subprocess.run(["mount", *words], check=True)


class Disk:
    """A tmpfs over a folder."""

    def __init__(self, folder, megabytes=16):
        self.folder = folder
        self._filler = folder / "filler"
        self._shields = []
        mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "restante-test", str(folder))

    def fill(self):
        """To the last byte."""
        with open(self._filler, "ab", buffering=0) as file:
            for size in (1 << 16, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free(self):
        self._filler.unlink()

    def protect(self, part=""):
        """Read-only from now on, the whole or a folder of it, for whoever opens something. Files that are open stay so."""
        folder = self.folder / part
        mount("--rbind", str(folder), str(folder))  # with the mounts in it, which stay writable
        mount("-o", "remount,bind,ro", str(folder))
        self._shields.append(folder)

    def unprotect(self):
        # Lazily: a program may have its working folder there.
        subprocess.run(["umount", "--lazy", str(self._shields.pop())], check=True)

    def end(self):
        while self._shields:
            self.unprotect()
        subprocess.run(["umount", "--lazy", "--recursive", str(self.folder)], check=True)


class DiskHome(Home):
    """A home on a disk of its own, the runtime folder on another one, as systems have it."""

    def __init__(self, megabytes=16):
        super().__init__()
        self.disk = Disk(self.path, megabytes)
        for part in ("config", "data", "state", "run"):
            (self.path / part).mkdir(mode=0o700)
        Disk(self.path / "run", 1)

    def __exit__(self, *details):
        self.disk.end()
        super().__exit__(*details)


class DiskFolder:
    """For a hub: a folder on a disk of its own."""

    def __init__(self, megabytes=16):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="rst-hub-"))
        self.disk = Disk(self.path, megabytes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.disk.end()
        self.path.rmdir()
