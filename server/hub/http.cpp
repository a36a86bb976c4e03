#include "hub/http.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/utf8.hpp"
#include "hub/body_source.hpp"

namespace restante::hub {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_word(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) noexcept {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

/// RFC 9110 section 12.4.2: a weight of zero means "not acceptable".
bool weight_is_zero(std::string_view parameters) noexcept {
    const auto q = trim(parameters);
    if (q.size() < 3 || lower(q[0]) != 'q' || q[1] != '=') return false;
    return q.substr(2).find_first_not_of("0.") == q.npos;
}

}  // namespace

Answer::Answer() = default;
Answer::Answer(Answer&&) noexcept = default;
Answer& Answer::operator=(Answer&&) noexcept = default;
Answer::~Answer() = default;

int http_status(Errc code) noexcept {
    switch (code) {
        case Errc::invalid_argument:
        case Errc::unsupported_version:
            return 400;
        case Errc::unauthorized:
            return 401;
        case Errc::forbidden:
            return 403;
        case Errc::not_found:
            return 404;
        case Errc::already_exists:
        case Errc::conflict:
        case Errc::stale:
            return 409;
        case Errc::too_large:
            return 413;
        case Errc::unsupported:
            return 415;
        case Errc::rate_limited:
            return 429;
        case Errc::unavailable:
        case Errc::cancelled:
            return 503;
        case Errc::deadline_exceeded:
            return 504;
        case Errc::io:
            return 507;
        case Errc::corrupt:
        case Errc::internal:
            return 500;
    }
    return 500;
}

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 507:
            return "Insufficient Storage";
        default:
            return status < 500 ? "Error" : "Internal Server Error";
    }
}

Answer error_answer(const Error& error) {
    return error_answer(http_status(error.code), error);
}

Answer error_answer(int status, const Error& error, int retry_after_seconds) {
    Answer answer;
    answer.status = status;
    boost::json::object detail{{"code", to_string(error.code)},
                               {"message", utf8::replace_invalid(error.message)}};
    if (!error.hint.empty()) detail["hint"] = utf8::replace_invalid(error.hint);
    answer.body = boost::json::serialize(boost::json::object{{"error", std::move(detail)}});
    if (status == 401) answer.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="restante")");
    if (status == 429 || status == 503)
        answer.headers.emplace_back("Retry-After", fmt::format("{}", retry_after_seconds));
    return answer;
}

bool accepts(std::string_view header, std::string_view name) noexcept {
    while (!header.empty()) {
        const auto end = std::min(header.find(','), header.size());
        const auto item = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto semicolon = std::min(item.find(';'), item.size());
        if (!same_word(trim(item.substr(0, semicolon)), name)) continue;
        return !weight_is_zero(item.substr(std::min(semicolon + 1, item.size())));
    }
    return false;
}

bool is_media_type(std::string_view header, std::string_view type) noexcept {
    return same_word(trim(header.substr(0, header.find(';'))), type);
}

std::string answer_head(const Answer& answer, const HeadOptions& options) {
    std::string head;
    head.reserve(512);
    const auto add = [&](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", answer.status,
                   reason_phrase(answer.status));
    if (answer.with_epoch) add("Restante-Epoch", options.epoch);
    add("Restante-Protocol", "1");
    add("Content-Type", answer.content_type);
    add("Cache-Control", "no-store");
    for (const auto& [name, value] : answer.headers)
        add(name, value);
    if (answer.rest && options.chunked) add("Transfer-Encoding", "chunked");
    if (!answer.rest) fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", answer.body.size());
    if (!options.keep_alive) add("Connection", "close");
    return head.append("\r\n");
}

}  // namespace restante::hub
