#include "fixture.hpp"

namespace restante::store {
namespace {

using namespace tests;

Draft reply_draft(const std::string& text) {
    return {.id = {},
            .kind = DraftKind::reply,
            .target = "t",
            .space = "team",
            .repository = "r1",
            .path = "a.cpp",
            .anchor = "",
            .text = text};
}

}  // namespace

TEST_CASE("a draft saved again and again stays one draft") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto draft = reply_draft("H");
    auto saved = must(replica.store->put_draft(draft, 0));
    CHECK(saved.revision == 1);
    draft.id = saved.id;
    for (auto text : {"He", "Hel", "Hell", "Hello"}) {
        draft.text = text;
        auto next = must(replica.store->put_draft(draft, saved.revision));
        CHECK(next.id == saved.id);
        CHECK_FALSE(next.forked);
        saved = next;
    }
    auto all = must(replica.store->drafts());
    REQUIRE(all.size() == 1);
    CHECK(all[0].text == "Hello");
    CHECK(all[0].revision == 5);
    CHECK(all[0].path == "a.cpp");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(reader.drafts()) == all);
    CHECK(must(reader.draft(saved.id)) == all[0]);
}

TEST_CASE("two editors that type into one draft both keep their text") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto draft = reply_draft("common");
    auto base = must(replica.store->put_draft(draft, 0));
    draft.id = base.id;
    draft.text = "from Neovim";
    must(replica.store->put_draft(draft, base.revision));
    draft.text = "from VS Code";
    auto forked = must(replica.store->put_draft(draft, base.revision));
    CHECK(forked.forked);
    CHECK(forked.id != base.id);
    CHECK(forked.revision == 1);
    CHECK(must(replica.store->draft(base.id))->text == "from Neovim");
    CHECK(must(replica.store->draft(forked.id))->text == "from VS Code");
}

TEST_CASE("the same text saved twice is one save") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto draft = reply_draft("text");
    auto saved = must(replica.store->put_draft(draft, 0));
    draft.id = saved.id;
    auto again = must(replica.store->put_draft(draft, 0));
    CHECK_FALSE(again.forked);
    CHECK(again.revision == saved.revision);
}

TEST_CASE("text typed into a draft that was sent meanwhile becomes a new draft") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    auto draft = reply_draft("sent");
    auto saved = must(replica.store->put_draft(draft, 0));
    const Request request{.key = to_text(saved.id), .what = "reply", .draft = true};
    must(replica.store->append_local("team", thread.id, replying("sent"), SentDraft{saved.id, "sent"},
                                     request));
    CHECK(must(replica.store->drafts()).empty());
    draft.id = saved.id;
    draft.text = "sent, and more";
    auto late = must(replica.store->put_draft(draft, saved.revision));
    CHECK(late.forked);
    CHECK(late.id != saved.id);
    CHECK(late.sent_in == thread.id);
    // Whoever does not know that it was ever saved is told, too.
    draft.text = "from elsewhere";
    CHECK(must(replica.store->put_draft(draft, 0)).sent_in == thread.id);
    CHECK(must(replica.store->put_draft(draft, 0)).id != saved.id);
    CHECK(must(replica.store->draft(late.id))->text == "sent, and more");
}

TEST_CASE("sending a draft removes only the text that was sent") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    auto draft = reply_draft("short");
    auto saved = must(replica.store->put_draft(draft, 0));
    draft.id = saved.id;
    draft.text = "short, and what the other editor added";
    must(replica.store->put_draft(draft, saved.revision));
    const Request request{.key = to_text(saved.id), .what = "reply", .draft = true};
    const SentDraft sent{saved.id, "short"};
    must(replica.store->append_local("team", thread.id, replying("short"), sent, request));
    REQUIRE(must(replica.store->draft(saved.id)));
    CHECK(must(replica.store->draft(saved.id))->text == draft.text);
    CHECK(must(replica.store->put_draft(draft, saved.revision + 1)).sent_in == thread.id);
}

TEST_CASE("a draft stays when sending it fails") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a", "one");
    auto saved = must(replica.store->put_draft(reply_draft("  "), 0));
    CHECK_FALSE(replica.store->append_local("team", thread.id, replying("  "), SentDraft{saved.id, "  "}));
    CHECK(must(replica.store->draft(saved.id)));
    must(replica.store->remove_draft(saved.id));
    must(replica.store->remove_draft(saved.id));
    CHECK_FALSE(must(replica.store->draft(saved.id)));
}

}  // namespace restante::store
