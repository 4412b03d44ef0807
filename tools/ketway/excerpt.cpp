#include "excerpt.hpp"

#include <filesystem>
#include <fstream>
#include <limits>

namespace ketway::cli {
namespace {

constexpr std::size_t longest_line = 4096;                  // bytes looked at
constexpr std::size_t shown_before = 80, shown_after = 60;  // bytes around the column

struct remembered {
  std::string name, text;
};

remembered& memory() {
  static remembered one;
  return one;
}

std::optional<std::string> line_of_file(const std::string& file, std::uint32_t number) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(file, failure)) return {};
  std::ifstream in(file, std::ios::binary);
  std::string line;
  for (std::uint32_t i = 1; in; ++i) {
    if (i == number) {
      line.resize(longest_line);
      in.getline(line.data(), static_cast<std::streamsize>(line.size()));
      line.resize(line.find('\0') == std::string::npos ? line.size() : line.find('\0'));
      return line;
    }
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return {};
}

std::optional<std::string> line_of_text(std::string_view text, std::uint32_t number) {
  for (std::uint32_t i = 1; i < number; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return std::string(text.substr(0, std::min(text.find('\n'), longest_line)));
}

std::optional<std::string> line_at(const source_position& where) {
  if (where.line == 0 || where.column == 0) return {};
  if (where.file == memory().name) return line_of_text(memory().text, where.line);
  return line_of_file(where.file, where.line);
}

style style_of(const diagnostic& finding) {
  switch (finding.level) {
    case diagnostic::severity::error: return style::bad;
    case diagnostic::severity::warning: return style::warning;
    default: return style::faint;
  }
}

bool part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string explained(const diagnostic& finding, const terminal& out) {
  const std::string text = printable(finding.to_string());
  const std::string kind = finding.level == diagnostic::severity::error     ? "error: "
                           : finding.level == diagnostic::severity::warning ? "warning: "
                                                                            : "note: ";
  std::string shown;
  if (const std::size_t at = text.find(kind); at != std::string::npos) {
    shown = out.paint(style::strong, text.substr(0, at)) + out.paint(style_of(finding), kind) +
            text.substr(at + kind.size());
  } else {
    shown = text;
  }
  return shown += '\n';
}

std::string explained_with_line(const diagnostic& finding, const terminal& out) {
  std::string shown = explained(finding, out);
  std::optional<std::string> line = line_at(finding.where);
  if (!line || finding.where.column > line->size() + 1) return shown;
  for (char& c : *line) {
    if (c == '\t' || c == '\r') c = ' ';
  }
  const std::size_t column = finding.where.column - 1;
  const std::size_t from = column > shown_before ? column - shown_before : 0;
  const std::string before = printable(std::string_view(*line).substr(from, column - from));
  const std::string after = printable(std::string_view(*line).substr(column, shown_after));
  const std::string number = std::to_string(finding.where.line);
  shown += out.paint(style::faint, number + " | ") + before + after + "\n";
  shown += std::string(number.size() + 3 + width_of(before), ' ') + out.paint(style_of(finding), "^") + "\n";
  return shown;
}

void remember_text(std::string_view name, std::string text) {
  memory().name = name;
  memory().text = std::move(text);
}

std::string_view remembered_text() noexcept { return memory().text; }

std::optional<source_position> first_mention(std::string_view text, std::string_view word) {
  std::size_t at = 0;
  while ((at = text.find(word, at)) != std::string_view::npos) {
    const bool alone_before = at == 0 || !part_of_word(text[at - 1]);
    const bool alone_after = at + word.size() == text.size() || !part_of_word(text[at + word.size()]);
    if (alone_before && alone_after) {
      source_position where;
      where.line = 1;
      std::size_t start = 0;
      for (std::size_t i = text.find('\n'); i < at; i = text.find('\n', i + 1)) {
        ++where.line;
        start = i + 1;
      }
      where.column = static_cast<std::uint32_t>(at - start + 1);
      return where;
    }
    at += word.size();
  }
  return {};
}

}  // namespace ketway::cli
