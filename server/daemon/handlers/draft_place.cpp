#include "daemon/handlers/draft_place.hpp"

#include <boost/json.hpp>

#include "anchor/codec.hpp"
#include "anchor/place.hpp"
#include "anchor/record.hpp"
#include "base/uri.hpp"
#include "daemon/files.hpp"
#include "vcs/blob_id.hpp"

namespace restante::daemon::handlers {
namespace {

/// What the loop may read and hash: some milliseconds, for whoever goes on with a draft.
constexpr std::size_t file_bytes_max = 4UL * 1024 * 1024;

/// Null when there is none that could be read here.
std::shared_ptr<const anchor::Text> text_of(Session& session, const std::string& uri) {
    if (auto* document = session.find(uri)) return document->in_step() ? document->snapshot().text : nullptr;
    const auto path = path_of_uri(uri);
    if (!path) return nullptr;
    auto bytes = read_file(*path, file_bytes_max);
    if (!bytes) return nullptr;
    return std::make_shared<const anchor::Text>(std::move(*bytes));
}

/// Drafts travel between editors, and so their ranges count the same for all.
constexpr auto wire_encoding = anchor::PositionEncoding::utf16;

std::optional<anchor::Anchor> read_anchor(const std::string& text) {
    boost::system::error_code error;
    const auto value = boost::json::parse(text, error);
    if (error || !value.is_object()) return std::nullopt;
    auto anchor = anchor::read(value.get_object());
    if (!anchor) return std::nullopt;
    return std::move(*anchor);
}

/// Repository and path are not looked for here; an anchor has some.
std::string encode(const std::string& uri, const anchor::Text& text, anchor::Range range) {
    protocol::DraftPlace place;
    place.uri = uri;
    place.range = convert::range(anchor::encode(text, range, wire_encoding));
    boost::json::object anchor;
    anchor::write(anchor, anchor::record({"draft", "draft", {}, vcs::blob_id(text.bytes())}, text, range));
    place.anchor = boost::json::serialize(anchor);
    return protocol::to_json(place);
}

/// Nothing when its lines are not found. From then on an open document knows.
std::optional<anchor::Range> range_now(Session& session, DraftId draft, const protocol::DraftPlace& place,
                                       const std::shared_ptr<const anchor::Text>& text) {
    auto* document = session.find(place.uri);
    if (const auto followed = document != nullptr ? document->draft_range(draft) : std::nullopt) {
        if (followed->gone) return std::nullopt;
        return followed->range;
    }
    const auto anchor = place.anchor ? read_anchor(*place.anchor) : std::nullopt;
    if (!text || !anchor) return std::nullopt;
    auto range = std::optional(anchor->range);
    if (vcs::blob_id(text->bytes()) != anchor->blob) {
        const auto now = anchor::place(*anchor, nullptr, *text);
        range = now.state == anchor::PlacementState::outdated ? std::nullopt : now.range;
    }
    if (range && document != nullptr) document->follow_draft(draft, *range);
    return range;
}

/// The place that a draft was saved with, if that is in this file.
std::optional<protocol::DraftPlace> place_in(const std::string& uri, const store::Draft& draft) {
    const auto place = protocol::parse<protocol::DraftPlace>(draft.anchor);
    if (!place || !place->range || !same_file(place->uri, uri)) return std::nullopt;
    return *place;
}

/// What the lines say, as an anchor keeps it.
bool says_the_same(const protocol::DraftPlace& place, const anchor::Text& text, anchor::Range range) {
    const auto anchor = place.anchor ? read_anchor(*place.anchor) : std::nullopt;
    return anchor && anchor->quote == anchor::quote_of(text, anchor::lines_of_range(range));
}

}  // namespace

bool same_file(const std::string& uri, const std::string& other) {
    if (uri == other) return true;
    const auto path = path_of_uri(uri);
    return path && path == path_of_uri(other);
}

std::string encode_draft_place(Session& session, DraftId draft, const protocol::DraftPutParams& params,
                               const std::optional<store::Draft>& saved) {
    if (!params.uri) return {};
    if (const auto place = saved ? place_in(*params.uri, *saved) : std::nullopt) {
        // Only an editor that has the file open knows more than what was kept: its lines, edited.
        auto* document = session.find(place->uri);
        if (document == nullptr || !document->in_step()) return saved->anchor;
        const auto text = document->snapshot().text;
        const auto range = range_now(session, draft, *place, text);
        if (!range || says_the_same(*place, *text, *range)) return saved->anchor;
        return encode(place->uri, *text, *range);
    }
    const auto text = params.range ? text_of(session, *params.uri) : nullptr;
    std::optional<anchor::Range> range;
    if (text)
        if (auto read = anchor::decode(*text, convert::range(*params.range), wire_encoding)) range = *read;
    if (!range) {
        protocol::DraftPlace place;
        place.uri = *params.uri;
        place.range = params.range;
        return protocol::to_json(place);
    }
    auto* document = session.find(*params.uri);
    if (document != nullptr && !draft.is_nil()) document->follow_draft(draft, *range);
    return encode(*params.uri, *text, *range);
}

void show_draft_place(Session& session, DraftId draft, const protocol::DraftPlace& place,
                      protocol::Draft& out) {
    out.range = place.range;
    if (!place.range) return;
    const auto text = text_of(session, place.uri);
    const auto now = text ? range_now(session, draft, place, text) : std::nullopt;
    if (now)
        out.range = convert::range(anchor::encode(*text, *now, wire_encoding));
    else
        out.lost = true;
}

}  // namespace restante::daemon::handlers
