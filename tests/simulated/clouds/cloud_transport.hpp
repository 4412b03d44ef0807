#pragma once
// The network of a simulated world: requests reach emulated clouds as calls of a function, over virtual time, and what a
// fault does to a connection is acted out as the real transport would report it. No socket, no thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/transport.hpp"
#include "ketway/world.hpp"

namespace ketway::simulated {

/// The clock and the randomness that a cloud takes from a simulated world.
class cloud_surroundings final : public emulator::surroundings {
 public:
  explicit cloud_surroundings(simulated_world& w) : world_(w) {}
  std::uint64_t unix_ns() override { return world_.unix_ns(); }
  void random(std::span<std::byte> to) override { world_.random(to); }

 private:
  simulated_world& world_;
};

class cloud_transport final : public transport {
 public:
  /// Each way of each exchange takes between `least` and `most`, by the seed.
  cloud_transport(simulated_world& w, std::uint64_t seed, std::chrono::nanoseconds least,
                  std::chrono::nanoseconds most);
  ~cloud_transport() override;
  cloud_transport(const cloud_transport&) = delete;
  cloud_transport& operator=(const cloud_transport&) = delete;

  /// Outlives the transport. The first that owns a request answers it. A request that no cloud owns finds no host.
  void add(emulator::cloud& c) { clouds_.push_back(&c); }
  /// `now` answers in the place of `was`.
  void replace(const emulator::cloud& was, emulator::cloud& now) {
    for (auto& c : clouds_)
      if (c == &was) c = &now;
  }
  /// Sees each exchange as it ends, in one line without secrets.
  void watch(std::function<void(const std::string&)> see) { see_ = std::move(see); }

  std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done) override;
  /// The same; `arrived` is called when the cloud has done what was asked, before anything of that comes back. Nothing of
  /// `what` is borrowed.
  std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done,
                                       std::function<void()> arrived);
  /// Exchanges that have not ended.
  std::size_t open() const noexcept { return open_.size(); }
  std::uint64_t requests() const noexcept { return requests_; }

 private:
  class exchange;
  std::uint64_t trip_ns();
  emulator::cloud* cloud_of(const emulator::request& r) const;

  simulated_world& world_;
  std::mt19937_64 dice_;
  const std::uint64_t least_ns_, most_ns_;
  std::vector<emulator::cloud*> clouds_;
  std::function<void(const std::string&)> see_;
  std::map<const exchange*, std::shared_ptr<exchange>> open_;
  std::uint64_t requests_ = 0;
};

}  // namespace ketway::simulated
