// The server's side of TLS: 1.2 and up, certificate and key from files.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/error.hpp"

namespace restante::hub {

/// invalid_argument, naming the file, when one cannot be read or they do not belong together.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> make_tls(const std::string& certificate_file,
                                                                          const std::string& key_file);

}  // namespace restante::hub
