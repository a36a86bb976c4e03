"""What was typed and not sent: in two editors, sent in an earlier version, about lines that move away under it."""

import subprocess
import sys
import unittest

from people import DONE, FAILED, NOT_FOUND, RESTANTE, Person
from world import DEADLINE_S, Session, line, span

LINES = ["local M = {}", "", "function M.start()", "  return 1", "end", "", "function M.stop()", "  return 0", "end",
         "", "return M"]


def text(lines):
    return "".join(each + "\n" for each in lines)


class Drafts(unittest.TestCase):
    def setUp(self):
        self.ann = self.enterContext(Person("ann", files={"loop.lua": text(LINES)}))
        self.ann.does("thread", "new", "loop.lua:4", "-m", "Why one?")
        self.thread = self.ann.threads()[0]["id"]
        self.editor = Session(self.ann.home, over_socket=self.ann.home.socket)
        self.editor.initialize()
        self.uri = f"file://{self.ann.clone}/loop.lua"

    def tearDown(self):
        self.editor.close()

    def put(self, words, **more):
        return self.editor.request("restante/draft/put", {"kind": "reply", "text": words, "threadId": self.thread, **more})

    def reply(self, words, draft):
        return {"threadId": self.thread, "text": words, "draftId": draft}

    def kept(self):
        return self.editor.request("restante/drafts", {})["drafts"]

    def comments(self):
        thread = self.editor.request("restante/thread", {"threadId": self.thread})["thread"]
        return [comment["text"] for comment in thread["comments"]]

    def test_what_another_editor_added_stays_when_the_shorter_text_is_sent(self):
        first = self.put("Short")
        self.put("Short, and more", id=first["id"], base=first["revision"])
        self.editor.request("restante/thread/reply", self.reply("Short", first["id"]))
        self.assertEqual([draft["text"] for draft in self.kept()], ["Short, and more"])
        error = self.editor.refused("restante/thread/reply", self.reply("Short, and more", first["id"]))
        self.assertEqual(error["data"]["errc"], "already_exists")
        self.assertIn("an earlier text of this draft was sent", error["message"])
        # Whoever sends it by its id means what it has now.
        self.ann.does("drafts", "send", first["id"][-7:])
        self.assertEqual(self.comments(), ["Why one?", "Short", "Short, and more"])
        self.assertEqual(self.kept(), [])

    def test_a_draft_that_was_sent_from_a_shell_says_so_to_the_editor_that_types_on(self):
        draft = self.put("Short")
        self.ann.does("drafts", "send", draft["id"][-7:])
        late = self.put("Short, and more", id=draft["id"], base=draft["revision"])
        self.assertEqual(late["sentIn"], self.thread)
        error = self.editor.refused("restante/thread/reply", self.reply("Short, and more", draft["id"]))
        self.assertEqual(error["data"]["errc"], "already_exists")

    def test_a_draft_of_a_new_thread_stays_with_its_lines(self):
        self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why not nil?", "uri": self.uri, "range": line(6)})
        (self.ann.clone / "loop.lua").write_text(text(["-- a", "-- b", "-- c", *LINES]))
        draft = self.kept()[0]
        self.assertEqual(draft["range"]["start"]["line"], 9)
        self.assertNotIn("lost", draft)
        self.assertIn("loop.lua:10", self.ann.does("drafts"))
        self.assertIn("sent loop.lua:10", self.ann.does("drafts", "send", draft["id"][-7:]))

    def test_in_the_text_that_the_editor_has(self):
        self.editor.open(self.uri, text(LINES))
        self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why not nil?", "uri": self.uri, "range": line(6)})
        self.editor.change(self.uri, 2, {"text": text(["-- a", *LINES])})
        self.assertEqual(self.kept()[0]["range"]["start"]["line"], 7)

    def test_a_later_save_leaves_it_where_its_lines_are_whatever_lines_the_editor_names(self):
        self.editor.open(self.uri, text(LINES))
        about = {"kind": "newThread", "uri": self.uri, "range": line(6)}
        first = self.editor.request("restante/draft/put", {**about, "text": "Why not"})
        self.editor.change(self.uri, 2, {"text": text(["-- a", *LINES])})
        self.editor.request("restante/draft/put", {**about, "text": "Why not nil?", "id": first["id"], "base": 1})
        self.assertEqual([(one["text"], one["range"]["start"]["line"]) for one in self.kept()], [("Why not nil?", 7)])
        # What two editors typed at once is two drafts about the same lines.
        self.editor.request("restante/draft/put", {**about, "text": "Why?", "id": first["id"], "base": 1})
        self.assertEqual({one["range"]["start"]["line"] for one in self.kept()}, {7})

    def test_in_an_open_text_it_goes_along_with_every_key_that_is_typed_in_its_line(self):
        self.editor.open(self.uri, text(LINES))
        about = {"kind": "newThread", "uri": self.uri, "range": line(6)}
        made = self.editor.request("restante/draft/put", {**about, "text": "Why not", "id": "0" * 25 + "1"})
        for version, key in enumerate("whatever it was, it is another line now: ", 2):
            self.editor.change(self.uri, version, {"text": key, "range": span(6, version - 2, 6, version - 2)})
        draft = self.kept()[0]
        self.assertEqual((draft["range"]["start"]["line"], draft.get("lost")), (6, None))
        # What it is about by then is what the next save keeps: also for whoever has only the file.
        self.editor.request("restante/draft/put", {**about, "text": "Why not nil?", "id": made["id"], "base": 1})
        (self.ann.clone / "loop.lua").write_text(
            text(["-- a", *LINES[:6], "whatever it was, it is another line now: " + LINES[6], *LINES[7:]]))
        self.assertIn("loop.lua:8  ", self.ann.does("drafts"))
        # With all of its text it is gone.
        self.editor.change(self.uri, 99, {"text": "", "range": span(6, 0, 7, 0)})
        self.assertTrue(self.kept()[0]["lost"])

    def test_in_a_large_file_it_stays_with_its_lines_too(self):
        lines = [f"local x{number} = {number}  -- a line of a large file" for number in range(12_000)]
        (self.ann.clone / "loop.lua").write_text(text(lines))
        self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why?", "uri": self.uri, "range": line(99)})
        (self.ann.clone / "loop.lua").write_text(text(["-- a", *lines]))
        self.assertEqual(self.kept()[0]["range"]["start"]["line"], 100)

    def test_a_draft_whose_file_is_gone_is_lost(self):
        put = self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why?", "uri": self.uri, "range": line(6)})
        (self.ann.clone / "loop.lua").rename(self.ann.clone / "other.lua")
        self.assertTrue(self.kept()[0]["lost"])
        self.assertIn("loop.lua:7 (its lines are not there any more)", self.ann.does("drafts"))
        self.ann.fails(NOT_FOUND, "drafts", "send", put["id"][-7:], saying="not in the file any more")

    def test_a_draft_that_goes_on_in_another_file_is_about_that(self):
        (self.ann.clone / "other.lua").write_text(text(LINES))
        about = {"kind": "newThread", "range": line(6)}
        first = self.editor.request("restante/draft/put", {**about, "uri": self.uri, "text": "Why"})
        other = self.uri.replace("loop", "other")
        self.editor.request("restante/draft/put", {**about, "uri": other, "text": "Why?", "id": first["id"], "base": 1})
        self.assertEqual([one["uri"] for one in self.kept()], [other])

    def test_a_list_says_all_the_lines_that_a_draft_is_about(self):
        self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why not nil?", "uri": self.uri,
                                                   "range": span(6, 0, 8, 3)})
        self.assertIn("new thread at " + str(self.ann.clone / "loop.lua") + ":7-9  ", self.ann.does("drafts"))

    def test_a_draft_is_shown_whole(self):
        draft = self.put("First line\n\n    indented\n")["id"]
        out = self.ann.does("drafts", "show", draft[-7:])
        self.assertRegex(out, f"^draft {draft[-7:]}  reply to {self.thread[-7:]}  [^\n]+\n\nFirst line\n\n    indented\n$")
        self.assertEqual(self.ann.reads("drafts", "show", draft[-7:], of="Draft")["text"], "First line\n\n    indented\n")
        self.assertEqual(len(self.kept()), 1)
        self.ann.fails(NOT_FOUND, "drafts", "show", "zzzzzzz", saying="no draft's id ends in zzzzzzz\nhint: restante drafts lists")

    def test_a_draft_that_is_removed_is_printed_first_and_no_other_goes(self):
        draft, other = self.put("Thrown\naway")["id"], self.put("Kept")["id"]
        ran = self.ann.runs("drafts", "remove", draft[-7:].upper())
        self.assertEqual((ran.status, ran.out), (DONE, "Thrown\naway\n"))
        self.assertIn(f"removed draft {draft[-7:]}, reply to {self.thread[-7:]}; this was its text\n", ran.err)
        self.assertEqual([one["id"] for one in self.kept()], [other])
        self.assertEqual(self.ann.reads("drafts", "remove", other, of="Draft")["text"], "Kept")
        self.assertEqual(self.kept(), [])
        self.ann.fails(NOT_FOUND, "drafts", "remove", draft[-7:], saying="restante drafts lists them")

    def test_a_draft_whose_text_cannot_be_printed_is_not_removed(self):
        draft = self.put("Not lost")["id"]
        with open("/dev/full", "w", encoding="ascii") as full:
            ran = subprocess.run([RESTANTE, "drafts", "remove", draft], env=self.ann.home.environment, stdout=full,
                                 stderr=subprocess.PIPE, text=True, timeout=DEADLINE_S, check=False)
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn("the draft is kept", ran.stderr)
        self.assertEqual([one["text"] for one in self.kept()], ["Not lost"])

    def test_ids_may_be_typed_in_upper_case(self):
        draft = self.put("Short")["id"]
        self.ann.does("drafts", "send", draft[-7:].upper())
        self.assertIn("Short", self.ann.does("thread", "show", self.thread[-7:].upper()))
        self.ann.does("reply", self.thread.upper(), "-m", "By the whole id")
        thread = self.editor.request("restante/thread", {"threadId": self.thread})["thread"]
        self.ann.does("redact", self.thread[-7:].upper(), thread["comments"][-1]["id"].upper())
        self.ann.does("resolve", self.thread[-7:].upper())
        self.assertEqual(self.ann.threads()[0]["state"], "resolved")

    def test_a_draft_whose_lines_are_gone_says_so_and_is_not_sent_elsewhere(self):
        put = self.editor.request("restante/draft/put", {"kind": "newThread", "text": "Why not nil?", "uri": self.uri, "range": line(6)})
        (self.ann.clone / "loop.lua").write_text("something else\n")
        draft = self.kept()[0]
        self.assertTrue(draft["lost"])
        self.assertEqual(draft["range"]["start"]["line"], 6)
        ran = self.ann.runs("drafts", "send", put["id"][-7:])
        self.assertEqual(ran.status, NOT_FOUND, ran)
        self.assertIn("not in the file any more", ran.err)
        self.assertEqual([one["text"] for one in self.kept()], ["Why not nil?"])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
