#include "clients/cli/code_follower.hpp"

#include <algorithm>

#include "anchor/pointed_lines.hpp"
#include "anchor/position.hpp"
#include "anchor/record.hpp"
#include "vcs/work_tree.hpp"

namespace restante::cli {
namespace {

constexpr auto characters = anchor::PositionEncoding::utf32;

anchor::Range range_of(const anchor::Text* text, const CodeArgument& code) {
    anchor::Range range{{code.lines.first - 1, 0}, {code.lines.last - 1, ~0U}};
    if (!code.columns || !text || code.lines.last > text->line_count()) return range;
    range.start.column =
        anchor::column_of_character(text->line(range.start.line), code.columns->first - 1, characters);
    range.end.column =
        anchor::column_of_character(text->line(range.end.line), code.columns->last, characters);
    return range;
}

std::string counted(std::uint32_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string short_name(const vcs::ObjectId& commit) {
    return commit.hex().substr(0, 10);
}

Result<void> check_column(std::string_view line, std::uint32_t number, std::uint32_t column) {
    const auto size = anchor::character_of_column(line, static_cast<std::uint32_t>(line.size()), characters);
    if (size == 0) return fail(Errc::not_found, "line {} is empty: it has no columns", number);
    if (column <= size) return {};
    return fail(Errc::not_found, "line {} has {}, no column {}", number, counted(size, "column"), column);
}

Span columns_of(const anchor::Text& text, anchor::Range range) {
    return {anchor::character_of_column(text.line(range.start.line), range.start.column, characters) + 1,
            anchor::character_of_column(text.line(range.end.line), range.end.column, characters)};
}

}  // namespace

CodeFollower::CodeFollower(vcs::Repository repository, std::unique_ptr<vcs::OverlayObjects> objects)
    : repository_(std::move(repository)),
      objects_(objects.get()),
      history_(std::make_unique<follow::History>(std::move(objects))),
      follower_(std::make_unique<follow::Follower>(*history_)),
      revisions_(std::make_unique<vcs::Revisions>(repository_)) {}

Result<CodeFollower> CodeFollower::open(const std::string& folder, FolderKind kind) {
    auto repository = kind == FolderKind::bare ? vcs::open_git_folder(folder) : vcs::open_folder(folder);
    if (!repository) return tl::unexpected(std::move(repository).error());
    auto objects = std::make_unique<vcs::OverlayObjects>(vcs::open_objects(*repository));
    return CodeFollower(std::move(*repository), std::move(objects));
}

Result<vcs::ObjectId> CodeFollower::commit(std::string_view revision) {
    const auto id = vcs::ObjectId::parse(revision);
    if (id && history_->commit(*id)) return *id;
    auto found = revisions_->commit(revision);  // a tag's id is not its commit's
    if (!found && id) return *id;
    if (!found && found.error().code == Errc::not_found && revision.starts_with("HEAD") &&
        !revisions_->commit("HEAD"))
        return fail(Errc::not_found, "{} has no commits yet", repository_.root);
    if (!found && found.error().code == Errc::not_found) found.error().hint = fetch_hint();
    return found;
}

Result<vcs::ObjectId> CodeFollower::work_tree() {
    auto head = revisions_->commit("HEAD");
    if (!head) {
        if (head.error().code != Errc::not_found) return head;
        return fail(Errc::not_found, "{} has no commits yet", repository_.root);
    }
    const auto files = vcs::work_tree_files(repository_);
    if (!files) return tl::unexpected(files.error());
    return objects_->commit_on(*head, *files);
}

const char* CodeFollower::fetch_hint() const {
    return repository_.shallow ? "git fetch --unshallow, as this clone has a part of the history only"
                               : "git fetch, when another clone has it; git log --all lists what is here";
}

Result<void> CodeFollower::check_commit(const vcs::ObjectId& commit) {
    const auto number = history_->commit(commit);
    if (number) return {};
    return tl::unexpected(Error{number.error().code, number.error().message, fetch_hint()});
}

Result<void> CodeFollower::check(const vcs::ObjectId& commit, const CodeArgument& code,
                                 LastColumn last_column) {
    if (auto here = check_commit(commit); !here) return here;
    const auto name = short_name(commit);
    const auto blob = history_->blob_at(*history_->commit(commit), code.path);
    if (!blob) return tl::unexpected(blob.error());
    if (!*blob)
        return tl::unexpected(Error{
            Errc::not_found, fmt::format("{} is no file in commit {}", code.path, name),
            fmt::format("a path counts from the repository's root: git ls-tree -r --name-only {}", name)});
    const auto read = history_->text(**blob);
    if (!read)
        return tl::unexpected(Error{
            read.error().code, fmt::format("{} in commit {}: {}", code.path, name, read.error().message),
            read.error().code == Errc::not_found
                ? fmt::format("a partial clone fetches it with git show {}:{}", name, code.path)
                : std::string()});
    const auto& text = **read;
    const auto where = fmt::format("{} in commit {}", code.path, name);
    if (text.size() == 0) return fail(Errc::not_found, "{} is empty: it has no lines", where);
    const auto lines = anchor::pointed_lines(text);
    const char* hint = "lines and columns count from 1, and the last one is meant";
    if (code.lines.last > lines)
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("{} has {}, no line {}", where, counted(lines, "line"),
                                                std::max(code.lines.first, lines + 1)),
                                    hint});
    if (!code.columns) return {};
    auto there = check_column(text.line(code.lines.first - 1), code.lines.first, code.columns->first);
    if (there && last_column == LastColumn::must_be_there)
        there = check_column(text.line(code.lines.last - 1), code.lines.last, code.columns->last);
    if (there) return {};
    auto error = with_context(std::move(there).error(), where);
    error.hint = hint;
    return tl::unexpected(std::move(error));
}

std::shared_ptr<const anchor::Text> CodeFollower::text(const vcs::ObjectId& commit, const std::string& path) {
    const auto number = history_->commit(commit);
    if (!number) return nullptr;
    const auto blob = history_->blob_at(*number, path);
    if (!blob || !*blob) return nullptr;
    return history_->text(**blob).value_or(nullptr);
}

Followed CodeFollower::follow(const vcs::ObjectId& from, const CodeArgument& code, const vcs::ObjectId& to) {
    const auto from_text = code.columns ? text(from, code.path) : nullptr;
    auto answer = follower_->follow({from, code.path, range_of(from_text.get(), code), to});
    Followed out;
    out.state = answer.placement.state;
    out.confidence = std::clamp(answer.placement.confidence, 0.0, 1.0);
    out.reason = std::move(answer.placement.reason);
    out.last_good = std::move(answer.last_good);
    if (!answer.placement.range) return out;
    const auto lines = anchor::lines_of_range(*answer.placement.range);
    out.lines = {lines.first + 1, lines.last + 1};
    if (code.columns)
        if (const auto to_text = text(to, answer.path))
            out.columns = columns_of(*to_text, *answer.placement.range);
    out.path = std::move(answer.path);
    return out;
}

}  // namespace restante::cli
