// The Nth write, sync, truncation, removal or open fails, for N = 1, 2, 3 … until a run meets no fault: what
// was acknowledged is there, what was refused is not, and the file is whole.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.hpp"
#include "support/fault_vfs.hpp"

namespace restante::store {
namespace {

using namespace tests;

constexpr Fault all_faults[] = {Fault::io_error, Fault::disk_full, Fault::crash, Fault::power_cut};

/// After a crash the call that was under way may have become durable without saying so.
bool may_leave_more(Fault fault) {
    return fault == Fault::crash || fault == Fault::power_cut;
}

/// `run(options)` works on the store at `path` and gives up when it likes; `check()` looks at what is left.
template <class Prepare, class Run, class Check>
void for_every_fault(Prepare prepare, Run run, Check check) {
    for (auto fault : all_faults) {
        for (int n = 1;; ++n) {
            CAPTURE(static_cast<int>(fault));
            CAPTURE(n);
            REQUIRE(n < 2'000);
            TempFolder folder;
            const auto path = folder / "a.db";
            FaultVfs disk;
            OpenOptions options;
            options.vfs = disk.name();
            options.checkpoint_pages = 8;  // so that copying the log into the file is hit too
            prepare(path, options);
            disk.fail_at(n, fault);
            run(path, options);
            const bool fired = disk.fired();
            disk.disarm();
            check(path, options, fault);
            if (!fired) break;
        }
    }
}

std::vector<std::string> texts_in(const core::Thread& thread) {
    std::vector<std::string> texts;
    for (const auto& comment : thread.comments)
        texts.push_back(comment.text);
    return texts;
}

}  // namespace

TEST_CASE("whatever I/O fails, an acknowledged reply is there and a refused one is not") {
    ThreadId thread;
    std::vector<std::string> acknowledged;
    int attempts = 0;
    for_every_fault(
        [&](const std::string& path, const OpenOptions& options) {
            Replica replica(path, 1, options);
            thread = replica.open_thread("a.cpp", "opening").id;
            acknowledged = {"opening"};
            attempts = 0;
        },
        [&](const std::string& path, const OpenOptions& options) {
            FakeClock clock;
            FakeIdSource ids(2);
            auto store = Store::open(path, clock, ids, options);
            if (!store) return;
            for (int i = 0; i < 4; ++i) {
                ++attempts;
                auto text = fmt::format("reply {}", i);
                auto result = (*store)->append_local("team", thread, replying(text));
                if (result) acknowledged.push_back(text);
                // A reply that is refused is refused with a reason that a person can act on.
                if (!result) CHECK(result.error().code == Errc::io);
            }
            (void)(*store)->index_some(10);
        },
        [&](const std::string& path, const OpenOptions& options, Fault fault) {
            Replica replica(path, 3, options);
            CHECK(must(replica.store->integrity()).empty());
            auto reader = must(Reader::open(path));
            auto present = texts_in(*must(reader.thread(thread)));
            if (may_leave_more(fault)) {
                CHECK(present.size() <= acknowledged.size() + 1);
                CHECK(std::ranges::includes(present, acknowledged));
            } else {
                CHECK(present == acknowledged);
            }
            CHECK(replica.all_pending().size() == present.size());
            replica.index_all();
            CHECK(must(reader.search("reply", SearchOrder::newest, 10)).hits.size() == present.size() - 1);
        });
}

TEST_CASE("whatever I/O fails, a batch of a hub's ops is taken whole with its cursor, or not at all") {
    TempFolder far_folder;
    Replica far(far_folder / "far.db", 9);
    std::vector<ThreadId> threads;
    for (int i = 0; i < 5; ++i) {
        threads.push_back(far.open_thread(fmt::format("f{}.cpp", i), "opening").id);
        far.reply(threads.back(), "reply");
    }
    const auto ops = far.all_pending();
    bool acknowledged = false;
    for_every_fault(
        [&](const std::string& path, const OpenOptions& options) {
            Replica replica(path, 1, options);
            acknowledged = false;
        },
        [&](const std::string& path, const OpenOptions& options) {
            FakeClock clock;
            FakeIdSource ids(2);
            auto store = Store::open(path, clock, ids, options);
            if (!store) return;
            acknowledged = (*store)->ingest("team", views(ops), "cursor").has_value();
        },
        [&](const std::string& path, const OpenOptions& options, Fault fault) {
            Replica replica(path, 3, options);
            CHECK(must(replica.store->integrity()).empty());
            const bool there = must(replica.store->cursor("team")).has_value();
            // A power cut may take it, though it was said to be there: the hub gives it again. Nothing else
            // may.
            if (fault != Fault::power_cut && (acknowledged || !may_leave_more(fault)))
                CHECK(there == acknowledged);
            auto reader = must(Reader::open(path));
            for (const auto& thread : threads)
                CHECK(must(reader.thread(thread)).has_value() == there);
            CHECK(must(replica.store->ingest("team", views(ops), "cursor")).inserted ==
                  (there ? 0U : ops.size()));
        });
}

TEST_CASE("whatever I/O fails, an acknowledged reply has beside it what came from the hub before it") {
    TempFolder far_folder;
    Replica far(far_folder / "far.db", 9);
    const auto thread = far.open_thread("f.cpp", "opening").id;
    const auto ops = far.all_pending();
    int acknowledged = 0;
    for_every_fault(
        [&](const std::string& path, const OpenOptions& options) {
            Replica replica(path, 1, options);
            acknowledged = 0;
        },
        [&](const std::string& path, const OpenOptions& options) {
            FakeClock clock;
            FakeIdSource ids(2);
            auto store = Store::open(path, clock, ids, options);
            if (!store || !(*store)->ingest("team", views(ops), "cursor")) return;
            if ((*store)->append_local("team", thread, replying("first"))) ++acknowledged;
            // What is relaxed about an ingest and about the index must not stick to the next reply.
            (void)(*store)->index_some(10);
            (void)(*store)->ingest("team", views(ops), "cursor 2");
            if ((*store)->append_local("team", thread, replying("second"))) ++acknowledged;
        },
        [&](const std::string& path, const OpenOptions& options, Fault fault) {
            Replica replica(path, 3, options);
            CHECK(must(replica.store->integrity()).empty());
            auto reader = must(Reader::open(path));
            const auto found = must(reader.thread(thread));
            if (acknowledged > 0) {
                REQUIRE(found);
                CHECK(must(replica.store->cursor("team")).has_value());
                const auto replies = static_cast<int>(found->comments.size()) - 1;
                CHECK(replies >= acknowledged);
                if (!may_leave_more(fault)) CHECK(replies == acknowledged);
            }
        });
}

TEST_CASE("whatever I/O fails, a draft is the last text that was said to be saved") {
    DraftId id;
    std::string saved_text;
    std::string tried_text;
    Draft draft{.kind = DraftKind::new_thread, .space = "team", .text = "H"};
    for_every_fault(
        [&](const std::string& path, const OpenOptions& options) {
            Replica replica(path, 1, options);
            draft.text = "H";
            draft.id = DraftId{};
            draft.id = must(replica.store->put_draft(draft, 0)).id;
            saved_text = tried_text = draft.text;
        },
        [&](const std::string& path, const OpenOptions& options) {
            FakeClock clock;
            FakeIdSource ids(2);
            auto store = Store::open(path, clock, ids, options);
            if (!store) return;
            std::int64_t revision = 1;
            for (auto text : {"He", "Hel", "Hello"}) {
                draft.text = tried_text = text;
                auto saved = (*store)->put_draft(draft, revision);
                if (!saved) continue;
                CHECK_FALSE(saved->forked);
                revision = saved->revision;
                saved_text = text;
            }
        },
        [&](const std::string& path, const OpenOptions& options, Fault fault) {
            Replica replica(path, 3, options);
            CHECK(must(replica.store->integrity()).empty());
            auto all = must(replica.store->drafts());
            REQUIRE(all.size() == 1);
            if (!may_leave_more(fault))
                CHECK(all[0].text == saved_text);
            else
                CHECK(all[0].text.size() >= saved_text.size());
        });
}

TEST_CASE("a store whose very making fails is made by the next start") {
    for_every_fault([](const std::string&, const OpenOptions&) {},
                    [](const std::string& path, const OpenOptions& options) {
                        FakeClock clock;
                        FakeIdSource ids(2);
                        (void)Store::open(path, clock, ids, options);
                    },
                    [](const std::string& path, const OpenOptions& options, Fault) {
                        Replica replica(path, 3, options);
                        replica.open_thread("a.cpp", "one");
                        CHECK(must(replica.store->integrity()).empty());
                    });
}

TEST_CASE("a process killed at any moment has kept all that it acknowledged") {
    for (int rounds = 1; rounds <= 4; ++rounds) {
        CAPTURE(rounds);
        TempFolder folder;
        const auto path = folder / "a.db";
        int pipe_ends[2];
        REQUIRE(::pipe(pipe_ends) == 0);
        const auto child = ::fork();
        if (child == 0) {
            FakeClock clock;
            FakeIdSource ids(2);
            auto store = Store::open(path, clock, ids);
            if (!store) ::_exit(1);
            for (;;) {
                auto done = (*store)->append_local("team", {}, opening("a.cpp", "text"));
                if (!done) ::_exit(1);
                if (::write(pipe_ends[1], done->op.bytes.data(), 16) != 16) ::_exit(1);
                if (!(*store)->index_some(3)) ::_exit(1);
            }
        }
        ::close(pipe_ends[1]);
        std::vector<ThreadId> acknowledged;
        for (int i = 0; i < rounds * 7; ++i) {
            ThreadId id;
            REQUIRE(::read(pipe_ends[0], id.bytes.data(), 16) == 16);
            acknowledged.push_back(id);
        }
        REQUIRE(::kill(child, SIGKILL) == 0);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        for (ThreadId id; ::read(pipe_ends[0], id.bytes.data(), 16) == 16;)
            acknowledged.push_back(id);
        ::close(pipe_ends[0]);

        Replica replica(path, 3);
        CHECK(must(replica.store->integrity()).empty());
        auto reader = must(Reader::open(path));
        for (const auto& id : acknowledged)
            CHECK(must(reader.thread(id)));
    }
}

}  // namespace restante::store
