#include "backend.hpp"
#include "facts.hpp"

namespace ketway::ionq {
namespace {

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return plugin::open_backend(why, why_size, [&] {
    return std::make_unique<ionq_backend>(host, account_settings::read(plugin::view(config)));
  });
}

kw_plugin describe() {
  auto p = plugin::sized<kw_plugin>();
  p.abi_minor = KW_ABI_MINOR;
  p.id = plugin::str("org.ketway.ionq"), p.version = plugin::str("0.1.0");
  p.config_schema = plugin::str(config_schema), p.options_schema = plugin::str(options_schema);
  p.find_kind = KW_FIND_BY_TOKEN, p.find_settle_ns = facts::listing_lag_ns;
  p.open = &open;
  return p;
}

}  // namespace
}  // namespace ketway::ionq

const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const kw_plugin self = ketway::ionq::describe();
  return &self;
}
