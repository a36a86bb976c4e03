#include "daemon/workspace.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/uri.hpp"
#include "base/utf8.hpp"
#include "daemon/config.hpp"
#include "daemon/files.hpp"
#include "vcs/repository.hpp"

namespace restante::daemon {
namespace json = boost::json;
namespace {

constexpr std::size_t folders_max = 4096;

Result<std::string> text_member(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return fail(Errc::invalid_argument, "{}: \"{}\" must be a string", space_file_name, name);
    return std::string(value->as_string());
}

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

bool is_space_name(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

Result<SpaceFile> parse_space_file(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error) return fail(Errc::invalid_argument, "{} is not JSON: {}", space_file_name, error.message());
    if (!value.is_object()) return fail(Errc::invalid_argument, "{} is not a JSON object", space_file_name);
    const auto& object = value.as_object();
    SpaceFile file;
    auto space = text_member(object, "space");
    if (!space) return tl::unexpected(std::move(space).error());
    if (!is_space_name(*space))
        return fail(Errc::invalid_argument, "{}: \"{}\" is no space: a-z, 0-9, '.', '_' and '-', at most 64",
                    space_file_name, *space);
    auto repository = text_member(object, "repository");
    if (!repository) return tl::unexpected(std::move(repository).error());
    if (!is_space_name(*repository))
        return fail(Errc::invalid_argument, "{}: \"{}\" is no repository id", space_file_name, *repository);
    file.space = std::move(*space);
    file.repository = std::move(*repository);
    if (object.contains("hub")) {
        auto hub = text_member(object, "hub");
        if (!hub) return tl::unexpected(std::move(hub).error());
        auto origin = hub_origin(*hub);
        if (!origin) return tl::unexpected(with_context(std::move(origin).error(), space_file_name));
        file.hub = std::move(*origin);
    }
    return file;
}

std::string to_text(const SpaceFile& file) {
    std::string text = "{\n";
    text += fmt::format("  \"space\": {},\n", json::serialize(json::value(file.space)));
    text += fmt::format("  \"repository\": {}", json::serialize(json::value(file.repository)));
    if (file.hub) text += fmt::format(",\n  \"hub\": {}", json::serialize(json::value(*file.hub)));
    return text + "\n}\n";
}

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
    auto root = root_over(is_folder ? *real : real->substr(0, slash));
    if (!root) {
        auto error = std::move(root).error();
        // By the name that was given: it is that one which may be mistyped.
        if (error.code == Errc::not_found)
            error.message = fmt::format("{} is in no git repository", absolute_path);
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
    auto text = read_file(path, 64 * 1024);
    if (!text) return tl::unexpected(std::move(text).error());
    auto file = parse_space_file(*text);
    if (!file) return tl::unexpected(std::move(file).error());
    entry.file = std::move(*file);
    entry.file_mtime_ns = mtime;
    entry.file_size = info.st_size;
    return &entry;
}

void Workspace::derive_repository(const std::string& root,
                                  const std::function<void(Result<std::string>)>& done) {
    const bool accepted = git_.executor().post([this, root, done] {
        auto git = git_.git(root);
        auto id = git ? (*git)->repository_id() : tl::unexpected(git.error());
        loop_.post([this, root, done, id = std::move(id)]() mutable {
            if (id) roots_[root].derived_repository = *id;
            done(std::move(id));
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
    auto root = load_root(place->root);
    if (!root) return done(tl::unexpected(std::move(root).error()));

    Location location;
    location.root = std::move(place->root);
    location.path = std::move(place->path);
    if (const auto& file = (*root)->file) {
        location.repository = file->repository;
        location.space = file->space;
        location.hub = file->hub;
        clones_[location.repository] = location.root;
        return done(std::move(location));
    }
    location.space = personal_space_;
    const auto finish = [this, location, done](Result<std::string> id) {
        if (!id) return done(tl::unexpected(std::move(id).error()));
        auto found = location;
        found.repository = std::move(*id);
        clones_[found.repository] = found.root;
        done(std::move(found));
    };
    if (!(*root)->derived_repository.empty()) return finish((*root)->derived_repository);
    derive_repository(location.root, finish);
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
            return done(tl::unexpected(Error{
                Errc::conflict,
                fmt::format("{} already names {} {}", space_file_name, other_space ? "the space" : "the hub",
                            other_space ? file->space : file->hub.value_or("(none)")),
                fmt::format("edit {}/{} if that is what the team wants", root_path, space_file_name)}));
        }
        return done(Initialised{Location{root_path, "", file->repository, file->space, file->hub}, false});
    }
    const auto name = space.value_or(slug(root_path) + "-" + fresh_suffix);
    const auto write = [this, root_path, name, hub, fresh_suffix, done](Result<std::string> id) {
        // A repository without commits has no root commit to be named after: any fresh name will do.
        if (!id && id.error().code != Errc::not_found) return done(tl::unexpected(std::move(id).error()));
        const SpaceFile file{name, id ? *id : "r-" + fresh_suffix, hub};
        auto written = replace_file(root_path + "/" + space_file_name, to_text(file), 0644);
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(Initialised{Location{root_path, "", file.repository, file.space, file.hub}, true});
    };
    if (!(*root)->derived_repository.empty()) return write((*root)->derived_repository);
    derive_repository(root_path, write);
}

std::optional<std::string> Workspace::root_of(const std::string& repository) const {
    const auto found = clones_.find(repository);
    if (found == clones_.end()) return std::nullopt;
    return found->second;
}

}  // namespace restante::daemon
