// What every op store must do. A case runs once per implementation.
#include <doctest/doctest.h>

#include "contract/hub/memory_store.hpp"
#include "core/fold.hpp"
#include "hub/push.hpp"
#include "hub/sqlite_store.hpp"
#include "support/temp_folder.hpp"
#include "unit/hub/sample_ops.hpp"

using namespace restante;
using namespace restante::hub;
using namespace restante::tests;

namespace {

EpochId epoch_id(std::uint8_t n) {
    EpochId id;
    id.bytes[15] = n;
    return id;
}

struct InMemory {
    MemoryStore store{{epoch_id(1), 5, false}, Sha256{1}};
    OpStore& get() { return store; }
};

struct InSqlite {
    TempFolder folder;
    std::unique_ptr<OpStore> store =
        open_sqlite_store({folder / "hub.db", nullptr, epoch_id(1), Sha256{1}, 5}).value();
    OpStore& get() { return *store; }
};

SpaceHead put(OpWriter& writer, const oplog::Op& op) {
    auto head = writer.head(op.space).value();
    head.seq += 1;
    head.chain = next_chain(head.chain, op.id);
    head.lamport = std::max(head.lamport, op.lamport);
    REQUIRE(writer.append(op, oplog::encode(op), head));
    return head;
}

std::vector<std::string> read_all(OpReader& reader, std::string_view space, std::uint64_t after = 0,
                                  std::uint64_t upto = 1'000'000) {
    std::vector<std::string> lines;
    REQUIRE(reader.read(space, after, upto, [&](std::uint64_t seq, const Chain&, std::string_view bytes) {
        CHECK(seq == after + lines.size() + 1);
        lines.emplace_back(bytes);
        return true;
    }));
    return lines;
}

}  // namespace

#define EVERY_STORE InMemory, InSqlite

TEST_CASE_TEMPLATE("a new store has its first epoch, its secret and no space", Store, EVERY_STORE) {
    Store store;
    CHECK(store.get().secret() == Sha256{1});
    auto reader = store.get().reader().value();
    CHECK(reader->epoch() == Epoch{epoch_id(1), 5, false});
    CHECK(reader->heads()->empty());
    CHECK(reader->chain_at("team", 0) == Chain{});
    CHECK(reader->chain_at("team", 1) == std::nullopt);
    CHECK(read_all(*reader, "team").empty());
}

TEST_CASE_TEMPLATE("what is committed is read back untouched and in order, space by space", Store,
                   EVERY_STORE) {
    Store store;
    auto writer = store.get().writer().value();
    auto reader = store.get().reader().value();
    Author ann(1);
    Author bob(2, "other");
    std::vector<std::string> lines;
    REQUIRE(writer->begin());
    SpaceHead head;
    for (int i = 0; i < 5; ++i) {
        const auto op = ann.note("number " + std::to_string(i));
        lines.push_back(oplog::encode(op));
        head = put(*writer, op);
    }
    const auto other = bob.note();
    const auto other_head = put(*writer, other);
    CHECK(read_all(*reader, "team").empty());
    REQUIRE(writer->commit());

    CHECK(read_all(*reader, "team") == lines);
    CHECK(read_all(*reader, "team", 3) == std::vector(lines.begin() + 3, lines.end()));
    CHECK(read_all(*reader, "team", 1, 2) == std::vector{lines[1]});
    CHECK(read_all(*reader, "other") == std::vector{oplog::encode(other)});
    CHECK(reader->heads() == std::vector<NamedHead>{{"other", other_head}, {"team", head}});
    CHECK(reader->chain_at("team", 5) == head.chain);
    CHECK(reader->chain_at("team", 6) == std::nullopt);
    CHECK(reader->chain_at("team", ~0ULL) == std::nullopt);
    int seen = 0;
    REQUIRE(reader->read("team", 0, 5, [&](auto, const auto&, auto) { return ++seen < 2; }));
    CHECK(seen == 2);
}

