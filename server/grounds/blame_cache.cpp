#include "grounds/blame_cache.hpp"

#include <algorithm>

namespace restante::grounds {

std::list<BlameCache::File>::iterator BlameCache::find(const BlameQuestion& question) {
    return std::find_if(files_.begin(), files_.end(), [&](const File& file) {
        return file.blob == question.blob && file.path == question.path && file.ignored == question.ignored;
    });
}

void BlameCache::keep(const BlameQuestion& question, const std::vector<Blamed>& answer) {
    auto found = find(question);
    if (found == files_.end())
        files_.push_front({question.path, question.blob, question.ignored, {}, {}});
    else
        files_.splice(files_.begin(), files_, found);
    auto& file = files_.front();
    for (const auto& blamed : answer) {
        auto commit = std::find_if(file.commits.begin(), file.commits.end(), [&](const Blamed& known) {
            return known.commit == blamed.commit && known.path == blamed.path;
        });
        if (commit == file.commits.end()) {
            commit = file.commits.insert(file.commits.end(), blamed);
            commit->lines.clear();
        }
        const auto number = static_cast<std::uint32_t>(commit - file.commits.begin()) + 1;
        for (const auto& [line, original] : blamed.lines) {
            if (line >= lines_max) continue;
            if (line >= file.lines.size()) file.lines.resize(line + 1);
            file.lines[line] = {number, original};
        }
    }
    std::size_t lines = 0;
    std::size_t files = 0;
    for (auto kept = files_.begin(); kept != files_.end();) {
        lines += kept->lines.size();
        const bool stays = ++files == 1 || (files <= files_max && lines <= lines_max);
        kept = stays ? std::next(kept) : files_.erase(kept);
    }
}

std::optional<std::vector<Blamed>> BlameCache::of(const BlameQuestion& question) {
    const auto found = find(question);
    if (found == files_.end() || question.last >= found->lines.size()) return std::nullopt;
    files_.splice(files_.begin(), files_, found);
    const auto& file = files_.front();
    std::vector<Blamed> out;
    std::vector<std::size_t> places(file.commits.size() + 1, 0);
    for (auto at = question.first; at <= question.last; ++at) {
        const auto& line = file.lines[at];
        if (line.commit == 0) return std::nullopt;
        auto& place = places[line.commit];
        if (place == 0) {
            out.push_back(file.commits[line.commit - 1]);
            place = out.size();
        }
        out[place - 1].lines.push_back({at, line.original});
    }
    return out;
}

}  // namespace restante::grounds
