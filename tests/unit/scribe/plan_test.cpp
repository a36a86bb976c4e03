// A decision that is written down is read back as what it was, in whatever house it lives.
#include "scribe/plan.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "decisions/read.hpp"
#include "decisions/resolve.hpp"
#include "scribe/house.hpp"

using namespace restante;
using namespace restante::scribe;
using decisions::Record;

namespace {

const std::string decision_id = "01kaz7w3k4rmq9t5x8y2b6c0de";

/// A repository's files, as far as they are records.
class Files {
  public:
    using Texts = std::map<std::string, std::string>;
    explicit Files(Texts files) : files_(std::move(files)) { read(); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    [[nodiscard]] const std::vector<Record>& records() const { return records_; }
    [[nodiscard]] const std::string& text(const std::string& path) const { return files_.at(path); }
    [[nodiscard]] const Record& record(const std::string& path) const {
        for (const auto& record : records_)
            if (record.path == path) return record;
        FAIL("no record at " << path);
        return records_.front();
    }
    [[nodiscard]] Result<Plan> plan(const Content& content, const Wanted& wanted = {},
                                    std::vector<std::string> folders = {}) const {
        return scribe::plan(
            content, wanted,
            {records_, std::move(folders),
             [&](const std::string& path) -> Result<std::string> { return files_.at(path); }});
    }
    void apply(const Plan& plan) {
        for (const auto& change : plan.changes)
            files_[change.path] = change.after;
        read();
    }

  private:
    void read() {
        std::vector<decisions::Reading> readings;
        for (const auto& [path, text] : files_) {
            auto read = decisions::read_record(path, text);
            REQUIRE_MESSAGE(std::holds_alternative<decisions::Reading>(read), path << "\n" << text);
            readings.push_back(std::get<decisions::Reading>(std::move(read)));
        }
        records_ = decisions::resolve(std::move(readings));
    }
    std::map<std::string, std::string> files_;
    std::vector<Record> records_;
};

Content boats() {
    Content content;
    content.id = decision_id;
    content.title = "Use boats";
    content.status = "accepted";
    content.date = "2026-11-27";
    content.deciders = {"Ann Lee", "Bo: the second"};
    content.context = "The river is wide.";
    content.options = "* Boats\n* A bridge";
    content.outcome = "Boats. A bridge costs more.";
    content.consequences = "We need oars.";
    content.review_by = "2027-05-01";
    content.applies_to = {"src/ferry/**", "*.tf"};
    content.links = {"https://example.org/thread/1"};
    return content;
}

const std::string nygard_1 =
    "# 1. Swim\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWet.\n\n## Decision\n\nSwim.\n\n"
    "## Consequences\n\nCold.\n";
const std::string madr_1 =
    "---\nstatus: accepted\ndate: 2020-01-02\n---\n# Swim\n\n## Context and Problem Statement\n\nWet.\n\n"
    "## Considered Options\n\n* Swim\n\n## Decision Outcome\n\nSwim.\n";

Elsewhere elsewhere(const Record& record) {
    return {record.path, "ADR-" + record.number.value_or("?"), record.title.value_or("")};
}

}  // namespace

TEST_CASE("a first record is MADR 4 in docs/decisions, or in the folder that the settings name") {
    Files files(Files::Texts{});
    const auto first = files.plan(boats());
    REQUIRE(first);
    CHECK(first->path == "docs/decisions/0001-use-boats.md");
    CHECK(files.plan(boats(), {}, {"notes/adr"})->path == "notes/adr/0001-use-boats.md");
    files.apply(*first);
    const auto& record = files.record(first->path);
    CHECK(record.title == "Use boats");
    CHECK(record.status == decisions::Status::accepted);
    CHECK(record.date == "2026-11-27");
    CHECK(record.number == "1");
    CHECK(record.deciders == std::vector<std::string>{"Ann Lee", "Bo: the second"});
    CHECK(record.applies_to == std::vector<std::string>{"src/ferry/**", "*.tf"});
    CHECK(record.review_by == "2027-05-01");
    CHECK(record.format == decisions::Format::madr);
    CHECK(record.decision_id == decision_id);
    CHECK(record.problems.empty());
}

TEST_CASE("a record is written as the others are: folder, format, number and file name") {
    Files nygard(Files::Texts{{"doc/adr/0001-swim.md", nygard_1}});
    auto plan = nygard.plan(boats());
    REQUIRE(plan);
    CHECK(plan->path == "doc/adr/0002-use-boats.md");
    CHECK(plan->title == "2. Use boats");
    nygard.apply(*plan);
    const auto& record = nygard.record(plan->path);
    CHECK(record.format == decisions::Format::nygard);
    CHECK(record.title == "Use boats");
    CHECK(record.number == "2");
    CHECK(record.status == decisions::Status::accepted);
    CHECK(record.date == "2026-11-27");
    CHECK(record.problems.empty());

    CHECK(Files(Files::Texts{{"adr/ADR-007_swim_now.md", madr_1}}).plan(boats())->path ==
          "adr/ADR-008_use_boats.md");
    CHECK(Files(Files::Texts{{"docs/adr/20200102-swim.md", madr_1}}).plan(boats())->path ==
          "docs/adr/20261127-use-boats.md");
    CHECK(Files(Files::Texts{{"docs/adr/9-swim.md", madr_1}}).plan(boats())->path ==
          "docs/adr/10-use-boats.md");
    CHECK(Files(Files::Texts{{"docs/adr/swim.md", madr_1}}).plan(boats())->path == "docs/adr/use-boats.md");
}

TEST_CASE("the format and the folder can be asked for; a folder outside is refused") {
    const Files files(Files::Texts{{"doc/adr/0001-swim.md", nygard_1}});
    Wanted wanted;
    wanted.style = Style::madr;
    wanted.folder = "docs/./decisions/";
    const auto plan = files.plan(boats(), wanted);
    REQUIRE(plan);
    CHECK(plan->path == "docs/decisions/0001-use-boats.md");
    CHECK(plan->changes.front().after.starts_with("---\nstatus: accepted\n"));
    for (const auto* folder : {"/etc", "../x", "a/../../x", ""}) {
        wanted.folder = folder;
        const auto refused = files.plan(boats(), wanted);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::invalid_argument);
    }
}

