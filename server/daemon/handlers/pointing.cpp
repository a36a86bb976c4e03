#include "daemon/handlers/pointing.hpp"

#include "anchor/pointed_lines.hpp"
#include "base/uri.hpp"

namespace restante::daemon::handlers {
namespace {

/// People point by the lines and columns of their tools, for which a final newline begins no line; a place
/// that is not there is a mistake, and is not moved. A character beyond every line's is "to its end".
Result<void> check_pointed(const anchor::Text& text, const protocol::Range& wire,
                           anchor::PositionEncoding encoding) {
    const auto lines = anchor::pointed_lines(text);
    for (const auto& position : {wire.start, wire.end})
        if (position.line >= lines)
            return fail(Errc::invalid_argument, "line {} is past the end of the text, which has {} line{}",
                        position.line + std::uint64_t{1}, lines, lines == 1 ? "" : "s");
    // The last column that is meant: a range's end is behind it.
    const auto check_column = [&](std::uint32_t number, std::uint64_t column) -> Result<void> {
        const auto line = text.line(number);
        const auto size =
            anchor::character_of_column(line, static_cast<std::uint32_t>(line.size()), encoding);
        if (column <= size || column >= anchor::text_bytes_max) return {};
        return fail(Errc::invalid_argument, "column {} is past the end of line {}, which has {} column{}",
                    column, number + std::uint64_t{1}, size, size == 1 ? "" : "s");
    };
    if (auto end = check_column(wire.end.line, wire.end.character); !end) return end;
    return wire.start.character == 0 ? Result<void>{} : check_column(wire.start.line, wire.start.character);
}

Result<anchor::Range> decode_range(const anchor::Text& text, const protocol::Range& wire,
                                   anchor::PositionEncoding encoding) {
    auto range = anchor::decode(text, convert::range(wire), encoding);
    if (!range) return tl::unexpected(with_context(std::move(range).error(), "range"));
    // To the end of an empty line: it is meant, too.
    if (wire.end.character > 0 && range->end.column == 0)
        range = anchor::pointed_range(text, {range->start, {range->end.line, 1}});
    // An empty range means its line.
    if (range->start == range->end) {
        const auto line = range->start.line;
        range->start.column = 0;
        range->end.column = static_cast<std::uint32_t>(text.line(line).size());
    }
    return range;
}

}  // namespace

void record_pointed(Session& session, const std::string& uri, const protocol::Range& range,
                    const Reply& reply, std::function<void(Pointed)> then) {
    const auto path = path_of_uri(uri);
    if (!path)
        return reply.fail(
            {Errc::invalid_argument, fmt::format("textDocument.uri: \"{}\" is not a file", uri), {}});
    auto* document = session.find(uri);
    if (document != nullptr && !document->in_step())
        return reply.fail({Errc::stale, "the daemon's copy of this document is not the editor's",
                           "close the document and open it again; what you typed is in the drafts"});
    // The editor read its text from where the path led when it was opened, and only that may be quoted.
    if (document != nullptr && !document->location && document->location_errc == Errc::invalid_argument)
        return reply.fail({Errc::invalid_argument, document->location_error,
                           "when that has changed, close the document and open it again"});
    // The range is of the text as it is now, so that is the text to keep while git and the disk are asked.
    std::optional<Document::Snapshot> from;
    if (document != nullptr) from = document->snapshot();

    session.context().workspace.locate(*path, [&session, weak = session.weak_from_this(), range, uri, from,
                                               reply, then = std::move(then)](Result<Location> where) {
        if (weak.expired()) return;
        if (!where) return reply.fail(std::move(where).error());
        auto& context = session.context();
        const auto* opened = session.find(uri);
        const bool same_text = opened != nullptr && from && opened->made(*from);
        if (same_text && opened->location &&
            (opened->location->root != where->root || opened->location->path != where->path))
            return reply.fail({Errc::stale, "the path leads to another file than when it was opened",
                               "close the document and open it again; what you typed is in the drafts"});
        adopt_space(context, *where);
        const auto encoding = session.encoding;
        const auto range_of = [wire = range, encoding,
                               pointed = !from](const anchor::Text& text) -> Result<anchor::Range> {
            // An editor's positions are those of its document, and mean what LSP says they mean.
            if (pointed)
                if (auto there = check_pointed(text, wire, encoding); !there)
                    return tl::unexpected(with_context(std::move(there).error(), "range"));
            return decode_range(text, wire, encoding);
        };
        context.placer.record(*where, from ? from->text : nullptr, range_of,
                              [weak, from, reply, then, where = *where](Result<Placer::Recorded> recorded) {
                                  if (weak.expired()) return;
                                  if (!recorded) return reply.fail(std::move(recorded).error());
                                  then({where, std::move(recorded->anchor), from});
                              });
    });
}

Written placed_where_pointed(Session& session, const std::string& uri, const Pointed& pointed) {
    Written then;
    then.uri = uri;
    then.first = [&session, uri, from = pointed.from,
                  range = pointed.anchor.range](const store::Committed& committed) {
        auto* now = session.find(uri);
        if (now == nullptr || !from || !now->made(*from)) return;
        now->set_placement(committed.thread.id, committed.thread.anchor_op,
                           {anchor::PlacementState::exact, range, 1.0, "unchanged"}, *from);
    };
    return then;
}

}  // namespace restante::daemon::handlers
