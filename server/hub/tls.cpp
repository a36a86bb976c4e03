#include "hub/tls.hpp"

namespace restante::hub {

namespace ssl = boost::asio::ssl;

Result<std::unique_ptr<ssl::context>> make_tls(const std::string& certificate_file,
                                               const std::string& key_file) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_compression |
                         SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    if (error)
        return fail(Errc::invalid_argument, "cannot use the certificate {}: {}", certificate_file,
                    error.message());
    context->use_private_key_file(key_file, ssl::context::pem, error);
    if (error) return fail(Errc::invalid_argument, "cannot use the key {}: {}", key_file, error.message());
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        return fail(Errc::invalid_argument, "the key {} is not that of the certificate {}", key_file,
                    certificate_file);
    return context;
}

}  // namespace restante::hub
