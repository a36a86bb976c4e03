#include "vcs/blob_id.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>

namespace restante::vcs {
namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

/// Fails only for want of memory: both hashes are part of every libcrypto.
class Digest {
  public:
    explicit Digest(HashKind kind) : context_(EVP_MD_CTX_new()) {
        const auto* hash = kind == HashKind::sha1 ? EVP_sha1() : EVP_sha256();
        if (!context_ || EVP_DigestInit_ex(context_.get(), hash, nullptr) != 1) throw std::bad_alloc();
    }
    void update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
    std::string finish() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
        constexpr std::string_view digits = "0123456789abcdef";
        std::string hex;
        for (unsigned i = 0; i < size; ++i)
            hex.append({digits[bytes[i] >> 4U], digits[bytes[i] & 15U]});
        return hex;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
};

}  // namespace

struct BlobHasher::Impl {
    explicit Impl(HashKind kind) : digest(kind) {}
    Digest digest;
};

BlobHasher::BlobHasher(std::uint64_t text_bytes, HashKind kind) : impl_(std::make_unique<Impl>(kind)) {
    const auto header = fmt::format("blob {}", text_bytes);
    impl_->digest.update({header.c_str(), header.size() + 1});
}
BlobHasher::~BlobHasher() = default;
BlobHasher::BlobHasher(BlobHasher&&) noexcept = default;
BlobHasher& BlobHasher::operator=(BlobHasher&&) noexcept = default;

void BlobHasher::update(std::string_view piece) {
    impl_->digest.update(piece);
}
std::string BlobHasher::finish() {
    return impl_->digest.finish();
}

std::string blob_id(std::string_view text, HashKind kind) {
    BlobHasher hasher(text.size(), kind);
    hasher.update(text);
    return hasher.finish();
}

std::string sha1_hex(std::string_view bytes) {
    Digest digest(HashKind::sha1);
    digest.update(bytes);
    return digest.finish();
}

}  // namespace restante::vcs
