#include "rpc/message.hpp"

#include <array>
#include <boost/json.hpp>

#include "base/utf8.hpp"
#include "rpc/framing.hpp"

namespace restante::rpc {
namespace json = boost::json;
namespace {

json::parse_options parse_options() {
    json::parse_options options;
    options.max_depth = json_depth_max;
    return options;
}

const json::value& null_value() {
    static const json::value value;
    return value;
}

tl::unexpected<BadMessage> invalid_request(RequestId id, std::string message) {
    return tl::unexpected(BadMessage{
        std::move(id),
        ErrorAnswer(code::invalid_request, Error{Errc::invalid_argument, std::move(message), {}})});
}

tl::unexpected<BadMessage> parse_error(std::string_view text, std::size_t at,
                                       const boost::system::error_code& ec) {
    Error error{Errc::invalid_argument, {}, {}};
    if (const auto valid = utf8::valid_prefix(text); valid < text.size())
        error.message = fmt::format("the message is not UTF-8: byte {} of {}", valid, text.size());
    else if (ec == json::error::too_deep)
        error.message = fmt::format("the message is nested deeper than {} levels", json_depth_max);
    else
        error.message =
            fmt::format("the message is not JSON: {} at byte {} of {}", ec.message(), at, text.size());
    return tl::unexpected(BadMessage{{}, ErrorAnswer(code::parse_error, std::move(error))});
}

/// nullopt: present, and of a type that no id has.
std::optional<RequestId> read_id(const json::value& value) {
    if (value.is_null()) return RequestId{};
    if (value.is_int64()) return RequestId{value.get_int64()};
    if (value.is_string()) return RequestId{std::string(value.get_string())};
    return std::nullopt;
}

tl::expected<Message, BadMessage> read_call(json::object& object, Message message, bool has_id) {
    const auto* method = object.if_contains("method");
    if (!method->is_string()) return invalid_request(message.id, "\"method\" is not a string");
    message.kind = has_id ? MessageKind::request : MessageKind::notification;
    if (has_id && std::holds_alternative<std::monostate>(message.id))
        return invalid_request({}, "the id of a request must not be null");
    message.method = method->get_string();
    message.params = &null_value();
    if (const auto* params = object.if_contains("params")) {
        if (!params->is_object() && !params->is_array() && !params->is_null())
            return invalid_request(message.id, "\"params\" is neither an object nor an array");
        message.params = params;
    }
    return message;
}

tl::expected<Message, BadMessage> read_response(json::object& object, Message message, bool has_id) {
    const auto bad = [&](std::string text) {
        auto failure = invalid_request(message.id, std::move(text));
        failure.value().answerable = false;
        return failure;
    };
    message.kind = MessageKind::response;
    message.result = object.if_contains("result");
    message.error = object.if_contains("error");
    if (!has_id) return bad("a response without \"id\"");
    // Some clients write "error": null beside a result.
    if (message.error != nullptr && message.error->is_null() && message.result != nullptr)
        message.error = nullptr;
    if (message.error != nullptr && message.result != nullptr && message.result->is_null())
        message.result = nullptr;
    if (message.result != nullptr && message.error != nullptr) return bad("both \"result\" and \"error\"");
    return message;
}

tl::expected<Message, BadMessage> read_message(json::value& value) {
    if (value.is_array()) return invalid_request({}, "batches are not supported: send one message per frame");
    auto* object = value.if_object();
    if (object == nullptr) return invalid_request({}, "a message must be an object");

    Message message;
    const auto* id = object->if_contains("id");
    if (id != nullptr) {
        auto known = read_id(*id);
        if (!known) return invalid_request({}, "\"id\" is neither an integer nor a string");
        message.id = std::move(*known);
    }
    const auto* version = object->if_contains("jsonrpc");
    if (version == nullptr || !version->is_string() || version->get_string() != "2.0")
        return invalid_request(message.id, "\"jsonrpc\" must be \"2.0\"");
    if (object->contains("method")) return read_call(*object, std::move(message), id != nullptr);
    if (object->contains("result") || object->contains("error"))
        return read_response(*object, std::move(message), id != nullptr);
    return invalid_request(message.id, "neither \"method\" nor \"result\" nor \"error\"");
}

}  // namespace

struct MessageReader::Impl {
    explicit Impl(ReaderStorage s) : storage(s), arena(first.data(), first.size()) {}

    ReaderStorage storage;
    std::array<unsigned char, 16 * 1024> first;
    std::array<unsigned char, 1024> scratch;
    json::monotonic_resource arena;
    json::parser parser{{}, parse_options(), scratch.data(), scratch.size()};
    std::optional<json::value> value;
};

MessageReader::MessageReader(ReaderStorage storage) : impl_(std::make_unique<Impl>(storage)) {}
MessageReader::~MessageReader() = default;
MessageReader::MessageReader(MessageReader&&) noexcept = default;
MessageReader& MessageReader::operator=(MessageReader&&) noexcept = default;

tl::expected<Message, BadMessage> MessageReader::read(std::string_view text) {
    auto& my = *impl_;
    my.value.reset();
    // The parser may still point into the arena after a text that it refused.
    my.parser.reset();
    my.arena.release();
    if (my.storage == ReaderStorage::reused)
        my.parser.reset(&my.arena);
    else
        my.parser.reset(json::make_shared_resource<json::monotonic_resource>());

    boost::system::error_code ec;
    const auto at = my.parser.write(text.data(), text.size(), ec);
    if (ec) return parse_error(text, at, ec);
    my.value.emplace(my.parser.release());
    return read_message(*my.value);
}

std::string quoted(std::string_view text) {
    if (utf8::is_valid(text)) return json::serialize(json::string_view(text.data(), text.size()));
    const auto repaired = utf8::replace_invalid(text);
    return json::serialize(json::string_view(repaired));
}

std::string to_json_text(const RequestId& id) {
    if (const auto* number = std::get_if<std::int64_t>(&id)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&id)) return quoted(*text);
    return "null";
}

void append_request(std::string& out, const RequestId& id, std::string_view method, std::string_view params) {
    const auto id_text = to_json_text(id);
    const auto method_text = quoted(method);
    const std::string_view parts[] = {R"({"jsonrpc":"2.0","id":)",
                                      id_text,
                                      R"(,"method":)",
                                      method_text,
                                      params.empty() ? "" : R"(,"params":)",
                                      params,
                                      "}"};
    append_frame(out, parts);
}

void append_notification(std::string& out, std::string_view method, std::string_view params) {
    const auto method_text = quoted(method);
    const std::string_view parts[] = {R"({"jsonrpc":"2.0","method":)", method_text,
                                      params.empty() ? "" : R"(,"params":)", params, "}"};
    append_frame(out, parts);
}

void append_result(std::string& out, const RequestId& id, std::string_view result) {
    const auto id_text = to_json_text(id);
    const std::string_view parts[] = {R"({"jsonrpc":"2.0","id":)", id_text, R"(,"result":)",
                                      result.empty() ? "null" : result, "}"};
    append_frame(out, parts);
}

void append_error(std::string& out, const RequestId& id, const ErrorAnswer& answer) {
    const auto id_text = to_json_text(id);
    const auto error_text = to_json_text(answer);
    const std::string_view parts[] = {R"({"jsonrpc":"2.0","id":)", id_text, R"(,"error":)", error_text, "}"};
    append_frame(out, parts);
}

}  // namespace restante::rpc
