// How a request that writes becomes an op on disk: asked once, done once, answered when it is durable, and
// told to whoever shows the thread. Loop thread.
#pragma once

#include "daemon/handlers/handlers.hpp"

namespace restante::daemon::handlers {

/// How a write was asked for.
struct Asked {
    std::optional<store::SentDraft> draft = {};
    std::optional<store::Request> request = {};  // under which it is remembered
};

/// Answers a write with what was written into, as it is now. Absent: with the thread.
using Answer = std::function<void(const core::Thread&, const Reply&)>;

/// What a successful write is answered with, and what it sets in motion.
struct Written {
    std::optional<std::string> uri;                      // show the thread placed in this document
    std::function<void(const store::Committed&)> first;  // before anything is published
    Answer answer = {};
};

/// Where an op goes: into a thread, or as a new one into a space.
struct Addressed {
    std::optional<std::string> space;
    std::optional<ThreadId> thread;
};

void append(Session& session, const Addressed& to, store::MakeOp make, Asked asked, Written then,
            const Reply& reply);

/// The draft that a request says it sends.
struct DraftNamed {
    const std::optional<std::string>& id;
    const std::string& text;
};

/// Reads how a write was asked for; nothing (and answered) when that is wrong, or it was done before: then
/// whatever it named may have changed or gone since, so nothing else of it is looked at. `what` is all that
/// must be the same when it is asked again; where it points to is not, since its author types on.
std::optional<Asked> read_asked(Session& session, const std::optional<std::string>& key,
                                const std::optional<DraftNamed>& draft, std::string what,
                                const std::optional<std::string>& uri, const Reply& reply,
                                const Answer& answer = {});

/// One text of several, none of which can run into the next.
template <class... Parts>
std::string what(std::string_view method, const Parts&... parts) {
    auto out = std::string(method);
    ((out += fmt::format(" {}:{}", std::string_view(parts).size(), parts)), ...);
    return out;
}

/// An op for an existing thread: `make` sees it as it is when the write happens.
template <class Make>
store::MakeOp in_thread(Make make) {
    return [make = std::move(make)](const core::Stamp& stamp, const core::Thread* now) -> Result<oplog::Op> {
        return make(stamp, *now);
    };
}
template <class Make>
void change(Session& session, const std::string& thread_text, std::optional<Asked> asked, const Reply& reply,
            Make make) {
    if (!asked) return;
    auto thread = read_thread_id(session.context(), thread_text);
    if (!thread) return reply.fail(std::move(thread).error());
    append(session, {{}, *thread}, in_thread(std::move(make)), std::move(*asked), {}, reply);
}

}  // namespace restante::daemon::handlers
