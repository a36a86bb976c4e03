#include "fixture.hpp"
#include "store/query.hpp"

namespace restante::store {
namespace {

using namespace tests;

std::vector<std::string> found(Reader& reader, std::string_view query,
                               SearchOrder order = SearchOrder::newest) {
    std::vector<std::string> snippets;
    for (auto& hit : must(reader.search(query, order, 20)).hits)
        snippets.push_back(hit.snippet);
    return snippets;
}

}  // namespace

TEST_CASE("a query is quoted throughout, whatever is typed") {
    struct Case {
        std::string_view typed;
        std::string_view match;
    };
    for (auto [typed, match] : {
             Case{"one", R"("one")"},
             Case{"One TWO", R"("one" "two")"},
             Case{R"("One two")", R"("one two")"},
             Case{R"("never closed)", R"("never closed")"},
             Case{"fold_next()", R"("fold next")"},
             Case{"pre*", R"("pre"*)"},
             Case{"pr*", R"("pr")"},
             Case{"a AND b", R"("a" "and" "b")"},
             Case{"text:x NEAR(a b, 3)", R"("text x" "near a" "b" "3")"},
             Case{"größe", R"("größe")"},
             Case{"", ""},
             Case{"\" \" * ( ) - + ^", ""},
         })
        CHECK(parse_query(typed).match() == match);
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "w ";
    CHECK(parse_query(many).terms.size() == terms_max);
}

TEST_CASE("comments are found by words, phrases and beginnings of words") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "Why is the timeout thirty seconds?", "Retry policy");
    replica.reply(thread.id, "The hub's timeout was measured.");
    replica.reply(thread.id, "See retry_delay_ms_max in Größe.cpp");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(found(reader, "timeout").empty());
    CHECK(must(reader.search("timeout", SearchOrder::best, 5)).unindexed == 1);
    replica.index_all();
    CHECK(found(reader, "TIMEOUT").size() == 2);
    CHECK(found(reader, "timeout measured") == std::vector<std::string>{"The hub's timeout was measured."});
    CHECK(found(reader, "\"timeout was\"").size() == 1);
    CHECK(found(reader, "\"was timeout\"").empty());
    CHECK(found(reader, "retry_delay").size() == 1);
    CHECK(found(reader, "secon*").size() == 1);
    CHECK(found(reader, "secon").empty());
    CHECK(found(reader, "policy").size() == 1);  // the title counts as the first comment's
    CHECK(found(reader, "grosse").empty());
    CHECK(found(reader, "größe").size() == 1);
    CHECK(found(reader, "GRÖSSE").empty());
    CHECK(found(reader, "groß*").size() == 1);
    auto hits = must(reader.search("timeout", SearchOrder::newest, 1));
    CHECK(hits.more);
    REQUIRE(hits.hits.size() == 1);
    CHECK(hits.hits[0].thread == thread.id);
    CHECK(hits.hits[0].at == must(reader.thread(thread.id))->comments[1].at);
}

TEST_CASE("bad input to a search finds nothing and breaks nothing") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    replica.open_thread("a.cpp", "words AND more words");
    replica.index_all();
    auto reader = must(Reader::open(folder / "a.db"));
    const std::string with_null("words\0more", 10);
    for (std::string_view text : {"\"", "*", "'", "()", "AND", "NOT NOT", "{a b}: c", "^x", "-x",
                                  "text:", "\xff\xfe", "—", "\"\"", "; DROP TABLE comments", "a\"b\"c"})
        CHECK(reader.search(text, SearchOrder::best, 10));
    CHECK(reader.search(with_null, SearchOrder::best, 10));
    CHECK(reader.search(std::string(100'000, 'x'), SearchOrder::best, 10));
    CHECK(found(reader, "AND").size() == 1);
    std::mt19937 random(42);
    for (int i = 0; i < 300; ++i) {
        std::string noise;
        for (int j = 0; j < 12; ++j)
            noise += static_cast<char>(random() % 256);
        CAPTURE(noise);
        CHECK(reader.search(noise, SearchOrder::newest, 5));
    }
}

TEST_CASE("an edited comment is found by its new words only, a redacted one not at all") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "opening");
    thread = replica.reply(thread.id, "first wording");
    replica.index_all();
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(found(reader, "first").size() == 1);
    const auto comment = thread.comments[1];
    thread = must(replica.store->append_local("team", thread.id,
                                              [&](const core::Stamp& stamp, const core::Thread* now) {
                                                  return core::make_edit(stamp, *now, comment.id,
                                                                         "second wording", comment.version);
                                              }))
                 .thread;
    replica.index_all();
    CHECK(found(reader, "first").empty());
    CHECK(found(reader, "second").size() == 1);
    CHECK(found(reader, "wording").size() == 1);
    must(replica.store->append_local("team", thread.id,
                                     [&](const core::Stamp& stamp, const core::Thread* now) {
                                         return core::make_redact(stamp, *now, comment.id);
                                     }));
    replica.index_all();
    CHECK(found(reader, "wording").empty());
    CHECK(found(reader, "opening").size() == 1);
    CHECK(must(replica.store->integrity()).empty());
}

TEST_CASE("the newest come first when asked so, the best otherwise") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    auto thread = replica.open_thread("a.cpp", "cache cache: the cache is the point of this cache");
    for (int i = 0; i < 10; ++i)
        replica.reply(thread.id,
                      fmt::format("Remark number {} names the cache among many other things, just "
                                  "once, in passing, and goes on about the weather for quite a while",
                                  i));
    replica.index_all();
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(found(reader, "cache", SearchOrder::newest).at(0).find("number 9") != std::string::npos);
    CHECK(found(reader, "cache", SearchOrder::newest).at(9).find("number 0") != std::string::npos);
    CHECK(found(reader, "cache", SearchOrder::best).at(0).starts_with("cache cache"));
    CHECK(found(reader, "cache", SearchOrder::best).at(1).find("number 9") != std::string::npos);
}

TEST_CASE("the index is brought up to date a slice at a time") {
    TempFolder folder;
    Replica replica(folder / "a.db");
    for (int i = 0; i < 10; ++i)
        replica.open_thread("a.cpp", "word");
    auto reader = must(Reader::open(folder / "a.db"));
    CHECK(must(replica.store->index_some(3)) == 7);
    CHECK(found(reader, "word").size() == 3);
    CHECK(must(replica.store->index_some(3)) == 4);
    CHECK(must(replica.store->index_some(30)) == 0);
    CHECK(found(reader, "word").size() == 10);
    CHECK(replica.store->database().integer("PRAGMA synchronous").value() == 2);
}

TEST_CASE("a snippet shows the match, cut at characters, in one line") {
    const auto query = parse_query("needle");
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "größe ";
    text += "the\n\n  needle  is\there ";
    for (int i = 0; i < 60; ++i)
        text += "ähm ";
    const auto shown = snippet(query, text, 80);
    CHECK(shown.find("the needle is here") != std::string::npos);
    CHECK(shown.starts_with("…"));
    CHECK(shown.ends_with("…"));
    CHECK(shown.size() <= 90);
    CHECK(snippet(query, "short", 80) == "short");
    CHECK(snippet(query, "", 80).empty());
}

}  // namespace restante::store