TEST_CASE("a decision's own number is used where it is above all others") {
    const Files files(Files::Texts{{"doc/adr/0001-swim.md", nygard_1}});
    Wanted wanted;
    wanted.number = 40;
    CHECK(files.plan(boats(), wanted)->path == "doc/adr/0040-use-boats.md");
    wanted.number = 1;
    CHECK(files.plan(boats(), wanted)->path == "doc/adr/0002-use-boats.md");
}

TEST_CASE(
    "what an accepted decision replaces says so afterwards, in every format, and nothing else of it "
    "changes") {
    const std::string list =
        "# Swim\n\n* Status: accepted\n* Date: 2020-01-02\n\n## Decision Outcome\n\nSwim.\n";
    const std::string bold =
        "# 1. Swim\n\n**Status:** Accepted\n\n**Date:** 2020-01-02\n\n## Decision\n\nSwim.\n";
    for (const auto& old : {nygard_1, madr_1, list, bold}) {
        Files files(Files::Texts{{"doc/adr/0001-swim.md", old}});
        auto content = boats();
        content.supersedes = {elsewhere(files.records().front())};
        const auto plan = files.plan(content);
        REQUIRE(plan);
        CHECK(plan->by_hand.empty());
        REQUIRE(plan->changes.size() == 2);
        files.apply(*plan);
        const auto& swim = files.record("doc/adr/0001-swim.md");
        CHECK_MESSAGE(swim.status == decisions::Status::superseded, files.text(swim.path));
        CHECK(swim.superseded_by == std::vector<std::string>{"2"});
        CHECK(swim.title == "Swim");
        CHECK(swim.date == "2020-01-02");
        CHECK(swim.problems.empty());
        const auto& boat = files.record(plan->path);
        CHECK(boat.supersedes == std::vector<std::string>{"1"});
        CHECK(boat.problems.empty());
    }
}

