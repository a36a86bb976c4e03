#include "decisions/yaml.hpp"

#include <yaml.h>

#include <algorithm>

#include "decisions/words.hpp"

namespace restante::decisions {
namespace {

/// One event; freed with its owner.
struct Event {
    yaml_event_t raw{};
    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&raw); }
};

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {
        yaml_parser_initialize(&parser_);
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size());
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { yaml_parser_delete(&parser_); }

    Result<std::vector<YamlPair>> read() {
        for (int events = 0; events < yaml_events_max; ++events) {
            Event event;
            if (yaml_parser_parse(&parser_, &event.raw) == 0)
                return fail(Errc::corrupt, "{} in line {}",
                            parser_.problem != nullptr ? parser_.problem : "an error",
                            parser_.problem_mark.line + 1);
            if (event.raw.type == YAML_STREAM_END_EVENT) return std::move(pairs_);
            if (take(event.raw); depth_ > yaml_depth_max)
                return fail(Errc::too_large, "it is nested deeper than {} levels", yaml_depth_max);
        }
        return fail(Errc::too_large, "it has more than {} parts", yaml_events_max);
    }

  private:
    void take(const yaml_event_t& event) {
        switch (event.type) {
            case YAML_MAPPING_START_EVENT:
            case YAML_SEQUENCE_START_EVENT:
                ++depth_;
                if (depth_ == 1) top_is_mapping_ = event.type == YAML_MAPPING_START_EVENT;
                if (depth_ == 2) begin_ = event.start_mark.index;
                if (depth_ == 2 && top_is_mapping_ && !in_value_) unnamed_key(event);
                if (depth_ == 2) value_is_mapping_ = event.type == YAML_MAPPING_START_EVENT;
                return;
            case YAML_MAPPING_END_EVENT:
            case YAML_SEQUENCE_END_EVENT:
                --depth_;
                if (depth_ == 1) end_collection(event.end_mark.index);
                return;
            case YAML_SCALAR_EVENT:
                scalar({reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length},
                       event);
                return;
            case YAML_ALIAS_EVENT:
                if (depth_ != 1 || !top_is_mapping_) return;
                if (!in_value_) unnamed_key(event);
                in_value_ = !in_value_;
                return;
            default:
                return;
        }
    }

    /// A key that is no text: its value is kept from those before it.
    void unnamed_key(const yaml_event_t& event) {
        pairs_.push_back({{}, {}, static_cast<std::uint32_t>(event.start_mark.line)});
    }

    void scalar(std::string text, const yaml_event_t& event) {
        if (!top_is_mapping_) return;
        if (depth_ == 2 && in_value_ && !value_is_mapping_) {
            pairs_.back().values.push_back(std::move(text));
            return;
        }
        if (depth_ != 1) return;
        if (!in_value_)
            pairs_.push_back({std::move(text), {}, static_cast<std::uint32_t>(event.start_mark.line)});
        else if (!text.empty() && !(text == "~" || (text == "null" && event.data.scalar.plain_implicit != 0)))
            pairs_.back().values.push_back(std::move(text));
        in_value_ = !in_value_;
    }

    /// "{proposed | accepted}" is a mapping to YAML, and a text to who wrote it. The marks count characters.
    void end_collection(std::size_t end) {
        if (in_value_ && value_is_mapping_ && !pairs_.empty()) {
            const auto first = byte_of(begin_);
            const auto raw = text_.substr(first, std::max(first, byte_of(end)) - first);
            if (raw.starts_with('{')) pairs_.back().values.emplace_back(trimmed(raw));
        }
        in_value_ = top_is_mapping_ && !in_value_;  // a collection may be a key, too
    }

    std::size_t byte_of(std::size_t characters) {
        while (passed_ < characters && at_ < text_.size()) {
            ++at_;
            while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U)
                ++at_;
            ++passed_;
        }
        return at_;
    }

    std::string_view text_;
    yaml_parser_t parser_{};
    std::vector<YamlPair> pairs_;
    int depth_ = 0;
    bool top_is_mapping_ = false;
    bool value_is_mapping_ = false;
    bool in_value_ = false;
    std::size_t begin_ = 0;
    std::size_t at_ = 0;      // byte that passed_ characters lie before
    std::size_t passed_ = 0;  // marks only grow
};

}  // namespace

Result<std::vector<YamlPair>> read_yaml(std::string_view text) {
    if (text.size() > yaml_bytes_max) return fail(Errc::too_large, "it has {} bytes", text.size());
    if (text.empty()) return std::vector<YamlPair>{};  // libyaml takes no null
    return Reader(text).read();
}

std::vector<YamlPair> read_yaml_lines(std::string_view text) {
    std::vector<YamlPair> pairs;
    text = text.substr(0, yaml_bytes_max);
    const auto bare = [](std::string_view value) {
        value = trimmed(value);
        if (const auto comment = value.find(" #"); comment != std::string_view::npos)
            value = trimmed(value.substr(0, comment));
        if (value.starts_with('#')) return std::string_view();
        if (value.size() > 1 && (value.front() == '"' || value.front() == '\'')) {
            const auto end = value.find(value.front(), 1);
            value = value.substr(1, end == std::string_view::npos ? end : end - 1);
        }
        return value;
    };
    for (std::uint32_t line = 0; !text.empty(); ++line) {
        const auto whole = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), whole.size() + 1));
        const auto rest = trimmed(whole);
        if (rest.empty() || rest.starts_with('#')) continue;
        if (rest.starts_with("- ")) {
            if (!pairs.empty())
                if (const auto value = bare(rest.substr(2)); !value.empty())
                    pairs.back().values.emplace_back(value);
            continue;
        }
        const auto colon = rest.find_first_of(":=");
        if (is_blank(whole.front()) || colon == std::string_view::npos || colon == 0) continue;
        pairs.push_back({std::string(trimmed(rest.substr(0, colon))), {}, line});
        if (const auto value = bare(rest.substr(colon + 1)); !value.empty() && value != "[]")
            pairs.back().values.emplace_back(value);
    }
    return pairs;
}

}  // namespace restante::decisions
