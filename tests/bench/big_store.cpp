#include "bench/big_store.hpp"

#include <sqlite3.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "anchor/record.hpp"
#include "base/system.hpp"
#include "core/fold.hpp"
#include "core/make.hpp"
#include "oplog/codec.hpp"
#include "store/migrations.hpp"
#include "store/store.hpp"
#include "vcs/blob_id.hpp"

namespace restante::bench {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

// Raise it when what is generated changes: a store made before is then not used again.
constexpr int generator_version = 1;
constexpr std::size_t vocabulary = 20'000;
constexpr std::size_t people = 50;
constexpr std::size_t batch_ops = 5'000;
constexpr std::size_t talking_at_once = 200;  // threads that are written in at one time
constexpr std::size_t file_lines = 40;
// Per file and per thread, taken in turn: 5 and 10 on average, a few much larger.
constexpr std::array<std::size_t, 10> threads_of_file{1, 2, 2, 3, 3, 4, 5, 6, 9, 15};
constexpr std::array<std::size_t, 10> comments_of_thread{1, 2, 3, 4, 6, 8, 11, 14, 20, 31};

/// Changes with everything that decides what a made store holds.
std::string key() {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (const auto& migration : store::store_schema().migrations)
        for (const char* c = migration.sql; *c != '\0'; ++c)
            hash = (hash ^ static_cast<unsigned char>(*c)) * 1099511628211ULL;
    return fmt::format("big-{}-{:08x}", generator_version, hash & 0xffffffffULL);
}

std::string file_text(std::size_t file, std::size_t lines) {
    Random random(file);
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += fmt::format("{}let value_{}_{} = compute({}, \"{:x}\");\n",
                            std::string(i % 8 == 0 ? 0 : 4, ' '), file, i, random() % 1000, random());
    return text;
}

template <class IdType>
IdType made_id(TimeMs at, Random& random) {
    IdType id;
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(at >> (8 * (5 - i)));
    for (std::size_t i = 6; i < 16; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(random());
    return id;
}

/// Writes everybody's ops, in the order in which a hub would have got them.
class Generator {
  public:
    Generator(store::Store& store, std::string commit) : store_(store), commit_(std::move(commit)) {}

    void run() {
        introduce_people();
        open_keystroke_threads();
        while (opened_ < big_threads || !talking_.empty()) {
            if (talking_.size() < talking_at_once && opened_ < big_threads) {
                open_next();
                continue;
            }
            const auto at = random_() % talking_.size();
            auto& one = talking_[at];
            if (one.left == 0) {
                std::swap(one, talking_.back());
                talking_.pop_back();
                continue;
            }
            --one.left;
            const auto stamp = next_stamp();
            add(one.thread, must(core::make_comment(stamp, one.thread, comment_text()), "a comment"));
        }
        flush();
    }

  private:
    struct Talk {
        core::Thread thread;
        std::size_t left = 0;
    };

    core::Stamp next_stamp() {
        at_ += 1'000 + static_cast<TimeMs>(random_() % 200'000);
        const auto person = random_() % people;
        return {made_id<OpId>(at_, random_), big_space, actors_[person], devices_[person], ++lamport_, at_};
    }

    std::string comment_text() {
        const auto count = 4 + random_() % 33;
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += (i == 0 ? "" : " ") + words_.any(random_);
        return text;
    }

    void introduce_people() {
        for (std::size_t i = 0; i < people; ++i) {
            actors_.push_back(made_id<ActorId>(at_, random_));
            devices_.push_back(made_id<DeviceId>(at_, random_));
            const core::Stamp stamp{
                made_id<OpId>(at_, random_), big_space, actors_[i], devices_[i], ++lamport_, at_};
            batch_.push_back(oplog::encode(must(
                core::make_profile(stamp, fmt::format("Person {}", i), fmt::format("p{}@example.org", i)),
                "a profile")));
        }
    }

    core::Thread open(const std::string& path, const std::string& text_bytes, std::uint32_t line) {
        const anchor::Text text(text_bytes);
        const auto anchor =
            anchor::record({"bench-repository", path, commit_, vcs::blob_id(text_bytes)}, text,
                           {{line, 0}, {line, static_cast<std::uint32_t>(text.line(line).size())}});
        const auto op = must(core::make_open(next_stamp(), anchor, comment_text(), ""), "a thread");
        batch_.push_back(oplog::encode(op));
        return *core::fold_thread(ThreadId{op.entity.bytes}, {&op, 1});
    }

    void open_keystroke_threads() {
        const auto text = BigStore::keystroke_text();
        for (std::size_t i = 0; i < keystroke_threads; ++i) {
            (void)open(BigStore::keystroke_path(), text,
                       static_cast<std::uint32_t>(i * keystroke_lines / keystroke_threads));
            if (batch_.size() >= batch_ops) flush();
        }
    }

    void open_next() {
        // Files are visited in an order that is not theirs: neighbours in time are not neighbours in a
        // folder.
        if (left_in_file_ == 0) {
            file_ = (file_ + 7'919) % big_files;
            left_in_file_ = threads_of_file[files_ % threads_of_file.size()];
            ++files_;
        }
        --left_in_file_;
        auto thread = open(BigStore::path(file_), file_text(file_, file_lines),
                           static_cast<std::uint32_t>(random_() % file_lines));
        const auto comments = comments_of_thread[random_() % comments_of_thread.size()];
        talking_.push_back({std::move(thread), comments - 1});
        ++opened_;
    }

    void add(core::Thread& thread, const oplog::Op& op) {
        (void)core::fold_next(thread, op);
        batch_.push_back(oplog::encode(op));
        if (batch_.size() >= batch_ops) flush();
    }

    void flush() {
        const std::vector<std::string_view> views(batch_.begin(), batch_.end());
        const auto done = must(store_.ingest(big_space, views, std::nullopt), "ingest");
        if (!done.refused.empty()) throw CannotRun(to_string(done.refused.front().error));
        written_ += batch_.size();
        batch_.clear();
        if (written_ / 100'000 != reported_) {
            reported_ = written_ / 100'000;
            progress(fmt::format("  {} ops in the store", written_));
        }
    }

    store::Store& store_;
    std::string commit_;
    Random random_{20240601};
    Words words_;
    std::vector<ActorId> actors_;
    std::vector<DeviceId> devices_;
    TimeMs at_ = 1'600'000'000'000;
    std::uint64_t lamport_ = 0;
    std::vector<Talk> talking_;
    std::vector<std::string> batch_;
    std::size_t file_ = 0;
    std::size_t files_ = 0;
    std::size_t left_in_file_ = 0;
    std::size_t opened_ = 0;
    std::size_t written_ = 0;
    std::size_t reported_ = 0;
};

}  // namespace

Words::Words() {
    // Pronounceable, all different, and none the beginning of a longer one by accident of numbering.
    constexpr std::array<std::string_view, 20> heads{"ba", "de",  "fi",  "go",  "hu",  "ka", "le",
                                                     "mi", "no",  "pu",  "ra",  "se",  "ti", "vo",
                                                     "zu", "sha", "tre", "pli", "gro", "stu"};
    constexpr std::array<std::string_view, 10> tails{"n", "r", "l", "st", "ck", "m", "nd", "sh", "x", "rt"};
    for (std::size_t i = 0; words_.size() < vocabulary; ++i) {
        std::string word;
        std::size_t rest = i * 7'919 % 8'000;
        for (int syllable = 0; syllable < 3; ++syllable, rest /= 20)
            word += heads[rest % 20];
        words_.push_back(word + std::string(tails[(i + i / 8'000 * 3) % 10]));
    }
}

std::size_t Words::rank(double part) const {
    const auto size = static_cast<double>(words_.size());
    return std::min(static_cast<std::size_t>(std::pow(size, part)) - 1, words_.size() - 1);
}

BigStore::BigStore(const std::string& folder)
    : folder_(folder + "/" + key()), home_(folder_ + "/home"), root_(folder_ + "/repository") {
    if (!fs::exists(folder_ + "/complete")) make();
}

std::string BigStore::path(std::size_t file) {
    return fmt::format("src/part{:03}/file{:05}.txt", file / 100, file);
}

std::string BigStore::keystroke_text() {
    return file_text(big_files, keystroke_lines);
}

void BigStore::make() {
    progress(fmt::format("making the big store once, in {} (minutes)", folder_));
    fs::remove_all(folder_);
    fs::create_directories(home_ + "/data/restante");
    std::vector<std::pair<std::string, std::string>> files;
    for (std::size_t i = 0; i < big_files; ++i)
        files.emplace_back(path(i), file_text(i, file_lines));
    files.emplace_back(keystroke_path(), keystroke_text());
    make_repository(root_, files, big_space, std::nullopt);
    const auto commit = run_and_read({.argv = {"git", "rev-parse", "HEAD"}, .cwd = root_});
    progress("  a repository of 20 000 files");

    SystemClock clock;
    SystemIdSource ids;
    auto store = must(store::Store::open(database(), clock, ids), "opening the store");
    // Nobody's work is lost when this is cut off: it is made again.
    must(store->database().execute("PRAGMA synchronous = OFF"), "PRAGMA");
    must(store->set_identity("Bench", "bench@example.org"), "the identity");
    Generator(*store, commit).run();
    for (std::int64_t left = 1, reported = -1; left > 0;) {
        left = must(store->index_some(20'000), "indexing");
        if (left / 20'000 == reported) continue;
        reported = left / 20'000;
        progress(fmt::format("  {} threads to index", left));
    }
    must(store->empty_log(), "an empty log");
    store.reset();
    write_file(folder_ + "/complete", "");
}

void BigStore::read_ops(std::size_t count, const std::function<void(std::string_view)>& visit) const {
    sqlite3* raw = nullptr;
    const int opened = ::sqlite3_open_v2(database().c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, decltype(&::sqlite3_close)> db(raw, ::sqlite3_close);
    if (opened != SQLITE_OK) throw CannotRun(database() + ": " + ::sqlite3_errmsg(raw));
    sqlite3_stmt* statement = nullptr;
    ::sqlite3_prepare_v2(raw, "SELECT bytes FROM ops ORDER BY seq LIMIT ?1", -1, &statement, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&::sqlite3_finalize)> owner(statement, ::sqlite3_finalize);
    ::sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(count));
    while (::sqlite3_step(statement) == SQLITE_ROW)
        visit({static_cast<const char*>(::sqlite3_column_blob(statement, 0)),
               static_cast<std::size_t>(::sqlite3_column_bytes(statement, 0))});
}

}  // namespace restante::bench
