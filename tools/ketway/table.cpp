#include "table.hpp"

#include <algorithm>

namespace ketway::cli {

table& table::column(std::string title, align side) {
  heading h;
  h.title = std::move(title);
  h.side = side;
  columns_.push_back(std::move(h));
  return *this;
}

table& table::row(std::vector<std::string> cells, std::vector<style> how) {
  line l;
  for (std::string& cell : cells) {
    std::replace(cell.begin(), cell.end(), '\n', ' ');
    l.cells.push_back(printable(cell));
  }
  l.styles = std::move(how);
  l.cells.resize(columns_.size());
  l.styles.resize(columns_.size(), style::plain);
  rows_.push_back(std::move(l));
  return *this;
}

std::string table::text(const terminal& out) const {
  std::vector<std::size_t> widths(columns_.size());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    widths[c] = width_of(columns_[c].title);
    for (const line& l : rows_) widths[c] = std::max(widths[c], width_of(l.cells[c]));
  }
  std::string text;
  const auto cell = [&](std::size_t c, const std::string& content, style how) {
    const std::string padding(widths[c] - width_of(content), ' ');
    const bool last = c + 1 == columns_.size();
    if (columns_[c].side == align::right) text += padding;
    text += out.paint(how, content);
    if (columns_[c].side == align::left && !last) text += padding;
    if (!last) text += "  ";
  };
  const auto trim = [&] {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += '\n';
  };
  if (std::any_of(columns_.begin(), columns_.end(), [](const heading& h) { return !h.title.empty(); })) {
    for (std::size_t c = 0; c < columns_.size(); ++c) cell(c, columns_[c].title, style::strong);
    trim();
  }
  for (const line& l : rows_) {
    for (std::size_t c = 0; c < columns_.size(); ++c) cell(c, l.cells[c], l.styles[c]);
    trim();
  }
  return text;
}

}  // namespace ketway::cli
