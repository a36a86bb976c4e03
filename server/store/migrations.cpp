#include "store/migrations.hpp"

#include <array>

namespace restante::store {
namespace {

constexpr const char* first = R"sql(
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE spaces (
    no      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    hub     TEXT,                        -- null: the space is on this machine only
    cursor  TEXT,                        -- how far the hub's log has been read; opaque
    lamport INTEGER NOT NULL DEFAULT 0,  -- the largest seen
    threads INTEGER NOT NULL DEFAULT 0,  -- kept by the triggers below: counting 100 000 rows takes milliseconds
    open    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The truth. Rows are inserted, and `state` changes; nothing else ever does.
CREATE TABLE ops (
    seq     INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE,
    space   INTEGER NOT NULL REFERENCES spaces (no),
    entity  BLOB NOT NULL,
    kind    TEXT NOT NULL,
    lamport INTEGER NOT NULL,
    actor   BLOB NOT NULL,
    state   INTEGER NOT NULL,            -- 0 pending, 1 acknowledged by the hub, 2 rejected by it
    bytes   BLOB NOT NULL                -- canonical JSON
) STRICT;
CREATE INDEX ops_by_entity ON ops (entity, space);
CREATE INDEX ops_pending ON ops (space, seq) WHERE state = 0;
CREATE INDEX ops_rejected ON ops (space, seq) WHERE state = 2;

CREATE TABLE rejections (
    seq    INTEGER PRIMARY KEY REFERENCES ops (seq),
    code   TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- Ops of a newer op format: kept as they came, read again by a version that can.
CREATE TABLE newer_ops (
    no     INTEGER PRIMARY KEY,
    space  INTEGER NOT NULL REFERENCES spaces (no),
    digest INTEGER NOT NULL,
    tried  INTEGER NOT NULL,             -- the newest op format that failed to read it
    bytes  BLOB NOT NULL
) STRICT;
CREATE INDEX newer_ops_by_digest ON newer_ops (digest);

-- Derived from ops, here and below. What lists and searches need; the whole thread is in snapshots.
CREATE TABLE threads (
    no            INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    tail          TEXT NOT NULL,         -- the last characters of the id's text, reversed: for short ids
    space         INTEGER NOT NULL REFERENCES spaces (no),
    repository    TEXT NOT NULL,
    path          TEXT NOT NULL,
    state         INTEGER NOT NULL,      -- 0 open, 1 resolved
    opener        BLOB NOT NULL,
    opened_at     INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    title         TEXT NOT NULL,
    comment_count INTEGER NOT NULL
) STRICT;
CREATE INDEX threads_by_file ON threads (space, repository, path);
CREATE INDEX threads_by_time ON threads (space, updated_at);
CREATE INDEX threads_open_by_time ON threads (space, updated_at) WHERE state = 0;
CREATE INDEX threads_by_tail ON threads (tail);

CREATE TRIGGER threads_counted AFTER INSERT ON threads BEGIN
    UPDATE spaces SET threads = threads + 1, open = open + (new.state = 0) WHERE no = new.space;
END;
CREATE TRIGGER threads_uncounted AFTER DELETE ON threads BEGIN
    UPDATE spaces SET threads = threads - 1, open = open - (old.state = 0) WHERE no = old.space;
END;
CREATE TRIGGER threads_recounted AFTER UPDATE OF state, space ON threads
WHEN old.state <> new.state OR old.space <> new.space BEGIN
    UPDATE spaces SET threads = threads - 1, open = open - (old.state = 0) WHERE no = old.space;
    UPDATE spaces SET threads = threads + 1, open = open + (new.state = 0) WHERE no = new.space;
END;

CREATE TABLE snapshots (
    no    INTEGER PRIMARY KEY REFERENCES threads (no) ON DELETE CASCADE,
    bytes BLOB NOT NULL                  -- core::encode_thread
) STRICT;

CREATE TABLE profiles (
    space INTEGER NOT NULL REFERENCES spaces (no),
    actor BLOB NOT NULL,
    name  TEXT NOT NULL,
    email TEXT NOT NULL,
    PRIMARY KEY (space, actor)
) STRICT, WITHOUT ROWID;

-- Full text, made behind the commit. A comment's number grows with the time in its id, so that the newest
-- matches of a word are found from the end of its list.
CREATE TABLE index_queue (
    thread INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE comments (
    no      INTEGER PRIMARY KEY,
    thread  INTEGER NOT NULL,
    id      BLOB NOT NULL,
    text    TEXT NOT NULL                -- as indexed: a contentless index forgets only what it is told again
) STRICT;
CREATE INDEX comments_by_thread ON comments (thread);
CREATE VIRTUAL TABLE comment_words USING fts5 (
    text, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2', prefix = '3');

-- Private to the user.
CREATE TABLE drafts (
    id         BLOB PRIMARY KEY,
    kind       INTEGER NOT NULL,
    target     TEXT NOT NULL,
    space      TEXT NOT NULL,
    repository TEXT NOT NULL,
    path       TEXT NOT NULL,
    anchor     TEXT NOT NULL,
    text       TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* second = R"sql(
-- Private to the user: what was asked and done, by the asker's key (see store::Request). Numbered, so that
-- the oldest are known without a clock.
CREATE TABLE requests (
    no     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    digest INTEGER NOT NULL,             -- of what was asked
    op     BLOB NOT NULL                 -- what came of it
) STRICT;
)sql";

constexpr const char* third = R"sql(
-- Private to the machine, and only remembered: where the code of each thread is in the commit that a clone is at.
-- Another commit makes rows stale, and they stay as the last known until they are worked out again.
CREATE TABLE clones (
    no         INTEGER PRIMARY KEY,
    root       TEXT NOT NULL UNIQUE,     -- its folder
    head       TEXT NOT NULL,            -- hex; the commit that the rows that are not stale are of
    followed_to INTEGER NOT NULL DEFAULT 0  -- all threads up to this number have a row, if they are of its repository
) STRICT;
CREATE TABLE whereabouts (
    clone      INTEGER NOT NULL REFERENCES clones (no) ON DELETE CASCADE,
    thread     BLOB NOT NULL,
    anchor_op  BLOB NOT NULL,
    stale      INTEGER NOT NULL,
    path       TEXT NOT NULL,            -- of the file that it is, or was last, in
    anchor_path TEXT,                    -- of the file that it was opened on, when that is another
    blob       TEXT NOT NULL,            -- hex; the text that the range is of
    state      INTEGER NOT NULL,
    confidence INTEGER NOT NULL,         -- millionths
    reason     TEXT NOT NULL,
    start_line INTEGER NOT NULL, start_column INTEGER NOT NULL,
    end_line   INTEGER NOT NULL, end_column   INTEGER NOT NULL,
    good_commit TEXT,                    -- lost: the last commit in which the range was found
    broken_by   TEXT,                    -- lost: the commit after it
    PRIMARY KEY (clone, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX whereabouts_by_file ON whereabouts (clone, path);
CREATE INDEX whereabouts_gone ON whereabouts (clone, anchor_path) WHERE anchor_path IS NOT NULL;
CREATE INDEX whereabouts_stale ON whereabouts (clone, thread) WHERE stale = 1;
CREATE INDEX whereabouts_lost ON whereabouts (clone, thread) WHERE state >= 4;
CREATE INDEX whereabouts_by_thread ON whereabouts (thread);
)sql";

constexpr const char* fourth = R"sql(
-- What is asked for together lies together: a file's rows on a page or two, instead of one page for each.
CREATE TABLE whereabouts_by_path (
    clone      INTEGER NOT NULL REFERENCES clones (no) ON DELETE CASCADE,
    thread     BLOB NOT NULL,
    anchor_op  BLOB NOT NULL,
    stale      INTEGER NOT NULL,
    path       TEXT NOT NULL,            -- of the file that it is, or was last, in
    anchor_path TEXT,                    -- of the file that it was opened on, when that is another
    blob       TEXT NOT NULL,            -- hex; the text that the range is of
    state      INTEGER NOT NULL,
    confidence INTEGER NOT NULL,         -- millionths
    reason     TEXT NOT NULL,
    start_line INTEGER NOT NULL, start_column INTEGER NOT NULL,
    end_line   INTEGER NOT NULL, end_column   INTEGER NOT NULL,
    good_commit TEXT,                    -- lost: the last commit in which the range was found
    broken_by   TEXT,                    -- lost: the commit after it
    PRIMARY KEY (clone, path, thread)
) STRICT, WITHOUT ROWID;
INSERT INTO whereabouts_by_path SELECT clone, thread, anchor_op, stale, path, anchor_path, blob, state, confidence,
    reason, start_line, start_column, end_line, end_column, good_commit, broken_by FROM whereabouts ORDER BY clone, path, thread;
DROP TABLE whereabouts;
ALTER TABLE whereabouts_by_path RENAME TO whereabouts;
CREATE UNIQUE INDEX whereabouts_by_thread ON whereabouts (thread, clone);
CREATE INDEX whereabouts_gone ON whereabouts (clone, anchor_path) WHERE anchor_path IS NOT NULL;
CREATE INDEX whereabouts_stale ON whereabouts (clone, thread) WHERE stale = 1;
CREATE INDEX whereabouts_lost ON whereabouts (clone, thread) WHERE state >= 4;

-- One index where there were two: each reply moves its thread's entries.
DROP INDEX threads_by_time;
DROP INDEX threads_open_by_time;
CREATE INDEX threads_by_time ON threads (space, state, updated_at);
)sql";

constexpr const char* fifth = R"sql(
-- Decisions and the places that they govern are threads with another role, and are in no list or count of threads.
ALTER TABLE threads ADD COLUMN role INTEGER NOT NULL DEFAULT 0;  -- 0 conversation, 1 place, 2 decision
ALTER TABLE threads ADD COLUMN governs BLOB;                     -- of a place: the decision that governs it
DROP TRIGGER threads_counted;
DROP TRIGGER threads_uncounted;
DROP TRIGGER threads_recounted;
CREATE TRIGGER threads_counted AFTER INSERT ON threads WHEN new.role = 0 BEGIN
    UPDATE spaces SET threads = threads + 1, open = open + (new.state = 0) WHERE no = new.space;
END;
CREATE TRIGGER threads_uncounted AFTER DELETE ON threads WHEN old.role = 0 BEGIN
    UPDATE spaces SET threads = threads - 1, open = open - (old.state = 0) WHERE no = old.space;
END;
CREATE TRIGGER threads_recounted AFTER UPDATE OF state, space ON threads
WHEN new.role = 0 AND (old.state <> new.state OR old.space <> new.space) BEGIN
    UPDATE spaces SET threads = threads - 1, open = open - (old.state = 0) WHERE no = old.space;
    UPDATE spaces SET threads = threads + 1, open = open + (new.state = 0) WHERE no = new.space;
END;
DROP INDEX threads_by_file;
CREATE INDEX threads_by_file ON threads (space, repository, path, role);
DROP INDEX threads_by_time;
CREATE INDEX threads_by_time ON threads (space, state, updated_at) WHERE role = 0;
CREATE INDEX threads_governed ON threads (governs) WHERE governs IS NOT NULL;

-- What lists of decisions need, and what decides whether a link retires another decision.
CREATE TABLE decisions (
    no         INTEGER PRIMARY KEY REFERENCES threads (no) ON DELETE CASCADE,
    status     INTEGER NOT NULL,         -- 0 proposed, 1 accepted, 2 rejected, 3 deprecated
    number     INTEGER,
    outcome    TEXT NOT NULL,            -- its first line, shortened
    applies_to TEXT NOT NULL,            -- globs, one a line
    review_by  TEXT NOT NULL             -- YYYY-MM-DD; empty: nobody said
) STRICT;

-- Both ways: what a thread or decision refers to is in its snapshot, what refers to it is found here.
CREATE TABLE links (
    source INTEGER NOT NULL REFERENCES threads (no) ON DELETE CASCADE,
    rel    INTEGER NOT NULL,             -- core::LinkRel
    type   INTEGER NOT NULL,             -- core::LinkType
    target TEXT NOT NULL,
    PRIMARY KEY (source, rel, type, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_target ON links (target, type, rel);
)sql";

constexpr std::array migrations{Migration{first}, Migration{second}, Migration{third}, Migration{fourth},
                                Migration{fifth}};
constexpr Schema schema{0x52737465, "store", migrations};

}  // namespace

const Schema& store_schema() noexcept {
    return schema;
}

}  // namespace restante::store
