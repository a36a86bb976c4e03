// The id git gives a text: the hash of "blob SIZE\0" and its bytes (gitformat-pack(5), git-hash-object(1)).
// What the repository's filters (line ends, LFS) would do to a file before hashing is not done here: the text
// is what the editor shows, or what a blob holds. PURE.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace restante::vcs {

/// A repository's object format (extensions.objectFormat).
enum class HashKind { sha1, sha256 };

[[nodiscard]] std::string blob_id(std::string_view text, HashKind kind = HashKind::sha1);

/// The same for a text that comes in pieces, whose length is known before.
class BlobHasher {
  public:
    explicit BlobHasher(std::uint64_t text_bytes, HashKind kind = HashKind::sha1);
    ~BlobHasher();
    BlobHasher(BlobHasher&&) noexcept;
    BlobHasher& operator=(BlobHasher&&) noexcept;

    void update(std::string_view piece);
    /// Once.
    [[nodiscard]] std::string finish();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Plain SHA-1 in hexadecimal, for names made of other names.
[[nodiscard]] std::string sha1_hex(std::string_view bytes);

}  // namespace restante::vcs
