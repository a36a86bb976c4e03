// The repositories of cases, by name, opened when first asked for.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fit/cases.hpp"
#include "follow/step_files.hpp"

namespace restante::fit {

struct Repository {
    explicit Repository(std::unique_ptr<vcs::Objects> objects)
        : history(std::move(objects)), files(history) {}
    follow::History history;
    follow::StepFiles files;
};

class Repositories {
  public:
    explicit Repositories(std::string folder) : folder_(std::move(folder)) {}
    /// Null when there is none of that name.
    [[nodiscard]] Repository* open(const std::string& name);

  private:
    std::string folder_;
    std::map<std::string, std::unique_ptr<Repository>> opened_;
};

/// Of a place's lines, or its columns, which cases count in characters.
[[nodiscard]] anchor::Range range_of(const anchor::Text& text, const Place& place);

}  // namespace restante::fit
