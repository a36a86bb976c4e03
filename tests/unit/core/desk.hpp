// People who write ops, for the tests of core: who they are, stamps as a replica hands them out, and a thread
// to write in. Everything is the same in every run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/fold.hpp"
#include "core/make.hpp"
#include "core/make_decision.hpp"
#include "support/fakes.hpp"

namespace restante::tests {

struct Person {
    ActorId actor;
    DeviceId device;
};

/// Distinct for distinct numbers; actors sort by their number.
inline Person person(std::uint8_t n) {
    Person who;
    who.actor.bytes[15] = n;
    who.device.bytes[15] = static_cast<std::uint8_t>(100 + n);
    return who;
}

inline const Person ada = person(1);
inline const Person bob = person(2);

/// One log's clock: each stamp is a minute and one lamport later than the one before.
class Desk {
  public:
    explicit Desk(std::uint8_t seed = 1) : ids_(seed) {}

    core::Stamp stamp(const Person& who) { return stamp(who, ++lamport_); }
    /// With a lamport of one's own, for ops that did not see each other.
    core::Stamp stamp(const Person& who, std::uint64_t lamport) {
        lamport_ = std::max(lamport_, lamport);
        clock_.advance(60'000);
        const auto now = clock_.now_ms();
        return {make_id<OpId>(ids_, now), "team", who.actor, who.device, lamport, now};
    }
    [[nodiscard]] std::uint64_t lamport() const { return lamport_; }

  private:
    FakeClock clock_;
    FakeIdSource ids_;
    std::uint64_t lamport_ = 0;
};

inline anchor::Anchor sample_anchor(std::uint32_t line = 41) {
    anchor::Anchor anchor;
    anchor.repository = "r-1a2b3c";
    anchor.path = "src/queue.cpp";
    anchor.commit = "0123456789abcdef0123456789abcdef01234567";
    anchor.blob = "89abcdef0123456789abcdef0123456789abcdef";
    anchor.range = {{line, 4}, {line + 1, 0}};
    anchor.quote = "    if (queue.size() > max) drop();";
    anchor.prefix = {"void push(Item item) {", "    queue.push_back(item);"};
    anchor.suffix = {"}"};
    anchor.enclosing = "void push(Item item) {";
    return anchor;
}

/// An op with any kind and body, which make.hpp would not make.
inline oplog::Op raw_op(const core::Stamp& stamp, EntityId entity, std::string_view kind, std::string body) {
    oplog::Op op;
    op.id = stamp.id;
    op.space = stamp.space;
    op.kind = kind;
    op.entity = entity;
    op.actor = stamp.actor;
    op.device = stamp.device;
    op.lamport = stamp.lamport;
    op.at = stamp.at;
    op.body = std::move(body);
    return op;
}

/// A thread as it grows on one replica: each op is made against what is seen, appended and folded.
struct Talk {
    Desk desk;
    std::vector<oplog::Op> ops;
    core::Thread thread;

    /// Opened by `who` with one comment, "why is this dropped?".
    explicit Talk(const Person& who = ada, std::string title = "") {
        begin(core::make_open(desk.stamp(who), sample_anchor(), "why is this dropped?", std::move(title)));
    }
    /// The same about a decision, "Bound the queue", of `who`'s.
    static Talk about_decision(const Person& who = ada) {
        Talk talk{Desk()};
        core::Proposal proposal{.repository = "r-1a2b3c", .title = "Bound the queue"};
        proposal.texts[0] = "It grows without end.";
        talk.begin(core::make_propose(talk.desk.stamp(who), std::move(proposal)));
        return talk;
    }
    /// The same about a place that a decision governs.
    static Talk about_place(const Person& who = ada) {
        auto decision = about_decision(who);
        Talk talk{decision.desk};
        talk.begin(core::make_govern(talk.desk.stamp(who), decision.thread, sample_anchor()));
        return talk;
    }

    const oplog::Op& add(Result<oplog::Op> op) {
        ops.push_back(std::move(op).value());
        thread = core::fold_thread(thread.id, ops).value();
        return ops.back();
    }
    CommentId reply(const Person& who, std::string text) {
        return add(core::make_comment(desk.stamp(who), thread, std::move(text))).id.as<CommentTag>();
    }
    void edit(const Person& who, CommentId id, std::string text) {
        add(core::make_edit(desk.stamp(who), thread, id, std::move(text), comment(id).version));
    }
    void redact(const Person& who, CommentId id) { add(core::make_redact(desk.stamp(who), thread, id)); }

    [[nodiscard]] const core::Comment& comment(CommentId id) const {
        for (const auto& comment : thread.comments)
            if (comment.id == id) return comment;
        throw std::runtime_error("no such comment");
    }
    [[nodiscard]] CommentId opening() const { return thread.id.as<CommentTag>(); }
    [[nodiscard]] EntityId entity() const { return thread.id.as<EntityTag>(); }
    [[nodiscard]] const core::Decision& decision() const { return thread.decision.value(); }

  private:
    explicit Talk(Desk from) : desk(std::move(from)) {}
    void begin(Result<oplog::Op> op) {
        ops.push_back(std::move(op).value());
        thread = core::fold_thread(ops[0].id.as<ThreadTag>(), ops).value();
    }
};

}  // namespace restante::tests
