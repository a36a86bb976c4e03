// One end of a connection that speaks LSP framing, as bare as can be: whole frames go out in one write, the
// answer's body is handed back unparsed. What it costs is the same whoever is at the other end, which is what
// a comparison needs. Blocking; any number of notifications between are skipped or handed to a callback.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "bench/measure.hpp"
#include "rpc/framing.hpp"

namespace restante::bench {

[[nodiscard]] std::string request_frame(int id, std::string_view method, std::string_view params);
[[nodiscard]] std::string notification_frame(std::string_view method, std::string_view params);
/// The text as a JSON string.
[[nodiscard]] std::string json_text(std::string_view text);

class Line {
  public:
    explicit Line(UniqueFd socket);
    /// To a Unix socket.
    static Line to(const std::string& path);

    void send(std::string_view frame);
    /// The next message, whatever it is. Valid until the next call. Throws when nothing comes for a minute.
    std::string_view receive();
    /// Sends a request and receives until its answer; the answer's body, valid until the next call. Throws
    /// when it is an error. Requests of the other side are answered null.
    std::string_view ask(std::string_view frame);
    /// ask() with the frame made here, parsed: the result.
    boost::json::value call(std::string_view method, std::string_view params);
    void tell(std::string_view method, std::string_view params) { send(notification_frame(method, params)); }

    /// `initialize` and `initialized` as our own clients do it.
    void initialize(bool publish_threads);

    std::function<void(std::string_view body)> on_notification;

  private:
    UniqueFd fd_;
    rpc::FrameDecoder decoder_;
    int last_id_ = 1'000'000;
};

}  // namespace restante::bench
