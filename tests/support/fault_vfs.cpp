#include "support/fault_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace restante::tests {
namespace {

/// What a write or truncation replaced, to be put back when the power goes.
struct Undo {
    sqlite3_int64 size;  // of the file before
    sqlite3_int64 offset;
    std::string bytes;
};

struct State {
    std::vector<Undo> undo;  // since the last sync, oldest first
};

/// Lies at the start of the memory that SQLite gives for a file; the real file follows it.
struct File {
    sqlite3_file base;
    FaultVfs::Impl* vfs;
    State* state;
    sqlite3_file* real;
};

}  // namespace

struct FaultVfs::Impl {
    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;
    std::string name;
    int countdown = 0;  // 0: not armed
    Fault fault = Fault::io_error;
    bool fired = false;
    int syncs = 0;

    enum class Call { open, write, sync, truncate, remove };

    /// The code that this call fails with, SQLITE_OK when it is to be done.
    int check(Call call) {
        const bool now = countdown > 0 && --countdown == 0;
        if (now) fired = true;
        const bool later = fired && countdown == 0 && fault != Fault::io_error;
        if (!now && !later) return SQLITE_OK;
        if (fault == Fault::disk_full) {
            if (call == Call::write) return SQLITE_FULL;
            if (call == Call::open) return SQLITE_CANTOPEN;
            return SQLITE_OK;
        }
        switch (call) {
            case Call::open:
                return SQLITE_CANTOPEN;
            case Call::write:
                return SQLITE_IOERR_WRITE;
            case Call::sync:
                return SQLITE_IOERR_FSYNC;
            case Call::truncate:
                return SQLITE_IOERR_TRUNCATE;
            case Call::remove:
                return SQLITE_IOERR_DELETE;
        }
        return SQLITE_IOERR;
    }
};

namespace {

using Call = FaultVfs::Impl::Call;

File* self(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return self(file)->real;
}

void remember(File* file, sqlite3_int64 offset, sqlite3_int64 length) {
    Undo undo{0, offset, {}};
    file->real->pMethods->xFileSize(file->real, &undo.size);
    const auto replaced = std::clamp<sqlite3_int64>(undo.size - offset, 0, length);
    undo.bytes.resize(static_cast<std::size_t>(replaced));
    if (replaced > 0)
        file->real->pMethods->xRead(file->real, undo.bytes.data(), static_cast<int>(replaced), offset);
    file->state->undo.push_back(std::move(undo));
}

int file_close(sqlite3_file* base) {
    auto* file = self(base);
    if (file->vfs->fired && file->vfs->fault == Fault::power_cut) {
        auto& undo = file->state->undo;
        for (auto it = undo.rbegin(); it != undo.rend(); ++it) {
            if (!it->bytes.empty())
                file->real->pMethods->xWrite(file->real, it->bytes.data(), static_cast<int>(it->bytes.size()),
                                             it->offset);
            file->real->pMethods->xTruncate(file->real, it->size);
        }
    }
    delete file->state;
    return file->real->pMethods->xClose(file->real);
}

int file_read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), data, size, offset);
}

int file_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    if (int rc = self(file)->vfs->check(Call::write); rc != SQLITE_OK) return rc;
    remember(self(file), offset, size);
    return real(file)->pMethods->xWrite(real(file), data, size, offset);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (int rc = self(file)->vfs->check(Call::truncate); rc != SQLITE_OK) return rc;
    sqlite3_int64 before = 0;
    real(file)->pMethods->xFileSize(real(file), &before);
    remember(self(file), size, std::max<sqlite3_int64>(before - size, 0));
    return real(file)->pMethods->xTruncate(real(file), size);
}

int file_sync(sqlite3_file* file, int flags) {
    if (int rc = self(file)->vfs->check(Call::sync); rc != SQLITE_OK) return rc;
    // Not passed on: for the tests, what the kernel has is on the disk.
    (void)flags;
    ++self(file)->vfs->syncs;
    self(file)->state->undo.clear();
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int file_lock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int file_unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int file_reserved(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int op, void* arg) {
    return real(file)->pMethods->xFileControl(real(file), op, arg);
}
int file_sector(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int file_device(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int file_shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int file_shm_lock(sqlite3_file* file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void file_shm_barrier(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int file_shm_unmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods methods = {
    2,           file_close,   file_read,     file_write,       file_truncate,  file_sync,
    file_size,   file_lock,    file_unlock,   file_reserved,    file_control,   file_sector,
    file_device, file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, nullptr,
    nullptr,
};

FaultVfs::Impl* owner(sqlite3_vfs* vfs) {
    return static_cast<FaultVfs::Impl*>(vfs->pAppData);
}

int vfs_open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* out_flags) {
    auto* file = self(base);
    file->base.pMethods = nullptr;
    if (int rc = owner(vfs)->check(Call::open); rc != SQLITE_OK) return rc;
    file->real = reinterpret_cast<sqlite3_file*>(file + 1);
    const int rc = owner(vfs)->real->xOpen(owner(vfs)->real, path, file->real, flags, out_flags);
    if (rc != SQLITE_OK) return rc;
    file->vfs = owner(vfs);
    file->state = new State;
    file->base.pMethods = &methods;
    return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs* vfs, const char* path, int sync) {
    if (int rc = owner(vfs)->check(Call::remove); rc != SQLITE_OK) return rc;
    return owner(vfs)->real->xDelete(owner(vfs)->real, path, sync);
}

}  // namespace

FaultVfs::FaultVfs() : impl_(std::make_unique<Impl>()) {
    auto* original = sqlite3_vfs_find(nullptr);
    impl_->real = original;
    impl_->name = "restante-fault-" + std::to_string(reinterpret_cast<std::uintptr_t>(impl_.get()));
    // The calls that are not replaced ignore which VFS they are called on.
    impl_->vfs = *original;
    impl_->vfs.pNext = nullptr;
    impl_->vfs.zName = impl_->name.c_str();
    impl_->vfs.pAppData = impl_.get();
    impl_->vfs.szOsFile = static_cast<int>(sizeof(File)) + original->szOsFile;
    impl_->vfs.xOpen = vfs_open;
    impl_->vfs.xDelete = vfs_delete;
    sqlite3_vfs_register(&impl_->vfs, 0);
}

FaultVfs::~FaultVfs() {
    sqlite3_vfs_unregister(&impl_->vfs);
}

const char* FaultVfs::name() const {
    return impl_->name.c_str();
}

void FaultVfs::fail_at(int nth, Fault fault) {
    impl_->countdown = nth;
    impl_->fault = fault;
    impl_->fired = false;
}

void FaultVfs::disarm() {
    impl_->countdown = 0;
    impl_->fired = false;
}

bool FaultVfs::fired() const {
    return impl_->fired;
}

int FaultVfs::syncs() const {
    return impl_->syncs;
}

}  // namespace restante::tests
