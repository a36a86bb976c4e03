// Stored bytes from the first version on must be read for ever. Each file in golden/ was written by some
// version and is never changed; a new form brings a new file. To write the files of a new kind:
// RESTANTE_WRITE_GOLDEN=1 unit_core -tc='golden*' (it writes only what is not there).
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/authorize.hpp"
#include "core/thread_codec.hpp"
#include "oplog/codec.hpp"
#include "unit/core/kinds.hpp"

using namespace restante;
using namespace restante::core;
using namespace restante::tests;

namespace {

const std::filesystem::path folder = std::filesystem::path(RESTANTE_SOURCE_DIR) / "tests/unit/core/golden";

/// The file's text without its last line end. Files that are missing are written when that was asked for.
std::string golden(const std::string& name, const std::string& now) {
    const auto path = folder / name;
    if (!std::filesystem::exists(path) && std::getenv("RESTANTE_WRITE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << now << '\n';
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), "no golden sample ", name);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string to_hex(std::string_view bytes) {
    std::string out;
    for (const auto c : bytes) {
        if (!out.empty() && out.size() % 101 == 100) out.push_back('\n');
        fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string from_hex(std::string_view text) {
    std::string digits;
    for (const auto c : text)
        if (c != '\n') digits.push_back(c);
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

/// One op of each kind, as one talk: some of it out of sight of the rest.
std::vector<oplog::Op> one_of_each() {
    Talk talk(ada, "Dropped items");
    const auto id = talk.reply(bob, "because the \"bound\"\nis \\ small — naïve, 日本, 𝄞, \x01");
    std::vector<oplog::Op> ops = talk.ops;
    for (const auto* kind : {"thread.title", "comment.edit", "comment.redact", "thread.reanchor",
                             "thread.resolve", "thread.reopen", "actor.profile"}) {
        ops.push_back(sample_op_of(kind, talk.desk.stamp(bob), talk.thread, talk.comment(id), "word"));
        if (ops.back().entity == talk.entity()) talk.add(ops.back());
    }
    return ops;
}

/// A decision with all that decisions brought, some of it twice, and what else begins there.
std::vector<oplog::Op> all_about_a_decision() {
    auto talk = Talk::about_decision(ada);
    const auto remark = talk.reply(bob, "64 is plenty");
    std::vector<oplog::Op> others;
    for (const auto* kind : {"decision.edit", "decision.position", "link.add", "decision.accept",
                             "decision.number", "decision.edit", "decision.deprecate", "decision.reopen",
                             "decision.reject", "link.remove", "link.add", "decision.govern"}) {
        auto op = sample_op_of(kind, talk.desk.stamp(bob), talk.thread, talk.comment(remark), "word");
        if (op.entity == talk.entity())
            talk.add(std::move(op));
        else
            others.push_back(std::move(op));
    }
    talk.ops.insert(talk.ops.end(), others.begin(), others.end());
    return talk.ops;
}

void check_golden(const oplog::Op& op) {
    CAPTURE(op.kind);
    const auto bytes = golden(op.kind + ".json", oplog::encode(op));
    CHECK(oplog::encode(op) == bytes);
    const auto stored = oplog::decode(bytes);
    REQUIRE(stored);
    CHECK(*stored == op);
    CHECK(validate(*stored));
}

void check_golden_thread(const std::string& name, std::span<const oplog::Op> made) {
    const auto thread = fold_thread(made[0].id.as<ThreadTag>(), made);
    REQUIRE(thread);
    const auto bytes = from_hex(golden(name, to_hex(encode_thread(*thread))));
    CHECK(to_hex(encode_thread(*thread)) == to_hex(bytes));
    CHECK(decode_thread(bytes) == *thread);
}

}  // namespace

TEST_CASE("golden ops: today's bytes are those of the first version, and mean the same") {
    std::set<std::string> kinds;
    for (const auto& op : one_of_each())
        if (kinds.insert(op.kind).second) check_golden(op);
    for (const auto& op : all_about_a_decision())
        if (kinds.insert(op.kind).second) check_golden(op);
    CHECK(kinds.size() == ops::all_kinds().size());
}

TEST_CASE("golden op of a kind from the future: kept as it is, folds to nothing") {
    const auto bytes = golden("unknown_kind.json", "");
    const auto op = oplog::decode(bytes);
    REQUIRE(op);
    CHECK(op->kind == "vote.cast");
    CHECK(oplog::encode(*op) == bytes);
    CHECK(validate(*op));
}

TEST_CASE("golden op of a newer format is refused as such") {
    CHECK(oplog::decode(golden("newer_format.json", "")).error().code == Errc::unsupported_version);
}

TEST_CASE("golden thread: the fold of the golden ops has these bytes") {
    check_golden_thread("thread.v1.hex", one_of_each());
}

TEST_CASE("golden decision: the fold of what is said about one has these bytes") {
    check_golden_thread("thread.v2.hex", all_about_a_decision());
}
