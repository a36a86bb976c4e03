#include "oplog/codec.hpp"

#include "oplog/scanner.hpp"

namespace restante::oplog {
namespace {

bool is_lower_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_space_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > space_bytes_max || !is_lower_or_digit(text.front())) return false;
    for (const char c : text)
        if (!is_lower_or_digit(c) && c != '.' && c != '_' && c != '-') return false;
    return true;
}

bool is_kind_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > kind_bytes_max || text.front() < 'a' || text.front() > 'z')
        return false;
    for (const char c : text)
        if (!is_lower_or_digit(c) && c != '.' && c != '_') return false;
    return true;
}

template <class Tag>
bool read_id(Scanner& scanner, Id<Tag>& out) noexcept {
    ScannedString text;
    if (!scanner.string(text)) return false;
    const auto bytes = restante::detail::id_from_text(text.raw);
    if (!bytes) return false;
    out.bytes = *bytes;
    return true;
}

bool read_body(Scanner& scanner, std::string& out) {
    const char* from = scanner.position();
    if (!scanner.object(json_depth_max)) return false;
    out.assign(from, static_cast<std::size_t>(scanner.position() - from));
    return true;
}

bool read_parents(Scanner& scanner, const OpId& self, std::vector<OpId>& out) {
    if (!scanner.skip('[')) return false;
    if (scanner.skip(']')) return true;
    do {
        OpId parent;
        if (out.size() == op_parents_max || !read_id(scanner, parent) || parent == self) return false;
        if (!out.empty() && parent <= out.back()) return false;
        out.push_back(parent);
    } while (scanner.skip(','));
    return scanner.skip(']');
}

bool read_name(Scanner& scanner, bool (*is_name)(std::string_view), std::string& out) {
    ScannedString text;
    if (!scanner.string(text) || !is_name(text.raw)) return false;
    out.assign(text.raw);
    return true;
}

bool read_lamport(Scanner& scanner, std::uint64_t& out) noexcept {
    std::int64_t number = 0;
    if (!scanner.integer(number) || number < 1) return false;
    out = static_cast<std::uint64_t>(number);
    return true;
}

/// The members stand in this order and no other, which is what makes one pass enough.
Result<Op> decode_current(std::string_view bytes) {
    Op op;
    Scanner in(bytes);
    std::int64_t version = 0;
    const auto wrong = [](std::string_view member) {
        return fail(Errc::corrupt, "\"{}\" of the op is missing, out of place or malformed", member);
    };
    if (!in.skip(R"({"actor":)") || !read_id(in, op.actor)) return wrong("actor");
    if (!in.skip(R"(,"at":)") || !in.integer(op.at)) return wrong("at");
    if (!in.skip(R"(,"body":)") || !read_body(in, op.body)) return wrong("body");
    if (!in.skip(R"(,"device":)") || !read_id(in, op.device)) return wrong("device");
    if (!in.skip(R"(,"entity":)") || !read_id(in, op.entity)) return wrong("entity");
    if (!in.skip(R"(,"id":)") || !read_id(in, op.id)) return wrong("id");
    if (!in.skip(R"(,"kind":)") || !read_name(in, is_kind_name, op.kind)) return wrong("kind");
    if (!in.skip(R"(,"lamport":)") || !read_lamport(in, op.lamport)) return wrong("lamport");
    if (!in.skip(R"(,"parents":)") || !read_parents(in, op.id, op.parents)) return wrong("parents");
    if (!in.skip(R"(,"space":)") || !read_name(in, is_space_name, op.space)) return wrong("space");
    if (!in.skip(R"(,"v":)") || !in.integer(version) || version != op_format_version) return wrong("v");
    if (!in.skip('}') || !in.at_end()) return fail(Errc::corrupt, "the op goes on after its last member");
    return op;
}

/// The "v" of any canonical object: a newer format may have other members, but keeps this one.
std::int64_t version_of(std::string_view bytes) {
    std::vector<ScannedMember> members;
    Scanner in(bytes);
    // A body may nest to the bound, and stands one deeper here.
    if (!in.object(json_depth_max + 1, &members) || !in.at_end()) return 0;
    for (const auto& member : members) {
        if (member.key != "v") continue;
        std::int64_t version = 0;
        return Scanner(member.value).integer(version) ? version : 0;
    }
    return 0;
}

template <class Tag>
void append_id(std::string& out, std::string_view before, const Id<Tag>& id) {
    out.append(before).append(to_text(id)).push_back('"');
}

}  // namespace

std::string encode(const Op& op) {
    std::string out;
    out.reserve(320 + op.body.size() + op.kind.size() + op.space.size() + op.parents.size() * 29);
    append_id(out, R"({"actor":")", op.actor);
    out.append(R"(,"at":)").append(std::to_string(op.at));
    out.append(R"(,"body":)").append(op.body);
    append_id(out, R"(,"device":")", op.device);
    append_id(out, R"(,"entity":")", op.entity);
    append_id(out, R"(,"id":")", op.id);
    out.append(R"(,"kind":")").append(op.kind);
    out.append(R"(","lamport":)").append(std::to_string(op.lamport));
    out.append(R"(,"parents":[)");
    for (std::size_t i = 0; i < op.parents.size(); ++i)
        append_id(out, i == 0 ? "\"" : ",\"", op.parents[i]);
    out.append(R"(],"space":")").append(op.space);
    out.append(R"(","v":)").append(std::to_string(op_format_version)).push_back('}');
    return out;
}

Result<Op> decode(std::string_view bytes) {
    if (bytes.size() > op_bytes_max)
        return fail(Errc::too_large, "the op has {} bytes, more than {}", bytes.size(), op_bytes_max);
    auto op = decode_current(bytes);
    if (op) return op;
    if (const auto version = version_of(bytes); version > op_format_version)
        return fail(Errc::unsupported_version, "the op has format {}, newer than {}", version,
                    op_format_version);
    return op;
}

}  // namespace restante::oplog
