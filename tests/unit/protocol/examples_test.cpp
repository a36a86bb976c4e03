// Reads protocol/examples, the same files that the TypeScript and Lua clients' tests read.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "protocol/cpp/all.hpp"

using namespace restante;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

struct Example {
    std::string file;  // relative to protocol/examples
    json::object content;
};

std::vector<Example> load_examples() {
    const fs::path root = fs::path(RESTANTE_SOURCE_DIR) / "protocol/examples";
    std::vector<Example> out;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(in), {});
        boost::system::error_code failure;
        json::value value = json::parse(text, failure);
        INFO(entry.path().string());
        REQUIRE_FALSE(failure);
        out.push_back({fs::relative(entry.path(), root).string(), value.as_object()});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    return out;
}

/// Reads as T and writes again.
using RoundTrip = Result<std::string> (*)(const json::value&);
template <class T>
Result<std::string> round_trip(const json::value& value) {
    return protocol::read<T>(value).map([](const T& read) { return protocol::to_json(read); });
}

const std::map<std::string, RoundTrip, std::less<>>& types() {
    static const std::map<std::string, RoundTrip, std::less<>> table{
#define ROW(Type) {#Type, &round_trip<protocol::Type>},
        RESTANTE_PROTOCOL_TYPES(ROW)
#undef ROW
    };
    return table;
}

/// Without members that are null: an absent optional and a null one are the same.
json::value without_nulls(const json::value& value) {
    if (const auto* array = value.if_array()) {
        json::array out;
        for (const auto& item : *array)
            out.push_back(without_nulls(item));
        return out;
    }
    if (const auto* object = value.if_object()) {
        json::object out;
        for (const auto& [name, member] : *object)
            if (!member.is_null()) out.emplace(name, without_nulls(member));
        return out;
    }
    return value;
}

void check_same(RoundTrip type, const json::value& value) {
    const auto written = type(value);
    INFO(json::serialize(value));
    REQUIRE_MESSAGE(written.has_value(), written.error().message);
    CHECK(without_nulls(json::parse(*written)) == without_nulls(value));
}

const json::array& list(const json::object& content, std::string_view name) {
    static const json::array none;
    const json::value* value = content.if_contains(name);
    return value ? value->as_array() : none;
}

}  // namespace

TEST_CASE("every example reads, is written and parses to the same again") {
    for (const auto& example : load_examples()) {
        CAPTURE(example.file);
        const json::object& content = example.content;
        const auto type = types().find(std::string_view(content.at("type").as_string()));
        REQUIRE_MESSAGE(type != types().end(), "no such type");
        REQUIRE_FALSE(list(content, "valid").empty());
        for (const auto& value : list(content, "valid"))
            check_same(type->second, value);
        check_same(type->second, content.at("minimal"));
    }
}

TEST_CASE("every wrong example is refused, with the reason that is promised") {
    for (const auto& example : load_examples()) {
        CAPTURE(example.file);
        const json::object& content = example.content;
        const RoundTrip type = types().at(std::string(content.at("type").as_string()));
        for (const auto& item : list(content, "invalid")) {
            const auto& wrong = item.as_object();
            INFO(json::serialize(wrong));
            const auto written = type(wrong.at("value"));
            REQUIRE_FALSE(written.has_value());
            CHECK(written.error().code == Errc::invalid_argument);
            CHECK_MESSAGE(written.error().message.find(std::string_view(wrong.at("error").as_string())) !=
                              std::string::npos,
                          written.error().message);
        }
    }
}

namespace {

template <class T>
bool reads(const json::value& value) {
    return protocol::read<T>(value).has_value();
}

const std::map<std::string, bool (*)(const json::value&), std::less<>>& readers() {
    static const std::map<std::string, bool (*)(const json::value&), std::less<>> table{
#define ROW(Type) {#Type, &reads<protocol::Type>},
        RESTANTE_PROTOCOL_TYPES(ROW)
#undef ROW
    };
    return table;
}

json::object load_schema(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return json::parse(std::string(std::istreambuf_iterator<char>(in), {})).as_object();
}

}  // namespace

TEST_CASE("what a newer peer sends is read") {
    for (const auto& example : load_examples()) {
        CAPTURE(example.file);
        const json::object& content = example.content;
        for (const auto& value : list(content, "future")) {
            INFO(json::serialize(value));
            CHECK(readers().at(std::string(content.at("type").as_string()))(value));
        }
    }
}

TEST_CASE("every type that a method or a hub's answer names has examples of all four sorts") {
    std::map<std::string, Example> by_type;
    for (auto& example : load_examples())
        by_type.emplace(std::string(example.content.at("type").as_string()), std::move(example));

    std::set<std::string> wanted;
    const auto want = [&](const json::object& owner, std::string_view role) {
        const json::value* name = owner.if_contains(role);
        if (!name) return;
        std::string type(name->as_string());
        std::erase_if(type, [](char c) { return c == '[' || c == ']' || c == '?'; });
        if (types().contains(type)) wanted.insert(type);
    };
    for (const auto& entry : fs::directory_iterator(fs::path(RESTANTE_SOURCE_DIR) / "protocol/schema")) {
        const json::object area = load_schema(entry.path());
        if (const auto* methods = area.if_contains("methods"))
            for (const auto& method : methods->as_object())
                for (const auto* role : {"params", "result"})
                    want(method.value().as_object(), role);
        if (const auto* calls = area.if_contains("http"))
            for (const auto& call : calls->as_array())
                for (const auto* role : {"request", "response"})
                    want(call.as_object(), role);
    }
    CHECK(wanted.size() > 30);
    for (const auto& type : wanted) {
        CAPTURE(type);
        REQUIRE(by_type.contains(type));
        const json::object& content = by_type.at(type).content;
        CHECK_FALSE(list(content, "valid").empty());
        CHECK_FALSE(list(content, "invalid").empty());
        CHECK_FALSE(list(content, "future").empty());
    }
}
