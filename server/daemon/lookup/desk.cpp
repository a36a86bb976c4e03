#include "daemon/lookup/desk.hpp"

#include <algorithm>
#include <set>

#include "anchor/pointed_lines.hpp"
#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "daemon/lookup/brief.hpp"
#include "daemon/lookup/hints.hpp"
#include "decisions/pick.hpp"
#include "decisions/words.hpp"
#include "grounds/tour_ground.hpp"
#include "shelf/shelf.hpp"
#include "vcs/work_tree.hpp"

namespace restante::daemon::lookup {

/// The records of another commit. One is kept: who looks back asks more than once.
struct Desk::At {
    std::string revision;
    shelf::Shelf shelf;
    shelf::Holdings holdings;
    std::optional<why::Names> names;
};

Desk::Desk(vcs::Repository repository) : repository_(std::move(repository)), index_(repository_) {}
Desk::~Desk() = default;

Result<bool> Desk::look(const std::vector<vcs::OverlayFile>& differing) {
    at_.reset();  // a branch may be elsewhere
    auto changed = index_.look(differing);
    ready_ = changed.has_value();
    take(changed);
    return changed;
}

Result<bool> Desk::look_at(const std::vector<std::string>& paths) {
    if (!ready_) return false;  // all is looked at by the first question
    auto changed = index_.look_at(paths);
    ready_ = changed.has_value();  // what is wrong is told to who asks next
    take(changed);
    return changed;
}

std::vector<std::string> Desk::folders() const {
    std::set<std::string> out{""};
    for (auto folder : index_.folders())
        while (!folder.empty() && out.insert(folder).second)
            folder.resize(folder_name(folder).size());
    return {out.begin(), out.end()};
}

void Desk::take(const Result<bool>& changed) {
    if (changed && *changed) ++version_;
    if (named_ == index_.generation()) return;
    list_anew();
}

void Desk::use(SpaceShelfPtr space) {
    if (space == space_) return;
    space_ = std::move(space);
    if (ready_) list_anew();
}

void Desk::list_anew() {
    named_ = index_.generation();
    joined_.reset();
    if (space_ && !space_->empty()) joined_ = joined(index_.records(), *space_);
    names_.emplace(records());
}

Result<void> Desk::ready() {
    if (ready_) return {};
    const auto differing = vcs::work_tree_files(repository_);
    if (!differing) return tl::unexpected(differing.error());
    auto looked = look(*differing);
    if (!looked) return tl::unexpected(std::move(looked).error());
    return {};
}

Result<Desk::Shown> Desk::show(const std::optional<std::string>& revision) {
    if (!revision) {
        if (auto done = ready(); !done) return tl::unexpected(std::move(done).error());
        return Shown{&records(), &*names_, repository_.root, &index_.gaps(), true};
    }
    if (!at_ || at_->revision != *revision) {
        auto shelf = shelf::Shelf::open(repository_.root);
        if (!shelf) return tl::unexpected(std::move(shelf).error());
        auto holdings = shelf->load(revision);
        if (!holdings) return tl::unexpected(std::move(holdings).error());
        at_ = std::make_unique<At>(At{*revision, std::move(*shelf), std::move(*holdings), std::nullopt});
        at_->names.emplace(at_->holdings.records);
    }
    return Shown{&at_->holdings.records, &*at_->names, {}, &at_->holdings.gaps, false};
}

Result<std::string> Desk::bytes(const Shown& shown, const std::string& path) {
    return shown.work_tree ? index_.bytes(path) : at_->shelf.bytes(path);
}

grounds::NamingOf Desk::naming(const Shown& shown, const std::string& path) {
    return [this, shown, path](std::size_t record) -> std::optional<why::Naming> {
        if ((*shown.records)[record].path.empty()) return std::nullopt;  // of the space: it has no text here
        if (shown.work_tree && index_.paths_in(record).can_tell(path))
            return why::naming_in(index_.paths_in(record), path);
        const auto text = bytes(shown, (*shown.records)[record].path);
        return text ? why::naming_in(*text, path) : std::nullopt;
    };
}

Result<grounds::Grounds*> Desk::ground() {
    if (!grounds_) {
        auto opened = grounds::Grounds::open(repository_.root);
        if (!opened) return tl::unexpected(std::move(opened).error());
        grounds_.emplace(std::move(*opened));
    }
    grounds_->forget_names();
    return &*grounds_;
}

Result<Desk::Part> Desk::explain(const WhyQuestion& question) {
    const auto shown = show(question.revision);
    if (!shown) return tl::unexpected(shown.error());
    const auto history = ground();
    if (!history) return tl::unexpected(history.error());
    grounds::Question asked{question.path, question.first, question.last, question.revision, question.text};
    if (question.text) {
        // A cursor behind the last line is at it.
        const auto lines = std::max(anchor::pointed_lines(*question.text), 1U);
        asked.last = std::min(asked.last, lines - 1);
        asked.first = std::min(asked.first, asked.last);
    }
    auto gathered = (*history)->look(asked, *shown->names, *shown->records, naming(*shown, question.path));
    if (!gathered) return tl::unexpected(std::move(gathered).error());
    for (const auto& told : question.told)
        for (std::size_t i = 0; i < shown->records->size(); ++i)
            if ((*shown->records)[i].decision_id == told.decision)
                gathered->known.told.push_back({i, told.evidence});
    Part part;
    if (!(*history)->has_failed()) part.ask = (*history)->to_ask(asked, *gathered);
    if (!part.ask) (*history)->look_back(asked, *shown->records, *gathered);
    for (const auto& decision : why::answer(gathered->known, *shown->names, *shown->records))
        part.result.decisions.push_back(why_decision(decision, *shown->records, shown->root));
    part.result.people = people(gathered->people);
    part.result.uncommitted = gathered->uncommitted;
    part.result.gaps = gaps(gathered->gaps);
    auto more = gaps(*shown->gaps);
    std::move(more.begin(), more.end(), std::back_inserter(part.result.gaps));
    part.result.complete = !part.ask;
    return part;
}

void Desk::keep(const grounds::BlameQuestion& question, Result<std::vector<grounds::Blamed>> answer) {
    if (const auto history = ground()) (*history)->keep(question, std::move(answer));
}

std::optional<grounds::BlameQuestion> Desk::ahead(const std::string& path) {
    const auto history = ground();
    return history ? (*history)->to_ask_ahead(path) : std::nullopt;
}

Result<protocol::RecordsResult> Desk::list(const protocol::RecordsParams& params) {
    const auto shown = show(params.at);
    if (!shown) return tl::unexpected(shown.error());
    const auto& records = *shown->records;
    const auto words = params.query ? decisions::words_of(*params.query) : std::vector<std::string>();
    if (params.query && words.empty() && !decisions::trimmed(*params.query).empty())
        return tl::unexpected(
            Error{Errc::invalid_argument, "query: there is no word in it", "letters and digits make words"});
    const auto wanted = [&](const decisions::Record& record) {
        const auto says = [&](const std::string& status) {
            return status == decisions::to_string(record.status);
        };
        const auto tagged = [&](const std::string& tag) {
            return std::any_of(record.tags.begin(), record.tags.end(), [&](const std::string& one) {
                return decisions::folded(one) == decisions::folded(tag);
            });
        };
        return (!params.status || params.status->empty() || std::ranges::any_of(*params.status, says)) &&
               (!params.tag || std::ranges::all_of(*params.tag, tagged));
    };
    std::vector<decisions::Hit> hits;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!wanted(records[i])) continue;
        decisions::Hit hit;
        if (!words.empty()) {
            const auto text = records[i].path.empty() ? records[i].outcome.value_or("")
                                                      : bytes(*shown, records[i].path).value_or("");
            auto found = decisions::match(records[i], text, words);
            if (!found) continue;
            hit = std::move(*found);
        }
        hit.record = i;
        hits.push_back(std::move(hit));
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    protocol::RecordsResult out;
    out.gaps = gaps(*shown->gaps);
    for (const auto& hit : hits)
        out.decisions.push_back(brief(hit.record, records, shown->root));
    return out;
}

