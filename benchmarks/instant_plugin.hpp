#pragma once
// A plugin that answers at once, and one whose jobs wait in a queue: what the SDK itself costs is what is left.

#include <memory>
#include <string>
#include <vector>

#include "ketway/plugin.hpp"

namespace ketway::benchmarks {

namespace p = ketway::plugin;

class instant_backend final : public p::backend {
 public:
  instant_backend(kw_host* host, bool queued) : backend(host), queued_(queued) {}

  p::task<std::vector<p::device>> devices() override {
    std::vector<p::device> all(1);
    all[0].id = "instant",
    all[0].flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS;
    all[0].num_qubits = 64, all[0].formats = {"kw.circuit/1"};
    co_return all;
  }
  p::task<p::job> submit(const kw_submission& s) override {
    p::job j;
    j.id = std::to_string(++last_);
    if (queued_) {
      j.state = KW_JOB_QUEUED, j.poll_after_ns = 30'000'000'000ULL;
      co_return j;
    }
    j.state = KW_JOB_DONE;
    j.results = one_key(*s.programs[0]->circuit, s.shots);
    co_return j;
  }
  p::task<std::vector<p::job>> poll_many(const kw_job_refs& refs) override {
    ++poll_calls;
    std::vector<p::job> all(refs.count);
    for (std::uint32_t i = 0; i < refs.count; ++i) {
      all[i].id = p::text(refs.items[i]->id);
      all[i].state = KW_JOB_QUEUED, all[i].poll_after_ns = 30'000'000'000ULL;
    }
    co_return all;
  }
  p::task<p::job> cancel(const kw_job_ref& ref) override {
    p::job j;
    j.id = p::text(ref.id), j.state = KW_JOB_CANCELLED;
    co_return j;
  }

  std::uint64_t poll_calls = 0;

 private:
  static std::unique_ptr<p::results> one_key(const kw_circuit& c, std::uint64_t shots) {
    auto r = std::make_unique<p::results>();
    auto& part = r->parts.emplace_back(KW_RESULT_COUNTS);
    part.num_bits = c.num_bits, part.rows = 1, part.shots = shots;
    part.keys.assign((c.num_bits + 7) / 8, 0), part.counts = {shots};
    return r;
  }
  const bool queued_;
  std::uint64_t last_ = 0;
};

inline kw_backend* open_instant(kw_host* h, kw_str, char* why, std::uint64_t n) {
  return p::open_backend(why, n, [&] { return std::make_unique<instant_backend>(h, false); });
}
inline kw_backend* open_queued(kw_host* h, kw_str, char* why, std::uint64_t n) {
  return p::open_backend(why, n, [&] { return std::make_unique<instant_backend>(h, true); });
}
inline const kw_plugin& instant_plugin(bool queued) {
  static const auto make = [](bool q) {
    auto x = p::sized<kw_plugin>();
    x.id = p::str("instant"), x.version = p::str("1"), x.open = q ? &open_queued : &open_instant;
    return x;
  };
  static const kw_plugin quick = make(false), slow = make(true);
  return queued ? slow : quick;
}

}  // namespace ketway::benchmarks