TEST_CASE_TEMPLATE("a writer sees what it wrote before it commits, and nothing of it after a rollback", Store,
                   EVERY_STORE) {
    Store store;
    auto writer = store.get().writer().value();
    Author ann(1);
    const auto op = ann.note();
    for (const bool keep : {false, true}) {
        REQUIRE(writer->begin());
        CHECK(writer->head("team") == SpaceHead{});
        CHECK_FALSE(writer->find("team", op.id)->has_value());
        CHECK(writer->actor_owner(actor(1)) == std::nullopt);
        const auto head = put(*writer, op);
        REQUIRE(writer->bind_actor(actor(1), "ann"));
        CHECK(writer->head("team") == head);
        CHECK(writer->find("team", op.id)->value().bytes == oplog::encode(op));
        CHECK(writer->find("team", op.id)->value().seq == 1);
        CHECK_FALSE(writer->find("other", op.id)->has_value());
        CHECK(writer->entity_ops("team", op.entity) == std::vector{oplog::encode(op)});
        CHECK(writer->actor_owner(actor(1)) == "ann");
        if (keep)
            REQUIRE(writer->commit());
        else
            writer->rollback();
    }
    auto reader = store.get().reader().value();
    CHECK(read_all(*reader, "team").size() == 1);
    REQUIRE(writer->begin());
    CHECK(writer->actor_owner(actor(1)) == "ann");
    REQUIRE(writer->probe());
    REQUIRE(writer->commit());
}

TEST_CASE_TEMPLATE("the newest epoch is the current one", Store, EVERY_STORE) {
    Store store;
    auto writer = store.get().writer().value();
    REQUIRE(writer->begin());
    REQUIRE(writer->start_epoch({epoch_id(2), 9, true}));
    REQUIRE(writer->commit());
    CHECK(store.get().reader().value()->epoch() == Epoch{epoch_id(2), 9, true});
}

TEST_CASE_TEMPLATE("a token stands for its user until it is revoked or the user removed", Store,
                   EVERY_STORE) {
    Store store;
    auto accounts = store.get().accounts().value();
    const User ann{"ann", "Ann", {"design", "team"}, 7};
    REQUIRE(accounts->add_user(ann));
    CHECK(accounts->add_user(ann).error().code == Errc::already_exists);
    REQUIRE(accounts->add_user({"bob", "Bob", {}, 8}));
    CHECK(accounts->users() == std::vector<User>{ann, {"bob", "Bob", {}, 8}});
    CHECK(accounts->add_token("eve", "", Sha256{9}, 1).error().code == Errc::not_found);
    const auto first = accounts->add_token("ann", "laptop", Sha256{1}, 10).value();
    const auto second = accounts->add_token("ann", "desk", Sha256{2}, 11).value();
    CHECK(accounts->tokens() ==
          std::vector<TokenInfo>{{first, "ann", "laptop", 10}, {second, "ann", "desk", 11}});

    const auto caller = accounts->find_token(Sha256{1}).value();
    REQUIRE(caller);
    CHECK(caller->user == ann);
    CHECK(caller->may_use("team"));
    CHECK_FALSE(caller->may_use("tea"));
    CHECK_FALSE(accounts->find_token(Sha256{3})->has_value());

    REQUIRE(accounts->revoke_token(first));
    CHECK(accounts->revoke_token(first).error().code == Errc::not_found);
    CHECK_FALSE(accounts->find_token(Sha256{1})->has_value());
    CHECK(accounts->find_token(Sha256{2})->has_value());
    REQUIRE(accounts->remove_user("ann"));
    CHECK(accounts->remove_user("ann").error().code == Errc::not_found);
    CHECK_FALSE(accounts->find_token(Sha256{2})->has_value());
    CHECK(accounts->add_token("bob", "", Sha256{4}, 12).value() > second);
}

TEST_CASE_TEMPLATE("a removed user's actors stay the name's", Store, EVERY_STORE) {
    Store store;
    auto accounts = store.get().accounts().value();
    auto writer = store.get().writer().value();
    REQUIRE(accounts->add_user({"ann", "Ann", {}, 7}));
    REQUIRE(writer->begin());
    REQUIRE(writer->bind_actor(actor(2), "ann"));
    REQUIRE(writer->bind_actor(actor(1), "ann"));
    REQUIRE(writer->commit());
    CHECK(accounts->actors_of("ann") == std::vector{actor(1), actor(2)});
    REQUIRE(accounts->remove_user("ann"));
    REQUIRE(writer->begin());
    CHECK(writer->actor_owner(actor(1)) == "ann");
    REQUIRE(writer->commit());
}

