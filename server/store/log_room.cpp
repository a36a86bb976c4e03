#include "store/log_room.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace restante::store {
namespace {

constexpr int small_commit_pages = 64;
constexpr std::int64_t header_bytes = 32;
constexpr std::int64_t frame_bytes = 24 + 4096;
constexpr std::int64_t low_bytes = 512 * 1024;
constexpr std::int64_t step_bytes = 2 * 1024 * 1024;

std::int64_t end_of(int pages) {
    return header_bytes + pages * frame_bytes;
}

/// Gives the file's new size.
std::int64_t lengthen(sqlite3_file* file, std::int64_t to) {
    // SQLite writes 127 KiB at once at most.
    static constexpr std::array<char, std::size_t{64} * 1024> zeros{};
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return 0;
    for (auto at = size; at < to;) {
        const auto count = std::min<std::int64_t>(to - at, zeros.size());
        if (file->pMethods->xWrite(file, zeros.data(), static_cast<int>(count), at) != SQLITE_OK) {
            // The last bytes of a disk are not for this.
            (void)file->pMethods->xTruncate(file, size);
            return to;  // as if: to try again for each commit would not help
        }
        at += count;
    }
    // Else the next commit would wait for it.
    (void)file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    return std::max<std::int64_t>(size, to);
}

}  // namespace

void LogRoom::committed(int pages) noexcept {
    grown_ = pages > pages_ ? pages - pages_ : pages;  // shorter: it was begun anew
    pages_ = pages;
}

bool LogRoom::is_low() const noexcept {
    return !ended_ && grown_ > 0 && grown_ <= small_commit_pages && end_of(pages_) + low_bytes > file_bytes_;
}

void LogRoom::make(sqlite3* db) noexcept {
    // Nobody else may lengthen the file meanwhile, or their commit would be written over.
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) return;
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&file)) ==
            SQLITE_OK &&
        file != nullptr && file->pMethods != nullptr)
        file_bytes_ = lengthen(file, end_of(pages_) + step_bytes);
    (void)sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace restante::store
