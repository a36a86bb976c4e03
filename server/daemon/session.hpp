// One connection: its documents, what it asked to be told, and the encoding it counts positions in. Owned by
// the daemon's list and by its own peer; loop thread. Handlers (daemon/handlers) are bound to a session.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/context.hpp"
#include "daemon/document.hpp"
#include "daemon/lookup/hints.hpp"
#include "rpc/peer.hpp"

namespace restante::daemon {

class Session : public std::enable_shared_from_this<Session> {
  public:
    enum class Phase { fresh, initialized, shut_down };

    Session(Context& context, std::string name) : context_(context), name_(std::move(name)) {}
    ~Session();

    /// Binds all handlers and starts reading.
    void start(rpc::Peer peer, std::function<void(Session&)> closed);

    [[nodiscard]] Context& context() { return context_; }
    [[nodiscard]] rpc::Peer& peer() { return peer_; }

    Phase phase = Phase::fresh;
    bool bare_exit = false;  // `exit` came without `shutdown`
    anchor::PositionEncoding encoding = anchor::PositionEncoding::utf16;
    bool wants_threads = false;
    bool wants_decisions = false;
    bool wants_diagnostics = false;
    bool wants_status = false;
    bool asks_once = false;  // and has nobody to tell later that a thread is elsewhere
    bool wants_lens_refresh = false;
    std::string client = "unknown";

    // Documents.
    void open(const std::string& uri, std::int64_t version, std::string text);
    void close(const std::string& uri);
    [[nodiscard]] Document* find(const std::string& uri);
    /// The URI of an open document that is this file, if there is one.
    [[nodiscard]] std::optional<std::string> uri_open_for(const std::string& repository,
                                                          const std::string& path) const;
    [[nodiscard]] std::size_t document_count() const { return documents_.size(); }
    /// After the text changed: publish soon, and look for threads whose text vanished.
    void edited(Document& document);
    /// Whatever was changed: decisions are marked anew once the typing pauses.
    void mark_later(const Document& document);
    /// What is known of decisions in an open document; nothing where that cannot be told.
    void with_marks(const std::string& uri, std::function<void(std::optional<lookup::InDocument>)> done);
    /// The editor has closed it: what was said of it is taken back.
    void unmark(const std::string& uri);
    /// The records of the clone are others than they were.
    void records_changed(const std::string& root);
    /// Decisions of these files' spaces, or the places that they govern there, changed. One without a path is
    /// about the whole repository.
    void decisions_changed(const std::vector<store::FileKey>& files);
    /// Reads the threads of the document's file again, places what is new, publishes.
    void refresh(const std::string& uri);
    void refresh_if_in(const std::vector<store::FileKey>& files);
    /// It is known anew where the threads of these files of the clone are: what is not followed in the buffer
    /// is placed by that.
    void followed(const std::string& root, const std::vector<std::string>& paths);
    /// The texts of this clone's files as they are here, for laying them over what is on disk.
    void add_buffers(const std::string& root, std::vector<vcs::OverlayFile>& files);
    /// Publishes the documents of a space again, as they are.
    void republish(const std::string& space);
    /// Calls back once the document's threads are all placed (or it has none, or it is closed): with null
    /// then.
    void when_placed(const std::string& uri, std::function<void(Document*)> done);
    /// All threads of a document as this session sees them, by line, orphaned ones last.
    [[nodiscard]] std::vector<protocol::Thread> threads_of(const Document& document);

    void notify(std::string_view method, const std::string& params);
    /// A line in the editor's log: 1 error, 2 warning, 3 info.
    void log_message(std::uint32_t type, std::string_view text);
    void publish(Document& document);
    void refresh_lenses();

  private:
    void locate(const std::string& uri);
    void place(const std::string& uri);
    void settle(const std::string& uri);
    void mark(const std::string& uri);
    void show_marks(const Document& document, lookup::InDocument found);

    Context& context_;
    std::string name_;
    rpc::Peer peer_;
    std::map<std::string, std::unique_ptr<Document>> documents_;
    std::map<std::string, std::vector<std::function<void(Document*)>>> waiting_;
    std::map<std::string, rpc::Timer> soon_;
    std::map<std::string, rpc::Timer> marks_soon_;
    struct Marked {
        bool marks = false;  // some were sent
        bool diagnostics = false;
    };
    std::map<std::string, Marked> marked_;  // what the client shows, by URI
};

/// By line and then by age; orphaned ones last.
void sort_by_place(std::vector<protocol::Thread>& threads);

}  // namespace restante::daemon
