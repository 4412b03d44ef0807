#pragma once
// The strict grammar of JSON (RFC 8259) over a text, without building values: places, depth, duplicate keys.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::detail {

/// One value of the document, in the order of the text; the first is the document itself.
struct json_node {
  std::uint32_t parent = 0;
  std::uint32_t key = 0;    // offset of its key, or of itself where it has none
  std::uint32_t value = 0;  // offset
  std::uint32_t index = 0;  // among its siblings
  std::string name;         // the key, unescaped
};

/// Every node, or one diagnostic at the first offence.
expected<std::vector<json_node>> scan_json(std::string_view text, std::string_view file);

/// Line and column, both from 1, of a byte; the column counts bytes.
source_position position_of(std::string_view text, std::size_t offset, std::string_view file);

}  // namespace ketway::detail
