// Reader::search: the newest matches from the index, ranked here.
#include <algorithm>

#include "store/query.hpp"
#include "store/reader.hpp"

namespace restante::store {
namespace {

struct Candidate {
    ThreadId thread;
    CommentId comment;
    std::string text;
    double score = 0.0;
};

/// A little for being new: as much as one more mention at the very top, nothing at the end of the candidates.
double recency(std::size_t place) {
    return 0.5 * (1.0 - static_cast<double>(place) / static_cast<double>(candidates_max));
}

}  // namespace

Result<SearchResult> Reader::search(std::string_view text, SearchOrder order, std::size_t limit,
                                    SearchIn in) {
    SearchResult result;
    const auto query = parse_query(text);
    auto unindexed = db_.integer("SELECT count(*) FROM index_queue");
    if (!unindexed) return tl::unexpected(std::move(unindexed).error());
    result.unindexed = unindexed->value_or(0);
    if (query.terms.empty()) return result;

    limit = std::clamp<std::size_t>(limit, 1, search_limit_max);
    const auto wanted = order == SearchOrder::newest ? limit + 1 : candidates_max;
    std::vector<Candidate> candidates;
    auto statement = db_.prepare(
        "SELECT t.id, c.id, c.text FROM (SELECT rowid AS no FROM comment_words WHERE comment_words MATCH ?1"
        " ORDER BY rowid DESC LIMIT ?2) w CROSS JOIN comments c ON c.no = w.no"
        " CROSS JOIN threads t ON t.no = c.thread WHERE t.role = 0 OR ?3 ORDER BY w.no DESC");
    if (!statement) return tl::unexpected(std::move(statement).error());
    const bool decisions_too = in == SearchIn::threads_and_decisions;
    auto walked = statement->bind(query.match(), wanted, decisions_too).each([&](Statement& row) {
        candidates.push_back({row.id<ThreadId>(0), row.id<CommentId>(1), std::string(row.text(2))});
    });
    if (!walked) return tl::unexpected(std::move(walked).error());

    if (order == SearchOrder::best) {
        for (std::size_t i = 0; i < candidates.size(); ++i)
            candidates[i].score = score(query, candidates[i].text) + recency(i);
        std::ranges::stable_sort(candidates, std::ranges::greater{}, &Candidate::score);
    }
    result.more = candidates.size() > limit;
    if (result.more) candidates.resize(limit);
    for (const auto& candidate : candidates)
        result.hits.push_back({candidate.thread, candidate.comment, snippet(query, candidate.text),
                               time_ms(candidate.comment)});
    return result;
}

}  // namespace restante::store
