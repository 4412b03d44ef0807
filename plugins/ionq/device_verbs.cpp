// Which devices there are, and what a submission would meet on one of them.
#include <algorithm>
#include <cmath>

#include "calibration.hpp"
#include "facts.hpp"
#include "price.hpp"
#include "transport.hpp"

namespace ketway::ionq {
namespace {

constexpr std::uint64_t small_records = 2'000;  // encode within a millisecond

plugin::error not_documented(const char* what) {
  return {KW_DATA_LOSS, std::string("IonQ's answer to a request for ") + what + " is not as documented"};
}

}  // namespace

plugin::task<std::vector<plugin::device>> ionq_backend::devices() {
  call list("/backends", "the list of devices");
  list.open_to_all();
  const json body = co_await ask(std::move(list));
  const json* entries = backend_list(body);
  if (!entries) throw not_documented("the list of devices");
  std::vector<plugin::device> all;
  for (const auto& entry : *entries) {
    const machine m = machine_of(entry);
    if (m.id.empty()) continue;
    machines_.insert_or_assign(m.id, m);
    all.push_back(device_of(entry, nullptr, nullptr, unix_now()));
  }
  // The default device is one that costs nothing.
  std::stable_partition(all.begin(), all.end(), [](const auto& d) { return (d.flags & KW_DEVICE_FREE) != 0; });
  co_return all;
}

/// The provider's entry of one device, by its id or by what a person calls it. Throws NOT_FOUND with the nearest names.
plugin::task<json> ionq_backend::ask_backend(std::string name) {
  const std::string id = backend_id(name);
  call one("/backends/" + encoded(id), "the device " + id);
  one.open_to_all();
  const plugin::response answer = co_await send(std::move(one));
  if (answer.status != 404) {
    json entry = body_of(answer, asked::reads, "the device " + id, unix_now());
    machine m = machine_of(entry);
    if (m.id.empty()) throw unreadable(answer, asked::reads, "the device " + id, "it has no name");
    machines_.insert_or_assign(m.id, std::move(m));
    co_return entry;
  }
  call list("/backends", "the list of devices");
  list.open_to_all();
  const json body = co_await ask(std::move(list));
  std::vector<std::string> known;
  if (const json* entries = backend_list(body))
    for (const auto& entry : *entries) {
      if (text_at(entry, "backend") == name) co_return entry;
      known.push_back(text_at(entry, "backend"));
    }
  throw unknown_device(name, known);
}

/// What is nice to have: null where it is refused. A cancel goes through.
plugin::task<json> ionq_backend::ask_quietly(call c) {
  std::string why;
  try {
    json j = co_await ask(std::move(c));
    co_return j;
  } catch (const plugin::error& e) {
    if (e.code == KW_CANCELLED) throw;
    why = e.what();
  }
  log(KW_LOG_DEBUG, why);
  co_return json();
}

plugin::task<plugin::device> ionq_backend::describe(std::string_view id) {
  const json entry = co_await ask_backend(std::string(id));
  const machine m = machine_of(entry);
  json calibration, rates;
  if (!m.simulator()) {
    call newest("/backends/" + encoded(m.id) + "/characterizations?limit=1", "the calibration of " + m.id);
    newest.open_to_all();
    const json found = co_await ask_quietly(std::move(newest));
    calibration = newest_characterization(found);
    rates = co_await ask_quietly(call("/jobs/estimate?backend=" + encoded(m.id), "the prices of " + m.id));
  }
  plugin::device d = device_of(entry, calibration, rates, unix_now());
  co_return d;
}

/// What encoding needs; asks the provider only where that decides something.
plugin::task<machine> ionq_backend::machine_for(std::string device, bool must_know_natives) {
  const std::string id = backend_id(device);
  const auto seen = machines_.find(id);
  if (seen != machines_.end()) co_return seen->second;
  if (must_know_natives) {
    const json entry = co_await ask_backend(std::move(device));
    machine m = machine_of(entry);
    co_return m;
  }
  machine m(id);
  co_return m;
}

plugin::task<encoded_submission> ionq_backend::encode_for(const kw_submission& s, const machine& to) {
  encoded_submission out;
  if (work_in(s) <= small_records) {
    out = encode(s, to);
    co_return out;
  }
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      out = encode(s, to);
    } catch (...) {
      failed = std::current_exception();
    }
  };
  co_await plugin::offload(work);
  if (failed) std::rethrow_exception(failed);
  co_return out;
}

plugin::task<void> ionq_backend::validate(const kw_submission& s) {
  const json entry = co_await ask_backend(plugin::text(s.device));
  const machine m = machine_of(entry);
  const std::string status = text_at(entry, "status");
  if (status == "retired")
    throw plugin::error(KW_FAILED_PRECONDITION, m.id + " is retired; choose another device", KW_NOT_BILLED);
  if (status == "unavailable")
    throw plugin::error(KW_UNAVAILABLE, "IonQ says that " + m.id + " is unavailable", KW_RETRYABLE | KW_NOT_BILLED);
  const encoded_submission e = co_await encode_for(s, m);
  if (!e.reasons.empty()) throw refused(e.reasons);
}

plugin::task<plugin::estimate> ionq_backend::price(const kw_submission& s) {
  const machine m = co_await machine_for(plugin::text(s.device), false);
  const encoded_submission e = co_await encode_for(s, m);
  if (!e.reasons.empty()) throw refused(e.reasons);
  plugin::estimate free;
  free.cost = free.low = free.high = 0, free.currency = "USD", free.source = "IonQ's simulators are free";
  if (m.simulator()) co_return free;
  const run_options options = run_options::read(plugin::view(plugin::known(s).options));
  if (options.dry_run) {
    free.source = "a dry run is never billed";
    co_return free;
  }
  const bool mitigated = options.debiasing.value_or(s.shots >= facts::debiasing_shots);
  const auto asked_for = [&](std::uint64_t one_qubit, std::uint64_t two_qubit) {
    return "/jobs/estimate?backend=" + encoded(m.id) +
           "&type=" + (s.num_programs == 1 ? "ionq.circuit.v1" : "ionq.multi-circuit.v1") +
           "&qubits=" + std::to_string(e.qubits) + "&shots=" + std::to_string(s.shots) +
           "&1q_gates=" + std::to_string(one_qubit) + "&2q_gates=" + std::to_string(two_qubit) +
           "&error_mitigation=" + (mitigated ? "true" : "false");
  };
  const std::string of_all = asked_for(e.one_qubit, e.two_qubit);
  plugin::estimate out = co_await ask_estimate(of_all);
  if (s.num_programs > 1) {
    // The estimate is that of one circuit with all the gates; each circuit has its own least price, and what a circuit
    // without gates costs is that.
    const std::string of_none = asked_for(0, 0);
    const plugin::estimate least = co_await ask_estimate(of_none);
    out.low = out.cost;
    out.high = out.cost + (s.num_programs - 1) * least.cost;
    if (std::isnan(out.high)) out.low = out.cost = out.high;  // half of a price is none
  }
  co_return out;
}

plugin::task<plugin::estimate> ionq_backend::ask_estimate(std::string path) {
  const json body = co_await ask(call(path, "an estimate"));
  if (!body.is_object()) throw not_documented("an estimate");
  plugin::estimate out = estimate_of(body);
  co_return out;
}

}  // namespace ketway::ionq
