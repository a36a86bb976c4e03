// A route that was extended is the route that is made anew: seeded histories with merges, in memory.
#include <doctest/doctest.h>

#include <random>
#include <unordered_map>

#include "follow/route.hpp"

using namespace restante;
using namespace restante::follow;

namespace {

class MadeObjects final : public vcs::Objects {
  public:
    Result<vcs::RawObject> read(const vcs::ObjectId& id, std::size_t) override {
        const auto found = objects_.find(id.hex());
        if (found == objects_.end()) return fail(Errc::not_found, "no object {}", id.hex());
        return found->second;
    }
    void commit(std::size_t number, const std::vector<std::size_t>& parents, unsigned content,
                std::int64_t at) {
        const auto tree = hex('7', content);
        objects_[tree] = {vcs::ObjectKind::tree, std::string("100644 file") + '\0' + std::string(19, '\x01') +
                                                     static_cast<char>(content)};
        std::string text = "tree " + tree + "\n";
        for (const auto parent : parents)
            text += "parent " + hex('c', parent) + "\n";
        text += fmt::format("author a <a> {0} +0000\ncommitter a <a> {0} +0000\n\nm\n", at);
        objects_[hex('c', number)] = {vcs::ObjectKind::commit, text};
    }
    static vcs::ObjectId id(std::size_t number) { return vcs::ObjectId::parse(hex('c', number)).value(); }

  private:
    static std::string hex(char kind, std::size_t number) { return fmt::format("{}{:039x}", kind, number); }
    std::unordered_map<std::string, vcs::RawObject> objects_;
};

std::unique_ptr<MadeObjects> random_history(std::size_t commits, std::mt19937& random) {
    auto objects = std::make_unique<MadeObjects>();
    std::vector<unsigned> contents;
    for (std::size_t i = 0; i < commits; ++i) {
        std::vector<std::size_t> parents;
        if (i > 0) parents.push_back(i - 1 - random() % std::min<std::size_t>(i, 4));
        if (i > 1 && random() % 3 == 0) {
            const auto other = random() % i;
            if (other != parents.front()) parents.push_back(other);
        }
        const bool as_before = !parents.empty() && random() % 2 == 0;
        contents.push_back(as_before ? contents[parents[random() % parents.size()]] : random() % 4);
        // Clocks are not all right.
        const auto skew = random() % 8 == 0 ? static_cast<std::int64_t>(random() % 500) : 0;
        objects->commit(i, parents, contents.back(), 1'000'000 + 100 * static_cast<std::int64_t>(i) - skew);
    }
    return objects;
}

bool same(const std::vector<Transition>& a, const std::vector<Transition>& b) {
    return std::ranges::equal(a, b, [](const Transition& x, const Transition& y) {
        return x.parent == y.parent && x.child == y.child;
    });
}

}  // namespace

TEST_CASE("a route that was extended lists the changes that a new one lists") {
    constexpr std::size_t commits = 60;
    int extended = 0;
    int refused = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        std::mt19937 random(seed);
        History history(random_history(commits, random));
        const auto number = [&](std::size_t commit) { return *history.commit(MadeObjects::id(commit)); };
        const auto from = number(random() % 20);
        Route route(history, from, number(20 + random() % 10));
        if (route.relation() != Relation::after) continue;
        for (std::size_t to = 30; to < commits; to += 1 + random() % 8) {
            const auto end = route.to();
            REQUIRE(route.chain(end, from, "file"));
            const auto next = number(to);
            if (!route.extend(next)) {
                ++refused;
                CHECK(route.to() == end);
                continue;
            }
            ++extended;
            const Route anew(history, from, next);
            CHECK(anew.relation() == Relation::after);
            const auto longer = route.chain(next, from, "file");
            const auto expected = anew.chain(next, from, "file");
            REQUIRE(longer);
            REQUIRE(expected);
            CHECK_MESSAGE(same(*longer, *expected), "seed " << seed << ", to commit " << to);
        }
    }
    CHECK(extended > 200);
    CHECK(refused > 50);
}

TEST_CASE("a route is extended neither to a commit beside its end nor when it leads back") {
    auto objects = std::make_unique<MadeObjects>();
    objects->commit(0, {}, 1, 100);
    objects->commit(1, {0}, 2, 200);
    objects->commit(2, {1}, 3, 300);
    objects->commit(3, {1}, 3, 400);
    History history(std::move(objects));
    const auto number = [&](std::size_t commit) { return *history.commit(MadeObjects::id(commit)); };
    Route route(history, number(0), number(2));
    CHECK_FALSE(route.extend(number(3)));
    CHECK(route.to() == number(2));
    Route back(history, number(2), number(0));
    CHECK_FALSE(back.extend(number(1)));
    CHECK(back.extend(number(0)));
}
