// The verbs, as coroutines over what the host offers. All of it runs on the backend's queue: no locks.
#include "ketway/plugin.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "configuration.hpp"
#include "machine.hpp"

namespace toy {
namespace {
namespace kit = ketway::plugin;

constexpr std::string_view device_id = "toy";
constexpr std::uint64_t most_shots = 1'000'000;

/// A job of this provider. It owns all it needs: a submission is borrowed.
class run_record {
 public:
  run_record() = default;
  std::vector<std::vector<std::uint8_t>> keys;  ///< one a program
  std::vector<std::uint32_t> bits;
  std::uint64_t shots = 0, want = 0;
  bool finished = false, cancelled = false;
  kit::signal changed;
};

class backend final : public kit::backend {
 public:
  backend(kw_host* host, const configuration& config) : kit::backend(host), config_(config) {}

  kit::task<std::vector<kit::device>> devices() override {
    kit::device d;
    d.id = device_id, d.name = "classical bits", d.num_qubits = config_.qubits, d.queue_length = 0;
    d.flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MEMORY | KW_DEVICE_MID_CIRCUIT | KW_DEVICE_EXACT;
    d.formats = {"kw.circuit/1"}, d.basis = {"x", "cx", "swap"};
    d.max_shots = most_shots, d.max_programs = 100;
    std::vector<kit::device> all;
    all.push_back(std::move(d));
    co_return all;
  }

  kit::task<void> validate(const kw_submission& asked) override {
    check(asked);
    co_return;
  }

  kit::task<kit::estimate> price(const kw_submission& asked) override {
    check(asked);
    kit::estimate e;
    e.cost = e.low = e.high = 0, e.currency = "USD", e.source = "a toy costs nothing", e.wait_ns = e.run_ns = 0;
    co_return e;
  }

  kit::task<kit::job> submit(const kw_submission& asked) override {
    check(asked);
    const kw_submission s = kit::known(asked);
    auto record = std::make_shared<run_record>();
    record->shots = s.shots, record->want = s.want;
    // The submission is borrowed until this verb has answered, so the work on it is done here, on a worker thread.
    const auto work = [&s, &record] {
      for (std::uint32_t i = 0; i < s.num_programs; ++i) {
        const kw_circuit& c = *s.programs[i]->circuit;
        record->keys.push_back(run(c)), record->bits.push_back(c.num_bits);
      }
    };
    co_await kit::offload(work);
    const std::string id = "toy-" + std::to_string(++jobs_);
    records_[id] = record;
    if ((s.flags & KW_SUBMIT_INLINE) != 0) {  // someone waits for the result: save them a poll
      record->finished = true;
      auto j = state_of(id, *record);
      j.results = results_of(*record);
      co_return j;
    }
    kit::operation::detach(host(), [record] { return wait_in_queue(record); });
    co_return state_of(id, *record);
  }

  kit::task<kit::job> poll(const kw_job_ref& ref) override {
    const std::string id = kit::text(ref.id);
    const auto record = find_record(id);
    if (!record->finished) co_await record->changed.wait();  // held until there is news
    co_return state_of(id, *record);
  }

  kit::task<std::unique_ptr<kit::results>> fetch(const kw_job_ref& ref) override {
    const auto record = find_record(kit::text(ref.id));
    if (record->cancelled || !record->finished) throw kit::error(KW_FAILED_PRECONDITION, "this job has no results");
    co_return results_of(*record);
  }

  kit::task<kit::job> cancel(const kw_job_ref& ref) override {
    const std::string id = kit::text(ref.id);
    const auto record = find_record(id);
    if (!record->finished) {
      record->finished = record->cancelled = true;
      record->changed.notify_all();
    }
    co_return state_of(id, *record);
  }

 private:
  /// A provider has a queue; this one's is short.
  static kit::task<void> wait_in_queue(std::shared_ptr<run_record> record) {
    co_await kit::sleep(1'000'000);
    if (record->finished) co_return;
    record->finished = true;
    record->changed.notify_all();
  }

