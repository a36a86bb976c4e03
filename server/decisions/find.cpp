#include "decisions/find.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/file_name.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

using Set = std::unordered_set<std::string_view>;

/// Folders that hold records whatever else is in the repository, at any depth. By key_of.
const Set& record_folders() {
    static const Set names{"adr",
                           "adrs",
                           "decisions",
                           "decision",
                           "decision records",
                           "decision record",
                           "architecture decision records",
                           "architecture decisions",
                           "architectural decisions",
                           "architectural decision records",
                           "architecture decision record",
                           "adl",
                           "madr",
                           "madrs",
                           "rfcs",
                           "rfc",
                           "active rfcs",
                           "legacy rfcs",
                           "accepted rfcs",
                           "rfds",
                           "rfd",
                           "keps",
                           "kep",
                           "peps",
                           "oeps",
                           "oep",
                           "jep",
                           "jeps",
                           "eips",
                           "ercs",
                           "bips",
                           "proposals",
                           "enhancements",
                           "proposed",
                           "decisiones",
                           "entscheidungen",
                           "decision log",
                           "technical decisions",
                           "tech decisions",
                           "adr records",
                           "ladr",
                           "tdr",
                           "tdrs",
                           "cfps",
                           "design proposals",
                           "enhancement proposals",
                           "arch decisions"};
    return names;
}

/// Folders that do when most of what is in them is numbered.
const Set& perhaps_folders() {
    static const Set names{
        "text",      "features", "concepts",          "architecture", "design",      "designs",
        "accepted",  "active",   "architecture docs", "proposal",     "design docs", "specs",
        "standards", "ideas",    "records",           "implemented",  "final"};
    return names;
}

const Set& foreign_folders() {
    static const Set names{"node_modules", "vendor",  "third_party", "thirdparty",  "assets",       "images",
                           "img",          "media",   "diagrams",    "static",      "_site",        ".git",
                           "figures",      ".github", "testdata",    "__pycache__", "site packages"};
    return names;
}

struct Folder {
    std::size_t texts = 0;
    std::size_t numbered = 0;
    std::size_t numbered_folders = 0;  // with a README
    bool has_kep = false;
    std::unordered_set<std::string> numbers;  // of its files
};

bool is_numbered(const FileName& name) {
    return name.dated || (name.number && (name.padded || !name.kind.empty()));
}

/// IETF's texts are called "rfc2119.txt"; they decide nothing here.
bool is_ietf(std::string_view path, const FileName& name) {
    const auto file = folded(base_name(path));
    return name.kind == "RFC" && file.size() > 3 && is_digit(file[3]);
}

class Finder {
  public:
    Finder(const std::vector<std::string>& paths, const std::vector<std::string>& folders)
        : paths_(paths), named_(folders) {
        for (const auto& path : paths) {
            if (!may_be_record(path)) continue;
            const auto file = base_name(path);
            const auto folder = folder_name(path);
            auto& of_folder = folders_[folder];
            if (file == "kep.yaml") of_folder.has_kep = true;
            if (stands_for_folder(file)) {
                if (is_numbered(read_name(base_name(folder))))
                    ++folders_[folder_name(folder)].numbered_folders;
                continue;
            }
            const auto name = read_file_name(path);
            ++of_folder.texts;
            if (is_numbered(name)) ++of_folder.numbered;
            if (name.number) of_folder.numbers.insert(*name.number);
        }
    }

    std::vector<Candidate> find() {
        std::vector<Candidate> out;
        for (const auto& path : paths_)
            if (const auto place = place_of(path)) out.push_back({path, *place});
        return out;
    }

  private:
    std::optional<Place> place_of(std::string_view path) {
        if (!may_be_record(path)) return std::nullopt;
        const auto folder = folder_name(path);
        const auto file = base_name(path);
        if (file == "kep.yaml") return Place::certain;
        if (const auto known = folders_.find(folder); known != folders_.end() && known->second.has_kep)
            return std::nullopt;
        const auto name = read_file_name(path);
        for (const auto& named : named_)
            if (named.empty() || named == "." ||
                (path.size() > named.size() && path.starts_with(named) && path[named.size()] == '/'))
                return name.number || name.dated ? Place::certain : Place::likely;
        const auto home = home_of(folder);
        if (!home.found) return apart(path, name);
        if (!home.through_numbered.empty()) {
            // In a record's own folder only the README is the record; what else lies there belongs to it.
            const auto own = home.through_numbered;
            if (folder != own || !stands_for_folder(file)) return std::nullopt;
            const auto& beside = folders_[folder_name(own)];
            if (name.number && beside.numbers.contains(*name.number)) return std::nullopt;
            return Place::certain;
        }
        if (home.perhaps && !is_numbered(name)) return std::nullopt;
        return (name.number || name.dated) && !is_ietf(path, name) ? Place::certain : Place::likely;
    }

