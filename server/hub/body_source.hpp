// The rest of a streamed answer, piece by piece.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace restante::hub {

class BodySource {
  public:
    virtual ~BodySource() = default;
    /// The next piece (never empty), nothing at the end. After an error the answer cannot be completed: the
    /// connection is cut, and the receiver resumes from the last control line it got. On the network thread.
    [[nodiscard]] virtual boost::asio::awaitable<Result<std::optional<std::string>>> next() = 0;
};

}  // namespace restante::hub
