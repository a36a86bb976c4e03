#include "core/decision_codec.hpp"

namespace restante::core {
namespace {

/// An enumerator is a byte; those from `end` on are none of ours.
template <class Enum>
bool read_enum(ByteReader& in, Enum& out, std::uint8_t end) {
    std::uint8_t value = 0;
    if (!in.byte(value) || value >= end) return false;
    out = static_cast<Enum>(value);
    return true;
}

template <class Enum>
void write_enum(ByteWriter& out, Enum value) {
    out.byte(static_cast<std::uint8_t>(value));
}

constexpr std::uint8_t rels = static_cast<std::uint8_t>(LinkRel::url) + 1;
constexpr std::uint8_t types = static_cast<std::uint8_t>(LinkType::url) + 1;
constexpr std::uint8_t statuses = static_cast<std::uint8_t>(DecisionStatus::deprecated) + 1;
constexpr std::uint8_t stands = static_cast<std::uint8_t>(Stand::abstain) + 1;

constexpr std::size_t revision_bytes_min = 35;
constexpr std::size_t link_bytes_min = 36;
constexpr std::size_t change_bytes_min = 35;

/// Who did what, when: how changes and positions begin.
template <class Item>
void write_author(ByteWriter& out, const Item& item) {
    out.id(item.op);
    out.id(item.actor);
    out.signed_varint(item.at);
}

template <class Item>
bool read_author(ByteReader& in, Item& item) {
    return in.id(item.op) && in.id(item.actor) && in.signed_varint(item.at);
}

}  // namespace

void write_history(ByteWriter& out, const std::vector<Revision>& history) {
    out.varint(history.size());
    for (const auto& revision : history) {
        out.id(revision.op);
        out.id(revision.author);
        out.signed_varint(revision.at);
        out.string(revision.text);
        out.byte(revision.concurrent ? 1 : 0);
    }
}

bool read_history(ByteReader& in, std::vector<Revision>& history) {
    return in.list(history, revision_bytes_min, [&](Revision& revision) {
        return in.id(revision.op) && in.id(revision.author) && in.signed_varint(revision.at) &&
               in.string(revision.text) && in.flag(revision.concurrent);
    });
}

void write_links(ByteWriter& out, const std::vector<Link>& links) {
    out.varint(links.size());
    for (const auto& link : links) {
        write_enum(out, link.rel);
        write_enum(out, link.target.type);
        out.string(link.target.text);
        write_author(out, link);
    }
}

bool read_links(ByteReader& in, std::vector<Link>& links) {
    return in.list(links, link_bytes_min, [&](Link& link) {
        return read_enum(in, link.rel, rels) && read_enum(in, link.target.type, types) &&
               in.string(link.target.text) && read_author(in, link);
    });
}

void write_decision(ByteWriter& out, const Decision& decision) {
    for (const auto& text : decision.texts) {
        out.string(text.text);
        out.id(text.version);
        out.id(text.author);
        out.signed_varint(text.at);
        write_history(out, text.history);
    }
    out.varint(decision.changes.size());
    for (const auto& change : decision.changes) {
        write_enum(out, change.status);
        write_author(out, change);
        out.string(change.reason);
    }
    out.varint(decision.positions.size());
    for (const auto& position : decision.positions) {
        write_enum(out, position.stand);
        write_author(out, position);
        out.string(position.text);
    }
    out.byte(decision.edited_since_accepted ? 1 : 0);
    out.byte(decision.number ? 1 : 0);
    if (decision.number) out.varint(*decision.number);
}

bool read_decision(ByteReader& in, Decision& decision) {
    for (auto& text : decision.texts)
        if (!in.string(text.text) || !in.id(text.version) || !in.id(text.author) ||
            !in.signed_varint(text.at) || !read_history(in, text.history))
            return false;
    const bool changes = in.list(decision.changes, change_bytes_min, [&](StatusChange& change) {
        return read_enum(in, change.status, statuses) && read_author(in, change) && in.string(change.reason);
    });
    if (!changes) return false;
    const bool positions = in.list(decision.positions, change_bytes_min, [&](StandTaken& position) {
        return read_enum(in, position.stand, stands) && read_author(in, position) && in.string(position.text);
    });
    bool has_number = false;
    if (!positions || !in.flag(decision.edited_since_accepted) || !in.flag(has_number)) return false;
    return !has_number || in.varint(decision.number.emplace());
}

}  // namespace restante::core
