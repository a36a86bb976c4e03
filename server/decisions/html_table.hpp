// Rows of a table that is written as HTML inside of Markdown. PURE; owned by the reader of one text, fed line
// by line. It knows rows and cells only: what else HTML can say is left out.
#pragma once

#include <string_view>

#include "decisions/outline.hpp"

namespace restante::decisions {

class HtmlTable {
  public:
    /// Takes the line if it is of such a table, and adds the rows that begin in it. `number` counts from 1.
    bool take(std::string_view line, std::uint32_t number, Outline& out);

  private:
    void cell(std::string_view text, Outline& out) const;

    bool inside_ = false;
    bool in_row_ = false;   // the outline's last element is its row
    bool in_cell_ = false;  // the row's last cell may go on in this line
};

}  // namespace restante::decisions