  std::shared_ptr<run_record> find_record(const std::string& id) const {
    const auto found = records_.find(id);
    if (found == records_.end()) throw kit::error(KW_NOT_FOUND, "there is no job " + id);
    return found->second;
  }

  /// Throws INVALID_ARGUMENT with every reason.
  void check(const kw_submission& asked) const {
    const kw_submission s = kit::known(asked);
    if (kit::view(s.device) != device_id)
      throw kit::error(KW_NOT_FOUND, "the only device is named " + std::string(device_id));
    std::string why;
    const auto object = [&why](const std::string& reason) { why += (why.empty() ? "" : "; ") + reason; };
    if (s.num_programs == 0) object("there is no program");
    if (s.shots > most_shots) object("more than " + std::to_string(most_shots) + " shots");
    for (std::uint32_t i = 0; i < s.num_programs; ++i) {
      const kw_program p = kit::known(*s.programs[i]);
      const std::string where = s.num_programs > 1 ? "program " + std::to_string(i) + ", " : "";
      if (kit::view(p.format) != "kw.circuit/1" || !p.circuit)
        object(where + "format \"" + kit::text(p.format) + "\" instead of kw.circuit/1");
      else
        for (const auto& reason : objections(*p.circuit, config_.qubits)) object(where + reason);
    }
    if (!why.empty()) throw kit::error(KW_INVALID_ARGUMENT, why);
  }

  static kit::job state_of(const std::string& id, const run_record& r) {
    kit::job j;
    j.id = id;
    j.state = r.cancelled ? KW_JOB_CANCELLED : r.finished ? KW_JOB_DONE : KW_JOB_QUEUED;
    j.provider_state = r.cancelled ? "taken out" : r.finished ? "ready" : "in the queue";
    return j;
  }

  static std::unique_ptr<kit::results> results_of(const run_record& r) {
    const auto part = [&r](std::uint32_t kind, std::uint32_t program) {
      kit::result_part p(kind);
      p.program = program, p.num_bits = r.bits[program], p.shots = r.shots, p.rows = 1, p.keys = r.keys[program];
      return p;
    };
    auto all = std::make_unique<kit::results>();
    for (std::uint32_t i = 0; i < r.keys.size(); ++i) {
      if (r.shots > 0) {
        auto p = part(KW_RESULT_COUNTS, i);
        p.counts = {r.shots};
        all->parts.push_back(std::move(p));
      }
      if (r.shots == 0 || (r.want & (1u << KW_RESULT_PROBABILITIES)) != 0) {
        auto p = part(KW_RESULT_PROBABILITIES, i);
        p.values = {1.0};
        all->parts.push_back(std::move(p));
      }
      if (r.shots > 0 && (r.want & (1u << KW_RESULT_SHOTS)) != 0) {
        auto p = part(KW_RESULT_SHOTS, i);
        p.rows = r.shots, p.keys.clear();
        for (std::uint64_t n = 0; n < r.shots; ++n) p.keys.insert(p.keys.end(), r.keys[i].begin(), r.keys[i].end());
        all->parts.push_back(std::move(p));
      }
    }
    return all;
  }

  configuration config_;
  std::uint64_t jobs_ = 0;
  std::map<std::string, std::shared_ptr<run_record>> records_;
};

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return kit::open_backend(why, why_size, [&] {
    const configuration read(kit::view(config));
    return std::make_unique<backend>(host, read);
  });
}

kw_plugin describe() {
  auto p = kit::sized<kw_plugin>();
  p.abi_minor = KW_ABI_MINOR;
  p.id = kit::str("org.example.toy"), p.version = kit::str("1.0.0");
  p.config_schema = kit::str(configuration::schema);
  p.options_schema = kit::str(R"({"type": "object", "additionalProperties": false, "properties": {}})");
  p.find_kind = KW_FIND_NONE;  // its jobs end with the process
  p.open = &open;
  return p;
}

}  // namespace
}  // namespace toy

extern "C" const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const kw_plugin plugin = toy::describe();
  return &plugin;
}
