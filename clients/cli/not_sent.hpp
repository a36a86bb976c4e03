// What happens to a text that could not be sent: the reason is said, and the text is where it says. Shared by
// all commands that send one.
#pragma once

#include "clients/cli/app.hpp"
#include "clients/cli/text_input.hpp"

namespace restante::cli {

/// Says why a text was not sent, and where it is if it would be lost otherwise. Gives the exit status.
int not_sent(App& app, const TypedText& typed, const Error& error);
/// It was sent: whatever kept it is removed.
void text_is_sent(App& app, const TypedText& typed);
/// What was asked cannot be done, whatever the text is: one that comes through a pipe is read and kept.
int refused_unread(App& app, const TextOptions& text, const Error& error);

}  // namespace restante::cli
