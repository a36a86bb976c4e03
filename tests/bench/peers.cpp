// Language servers that people have running anyway, asked what they answer fastest: a hover. Each gets a
// small project of its own kind and is warm when it is measured.
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "bench/areas.hpp"

namespace restante::bench {
namespace {

struct Peer {
    std::string name;
    std::vector<std::string> argv;
    std::string file;
    std::string language;
    std::string text;
    int line;  // of what is hovered over
    int character;
    std::vector<std::pair<std::string, std::string>> beside;  // other files of the project
};

std::vector<Peer> peers_in(const std::string& folder) {
    return {
        {"clangd",
         {"clangd", "--log=error", "--background-index=false"},
         "main.cpp",
         "cpp",
         "#include <string>\n#include <vector>\nint answer(int question) { return question * 42; }\n"
         "int main() { std::vector<std::string> all; return answer(static_cast<int>(all.size())); }\n",
         3,
         52,
         {}},
        {"gopls",
         {"gopls", "serve"},
         "main.go",
         "go",
         "package main\n\nimport \"fmt\"\n\nfunc answer(question int) int { return question * 42 }\n\n"
         "func main() { fmt.Println(answer(1)) }\n",
         6,
         27,
         {{"go.mod", "module example\n\ngo 1.19\n"}}},
        {"pyright",
         {folder + "/node_modules/.bin/pyright-langserver", "--stdio"},
         "main.py",
         "python",
         "import os\n\ndef answer(question: int) -> int:\n    return question * 42\n\nprint(answer(1), "
         "os.name)\n",
         5,
         8,
         {}},
    };
}

void measure(const Peer& peer, std::size_t hovers, PeerFigures& out) {
    const Scratch folder(std::filesystem::temp_directory_path().string());
    write_file(folder.path() + "/" + peer.file, peer.text);
    for (const auto& [name, text] : peer.beside)
        write_file(folder.path() + "/" + name, text);
    int raw[2];
    must_call(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, raw), "socketpair");
    UniqueFd theirs(raw[1]);
    const auto from = now_us();
    const auto process =
        Process::spawn({.argv = peer.argv, .cwd = folder.path(), .in = theirs.get(), .out = theirs.get()});
    theirs.reset();
    Line line{UniqueFd(raw[0])};
    const auto root = uri_of(folder.path());
    const auto uri = root + "/" + peer.file;
    (void)line.ask(request_frame(
        1, "initialize",
        fmt::format(
            R"({{"processId":{},"rootUri":"{}","capabilities":{{}},"workspaceFolders":[{{"uri":"{}","name":"w"}}]}})",
            ::getpid(), root, root)));
    const auto initialized = now_us() - from;
    line.tell("initialized", "{}");
    line.tell("textDocument/didOpen",
              fmt::format(R"({{"textDocument":{{"uri":"{}","languageId":"{}","version":1,"text":{}}}}})", uri,
                          peer.language, json_text(peer.text)));
    const auto hover = request_frame(
        2, "textDocument/hover",
        fmt::format(R"({{"textDocument":{{"uri":"{}"}},"position":{{"line":{},"character":{}}}}})", uri,
                    peer.line, peer.character));
    std::string answer;
    for (int i = 0; i < 20; ++i)
        answer = line.ask(hover);
    if (answer.find("answer") == std::string::npos)
        throw CannotRun("its hover is empty: " + answer.substr(0, 200));
    out.hover.push_back(
        {peer.name + " hover", spread(time_each(hovers, 20, [&](std::size_t) { (void)line.ask(hover); }))});
    out.initialize.push_back({peer.name + ", start → initialize", {initialized, initialized, 1}});
    const auto mebibytes = private_mebibytes(process.pid(), true);
    out.memory.push_back({peer.name + ", one small file open", {mebibytes, mebibytes, 1}});
}

}  // namespace

const PeerFigures& peer_figures(Bench& bench) {
    static std::optional<PeerFigures> figures;
    if (figures) return *figures;
    figures.emplace();
    for (const auto& peer : peers_in(bench.options.peers)) {
        try {
            progress("peer: " + peer.name);
            measure(peer, bench.count(500), *figures);
        } catch (const std::exception& error) {
            figures->note +=
                fmt::format("{}{} skipped: {}", figures->note.empty() ? "" : "; ", peer.name, error.what());
        }
    }
    return *figures;
}

}  // namespace restante::bench
