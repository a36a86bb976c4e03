// Spaces, hubs, sync, status, outbox.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/system.hpp"
#include "base/uri.hpp"
#include "core/typed_text.hpp"
#include "daemon/git_identity.hpp"
#include "daemon/handlers/handlers.hpp"
#include "daemon/hub_tokens.hpp"
#include "oplog/codec.hpp"

namespace restante::daemon::handlers {
namespace {

constexpr std::uint32_t sync_timeout_ms_default = 30'000;
constexpr std::uint32_t login_timeout_ms_default = 20'000;  // somebody sits and waits

/// Eight base32 characters: enough that two teams do not meet by accident.
std::string fresh_suffix(Context& context) {
    return to_text(make_id<OpId>(context.ids, context.clock.now_ms())).substr(18);
}

void init(Session& session, const protocol::InitParams& params, const Reply& reply) {
    auto& context = session.context();
    const auto path = path_of_uri(params.root);
    if (!path) return reply.fail({Errc::invalid_argument, "root: not a folder's path", {}});
    if (params.space && !is_space_name(*params.space))
        return reply.fail(
            {Errc::invalid_argument,
             fmt::format("space: \"{}\": a-z, 0-9, '.', '_' and '-', at most 64", *params.space),
             {}});
    std::optional<std::string> hub;
    if (params.hub) {
        auto origin = hub_origin(*params.hub);
        if (!origin) return reply.fail(with_context(std::move(origin).error(), "hub"));
        hub = std::move(*origin);
    }
    context.workspace.init(*path, params.space, hub, fresh_suffix(context),
                           [&context, reply](Result<Workspace::Initialised> done) {
                               if (!done) return reply.fail(std::move(done).error());
                               adopt_space(context, done->location);
                               protocol::InitResult result;
                               result.space = done->location.space;
                               result.repository = done->location.repository;
                               result.file = done->location.root + "/" + space_file_name;
                               result.created = done->created;
                               reply.ok(result);
                           });
}

void login(Session& session, const protocol::LoginParams& params, const Reply& reply) {
    auto& context = session.context();
    auto origin = hub_origin(params.hub);
    if (!origin) return reply.fail(with_context(std::move(origin).error(), "hub"));
    const auto printable = [](char c) { return c > ' ' && c < 127; };
    if (params.token.empty() || !std::all_of(params.token.begin(), params.token.end(), printable))
        return reply.fail(
            {Errc::invalid_argument, "token: not a token", "paste it without spaces or line breaks"});
    // Before the hub is asked, which binds the token's user to this installation.
    if (auto may = may_keep_hub_tokens(context); !may) return reply.fail(std::move(may).error());
    Credential credential{params.token, params.ca_file.value_or(""), {}};
    context.sync.check_login(*origin, credential, params.timeout_ms.value_or(login_timeout_ms_default),
                             [&context, hub = *origin, credential, reply](Result<protocol::Me> me) mutable {
                                 if (!me) return reply.fail(std::move(me).error());
                                 credential.user = me->user.name;
                                 if (auto kept = keep_hub_token(context, hub, credential); !kept)
                                     return reply.fail(std::move(kept).error());
                                 context.log.info("hub.login", hub);
                                 protocol::LoginResult result;
                                 result.hub = hub;
                                 result.user = me->user.name;
                                 result.display_name = me->user.display_name;
                                 reply.ok(result);
                                 context.status_changed();
                             });
}

void logout(Session& session, const protocol::LogoutParams& params, const Reply& reply) {
    auto& context = session.context();
    auto origin = hub_origin(params.hub);
    if (!origin) return reply.fail(with_context(std::move(origin).error(), "hub"));
    if (auto forgotten = forget_hub_token(context, *origin); !forgotten)
        return reply.fail(std::move(forgotten).error());
    reply.null();
    context.status_changed();
}

void identity(Session& session, const protocol::IdentityParams& params, const Reply& reply) {
    auto& context = session.context();
    context.writer.run(
        [params](store::Store& store) -> Result<store::Identity> {
            auto set = store.set_identity(params.name, params.email.value_or(store.identity().email));
            if (!set) return tl::unexpected(std::move(set).error());
            return store.identity();
        },
        [&context, reply](Result<store::Identity> changed) {
            if (!changed) return reply.fail(std::move(changed).error());
            context.identity = *changed;
            context.known_names.clear();
            protocol::UserStatus user;
            user.id = to_text(changed->actor);
            user.name = changed->name;
            user.email = changed->email;
            reply.ok(user);
        });
}

std::optional<protocol::Damage> damage(const Context& context) {
    const auto found = context.damage.found();
    if (!found) return std::nullopt;
    protocol::Damage out;
    out.text = found->text;
    out.since = found->since;
    out.hint = fmt::format("restante doctor says what is damaged; keep a copy of {} before anything else",
                           context.paths.database());
    return out;
}

/// Adds how many threads each space has.
void count_threads(const Result<store::Counts>& counts, std::vector<protocol::SpaceStatus>& spaces) {
    if (!counts) return;
    for (auto& space : spaces) {
        for (const auto& known : counts->spaces) {
            if (known.space != space.space) continue;
            space.open = known.open;
            space.threads = known.open + known.resolved;
        }
    }
}

/// Waits for all spaces or the deadline, whichever comes first, and answers once.
void sync(Session& session, const protocol::SyncParams& params, const Reply& reply) {
    auto& context = session.context();
    look_at_hub_tokens(context);
    std::vector<std::string> spaces;
    for (auto& space : context.sync.spaces()) {
        if (params.space && *params.space != space) continue;
        spaces.push_back(std::move(space));
    }
    if (params.space && spaces.empty())
        return reply.fail({Errc::not_found, fmt::format("there is no space {}", *params.space), {}});

    struct Wait {
        std::set<std::string> left;
        bool answered = false;
        rpc::Timer timer;
    };
    auto wait = std::make_shared<Wait>();
    wait->left.insert(spaces.begin(), spaces.end());
    const auto progress = [&session, weak = session.weak_from_this(), token = params.work_done_token](
                              const char* kind, std::string text, std::optional<std::uint32_t> percentage) {
        if (!token || weak.expired()) return;
        protocol::ProgressParams message;
        message.token = *token;
        message.value.kind = kind;
        if (std::string_view(kind) == "begin") message.value.title = "Syncing";
        message.value.message = std::move(text);
        message.value.percentage = percentage;
        session.notify(protocol::method::progress, protocol::to_json(message));
    };
    const auto timeout_ms = params.timeout_ms.value_or(sync_timeout_ms_default);
    const auto answer = [&context, wait, spaces, reply, progress, timeout_ms] {
        if (std::exchange(wait->answered, true)) return;
        wait->timer.cancel();
        progress("end", "done", std::nullopt);
        protocol::SyncResult result;
        for (const auto& space : spaces) {
            auto& one = result.spaces.emplace_back(space_status(context, space));
            // What failed before this was asked for is no answer to it.
            const bool failed =
                one.phase == protocol::SyncPhase::offline || one.phase == protocol::SyncPhase::error;
            if (failed && !one.local && wait->left.contains(space))
                one.text = fmt::format("the hub did not answer within {} s", timeout_ms / 1000);
        }
        count_threads(context.reader.counts(), result.spaces);
        result.damage = damage(context);
        reply.ok(result);
    };
    progress("begin", fmt::format("{} space{}", spaces.size(), spaces.size() == 1 ? "" : "s"), 0);
    if (spaces.empty()) return answer();
    wait->timer = context.loop.after(std::chrono::milliseconds(timeout_ms), [answer] { answer(); });
    const auto total = spaces.size();
    for (const auto& space : spaces) {
        context.sync.sync_now(
            space, [wait, answer, progress, space, total](const sync::SyncFinished& finished) {
                wait->left.erase(space);
                if (!wait->answered)
                    progress("report", space + ": " + finished.text,
                             static_cast<std::uint32_t>(100 * (total - wait->left.size()) / total));
                if (wait->left.empty()) answer();
            });
    }
}

protocol::OutboxEntry outbox_entry(OpId id, const std::string& bytes) {
    protocol::OutboxEntry entry;
    entry.id = to_text(id);
    auto op = oplog::decode(bytes);
    if (!op) return entry;
    entry.space = op->space;
    entry.kind = op->kind;
    entry.at = op->at;
    if (op->kind.starts_with("thread.") || op->kind.starts_with("comment."))
        entry.thread_id = to_text(op->entity);
    entry.text = core::typed_text(*op);
    return entry;
}

void outbox(Session& session, const protocol::OutboxParams& params, const Reply& reply) {
    auto& context = session.context();
    auto spaces = context.sync.spaces();
    protocol::OutboxResult result;
    for (const auto& space : spaces) {
        if (params.space && *params.space != space) continue;
        if (!context.sync.hub_of(space)) continue;  // without a hub nothing is waiting
        auto pending = context.reader.pending(space, 1000);
        if (!pending) return reply.fail(std::move(pending).error());
        for (const auto& op : *pending) {
            auto entry = outbox_entry(op.id, op.bytes);
            entry.sync = protocol::SyncState::pending;
            result.entries.push_back(std::move(entry));
        }
        auto rejected = context.reader.rejected(space);
        if (!rejected) return reply.fail(std::move(rejected).error());
        for (const auto& op : *rejected) {
            auto entry = outbox_entry(op.id, op.bytes);
            entry.sync = protocol::SyncState::rejected;
            entry.reason = op.reason;
            result.entries.push_back(std::move(entry));
        }
    }
    reply.ok(result);
}

void outbox_retry(Session& session, const protocol::OutboxRetryParams& params, const Reply& reply) {
    auto& context = session.context();
    auto id = convert::id<OpId>(params.id, "id");
    if (!id) return reply.fail(std::move(id).error());
    context.writer.run([id = *id](store::Store& store) { return store.retry_rejected(id); },
                       [&context, reply](const Result<void>& retried) {
                           if (!retried) return reply.fail(retried.error());
                           for (const auto& space : context.sync.spaces())
                               context.sync.retried(space);
                           reply.null();
                       });
}

void status_here(Session& session, const protocol::StatusParams& params, const Reply& reply) {
    auto& context = session.context();
    look_at_hub_tokens(context);
    if (!params.root) return reply.ok(status(context));
    const auto path = path_of_uri(*params.root);
    if (!path) return reply.fail({Errc::invalid_argument, "root: not a folder's path", {}});
    context.workspace.locate(*path, [&context, reply](const Result<Location>& where) {
        protocol::Here here;
        if (where) {
            adopt_space(context, *where);
            here.space = where->space;
            here.hub = where->hub;
            here.repository = where->repository;
        } else {
            here.problem = where.error().message;
        }
        auto result = status(context);
        result.here = std::move(here);
        reply.ok(result);
    });
}

}  // namespace

protocol::StatusResult status(Context& context) {
    protocol::StatusResult result;
    result.version = RESTANTE_VERSION;
    result.pid = ::getpid();
    result.uptime_ms = context.clock.now_ms() - context.started_at;
    for (const auto& weak : context.sessions) {
        const auto session = weak.lock();
        if (!session) continue;
        ++result.sessions;
        result.documents += static_cast<std::uint32_t>(session->document_count());
    }
    result.history_bytes = static_cast<std::int64_t>(context.git.bytes_kept());
    result.history_bytes_max = static_cast<std::int64_t>(context.git.bytes_kept_max());
    result.store = context.paths.database();
    result.log = context.paths.log_file();
    result.user.id = to_text(context.identity.actor);
    result.user.name = context.identity.name;
    result.user.email = context.identity.email;
    const auto counts = context.reader.counts();
    if (counts) {
        result.drafts = static_cast<std::uint32_t>(counts->drafts);
        result.unindexed = static_cast<std::uint32_t>(counts->unindexed);
    }
    for (const auto& space : context.sync.spaces())
        result.spaces.push_back(space_status(context, space));
    count_threads(counts, result.spaces);
    result.damage = damage(context);  // last: what is read above may be where it shows
    return result;
}

void bind_space(rpc::Dispatcher& dispatcher, Session& session) {
    on<protocol::StatusParams>(
        dispatcher, protocol::method::status,
        [&session, &context = session.context()](const auto& params, const Reply& reply) {
            // It tells who one is, for which git may have been set up a moment ago.
            context.git_identity.follow(context, [&session, weak = session.weak_from_this(), params, reply] {
                if (!weak.expired()) status_here(session, params, reply);
            });
        });
    on<protocol::InitParams>(
        dispatcher, protocol::method::init,
        [&session](const auto& params, const Reply& reply) { init(session, params, reply); });
    on<protocol::LoginParams>(
        dispatcher, protocol::method::login,
        [&session](const auto& params, const Reply& reply) { login(session, params, reply); });
    on<protocol::LogoutParams>(
        dispatcher, protocol::method::logout,
        [&session](const auto& params, const Reply& reply) { logout(session, params, reply); });
    on<protocol::IdentityParams>(
        dispatcher, protocol::method::identity,
        [&session](const auto& params, const Reply& reply) { identity(session, params, reply); });
    on<protocol::SyncParams>(
        dispatcher, protocol::method::sync,
        [&session](const auto& params, const Reply& reply) { sync(session, params, reply); });
    on<protocol::OutboxParams>(
        dispatcher, protocol::method::outbox,
        [&session](const auto& params, const Reply& reply) { outbox(session, params, reply); });
    on<protocol::OutboxRetryParams>(
        dispatcher, protocol::method::outbox_retry,
        [&session](const auto& params, const Reply& reply) { outbox_retry(session, params, reply); });
}

}  // namespace restante::daemon::handlers
