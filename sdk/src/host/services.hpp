#pragma once
// kw_host: what the host does for one backend. Completions come on the strand, never inside the call that started them
// (R4).

#include <cstdint>
#include <memory>

#include "ketway/plugin.h"

namespace ketway {

class plugin_account;

class services : public kw_host {
 public:
  explicit services(plugin_account& account);
  services(const services&) = delete;
  services& operator=(const services&) = delete;

 private:
  struct table;
  plugin_account& account_;
};

}  // namespace ketway
