#include "vcs/refused.hpp"

namespace restante::vcs {

Error refused(std::string_view what, const Output& output) {
    const std::string_view err = output.err;
    auto said = err.substr(0, err.find('\n'));
    if (said.starts_with("fatal: ")) said.remove_prefix(7);
    if (said.starts_with("detected dubious ownership"))
        return {Errc::forbidden, fmt::format("{}: git says: {}", what, said),
                "git config --global --add safe.directory, if you trust that folder's owner"};
    if (output.exit_status > 128 && said.empty())
        return {Errc::unavailable,
                fmt::format("{}: git was ended by signal {}", what, output.exit_status - 128),
                "does git work in this folder?"};
    return {
        Errc::io,
        fmt::format("{}: git ended with {}{}{}", what, output.exit_status, said.empty() ? "" : ": ", said),
        said.empty() ? "does git work in this folder?" : ""};
}

}  // namespace restante::vcs