TEST_CASE_TEMPLATE("a push takes what is new, knows what it has, and refuses what it must", Store,
                   EVERY_STORE) {
    Store store;
    auto writer = store.get().writer().value();
    Author ann(1);
    const auto push_as = [&](std::string_view user, const std::string& body, TimeMs now = 100) {
        REQUIRE(writer->begin());
        const auto lines = read_push(body, "team", 100).value();
        auto outcome = push(*writer, "team", user, lines, now).value();
        REQUIRE(writer->commit());
        return outcome;
    };
    auto op = ann.note("one");
    const auto one = oplog::encode(op);
    op.at += 1;
    const auto other_bytes = oplog::encode(op);

    auto first = push_as("ann", one + "\n" + one + "\nrubbish\n" + other_bytes + "\n" + ann.line("two"));
    REQUIRE(first.items.size() == 5);
    CHECK(first.items[0].status == PushStatus::accepted);
    CHECK(first.items[0].seq == 1);
    CHECK(first.items[1].status == PushStatus::duplicate);
    CHECK(first.items[1].seq == 1);
    CHECK(first.items[2].status == PushStatus::rejected);
    CHECK(first.items[2].id.is_nil());
    CHECK(first.items[3].code == Errc::conflict);
    CHECK(first.items[4].seq == 2);
    CHECK(first.appended.size() == 2);
    CHECK(first.head.seq == 2);

    // Nobody owns the actor: bob may relay. Then ann owns it: bob may not.
    CHECK(push_as("bob", ann.line("three")).items[0].status == PushStatus::accepted);
    REQUIRE(writer->begin());
    REQUIRE(writer->bind_actor(actor(1), "ann"));
    REQUIRE(writer->commit());
    const auto four = ann.line("four");
    CHECK(push_as("bob", four).items[0].code == Errc::forbidden);
    CHECK(push_as("bob", one).items[0].status == PushStatus::duplicate);
    // In a recovered epoch bob may give back what ann wrote.
    REQUIRE(writer->begin());
    REQUIRE(writer->start_epoch({epoch_id(2), 100, true}));
    REQUIRE(writer->commit());
    CHECK(push_as("bob", four).items[0].status == PushStatus::accepted);
    CHECK(push_as("bob", ann.line("late"), 100 + 31LL * 24 * 3600 * 1000).items[0].code == Errc::forbidden);
    ann.lamport += 1'100'000;
    CHECK(push_as("ann", ann.line("far ahead")).items[0].code == Errc::invalid_argument);
}

TEST_CASE_TEMPLATE("editing and redacting another's comment is refused, against the thread as the hub has it",
                   Store, EVERY_STORE) {
    Store store;
    auto writer = store.get().writer().value();
    Author ann(1);
    Author bob(2);
    const auto open = core::make_open(ann.stamp(), sample_anchor(), "Why so?", "").value();
    const auto thread = core::fold_thread(open.entity.as<ThreadTag>(), std::vector{open}).value();
    const auto comment = thread.comments.front();
    bob.lamport = 10;
    auto bobs_view = thread;
    bobs_view.comments.front().author = actor(2);  // a client that lies to itself
    const auto forged =
        core::make_edit(bob.stamp(), bobs_view, comment.id, "Because!", comment.version).value();
    const auto own =
        core::make_edit(ann.stamp(), thread, comment.id, "Why is this so?", comment.version).value();

    REQUIRE(writer->begin());
    const auto body = oplog::encode(open) + "\n" + oplog::encode(forged) + "\n" + oplog::encode(own);
    const auto outcome = push(*writer, "team", "ann", read_push(body, "team", 100).value(), 100).value();
    REQUIRE(writer->commit());
    CHECK(outcome.items[0].status == PushStatus::accepted);
    CHECK(outcome.items[1].code == Errc::forbidden);
    CHECK(outcome.items[2].status == PushStatus::accepted);
}
