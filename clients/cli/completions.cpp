// completions: scripts for bash, zsh and fish, made from the parser itself, so that they cannot fall behind.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

#include "clients/cli/app.hpp"
#include "clients/cli/complete_ids.hpp"

namespace restante::cli {
namespace {

/// An option that takes a value: how it is written, and what the value may be.
struct ValueOption {
    std::vector<std::string> names;  // "--state", "-s"
    std::string values;              // blank between them; empty when they are not a fixed few
};

struct Command {
    std::string path;   // "thread new"
    std::string words;  // what may follow
    bool takes_files = false;
    std::vector<ValueOption> options;
    std::string ids;  // of what its first argument is the id; empty when it is none
};

/// Arguments that are ids, by their names in the parser.
constexpr std::array<std::string_view, 4> id_kinds{"thread", "decision", "draft", "entry"};

std::vector<const CLI::App*> visible_subcommands(const CLI::App& command) {
    return command.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_lnames())
        names.push_back("--" + name);
    for (const auto& name : option.get_snames())
        names.push_back("-" + name);
    return names;
}

/// The parser describes a choice as "TEXT:{open,resolved,all}".
std::string values_of(const CLI::Option& option) {
    const auto type = option.get_type_name();
    const auto begin = type.find('{');
    const auto end = type.find('}', begin);
    if (begin == std::string::npos || end == std::string::npos) return {};
    auto values = type.substr(begin + 1, end - begin - 1);
    std::replace(values.begin(), values.end(), ',', ' ');
    return values;
}

/// Null when the command takes options alone.
const CLI::Option* first_argument(const CLI::App& command) {
    for (const auto* option : command.get_options())
        if (option->get_positional()) return option;
    return nullptr;
}

std::string ids_of(const CLI::App& command) {
    const auto* first = first_argument(command);
    if (first == nullptr) return {};
    const auto name = first->get_name(true);
    return std::find(id_kinds.begin(), id_kinds.end(), name) == id_kinds.end() ? std::string() : name;
}

void collect(const CLI::App& command, const std::string& path, std::vector<Command>& out) {
    const auto subcommands = visible_subcommands(command);
    Command one{path, {}, subcommands.empty(), {}, ids_of(command)};
    for (const auto* sub : subcommands)
        one.words += sub->get_name() + " ";
    if (const auto* first = first_argument(command)) {
        const auto values = values_of(*first);
        if (!values.empty() || !one.ids.empty()) one.takes_files = false;
        if (!values.empty()) one.words += values + " ";
    }
    for (const auto* option : command.get_options()) {
        auto names = names_of(*option);
        for (const auto& name : names)
            one.words += name + " ";
        if (!names.empty() && option->get_expected_min() > 0)
            one.options.push_back({std::move(names), values_of(*option)});
    }
    // What falls through from a subcommand to the program itself.
    const auto* program = &command;
    while (program->get_parent() != nullptr)
        program = program->get_parent();
    if (program != &command)
        for (const auto* option : program->get_options())
            if (option != program->get_help_ptr() && option != program->get_version_ptr())
                for (const auto& name : names_of(*option))
                    one.words += name + " ";
    if (!one.words.empty()) one.words.pop_back();
    out.push_back(std::move(one));
    for (const auto* sub : subcommands)
        collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
}

std::string bash(const std::vector<Command>& commands) {
    std::string text =
        R"(# bash completion for restante: put it into ~/.local/share/bash-completion/completions/restante
_restante() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} path= word i given=0
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $path,$word in
)";
    for (const auto& command : commands) {
        if (command.path.empty()) continue;
        const auto blank = command.path.rfind(' ');
        const auto parent = blank == std::string::npos ? "" : command.path.substr(0, blank);
        const auto name = blank == std::string::npos ? command.path : command.path.substr(blank + 1);
        text += fmt::format("            '{},{}') path='{}' given=0 ;;\n", parent, name, command.path);
    }
    text += R"(            *,-*) ;;
            *) given=$((given + 1)) ;;
        esac
    done
    local words= files= ids=
    case $path in
)";
    for (const auto& command : commands)
        text += fmt::format("        '{}') words='{}' files={} ids={} ;;\n", command.path, command.words,
                            command.takes_files ? "1" : "", command.ids);
    text += R"(    esac
    case "$path $previous" in
)";
    for (const auto& command : commands)
        for (const auto& option : command.options) {
            std::string pattern;
            for (const auto& name : option.names)
                pattern += fmt::format("{}'{} {}'", pattern.empty() ? "" : "|", command.path, name);
            text += option.values.empty()
                        ? fmt::format("        {}) words= files=1 ids= ;;\n", pattern)
                        : fmt::format("        {}) words='{}' files= ids= ;;\n", pattern, option.values);
        }
    text += R"(    esac
    if [[ $ids && $given == 0 && $current != -* ]]; then
        # Each with what it is about, until one is left. Nothing is said when the daemon cannot be asked.
        compopt +o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(restante completions ids "$ids" 2>/dev/null | grep -i -- "^$current" | tr '\t' ' ')
        if ((${#COMPREPLY[@]} == 1)); then COMPREPLY=("${COMPREPLY[0]%% *}"); fi
    elif [[ $current != -* && $files ]]; then
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

std::string quoted(const std::string& text) {
    return "'" + CLI::detail::find_and_replace(text, "'", "\\'") + "'";
}

/// What one command offers, once it was typed: `seen` is the condition that says so.
void fish_command(const CLI::App& command, const std::string& seen, std::string& text) {
    const auto line = [&](const std::string& what) {
        text += fmt::format("complete -c restante -n '{}' {}\n", seen, what);
    };
    if (const auto ids = ids_of(command); !ids.empty())
        line(fmt::format("-f -a '(restante completions ids {} 2>/dev/null)'", ids));
    if (const auto* first = first_argument(command); first != nullptr && !values_of(*first).empty())
        line(fmt::format("-f -a {}", quoted(values_of(*first))));
    for (const auto* option : command.get_options()) {
        std::string names;
        for (const auto& name : option->get_lnames())
            names += fmt::format(" -l {}", name);
        for (const auto& name : option->get_snames())
            names += fmt::format(" -s {}", name);
        if (names.empty()) continue;
        const auto values = values_of(*option);
        if (!values.empty())
            names += fmt::format(" -x -a {}", quoted(values));
        else if (option->get_expected_min() > 0)
            names += " -r";
        line(fmt::format("{} -d {}", names.substr(1), quoted(option->get_description())));
    }
}

std::string fish(const CLI::App& root) {
    std::string text =
        "# fish completion for restante: put it into ~/.config/fish/completions/restante.fish\n";
    for (const auto* sub : visible_subcommands(root)) {
        text += fmt::format("complete -c restante -n __fish_use_subcommand -f -a {} -d {}\n", sub->get_name(),
                            quoted(sub->get_description()));
        const auto seen = fmt::format("__fish_seen_subcommand_from {}", sub->get_name());
        fish_command(*sub, seen, text);
        for (const auto* inner : visible_subcommands(*sub)) {
            text += fmt::format("complete -c restante -n '{}' -f -a {} -d {}\n", seen, inner->get_name(),
                                quoted(inner->get_description()));
            fish_command(
                *inner, fmt::format("{}; and __fish_seen_subcommand_from {}", seen, inner->get_name()), text);
        }
    }
    return text;
}

}  // namespace

void add_completions(CLI::App& parser, App& app) {
    auto shell = std::make_shared<std::string>();
    auto* command = parser.add_subcommand("completions", "Print a shell's completion script");
    command->add_option("shell", *shell, "bash, zsh or fish")->check(CLI::IsMember({"bash", "zsh", "fish"}));
    auto kind = std::make_shared<std::string>();
    auto* ids = command->add_subcommand("ids", "What the scripts ask for")->group("");
    ids->add_option("kind", *kind, "thread, decision, draft or entry")
        ->required()
        ->check(CLI::IsMember({"thread", "decision", "draft", "entry"}));
    ids->callback([&app, kind] { app.set_work([kind](App& a) { return print_ids(a, *kind); }); });
    command->callback([&app, &parser, shell, ids] {
        if (ids->parsed()) return;
        if (shell->empty()) throw CLI::RequiredError("shell");
        app.set_work([&parser, shell](App&) {
            std::vector<Command> commands;
            collect(parser, "", commands);
            std::cout << (*shell == "bash" ? bash(commands) : *shell == "zsh" ? zsh(commands) : fish(parser));
            return status::done;
        });
    });
}

}  // namespace restante::cli
