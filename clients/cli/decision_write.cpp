// decision write: an accepted decision as a record in the repository, for a person to look at and commit.
#include <boost/json.hpp>
#include <iostream>

#include "base/printable.hpp"
#include "clients/cli/decision_writing.hpp"
#include "protocol/cpp/decisions.hpp"

namespace restante::cli {

int decision_write(App& app, const DecisionOptions& options) {
    protocol::DecisionWriteParams params;
    params.decision_id = options.decision;
    params.root = current_folder();
    if (!options.format.empty()) params.format = options.format;
    if (!options.folder.empty()) params.folder = options.folder;
    params.dry_run = options.dry_run;
    const auto answer = app.call(protocol::method::decision_write, params);
    if (!answer) return app.fail(answer.error());
    if (app.json) {
        app.print_json(*answer);
        return status::done;
    }
    const auto result = protocol::read<protocol::DecisionWriteResult>(*answer);
    if (!result) return app.fail(result.error());
    for (const auto& file : result->files)
        if (result->written)
            std::cout << fmt::format("{} {}\n", file.new_ ? "made" : "changed", printable(file.path));
        else
            std::cout << fmt::format("--- {}\n{}", printable(file.path), printable(file.text));
    for (const auto& line : result->by_hand)
        std::cerr << fmt::format("restante: to be done by hand: {}\n", printable(line));
    if (result->written) std::cerr << "hint: git diff shows what changed; nothing is committed for you\n";
    return status::done;
}

}  // namespace restante::cli
