#include "why/citations.hpp"

#include <algorithm>

#include "base/file_name.hpp"
#include "decisions/directory.hpp"
#include "decisions/names.hpp"
#include "decisions/words.hpp"
#include "why/standards.hpp"

namespace restante::why {
namespace {

using decisions::is_digit;
using decisions::is_letter;

constexpr std::size_t digits_max = 7;
constexpr std::size_t token_max = 1000;  // a path or an address is no longer
constexpr std::string_view token_ends = " \t\r\n()[]<>{}\"'`,;|*";
constexpr std::size_t id_ending_min = 4;  // of a decision of the space: "D-3f9k"
constexpr std::size_t id_ending_max = 26;
constexpr std::size_t readings_max = 3;  // as many records as one number may mean

/// What a path or an address names. `foreign`: it ends in the name of a record that is none of ours.
struct Target {
    Indices records;
    bool foreign = false;
};

std::string_view stem_of(std::string_view name) {
    const auto end = extension(name);
    constexpr std::size_t extension_max = 10;
    return end.size() <= extension_max ? name.substr(0, name.size() - end.size()) : name;
}

/// Whether the slug can be nothing but a record's name: it has a number or a date. Others are words that may
/// stand anywhere, and need their folder before them.
bool tells_by_itself(std::string_view slug) {
    const auto name = decisions::read_name(slug);
    return (name.number || name.dated) && !name.rest.empty();
}

Target read_target(std::string_view target, const Names& names, std::string_view file) {
    Target out;
    const bool address = target.find("://") != std::string_view::npos;
    target = target.substr(0, target.find_first_of("#?"));
    if (!address)
        for (const auto& path :
             {decisions::normal_path(std::string(folder_name(file)) + "/" + std::string(target)),
              decisions::normal_path(target)})
            if (const auto index = names.at(path)) {
                out.records.push_back(*index);
                return out;
            }
    const auto components = decisions::parts(target, "/");
    for (auto i = components.size(); i-- > 0;) {
        const auto slug = decisions::folded(stem_of(components[i]));
        const auto folder = i > 0 ? decisions::folded(components[i - 1]) : std::string();
        auto found = names.slugged(slug);
        if (!tells_by_itself(slug))
            std::erase_if(found, [&](auto index) {
                return folder.empty() ||
                       decisions::folded(folder_of_records(names.record(index).path)) != folder;
            });
        const auto name = decisions::read_name(slug);
        const bool record_like = name.number && (name.padded || !name.rest.empty());
        // Renamed since, or only its number: "rfcs/0012", "rfcs/pull/12".
        if (found.empty() && name.number && !folder.empty() && (!address || name.rest.empty())) {
            const auto above = folder == "pull" && i > 1 ? decisions::folded(components[i - 2]) : folder;
            found = names.in_folder(above, *name.number);
        }
        if (!found.empty()) {
            out.records = names.nearest(std::move(found), file);
            return out;
        }
        out.foreign = out.foreign || (address && record_like && !name.rest.empty());
    }
    return out;
}

/// The address of the Markdown link whose text holds the place; empty when it is in none.
std::string_view link_around(std::string_view text, std::size_t at) {
    const auto open = text.rfind('[', at);
    if (open == std::string_view::npos || text.substr(open, at - open).find(']') != std::string_view::npos)
        return {};
    const auto close = text.find("](", at);
    if (close == std::string_view::npos || text.substr(at, close - at).find('\n') != std::string_view::npos)
        return {};
    const auto begin = close + 2;
    return text.substr(begin, std::min(text.find(')', begin), text.size()) - begin);
}

class Scan {
  public:
    Scan(std::string_view text, const Names& names, std::string_view file)
        : text_(text.substr(0, cited_bytes_max)), names_(names), file_(file) {}

