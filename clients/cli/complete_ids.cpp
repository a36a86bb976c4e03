#include "clients/cli/complete_ids.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <iostream>

#include "clients/cli/app.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/decisions.hpp"
#include "protocol/cpp/drafts.hpp"
#include "protocol/cpp/threads.hpp"

namespace restante::cli {
namespace {

/// Somebody waits at the prompt.
constexpr std::chrono::milliseconds patience{1500};
constexpr std::uint32_t offered_max = 200;
constexpr std::size_t words_max = 60;

void offer(const std::string& id, const std::string& about) {
    std::cout << id << "\t" << one_line(about, words_max) << "\n";
}

int threads(App& app) {
    protocol::ThreadsParams params;
    params.state = protocol::StateFilter::all;
    params.limit = offered_max;
    params.root = current_folder();
    const auto result = app.ask<protocol::ThreadsResult>(protocol::method::threads, params, patience);
    if (!result) return app.fail(result.error());
    for (const auto& thread : result->threads)
        offer(thread.short_, fmt::format("{}:{} {}", thread.path, thread.line, first_words(thread)));
    return status::done;
}

int decisions(App& app) {
    protocol::DecisionsProposedParams params;
    params.root = current_folder();
    params.limit = offered_max;
    const auto result =
        app.ask<protocol::DecisionsProposedResult>(protocol::method::decisions_proposed, params, patience);
    if (!result) return app.fail(result.error());
    for (const auto& decision : result->decisions)
        offer(decision.short_, decision.status + " " + decision.title);
    return status::done;
}

int drafts(App& app) {
    const auto result =
        app.ask<protocol::DraftsResult>(protocol::method::drafts, protocol::DraftsParams{}, patience);
    if (!result) return app.fail(result.error());
    for (const auto& draft : result->drafts)
        offer(draft.id, draft.text);
    return status::done;
}

int entries(App& app) {
    const auto result =
        app.ask<protocol::OutboxResult>(protocol::method::outbox, protocol::OutboxParams{}, patience);
    if (!result) return app.fail(result.error());
    for (const auto& entry : result->entries)
        if (entry.sync == protocol::SyncState::rejected) offer(entry.id, entry.kind + " " + entry.text);
    return status::done;
}

}  // namespace

int print_ids(App& app, const std::string& kind) {
    if (kind == "thread") return threads(app);
    if (kind == "decision") return decisions(app);
    return kind == "draft" ? drafts(app) : entries(app);
}

}  // namespace restante::cli
