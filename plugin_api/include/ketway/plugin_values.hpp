#pragma once
// Owning builders for the descriptors that verbs answer with, and `lend`, which shows one as the C struct for as long as
// `done` runs. Include ketway/plugin.hpp.

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ketway/plugin_task.hpp"

namespace ketway::plugin {

/// kw_device. Numbers left alone are "not known".
class device {
 public:
  device() = default;
  std::string id, name, detail, snapshot, status_text;
  std::uint32_t flags = 0, num_qubits = 0, queue_length = UINT32_MAX, state = KW_STATE_ONLINE;
  std::uint64_t max_shots = UINT64_MAX, max_programs = UINT64_MAX, queue_wait_ns = UINT64_MAX, as_of_ns = 0;
  std::vector<std::string> formats, basis, qubit_names;
  std::vector<std::uint32_t> coupling;  ///< pairs, flat

  template <class Use>
  void lend(Use&& use) const {
    const auto strings = [](const std::vector<std::string>& from) {
      std::vector<kw_str> to;
      for (const auto& s : from) to.push_back(str(s));
      return to;
    };
    const auto f = strings(formats), b = strings(basis), q = strings(qubit_names);
    auto d = sized<kw_device>();
    d.flags = flags, d.num_qubits = num_qubits, d.queue_length = queue_length, d.state = state;
    d.max_shots = max_shots, d.max_programs = max_programs, d.queue_wait_ns = queue_wait_ns, d.as_of_ns = as_of_ns;
    d.id = str(id), d.name = str(name.empty() ? id : name), d.detail = str(detail);
    d.snapshot = str(snapshot), d.status_text = str(status_text);
    d.formats = f.data(), d.num_formats = f.size(), d.basis = b.data(), d.num_basis = b.size();
    d.coupling = coupling.data(), d.num_coupling = coupling.size() / 2;
    d.qubit_names = q.empty() ? nullptr : q.data();
    use(d);
  }
};

/// kw_estimate. NaN: not known.
class estimate {
 public:
  estimate() = default;
  double cost = std::numeric_limits<double>::quiet_NaN(), low = cost, high = cost;
  std::uint64_t wait_ns = UINT64_MAX, run_ns = UINT64_MAX;
  std::string currency, source, as_of;
};

/// One kw_result with its columns.
class result_part {
 public:
  explicit result_part(std::uint32_t kind) : kind(kind) {}
  std::uint32_t kind, program = 0, num_bits = 0;
  std::uint64_t rows = 0, set = 0, observable = 0, shots = 0;
  std::vector<std::uint8_t> keys;
  std::vector<std::uint64_t> counts;
  std::vector<double> values, errors;
  /// Values that live elsewhere (a state vector of the engine's own); `values` is not used then.
  std::shared_ptr<const void> owner;
  const double* external_values = nullptr;
  std::string metadata;
  std::optional<error> failure;
};

/// kw_results that the host may keep: handed over by `release`, so nothing is copied.
class results {
 public:
  results() = default;
  std::vector<result_part> parts;

  /// Hands itself over: the view owns this object until the receiver calls `release` on it.
  static const kw_results* give(std::unique_ptr<results> r) {
    r->items_.reserve(r->parts.size()), r->pointers_.reserve(r->parts.size()), r->failures_.reserve(r->parts.size());
    for (const auto& p : r->parts) {
      auto v = sized<kw_result>();
      v.kind = p.kind, v.program = p.program, v.num_bits = p.num_bits, v.rows = p.rows;
      v.keys = p.keys.empty() ? nullptr : p.keys.data();
      v.counts = p.counts.empty() ? nullptr : p.counts.data();
      v.values = p.external_values ? p.external_values : (p.values.empty() ? nullptr : p.values.data());
      v.errors = p.errors.empty() ? nullptr : p.errors.data();
      v.metadata = str(p.metadata), v.set = p.set, v.observable = p.observable, v.shots = p.shots, v.value_size = 8;
      if (p.failure) {
        r->failures_.push_back(p.failure->status());
        v.failure = &r->failures_.back();
      }
      r->items_.push_back(v);
    }
    for (const auto& v : r->items_) r->pointers_.push_back(&v);
    r->view_ = sized<kw_results>();
    r->view_.count = static_cast<std::uint32_t>(r->pointers_.size());
    r->view_.items = r->pointers_.data();
    r->view_.owner = r.get();
    r->view_.release = [](void* self) { delete static_cast<results*>(self); };
    return &r.release()->view_;
  }

