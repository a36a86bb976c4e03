#include "sync/pull_parser.hpp"

#include "protocol/cpp/hub.hpp"
#include "sync/cursor.hpp"

namespace restante::sync {

Result<void> PullParser::feed(std::string_view bytes, std::vector<Chunk>& out) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto piece = bytes.substr(0, end);
        if (partial_.size() + piece.size() > pull_line_bytes_max)
            return fail(Errc::corrupt, "the hub sent a line of more than {} bytes", pull_line_bytes_max);
        if (end == std::string_view::npos) {
            partial_.append(piece);
            return {};
        }
        bytes.remove_prefix(end + 1);
        if (partial_.empty()) {
            if (auto taken = take_line(piece, out); !taken) return taken;
            continue;
        }
        partial_.append(piece);
        if (auto taken = take_line(partial_, out); !taken) return taken;
        partial_.clear();
    }
    return {};
}

Result<void> PullParser::take_line(std::string_view line, std::vector<Chunk>& out) {
    if (line.starts_with(R"({"actor":)")) {
        if (chunk_.count == pull_chunk_lines_max)
            return fail(Errc::corrupt, "the hub sent more than {} ops without a cursor",
                        pull_chunk_lines_max);
        chunk_.lines.append(line).push_back('\n');
        ++chunk_.count;
        ended_ = false;
        return {};
    }
    if (!line.starts_with(R"({"cursor":)"))
        return fail(Errc::corrupt, "the hub sent a line that is neither an op nor a cursor");
    auto control = protocol::parse<protocol::PullControl>(line);
    if (!control)
        return tl::unexpected(with_context(std::move(control).error(), "the hub sent a bad cursor line"));
    if (!parse_cursor(control->cursor)) return fail(Errc::corrupt, "the hub sent a cursor that is none");
    chunk_.cursor = std::move(control->cursor);
    chunk_.more = control->more;
    out.push_back(std::exchange(chunk_, Chunk{}));
    ended_ = true;
    return {};
}

Result<void> PullParser::finish() const {
    if (!ended_ || !partial_.empty())
        return fail(Errc::corrupt, "the hub's answer ended before its last line");
    return {};
}

}  // namespace restante::sync
