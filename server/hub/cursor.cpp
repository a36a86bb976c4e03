#include "hub/cursor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace restante::hub {
namespace {

constexpr std::size_t seal_bytes = 8;

template <class Bytes>
std::string_view view(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Chain> chain_from_hex(std::string_view hex) {
    Chain chain{};
    if (hex.size() != chain.size() * 2) return std::nullopt;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        const char* end = hex.data() + 2 * i + 2;
        if (std::from_chars(end - 2, end, chain[i], 16).ptr != end) return std::nullopt;
    }
    return chain;
}

}  // namespace

Chain next_chain(const Chain& previous, const OpId& op) noexcept {
    std::array<char, 24> input{};
    std::memcpy(input.data(), previous.data(), previous.size());
    std::memcpy(input.data() + previous.size(), op.bytes.data(), op.bytes.size());
    const auto digest = sha256({input.data(), input.size()});
    Chain chain{};
    std::memcpy(chain.data(), digest.data(), chain.size());
    return chain;
}

std::string cursor_text(const Cursor& cursor, const Sha256& secret) {
    auto text = fmt::format("{}.{}.{}", to_text(cursor.epoch), cursor.seq, to_hex(view(cursor.chain)));
    const auto seal = hmac_sha256(secret, text);
    return text += to_hex(view(seal).substr(0, seal_bytes));
}

std::optional<Cursor> cursor_from_text(std::string_view text, const Sha256& secret) {
    const auto first = text.find('.');
    const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
    if (second == text.npos) return std::nullopt;
    const auto epoch = id_from_text<EpochId>(text.substr(0, first));
    const auto digits = text.substr(first + 1, second - first - 1);
    const auto chain = chain_from_hex(text.substr(second + 1, sizeof(Chain) * 2));
    std::uint64_t seq = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
    if (!epoch || !chain || parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size())
        return std::nullopt;
    const Cursor cursor{*epoch, seq, *chain};
    // One cursor has one text; writing it again also checks the seal.
    if (!equal_in_constant_time(text, cursor_text(cursor, secret))) return std::nullopt;
    return cursor;
}

CursorFit judge_cursor(const Cursor& cursor, const EpochId& epoch,
                       const std::optional<Chain>& chain_there) noexcept {
    if (cursor.epoch != epoch) return CursorFit::foreign;
    return chain_there == cursor.chain ? CursorFit::fits : CursorFit::lost;
}

}  // namespace restante::hub
