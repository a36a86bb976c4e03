#include "daemon/workspace.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "daemon/files.hpp"
#include "vcs/leading_branches.hpp"
#include "vcs/repository.hpp"

namespace restante::daemon {
namespace {

constexpr std::size_t folders_max = 4096;

/// The folder's own name as the beginning of a space's name.
std::string slug(std::string_view root) {
    auto name = std::string(root.substr(root.find_last_of('/') + 1));
    std::string out;
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (plain)
            out += lower;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out.empty() ? "space" : out.substr(0, 40);
}

}  // namespace

Result<std::string> Workspace::root_over(const std::string& real_folder) {
    struct stat info {};
    if (const auto known = root_of_folder_.find(real_folder); known != root_of_folder_.end()) {
        // Still a repository? One look; `rm -rf .git` and moved clones happen.
        if (::stat((known->second + "/.git").c_str(), &info) == 0) return known->second;
        root_of_folder_.erase(known);
    }
    auto found = vcs::discover(real_folder);
    if (!found) return tl::unexpected(std::move(found).error());
    if (root_of_folder_.size() >= folders_max) root_of_folder_.clear();  // rare, and only costs looking again
    root_of_folder_.emplace(real_folder, found->root);
    return found->root;
}

Result<Workspace::Place> Workspace::place_of(const std::string& absolute_path) {
    // Each time anew: a link may lead elsewhere than it did a moment ago.
    auto real = vcs::followed_path(absolute_path);
    if (!real) return tl::unexpected(std::move(real).error());
    struct stat info {};
    const bool is_folder = ::lstat(real->c_str(), &info) == 0 && S_ISDIR(info.st_mode);
    const auto slash = std::max<std::size_t>(real->find_last_of('/'), 1);
    const auto folder = is_folder ? *real : real->substr(0, slash);
    auto root = root_over(folder);
    if (!root) {
        auto error = std::move(root).error();
        // By the name that was given: it is that one which may be mistyped.
        if (error.code == Errc::not_found) error = vcs::no_work_tree(absolute_path, folder);
        return tl::unexpected(std::move(error));
    }
    if (*real == *root) return Place{std::move(*root), ""};
    auto name = vcs::name_in(*root, *real);
    if (!name) return tl::unexpected(std::move(name).error());
    return Place{std::move(*root), std::move(*name)};
}

Result<Workspace::Root*> Workspace::load_root(const std::string& root) {
    auto& entry = roots_[root];
    const auto path = root + "/" + space_file_name;
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        entry.file.reset();
        entry.file_mtime_ns = -1;
        return &entry;
    }
    const std::int64_t mtime = info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec;
    if (entry.file && entry.file_mtime_ns == mtime && entry.file_size == info.st_size) return &entry;
    auto text = read_file(path, space_file_bytes_max);
    if (!text) return tl::unexpected(std::move(text).error());
    auto file = parse_space_file(*text);
    if (!file) return tl::unexpected(std::move(file).error());
    entry.file = std::move(*file);
    entry.file_mtime_ns = mtime;
    entry.file_size = info.st_size;
    return &entry;
}

void Workspace::ask_git(const std::string& root, const std::function<void(Result<Known>)>& done) {
    struct Told {
        Result<CommittedSpaceFile> committed;
        Result<std::string> repository;
    };
    auto& entry = roots_[root];
    const bool fresh =
        !entry.committed.stamp.empty() && vcs::stamp_of(entry.committed.watched) == entry.committed.stamp;
    if (fresh && entry.committed.file)
        return done(Known{entry.committed.file, entry.committed.file->repository});
    if (fresh && !entry.derived_repository.empty()) return done(Known{{}, entry.derived_repository});

    const auto ask = [this, root, derived = entry.derived_repository]() -> Told {
        auto clone = git_.clone(root);
        if (!clone) return {tl::unexpected(clone.error()), {}};
        auto committed = committed_space_file(**clone);
        // Walks the whole history, so only when it is needed.
        if (!committed || committed->file || !derived.empty()) return {std::move(committed), derived};
        return {std::move(committed), (*clone)->git().repository_id()};
    };
    const bool accepted = git_.executor().post([this, root, done, ask] {
        loop_.post([this, root, done, told = ask()]() mutable {
            if (!told.committed) return done(tl::unexpected(std::move(told.committed).error()));
            auto& known = roots_[root];
            known.committed = std::move(*told.committed);
            if (const auto& file = known.committed.file) return done(Known{file, file->repository});
            if (!told.repository) return done(tl::unexpected(std::move(told.repository).error()));
            known.derived_repository = *told.repository;
            done(Known{{}, std::move(*told.repository)});
        });
    });
    if (!accepted) done(fail(Errc::unavailable, "too many questions are waiting for git"));
}