    std::vector<Citation> run() {
        for (std::size_t at = 0; at < text_.size() && out_.size() < citations_max;) {
            if (begins_word(at))
                at = std::max(kind_and_number(at), at + 1);
            else
                ++at;
        }
        targets();
        std::stable_sort(out_.begin(), out_.end(),
                         [](const Found& a, const Found& b) { return a.at < b.at; });
        std::vector<Citation> cited;
        for (auto& one : out_)
            cited.push_back(std::move(one.citation));
        return cited;
    }

  private:
    struct Found {
        std::size_t at = 0;
        Citation citation;
    };

    [[nodiscard]] bool begins_word(std::size_t at) const {
        return is_letter(text_[at]) && (at == 0 || !decisions::is_word(text_[at - 1]));
    }

    void add(std::size_t at, const Indices& records, std::string_view text, bool elsewhere) {
        if (records.size() > readings_max) return;
        for (const auto record : records) {
            const auto same = std::find_if(out_.begin(), out_.end(),
                                           [&](const Found& f) { return f.citation.record == record; });
            if (same == out_.end()) {
                out_.push_back({at, {record, std::string(text), elsewhere}});
                continue;
            }
            same->citation.elsewhere = same->citation.elsewhere && elsewhere;
            same->at = std::min(same->at, at);
        }
    }

    /// The line, which tells what is spoken of.
    [[nodiscard]] std::string_view line_at(std::size_t at) const {
        const auto before = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
        const auto begin = before == std::string_view::npos ? 0 : before + 1;
        return text_.substr(begin, std::min(text_.find('\n', at), text_.size()) - begin);
    }

    /// Behind the digits, where a number ends there; else 0. "ADR-1.2" and "ADR-12th" are none.
    [[nodiscard]] std::size_t number_end(std::size_t begin) const {
        auto end = begin;
        while (end < text_.size() && is_digit(text_[end]))
            ++end;
        if (end == begin || end - begin > digits_max) return 0;
        if (end == text_.size()) return end;
        if (decisions::is_word(text_[end]) || text_[end] == '_') return 0;
        if (text_[end] == '.' && end + 1 < text_.size() && is_digit(text_[end + 1])) return 0;
        return end;
    }

