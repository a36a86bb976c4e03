#include "vcs/revisions.hpp"

namespace restante::vcs {
namespace {

constexpr std::size_t known_max = 10'000;

}  // namespace

Result<ObjectId> Revisions::commit(std::string_view revision) {
    const std::string name(revision);
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    if (revision.find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos || revision.empty())
        return fail(Errc::invalid_argument, "a commit's name must be one line");
    auto answer = [&]() -> Result<ObjectId> {
        const auto info = cat_file_.info(name + "^{commit}");
        if (info) return *ObjectId::parse(info->id);
        if (info.error().code != Errc::not_found) return tl::unexpected(info.error());
        return fail(Errc::not_found, "git knows no commit {}, or more than one", name);
    }();
    if (answer || answer.error().code == Errc::not_found) {
        if (known_.size() >= known_max) known_.clear();
        known_.emplace(name, answer);
    }
    return answer;
}

}  // namespace restante::vcs