void Workspace::locate(const std::string& absolute_path, const Done& done) {
    if (!utf8::is_valid(absolute_path))
        return done(fail(Errc::invalid_argument, "the name of {} is not UTF-8, and an anchor's path must be",
                         utf8::replace_invalid(absolute_path)));
    auto place = place_of(absolute_path);
    if (!place) return done(tl::unexpected(std::move(place).error()));
    const auto root_path = place->root;
    auto root = load_root(root_path);
    if (!root) return done(tl::unexpected(std::move(root).error()));

    auto finish = [this, location = Location{std::move(place->root), std::move(place->path), {}, {}, {}},
                   done](Result<Known> known) mutable {
        if (!known) return done(tl::unexpected(std::move(known).error()));
        location.repository = std::move(known->repository);
        location.space = known->file ? known->file->space : personal_space_;
        if (known->file) location.hub = known->file->hub;
        clones_[location.repository] = location.root;
        done(std::move(location));
    };
    if (const auto& file = (*root)->file) return finish(Known{file, file->repository});
    ask_git(root_path, finish);
}

void Workspace::init(const std::string& absolute_path, const std::optional<std::string>& space,
                     const std::optional<std::string>& hub, const std::string& fresh_suffix,
                     const std::function<void(Result<Initialised>)>& done) {
    auto place = place_of(absolute_path);
    if (!place) return done(tl::unexpected(std::move(place).error()));
    const auto root_path = place->root;
    auto root = load_root(root_path);
    if (!root) return done(tl::unexpected(std::move(root).error()));
    if (const auto& file = (*root)->file) {
        const bool other_space = space && *space != file->space;
        const bool other_hub = hub && hub != file->hub;
        if (other_space || other_hub) {
            return done(tl::unexpected(
                Error{Errc::conflict,
                      !other_space && !file->hub
                          ? fmt::format("{} is there already, and names no hub", space_file_name)
                          : fmt::format("{} already names {} {}", space_file_name,
                                        other_space ? "the space" : "the hub",
                                        other_space ? file->space : file->hub.value_or("")),
                      fmt::format(R"(if that is what the team wants, write "{}": "{}" into {}/{})",
                                  other_space ? "space" : "hub", other_space ? *space : *hub, root_path,
                                  space_file_name)}));
        }
        return done(Initialised{Location{root_path, "", file->repository, file->space, file->hub}, false});
    }
    ask_git(root_path, [root_path, space, hub, fresh_suffix, done](Result<Known> known) {
        // A repository without commits has no root commit to be named after: any fresh name will do.
        if (!known && known.error().code != Errc::not_found)
            return done(tl::unexpected(std::move(known).error()));
        const auto committed = known ? known->file : std::nullopt;
        SpaceFile file;
        file.repository = known ? known->repository : "r-" + fresh_suffix;
        file.space = committed ? committed->space : slug(root_path) + "-" + fresh_suffix;
        if (committed) file.hub = committed->hub;
        if (space) file.space = *space;
        if (hub) file.hub = *hub;
        auto written = replace_file(root_path + "/" + space_file_name, to_text(file), 0644);
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(Initialised{Location{root_path, "", file.repository, file.space, file.hub}, true});
    });
}

std::optional<std::string> Workspace::root_of(const std::string& repository) const {
    const auto found = clones_.find(repository);
    if (found == clones_.end()) return std::nullopt;
    return found->second;
}

}  // namespace restante::daemon
