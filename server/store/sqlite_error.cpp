#include "store/sqlite_error.hpp"

#include <sqlite3.h>

#include <string>

namespace restante::store {
namespace {

struct Meaning {
    Errc code;
    const char* text;  // null: SQLite's own
    const char* hint;
};

Meaning meaning(int code) {
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return {Errc::already_exists, nullptr, ""};
    // The shared memory beside the database is a file, too, and is made whole at once.
    if (code == SQLITE_IOERR_SHMSIZE) code = SQLITE_FULL;
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {Errc::io, "the disk is full", "free some space and try again; nothing was changed"};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {Errc::io, nullptr, "check the permissions of the database file and its folder"};
        case SQLITE_IOERR:
            return {Errc::io, nullptr, "the disk refused; nothing was changed"};
        case SQLITE_CORRUPT:
        case SQLITE_FORMAT:
            return {Errc::corrupt, "the database is damaged", "restore it from a copy, or move it away"};
        case SQLITE_NOTADB:
            return {Errc::corrupt, "this file is not a database", "move it away"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {Errc::unavailable, "the database is locked by another process", "try again in a moment"};
        case SQLITE_INTERRUPT:
            return {Errc::cancelled, nullptr, ""};
        case SQLITE_TOOBIG:
            return {Errc::too_large, nullptr, ""};
        case SQLITE_NOMEM:
            return {Errc::unavailable, "out of memory", ""};
        default:
            return {Errc::internal, nullptr, ""};
    }
}

}  // namespace

Error sqlite_error(sqlite3* db, int code) {
    const auto what = meaning(code);
    std::string message;
    if (what.text)
        message = what.text;
    else if (db && sqlite3_extended_errcode(db) == code)
        message = sqlite3_errmsg(db);
    else
        message = sqlite3_errstr(code);
    return Error{what.code, fmt::format("{} (SQLite {})", message, code), what.hint};
}

}  // namespace restante::store
