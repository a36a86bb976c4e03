#include "sync/answers.hpp"

#include "protocol/cpp/hub.hpp"

namespace restante::sync {
namespace {

/// Those that name another address.
bool is_redirect(int http_status) {
    return http_status == 301 || http_status == 302 || http_status == 303 || http_status == 307 ||
           http_status == 308;
}

std::string_view meaning(int http_status) {
    switch (http_status) {
        case 401:
            return "the hub wants a login";
        case 403:
            return "the hub does not allow this";
        case 404:
            return "there is no hub at this address";
        case 409:
            return "this is at odds with what the hub has";
        case 413:
            return "too large for the hub";
        case 429:
            return "the hub asks to come later";
        case 502:
        case 504:
            return "what stands before the hub cannot reach it";
        case 503:
            return "the hub is not available at the moment";
        default:
            return http_status >= 500 ? "the hub failed" : "the hub refused";
    }
}

Errc errc_of(int http_status) {
    if (is_redirect(http_status)) return Errc::unavailable;  // nothing was wrong with what was asked
    switch (http_status) {
        case 401:
            return Errc::unauthorized;
        case 403:
            return Errc::forbidden;
        case 404:
            return Errc::not_found;
        case 409:
            return Errc::conflict;
        case 413:
            return Errc::too_large;
        case 429:
            return Errc::rate_limited;
        default:
            return http_status >= 500 ? Errc::unavailable : Errc::invalid_argument;
    }
}

}  // namespace

Failure garbage(std::string message) {
    return {FailureKind::garbage, 200, {}, Errc::corrupt, std::move(message)};
}

tl::expected<PushAnswer, Failure> read_push_answer(std::string epoch, std::string_view body) {
    auto parsed = protocol::parse<protocol::PushResult>(body);
    if (!parsed) return tl::unexpected(garbage("the hub's answer cannot be read: " + parsed.error().message));
    PushAnswer answer{std::move(epoch), {}};
    answer.results.reserve(parsed->results.size());
    for (auto& item : parsed->results) {
        PushResult result;
        if (const auto id = id_from_text<OpId>(item.id))
            result.id = *id;
        else if (!item.id.empty())
            return tl::unexpected(garbage("the hub answered for an id that is none"));
        switch (item.status) {
            case protocol::PushStatus::accepted:
                result.verdict = PushVerdict::accepted;
                break;
            case protocol::PushStatus::duplicate:
                result.verdict = PushVerdict::duplicate;
                break;
            case protocol::PushStatus::rejected:
                result.verdict = PushVerdict::rejected;
                break;
            case protocol::PushStatus::unknown:
                return tl::unexpected(garbage("the hub's answer is of a newer version"));
        }
        if (item.seq.value_or(0) < 0) return tl::unexpected(garbage("the hub gave a negative number"));
        result.seq = static_cast<std::uint64_t>(item.seq.value_or(0));
        if (result.verdict == PushVerdict::rejected) {
            result.code = errc_from_string(item.code.value_or("invalid_argument"));
            result.reason = std::move(item.reason).value_or("the hub gave no reason");
        }
        answer.results.push_back(std::move(result));
    }
    return answer;
}

std::string next_step(const Failure& failure) {
    constexpr const char* again = "nothing is lost, and it is tried again by itself";
    if (failure.kind == FailureKind::garbage)
        return "is something between this machine and the hub, a proxy or its login page? It is tried again "
               "by "
               "itself";
    if (failure.kind == FailureKind::deadline) return again;
    if (failure.kind != FailureKind::http) return {};
    if (is_redirect(failure.http_status))
        return failure.elsewhere.empty()
                   ? std::string("is it a hub's, or does a proxy or a login page answer there?")
                   : fmt::format(
                         "if that is the hub's new address: restante login {}, and name it in "
                         ".restante.json",
                         failure.elsewhere);
    switch (failure.http_status) {
        case 403:
            return "ask its administrator for access; until then everything is kept here";
        case 404:
            return "is the address right? restante login with the right one";
        case 413:
            return "see restante outbox";
        default:
            return failure.http_status == 429 || failure.http_status >= 500 ? again : "";
    }
}

Failure read_failure(int http_status, std::optional<std::uint32_t> retry_after, std::string_view body,
                     std::string elsewhere) {
    Failure failure{FailureKind::http,    http_status, retry_after,
                    errc_of(http_status), {},          std::move(elsewhere)};
    if (is_redirect(http_status)) {
        failure.message =
            fmt::format("the hub's address redirects to {} (HTTP {})",
                        failure.elsewhere.empty() ? "another page" : failure.elsewhere, http_status);
        return failure;
    }
    failure.message = fmt::format("{} (HTTP {})", meaning(http_status), http_status);
    if (auto parsed = protocol::parse<protocol::ErrorBody>(body); parsed && !parsed->error.message.empty()) {
        failure.code = errc_from_string(parsed->error.code);
        failure.message = fmt::format("{}: {}", failure.message, parsed->error.message);
    }
    return failure;
}

}  // namespace restante::sync
