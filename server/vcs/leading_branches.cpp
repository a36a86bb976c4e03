#include "vcs/leading_branches.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "vcs/refused.hpp"

namespace restante::vcs {
namespace {

constexpr std::string_view origin_head = "refs/remotes/origin/HEAD";

struct Ref {
    std::string symref;    // what it stands for; empty for most
    std::string upstream;  // of a local branch
    std::string commit;
};

std::string_view taken(std::string_view& rest, char end) {
    const auto part = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

/// The refs of these names and patterns, by their full names.
Result<std::map<std::string, Ref>> refs(const Repository& repository, const GitOptions& options,
                                        const std::vector<std::string>& patterns) {
    std::vector<std::string> argv{options.program, "for-each-ref",
                                  "--format=%(refname) %(symref) %(upstream) %(objectname)"};
    argv.insert(argv.end(), patterns.begin(), patterns.end());
    auto output = run({std::move(argv), repository.root, options.environment}, {},
                      {options.deadline, options.object_bytes_max});
    if (!output) return tl::unexpected(std::move(output).error());
    if (output->exit_status != 0) return tl::unexpected(refused("looking for the main branches", *output));
    std::map<std::string, Ref> found;
    for (std::string_view rest = output->out; !rest.empty();) {
        auto line = taken(rest, '\n');  // no ref's name has a space (git-check-ref-format(1))
        auto& ref = found[std::string(taken(line, ' '))];
        ref.symref = taken(line, ' ');
        ref.upstream = taken(line, ' ');
        ref.commit = line;
    }
    return found;
}

/// Git replaces a ref's file, which changes its folder; so one look at the folder is enough.
std::string folder_of(const std::string& ref) {
    return ref.substr(0, ref.rfind('/'));
}

}  // namespace

Result<LeadingBranches> leading_branches(const Repository& repository, Git& git, const GitOptions& options) {
    LeadingBranches out;
    const auto& common = repository.common_dir;
    out.watched = {repository.git_dir + "/HEAD",
                   common + "/config",
                   common + "/packed-refs",
                   common + "/reftable/tables.list",
                   common + "/refs",
                   common + "/refs/heads",
                   common + "/refs/remotes",
                   common + "/refs/remotes/origin"};
    out.stamp = stamp_of(out.watched);
    const auto head = git.head();
    if (!head) return tl::unexpected(head.error());

    // First which refs these are, then, behind the stamp of them, what they are at.
    std::vector<std::string> patterns{"refs/remotes/*/HEAD"};
    const auto current = head->branch ? "refs/heads/" + *head->branch : std::string();
    if (!current.empty()) patterns.push_back(current);
    const auto named = refs(repository, options, patterns);
    if (!named) return tl::unexpected(named.error());
    std::vector<std::string> names;
    if (!current.empty()) names.push_back(current);
    if (named->contains(std::string(origin_head))) names.emplace_back(origin_head);
    for (const auto& [name, ref] : *named)
        if (name != origin_head && name != current) names.push_back(name);
    if (const auto found = named->find(current); found != named->end() && !found->second.upstream.empty())
        names.push_back(found->second.upstream);
    for (const auto* usual : {"refs/heads/main", "refs/heads/master"})
        if (std::ranges::find(names, usual) == names.end()) names.emplace_back(usual);

    std::vector<std::string> more;
    more.reserve(names.size());
    for (const auto& name : names)
        more.push_back(common + "/" + folder_of(name));
    for (const auto& [name, ref] : *named)
        if (!ref.symref.empty()) more.push_back(common + "/" + folder_of(ref.symref));
    std::sort(more.begin(), more.end());
    more.erase(std::unique(more.begin(), more.end()), more.end());
    out.stamp += stamp_of(more);
    out.watched.insert(out.watched.end(), more.begin(), more.end());

    const auto now = refs(repository, options, names);
    if (!now) return tl::unexpected(now.error());
    if (current.empty() && head->commit) out.branches.push_back({"HEAD", *head->commit});
    for (const auto& name : names)
        if (const auto found = now->find(name); found != now->end())
            out.branches.push_back({name == current ? "HEAD" : name, found->second.commit});
    return out;
}

std::string stamp_of(const std::vector<std::string>& watched) {
    std::string stamp;
    for (const auto& path : watched) {
        struct stat info {};
        if (::lstat(path.c_str(), &info) == 0)
            fmt::format_to(std::back_inserter(stamp), "{}:{}.{}:{};", info.st_ino, info.st_mtim.tv_sec,
                           info.st_mtim.tv_nsec, info.st_size);
        else
            stamp += "-;";
    }
    return stamp;
}

}  // namespace restante::vcs
