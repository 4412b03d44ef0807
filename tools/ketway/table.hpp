#pragma once
// Columns for a person: as wide as they need to be.

#include <cstdint>
#include <string>
#include <vector>

#include "terminal.hpp"

namespace ketway::cli {

class table {
 public:
  enum class align : std::uint8_t { left, right };
  /// A column with a title; an empty title for all of them leaves the head out.
  table& column(std::string title, align side = align::left);
  /// One row; missing cells at the end are empty. Cells are plain text; `how` paints the whole cell.
  table& row(std::vector<std::string> cells, std::vector<style> how = {});
  std::string text(const terminal& out) const;

 private:
  class heading {
   public:
    std::string title;
    align side = align::left;
  };
  class line {
   public:
    std::vector<std::string> cells;
    std::vector<style> styles;
  };
  std::vector<heading> columns_;
  std::vector<line> rows_;
};

}  // namespace ketway::cli
