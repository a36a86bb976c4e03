// The second part of what is gathered: what the history says.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "anchor/alignment.hpp"
#include "base/utf8.hpp"
#include "grounds/grounds.hpp"
#include "grounds/message.hpp"
#include "vcs/work_tree.hpp"

namespace restante::grounds {
namespace {

constexpr std::string_view ignored_file = ".git-blame-ignore-revs";
constexpr std::size_t ignored_bytes_max = 1024UL * 1024;
/// Of one question, those with the most lines; others are a gap.
constexpr std::size_t commits_max = 40;

std::string short_name(std::string_view commit) {
    constexpr std::size_t characters = 10;
    return std::string(commit.substr(0, characters));
}

void add_gap(Gathered& gathered, Error error, std::string_view what) {
    gathered.gaps.push_back(with_context(std::move(error), what));
}

std::string history_of(std::string_view path) {
    return "the history of " + utf8::replace_invalid(path);
}

}  // namespace

/// Git is asked about the commit's own text only, so that its answers can be kept: which of its lines are
/// those that were asked about? One that differs by white space is, as for `git blame -w`.
void Grounds::match_lines(const Question& question, follow::CommitNumber commit, Gathered& gathered) {
    if (gathered.blob.empty()) {
        // Where a folder's tree is not here, the file may be committed all the same.
        if (const auto blob = history_->blob_at(commit, question.path); !blob)
            return add_gap(gathered, blob.error(), history_of(question.path));
        gathered.uncommitted = true;
        return;
    }
    const auto committed = history_->text(gathered.blob);
    if (!committed) return add_gap(gathered, committed.error(), history_of(question.path));
    if (*committed == gathered.text || **committed == *gathered.text) {
        for (auto line = question.first; line <= question.last; ++line)
            gathered.lines.push_back({line, line});
        return;
    }
    anchor::Alignment alignment(*gathered.text, **committed);
    for (auto line = question.first; line <= question.last; ++line) {
        const auto image = alignment.image(line);
        if (image && image->fate != anchor::LineFate::alike)
            gathered.lines.push_back({line, image->line});
        else
            gathered.uncommitted = true;
    }
    std::sort(gathered.lines.begin(), gathered.lines.end(),
              [](const auto& a, const auto& b) { return a.committed < b.committed; });
}

/// The file of the commit asked about; in git the newest one counts, but that one need not be checked out.
std::vector<std::string> Grounds::ignored(const std::optional<std::string>& revision,
                                          follow::CommitNumber commit) {
    std::string list;
    if (revision || repository_.root == repository_.git_dir) {
        const auto blob = history_->blob_at(commit, std::string(ignored_file));
        if (!blob || !*blob) return {};
        const auto text = history_->text(**blob);
        if (!text) return {};
        list = (*text)->bytes();
    } else {
        const auto file = vcs::work_tree_file(repository_, std::string(ignored_file));
        if (!file || !file->read || file->kind != vcs::EntryKind::file) return {};
        list = file->read(ignored_bytes_max).value_or("");
    }
    auto ids = ignored_revisions(list);
    // Git ends when one of them is not here.
    std::erase_if(ids, [&](const std::string& id) {
        const auto parsed = vcs::ObjectId::parse(id);
        return !parsed || !history_->commit(*parsed);
    });
    return ids;
}

std::optional<BlameQuestion> Grounds::to_ask(const Question& question, const Gathered& gathered) {
    if (gathered.lines.empty()) return std::nullopt;
    const auto number = history_->commit(gathered.commit);
    if (!number) return std::nullopt;
    BlameQuestion asked;
    asked.path = question.path;
    asked.first = gathered.first();
    asked.last = gathered.last();
    asked.commit = gathered.commit.hex();
    asked.blob = gathered.blob.hex();
    asked.ignored = ignored(question.revision, *number);
    return blames_.of(asked) ? std::nullopt : std::optional(std::move(asked));
}

std::optional<BlameQuestion> Grounds::to_ask_ahead(const std::string& path) {
    const auto at = commit({path, 0, 0, std::nullopt});
    const auto number = at ? history_->commit(*at) : tl::unexpected(at.error());
    const auto blob = number ? history_->blob_at(*number, path) : tl::unexpected(number.error());
    const auto text = blob && *blob ? history_->text(**blob) : fail(Errc::not_found, "not committed");
    if (!text || (*text)->size() == 0) return std::nullopt;
    BlameQuestion asked;
    asked.path = path;
    asked.last = (*text)->line_count() - ((*text)->bytes().ends_with('\n') ? 2 : 1);
    asked.commit = at->hex();
    asked.blob = (*blob)->hex();
    asked.ignored = ignored(std::nullopt, *number);
    return blames_.of(asked) ? std::nullopt : std::optional(std::move(asked));
}

void Grounds::keep(const BlameQuestion& question, Result<std::vector<Blamed>> answer) {
    failed_.reset();
    if (!answer)
        failed_ = std::move(answer).error();
    else
        blames_.keep(question, *answer);
}

void Grounds::look_back(const Question& question, const std::vector<decisions::Record>& records,
                        Gathered& gathered) {
    auto failed = std::exchange(failed_, std::nullopt);
    auto asked = to_ask(question, gathered);
    if (asked && !failed) {
        keep(*asked, blame(repository_, *asked));
        failed = std::exchange(failed_, std::nullopt);
        asked = to_ask(question, gathered);
    }
    if (failed && asked) return add_gap(gathered, std::move(*failed), history_of(question.path));
    if (gathered.lines.empty()) return;
    const auto number = history_->commit(gathered.commit);
    if (!number) return;
    BlameQuestion known;
    known.path = question.path;
    known.first = gathered.first();
    known.last = gathered.last();
    known.blob = gathered.blob.hex();
    known.ignored = ignored(question.revision, *number);
    if (auto blamed = blames_.of(known)) tell(question, std::move(*blamed), records, gathered);
}

std::shared_ptr<const anchor::Text> Grounds::text_at(const std::string& commit, const std::string& path) {
    const auto id = vcs::ObjectId::parse(commit);
    if (!id) return nullptr;
    const auto number = history_->commit(*id);
    if (!number) return nullptr;
    const auto blob = history_->blob_at(*number, path);
    if (!blob || !*blob) return nullptr;
    return history_->text(**blob).value_or(nullptr);
}

/// Nothing where the commit cannot be read, and at the edge of a shallow clone, to which git attributes all
/// that came before.
std::optional<why::Commit> Grounds::read_commit(const std::string& id, Gathered& gathered) {
    const auto parsed = vcs::ObjectId::parse(id);
    const auto object = parsed ? objects_->read(*parsed, vcs::Objects::unbounded)
                               : Result<vcs::RawObject>(fail(Errc::corrupt, "{} is no id", id));
    const auto number = parsed ? history_->commit(*parsed) : fail(Errc::corrupt, "{} is no id", id);
    if (!object || !number) {
        add_gap(gathered, object ? number.error() : object.error(), "commit " + short_name(id));
        return std::nullopt;
    }
    auto message = message_of(object->bytes);
    gathered.people.push_back({message.author, message.mail, id, message.at_s});
    const auto& node = history_->node(*number);
    if (!node.parents.empty() && std::none_of(node.parents.begin(), node.parents.end(),
                                              [&](auto parent) { return history_->node(parent).known; })) {
        add_gap(gathered,
                {Errc::not_found, "what was before is not in this clone",
                 repository_.shallow ? "git fetch --unshallow" : "git fetch"},
                "commit " + short_name(id));
        gathered.people.pop_back();
        return std::nullopt;
    }
    why::Commit out;
    out.id = id;
    out.subject = std::move(message.subject);
    out.body = std::move(message.body);
    out.author = std::move(message.author);
    out.mail = std::move(message.mail);
    out.at_s = message.at_s;
    out.first = node.parents.empty();
    return out;
}

void Grounds::read_width(const follow::CommitNode& node, const std::vector<decisions::Record>& records,
                         why::Commit& commit, Gathered& gathered) {
    const auto number = history_->commit(node.id);
    const auto changes =
        number ? history_->changes(node.parents.empty() ? std::nullopt : std::optional(node.parents.front()),
                                   *number)
               : tl::unexpected(number.error());
    if (!changes) {
        commit.widths_known = false;
        add_gap(gathered, changes.error(), fmt::format("what commit {} changed", short_name(commit.id)));
        return;
    }
    commit.files = changes->size();
    std::unordered_set<std::string_view> added;
    for (const auto& change : *changes)
        if (change.before.empty()) added.insert(change.path);
    for (std::size_t i = 0; i < records.size(); ++i)
        if (added.contains(records[i].path)) commit.added.push_back(i);
}

/// What is said of the commit's lines, said of those that were asked about.
void Grounds::tell(const Question& question, std::vector<Blamed> blamed,
                   const std::vector<decisions::Record>& records, Gathered& gathered) {
    for (auto& one : blamed) {
        std::vector<BlamedLine> lines;
        for (const auto& [here, committed] : gathered.lines) {
            const auto line = std::lower_bound(one.lines.begin(), one.lines.end(), committed,
                                               [](const BlamedLine& l, auto at) { return l.line < at; });
            if (line != one.lines.end() && line->line == committed) lines.push_back({here, line->original});
        }
        std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
        one.lines = std::move(lines);
    }
    std::erase_if(blamed, [](const Blamed& one) { return one.lines.empty(); });
    std::stable_sort(blamed.begin(), blamed.end(),
                     [](const Blamed& a, const Blamed& b) { return a.lines.size() > b.lines.size(); });
    if (blamed.size() > commits_max) {
        add_gap(gathered,
                {Errc::too_large,
                 fmt::format("{} commits touched these lines last, of which {} were looked at", blamed.size(),
                             commits_max),
                 "ask about fewer lines"},
                history_of(question.path));
        blamed.resize(commits_max);
    }
    for (const auto& one : blamed) {
        if (!one.committed()) {
            gathered.uncommitted = true;
            continue;
        }
        auto commit = read_commit(one.commit, gathered);
        if (!commit) continue;
        const auto before =
            one.previous_commit.empty() ? nullptr : text_at(one.previous_commit, one.previous_path);
        const auto after = before ? text_at(one.commit, one.path) : nullptr;
        const auto change = before && after
                                ? std::optional<why::Change>(std::in_place, *before, *after, one.path)
                                : std::nullopt;
        for (const auto& [line, original] : one.lines)
            commit->lines.push_back({line, why::kind_of_line(*gathered.text, line, question.path),
                                     change ? change->fate(original) : why::Fate::written});
        read_width(history_->node(*history_->commit(*vcs::ObjectId::parse(one.commit))), records, *commit,
                   gathered);
        gathered.known.commits.push_back(std::move(*commit));
    }
    std::stable_sort(gathered.people.begin(), gathered.people.end(),
                     [](const Person& a, const Person& b) { return a.at_s > b.at_s; });
    std::vector<Person> once;
    for (auto& person : gathered.people)
        if (std::none_of(once.begin(), once.end(), [&](const Person& p) { return p.mail == person.mail; }))
            once.push_back(std::move(person));
    gathered.people = std::move(once);
}

}  // namespace restante::grounds