Result<protocol::RecordResult> Desk::record(const protocol::RecordParams& params) {
    const auto shown = show(params.at);
    if (!shown) return tl::unexpected(shown.error());
    const auto& records = *shown->records;
    const auto found = decisions::pick(records, params.name);
    if (found.empty())
        return tl::unexpected(Error{Errc::not_found,
                                    fmt::format("no decision record is called \"{}\"", params.name),
                                    "its number, its file's name or words of its title are understood"});
    if (found.size() > 1)
        return tl::unexpected(
            Error{Errc::invalid_argument,
                  fmt::format("{} decision records are called \"{}\": {} and {}", found.size(), params.name,
                              utf8::replace_invalid(records[found[0]].path),
                              utf8::replace_invalid(records[found[1]].path)),
                  "give the path of one"});
    const auto& record = records[found.front()];
    protocol::RecordResult out;
    out.decision = brief(found.front(), records, shown->root);
    out.markup = markup_of(record.path);
    if (record.path.empty()) return out;  // its texts are the store's
    auto text = bytes(*shown, record.path);
    if (!text) return tl::unexpected(with_context(std::move(text).error(), called(record)));
    out.text = utf8::replace_invalid(*text);
    for (const auto& problem : record.problems)
        out.problems.push_back(problem_text(problem));
    return out;
}

Result<protocol::TourResult> Desk::tour(const std::string& folder,
                                        const std::optional<std::string>& revision) {
    const auto shown = show(revision);
    if (!shown) return tl::unexpected(shown.error());
    const auto& records = *shown->records;
    const auto objects = vcs::open_objects(repository_);
    vcs::Revisions revisions(repository_);
    const auto commit = revision ? revisions.commit(*revision) : Result<vcs::ObjectId>(index_.head());
    if (!commit) return tl::unexpected(commit.error());
    const auto ground =
        grounds::tour_ground({folder, *commit, shown->root}, *objects, *shown->names, records,
                             [&](std::size_t record) { return bytes(*shown, records[record].path); });
    if (!ground) return tl::unexpected(ground.error());
    protocol::TourResult out;
    for (const auto& stop : why::tour(ground->input, records))
        out.stops.push_back(tour_stop(stop, records, shown->root));
    out.left = static_cast<std::uint32_t>(records.size() - out.stops.size());
    out.gaps = gaps(*shown->gaps);
    auto more = gaps(ground->gaps);
    std::move(more.begin(), more.end(), std::back_inserter(out.gaps));
    return out;
}

Result<InDocument> Desk::in_document(const std::string& path, const anchor::Text& text,
                                     anchor::PositionEncoding encoding, const std::string& today) {
    if (auto done = ready(); !done) return tl::unexpected(std::move(done).error());
    return lookup::in_document({path, text, encoding, today, repository_.root}, *names_, records());
}

void Desk::rest() {
    grounds_.reset();
    at_.reset();
}

}  // namespace restante::daemon::lookup
