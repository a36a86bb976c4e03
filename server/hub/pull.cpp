#include "hub/pull.hpp"

#include "hub/limits.hpp"

namespace restante::hub {
namespace {

void add_control(std::string& out, const CursorStyle& style, std::uint64_t seq, const Chain& chain,
                 bool more) {
    fmt::format_to(std::back_inserter(out), R"({{"cursor":"{}","more":{}}})",
                   cursor_text({style.epoch, seq, chain}, style.secret), more);
    out.push_back('\n');
}

}  // namespace

std::string pull_from_tail(const LiveTail& tail, std::uint64_t seq, std::uint64_t limit,
                           const CursorStyle& style) {
    std::string out;
    const auto count = std::min<std::uint64_t>(tail.count_after(seq), limit);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto& op = tail.after(seq, i);
        out.append(op.bytes).push_back('\n');
        if ((i + 1) % control_line_every == 0 && i + 1 < count)
            add_control(out, style, op.seq, op.chain, true);
    }
    const auto end = seq + count;
    add_control(out, style, end, tail.chain_at(end).value_or(Chain{}), end < tail.head().seq);
    return out;
}

Result<std::string> PullStream::next(OpReader& reader, std::size_t slice_bytes) {
    std::string out;
    out.reserve(slice_bytes + slice_bytes / 8);
    const auto upto = std::min(plan_.head, plan_.after + plan_.limit);
    auto read = reader.read(plan_.space, plan_.after, upto,
                            [&](std::uint64_t seq, const Chain& chain, std::string_view bytes) {
                                if (since_control_ == control_line_every) {
                                    add_control(out, plan_.style, plan_.after, plan_.chain, true);
                                    since_control_ = 0;
                                }
                                out.append(bytes).push_back('\n');
                                since_control_ += 1;
                                plan_.limit -= 1;
                                plan_.after = seq;
                                plan_.chain = chain;
                                return out.size() < slice_bytes;
                            });
    if (!read) return tl::unexpected(std::move(read).error());
    if (plan_.after >= upto || out.empty()) {
        add_control(out, plan_.style, plan_.after, plan_.chain, plan_.after < plan_.head);
        done_ = true;
    }
    return out;
}

}  // namespace restante::hub
