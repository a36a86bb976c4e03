#include "clients/cli/place_batch.hpp"

#include <boost/json.hpp>
#include <istream>
#include <optional>
#include <ostream>

#include "base/utf8.hpp"

namespace restante::cli {
namespace json = boost::json;
namespace {

/// [first, last], both counted from 1. An end before its start is told where it matters.
std::optional<Span> span(const json::value& value) {
    const auto* list = value.if_array();
    if (!list || list->size() != 2) return std::nullopt;
    const auto number = [](const json::value& one) -> std::optional<std::uint32_t> {
        const auto* whole = one.if_int64();
        if (!whole || *whole < 1 || *whole > number_max) return std::nullopt;
        return static_cast<std::uint32_t>(*whole);
    };
    const auto first = number((*list)[0]);
    const auto last = number((*list)[1]);
    if (!first || !last) return std::nullopt;
    return Span{*first, *last};
}

/// False at the end of the input. A line over the bound is cut, and `whole` says so.
bool next_line(std::istream& in, std::string& line, bool& whole) {
    line.clear();
    whole = true;
    auto* buffer = in.rdbuf();
    for (auto c = buffer->sbumpc();; c = buffer->sbumpc()) {
        if (c == std::char_traits<char>::eof()) return !line.empty();
        if (c == '\n') return true;
        if (line.size() < batch_line_bytes_max)
            line.push_back(std::char_traits<char>::to_char_type(c));
        else
            whole = false;
    }
}

json::object answer(CodeFollower& code, const BatchQuestion& question, std::string& error) {
    const auto from = code.commit(question.from.revision);
    const auto to = from ? code.commit(question.to) : from;
    if (!from || !to) {
        error = (from ? to : from).error().message;
        return {};
    }
    if (auto there = code.check(*from, question.from, LastColumn::may_be_past_end); !there) {
        Followed nowhere;
        nowhere.reason = std::move(there).error().message;
        return to_json(nowhere);
    }
    return to_json(code.follow(*from, question.from, *to));
}

}  // namespace

tl::expected<BatchQuestion, BadQuestion> parse_question(std::string_view line) {
    BatchQuestion question;
    const auto bad = [&](std::string message) {
        return tl::unexpected(BadQuestion{question.id, std::move(message)});
    };
    boost::system::error_code ec;
    const auto value = json::parse(json::string_view(line.data(), line.size()), ec);
    if (ec) return bad("not JSON: " + ec.message());
    const auto* object = value.if_object();
    if (!object) return bad("not a JSON object");
    if (const auto* id = object->if_contains("id")) question.id = *id;
    const auto text = [&](const char* name) -> std::optional<std::string> {
        const auto* field = object->if_contains(name);
        if (!field || !field->is_string() || field->get_string().empty()) return std::nullopt;
        return std::string(field->get_string());
    };
    const auto from = text("from_commit");
    if (!from) return bad("from_commit must be the name of a commit");
    const auto path = text("from_path");
    if (!path) return bad("from_path must be a path");
    const auto to = text("to_commit");
    if (!to) return bad("to_commit must be the name of a commit");
    const auto* range = object->if_contains("from_range");
    const auto lines = range ? span(*range) : std::nullopt;
    if (!lines || lines->last < lines->first)
        return bad("from_range must be [first line, last line], counted from 1");
    if (const auto* cols = object->if_contains("from_cols"); cols && !cols->is_null()) {
        question.from.columns = span(*cols);
        if (!question.from.columns ||
            (lines->first == lines->last && question.from.columns->last < question.from.columns->first))
            return bad("from_cols must be [first column, last column], counted from 1");
    }
    question.from.revision = *from;
    question.from.path = *path;
    question.from.lines = *lines;
    question.to = *to;
    return question;
}

json::object to_json(const Followed& followed) {
    json::object out;
    if (followed.path) {
        out["path"] = utf8::replace_invalid(*followed.path);
        out["range"] = {followed.lines.first, followed.lines.last};
        if (followed.columns) out["cols"] = {followed.columns->first, followed.columns->last};
    } else {
        out["path"] = nullptr;
        out["range"] = nullptr;
    }
    out["state"] = anchor::to_string(followed.state);
    out["confidence"] = followed.confidence;
    out["reason"] = utf8::replace_invalid(followed.reason);
    return out;
}

std::size_t place_batch(CodeFollower& code, std::istream& in, std::ostream& out) {
    std::size_t bad = 0;
    std::size_t number = 0;
    std::string line;
    bool whole = true;
    while (next_line(in, line, whole)) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        json::object fields;
        json::value id;
        std::string error;
        if (!whole) {
            error = fmt::format("the line has more than {} bytes", batch_line_bytes_max);
        } else if (auto question = parse_question(line); !question) {
            id = std::move(question.error().id);
            error = std::move(question.error().message);
        } else {
            id = question->id;
            fields = answer(code, *question, error);
        }
        // Nothing else says which question this was.
        if (!error.empty() && id.is_null()) error = fmt::format("line {}: {}", number, error);
        json::object answered{{"id", std::move(id)}};
        if (error.empty()) {
            for (auto& field : fields)
                answered.emplace(field.key(), std::move(field.value()));
        } else {
            answered["error"] = utf8::replace_invalid(error);
            ++bad;
        }
        out << json::serialize(answered) << '\n' << std::flush;
        if (!out) break;  // nobody reads any more
    }
    return bad;
}

}  // namespace restante::cli
