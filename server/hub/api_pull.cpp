// The route that reads ops, and what a cursor that does not fit leads to.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "hub/api.hpp"
#include "hub/body_source.hpp"
#include "hub/gzip.hpp"

namespace restante::hub {

namespace asio = boost::asio;

namespace {

/// Below this, packing costs more time than it saves.
constexpr std::size_t gzip_bytes_min = 4 * 1024;

tl::unexpected<Error> cursor_unknown() {
    return tl::unexpected(Error{Errc::conflict, "cursor unknown",
                                "pull everything again, then push what the hub does not show"});
}

}  // namespace

/// What follows the first slice of a streamed answer. The slice after the one being sent is read meanwhile by
/// the connection, which asks for it before it writes.
class Api::Rest final : public BodySource {
  public:
    Rest(Api& api, PullStream stream, bool gzip) : api_(api), stream_(std::move(stream)) {
        if (gzip) gzip_.emplace();
    }

    asio::awaitable<Result<std::optional<std::string>>> next() override {
        if (stream_.done()) co_return std::nullopt;
        auto elsewhere = [this]() -> asio::awaitable<Result<std::string>> {
            auto piece = stream_.next(*api_.reader_, api_.options_.limits.slice_bytes);
            if (piece && gzip_)
                piece = gzip_->write(*piece, stream_.done() ? GzipWriter::Last::yes : GzipWriter::Last::no);
            co_return piece;
        };
        auto piece = co_await asio::co_spawn(api_.reading_, elsewhere(), asio::use_awaitable);
        if (!piece) co_return tl::unexpected(std::move(piece).error());
        co_return std::move(*piece);
    }
    [[nodiscard]] bool done() const { return stream_.done(); }

  private:
    Api& api_;
    PullStream stream_;
    std::optional<GzipWriter> gzip_;
};

asio::awaitable<Answer> Api::pull(const Admitted& request) {
    const auto after = query_value(request.query, "after");
    const auto limit = query_number(request.query, "limit");
    const auto wait = query_number(request.query, "wait");
    if (!after) co_return error_answer(after.error());
    if (!limit) co_return error_answer(limit.error());
    if (!wait) co_return error_answer(wait.error());
    if (*limit == 0U) co_return error_answer({Errc::invalid_argument, "limit must be at least 1", {}});

    auto from = co_await judge(request, after->value_or(""));
    if (!from) co_return error_answer(from.error());
    if (wait->value_or(0) > 0) {
        const auto seconds = std::min<std::uint64_t>(**wait, 3'600);
        const auto time =
            std::min<std::chrono::milliseconds>(std::chrono::seconds(seconds), options_.limits.long_poll_max);
        const auto woken = co_await spaces_.wait_beyond(request.match.space, from->seq, time);
        if (woken == Spaces::Woken::full)
            co_return error_answer({Errc::unavailable, "too many clients wait for news", "ask without wait"});
        // Much may have changed while it waited: the token, the user's spaces, the epoch.
        auto caller = find_caller(request.token);
        if (!caller) co_return error_answer(caller.error());
        if (!caller->may_use(request.match.space))
            co_return error_answer({Errc::forbidden, "the user may no longer use this space", {}});
        if (from->epoch != epoch_.id) co_return error_answer(cursor_unknown().value());
    }
    const auto ops =
        std::min(limit->value_or(options_.limits.pull_limit_default), options_.limits.pull_limit_max);
    co_return co_await pull_from(request, *from, ops);
}

asio::awaitable<Answer> Api::pull_from(const Admitted& request, Cursor from, std::uint64_t limit) {
    Answer answer;
    answer.content_type = "application/x-ndjson";
    const auto& tail = spaces_.tail(request.match.space);
    if (tail.covers(from.seq)) {
        answer.body = pull_from_tail(tail, from.seq, limit, style());
    } else {
        PullStream stream({request.match.space, from.seq, from.chain, tail.head().seq, limit, style()});
        auto rest = std::make_unique<Rest>(*this, std::move(stream), request.gzip_accepted);
        auto first = co_await rest->next();
        if (!first) co_return error_answer(first.error());
        answer.body = std::move(first->value());
        if (request.gzip_accepted) answer.headers.emplace_back("Content-Encoding", "gzip");
        if (!rest->done()) answer.rest = std::move(rest);
        co_return answer;
    }
    if (request.gzip_accepted && answer.body.size() >= gzip_bytes_min) {
        answer.body = GzipWriter().write(answer.body, GzipWriter::Last::yes);
        answer.headers.emplace_back("Content-Encoding", "gzip");
    }
    co_return answer;
}

asio::awaitable<Result<Cursor>> Api::judge(const Admitted& request, std::string_view after) {
    if (after.empty()) co_return Cursor{epoch_.id, 0, {}};
    const auto cursor = cursor_from_text(after, secret_);
    if (!cursor) co_return cursor_unknown();
    auto chain = spaces_.tail(request.match.space).chain_at(cursor->seq);
    if (!chain && cursor->epoch == epoch_.id && cursor->seq < spaces_.tail(request.match.space).head().seq) {
        auto elsewhere = [&]() -> asio::awaitable<Result<std::optional<Chain>>> {
            co_return reader_->chain_at(request.match.space, cursor->seq);
        };
        auto stored = co_await asio::co_spawn(reading_, elsewhere(), asio::use_awaitable);
        if (!stored) co_return tl::unexpected(std::move(stored).error());
        chain = *stored;
    }
    switch (judge_cursor(*cursor, epoch_.id, chain)) {
        case CursorFit::fits:
            co_return *cursor;
        case CursorFit::foreign:
            break;
        case CursorFit::lost:
            if (auto begun = co_await begin_epoch(request.match.space, *cursor); !begun)
                co_return tl::unexpected(std::move(begun).error());
    }
    co_return cursor_unknown();
}

asio::awaitable<Result<void>> Api::begin_epoch(std::string space, Cursor lost) {
    auto now_current = std::make_shared<Epoch>();
    const auto now = clock_.now_ms();
    auto work = [now_current, space = std::move(space), lost,
                 next = Epoch{make_id<EpochId>(ids_, now), now, true}](OpWriter& writer) -> Result<void> {
        auto epoch = writer.epoch();
        if (!epoch) return tl::unexpected(std::move(epoch).error());
        auto chain = writer.chain_at(space, lost.seq);
        if (!chain) return tl::unexpected(std::move(chain).error());
        // Judged again: another request may have begun the new epoch meanwhile.
        *now_current = *epoch;
        if (judge_cursor(lost, epoch->id, *chain) != CursorFit::lost) return {};
        *now_current = next;
        return writer.start_epoch(next);
    };
    auto done = co_await commit(0, std::move(work));
    if (done) set_epoch(*now_current);
    co_return done;
}

}  // namespace restante::hub
