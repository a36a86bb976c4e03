// What the daemon answers to each method. A handler is a few lines: parse, convert, pure call, append or
// query, reply. One file per area of protocol/schema; what they share is here and in handlers/common.cpp.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <utility>

#include "daemon/session.hpp"
#include "protocol/cpp/decisions.hpp"
#include "protocol/cpp/drafts.hpp"
#include "protocol/cpp/lsp.hpp"
#include "protocol/cpp/runtime.hpp"
#include "protocol/cpp/space.hpp"
#include "protocol/cpp/threads.hpp"
#include "protocol/cpp/why.hpp"
#include "rpc/dispatcher.hpp"

namespace restante::daemon::handlers {

void bind_all(rpc::Dispatcher& dispatcher, Session& session);
void bind_lifecycle(rpc::Dispatcher& dispatcher, Session& session);
void bind_documents(rpc::Dispatcher& dispatcher, Session& session);
void bind_features(rpc::Dispatcher& dispatcher, Session& session);
void bind_threads(rpc::Dispatcher& dispatcher, Session& session);
void bind_writing(rpc::Dispatcher& dispatcher, Session& session);
void bind_decisions(rpc::Dispatcher& dispatcher, Session& session);
void bind_deciding(rpc::Dispatcher& dispatcher, Session& session);
void bind_writing_down(rpc::Dispatcher& dispatcher, Session& session);
void bind_reattaching(rpc::Dispatcher& dispatcher, Session& session);
void bind_drafts(rpc::Dispatcher& dispatcher, Session& session);
void bind_space(rpc::Dispatcher& dispatcher, Session& session);
void bind_why(rpc::Dispatcher& dispatcher, Session& session);
void bind_records(rpc::Dispatcher& dispatcher, Session& session);
void bind_doctor(rpc::Dispatcher& dispatcher, Session& session);

/// An answer that is still owed. Copyable, so that a callback can hold it; answered once.
class Reply {
  public:
    explicit Reply(rpc::Responder responder)
        : responder_(std::make_shared<rpc::Responder>(std::move(responder))) {}

    template <class T>
    void ok(const T& result) const {
        responder_->answer(protocol::to_json(result));
    }
    void null() const { responder_->answer("null"); }
    void fail(Error error) const { responder_->fail(std::move(error)); }
    /// Stops when the client cancels, or goes away. Loop thread; the token may be given to others.
    [[nodiscard]] std::stop_token stop_token() const { return responder_->stop_token(); }
    [[nodiscard]] bool cancelled() const { return responder_->cancelled(); }

  private:
    std::shared_ptr<rpc::Responder> responder_;
};

/// Binds a request: its params are read, and refused with the path to what is wrong, before `handle` is
/// called.
template <class Params, class Handle>
void on(rpc::Dispatcher& dispatcher, std::string_view method, Handle handle) {
    dispatcher.on_request(std::string(method), [handle = std::move(handle)](const boost::json::value& value,
                                                                            rpc::Responder responder) {
        Reply reply(std::move(responder));
        // Clients leave out params that have no required member, as JSON-RPC allows.
        auto params = value.is_null() ? protocol::parse<Params>("{}") : protocol::read<Params>(value);
        if (!params) return reply.fail(std::move(params).error());
        handle(std::move(*params), std::move(reply));
    });
}

/// Binds a notification; params that cannot be read are told in the editor's log.
template <class Params, class Handle>
void on_notification(rpc::Dispatcher& dispatcher, std::string_view method, Session& session, Handle handle) {
    dispatcher.on_notification(std::string(method), [name = std::string(method), handle = std::move(handle),
                                                     &session](const boost::json::value& value) {
        auto params = protocol::read<Params>(value);
        if (!params) return session.log_message(1, name + ": " + params.error().message);
        handle(std::move(*params));
    });
}

/// The threads whose code is in a file, as far as that is known: of its space, and the user's own about the
/// same repository.
[[nodiscard]] Result<std::vector<Followed>> threads_of_file(Context& context, const Location& where);
/// The same with the places that decisions govern in it: all that is followed through the edits of a
/// document.
[[nodiscard]] Result<std::vector<Followed>> anchored_in_file(Context& context, const Location& where);

/// A repository was seen: its space is known from now on, with the hub it proposes, unless the user has
/// logged in to another hub for it and not to this one.
void adopt_space(Context& context, const Location& where);

/// As Workspace::locate, and the repository is seen. For who asks once: when it is known where its threads
/// are.
void locate_settled(Session& session, const std::string& path, std::function<void(Result<Location>)> done);

/// An id as people type it: whole, and then perhaps nobody's, or any ending of four or more characters that
/// fits only one thread.
[[nodiscard]] Result<ThreadId> read_thread_id(Context& context, std::string_view text);
/// not_found, with what to do instead, when it is a decision or a place that one governs.
[[nodiscard]] Result<core::Thread> find_thread(Context& context, std::string_view text);
/// A thread or a place.
[[nodiscard]] Result<core::Thread> find_anchored(Context& context, std::string_view text);
[[nodiscard]] Result<const core::Comment*> find_comment(const core::Thread& thread, std::string_view text);

/// A thread as the session sees it: placed in the session's document if it is open there, else in the file of
/// `root` or of a clone that was seen, else not at all.
void show_thread(Session& session, core::Thread thread, std::optional<std::string> uri,
                 std::optional<std::string> root, std::function<void(protocol::Thread)> done);

/// workspace/executeCommand: what lenses and actions name.
void execute_command(Session& session, const protocol::ExecuteCommandParams& params, const Reply& reply);

/// A file's threads as the session sees them, with the document's version if it is open.
struct FileThreads {
    std::optional<std::int64_t> version;
    std::vector<protocol::Thread> threads;
    std::optional<std::string> note;  // why some may be missing
};
void list_file(Session& session, const std::string& uri,
               const std::function<void(Result<FileThreads>)>& done);

/// Why a list of threads of these spaces may lack some; absent when it does not.
[[nodiscard]] std::optional<std::string> missing_note(Context& context,
                                                      const std::vector<std::string>& spaces);

/// Without the numbers of threads, which status() has.
[[nodiscard]] protocol::SpaceStatus space_status(Context& context, const std::string& space);
[[nodiscard]] protocol::StatusResult status(Context& context);

}  // namespace restante::daemon::handlers
