#pragma once
// What a result of a deterministic run depends on, as a name.

#include <optional>
#include <string>
#include <vector>

#include "ketway/backend.hpp"

namespace ketway {

/// One call to a backend: circuits, or one circuit and the rows of a table.
class cacheable_call {
 public:
  std::string origin;
  ketway::device device;
  std::vector<circuit> circuits;
  std::optional<parameter_table> table;
  bool batch = false;  // seeds are drawn from the call's own, so the same circuit alone is another run
  execute_options options;

  std::size_t size() const noexcept { return table ? table->rows().size() : circuits.size(); }
};

/// Whether two such runs must come out the same, and may be kept.
bool repeats_itself(const device& d, const execute_options& o) noexcept;

/// 64 hexadecimal digits. Errors: internal.
expected<std::string> key_of(const cacheable_call& call);

}  // namespace ketway
