// Any bytes as what is said of a line: in code, in commits, by git, in a record's scope. What comes out is
// within its bounds, and the same again.
//
// Input: lines. The first is a path, the second a pattern; then, after a line "--" each, a text before a
// commit, the text after it, a commit's object, and what git blame says.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "decisions/names.hpp"
#include "grounds/blame.hpp"
#include "grounds/message.hpp"
#include "why/answer.hpp"
#include "why/change.hpp"
#include "why/citations.hpp"
#include "why/globs.hpp"

using namespace restante;

namespace {

void must(bool so) {
    if (!so) std::abort();
}

std::vector<decisions::Record> records(std::string_view pattern) {
    std::vector<decisions::Record> out;
    for (const auto* path :
         {"docs/adr/0001-use-carts.md", "docs/adr/0012-use-boats.md", "keps/168-2-a/kep.yaml",
          "rfcs/2119-words.md", "dr/2020-01-02-a-thing/README.md"}) {
        const auto name = decisions::read_file_name(path);
        decisions::Record record;
        record.path = path;
        record.number = name.number;
        record.slug = name.slug;
        record.kind = name.kind;
        out.push_back(std::move(record));
    }
    out.front().applies_to.emplace_back(pattern);
    return out;
}

std::string_view taken(std::string_view& rest, std::string_view end) {
    const auto at = rest.find(end);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + end.size());
    return part;
}

void judge_texts(const why::Names& names, std::string_view path, std::string_view before,
                 std::string_view after, why::Known& known) {
    const anchor::Text old_text{std::string(before)};
    const anchor::Text new_text{std::string(after)};
    const why::Change change(old_text, new_text, path);
    why::Commit commit;
    commit.subject = std::string(before.substr(0, before.find('\n')));
    commit.body = std::string(after);
    for (std::uint32_t line = 0; line < new_text.line_count(); ++line) {
        commit.lines.push_back({line, why::kind_of_line(new_text, line, path), change.fate(line)});
        known.lines.push_back({line, std::string(new_text.line(line))});
    }
    const std::uint32_t middle = new_text.line_count() / 2;
    known.nearby = why::nearby_lines(new_text, {middle, middle}, path);
    for (const auto& near : known.nearby)
        must(near.line.number != middle && near.line.number < new_text.line_count());
    known.commits.push_back(std::move(commit));
    const auto cited = why::citations_in(after, names, path);
    must(cited.size() <= why::citations_max + 8);
    for (const auto& one : cited)
        must(after.find(one.text) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto path = taken(rest, "\n");
    const auto pattern = taken(rest, "\n");
    const auto before = taken(rest, "\n--\n");
    const auto after = taken(rest, "\n--\n");
    const auto object = taken(rest, "\n--\n");

    const auto all = records(pattern);
    const why::Names names(all);
    why::Known known;
    known.path = std::string(path);
    judge_texts(names, path, before, after, known);
    if (const auto naming = why::naming_in(before, path)) must(naming->line > 0);
    const auto answer = why::answer(known, names, all);
    const auto again = why::answer(known, names, all);
    must(answer.size() == again.size());
    for (std::size_t i = 0; i < answer.size(); ++i) {
        must(answer[i].record == again[i].record && answer[i].evidence == again[i].evidence);
        must(answer[i].score >= 0 && answer[i].score <= 1 && !answer[i].evidence.empty());
    }

    const auto message = grounds::message_of(object);
    must(utf8::is_valid(message.subject) && utf8::is_valid(message.body) && utf8::is_valid(message.author));
    must(message.subject.find('\n') == std::string::npos);
    for (const auto& id : grounds::ignored_revisions(object))
        must(id.size() == 40 || id.size() == 64);
    if (const auto blamed = grounds::parse_porcelain(rest))
        for (const auto& one : *blamed)
            must(!one.lines.empty());
    return 0;
}
