#pragma once
// What a device says of itself, for a person.

#include <string>
#include <string_view>
#include <vector>

#include "ketway/device.hpp"
#include "terminal.hpp"

namespace ketway::cli {

std::string queue_text(const device& d);  ///< "3 jobs, 1m30s", "-" where not known
/// The first `limit` gate names; "all" where there is no restriction.
std::string gates_text(const device& d, std::size_t limit);
std::string price_text(const device& d);  ///< "free", "0.3 USD/task + 0.00145 USD/shot", "-" where not known
style state_style(device_state s) noexcept;

/// Everything, a line a fact. `others`: the ids of its plugin's other devices; `origin`: the plugin.
std::string device_text(std::string_view name, const device& d, const std::vector<std::string>& others,
                        std::string_view origin, const terminal& out);

}  // namespace ketway::cli
