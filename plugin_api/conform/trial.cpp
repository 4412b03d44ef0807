#include "conform/trial.hpp"

#include <dlfcn.h>

namespace ketway::conform {

trial::entry trial::symbol() {
  if (!library_) library_ = dlopen(what_.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library_) throw failure(std::string("it does not load: ") + dlerror());
  auto* found = reinterpret_cast<entry>(dlsym(library_, KW_ENTRY_NAME));
  require(found != nullptr, "it has no " KW_ENTRY_NAME);
  return found;
}

const kw_plugin* trial::plugin() {
  const kw_plugin* p = symbol()(KW_ABI_MINOR);
  require(p != nullptr,
          "it needs a newer host than " + std::to_string(KW_ABI_MAJOR) + "." + std::to_string(KW_ABI_MINOR));
  require(KW_SLOT(p, kw_plugin, open), "it has no open");
  return p;
}

host_options trial::options() const {
  host_options o;
  o.seed = what_.seed, o.patience_seconds = what_.patience_seconds;
  return o;
}

std::unique_ptr<account> trial::open(const host_options& options) {
  return std::make_unique<account>(plugin(), what_.config, options);
}

device_copy trial::device(account& a) {
  const reply r = a.run(a.start_devices());
  if (!r.ok() && a.host().asked_for_transport()) throw skip("needs the emulated transport");
  require(r.ok(), "devices: " + r.words());
  require(!r.devices.empty(), "devices: there is none");
  for (const auto& d : r.devices)
    if (what_.device.empty() || d.id == what_.device) return d;
  throw failure("there is no device named " + what_.device);
}

circuit trial::plain(const device_copy& d) const {
  circuit c(2, 2);
  if (!dialect(d).flip(c, 0)) throw skip("the kit knows no gate of this device that flips a qubit");
  return c.measure(0, 0).measure(1, 1);
}

}  // namespace ketway::conform
