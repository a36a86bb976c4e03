#include "rpc/errors.hpp"

#include <array>
#include <boost/json.hpp>

#include "rpc/message.hpp"

namespace restante::rpc {
namespace {

struct Row {
    Errc errc;
    int code;
};
constexpr std::array table{
    Row{Errc::invalid_argument, code::invalid_params},
    Row{Errc::unsupported, code::method_not_found},
    Row{Errc::internal, code::internal_error},
    Row{Errc::cancelled, code::request_cancelled},
    Row{Errc::stale, code::content_modified},
    Row{Errc::not_found, 1001},
    Row{Errc::already_exists, 1002},
    Row{Errc::conflict, 1003},
    Row{Errc::unauthorized, 1004},
    Row{Errc::forbidden, 1005},
    Row{Errc::too_large, 1006},
    Row{Errc::rate_limited, 1007},
    Row{Errc::unavailable, 1008},
    Row{Errc::deadline_exceeded, 1009},
    Row{Errc::io, 1010},
    Row{Errc::corrupt, 1011},
    Row{Errc::unsupported_version, 1012},
};

/// Codes that are read but that no Errc is written as.
constexpr std::array read_only{
    Row{Errc::invalid_argument, code::parse_error},
    Row{Errc::invalid_argument, code::invalid_request},
    Row{Errc::unavailable, code::server_not_initialized},
    Row{Errc::cancelled, code::server_cancelled},
    Row{Errc::internal, code::request_failed},
};

std::string string_at(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

int to_code(Errc errc) noexcept {
    for (const auto& row : table)
        if (row.errc == errc) return row.code;
    return code::internal_error;
}

Errc errc_from_code(int code) noexcept {
    for (const auto& row : table)
        if (row.code == code) return row.errc;
    for (const auto& row : read_only)
        if (row.code == code) return row.errc;
    return Errc::internal;
}

std::string to_json_text(const ErrorAnswer& answer) {
    auto text = fmt::format(R"({{"code":{},"message":{},"data":{{"errc":"{}")", answer.code,
                            quoted(answer.error.message), to_string(answer.error.code));
    if (!answer.error.hint.empty()) text += fmt::format(R"(,"hint":{})", quoted(answer.error.hint));
    text += "}}";
    return text;
}

Error error_from_json(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr)
        return {Errc::internal, "the other side answered an error that is not an object", {}};
    Error error;
    if (const auto* number = object->if_contains("code"); number != nullptr && number->is_int64())
        error.code = errc_from_code(static_cast<int>(number->get_int64()));
    error.message = string_at(*object, "message");
    if (const auto* data = object->if_contains("data"); data != nullptr && data->is_object()) {
        if (auto name = string_at(data->get_object(), "errc"); !name.empty())
            error.code = errc_from_string(name);
        error.hint = string_at(data->get_object(), "hint");
    }
    return error;
}

}  // namespace restante::rpc
