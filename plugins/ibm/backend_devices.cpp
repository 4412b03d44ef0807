#include <algorithm>

#include "backend.hpp"
#include "nearest.hpp"
#include "wire/errors.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
// A configuration changes with its version, which is asked each time; without one it is read again after an hour.
constexpr std::uint64_t configuration_lives_ns = 3600 * second_ns;
// Calibration comes daily, in half a megabyte.
constexpr std::uint64_t properties_live_ns = 300 * second_ns;

const json* entry_of(const std::vector<json>& all, std::string_view id) {
  const auto same = [&](const json& entry) { return text_of(entry, "name") == id; };
  const auto at = std::find_if(all.begin(), all.end(), same);
  return at == all.end() ? nullptr : &*at;
}

}  // namespace

plugin::task<std::vector<json>> ibm_backend::list_devices() {
  const json answer = co_await get("/backends?fields=wait_time_seconds", "the list of devices");
  co_return read_listing(answer);
}

plugin::task<json> ibm_backend::configuration_of(std::string id, std::string version) {
  const auto known = configurations_.find(id);
  if (known != configurations_.end()) {
    const cached& c = known->second;
    const bool same = version.empty() || c.version.empty() || version == c.version;
    if (same && now_ns() - c.read_ns < configuration_lives_ns) co_return c.value;
  }
  const std::string path = "/backends/" + path_step(id, "device") + "/configuration";
  json value = co_await get(path, "the configuration of " + id);
  // Without its gates nothing would be lowered for it, and what is not lowered fails there, and is billed.
  if (!member(value, "basis_gates").is_array())
    throw plugin::error(KW_DATA_LOSS, "IBM's answer holds no configuration of " + id);
  cached& c = configurations_[id];
  c.value = value, c.version = text_of(value, "backend_version"), c.read_ns = now_ns();
  co_return value;
}

plugin::task<json> ibm_backend::properties_of(std::string id) {
  const auto known = properties_.find(id);
  if (known != properties_.end() && now_ns() - known->second.read_ns < properties_live_ns)
    co_return known->second.value;
  const std::string path = "/backends/" + path_step(id, "device") + "/properties";
  json value = co_await optional(path, "the calibration of " + id);
  if (value.is_object()) {
    cached& c = properties_[id];
    c.value = value, c.read_ns = now_ns();
  }
  co_return value;
}

/// Null where there is none, also where the question failed: a device is told of without it.
plugin::task<json> ibm_backend::optional(std::string path, std::string what) {
  call c("GET", std::move(path));
  c.flags = KW_HTTP_IDEMPOTENT;
  try {
    const plugin::response answer = co_await send(c);
    if (answer.status == 404 || answer.status == 204) co_return json();
    if (answer.status / 100 != 2) throw failure(answer, what);
    co_return read_json(answer.body, what);
  } catch (const plugin::error& e) {
    // What only a person can mend, and an operation that ended, are no matter of this one answer.
    if (e.code == KW_CANCELLED || e.code == KW_UNAUTHENTICATED || e.code == KW_DEADLINE_EXCEEDED) throw;
    log(KW_LOG_WARN, e.what());
  }
  co_return json();
}

/// The listing says nothing of gates and coupling, so each device's configuration is read once and kept. A device whose
/// configuration can't be read is listed, without a format.
plugin::task<std::vector<plugin::device>> ibm_backend::devices() {
  const endpoint to = co_await where();
  const auto entries = co_await list_devices();
  std::vector<plugin::device> all;
  for (const json& entry : entries) {
    device_facts f;
    f.region = to.region, f.entry = entry, f.read_ns = now_ns(KW_CLOCK_UNIX);
    const std::string id = text_of(entry, "name");
    try {
      f.configuration = co_await configuration_of(id, "");
    } catch (const plugin::error& e) {
      if (e.code == KW_CANCELLED || e.code == KW_UNAUTHENTICATED || e.code == KW_DEADLINE_EXCEEDED) throw;
      log(KW_LOG_WARN, e.what());
    }
    all.push_back(ibm::describe(f, settings_));
  }
  co_return all;
}

plugin::task<plugin::device> ibm_backend::describe(std::string_view asked) {
  const std::string id(asked);
  const endpoint to = co_await where();
  const auto entries = co_await list_devices();
  const json* entry = entry_of(entries, id);
  if (!entry) {
    std::vector<std::string> names;
    for (const json& e : entries) names.push_back(text_of(e, "name"));
    throw plugin::error(KW_NOT_FOUND, names.empty()
                                          ? "this instance has no devices"
                                          : "no device named '" + id + "'; there are " + nearest_first(names, id));
  }
  device_facts f;
  f.region = to.region, f.entry = *entry;
  const std::string path = "/backends/" + path_step(id, "device");
  f.status = co_await optional(path + "/status", "the status of " + id);
  f.configuration = co_await configuration_of(id, text_of(f.status, "backend_version"));
  f.properties = co_await properties_of(id);
  f.usage = co_await optional("/instances/usage", "the instance's usage");
  f.read_ns = now_ns(KW_CLOCK_UNIX);
  const auto work_size = f.properties.is_object() ? member(f.properties, "gates").size() : 0;
  plugin::device d;
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      d = ibm::describe(f, settings_);
    } catch (...) {
      failed = std::current_exception();
    }
  };
  // A large device's calibration takes milliseconds.
  if (work_size > 100)
    co_await plugin::offload(work);
  else
    work();
  if (failed) std::rethrow_exception(failed);
  co_return d;
}

}  // namespace ketway::ibm
