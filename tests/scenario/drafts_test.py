"""What was typed and not sent: in two editors, sent in an earlier version, about lines that move away under it."""

import sys
import unittest

from people import NOT_FOUND, Person
from world import Session, line

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
