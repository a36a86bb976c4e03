// The generated half, on real types: what the examples cannot say.
#include <doctest/doctest.h>

#include "protocol/cpp/all.hpp"

using namespace restante;
using namespace restante::protocol;

TEST_CASE("absent optional members are not written") {
    CHECK(to_json(ThreadsParams{}) == "{}");
    CHECK(to_json(ThreadsParams{.limit = 3}) == R"({"limit":3})");
    CHECK(to_json(ThreadsParams{.root = "/r", .state = StateFilter::all}) ==
          R"({"root":"/r","state":"all"})");
    CHECK(to_json(ThreadParams{.thread_id = "t"}) == R"({"threadId":"t"})");
    CHECK(to_json(DraftPutParams{.kind = DraftKind::new_thread, .text = "x"}) ==
          R"({"kind":"newThread","text":"x"})");
    CHECK(to_json(StatusParams{}) == "{}");
}

TEST_CASE("null is read as absent") {
    CHECK(parse<ThreadsParams>(R"({"limit":null,"root":null,"textDocument":null})").value() ==
          ThreadsParams{});
}

TEST_CASE("members from the future are skipped, enum values from the future become unknown") {
    const auto params = parse<ThreadsParams>(R"({"state":"snoozed","colour":{"deep":[1]}})");
    REQUIRE(params.has_value());
    CHECK(params->state == StateFilter::unknown);
    const auto sync = parse<TextDocumentSyncOptions>(R"({"openClose":true,"change":99,"save":{}})");
    REQUIRE(sync.has_value());
    CHECK(sync->change == SyncKind::unknown);
}

TEST_CASE("an integer enum travels as its number") {
    CHECK(to_json(SyncKind::incremental) == "2");
    CHECK(parse<SyncKind>("2").value() == SyncKind::incremental);
    CHECK(parse<SyncKind>("\"2\"").error().message == "integer expected, got string");
}

TEST_CASE("a string enum has the name it has on the wire") {
    CHECK(to_string(SyncPhase::needs_login) == "needsLogin");
    CHECK(to_json(SyncPhase::needs_login) == R"("needsLogin")");
    CHECK(parse<SyncPhase>("7").error().message == "string expected, got number");
}

TEST_CASE("a method's constant is its name on the wire") {
    CHECK(method::thread_new == "restante/thread/new");
    CHECK(method::text_document_did_open == "textDocument/didOpen");
    CHECK(method::cancel_request == "$/cancelRequest");
    CHECK(method::initialize == "initialize");
}

TEST_CASE("a later member of the same name wins, and the others do not stop the reader") {
    CHECK(parse<ThreadParams>(R"({"threadId":7,"threadId":"b"})").value().thread_id == "b");
}
