#include "grounds/blame.hpp"

#include "vcs/object_id.hpp"
#include "vcs/process.hpp"
#include "vcs/refused.hpp"

namespace restante::grounds {
namespace {

/// As arguments, so that no file must be written: a kernel takes far more.
constexpr std::size_t ignored_max = 2000;

}  // namespace

std::vector<std::string> ignored_revisions(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty() && out.size() < ignored_max) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        line = line.substr(0, line.find_first_of("# \t\r"));
        if (vcs::is_object_id(line)) out.emplace_back(line);
    }
    return out;
}

Result<std::vector<Blamed>> blame(const vcs::Repository& repository, const BlameQuestion& question) {
    std::vector<std::string> argv{"git",   "-c", "core.fsmonitor=false", "-c", "blame.markIgnoredLines=false",
                                  "blame", "-w", "--porcelain"};
    argv.push_back(fmt::format("-L{},{}", question.first + 1, question.last + 1));
    for (const auto& id : question.ignored)
        argv.push_back("--ignore-rev=" + id);
    if (question.commit) argv.push_back(*question.commit);
    argv.insert(argv.end(), {"--", question.path});
    constexpr std::size_t output_bytes_max = 64UL * 1024 * 1024;
    const auto output = vcs::run({std::move(argv), repository.root, {}}, {},
                                 {question.deadline, output_bytes_max, question.stop});
    if (!output) return tl::unexpected(output.error());
    if (output->exit_status == 0) return parse_porcelain(output->out);
    auto error = vcs::refused("asking who last touched the lines", *output);
    if (output->err.find("could not open object name list") != std::string::npos)
        error.hint = "git config blame.ignoreRevsFile names a file that is not there";
    if (output->err.find("no such path") != std::string::npos) error.code = Errc::not_found;
    return tl::unexpected(std::move(error));
}

}  // namespace restante::grounds
