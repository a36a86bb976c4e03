// Room in the write-ahead log's file for the commits that come. A commit that lengthens the file waits half
// as long again as one that writes over bytes that are there
// (docs/decisions/0011-the-log-has-room-before-it-is-needed.md). So the file is kept longer than the log: by
// zeros, which are no frame of a log (https://sqlite.org/fileformat2.html#walformat: a frame counts only with
// the salts of the log's header).
#pragma once

#include <cstdint>

struct sqlite3;

namespace restante::store {

/// Belongs to a connection, and to its thread.
class LogRoom {
  public:
    /// A commit has been written; the log is `pages` long now. Any commit but the last may be forgotten.
    void committed(int pages) noexcept;
    /// The log was emptied for the end: what is still written is not waited for, and the file stays short.
    void ends() noexcept { ended_ = true; }
    /// True when the next commits would lengthen the file, and are likely to be small: what comes in bulk is
    /// not waited for one by one, and would be written twice.
    [[nodiscard]] bool is_low() const noexcept;
    /// Outside of a transaction. Waits for nobody, and says nothing when it cannot: a disk without room for
    /// this will tell who commits.
    void make(sqlite3* db) noexcept;

  private:
    int pages_ = 0;
    int grown_ = 0;                // by the last commit
    std::int64_t file_bytes_ = 0;  // as last seen; less when somebody else emptied the log
    bool ended_ = false;
};

}  // namespace restante::store