TEST_CASE("a proposed decision retires nobody") {
    Files files(Files::Texts{{"doc/adr/0001-swim.md", nygard_1}});
    auto content = boats();
    content.status = "proposed";
    content.supersedes = {elsewhere(files.records().front())};
    const auto plan = files.plan(content);
    REQUIRE(plan);
    CHECK(plan->changes.size() == 1);
}

TEST_CASE("what cannot be changed is left alone, and a person is told") {
    const Files files(Files::Texts{{"doc/adr/0001-swim.md", "# 1. Swim\n\n## Decision\n\nSwim.\n"}});
    auto content = boats();
    content.supersedes = {elsewhere(files.records().front()), {"doc/adr/0009-gone.md", "ADR-9", ""}};
    const auto plan = files.plan(content);
    REQUIRE(plan);
    CHECK(plan->changes.size() == 1);
    REQUIRE(plan->by_hand.size() == 2);
    CHECK(plan->by_hand[0].find("doc/adr/0001-swim.md: no line in it states a status") == 0);
    CHECK(plan->by_hand[1].find("doc/adr/0009-gone.md: there is no such record here") == 0);
}

TEST_CASE("a decision is written down once; its file is known by its mark, whatever people made of it") {
    Files files(Files::Texts{});
    const auto plan = files.plan(boats());
    files.apply(*plan);
    auto renamed = files.text(plan->path);
    renamed.replace(renamed.find("# Use boats"), 11, "# Use ships");
    const Files later(Files::Texts{{"elsewhere/adr/0007-use-ships.md", renamed}});
    const auto again = later.plan(boats());
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::already_exists);
    CHECK(again.error().message.find("elsewhere/adr/0007-use-ships.md") != std::string::npos);
}

TEST_CASE("no title, and a record at the same path, are refused") {
    auto content = boats();
    content.title = " \n";
    CHECK(Files(Files::Texts{}).plan(content).error().code == Errc::invalid_argument);
    CHECK(Files(Files::Texts{{"docs/adr/use-boats.md", madr_1}}).plan(boats()).error().code ==
          Errc::already_exists);
}

TEST_CASE("texts made of whatever reads as structure leave the record what it is") {
    const std::vector<std::string> pieces{"# Status\n",
                                          "## Status\n\nRejected\n",
                                          "Status: rejected\n",
                                          "---\n",
                                          "```\n",
                                          "<!--",
                                          "-->",
                                          "* Status: rejected\n",
                                          "| Status | rejected |\n|---|---|\n",
                                          "Title\n===\n",
                                          "Date: 1999-01-01\n",
                                          "plain words ",
                                          "\n",
                                          "~~~~\n",
                                          "Superseded by ADR-9\n",
                                          "# 7. Other\n",
                                          "> quoted\n",
                                          "\t# code\n"};
    for (std::uint32_t seed = 0; seed < 400; ++seed) {
        std::mt19937 random(seed);
        const auto text = [&] {
            std::string out;
            for (auto count = random() % 8; count > 0; --count)
                out += pieces[random() % pieces.size()];
            return out;
        };
        auto content = boats();
        content.context = text();
        content.options = text();
        content.outcome = text();
        content.consequences = text();
        for (const auto style : {Style::madr, Style::nygard}) {
            Wanted wanted;
            wanted.style = style;
            Files files(Files::Texts{});
            const auto plan = files.plan(content, wanted);
            REQUIRE(plan);
            files.apply(*plan);
            const auto& record = files.record(plan->path);
            INFO("seed " << seed << "\n" << files.text(plan->path));
            CHECK(record.title == "Use boats");
            CHECK(record.number == "1");
            CHECK(record.date == "2026-11-27");
            CHECK(record.status == decisions::Status::accepted);
            CHECK(record.decision_id == decision_id);
        }
    }
}
