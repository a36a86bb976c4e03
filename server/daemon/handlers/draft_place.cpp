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

constexpr std::size_t file_bytes_max = 256 * 1024;  // what the loop may read

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

/// Whether a draft has lines in this file.
bool is_placed_in(const std::string& uri, const store::Draft& draft) {
    const auto place = protocol::parse<protocol::DraftPlace>(draft.anchor);
    return place && place->range && same_file(place->uri, uri);
}

}  // namespace

bool same_file(const std::string& uri, const std::string& other) {
    if (uri == other) return true;
    const auto path = path_of_uri(uri);
    return path && path == path_of_uri(other);
}

std::string encode_draft_place(Session& session, const protocol::DraftPutParams& params,
                               const std::optional<store::Draft>& saved) {
    if (!params.uri) return {};
    if (saved && is_placed_in(*params.uri, *saved)) return saved->anchor;
    protocol::DraftPlace place;
    place.uri = *params.uri;
    place.range = params.range;
    if (const auto text = params.range ? text_of(session, *params.uri) : nullptr) {
        if (const auto range = anchor::decode(*text, convert::range(*params.range), wire_encoding)) {
            // Repository and path are not looked for here; an anchor has some.
            boost::json::object anchor;
            anchor::write(anchor,
                          anchor::record({"draft", "draft", {}, vcs::blob_id(text->bytes())}, *text, *range));
            place.anchor = boost::json::serialize(anchor);
        }
    }
    return protocol::to_json(place);
}

void show_draft_place(Session& session, const protocol::DraftPlace& place, protocol::Draft& out) {
    out.range = place.range;
    const auto anchor = place.anchor ? read_anchor(*place.anchor) : std::nullopt;
    const auto text = anchor ? text_of(session, place.uri) : nullptr;
    if (!text || vcs::blob_id(text->bytes()) == anchor->blob) return;
    const auto now = anchor::place(*anchor, nullptr, *text);
    const bool found = now.range && now.state != anchor::PlacementState::outdated;
    if (found)
        out.range = convert::range(anchor::encode(*text, *now.range, wire_encoding));
    else
        out.lost = true;
}

}  // namespace restante::daemon::handlers
