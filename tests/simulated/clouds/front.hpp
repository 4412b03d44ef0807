#pragma once
// Something between a client and its cloud: passes on what it is asked.

#include <string>
#include <utility>

#include "emulator/cloud.hpp"

namespace ketway::simulated {

class front : public emulator::cloud {
 public:
  explicit front(emulator::cloud& inner) : inner_(inner) {}
  std::string_view name() const noexcept override { return inner_.name(); }
  bool owns(const emulator::request& r) const override { return inner_.owns(r); }
  emulator::purpose purpose_of(const emulator::request& r) const override { return inner_.purpose_of(r); }
  emulator::response refusal(unsigned status) const override { return inner_.refusal(status); }
  emulator::ledger& books() override { return inner_.books(); }
  emulator::response handle(const emulator::request& r) override { return inner_.handle(r); }

 protected:
  emulator::cloud& inner_;
};

/// Answers for hosts that are called as the provider's, with `ending`.
class namesake final : public front {
 public:
  namesake(emulator::cloud& inner, std::string ending) : front(inner), ending_(std::move(ending)) {}
  bool owns(const emulator::request& r) const override { return r.host.ends_with(ending_); }
  emulator::response handle(const emulator::request& r) override {
    emulator::request same = r;
    same.host.resize(same.host.size() - ending_.size());
    return inner_.handle(same);
  }

 private:
  const std::string ending_;
};

}  // namespace ketway::simulated
