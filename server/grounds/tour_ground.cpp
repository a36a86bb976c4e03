#include "grounds/tour_ground.hpp"

#include <algorithm>
#include <set>

#include "base/file_name.hpp"
#include "base/utf8.hpp"
#include "decisions/named_paths.hpp"
#include "vcs/binary.hpp"
#include "vcs/object_parse.hpp"
#include "vcs/work_tree.hpp"
#include "why/citations.hpp"
#include "why/marks.hpp"

namespace restante::grounds {
namespace {

constexpr std::size_t toured_files_max = 4'000;
constexpr std::size_t toured_bytes_max = 24UL * 1024 * 1024;
constexpr std::size_t toured_file_bytes_max = 512UL * 1024;

struct Toured {
    std::string path;
    vcs::ObjectId id;
    vcs::EntryKind kind = vcs::EntryKind::folder;
};

/// What is at the path; not_found when nothing is.
Result<Toured> entry_at(const TourQuestion& question, vcs::Objects& objects) {
    const auto object = objects.read(question.commit);
    if (!object) return tl::unexpected(object.error());
    const auto commit = vcs::parse_commit(object->bytes);
    if (!commit) return tl::unexpected(commit.error());
    Toured at{"", commit->tree, vcs::EntryKind::folder};
    for (std::string_view rest = question.folder; !rest.empty();) {
        const auto name = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        const auto tree = at.kind == vcs::EntryKind::folder
                              ? objects.read(at.id)
                              : Result<vcs::RawObject>(fail(Errc::not_found, "no folder"));
        const auto entry =
            tree ? vcs::find_in_tree(tree->bytes, at.id.size, name) : tl::unexpected(tree.error());
        if (!entry || !*entry)
            return tl::unexpected(Error{
                Errc::not_found,
                fmt::format("{} is no folder of the repository", utf8::replace_invalid(question.folder)),
                "only what is committed can be toured"});
        at = {at.path + (at.path.empty() ? "" : "/") + std::string(name),
              vcs::ObjectId::of_bytes((*entry)->raw_id), (*entry)->kind};
    }
    return at;
}

class Walk {
  public:
    Walk(const TourQuestion& question, vcs::Objects& objects, const why::Names& names, TourGround& out)
        : question_(question), objects_(objects), names_(names), out_(out) {}

    void through(Toured top) {
        std::vector<Toured> waiting{std::move(top)};
        while (!waiting.empty()) {
            const auto here = std::move(waiting.back());
            waiting.pop_back();
            if (here.kind == vcs::EntryKind::file) {
                if (files_ >= toured_files_max || bytes_ >= toured_bytes_max) return cut();
                ++files_;
                file(here);
                continue;
            }
            const auto tree = objects_.read(here.id);
            const auto entries =
                tree ? vcs::parse_tree(tree->bytes, here.id.size) : tl::unexpected(tree.error());
            if (!entries) {
                out_.gaps.push_back(
                    with_context(entries.error(), "the folder " + utf8::replace_invalid(here.path)));
                continue;
            }
            // The last one is looked at first.
            for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry)
                if (entry->kind == vcs::EntryKind::file || entry->kind == vcs::EntryKind::folder)
                    waiting.push_back({here.path.empty() ? entry->name : here.path + "/" + entry->name,
                                       entry->id, entry->kind});
        }
    }

  private:
    void cut() {
        out_.gaps.push_back({Errc::too_large, fmt::format("only the first {} files were looked into", files_),
                             "ask about a folder further in"});
    }

    Result<std::string> bytes_of(const Toured& file) {
        if (question_.root.empty())
            return objects_.read(file.id, toured_file_bytes_max).map([](vcs::RawObject object) {
                return std::move(object.bytes);
            });
        vcs::Repository work_tree;
        work_tree.root = question_.root;
        const auto on_disk = vcs::work_tree_file(work_tree, file.path);
        if (!on_disk || !on_disk->read || on_disk->kind != vcs::EntryKind::file)
            return fail(Errc::not_found, "{}", file.path);
        return on_disk->read(toured_file_bytes_max);
    }

    void file(const Toured& file) {
        if (names_.at(file.path)) return;  // a record itself
        const auto bytes = bytes_of(file);
        if (!bytes || vcs::looks_binary(*bytes)) return;
        bytes_ += bytes->size();
        const anchor::Text text(*bytes);
        for (const auto& mark : why::marks_in(text, names_, file.path))
            if (seen_.insert(mark.record).second)
                out_.input.seen.push_back({mark.record, utf8::replace_invalid(file.path), mark.line + 1});
    }

    const TourQuestion& question_;
    vcs::Objects& objects_;
    const why::Names& names_;
    TourGround& out_;
    std::set<std::size_t> seen_;
    std::size_t files_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

Result<TourGround> tour_ground(const TourQuestion& question, vcs::Objects& objects, const why::Names& names,
                               const std::vector<decisions::Record>& records, const RecordText& text) {
    auto top = entry_at(question, objects);
    if (!top) return tl::unexpected(std::move(top).error());
    TourGround out;
    out.input.folder = question.folder;
    out.input.refers_to.resize(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto status = records[i].status;
        if (status != decisions::Status::accepted && status != decisions::Status::implemented) continue;
        const auto bytes = text(i);
        if (!bytes) continue;
        for (const auto& cited : why::citations_in(*bytes, names, records[i].path))
            if (!cited.elsewhere) out.input.refers_to[i].push_back(cited.record);
        if (!question.folder.empty() && decisions::names_into(*bytes, question.folder))
            out.input.naming.push_back(i);
    }
    Walk(question, objects, names, out).through(std::move(*top));
    return out;
}

}  // namespace restante::grounds
