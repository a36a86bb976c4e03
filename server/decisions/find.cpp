#include "decisions/find.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/file_name.hpp"
#include "decisions/names.hpp"
#include "decisions/record_folders.hpp"
#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

struct Folder {
    std::size_t texts = 0;
    std::size_t numbered = 0;
    std::size_t numbered_folders = 0;  // with a README, or a text called as they are
    std::size_t of_kind = 0;           // of the numbered ones: those that say "ADR", "NEP" or the like
    bool has_kep = false;
    bool has_readme = false;
    bool has_own_text = false;                // called as the folder
    std::unordered_set<std::string> numbers;  // of its files
};

bool is_numbered(const FileName& name) {
    return name.dated || (name.number && (name.padded || !name.kind.empty()));
}

bool is_template_name(std::string_view path) {
    const auto words = words_of(key_of(base_name(path)));
    return std::find(words.begin(), words.end(), "template") != words.end();
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
            if (folder.empty() && is_template_name(path)) has_template_ = true;
            const auto name = read_file_name(path);
            if (stands_for_folder(file)) of_folder.has_readme = true;
            if (is_ietf(path, name) && name.rest.empty()) continue;
            if (is_record_of_folder(path)) {
                // A text that is called as its folder is no less a sign than a padded number.
                if (!is_numbered(name) && stands_for_folder(file)) continue;
                of_folder.has_own_text = of_folder.has_own_text || !stands_for_folder(file);
                auto& above = folders_[folder_name(folder)];
                ++above.numbered_folders;
                if (!name.kind.empty()) ++above.of_kind;
                continue;
            }
            ++of_folder.texts;
            if (is_numbered(name)) ++of_folder.numbered;
            if (name.number && !name.kind.empty()) ++of_folder.of_kind;
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
            if (folder != own || !is_record_of_folder(path)) return std::nullopt;
            if (!stands_for_folder(file) && folders_[folder].has_readme) return std::nullopt;
            const auto& beside = folders_[folder_name(own)];
            if (name.number && beside.numbers.contains(*name.number)) return std::nullopt;
            return Place::certain;
        }
        if (home.perhaps && !is_numbered(name) && !(name.number && is_record_of_folder(path)))
            return says_kind(path) ? std::optional(Place::likely) : std::nullopt;
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
            const bool accepting = folder_name(folder).empty() && has_template_ && !of_numbers &&
                                   accepting_folders().contains(key);
            const bool foreign =
                foreign_folders().contains(key) || foreign_folders().contains(base_name(folder));
            if (foreign || above.foreign)
                home.foreign = true;
            else if (record_folders().contains(key) || accepting)
                home = {true, false, false, {}};
            else if (of_numbers && !above.found &&
                     (perhaps_folders().contains(key) || of_one_kind(stats->second)))
                home = {true, true, false, {}};
            else if (const auto name = read_name(base_name(folder));
                     above.found && (!folder_name(folder).empty() || is_numbered(name) || is_own(stats))) {
                home = above;
                if (home.through_numbered.empty() &&
                    (is_numbered(name) || (name.number && (name.rest.empty() || is_own(stats))) ||
                     beside_its_text(folder)))
                    home.through_numbered = folder;
            }
        }
        homes_.emplace(folder, home);
        return home;
    }

    /// "29-topic/topic.md"
    bool is_own(std::unordered_map<std::string_view, Folder>::const_iterator stats) const {
        return stats != folders_.end() && stats->second.has_own_text;
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

    /// "nep-0001-….rst", "fip-0002.md": a folder may be called anything if what is in it says what it is.
    static bool of_one_kind(const Folder& folder) {
        return folder.of_kind * 10 >= (folder.numbered + folder.numbered_folders) * 9;
    }

    /// "adr-draft-topic.md", "2020-11-27-adr-topic.md": no number yet, or never.
    static bool says_kind(std::string_view path) {
        const auto name = read_file_name(path);
        const auto words = words_of(name.rest.empty() ? name.slug : name.rest);
        return words.size() > 1 && words.front() == "adr" && !path.ends_with(".txt");
    }

    /// Outside of any folder of records, a file's own name must say what it is.
    std::optional<Place> apart(std::string_view path, const FileName& name) {
        static const NameSet telling{"ADR", "PEP", "BIP", "KEP", "OEP", "EIP", "JEP", "MADR"};
        const bool unnumbered = !name.number && says_kind(path);
        if (!unnumbered && (!name.number || !telling.contains(name.kind))) return std::nullopt;
        if (is_record_of_folder(path)) return std::nullopt;
        if (const auto home = foreign_above(folder_name(path)); home) return std::nullopt;
        // "pep-0817/figure.txt" lies in a record's folder.
        const auto folder = read_name(base_name(folder_name(path)));
        if (folder.number && !folder.kind.empty()) return std::nullopt;
        return unnumbered ? Place::likely : Place::certain;
    }

    static bool foreign_above(std::string_view folder) {
        for (; !folder.empty(); folder = folder_name(folder))
            if (foreign_folders().contains(base_name(folder))) return true;
        return false;
    }

    const std::vector<std::string>& paths_;
    const std::vector<std::string>& named_;
    bool has_template_ = false;  // in the root
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
