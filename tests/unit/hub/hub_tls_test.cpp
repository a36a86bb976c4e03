#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "unit/hub/running_hub.hpp"

using namespace restante;
using namespace restante::tests;

namespace {

struct Files {
    std::string certificate;
    std::string key;
};

/// A self-signed certificate for "localhost" and its key.
Files make_certificate(const TempFolder& folder, const std::string& name) {
    Files files{folder / (name + ".crt"), folder / (name + ".key")};
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    auto* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, certificate.get());
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    return files;
}

Result<std::unique_ptr<hub::Hub>> try_start(hub::HubOptions options) {
    static SystemClock clock;
    static SystemIdSource ids;
    static hub::Log log(clock, hub::no_sink());
    options.port = 0;
    return hub::Hub::start(options, clock, ids, log);
}

}  // namespace

TEST_CASE("over TLS the hub does what it does without, and who speaks plainly is not answered") {
    TempFolder folder;
    const auto files = make_certificate(folder, "hub");
    RunningHub hub([&](auto& options) {
        options.tls_certificate = files.certificate;
        options.tls_key = files.key;
        options.limits.slice_bytes = 10'000;
        options.limits.tail_bytes_max = 100;
        options.limits.header_time_max = std::chrono::milliseconds(2'000);
    });
    auto client = hub.client(Transport::tls);
    Author ann(1);
    std::string body;
    for (int i = 0; i < 500; ++i)
        body += ann.line() + "\n";
    CHECK(client.request("POST", team_ops, hub.ann + ndjson, body)->status == 200);
    CHECK(read_pull(client.request("GET", team_ops, hub.ann)->body).ops.size() == 500);
    auto plain = hub.client();
    plain.send("GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n");
    CHECK_FALSE(plain.read());
    CHECK(client.request("GET", "/healthz")->status == 200);
}

TEST_CASE("a certificate that cannot be used, or plain HTTP for all to hear, is refused at the start") {
    TempFolder folder;
    const auto one = make_certificate(folder, "one");
    const auto other = make_certificate(folder, "other");
    hub::HubOptions options;
    options.database = folder / "hub.db";
    const auto check_refused = [&](std::string_view part) {
        const auto started = try_start(options);
        REQUIRE_FALSE(started);
        CHECK(started.error().code == Errc::invalid_argument);
        CHECK(to_string(started.error()).find(part) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(options.database));
    };
    options.address = "0.0.0.0";
    check_refused("--allow-plain-http");
    options.tls_certificate = one.certificate;
    check_refused("key");
    options.tls_key = other.key;
    check_refused(other.key);
    options.tls_key = folder / "nothing";
    check_refused("nothing");
    options.tls_key = one.key;
    CHECK(try_start(options));
    options.tls_certificate = options.tls_key = "";
    options.allow_plain_http = true;
    CHECK(try_start(options));
    options.address = "localhost";
    const auto named = try_start(options);
    CHECK(named.error().code == Errc::invalid_argument);
}

TEST_CASE("an address that is taken is refused with its name") {
    RunningHub hub;
    TempFolder folder;
    SystemClock clock;
    SystemIdSource ids;
    hub::Log log(clock, hub::no_sink());
    hub::HubOptions options;
    options.database = folder / "hub.db";
    options.port = hub.port();
    const auto second = hub::Hub::start(options, clock, ids, log);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::unavailable);
    CHECK(second.error().message.find(std::to_string(hub.port())) != std::string::npos);
}

TEST_CASE("where to listen is an address and a port") {
    CHECK(hub::parse_listen("127.0.0.1:8777")->port == 8'777);
    CHECK(hub::parse_listen("[::1]:0")->address == "::1");
    for (const auto* bad :
         {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1"}) {
        CAPTURE(bad);
        CHECK_FALSE(hub::parse_listen(bad));
    }
}
