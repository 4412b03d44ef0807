#include "backend.hpp"

namespace ketway::ibm {
namespace {

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return plugin::open_backend(why, why_size, [&] {
    settings s = settings::read(plugin::view(config));
    return std::make_unique<ibm_backend>(host, std::move(s));
  });
}

kw_plugin facts() {
  auto p = plugin::sized<kw_plugin>();
  p.abi_minor = KW_ABI_MINOR;
  p.id = plugin::str("org.ketway.ibm"), p.version = plugin::str("0.1.0");
  p.config_schema = plugin::str(config_schema), p.options_schema = plugin::str(options_schema);
  // UNCONFIRMED: how far IBM's listing lags behind a submission.
  p.find_kind = KW_FIND_BY_TOKEN, p.find_settle_ns = 30'000'000'000;
  p.open = &open;
  return p;
}

}  // namespace
}  // namespace ketway::ibm

const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const kw_plugin self = ketway::ibm::facts();
  return &self;
}
