// A store in a folder of its own, with a clock and ids that are the same in every run.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "core/fold.hpp"
#include "core/thread_codec.hpp"
#include "oplog/codec.hpp"
#include "store/reader.hpp"
#include "store/store.hpp"
#include "support/fakes.hpp"
#include "support/temp_folder.hpp"

namespace restante::tests {

/// The value, or a failed test that says why not.
template <class T>
T must(Result<T> result) {
    if (!result) FAIL(to_string(result.error()));
    return std::move(*result);
}
inline void must(Result<void> result) {
    if (!result) FAIL(to_string(result.error()));
}

inline anchor::Anchor anchor_at(const std::string& path, const std::string& repository = "r1") {
    anchor::Anchor anchor;
    anchor.repository = repository;
    anchor.path = path;
    anchor.blob = std::string(40, 'a');
    anchor.range = {{3, 0}, {4, 0}};
    anchor.quote = "int answer = 42;\n";
    anchor.prefix = {"before"};
    anchor.suffix = {"after"};
    return anchor;
}

inline store::MakeOp opening(const std::string& path, const std::string& text,
                             const std::string& title = "") {
    return [=](const core::Stamp& stamp, const core::Thread*) {
        return core::make_open(stamp, anchor_at(path), text, title);
    };
}

inline store::MakeOp replying(const std::string& text) {
    return [=](const core::Stamp& stamp, const core::Thread* thread) {
        return core::make_comment(stamp, *thread, text);
    };
}

/// Time moves by a second at each op, so that later ops have later ids.
struct Replica {
    explicit Replica(const std::string& path, std::uint8_t seed = 1, const store::OpenOptions& options = {})
        : ids(seed), store(must(store::Store::open(path, clock, ids, options))) {}

    core::Thread open_thread(const std::string& path, const std::string& text,
                             const std::string& title = "") {
        clock.advance(1'000);
        return must(store->append_local("team", {}, opening(path, text, title))).thread;
    }
    core::Thread reply(ThreadId thread, const std::string& text) {
        clock.advance(1'000);
        return must(store->append_local("team", thread, replying(text))).thread;
    }
    std::vector<std::string> all_pending(const std::string& space = "team") {
        std::vector<std::string> bytes;
        for (auto& op : must(store->outbox(space, 0, 1'000'000, 1'000'000'000)).ops)
            bytes.push_back(op.bytes);
        return bytes;
    }
    void index_all() {
        while (must(store->index_some(100)) > 0) {
        }
    }

    FakeClock clock;
    FakeIdSource ids;
    std::unique_ptr<store::Store> store;
};

inline std::vector<std::string_view> views(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

/// The database as version `n` of the schema left it: a dump of one that was written by that version.
inline void restore_golden(const std::string& path, const std::string& name) {
    std::ifstream file(std::string(RESTANTE_SOURCE_DIR) + "/tests/unit/store/golden/" + name);
    const std::string sql{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(sql.empty());
    constexpr store::Schema none{0, "golden sample", {}};
    auto db = must(store::Database::open(path, none));
    must(db.execute(sql.c_str()));
}

}  // namespace restante::tests
