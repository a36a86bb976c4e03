#include "clients/cli/commit_subjects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "grounds/grounds.hpp"
#include "protocol/cpp/threads.hpp"
#include "shelf/shelf.hpp"
#include "why/answer.hpp"
#include "why/trailers.hpp"

namespace restante::cli {
namespace {

/// Less than this is a guess, and a trailer is kept for good.
constexpr double offered_min = 0.5;
/// A person waits for an editor to open.
constexpr std::chrono::milliseconds offer_deadline{500};
constexpr std::size_t files_asked_max = 20;

Offer decision_offer(const decisions::Record& record) {
    auto name = decisions::id_of(record);
    if (record.number) name = fmt::format("{}-{}", record.kind.empty() ? "ADR" : record.kind, name);
    return {fmt::format("{}: {}", why::decided_by, name),
            within_line(utf8::replace_invalid(record.title.value_or(record.path)))};
}

std::vector<Offer> decision_offers(const vcs::Repository& repository,
                                   const std::vector<ChangedLines>& lines) {
    auto shelf = shelf::Shelf::open(repository.root);
    auto ground = grounds::Grounds::open(repository.root);
    if (!shelf || !ground) return {};
    const auto holdings = shelf->load(std::nullopt);
    if (!holdings || holdings->records.empty()) return {};
    const auto& records = holdings->records;
    const why::Names names(records);
    // Whether a record's text names the file is left out: it says too little to be offered for that alone.
    const auto no_naming = [](std::size_t) -> std::optional<why::Naming> { return std::nullopt; };
    std::map<std::size_t, double> scores;
    for (const auto& changed : lines) {
        // A record that comes with the commit, or is changed by it, is what decided it.
        for (std::size_t i = 0; i < records.size(); ++i)
            if (records[i].path == changed.path) scores[i] = 1;
        const auto known = ground->look({changed.path, changed.first, changed.last, std::nullopt}, names,
                                        records, no_naming);
        if (!known) continue;
        for (const auto& decision : why::answer(known->known, names, records))
            if (decision.score >= offered_min)
                scores[decision.record] = std::max(scores[decision.record], decision.score);
    }
    std::vector<std::pair<std::size_t, double>> best(scores.begin(), scores.end());
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<Offer> out;
    out.reserve(best.size());
    for (const auto& [record, score] : best)
        out.push_back(decision_offer(records[record]));
    return out;
}

bool stands_in(const protocol::Thread& thread, const ChangedLines& lines) {
    return thread.range && thread.range->start.line <= lines.last && lines.first <= thread.range->end.line;
}

std::string thread_note(const protocol::Thread& thread) {
    if (thread.title) return within_line(*thread.title);
    if (thread.comments.empty()) return "a thread here";
    constexpr std::size_t note_bytes_max = 60;
    auto text = within_line(thread.comments.front().text);
    if (text.size() > note_bytes_max)
        text = text.substr(0, utf8::valid_prefix(std::string_view(text).substr(0, note_bytes_max))) + "…";
    return text;
}

std::vector<Offer> thread_offers(App& app, const vcs::Repository& repository,
                                 const std::vector<ChangedLines>& lines) {
    if (!app.paths() || !Link::is_running(*app.paths())) return {};
    std::map<std::string, std::vector<ChangedLines>> files;
    for (const auto& changed : lines)
        files[changed.path].push_back(changed);
    std::vector<Offer> out;
    std::size_t asked = 0;
    for (const auto& [path, changed] : files) {
        if (++asked > files_asked_max) break;
        protocol::ThreadsParams params;
        params.state = protocol::StateFilter::all;
        params.text_document.emplace();
        params.text_document->uri = repository.root + "/" + path;
        const auto answer =
            app.ask<protocol::ThreadsResult>(protocol::method::threads, params, offer_deadline);
        if (!answer) return out;
        for (const auto& thread : answer->threads)
            if (std::any_of(changed.begin(), changed.end(),
                            [&](const auto& one) { return stands_in(thread, one); }))
                out.push_back({fmt::format("{}: {}", why::discussed_in, thread.short_), thread_note(thread)});
    }
    return out;
}

}  // namespace

std::vector<Offer> offers_for(App& app, const vcs::Repository& repository,
                              const std::vector<ChangedLines>& lines) {
    if (lines.empty()) return {};
    auto out = decision_offers(repository, lines);
    for (auto& offer : thread_offers(app, repository, lines))
        out.push_back(std::move(offer));
    if (out.size() > offers_max) out.resize(offers_max);
    return out;
}

}  // namespace restante::cli
