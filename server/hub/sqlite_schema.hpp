// The hub's SQLite database: what is in it. A migration, once released, never changes.
#pragma once

#include <array>

#include "store/database.hpp"

namespace restante::hub {

/// An op's row id is its place in its space's log: pulling is a scan of a range of row ids that returns
/// stored bytes. 2^40 ops per space, 2^23 spaces.
inline constexpr int place_seq_bits = 40;

inline constexpr std::array hub_migrations{store::Migration{R"sql(
    CREATE TABLE hub (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        secret BLOB NOT NULL,            -- seals cursors
        probes INTEGER NOT NULL DEFAULT 0  -- writing what is there already would not touch the disk
    );
    CREATE TABLE epochs (
        number INTEGER PRIMARY KEY,      -- the largest is the current one
        id BLOB NOT NULL,
        began_at INTEGER NOT NULL,
        recovered INTEGER NOT NULL
    );
    CREATE TABLE spaces (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL,            -- of the last op
        chain BLOB NOT NULL,             -- at seq
        lamport INTEGER NOT NULL         -- the largest
    );
    CREATE TABLE ops (
        place INTEGER PRIMARY KEY,       -- space << 40 | seq
        space INTEGER NOT NULL REFERENCES spaces,
        id BLOB NOT NULL,
        entity BLOB NOT NULL,
        chain BLOB NOT NULL,
        bytes BLOB NOT NULL
    );
    CREATE UNIQUE INDEX ops_by_id ON ops (space, id);
    CREATE INDEX ops_by_entity ON ops (space, entity);
    CREATE TABLE users (
        name TEXT PRIMARY KEY,
        display_name TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE user_spaces (           -- a user without rows here may use all
        user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
        space TEXT NOT NULL,
        PRIMARY KEY (user, space)
    ) WITHOUT ROWID;
    CREATE TABLE tokens (
        id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never given again
        digest BLOB NOT NULL UNIQUE,
        user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
        label TEXT NOT NULL,
        created_at INTEGER NOT NULL
    );
    CREATE INDEX tokens_by_user ON tokens (user);
    CREATE TABLE actors (                -- outlives its user: see Accounts::remove_user
        actor BLOB PRIMARY KEY,
        user TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX actors_by_user ON actors (user);
)sql"}};

inline constexpr store::Schema hub_schema{0x52535448 /* "RSTH" */, "hub", hub_migrations};

}  // namespace restante::hub
