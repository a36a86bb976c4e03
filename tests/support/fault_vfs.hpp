// A disk that fails when told: a SQLite VFS around the default one that makes the Nth open, write, sync,
// truncation or removal fail. A test runs its scenario for N = 1, 2, 3 … until fired() stays false, and
// checks after each run what survived. For one thread; SQLite's shared memory is not covered.
#pragma once

#include <memory>
#include <string>

namespace restante::tests {

enum class Fault {
    io_error,   // this one call fails, the next ones work
    disk_full,  // this and every later write fails with "full" until disarmed; syncs work
    crash,      // this and every later call fails, as if the process had died here
    power_cut,  // like crash, and whatever was not synced is undone when the files are closed
};

class FaultVfs {
  public:
    FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;
    ~FaultVfs();  // every connection that uses it must be closed

    /// What to open connections with.
    [[nodiscard]] const char* name() const;
    /// Counts from 1, from now.
    void fail_at(int nth, Fault fault);
    void disarm();
    /// Whether the fault has happened since fail_at.
    [[nodiscard]] bool fired() const;
    /// How often the disk was waited for, so far.
    [[nodiscard]] int syncs() const;

    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace restante::tests
