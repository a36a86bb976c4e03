// The store of a large team after some years: 100 000 threads with 1 000 000 comments on 20 000 files of a
// real git repository, made once through the real store and used again. Seeded: two of them hold the same
// ops.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "bench/sandbox.hpp"

namespace restante::bench {

/// Words of which the first is the commonest; the n-th is written about 1/n times as often.
class Words {
  public:
    Words();
    [[nodiscard]] const std::string& operator[](std::size_t rank) const { return words_[rank]; }
    [[nodiscard]] std::size_t size() const { return words_.size(); }
    template <class Random>
    [[nodiscard]] const std::string& any(Random& random) const {
        return words_[rank(std::uniform_real_distribution(0.0, 1.0)(random))];
    }

  private:
    [[nodiscard]] std::size_t rank(double part) const;
    std::vector<std::string> words_;
};

inline constexpr std::size_t big_files = 20'000;
inline constexpr std::size_t big_threads = 100'000;
inline constexpr std::size_t big_comments = 1'000'000;
inline constexpr std::size_t keystroke_lines = 10'000;
inline constexpr std::size_t keystroke_threads = 500;
inline constexpr const char* big_space = "bench";

class BigStore {
  public:
    /// Below this folder; made there (some minutes, with progress) when it is not complete.
    explicit BigStore(const std::string& folder);
    [[nodiscard]] const std::string& home() const { return home_; }
    [[nodiscard]] std::string database() const { return home_ + "/data/restante/restante.db"; }
    [[nodiscard]] const std::string& root() const { return root_; }
    /// Of the file with this number, below big_files.
    [[nodiscard]] static std::string path(std::size_t file);
    [[nodiscard]] static std::string keystroke_path() { return "long/keystroke.txt"; }
    [[nodiscard]] static std::string keystroke_text();
    /// Where a hub's database that holds the first `count` ops is, and where what is made of them may be.
    [[nodiscard]] const std::string& folder() const { return folder_; }

    /// `visit` is given the canonical bytes of the first `count` ops, in the order in which they came.
    void read_ops(std::size_t count, const std::function<void(std::string_view)>& visit) const;

  private:
    void make();
    std::string folder_;
    std::string home_;
    std::string root_;
};

}  // namespace restante::bench
