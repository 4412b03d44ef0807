#pragma once
// A world for the clouds whose clock moves when a test says so.

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>

#include "emulator/cloud.hpp"

namespace ketway::emulator::testing {

using json = nlohmann::ordered_json;

class virtual_world final : public surroundings {
 public:
  explicit virtual_world(std::uint64_t seed = 1) : engine_(seed) {}
  std::uint64_t unix_ns() override { return now_ns; }
  void random(std::span<std::byte> to) override {
    for (std::byte& b : to) b = static_cast<std::byte>(engine_() >> 56);
  }
  void pass_ms(std::uint64_t ms) { now_ns += ms * 1'000'000; }

  std::uint64_t now_ns = 1'789'207'200'000'000'000;  // 2026-09-12T10:00:00Z

 private:
  std::mt19937_64 engine_;
};

/// What came back, with its body read as JSON (discarded where it is none).
class answer {
 public:
  explicit answer(response r) : raw(std::move(r)), body(json::parse(raw.body, nullptr, false)) {}
  unsigned status() const { return raw.status; }
  const std::string* find(std::string_view name) const {
    request r;
    r.headers = raw.headers;
    const std::string* value = r.find(name);
    return value ? &(kept = *value) : nullptr;
  }
  response raw;
  json body;
  mutable std::string kept;
};

/// A client of one cloud: its standing headers, and the calls.
class client {
 public:
  explicit client(cloud& c) : cloud_(&c) {}
  answer send(std::string method, std::string target, std::string body = {}) const {
    request r;
    r.method = std::move(method), r.target = std::move(target), r.body = std::move(body), r.host = host;
    r.headers = headers;
    return answer(cloud_->handle(r));
  }
  answer get(std::string target) const { return send("GET", std::move(target)); }
  answer post(std::string target, const json& body) const { return send("POST", std::move(target), body.dump()); }

  std::vector<header> headers;
  std::string host;

 private:
  cloud* cloud_;
};

}  // namespace ketway::emulator::testing