    /// Reads "D-3f9k" at a word; gives where to go on, or 0 when it is none of ours.
    std::size_t decision_id(std::size_t begin) {
        if (!text_.substr(begin).starts_with("D-") && !text_.substr(begin).starts_with("d-")) return 0;
        auto end = begin + 2;
        while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end])))
            ++end;
        const auto ending = text_.substr(begin + 2, end - begin - 2);
        if (ending.size() < id_ending_min || ending.size() > id_ending_max) return 0;
        if (end < text_.size() && (decisions::is_word(text_[end]) || text_[end] == '_')) return 0;
        // An ending that fits two is nobody's: a longer one is needed.
        const auto records = names_.ending(decisions::folded(ending));
        if (records.size() != 1) return 0;
        add(begin, records, text_.substr(begin, end - begin), false);
        return end;
    }

    /// Reads "ADR-0012", "KEP#79", "ADRs 7 and 9" at a word; gives where to go on.
    std::size_t kind_and_number(std::size_t begin) {
        if (const auto end = decision_id(begin); end > 0) return end;
        auto at = begin;
        while (at < text_.size() && is_letter(text_[at]))
            ++at;
        std::string kind(text_.substr(begin, at - begin));
        const bool shouted =
            std::none_of(kind.begin(), kind.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        for (auto& c : kind)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        bool plural = false;
        if (!names_.is_called(kind) && kind.ends_with('S')) {
            kind.pop_back();
            plural = true;
        }
        if (!names_.is_called(kind)) return at;
        // "D12" is a pin, or a cell: a letter alone is a kind only as "D-12".
        if (kind.size() == 1 && (at == text_.size() || text_[at] != '-')) return at;
        auto first = at;
        constexpr std::size_t gap_max = 2;
        while (first < text_.size() && first - at < gap_max &&
               std::string_view("-_ #:`").find(text_[first]) != std::string_view::npos)
            ++first;
        if (first < text_.size() && text_[first] == '#' && first > at) ++first;
        auto end = number_end(first);
        // "adr8" is one; "dr8" is a name as any other.
        constexpr std::size_t telling_kind = 3;
        if (end == 0 || (first == at && !shouted && kind.size() < telling_kind)) return at;
        end = one_number(kind, begin, first, end);
        while (const auto next = next_of_list(end, plural)) {
            const auto next_end = number_end(next);
            if (next_end == 0) break;
            end = one_number(kind, next, next, next_end);
        }
        return end;
    }

    /// Where another number of the same kind begins; 0 for none.
    [[nodiscard]] std::size_t next_of_list(std::size_t at, bool plural) const {
        const auto rest = text_.substr(at);
        for (const std::string_view joint : {", and ", ", ", " and ", " & ", "/"})
            if (rest.starts_with(joint) && (plural || joint == "/"))
                return rest.size() > joint.size() && is_digit(rest[joint.size()]) ? at + joint.size() : 0;
        return 0;
    }

    std::size_t one_number(const std::string& kind, std::size_t begin, std::size_t first, std::size_t end) {
        auto number = decisions::without_zeros(text_.substr(first, end - first));
        auto records = Indices{};
        // "168-2" is a number of its own where there is such a record.
        if (end + 1 < text_.size() && text_[end] == '-' && is_digit(text_[end + 1]))
            if (const auto longer = number_end(end + 1); longer > 0) {
                const auto whole = number + std::string(text_.substr(end, longer - end));
                records = names_.numbered(kind, whole);
                if (!records.empty()) {
                    number = whole;
                    end = longer;
                }
            }
        if (records.empty()) records = names_.numbered(kind, number);
        if (records.empty()) return end;
        if (in_foreign_address(begin)) return end;
        const auto target = link_around(text_, begin);
        const auto read = target.empty() ? Target{} : read_target(target, names_, file_);
        const bool elsewhere = read.records.empty() && read.foreign;
        if (kind == "RFC" && (elsewhere || is_standard(number, begin))) return end;
        add(begin, names_.nearest(std::move(records), file_), text_.substr(begin, end - begin), elsewhere);
        return end;
    }

    /// "https://example.org/docs/adr/adr-003-their-thing.md".
    [[nodiscard]] bool in_foreign_address(std::size_t at) const {
        const auto before = at == 0 ? std::string_view::npos : text_.find_last_of(token_ends, at - 1);
        const auto begin = before == std::string_view::npos ? 0 : before + 1;
        const auto token =
            text_.substr(begin, std::min(text_.find_first_of(token_ends, at), text_.size()) - begin);
        if (token.size() > token_max || token.find("://") == std::string_view::npos) return false;
        const auto target = read_target(token, names_, file_);
        return target.records.empty() && target.foreign;
    }

    [[nodiscard]] bool is_standard(const std::string& number, std::size_t at) const {
        const auto line = line_at(at);
        return is_known_standard(number) || speaks_of_standards(line);
    }

    /// Paths, addresses and file names.
    void targets() {
        for (std::size_t at = 0; at < text_.size() && out_.size() < citations_max;) {
            const auto end = std::min(text_.find_first_of(token_ends, at), text_.size());
            auto token = text_.substr(at, end - at);
            while (!token.empty() && std::string_view(".:!?").find(token.back()) != std::string_view::npos)
                token.remove_suffix(1);
            if (token.size() > 3 && token.size() < token_max &&
                (token.find('-') != std::string_view::npos || token.find('/') != std::string_view::npos ||
                 token.find('_') != std::string_view::npos)) {
                const auto target = read_target(token, names_, file_);
                if (!target.records.empty()) add(at, target.records, token, false);
            }
            at = end + 1;
        }
    }

    std::string_view text_;
    const Names& names_;
    std::string_view file_;
    std::vector<Found> out_;
};

}  // namespace

std::vector<Citation> citations_in(std::string_view text, const Names& names, std::string_view file) {
    return Scan(text, names, file).run();
}

}  // namespace restante::why
