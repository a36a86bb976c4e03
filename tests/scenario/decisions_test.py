"""Decisions in an editor: records come and go while they are shown, and nobody waits for git's memory to type on."""

import contextlib
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "transcripts"))

from world import Daemon, Home, line, span, wait_until  # noqa: E402

BOATS = "# 1. Use boats\n\n## Status\n\nAccepted\n\n## Decision\n\nWe use boats.\n"
CODE = "zero\n// As ADR-0001 says.\none\n"


class SlowGit(Home):
    """A home in which `git blame` says nothing before somebody opens the gate."""

    def __init__(self):
        super().__init__()
        self.gate = self.path / "gate"
        self.blames = self.path / "blames"
        os.mkfifo(self.gate)
        bin_folder = self.path / "bin"
        bin_folder.mkdir()
        real = next(folder for folder in os.environ["PATH"].split(":") if os.access(f"{folder}/git", os.X_OK))
        (bin_folder / "git").write_text(f"""#!/bin/sh
case " $* " in *" blame "*) echo $$ >> {self.blames}; read -r open < {self.gate};; esac
exec {real}/git "$@"
""")
        (bin_folder / "git").chmod(0o755)

    @property
    def environment(self):
        inherited = super().environment
        return {**inherited, "PATH": f"{self.path}/bin:{inherited['PATH']}"}

    def blaming(self):
        """Processes that wait at the gate."""
        pids = self.blames.read_text().split() if self.blames.exists() else []
        return [pid for pid in pids if Path(f"/proc/{pid}").exists()]

    def open_gate(self):
        for _ in self.blaming():
            with contextlib.suppress(OSError):  # nobody waits at it
                gate = os.open(self.gate, os.O_WRONLY | os.O_NONBLOCK)
                os.write(gate, b"\n")
                os.close(gate)


class Shown(unittest.TestCase):
    def setUp(self):
        self.home = self.enterContext(Home())
        self.root = self.home.repository({"docs/adr/0001-use-boats.md": BOATS, "src/a.cpp": CODE})
        self.editor = Daemon(self.home).connect()
        self.addCleanup(self.editor.close)
        self.editor.initialize(publishDecisions=True)
        self.uri = f"file://{self.root}/src/a.cpp"
        self.editor.open(self.uri, CODE)
        self.shown(["ADR-0001"])

    def shown(self, names, stale=False):
        """What is published is, in the end, these marks."""
        def fits(message):
            return message.get("method") == "restante/publishDecisions" and message["params"]["uri"] == self.uri \
                and [(mark["decision"]["name"], mark["stale"]) for mark in message["params"]["marks"]] == [(name, stale) for name in names]
        self.editor.wait_for(fits)

    def test_a_record_that_is_deleted_while_it_is_shown_is_taken_back_and_comes_back(self):
        record = self.root / "docs/adr/0001-use-boats.md"
        record.unlink()
        self.shown([])
        record.write_text(BOATS.replace("Accepted", "Deprecated"), encoding="utf-8")
        self.shown(["ADR-0001"], stale=True)

    def test_a_record_that_is_renamed_is_shown_by_its_new_path(self):
        os.rename(self.root / "docs/adr/0001-use-boats.md", self.root / "docs/adr/0001-use-ships.md")
        def renamed(message):
            return message.get("method") == "restante/publishDecisions" and any(
                mark["decision"]["path"].endswith("ships.md") for mark in message["params"]["marks"])
        self.editor.wait_for(renamed)
        found = self.editor.request("restante/why", {"textDocument": {"uri": self.uri}, "range": line(2)})
        self.assertEqual([one["decision"]["path"] for one in found["decisions"]], ["docs/adr/0001-use-ships.md"])

    def test_a_checkout_that_brings_and_takes_records_is_followed(self):
        self.home.git(self.root, "checkout", "-q", "-b", "other")
        self.home.git(self.root, "rm", "-q", "docs/adr/0001-use-boats.md")
        self.home.git(self.root, "commit", "-q", "-m", "No boats")
        self.shown([])
        self.home.git(self.root, "checkout", "-q", "main")
        self.shown(["ADR-0001"])

    def test_a_folder_of_records_that_is_new_is_found_when_git_knows_it(self):
        (self.root / "decisions").mkdir()
        (self.root / "decisions/0002-b.md").write_text("# 2. B\n\n* Status: accepted\n", encoding="utf-8")
        self.home.git(self.root, "add", "-A")
        wait_until(lambda: len(self.editor.request("restante/decisions", {"root": str(self.root)})["decisions"]) == 2,
                   "the second record")

    def test_a_clone_that_is_gone_is_said_to_be_gone_and_stops_nothing(self):
        os.rename(self.root, self.home.path / "elsewhere")
        error = self.editor.refused("restante/decisions", {"root": str(self.root)})
        self.assertEqual(error["data"]["errc"], "not_found")
        found = self.editor.request("restante/decisions", {"root": str(self.home.path / "elsewhere")})
        self.assertEqual(len(found["decisions"]), 1)


