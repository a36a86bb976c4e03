// completions: scripts for bash, zsh and fish, made from the parser itself, so that they cannot fall behind.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"

namespace restante::cli {
namespace {

struct Command {
    std::string path;   // "thread new"
    std::string words;  // what may follow
    bool takes_files = false;
};

std::string words_after(const CLI::App& command) {
    std::string words;
    for (const auto* sub :
         command.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
        words += sub->get_name() + " ";
    for (const auto* option : command.get_options()) {
        for (const auto& name : option->get_lnames())
            words += "--" + name + " ";
        for (const auto& name : option->get_snames())
            words += "-" + name + " ";
    }
    if (!words.empty()) words.pop_back();
    return words;
}

void collect(const CLI::App& command, const std::string& path, std::vector<Command>& out) {
    const auto subcommands =
        command.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
    out.push_back({path, words_after(command), subcommands.empty()});
    for (const auto* sub : subcommands)
        collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
}

std::string bash(const std::vector<Command>& commands) {
    std::string text =
        R"(# bash completion for restante: put it into ~/.local/share/bash-completion/completions/restante
_restante() {
    local current=${COMP_WORDS[COMP_CWORD]} path= word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $path,$word in
)";
    for (const auto& command : commands) {
        if (command.path.empty()) continue;
        const auto blank = command.path.rfind(' ');
        const auto parent = blank == std::string::npos ? "" : command.path.substr(0, blank);
        const auto name = blank == std::string::npos ? command.path : command.path.substr(blank + 1);
        text += fmt::format("            '{},{}') path='{}' ;;\n", parent, name, command.path);
    }
    text += R"(        esac
    done
    local words= files=
    case $path in
)";
    for (const auto& command : commands)
        text += fmt::format("        '{}') words='{}' files={} ;;\n", command.path, command.words,
                            command.takes_files ? "1" : "");
    text += R"(    esac
    if [[ $current != -* && $files ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    fi
}
complete -o filenames -F _restante restante
)";
    return text;
}

std::string zsh(const std::vector<Command>& commands) {
    return "#compdef restante\n# zsh completion for restante: put it into a folder of $fpath as _restante\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           bash(commands);
}

std::string fish(const CLI::App& root) {
    std::string text =
        "# fish completion for restante: put it into ~/.config/fish/completions/restante.fish\n";
    const auto visible = [](const CLI::App* one) { return !one->get_group().empty(); };
    for (const auto* sub : root.get_subcommands(visible)) {
        text +=
            fmt::format("complete -c restante -n __fish_use_subcommand -f -a {} -d '{}'\n", sub->get_name(),
                        CLI::detail::find_and_replace(sub->get_description(), "'", "\\'"));
        for (const auto* inner : sub->get_subcommands(visible))
            text += fmt::format("complete -c restante -n '__fish_seen_subcommand_from {}' -f -a {} -d '{}'\n",
                                sub->get_name(), inner->get_name(),
                                CLI::detail::find_and_replace(inner->get_description(), "'", "\\'"));
        for (const auto* option : sub->get_options()) {
            for (const auto& name : option->get_lnames())
                text += fmt::format("complete -c restante -n '__fish_seen_subcommand_from {}' -l {}\n",
                                    sub->get_name(), name);
        }
    }
    return text;
}

}  // namespace

void add_completions(CLI::App& parser, App& app) {
    auto shell = std::make_shared<std::string>();
    auto* command = parser.add_subcommand("completions", "Print a shell's completion script");
    command->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->callback([&app, &parser, shell] {
        app.set_work([&parser, shell](App&) {
            std::vector<Command> commands;
            collect(parser, "", commands);
            std::cout << (*shell == "bash" ? bash(commands) : *shell == "zsh" ? zsh(commands) : fish(parser));
            return status::done;
        });
    });
}

}  // namespace restante::cli
