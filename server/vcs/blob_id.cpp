#include "vcs/blob_id.hpp"

#include <fmt/format.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>
#include <variant>

namespace restante::vcs {
namespace {

const std::uint8_t* octets(std::string_view bytes) noexcept {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

template <std::size_t size>
std::string to_hex(const std::array<std::uint8_t, size>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(size * 2);
    for (const auto byte : bytes)
        hex.append({digits[byte >> 4U], digits[byte & 15U]});
    return hex;
}

class Sha1 {
  public:
    Sha1() noexcept { sha1_init(&context_); }
    void update(std::string_view bytes) noexcept { sha1_update(&context_, bytes.size(), octets(bytes)); }
    std::string finish() {
        std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest{};
        sha1_digest(&context_, digest.size(), digest.data());
        return to_hex(digest);
    }

  private:
    sha1_ctx context_{};
};

class Sha256 {
  public:
    Sha256() noexcept { sha256_init(&context_); }
    void update(std::string_view bytes) noexcept { sha256_update(&context_, bytes.size(), octets(bytes)); }
    std::string finish() {
        std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
        sha256_digest(&context_, digest.size(), digest.data());
        return to_hex(digest);
    }

  private:
    sha256_ctx context_{};
};

}  // namespace

struct BlobHasher::Impl {
    std::variant<Sha1, Sha256> digest;
};

BlobHasher::BlobHasher(std::uint64_t text_bytes, HashKind kind) : impl_(std::make_unique<Impl>()) {
    if (kind == HashKind::sha256) impl_->digest.emplace<Sha256>();
    const auto header = fmt::format("blob {}", text_bytes);
    update({header.c_str(), header.size() + 1});
}
BlobHasher::~BlobHasher() = default;
BlobHasher::BlobHasher(BlobHasher&&) noexcept = default;
BlobHasher& BlobHasher::operator=(BlobHasher&&) noexcept = default;

void BlobHasher::update(std::string_view piece) {
    std::visit([&](auto& digest) { digest.update(piece); }, impl_->digest);
}
std::string BlobHasher::finish() {
    return std::visit([](auto& digest) { return digest.finish(); }, impl_->digest);
}

std::string blob_id(std::string_view text, HashKind kind) {
    BlobHasher hasher(text.size(), kind);
    hasher.update(text);
    return hasher.finish();
}

std::string sha1_hex(std::string_view bytes) {
    Sha1 digest;
    digest.update(bytes);
    return digest.finish();
}

}  // namespace restante::vcs
