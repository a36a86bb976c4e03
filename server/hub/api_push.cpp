// The routes that write: a push, and the binding of an actor to its user.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "hub/api.hpp"
#include "hub/gzip.hpp"

namespace restante::hub {

namespace asio = boost::asio;

/// A body and what was read from it. On the heap: the lines point into the text.
struct Api::PushBody {
    std::string text;
    std::vector<PushLine> lines;
};

namespace {

/// Above this, unpacking and decoding would keep the network thread from others for too long.
constexpr std::size_t decode_here_bytes_max = 16 * 1024;

std::string_view status_text(PushStatus status) {
    switch (status) {
        case PushStatus::accepted:
            return "accepted";
        case PushStatus::duplicate:
            return "duplicate";
        case PushStatus::rejected:
            return "rejected";
    }
    return "rejected";
}

boost::json::object item_json(const PushItem& item) {
    boost::json::object json{{"id", item.id.is_nil() ? std::string() : to_text(item.id)},
                             {"status", status_text(item.status)}};
    if (item.status == PushStatus::rejected) {
        json["code"] = to_string(item.code);
        json["reason"] = item.reason;
    } else {
        json["seq"] = item.seq;
    }
    return json;
}

Answer push_answer(const PushOutcome& outcome) {
    boost::json::array results;
    results.reserve(outcome.items.size());
    for (const auto& item : outcome.items)
        results.push_back(item_json(item));
    Answer answer;
    answer.body = boost::json::serialize(boost::json::object{{"results", std::move(results)}});
    return answer;
}

Result<ActorId> actor_in(std::string_view body) {
    boost::json::error_code error;
    const auto json = boost::json::parse({body.data(), body.size()}, error);
    const auto* object = error ? nullptr : json.if_object();
    const auto* text = object && object->contains("actor") ? object->at("actor").if_string() : nullptr;
    const auto actor = text ? id_from_text<ActorId>({text->data(), text->size()}) : std::nullopt;
    if (!actor || actor->is_nil())
        return fail(Errc::invalid_argument, R"(the body must be {{"actor":"<26-digit id>"}})");
    return *actor;
}

}  // namespace

asio::awaitable<Result<std::shared_ptr<Api::PushBody>>> Api::read_body(const Admitted& request,
                                                                       std::string body) {
    const bool large = body.size() > decode_here_bytes_max;
    auto read = [packed = std::move(body), gzip = request.body_is_gzip, space = request.match.space,
                 limits = options_.limits]() mutable -> Result<std::shared_ptr<PushBody>> {
        auto out = std::make_shared<PushBody>();
        if (gzip) {
            auto text = gunzip(packed, limits.body_bytes_max);
            if (!text) return tl::unexpected(std::move(text).error());
            out->text = std::move(*text);
        } else {
            out->text = std::move(packed);
        }
        auto lines = read_push(out->text, space, limits.push_lines_max);
        if (!lines) return tl::unexpected(std::move(lines).error());
        out->lines = std::move(*lines);
        return out;
    };
    // A small gzip body may hold a large text, so it goes where large ones go.
    if (!large && !request.body_is_gzip) co_return read();
    auto elsewhere = [&read]() -> asio::awaitable<Result<std::shared_ptr<PushBody>>> { co_return read(); };
    co_return co_await asio::co_spawn(decoding_, elsewhere(), asio::use_awaitable);
}

asio::awaitable<Answer> Api::push(const Admitted& request, std::string packed) {
    auto body = co_await read_body(request, std::move(packed));
    if (!body) co_return error_answer(body.error());

    auto outcome = std::make_shared<PushOutcome>();
    const auto bytes = (*body)->text.size();
    auto work = [outcome, body = *body, space = request.match.space, user = request.caller->user.name,
                 now = clock_.now_ms()](OpWriter& writer) -> Result<void> {
        auto result = hub::push(writer, space, user, body->lines, now);
        if (!result) return tl::unexpected(std::move(result).error());
        *outcome = std::move(*result);
        return {};
    };
    auto done = co_await commit(bytes, std::move(work));
    if (!done) co_return error_answer(done.error());
    spaces_.append(request.match.space, std::move(outcome->appended), outcome->head);
    co_return push_answer(*outcome);
}

asio::awaitable<Answer> Api::bind_actor(const Admitted& request, std::string packed) {
    std::string body = std::move(packed);
    if (request.body_is_gzip) {
        auto text = gunzip(body, options_.limits.header_bytes_max);
        if (!text) co_return error_answer(text.error());
        body = std::move(*text);
    }
    auto actor = actor_in(body);
    if (!actor) co_return error_answer(actor.error());
    if (auto may = check_author(*actor); !may) co_return error_answer(may.error());

    auto taken = std::make_shared<bool>(false);
    auto work = [taken, actor = *actor, user = request.caller->user.name](OpWriter& writer) -> Result<void> {
        auto owner = writer.actor_owner(actor);
        if (!owner) return tl::unexpected(std::move(owner).error());
        if (!*owner) return writer.bind_actor(actor, user);
        *taken = **owner != user;
        return {};
    };
    auto done = co_await commit(body.size(), std::move(work));
    if (!done) co_return error_answer(done.error());
    if (*taken)
        co_return error_answer({Errc::conflict,
                                fmt::format("actor {} belongs to another user", to_text(*actor)),
                                "use the token of the user that it was bound to first"});
    co_return co_await me(request);
}

}  // namespace restante::hub
