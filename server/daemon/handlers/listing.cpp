#include "daemon/handlers/listing.hpp"

#include <algorithm>
#include <map>

#include "base/uri.hpp"
#include "daemon/whereabouts.hpp"

namespace restante::daemon::handlers {
namespace {

/// A page goes through the spaces one after another: "space page-in-that-space".
struct Page {
    std::string space;
    std::string rest;
};

Page parse_page(const std::string& text) {
    const auto blank = text.find(' ');
    if (blank == std::string::npos) return {};
    return {text.substr(0, blank), text.substr(blank + 1)};
}

struct Listed {
    core::Thread thread;
    std::optional<std::string> root;  // of the clone that it is shown in
    std::optional<Known> known;
    std::optional<anchor::Placement> placement = {};
    std::shared_ptr<const anchor::Text> text = {};  // that it is placed in; null when that was not needed

    [[nodiscard]] const std::string& path() const { return known ? known->at.path : thread.anchor.path; }
};

/// A list that is being answered; the last of its files to be placed sends it.
struct ListAnswer {
    std::vector<Listed> threads;
    std::optional<std::string> next;
    std::optional<std::string> note;

    void send(Context& context, anchor::PositionEncoding encoding, const Reply& reply) {
        protocol::ThreadsResult result;
        result.next = std::move(next);
        result.note = std::move(note);
        result.threads.reserve(threads.size());
        for (const auto& one : threads) {
            auto view = context.view_of(one.thread, encoding);
            if (one.placement) {
                view.placement = &*one.placement;
                view.text = one.text.get();
                view.path = one.path();
            }
            if (one.root) view.uri = uri_of_path(*one.root + "/" + one.path());
            result.threads.push_back(convert::thread(one.thread, view));
        }
        reply.ok(result);
    }
};

/// It could not be followed (a file too large for that, an unknown commit): its own text may be found all the
/// same.
bool was_not_followed(const Listed& one) {
    return one.known && one.known->at.state == anchor::PlacementState::orphaned && !one.known->at.lost;
}

/// The threads that are looked for in their files, by clone and path: those that differ from the commit.
using Differing = std::map<std::pair<std::string, std::string>, std::vector<std::size_t>>;

Differing differing_of(const Context& context, const std::vector<Listed>& threads) {
    Differing out;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        const auto& one = threads[i];
        if (one.root && (was_not_followed(one) || context.tracker.differs(*one.root, one.path())))
            out[{*one.root, one.path()}].push_back(i);
    }
    return out;
}

void place_and_send(Context& context, anchor::PositionEncoding encoding, ListAnswer answer,
                    const Reply& reply) {
    const auto differing = differing_of(context, answer.threads);
    if (differing.empty()) return answer.send(context, encoding, reply);
    auto shared = std::make_shared<ListAnswer>(std::move(answer));
    auto left = std::make_shared<std::size_t>(differing.size());
    for (const auto& [where, indices] : differing) {
        std::vector<Followed> followed;
        followed.reserve(indices.size());
        for (const auto i : indices)
            followed.push_back({shared->threads[i].thread, shared->threads[i].known});
        const auto& first = shared->threads[indices.front()].thread;
        context.placer.in_file(
            Location{where.first, where.second, first.anchor.repository, first.space, {}}, followed,
            [&context, encoding, shared, left, reply, indices = indices](Placements placements) {
                for (std::size_t i = 0; i < indices.size(); ++i) {
                    shared->threads[indices[i]].placement = std::move(placements.each[i]);
                    shared->threads[indices[i]].text = placements.text;
                }
                if (--*left == 0) shared->send(context, encoding, reply);
            });
    }
}

}  // namespace

void list_spaces(Session& session, const std::vector<std::string>& spaces, store::ListFilter filter,
                 const std::optional<std::string>& page_text, const std::optional<std::string>& root,
                 const Reply& reply) {
    auto& context = session.context();
    const auto from = page_text ? parse_page(*page_text) : Page{};
    auto space = spaces.begin();
    if (page_text) {
        space = std::find(spaces.begin(), spaces.end(), from.space);
        if (space == spaces.end())
            return reply.fail({Errc::invalid_argument, "page: not one of this list", {}});
    }
    filter.page = from.rest;
    const auto moment = context.reader.at_one_moment();
    ListAnswer answer;
    answer.note = missing_note(context, spaces);
    auto left = filter.limit;
    for (; space != spaces.end() && left > 0; ++space) {
        filter.space = *space;
        filter.limit = std::min(left, store::list_limit_max);
        auto page = context.reader.list(filter);
        if (!page) return reply.fail(std::move(page).error());
        for (const auto& row : page->threads) {
            auto thread = context.reader.thread(row.id);
            if (!thread) return reply.fail(std::move(thread).error());  // a shorter list would look whole
            if (!*thread) continue;
            auto there = root ? root : context.workspace.root_of(row.repository);
            auto known = there ? context.tracker.of(*there, **thread) : std::nullopt;
            auto placement = known ? std::optional(placement_of(known->at)) : std::nullopt;
            answer.threads.push_back(
                {std::move(**thread), std::move(there), std::move(known), std::move(placement)});
        }
        left -= std::min(left, page->threads.size());
        filter.page.clear();
        if (!page->next.empty()) {
            answer.next = *space + " " + page->next;
            break;
        }
        if (left == 0 && std::next(space) != spaces.end()) answer.next = *std::next(space) + " ";
    }
    place_and_send(context, session.encoding, std::move(answer), reply);
}

}  // namespace restante::daemon::handlers
