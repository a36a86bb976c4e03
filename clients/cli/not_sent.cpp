#include "clients/cli/not_sent.hpp"

#include <unistd.h>

#include <iostream>

#include "clients/cli/kept_text.hpp"

namespace restante::cli {

int not_sent(App& app, const TypedText& typed, const Error& error) {
    const int code = app.fail(error);
    const auto& text = typed.left_out.empty() ? typed.text : typed.left_out;
    if (!text.empty() && worth_keeping(typed.source, error.code)) {
        const auto kept = keep_text(app.paths(), text);
        if (kept.empty()) return code;  // it was printed, and the editor's file stays, too
        std::cerr << "restante: your text is kept in " << kept << "\n";
    }
    if (!typed.editor_file.empty()) ::unlink(typed.editor_file.c_str());
    return code;
}

void text_is_sent(App& app, const TypedText& typed) {
    forget_text(app.paths(), typed.text);
    if (!typed.editor_file.empty()) ::unlink(typed.editor_file.c_str());
}

int refused_unread(App& app, const TextOptions& text, const Error& error) {
    if (!comes_in(text)) return app.fail(error);
    auto typed = read_text(text, {}, {});
    return typed ? not_sent(app, *typed, error) : app.fail(error);
}

}  // namespace restante::cli
