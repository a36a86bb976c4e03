#include "follow/origin.hpp"

#include "anchor/place.hpp"

namespace restante::follow {
namespace {

constexpr std::size_t commits_max = 20'000;
constexpr std::size_t versions_max = 64;  // whose texts are read
constexpr double sure_min = 0.85;         // of the place by quote and context

struct Version {
    CommitNumber commit;  // the oldest that has it
    vcs::ObjectId blob;
};

/// Newest first.
std::vector<Version> versions(History& history, const std::string& path, std::int64_t since,
                              CommitNumber head) {
    std::vector<Version> out;
    std::optional<CommitNumber> at = head;
    for (std::size_t i = 0; at && i < commits_max; ++i) {
        const auto& node = history.node(*at);
        if (!node.known) break;
        const auto blob = history.blob_at(*at, path);
        if (!blob) break;
        if (*blob) {
            if (out.empty() || out.back().blob != **blob)
                out.push_back({*at, **blob});
            else
                out.back().commit = *at;
        } else if (!out.empty() && !out.back().blob.empty()) {
            out.push_back({*at, {}});  // it was not there in between
        }
        // The first commit from before belongs to it: what was pointed at may have been committed long since.
        if (node.committed_at < since) break;
        at = node.parents.empty() ? std::nullopt : std::optional(node.parents.front());
    }
    return out;
}

}  // namespace

Result<std::optional<Origin>> find_origin(History& history, const anchor::Anchor& anchor, std::int64_t since,
                                          CommitNumber head) {
    const auto found = versions(history, anchor.path, since, head);
    for (const auto& version : found)
        if (version.blob.hex() == anchor.blob) return Origin{version.commit, anchor.range};
    std::size_t read = 0;
    for (auto version = found.rbegin(); version != found.rend() && read < versions_max; ++version) {
        if (version->blob.empty()) continue;
        ++read;
        const auto text = history.text(version->blob);
        if (!text) continue;
        const auto placed = anchor::place(anchor, nullptr, **text);
        const bool whole =
            placed.state == anchor::PlacementState::exact || placed.state == anchor::PlacementState::shifted;
        if (whole && placed.confidence >= sure_min) return Origin{version->commit, *placed.range};
    }
    return std::nullopt;
}

}  // namespace restante::follow