    struct Home {
        bool found = false;
        bool perhaps = false;
        bool foreign = false;                    // in what others wrote
        std::string_view through_numbered = {};  // the outermost numbered folder below the folder of records
    };

    /// The innermost folder of records above, and whether a record's own folder lies between.
    Home home_of(std::string_view folder) {
        if (const auto known = homes_.find(folder); known != homes_.end()) return known->second;
        Home home;
        if (folder.empty()) {
            // A repository that is nothing but records.
            const auto root = folders_.find(folder);
            if (root != folders_.end() && mostly_numbered(root->second)) home = {true, true, false, {}};
        } else {
            const auto key = key_of(base_name(folder));
            const auto above = home_of(folder_name(folder));
            const auto stats = folders_.find(folder);
            const bool of_numbers = stats != folders_.end() && mostly_numbered(stats->second);
            const bool foreign =
                foreign_folders().contains(key) || foreign_folders().contains(base_name(folder));
            if (foreign || above.foreign)
                home.foreign = true;
            else if (record_folders().contains(key))
                home = {true, false, false, {}};
            else if (perhaps_folders().contains(key) && of_numbers && !above.found)
                home = {true, true, false, {}};
            else if (const auto name = read_name(base_name(folder));
                     above.found && !(folder_name(folder).empty() && !is_numbered(name))) {
                home = above;
                if (home.through_numbered.empty() &&
                    (is_numbered(name) || (name.number && name.rest.empty()) || beside_its_text(folder)))
                    home.through_numbered = folder;
            }
        }
        homes_.emplace(folder, home);
        return home;
    }

    /// "0012-topic/" beside "0012-topic.md".
    bool beside_its_text(std::string_view folder) {
        const auto name = read_name(base_name(folder));
        const auto above = folders_.find(folder_name(folder));
        return name.number && above != folders_.end() && above->second.numbers.contains(*name.number);
    }

    static bool mostly_numbered(const Folder& folder) {
        constexpr std::size_t enough = 3;
        const auto numbered = folder.numbered + folder.numbered_folders;
        return numbered >= enough && numbered * 10 >= (folder.texts + folder.numbered_folders) * 6;
    }

    /// Outside of any folder of records, a file's own name must say what it is.
    std::optional<Place> apart(std::string_view path, const FileName& name) {
        static const Set telling{"ADR", "PEP", "BIP", "KEP", "OEP", "EIP", "JEP", "MADR"};
        if (!name.number || !telling.contains(name.kind) || stands_for_folder(base_name(path)))
            return std::nullopt;
        if (const auto home = foreign_above(folder_name(path)); home) return std::nullopt;
        // "pep-0817/figure.txt" lies in a record's folder.
        const auto folder = read_name(base_name(folder_name(path)));
        if (folder.number && !folder.kind.empty()) return std::nullopt;
        return Place::certain;
    }

    static bool foreign_above(std::string_view folder) {
        for (; !folder.empty(); folder = folder_name(folder))
            if (foreign_folders().contains(base_name(folder))) return true;
        return false;
    }

    const std::vector<std::string>& paths_;
    const std::vector<std::string>& named_;
    std::unordered_map<std::string_view, Folder> folders_;
    std::unordered_map<std::string_view, Home> homes_;
};

}  // namespace

bool may_be_record(std::string_view path) {
    constexpr std::array<std::string_view, 13> endings{".md",   ".markdown", ".mdx",  ".rst",       ".rest",
                                                       ".adoc", ".asciidoc", ".asc",  ".mediawiki", ".wiki",
                                                       ".txt",  ".mkd",      ".mdown"};
    const auto file = base_name(path);
    if (file == "kep.yaml") return true;
    const auto ending = folded(extension(file));
    return !ending.empty() && std::find(endings.begin(), endings.end(), ending) != endings.end();
}

std::vector<Candidate> find_candidates(const std::vector<std::string>& paths,
                                       const std::vector<std::string>& folders) {
    return Finder(paths, folders).find();
}

}  // namespace restante::decisions
