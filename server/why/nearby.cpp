#include "why/nearby.hpp"

#include <algorithm>
#include <array>

#include "anchor/names.hpp"
#include "base/file_name.hpp"
#include "decisions/words.hpp"

namespace restante::why {
namespace {

constexpr std::uint32_t comment_lines_max = 60;
constexpr std::uint32_t symbols_max = 4;
constexpr std::array<std::string_view, 8> prose{".md",  ".markdown", ".adoc",      ".asciidoc",
                                                ".rst", ".txt",      ".mediawiki", ".mdx"};
constexpr std::array<std::string_view, 8> directives{"#include", "#define", "#if",    "#endif",
                                                     "#pragma",  "#else",   "#undef", "#elif"};

/// What stands between a comment and what it is about: "@Override", "#[test]", "[Attribute]".
bool is_annotation(std::string_view line) {
    line = anchor::trimmed(line);
    return line.starts_with('@') || line.starts_with("#[") || (line.starts_with('[') && line.ends_with(']'));
}

class Collector {
  public:
    Collector(const anchor::Text& text, anchor::LineRange lines) : text_(text), lines_(lines) {}

    void take(std::uint32_t line, Where where, std::uint32_t depth) {
        if (line >= lines_.first && line <= lines_.last) return;
        if (std::any_of(out.begin(), out.end(), [&](const Nearby& n) { return n.line.number == line; }))
            return;
        out.push_back({where, depth, {line, std::string(text_.line(line))}});
    }

    /// The comment that ends right above the line.
    void take_above(std::uint32_t line, Where where, std::uint32_t depth) {
        while (line > 0 && is_annotation(text_.line(line - 1)))
            --line;
        for (std::uint32_t i = 0; i < comment_lines_max && line > 0 && is_comment_line(text_.line(line - 1));
             ++i)
            take(--line, where, depth);
    }

    void take_below(std::uint32_t line) {
        for (std::uint32_t i = 0;
             i < comment_lines_max && ++line < text_.line_count() && is_comment_line(text_.line(line)); ++i)
            take(line, Where::comment, 0);
    }

    std::vector<Nearby> out;

  private:
    const anchor::Text& text_;
    anchor::LineRange lines_;
};

}  // namespace

bool is_comment_line(std::string_view line) {
    line = anchor::trimmed(line);
    if (line.starts_with('#'))
        return std::none_of(directives.begin(), directives.end(),
                            [&](auto d) { return line.starts_with(d); });
    if (line.starts_with('*')) return line.size() == 1 || line[1] == ' ' || line[1] == '/' || line[1] == '\t';
    return line.starts_with("//") || line.starts_with("/*") || line.starts_with("<!--") ||
           line.starts_with("-- ") || line.starts_with(";;") || line.starts_with("%%");
}

bool is_prose(std::string_view path) {
    const auto ending = decisions::folded(extension(path));
    return std::find(prose.begin(), prose.end(), ending) != prose.end();
}

std::vector<Nearby> nearby_lines(const anchor::Text& text, anchor::LineRange lines, std::string_view path) {
    if (is_prose(path)) return {};
    Collector near(text, lines);
    near.take_above(lines.first, Where::comment, 0);
    if (is_comment_line(text.line(lines.last))) near.take_below(lines.last);
    auto inner = lines;
    for (std::uint32_t depth = 0; depth < symbols_max; ++depth) {
        const auto line = anchor::enclosing_line(text, inner);
        if (!line) break;
        near.take(*line, Where::symbol, depth);
        near.take_above(*line, Where::symbol, depth);
        inner = {*line, *line};
    }
    for (std::uint32_t i = 0; i < std::min(comment_lines_max, text.line_count()); ++i) {
        const auto own = anchor::trimmed(text.line(i));
        if (!is_comment_line(own) && !own.empty() && !own.starts_with("#!")) break;
        if (!own.empty()) near.take(i, Where::file, 0);
    }
    return std::move(near.out);
}

}  // namespace restante::why
