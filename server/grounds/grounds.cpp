#include "grounds/grounds.hpp"

#include <algorithm>

#include "anchor/pointed_lines.hpp"
#include "base/utf8.hpp"
#include "vcs/binary.hpp"
#include "vcs/work_tree.hpp"

namespace restante::grounds {
namespace {

/// Of a file that is looked into; follow::HistoryLimits has the same for those in git.
constexpr std::size_t text_max = 8UL * 1024 * 1024;

std::string shown(std::string_view path) {
    return utf8::replace_invalid(path);
}

Error no_file(std::string_view where) {
    return {Errc::not_found, fmt::format("{} is no file of the repository", where),
            "a path counts from the current folder; with --repository, from the repository's root"};
}

}  // namespace

Grounds::Grounds(vcs::Repository repository, std::unique_ptr<vcs::Objects> objects)
    : repository_(std::move(repository)),
      objects_(objects.get()),
      history_(std::make_unique<follow::History>(std::move(objects))),
      revisions_(std::make_unique<vcs::Revisions>(repository_)) {}

Result<Grounds> Grounds::open(const std::string& folder) {
    auto repository = vcs::open_folder(folder);
    if (!repository) return tl::unexpected(std::move(repository).error());
    auto objects = vcs::open_objects(*repository);
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
    if (!head && head.error().code == Errc::not_found)
        return fail(Errc::not_found, "{} has no commit yet", repository_.root);
    return head;
}

/// not_found when there is no such file; any other error is why it is not looked into.
Result<std::shared_ptr<const anchor::Text>> Grounds::text_of(const Question& question,
                                                             const Gathered& gathered) {
    if (!question.revision && question.text) return question.text;
    const bool bare = repository_.root == repository_.git_dir;
    if (question.revision || bare) {
        if (gathered.blob.empty()) return fail(Errc::not_found, "{}", question.path);
        auto text = history_->text(gathered.blob);
        // A file whose object is not here is a file.
        if (!text && text.error().code == Errc::not_found) text.error().code = Errc::unavailable;
        return text;
    }
    const auto file = vcs::work_tree_file(repository_, question.path);
    if (!file) return tl::unexpected(file.error());
    if (!file->read || file->kind != vcs::EntryKind::file) return fail(Errc::not_found, "{}", question.path);
    auto bytes = file->read(text_max);
    if (!bytes) return tl::unexpected(std::move(bytes).error());
    return std::make_shared<const anchor::Text>(std::move(*bytes));
}

Result<Gathered> Grounds::look(const Question& question, const why::Names& names,
                               const std::vector<decisions::Record>& records, const NamingOf& naming) {
    const auto at = commit(question);
    if (!at) return tl::unexpected(at.error());
    const auto number = history_->commit(*at);
    if (!number) return tl::unexpected(number.error());
    Gathered out;
    out.known.path = question.path;
    out.commit = *at;
    const auto where = question.revision ? fmt::format("{} at {}", shown(question.path), *question.revision)
                                         : shown(question.path);
    const auto blob = history_->blob_at(*number, question.path);
    if (!blob && question.revision) return tl::unexpected(with_context(blob.error(), where));
    if (blob && *blob) out.blob = **blob;
    auto text = text_of(question, out);
    if (!text && text.error().code == Errc::not_found) return tl::unexpected(no_file(where));
    if (!text && text.error().code == Errc::invalid_argument) return tl::unexpected(text.error());
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (names.is_own(i, question.path)) continue;
        if (const auto named = naming(i)) out.known.naming.push_back({i, *named});
    }
    auto error = text ? std::nullopt : std::optional(text.error());
    if (text && vcs::looks_binary((*text)->bytes()))
        error = Error{Errc::unsupported, "it is binary, and has no lines", {}};
    if (error) {
        out.gaps.push_back(with_context(*error, where + " was not looked into"));
        return out;
    }
    const auto count = anchor::pointed_lines(**text);
    out.known.file_lines = count;
    if (question.last >= count)
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("{} has {} line{}, no line {}", where, count,
                                                count == 1 ? "" : "s", std::max(question.first, count) + 1),
                                    "lines count from 1, and the last one is meant"});
    out.text = *text;
    for (auto line = question.first; line <= question.last; ++line)
        out.known.lines.push_back({line, std::string(out.text->line(line))});
    out.known.nearby = why::nearby_lines(*out.text, {question.first, question.last}, question.path);
    match_lines(question, *number, out);
    return out;
}

}  // namespace restante::grounds
