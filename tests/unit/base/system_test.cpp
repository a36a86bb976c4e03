#include "base/system.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

#include "base/id.hpp"

using namespace restante;

TEST_CASE("ids of one source ascend within a millisecond") {
    SystemIdSource ids;
    auto last = make_id<OpId>(ids, 1000);
    for (int i = 0; i < 1000; ++i) {
        const auto next = make_id<OpId>(ids, 1000);
        CHECK(last < next);
        CHECK(time_ms(next) == 1000);
        last = next;
    }
}

TEST_CASE("ids still ascend when the clock steps back") {
    SystemIdSource ids;
    const auto before = make_id<OpId>(ids, 2000);
    const auto after = make_id<OpId>(ids, 1000);
    CHECK(before < after);
    CHECK(make_id<OpId>(ids, 3000) > after);
}

TEST_CASE("two sources do not give the same id") {
    SystemIdSource one;
    SystemIdSource other;
    CHECK(make_id<OpId>(one, 1000) != make_id<OpId>(other, 1000));
}

TEST_CASE("ids made on several threads are all different") {
    SystemIdSource ids;
    std::vector<std::vector<OpId>> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made)
            threads.emplace_back([&mine, &ids] {
                for (int i = 0; i < 500; ++i)
                    mine.push_back(make_id<OpId>(ids, 5000));
            });
    }
    std::set<OpId> all;
    for (const auto& mine : made)
        all.insert(mine.begin(), mine.end());
    CHECK(all.size() == 2000);
}

TEST_CASE("random bytes fill all of what was asked for") {
    // 64 zero bytes by chance: once in 2^512 runs.
    std::vector<std::uint8_t> bytes(64);
    random_bytes(bytes.data(), bytes.size());
    CHECK(std::set<std::uint8_t>(bytes.begin(), bytes.end()).size() > 1);
    random_bytes(nullptr, 0);
}
