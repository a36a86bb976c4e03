// What restante-hub does besides serving: users, tokens, doctor. Each prints its result and returns an exit
// code.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace restante::hub {

/// The program's exit codes; --help tells them too.
enum class Exit : int {
    ok = 0,
    refused = 1,  // what was asked for cannot be done: no such user, the name is taken, the address is in use
    usage = 2,    // the command line is wrong
    database = 3,  // the database cannot be opened, read or written, or is damaged
};

/// The error on stderr; its exit code.
[[nodiscard]] Exit report(const Error& error);

/// A database, opened (and made, when there is none) for one command.
struct CommandContext {
    std::string database;
    Clock& clock;
    IdSource& ids;
};

[[nodiscard]] Exit user_add(const CommandContext& context, const std::string& name,
                            const std::string& display_name, std::vector<std::string> spaces);
[[nodiscard]] Exit user_list(const CommandContext& context);
[[nodiscard]] Exit user_remove(const CommandContext& context, const std::string& name);
/// Prints the token: the only time that anybody sees it.
[[nodiscard]] Exit token_create(const CommandContext& context, const std::string& user,
                                const std::string& label);
[[nodiscard]] Exit token_list(const CommandContext& context);
[[nodiscard]] Exit token_revoke(const CommandContext& context, std::int64_t id);
/// Reads the whole database. `database` when anything is wrong with it.
[[nodiscard]] Exit doctor(const CommandContext& context);

}  // namespace restante::hub
