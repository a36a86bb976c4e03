#include "core/ops/decision_edit.hpp"

#include <algorithm>

#include "core/ops/bounds.hpp"
#include "core/ops/decision_texts.hpp"
#include "oplog/body.hpp"

namespace restante::core::ops {
namespace {

Result<std::optional<DecisionEdit::Text>> read_change(const oplog::BodyReader& body, std::string_view name) {
    if (!body.raw(name)) return std::optional<DecisionEdit::Text>{};
    const auto object = body.object(name);
    if (!object) return tl::unexpected(object.error());
    const auto members = oplog::BodyReader::open(*object);
    if (!members) return tl::unexpected(members.error());
    auto base = members->id<OpId>("base");
    if (!base) return tl::unexpected(std::move(base).error());
    auto text = members->string("text");
    if (!text) return tl::unexpected(std::move(text).error());
    return std::optional(DecisionEdit::Text{*base, std::move(*text)});
}

void write_change(oplog::BodyWriter& body, std::string_view name,
                  const std::optional<DecisionEdit::Text>& change) {
    if (change)
        body.raw(name, oplog::BodyWriter().id("base", change->base).string("text", change->text).take());
}

/// What was never written is not worth a line of history.
void replace_text(EditedText& current, DecisionEdit::Text change, const Op& op) {
    if (!current.text.empty() || !current.history.empty())
        current.history.push_back({.op = current.version,
                                   .author = current.author,
                                   .at = current.at,
                                   .text = std::move(current.text),
                                   .concurrent = change.base != current.version});
    current.text = std::move(change.text);
    current.version = op.id;
    current.author = op.actor;
    current.at = op.at;
}

void replace_title(Thread& thread, DecisionEdit::Text change, const Op& op) {
    EditedText title{std::move(thread.title), thread.title_op.value_or(OpId{}), thread.title_author,
                     thread.title_at, std::move(thread.title_history)};
    replace_text(title, std::move(change), op);
    thread.title = std::move(title.text);
    thread.title_op = title.version;
    thread.title_author = title.author;
    thread.title_at = title.at;
    thread.title_history = std::move(title.history);
}

}  // namespace

Result<DecisionEdit> DecisionEdit::read(const Op& op) {
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return tl::unexpected(body.error());
    DecisionEdit data;
    auto title = read_change(*body, "title");
    if (!title) return tl::unexpected(std::move(title).error());
    if (*title)
        if (auto ok = check_decision_title((*title)->text); !ok)
            return tl::unexpected(as_corrupt(std::move(ok).error()));
    data.title = std::move(*title);
    for (std::size_t i = 0; i < decision_fields; ++i) {
        auto change = read_change(*body, decision_field_names[i]);
        if (!change) return tl::unexpected(std::move(change).error());
        if (*change)
            if (auto ok = check_field(static_cast<DecisionField>(i), (*change)->text); !ok)
                return tl::unexpected(as_corrupt(std::move(ok).error()));
        data.texts[i] = std::move(*change);
    }
    if (!data.title && std::ranges::none_of(data.texts, [](const auto& text) { return text.has_value(); }))
        return fail(Errc::corrupt, "a decision.edit names no text");
    return data;
}

std::string DecisionEdit::write() const {
    oplog::BodyWriter body;
    write_change(body, "title", title);
    for (std::size_t i = 0; i < decision_fields; ++i)
        write_change(body, decision_field_names[i], texts[i]);
    return body.take();
}

Result<void> DecisionEdit::authorize(const Op&, const Thread*) const {
    return {};
}

bool DecisionEdit::apply(Thread& thread, const Op& op) && {
    if (!thread.decision) return false;
    if (title) replace_title(thread, std::move(*title), op);
    for (std::size_t i = 0; i < decision_fields; ++i)
        if (texts[i]) replace_text(thread.decision->texts[i], std::move(*texts[i]), op);
    if (thread.decision->status() == DecisionStatus::accepted) thread.decision->edited_since_accepted = true;
    return true;
}

}  // namespace restante::core::ops
