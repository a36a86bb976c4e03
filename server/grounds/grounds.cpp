#include "grounds/grounds.hpp"

#include <algorithm>
#include <unordered_set>

#include "anchor/pointed_lines.hpp"
#include "base/utf8.hpp"
#include "grounds/blame.hpp"
#include "grounds/message.hpp"
#include "vcs/binary.hpp"
#include "vcs/work_tree.hpp"

namespace restante::grounds {
namespace {

constexpr std::string_view ignored_file = ".git-blame-ignore-revs";
/// Of one question, those with the most lines; others are a gap.
constexpr std::size_t commits_max = 40;

std::string short_name(std::string_view commit) {
    constexpr std::size_t characters = 10;
    return std::string(commit.substr(0, characters));
}

std::string shown(std::string_view path) {
    return utf8::replace_invalid(path);
}

void add_gap(Gathered& gathered, Error error, std::string_view what) {
    gathered.gaps.push_back(with_context(std::move(error), what));
}

}  // namespace

Grounds::Grounds(vcs::Repository repository, std::unique_ptr<vcs::OverlayObjects> objects)
    : repository_(std::move(repository)),
      objects_(objects.get()),
      history_(std::make_unique<follow::History>(std::move(objects))),
      revisions_(std::make_unique<vcs::Revisions>(repository_)) {}

Result<Grounds> Grounds::open(const std::string& folder) {
    auto repository = vcs::open_folder(folder);
    if (!repository) return tl::unexpected(std::move(repository).error());
    auto objects = std::make_unique<vcs::OverlayObjects>(vcs::open_objects(*repository));
    return Grounds(std::move(*repository), std::move(objects));
}

Result<vcs::ObjectId> Grounds::commit(const Question& question) {
    if (const auto& revision = question.revision) {
        if (const auto id = vcs::ObjectId::parse(*revision); id && history_->commit(*id)) return *id;
        auto found = revisions_->commit(*revision);
        if (!found && found.error().code == Errc::not_found)
            found.error().hint = repository_.shallow
                                     ? "git fetch --unshallow, as this clone has a part of the history only"
                                     : "git fetch, when another clone has it";
        return found;
    }
    auto head = revisions_->commit("HEAD");
    if (!head) {
        if (head.error().code == Errc::not_found)
            return fail(Errc::not_found, "{} has no commit yet", repository_.root);
        return head;
    }
    if (repository_.root == repository_.git_dir) return head;
    // As it is on disk, without asking git for all that differs: no other file is looked at.
    std::vector<vcs::OverlayFile> files;
    for (const auto& path : {question.path, std::string(ignored_file)}) {
        auto file = vcs::work_tree_file(repository_, path);
        if (!file) return tl::unexpected(std::move(file).error());
        files.push_back(std::move(*file));
    }
    return objects_->commit_on(*head, files);
}

Result<Gathered> Grounds::look(const Question& question, const why::Names& names,
                               const std::vector<decisions::Record>& records, const RecordText& text) {
    text_.reset();
    commit_.reset();
    const auto at = commit(question);
    if (!at) return tl::unexpected(at.error());
    const auto number = history_->commit(*at);
    if (!number) return tl::unexpected(number.error());
    Gathered out;
    out.known.path = question.path;
    const auto where = question.revision ? fmt::format("{} at {}", shown(question.path), *question.revision)
                                         : shown(question.path);
    const auto blob = history_->blob_at(*number, question.path);
    if (!blob) return tl::unexpected(with_context(blob.error(), where));
    if (!*blob)
        return tl::unexpected(Error{Errc::not_found, fmt::format("{} is no file of the repository", where),
                                    "a path counts from the current folder; with --repository, from the "
                                    "repository's root"});
    commit_ = *at;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (names.is_own(i, question.path)) continue;
        if (const auto bytes = text(i))
            if (const auto naming = why::naming_in(*bytes, question.path))
                out.known.naming.push_back({i, *naming});
    }
    const auto read = history_->text(**blob);
    if (!read) {
        add_gap(out, read.error(), where + " was not looked into");
        return out;
    }
    if (vcs::looks_binary((*read)->bytes())) {
        add_gap(out, {Errc::unsupported, "it is binary, and has no lines", {}},
                where + " was not looked into");
        return out;
    }
    text_ = *read;
    const auto count = anchor::pointed_lines(*text_);
    out.known.file_lines = count;
    if (question.last >= count) {
        text_.reset();
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("{} has {} line{}, no line {}", where, count,
                                                count == 1 ? "" : "s", std::max(question.first, count) + 1),
                                    "lines count from 1, and the last one is meant"});
    }
    for (auto line = question.first; line <= question.last; ++line)
        out.known.lines.push_back({line, std::string(text_->line(line))});
    out.known.nearby = why::nearby_lines(*text_, {question.first, question.last}, question.path);
    return out;
}

/// The file of the commit asked about; in git the newest one counts, but that one need not be checked out.
std::vector<std::string> Grounds::ignored() {
    const auto number = history_->commit(*commit_);
    if (!number) return {};
    const auto blob = history_->blob_at(*number, std::string(ignored_file));
    if (!blob || !*blob) return {};
    const auto text = history_->text(**blob);
    if (!text) return {};
    auto ids = ignored_revisions((*text)->bytes());
    // Git ends when one of them is not here.
    std::erase_if(ids, [&](const std::string& id) {
        const auto parsed = vcs::ObjectId::parse(id);
        return !parsed || !history_->commit(*parsed);
    });
    return ids;
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

void Grounds::look_back(const Question& question, const std::vector<decisions::Record>& records,
                        Gathered& gathered) {
    if (!text_ || !commit_) return;
    BlameQuestion asked;
    asked.path = question.path;
    asked.first = question.first;
    asked.last = question.last;
    asked.ignored = ignored();
    // A commit that is only in memory is the work tree, which git reads itself.
    if (!vcs::OverlayObjects::is_overlay(*commit_)) asked.commit = commit_->hex();
    auto blamed = blame(repository_, asked);
    if (!blamed) {
        if (blamed.error().code == Errc::not_found)
            gathered.uncommitted = true;
        else
            add_gap(gathered, blamed.error(), "the history of " + shown(question.path));
        return;
    }
    std::stable_sort(blamed->begin(), blamed->end(),
                     [](const Blamed& a, const Blamed& b) { return a.lines.size() > b.lines.size(); });
    if (blamed->size() > commits_max) {
        add_gap(gathered,
                {Errc::too_large,
                 fmt::format("{} commits touched these lines last, of which {} were looked at",
                             blamed->size(), commits_max),
                 "ask about fewer lines"},
                "the history of " + shown(question.path));
        blamed->resize(commits_max);
    }
    for (const auto& one : *blamed) {
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
        for (const auto& [line, original] : one.lines) {
            if (line >= text_->line_count()) continue;  // the file on disk has changed meanwhile
            commit->lines.push_back({line, why::kind_of_line(*text_, line, question.path),
                                     change ? change->fate(original) : why::Fate::written});
        }
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