 private:
  std::vector<kw_result> items_;
  std::vector<const kw_result*> pointers_;
  std::vector<kw_status> failures_;
  kw_results view_{};
};

/// kw_job.
class job {
 public:
  job() = default;
  std::string id, provider_state, currency, memo;
  std::uint32_t state = KW_JOB_QUEUED, queue_position = UINT32_MAX;
  std::uint64_t poll_after_ns = 0, created_ns = 0, started_ns = 0, finished_ns = 0, execution_ns = 0;
  double cost = std::numeric_limits<double>::quiet_NaN();
  std::optional<error> failure;
  std::unique_ptr<plugin::results> results;

  template <class Use>
  void lend(Use&& use) {
    kw_status failed{};
    auto j = sized<kw_job>();
    if (failure) {
      failed = failure->status();
      j.failure = &failed;
    }
    j.state = state, j.queue_position = queue_position, j.id = str(id), j.poll_after_ns = poll_after_ns;
    j.memo = bytes(memo), j.provider_state = str(provider_state), j.currency = str(currency), j.cost = cost;
    j.created_ns = created_ns, j.started_ns = started_ns, j.finished_ns = finished_ns, j.execution_ns = execution_ns;
    if (results) j.results = results::give(std::move(results));
    use(j);
  }
};

template <class Call>
void lend(const device& d, Call&& call) {
  d.lend([&](const kw_device& v) { call(&v); });
}
template <class Call>
void lend(const std::vector<device>& all, Call&& call) {
  std::vector<const kw_device*> views;
  // Each level of the recursion keeps one view alive.
  const auto next = [&](const auto& self, std::size_t i) -> void {
    if (i < all.size()) {
      all[i].lend([&](const kw_device& v) {
        views.push_back(&v);
        self(self, i + 1);
      });
      return;
    }
    auto list = sized<kw_devices>();
    list.count = static_cast<std::uint32_t>(views.size()), list.items = views.data();
    call(&list);
  };
  next(next, 0);
}
template <class Call>
void lend(const estimate& e, Call&& call) {
  auto v = sized<kw_estimate>();
  v.cost = e.cost, v.low = e.low, v.high = e.high, v.wait_ns = e.wait_ns, v.run_ns = e.run_ns;
  v.currency = str(e.currency), v.source = str(e.source), v.as_of = str(e.as_of);
  call(&v);
}
template <class Call>
void lend(job& j, Call&& call) {
  j.lend([&](const kw_job& v) { call(&v); });
}
template <class Call>
void lend(std::vector<job>& all, Call&& call) {
  std::vector<const kw_job*> views;
  const auto next = [&](const auto& self, std::size_t i) -> void {
    if (i == all.size()) {
      auto list = sized<kw_jobs>();
      list.count = static_cast<std::uint32_t>(views.size()), list.items = views.data();
      call(&list);
    } else if (all[i].id.empty()) {
      views.push_back(nullptr);
      self(self, i + 1);
    } else {
      all[i].lend([&](const kw_job& v) {
        views.push_back(&v);
        self(self, i + 1);
      });
    }
  };
  next(next, 0);
}
template <class Call>
void lend(std::unique_ptr<results>& r, Call&& call) {
  if (!r) throw error(KW_INTERNAL, "the plugin gave no results");
  call(results::give(std::move(r)));
}

}  // namespace ketway::plugin
