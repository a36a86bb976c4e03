// Writing an accepted decision down as a record in the repository, for a person to look at and commit.
#include "base/uri.hpp"
#include "base/utf8.hpp"
#include "daemon/handlers/decisions.hpp"
#include "daemon/lookup/decision_content.hpp"
#include "daemon/lookup/lookup.hpp"
#include "scribe/plan.hpp"
#include "shelf/shelf.hpp"
#include "vcs/put_files.hpp"

namespace restante::daemon::handlers {
namespace {

Result<scribe::Wanted> wanted_of(const protocol::DecisionWriteParams& params,
                                 const protocol::SpaceDecision& decision) {
    scribe::Wanted wanted;
    if (params.format && *params.format == "nygard") wanted.style = scribe::Style::nygard;
    if (params.format && *params.format == "madr") wanted.style = scribe::Style::madr;
    if (params.format && !wanted.style)
        return tl::unexpected(Error{Errc::invalid_argument,
                                    fmt::format("format: \"{}\" is not known", *params.format),
                                    "madr or nygard; without it, as the other records are"});
    if (decision.status != "accepted")
        return tl::unexpected(Error{Errc::conflict, fmt::format("{} is {}", decision.short_, decision.status),
                                    "only an accepted decision is written down"});
    wanted.folder = params.folder;
    wanted.number = decision.number.value_or(0);
    return wanted;
}

protocol::DecisionWriteResult result_of(const scribe::Plan& plan, const std::string& root, bool written) {
    protocol::DecisionWriteResult out;
    out.path = utf8::replace_invalid(plan.path);
    out.uri = uri_of_path(root + "/" + plan.path);
    out.written = written;
    for (const auto& change : plan.changes)
        out.files.push_back({utf8::replace_invalid(change.path), !change.before.has_value(),
                             utf8::replace_invalid(change.after)});
    for (const auto& line : plan.by_hand)
        out.by_hand.push_back(utf8::replace_invalid(line));
    return out;
}

/// Blocks on the disk. A record that somebody is writing at this moment is not there yet, and then the file
/// is.
Result<protocol::DecisionWriteResult> write_down(const std::string& root,
                                                 const protocol::SpaceDecision& decision,
                                                 const scribe::Wanted& wanted, bool dry_run) {
    auto repository = vcs::open_folder(root);
    if (!repository) return tl::unexpected(std::move(repository).error());
    auto shelf = shelf::Shelf::open(root);
    if (!shelf) return tl::unexpected(std::move(shelf).error());
    const auto holdings = shelf->load(std::nullopt);
    if (!holdings) return tl::unexpected(holdings.error());
    const auto plan = scribe::plan(lookup::content_of(decision, holdings->records), wanted,
                                   {holdings->records, holdings->named_folders,
                                    [&](const std::string& path) { return shelf->bytes(path); }});
    if (!plan) return tl::unexpected(plan.error());
    std::vector<vcs::FilePut> files;
    for (const auto& change : plan->changes)
        files.push_back({change.path, change.before, change.after});
    if (!dry_run)
        if (const auto put = vcs::put_files(*repository, files); !put) return tl::unexpected(put.error());
    return result_of(*plan, repository->root, !dry_run);
}

void write(Session& session, const protocol::DecisionWriteParams& params, const Reply& reply) {
    auto decision = find_decision(session.context(), params.decision_id);
    if (!decision) return reply.fail(std::move(decision).error());
    const auto path = path_of_uri(params.root);
    if (!path)
        return reply.fail({Errc::invalid_argument, fmt::format("root: \"{}\" is no path", params.root), {}});
    session.context().workspace.locate(
        *path, [&session, weak = session.weak_from_this(), params, reply,
                decision = std::move(*decision)](const Result<Location>& where) {
            if (weak.expired()) return;
            if (!where) return reply.fail(where.error());
            if (where->repository != decision.anchor.repository)
                return reply.fail({Errc::invalid_argument,
                                   fmt::format("{} is about another repository than this one",
                                               core::decision_name(decision.id)),
                                   "write it down in a clone of the one that it is about"});
            show_decision(session, decision,
                          [&context = session.context(), root = where->root, params,
                           reply](const protocol::SpaceDecision& shown) {
                              const auto wanted = wanted_of(params, shown);
                              if (!wanted) return reply.fail(wanted.error());
                              context.lookups.ask(
                                  root,
                                  [root, shown, wanted = *wanted, dry_run = params.dry_run.value_or(false)](
                                      lookup::Desk&) { return write_down(root, shown, wanted, dry_run); },
                                  [reply](Result<protocol::DecisionWriteResult> done) {
                                      if (!done) return reply.fail(std::move(done).error());
                                      reply.ok(*done);
                                  });
                          });
        });
}

}  // namespace

void bind_writing_down(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::DecisionWriteParams>(
        dispatcher, protocol::method::decision_write,
        [&session](const auto& params, const Reply& reply) { write(session, params, reply); });
}

}  // namespace restante::daemon::handlers