class WhileGitIsAsked(unittest.TestCase):
    def setUp(self):
        self.home = self.enterContext(SlowGit())
        self.root = self.home.repository({"docs/adr/0001-use-boats.md": BOATS, "src/a.cpp": CODE})
        self.editor = Daemon(self.home).connect()
        self.addCleanup(self.editor.close)
        self.editor.initialize()
        self.uri = f"file://{self.root}/src/a.cpp"

    def asks(self, number, at, **more):
        self.editor.send({"id": number, "method": "restante/why", "params": {
            "textDocument": {"uri": self.uri}, "range": line(at), "partialResultToken": number, **more}})

    def so_far(self, number):
        return self.editor.wait_for(lambda m: m.get("method") == "restante/whySoFar" and m["params"]["token"] == number)

    def answer(self, number):
        return self.editor.wait_for(lambda m: m.get("id") == number and "method" not in m)

    def test_what_the_texts_say_comes_first_and_typing_goes_on_meanwhile(self):
        self.asks(1, 2)
        part = self.so_far(1)["params"]["value"]
        self.assertFalse(part["complete"])
        self.assertEqual([one["decision"]["name"] for one in part["decisions"]], ["ADR-0001"])
        self.assertEqual(part["people"], [])
        # Git is still asked: the editor opens the file, types, and is answered about it.
        self.editor.open(self.uri, CODE)
        for version in range(2, 30):
            self.editor.change(self.uri, version, {"range": span(0, 0, 0, 0), "text": "x\n"})
        self.assertEqual(self.editor.request("restante/threads", {"textDocument": {"uri": self.uri}})["version"], 29)
        wait_until(self.home.blaming, "git to be asked")
        wait_until(lambda: (self.home.open_gate(), not self.home.blaming())[1], "git to go on")
        whole = self.answer(1)["result"]
        self.assertTrue(whole["complete"])
        self.assertEqual([one["name"] for one in whole["people"]], ["Ann"])

    def test_a_question_that_is_called_off_ends_git_and_the_next_is_answered(self):
        self.asks(1, 0)
        self.so_far(1)
        wait_until(self.home.blaming, "git to be asked")
        self.editor.notify("$/cancelRequest", {"id": 1})
        self.assertIn("error", self.answer(1))
        wait_until(lambda: not self.home.blaming(), "git to be ended")
        self.asks(2, 2)
        self.so_far(2)
        wait_until(self.home.blaming, "git to be asked")
        wait_until(lambda: (self.home.open_gate(), not self.home.blaming())[1], "git to go on")
        self.assertTrue(self.answer(2)["result"]["complete"])

    def test_the_same_question_asked_again_and_again_is_asked_of_git_once(self):
        for number in range(1, 20):
            self.asks(number, 2)
        for number in range(1, 20):
            self.so_far(number)
        wait_until(self.home.blaming, "git to be asked")
        self.assertEqual(len(self.home.blames.read_text().split()), 1)
        wait_until(lambda: (self.home.open_gate(), not self.home.blaming())[1], "git to go on")
        for number in range(1, 20):
            self.assertTrue(self.answer(number)["result"]["complete"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv, verbosity=2)
