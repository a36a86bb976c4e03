#include "base/paths.hpp"

namespace restante {

Result<Paths> paths_from(const std::function<const char*(const char*)>& getenv) {
    const auto absolute = [&](const char* name) -> std::string {
        const char* value = getenv(name);
        return value != nullptr && value[0] == '/' ? value : "";
    };
    const auto home = absolute("HOME");
    const auto base = [&](const char* name, const char* under_home) {
        auto value = absolute(name);
        if (value.empty() && !home.empty()) value = home + under_home;
        return value.empty() ? value : value + "/restante";
    };
    Paths paths;
    paths.config_dir = base("XDG_CONFIG_HOME", "/.config");
    paths.data_dir = base("XDG_DATA_HOME", "/.local/share");
    paths.state_dir = base("XDG_STATE_HOME", "/.local/state");
    if (paths.config_dir.empty() || paths.data_dir.empty() || paths.state_dir.empty()) {
        return tl::unexpected(Error{Errc::invalid_argument, "no home folder: HOME is not an absolute path",
                                    "set HOME, or XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME"});
    }
    const auto runtime = absolute("XDG_RUNTIME_DIR");
    paths.runtime_dir = runtime.empty() ? paths.state_dir + "/run" : runtime + "/restante";
    if (paths.socket().size() > 107) {
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("the socket's path is too long: {}", paths.socket()),
                                    "set XDG_RUNTIME_DIR to a shorter folder that only you can enter"});
    }
    return paths;
}

}  // namespace restante
