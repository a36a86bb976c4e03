// Runs a fuzz target once over every file of the folders or files given, in the order of their names. What
// makes the corpus an ordinary test: no clang, no libFuzzer. A folder that is missing or empty is a failure,
// since a target without inputs tests nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> inputs(const std::filesystem::path& place) {
    if (std::filesystem::is_regular_file(place)) return {place};
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(place, error)) {
        if (entry.is_regular_file()) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        const auto files = inputs(argv[i]);
        if (files.empty()) {
            fmt::print(stderr, "no inputs in {}\n", argv[i]);
            return 1;
        }
        for (const auto& file : files) {
            // Said before the run, so that a crash shows which input it was.
            fmt::print("{}\n", file.filename().string());
            std::fflush(stdout);
            std::ifstream stream(file, std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
            ++count;
        }
    }
    fmt::print("{} passed, 0 failed\n", count);
    return 0;
}
