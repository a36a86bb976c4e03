// All records of a repository together: which record each reference names, and what is wrong between them.
// PURE; linear in the records and their references.
#pragma once

#include <memory>
#include <vector>

#include "decisions/read.hpp"

namespace restante::decisions {

/// Relations are filled in, in the words of each record alone: a successor that names what it replaces says
/// nothing in the name of that one. In the order of the paths.
[[nodiscard]] std::vector<Record> resolve(std::vector<Reading> readings);

/// The same, kept, so that one file that was edited costs what is in it and not all of the others.
class Resolved {
  public:
    explicit Resolved(std::vector<Reading> readings);
    ~Resolved();
    Resolved(Resolved&&) noexcept;
    Resolved& operator=(Resolved&&) noexcept;

    /// As resolve() gives them; where they are does not change with replace().
    [[nodiscard]] const std::vector<Record>& records() const;
    /// Another reading of the same file. False, and nothing has changed, when what the others say could mean
    /// something else by it (it is called otherwise now): then all are to be resolved anew.
    [[nodiscard]] bool replace(std::size_t index, Reading reading);

  private:
    class Resolver;
    std::unique_ptr<Resolver> resolver_;
};

}  // namespace restante::decisions
