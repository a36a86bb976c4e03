// Reader::list: the rows of a list, a page at a time.
#include <algorithm>
#include <charconv>

#include "store/derive.hpp"
#include "store/reader.hpp"

namespace restante::store {
namespace {

/// Where a page ended: "milliseconds.id".
struct PageMark {
    TimeMs updated_at = 0;
    ThreadId id;
};

std::optional<PageMark> parse_page(std::string_view text) {
    PageMark mark;
    const auto* end = text.data() + text.size();
    auto [rest, error] = std::from_chars(text.data(), end, mark.updated_at);
    if (error != std::errc{} || rest == end || *rest != '.') return std::nullopt;
    auto id = id_from_text<ThreadId>(std::string_view(rest + 1, static_cast<std::size_t>(end - rest - 1)));
    if (!id) return std::nullopt;
    mark.id = *id;
    return mark;
}

std::string page_after(const ThreadRow& row) {
    return fmt::format("{}.{}", row.updated_at, to_text(row.id));
}

/// The threads of a folder: opened on its files, but for those that went elsewhere, and those that came. Few
/// are in another file than their first one: they are walked, whichever folder is asked for.
constexpr const char* in_folder =
    "(SELECT * FROM threads INDEXED BY threads_by_file"
    " WHERE space = ?1 AND repository = ?2 AND path >= ?3 AND path < ?4 AND id NOT IN"
    " (SELECT thread FROM whereabouts INDEXED BY whereabouts_gone"
    "  WHERE clone = ?7 AND anchor_path >= ?3 AND anchor_path < ?4)"
    " UNION ALL SELECT o.* FROM whereabouts w INDEXED BY whereabouts_gone CROSS JOIN threads o ON o.id = "
    "w.thread"
    " WHERE w.clone = ?7 AND w.anchor_path IS NOT NULL AND w.path >= ?3 AND w.path < ?4"
    " AND o.space = ?1 AND o.repository = ?2)";

constexpr const char* row_columns =
    "t.id, t.repository, t.path, t.state, t.opener, t.opened_at, t.updated_at, t.title, t.comment_count";

/// From `from`, the first ?8 of those that pass the filter, newest first.
std::string newest_first(const ListFilter& filter, std::string_view from,
                         std::optional<core::ThreadState> state) {
    auto sql = fmt::format("SELECT {} FROM {} WHERE t.space = ?1 AND t.role = 0", row_columns, from);
    if (filter.repository) sql += " AND t.repository = ?2";
    if (filter.path_prefix && !filter.clone) sql += " AND t.path >= ?3 AND t.path < ?4";
    if (state) sql += fmt::format(" AND t.state = {}", static_cast<int>(*state));
    if (!filter.page.empty()) sql += " AND (t.updated_at, t.id) < (?5, ?6)";
    return sql + " ORDER BY t.updated_at DESC, t.id DESC LIMIT ?8";
}

/// One text per combination of what is filtered by; at most thirty-two. A folder is found by its files and
/// sorted; everything else is walked in the order it is wanted in, open and resolved threads apart.
std::string sql_for(const ListFilter& filter) {
    static constexpr std::string_view by_time = "threads t INDEXED BY threads_by_time";
    if (filter.path_prefix && filter.clone)
        return newest_first(filter, fmt::format("{} t", in_folder), filter.state);
    if (filter.path_prefix) return newest_first(filter, "threads t INDEXED BY threads_by_file", filter.state);
    if (filter.state) return newest_first(filter, by_time, filter.state);
    return fmt::format(
        "SELECT * FROM (SELECT * FROM ({}) UNION ALL SELECT * FROM ({})) ORDER BY updated_at DESC, id DESC"
        " LIMIT ?8",
        newest_first(filter, by_time, core::ThreadState::open),
        newest_first(filter, by_time, core::ThreadState::resolved));
}

ThreadRow row_in(const Statement& row, const std::string& space) {
    return {.id = row.id<ThreadId>(0),
            .space = space,
            .repository = std::string(row.text(1)),
            .path = std::string(row.text(2)),
            .state = static_cast<core::ThreadState>(row.integer(3)),
            .opener = row.id<ActorId>(4),
            .opened_at = row.integer(5),
            .updated_at = row.integer(6),
            .title = std::string(row.text(7)),
            .comment_count = row.integer(8)};
}

}  // namespace

Result<std::optional<std::int64_t>> Reader::space_number(const std::string& space) {
    return db_.integer("SELECT no FROM spaces WHERE name = ?1", space);
}

Result<ThreadPage> Reader::list(const ListFilter& filter) {
    ThreadPage page;
    PageMark mark;
    if (!filter.page.empty()) {
        auto parsed = parse_page(filter.page);
        if (!parsed) return fail(Errc::invalid_argument, "\"{}\" is no page of a list", filter.page);
        mark = *parsed;
    }
    if (filter.path_prefix && !filter.repository)
        return fail(Errc::invalid_argument, "a path is a path in a repository: name that too");
    auto space = space_number(filter.space);
    if (!space) return tl::unexpected(std::move(space).error());
    if (!*space) return page;

    const auto limit = std::clamp<std::size_t>(filter.limit, 1, list_limit_max);
    const auto prefix = filter.path_prefix.value_or("");
    auto statement = db_.prepare(sql_for(filter));
    if (!statement) return tl::unexpected(std::move(statement).error());
    // U+10FFFF sorts after every other character of a valid path.
    auto walked = statement
                      ->bind(**space, filter.repository.value_or(""), prefix, prefix + "\U0010FFFF",
                             mark.updated_at, mark.id, filter.clone.value_or(0), limit + 1)
                      .each([&](Statement& row) { page.threads.push_back(row_in(row, filter.space)); });
    if (!walked) return tl::unexpected(std::move(walked).error());
    if (page.threads.size() > limit) {
        page.threads.pop_back();
        page.next = page_after(page.threads.back());
    }
    return page;
}

}  // namespace restante::store
