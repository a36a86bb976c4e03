// One byte of version, then the members in the order of core/thread.hpp; those that only decisions, places
// and what has links have follow in version 2, and version 1 is everything else. Integers are LEB128 varints
// (signed ones zigzag first), strings and lists have their length before them, ids are their 16 bytes. Each
// value has exactly one form, and the reader accepts no other: the bytes of two equal threads are equal.
#include "core/thread_codec.hpp"

#include "core/byte_codec.hpp"
#include "core/decision_codec.hpp"

namespace restante::core {
namespace {

constexpr std::uint8_t plain_version = 1;
constexpr std::uint8_t extended_version = 2;

bool is_plain(const Thread& thread) {
    return thread.links.empty() && !thread.decision && !thread.governs;
}

namespace comment_flag {
constexpr std::uint8_t redacted = 1;
constexpr std::uint8_t edited = 2;
constexpr std::uint8_t other_version = 4;  // version is not the id
constexpr std::uint8_t has_history = 8;
constexpr std::uint8_t all = 15;
}  // namespace comment_flag

void write(ByteWriter& out, const std::optional<std::string>& text) {
    out.byte(text ? 1 : 0);
    if (text) out.string(*text);
}

bool read(ByteReader& in, std::optional<std::string>& text) {
    std::uint8_t present = 0;
    if (!in.byte(present) || present > 1) return false;
    return present == 0 || in.string(text.emplace());
}

void write(ByteWriter& out, const std::vector<std::string>& list) {
    out.varint(list.size());
    for (const auto& text : list)
        out.string(text);
}

bool read(ByteReader& in, std::vector<std::string>& list) {
    return in.list(list, 1, [&](std::string& text) { return in.string(text); });
}

void write(ByteWriter& out, const anchor::Anchor& anchor) {
    out.string(anchor.repository);
    out.string(anchor.path);
    write(out, anchor.commit);
    out.string(anchor.blob);
    for (const auto n :
         {anchor.range.start.line, anchor.range.start.column, anchor.range.end.line, anchor.range.end.column})
        out.varint(n);
    out.string(anchor.quote);
    write(out, anchor.prefix);
    write(out, anchor.suffix);
    write(out, anchor.enclosing);
}

bool read(ByteReader& in, anchor::Anchor& anchor) {
    return in.string(anchor.repository) && in.string(anchor.path) && read(in, anchor.commit) &&
           in.string(anchor.blob) && in.varint32(anchor.range.start.line) &&
           in.varint32(anchor.range.start.column) && in.varint32(anchor.range.end.line) &&
           in.varint32(anchor.range.end.column) && in.string(anchor.quote) && read(in, anchor.prefix) &&
           read(in, anchor.suffix) && read(in, anchor.enclosing);
}

void write(ByteWriter& out, const Comment& comment) {
    using namespace comment_flag;
    const bool same_version = comment.version == comment.id.as<OpTag>();
    out.byte(static_cast<std::uint8_t>((comment.redacted ? redacted : 0) | (comment.edited_at ? edited : 0) |
                                       (same_version ? 0 : other_version) |
                                       (comment.history.empty() ? 0 : has_history)));
    out.id(comment.id);
    out.id(comment.author);
    out.signed_varint(comment.at);
    out.string(comment.text);
    if (!same_version) out.id(comment.version);
    if (comment.edited_at) out.signed_varint(*comment.edited_at);
    if (!comment.history.empty()) write_history(out, comment.history);
}

bool read(ByteReader& in, Comment& comment) {
    using namespace comment_flag;
    std::uint8_t flags = 0;
    if (!in.byte(flags) || (flags & ~all) != 0) return false;
    if (!in.id(comment.id) || !in.id(comment.author) || !in.signed_varint(comment.at) ||
        !in.string(comment.text))
        return false;
    comment.redacted = (flags & redacted) != 0;
    comment.version = comment.id.as<OpTag>();
    if ((flags & other_version) != 0 &&
        (!in.id(comment.version) || comment.version == comment.id.as<OpTag>()))
        return false;
    if ((flags & edited) != 0 && !in.signed_varint(comment.edited_at.emplace())) return false;
    return (flags & has_history) == 0 || (read_history(in, comment.history) && !comment.history.empty());
}

void write(ByteWriter& out, const StateChange& change) {
    out.byte(change.state == ThreadState::resolved ? 1 : 0);
    out.id(change.op);
    out.id(change.actor);
    out.signed_varint(change.at);
}

bool read(ByteReader& in, StateChange& change) {
    bool resolved = false;
    if (!in.flag(resolved)) return false;
    change.state = resolved ? ThreadState::resolved : ThreadState::open;
    return in.id(change.op) && in.id(change.actor) && in.signed_varint(change.at);
}

void write_title(ByteWriter& out, const Thread& thread) {
    out.string(thread.title);
    out.byte(thread.title_op ? 1 : 0);
    if (thread.title_op) out.id(*thread.title_op);
    out.id(thread.title_author);
    out.signed_varint(thread.title_at);
    write_history(out, thread.title_history);
}

bool read_title(ByteReader& in, Thread& thread) {
    bool has_op = false;
    if (!in.string(thread.title) || !in.flag(has_op)) return false;
    if (has_op && !in.id(thread.title_op.emplace())) return false;
    return in.id(thread.title_author) && in.signed_varint(thread.title_at) &&
           read_history(in, thread.title_history);
}

bool read(ByteReader& in, Thread& thread) {
    return in.id(thread.id) && in.string(thread.space) && in.id(thread.opener) &&
           in.signed_varint(thread.opened_at) && read_title(in, thread) && read(in, thread.anchor) &&
           in.id(thread.anchor_op) && read(in, thread.state) &&
           in.list(thread.comments, 35, [&](Comment& comment) { return read(in, comment); }) &&
           in.signed_varint(thread.updated_at) &&
           in.list(thread.heads, 16, [&](OpId& head) { return in.id(head); }) &&
           in.varint(thread.last.lamport) && in.id(thread.last.actor) && in.id(thread.last.id) &&
           in.varint(thread.op_count);
}

/// What it holds is not plain: else it would have two forms.
bool read_extension(ByteReader& in, Thread& thread) {
    bool is_decision = false;
    bool is_place = false;
    if (!read_links(in, thread.links) || !in.flag(is_decision)) return false;
    if (is_decision && !read_decision(in, thread.decision.emplace())) return false;
    if (!in.flag(is_place)) return false;
    if (is_place && !in.id(thread.governs.emplace())) return false;
    return !is_plain(thread);
}

void write_extension(ByteWriter& out, const Thread& thread) {
    write_links(out, thread.links);
    out.byte(thread.decision ? 1 : 0);
    if (thread.decision) write_decision(out, *thread.decision);
    out.byte(thread.governs ? 1 : 0);
    if (thread.governs) out.id(*thread.governs);
}

}  // namespace

std::string encode_thread(const Thread& thread) {
    ByteWriter out;
    out.byte(is_plain(thread) ? plain_version : extended_version);
    out.id(thread.id);
    out.string(thread.space);
    out.id(thread.opener);
    out.signed_varint(thread.opened_at);
    write_title(out, thread);
    write(out, thread.anchor);
    out.id(thread.anchor_op);
    write(out, thread.state);
    out.varint(thread.comments.size());
    for (const auto& comment : thread.comments)
        write(out, comment);
    out.signed_varint(thread.updated_at);
    out.varint(thread.heads.size());
    for (const auto& head : thread.heads)
        out.id(head);
    out.varint(thread.last.lamport);
    out.id(thread.last.actor);
    out.id(thread.last.id);
    out.varint(thread.op_count);
    if (!is_plain(thread)) write_extension(out, thread);
    return out.take();
}

Result<Thread> decode_thread(std::string_view bytes) {
    ByteReader in(bytes);
    std::uint8_t version = 0;
    if (!in.byte(version)) return fail(Errc::corrupt, "the stored thread is empty");
    if (version != plain_version && version != extended_version)
        return fail(Errc::unsupported_version, "the stored thread has format {}, not {} or {}", version,
                    plain_version, extended_version);
    Thread thread;
    if (!read(in, thread) || (version == extended_version && !read_extension(in, thread)) || !in.at_end())
        return fail(Errc::corrupt, "the stored thread is damaged (at byte {} of {})",
                    bytes.size() - in.left(), bytes.size());
    return thread;
}

}  // namespace restante::core
