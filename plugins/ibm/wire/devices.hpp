#pragma once
// A device from what IBM's endpoints say of it.

#include <ketway/plugin.hpp>
#include <string>
#include <vector>

#include "settings.hpp"
#include "wire/json.hpp"

namespace ketway::ibm {

/// What is known of a device; parts that were not read are null.
class device_facts {
 public:
  device_facts() = default;
  std::string region;
  json entry;          ///< of GET /backends
  json configuration;  ///< of GET /backends/{name}/configuration
  json properties;     ///< of GET /backends/{name}/properties
  json status;         ///< of GET /backends/{name}/status
  json usage;          ///< of GET /instances/usage
  std::uint64_t read_ns = 0;
};

/// The entries of GET /backends that are devices. Throws DATA_LOSS where there is no list of them.
std::vector<json> read_listing(const json& answer);

/// Without a configuration the device lists no format: nobody can send it a program that might not fit.
plugin::device describe(const device_facts& facts, const settings& c);

// -- the parts

/// Gates of ketway/ops.h that programs may use: without id and xslow, and without rx and rzz unless they are wanted.
std::vector<std::string> usable_basis(const json& configuration, bool fractional);
/// `gates` of kw.device/1.
json gate_details(const device_facts& facts, const settings& c);
/// The whole of kw_device.detail.
json device_detail(const device_facts& facts, const settings& c, const plugin::device& d);
bool supports(const json& configuration, std::string_view instruction);

}  // namespace ketway::ibm
