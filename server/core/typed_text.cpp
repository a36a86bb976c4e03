#include "core/typed_text.hpp"

#include "core/ops/decision_edit.hpp"
#include "core/ops/decision_propose.hpp"
#include "oplog/body.hpp"

namespace restante::core {
namespace {

void add_text(std::string& out, std::string_view text) {
    if (text.empty()) return;
    if (!out.empty()) out += "\n\n";
    out += text;
}

}  // namespace

std::string typed_text(const oplog::Op& op) {
    std::string out;
    if (op.kind == ops::DecisionPropose::kind) {
        const auto data = ops::DecisionPropose::read(op);
        if (!data) return out;
        add_text(out, data->title);
        for (const auto& text : data->texts)
            add_text(out, text);
        return out;
    }
    if (op.kind == ops::DecisionEdit::kind) {
        const auto data = ops::DecisionEdit::read(op);
        if (!data) return out;
        if (data->title) add_text(out, data->title->text);
        for (const auto& text : data->texts)
            if (text) add_text(out, text->text);
        return out;
    }
    const auto body = oplog::BodyReader::open(op.body);
    if (!body) return out;
    for (const auto* member : {"text", "reason"})
        if (auto text = body->optional_string(member); text && *text) add_text(out, **text);
    return out;
}

}  // namespace restante::core
