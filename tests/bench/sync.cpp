// Two daemons and a hub: how soon one has what the other wrote, how fast a new one catches up, and what it
// costs to ask when there is nothing.
#include <sqlite3.h>

#include <boost/json.hpp>
#include <filesystem>

#include "base/system.hpp"
#include "bench/areas.hpp"
#include "bench/floors.hpp"
#include "bench/http.hpp"
#include "store/store.hpp"

namespace restante::bench {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t push_bytes = 4 * 1024 * 1024;
constexpr std::size_t push_lines = 4'000;
constexpr std::size_t first_sync_ops = 100'000;

/// The database of a hub that holds the first `count` ops of the big store: pushed to the real hub once.
std::string hub_with(Bench& bench, std::size_t count) {
    const auto& big = bench.big();
    const auto database = fmt::format("{}/hub-{}.db", big.folder(), count);
    if (fs::exists(database + ".complete")) return database;
    progress(fmt::format("pushing {} ops to a hub, once", count));
    for (const auto* suffix : {"", "-wal", "-shm"})
        fs::remove(database + suffix);
    Hub::add_user(bench.options.programs, database, "bench");
    const auto token = Hub::make_token(bench.options.programs, database, "bench");
    {
        const Hub hub(bench.options.programs, database);
        Http http(hub.port(), token);
        std::string body;
        std::size_t lines = 0;
        const auto flush = [&] {
            const auto answer = http.post("/v1/spaces/bench/ops", "application/x-ndjson", body);
            if (const auto bad = answer.find("\"rejected\""); bad != std::string::npos)
                throw CannotRun("the hub refused: " + answer.substr(bad, 300));
            body.clear();
            lines = 0;
        };
        big.read_ops(count, [&](std::string_view bytes) {
            body += bytes;
            body += '\n';
            if (++lines >= push_lines || body.size() >= push_bytes) flush();
        });
        if (lines > 0) flush();
    }
    write_file(database + ".complete", "");
    return database;
}

/// Nobody is asked to confirm anything: the space has its hub from the start, the token is there.
void join(const Home& home, const std::string& hub, const std::string& token, const std::string& name) {
    SystemClock clock;
    SystemIdSource ids;
    auto store = must(store::Store::open(home.database(), clock, ids), "a new store");
    must(store->set_identity(name, name + "@example.org"), "the identity");
    must(store->set_hub(big_space, hub), "the hub");
    home.set_token(hub, token);
}

boost::json::object space_of(const boost::json::value& result) {
    for (const auto& space : result.at("spaces").as_array())
        if (space.at("space").as_string() == big_space) return space.as_object();
    throw CannotRun("the daemon does not know the space");
}

/// Until everything is exchanged and so many threads are here; throws when that fails.
void sync_fully(Line& line, std::size_t threads) {
    const auto deadline = now_us() + 300e6;
    for (;;) {
        const auto space = space_of(line.call("restante/sync", R"({"space":"bench","timeoutMs":60000})"));
        const auto phase = space.at("phase").as_string();
        const auto status = space_of(line.call("restante/status", "{}"));
        const auto have = static_cast<std::size_t>(status.at("threads").to_number<std::int64_t>());
        if (phase == "idle" && have >= threads) return;
        if (phase == "error" || phase == "needsLogin" || now_us() > deadline)
            throw CannotRun(fmt::format("{} of {} threads are here: {}", have, threads,
                                        std::string_view(space.at("text").as_string())));
    }
}

/// A new thread of A's in its clone, and its id.
std::string open_thread(Line& line, const std::string& path) {
    const auto made =
        line.call("restante/thread/new",
                  fmt::format(R"({{"textDocument":{{"uri":"{}"}},"range":{{"start":{{"line":1,)"
                              R"("character":0}},"end":{{"line":1,"character":0}}}},"text":"Why?"}})",
                              uri_of(path)));
    return std::string(made.at("thread").at("id").as_string());
}

/// The same ops parsed and inserted into a bare table, in transactions of the same size; ops per second.
double bare_insert_rate(Bench& bench, const std::string& folder) {
    std::vector<std::string> ops;
    bench.big().read_ops(first_sync_ops, [&](std::string_view bytes) { ops.emplace_back(bytes); });
    sqlite3* db = nullptr;
    ::sqlite3_open((folder + "/bare.db").c_str(), &db);
    const std::unique_ptr<sqlite3, decltype(&::sqlite3_close)> owner(db, ::sqlite3_close);
    const auto run = [&](const char* sql) {
        if (::sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw CannotRun(::sqlite3_errmsg(db));
    };
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE ops (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entity TEXT NOT NULL, bytes "
        "BLOB NOT NULL)");
    sqlite3_stmt* insert = nullptr;
    ::sqlite3_prepare_v2(db, "INSERT INTO ops (id, entity, bytes) VALUES (?1, ?2, ?3)", -1, &insert, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&::sqlite3_finalize)> statement(insert, ::sqlite3_finalize);
    const auto from = now_us();
    for (std::size_t i = 0; i < ops.size(); ++i) {
        if (i % 1'000 == 0) run(i == 0 ? "BEGIN" : "COMMIT; BEGIN");
        const auto op = boost::json::parse(ops[i]);
        const auto& id = op.at("id").as_string();
        const auto& entity = op.at("entity").as_string();
        ::sqlite3_bind_text(insert, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
        ::sqlite3_bind_text(insert, 2, entity.data(), static_cast<int>(entity.size()), SQLITE_STATIC);
        ::sqlite3_bind_blob(insert, 3, ops[i].data(), static_cast<int>(ops[i].size()), SQLITE_STATIC);
        if (::sqlite3_step(insert) != SQLITE_DONE) throw CannotRun(::sqlite3_errmsg(db));
        ::sqlite3_reset(insert);
    }
    run("COMMIT");
    return static_cast<double>(ops.size()) / (now_us() - from) * 1e6;
}

}  // namespace

std::vector<Row> bench_hop(Bench& bench) {
    const Scratch folder(bench.options.folder);
    const auto& at = folder.path();
    const auto database = at + "/hub.db";
    for (const auto* name : {"ann", "ben"})
        Hub::add_user(bench.options.programs, database, name);
    const auto ann_token = Hub::make_token(bench.options.programs, database, "ann");
    const auto ben_token = Hub::make_token(bench.options.programs, database, "ben");
    const Hub hub(bench.options.programs, database);
    for (const auto* clone : {"/a", "/b"})
        make_repository(at + clone, {{"file.txt", "one\ntwo\nthree\n"}}, big_space, hub.url());
    const Home ann(at + "/home-a");
    const Home ben(at + "/home-b");
    join(ann, hub.url(), ann_token, "ann");
    join(ben, hub.url(), ben_token, "ben");
    Daemon a(bench.options.programs, ann);
    Daemon b(bench.options.programs, ben);
    auto line_a = a.connect();
    auto line_b = b.connect();
    line_a.initialize(false);
    line_b.initialize(true);
    const auto thread = open_thread(line_a, at + "/a/file.txt");
    sync_fully(line_a, 1);
    sync_fully(line_b, 1);
    line_b.tell(
        "textDocument/didOpen",
        fmt::format(
            R"({{"textDocument":{{"uri":"{}","languageId":"text","version":1,"text":"one\ntwo\nthree\n"}}}})",
            uri_of(at + "/b/file.txt")));

    DurableAppend durable(at);
    HttpEcho http;
    const auto count = bench.count(200);
    std::vector<double> hops;
    std::vector<double> answers;
    std::vector<double> floor;
    for (std::size_t i = 0; i < count + 10; ++i) {
        const auto mark = fmt::format("reply number {} of this run", i);
        const auto from = now_us();
        (void)line_a.ask(request_frame(1, "restante/thread/reply",
                                       fmt::format(R"({{"threadId":"{}","text":"{}"}})", thread, mark)));
        const auto answered = now_us();
        while (line_b.receive().find(mark) == std::string_view::npos) {
        }
        const auto arrived = now_us();
        for (int step = 0; step < 2; ++step) {
            durable.append();
            http.exchange();
        }
        if (i < 10) continue;
        hops.push_back(arrived - from);
        answers.push_back(answered - from);
        floor.push_back(now_us() - arrived);
    }
    Row row;
    row.work = "A's reply until B's editor has it, hub durable";
    row.ours = spread(std::move(hops));
    row.floors.push_back({"two fdatasyncs and two loopback HTTP exchanges", spread(std::move(floor))});
    row.floors.push_back({"of it, until A is answered (durable at A)", spread(std::move(answers))});
    row.target = {.text = "p50 ≤ 3 ms", .p50_max = 3'000.0};
    row.note =
        "from sending restante/thread/reply to A's daemon to restante/publishThreads from B's; not pinned";
    a.end();
    b.end();
    return {row};
}

std::vector<Row> bench_first_sync(Bench& bench) {
    const auto database = hub_with(bench, first_sync_ops);
    const Scratch folder(bench.options.folder);
    const auto token = Hub::make_token(bench.options.programs, database, "bench");
    const Hub hub(bench.options.programs, database);
    std::size_t threads = 0;
    bench.big().read_ops(first_sync_ops, [&](std::string_view bytes) {
        threads += bytes.find("\"kind\":\"thread.open\"") != std::string_view::npos ? 1 : 0;
    });
    std::vector<double> rates;
    std::vector<double> floor;
    for (int i = 0; i < 3; ++i) {
        const auto at = fmt::format("{}/home-{}", folder.path(), i);
        const Home home(at);
        join(home, hub.url(), token, fmt::format("new{}", i));
        const auto from = now_us();
        Daemon daemon(bench.options.programs, home);
        auto line = daemon.connect();
        line.initialize(false);
        sync_fully(line, threads);
        // Readable is more than counted: the first page is there with its comments.
        if (line.call("restante/threads", R"({"state":"all","limit":200})").at("threads").as_array().size() !=
            200)
            throw CannotRun("not every thread is readable");
        rates.push_back(static_cast<double>(first_sync_ops) / (now_us() - from) * 1e6);
        daemon.end();
        fs::create_directories(at + "/bare");
        floor.push_back(bare_insert_rate(bench, at + "/bare"));
    }
    Row row;
    row.work = "first sync of 100 000 ops until all is readable";
    row.unit = Unit::ops_per_second;
    row.ours = spread_of_rates(std::move(rates));
    row.floors.push_back(
        {"Boost.JSON parse and insert into a bare SQLite table", spread_of_rates(std::move(floor))});
    row.target = {.text = "≥ 40 000/s", .p50_min = 40'000.0};
    row.note = fmt::format("{} threads; a new home, from the daemon's start; hub and daemon share the cores",
                           threads);
    return {row};
}

std::vector<Row> bench_idle_sync(Bench& bench) {
    std::vector<Row> rows;
    HttpEcho http;
    for (const std::size_t ops : {std::size_t{1'000}, std::size_t{1'000'000}}) {
        const auto database = hub_with(bench, ops);
        const auto token = Hub::make_token(bench.options.programs, database, "bench");
        const Hub hub(bench.options.programs, database);
        // The daemon that has them all is kept; only the hub's address is new.
        const auto at = fmt::format("{}/home-{}", bench.big().folder(), ops);
        const Home home(at);
        if (!fs::exists(at + "/joined")) {
            fs::remove_all(at + "/data");
            fs::create_directories(at + "/data/restante");
            join(home, hub.url(), token, "idle");
        } else {
            home.set_token(hub.url(), token);
            sqlite3* db = nullptr;
            ::sqlite3_open(home.database().c_str(), &db);
            const auto sql = fmt::format("UPDATE spaces SET hub = '{}'", hub.url());
            const bool done = ::sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
            ::sqlite3_close(db);
            if (!done) throw CannotRun("the hub's address cannot be changed");
        }
        Daemon daemon(bench.options.programs, home);
        auto line = daemon.connect();
        line.initialize(false);
        if (!fs::exists(at + "/joined")) progress(fmt::format("a daemon gets {} ops, once", ops));
        sync_fully(line, 1);
        write_file(at + "/joined", "");
        // No index work of the first sync beside it.
        while (line.call("restante/status", "{}").at("unindexed").to_number<std::int64_t>() > 0) {
        }
        const auto frame = request_frame(1, "restante/sync", R"({"space":"bench"})");
        const auto count = bench.count(300);
        Row row;
        row.work = fmt::format("sync with nothing to do, {} ops", ops);
        row.ours = spread(time_each(count, 10, [&](std::size_t) { (void)line.ask(frame); }));
        row.floors.push_back({"one loopback HTTP exchange",
                              spread(time_each(count, 10, [&](std::size_t) { http.exchange(); }))});
        row.target = {.text = "≤ 1 ms, flat", .p50_max = 1'000.0};
        row.note = "restante/sync over the socket; hub and daemon not pinned";
        if (!rows.empty())
            row.note += fmt::format("; {:.2f}× of the row above", row.ours->p50 / rows.front().ours->p50);
        rows.push_back(std::move(row));
        daemon.end();
    }
    return rows;
}

}  // namespace restante::bench
