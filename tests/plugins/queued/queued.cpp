// A provider with a queue: jobs wait for a number of polls or until a time on the host's clock. It counts every call; the
// counts stand in a result's metadata, in the device's status_text, and behind observed_of(). See modes.md.
#include <map>
#include <memory>
#include <set>
#include <string>

#include "../fixed_results.hpp"
#include "../observed.hpp"
#include "ketway/plugin.hpp"

namespace {
namespace kit = ketway::plugin;
using ketway::tests::fixed_results;
using ketway::tests::number;
using ketway::tests::setting;

ketway::tests::call_counts counts;

std::string counts_as_json() {
  const auto field = [](const char* name, std::uint64_t n) {
    return "\"" + std::string(name) + "\":" + std::to_string(n);
  };
  return "{" + field("devices", counts.devices) + "," + field("device", counts.device) + "," +
         field("validate", counts.validate) + "," + field("estimate", counts.estimate) + "," +
         field("submit", counts.submit) + "," + field("find", counts.find) + "," + field("poll", counts.poll) + "," +
         field("poll_many", counts.poll_many) + "," + field("polled", counts.polled) + "," +
         field("fetch", counts.fetch) + "," + field("cancel", counts.cancel) + "}";
}

class queued final : public kit::backend {
 public:
  queued(kw_host* host, std::string_view config)
      : backend(host),
        polls_(number(config, "polls", 0)),
        delay_ns_(number(config, "delay_ns", 0)),
        latency_ns_(number(config, "latency_ns", 0)),
        poll_after_ns_(number(config, "poll_after_ns", 0)),
        lose_submits_(number(config, "lose_submits", 0)),
        refuse_submits_(number(config, "refuse_submits", 0)),
        fail_polls_(number(config, "fail_polls", 0)),
        poll_many_(setting(config, "poll_many", "true") == "true"),
        remember_(setting(config, "remember", "true") == "true"),
        hold_(setting(config, "hold", "false") == "true"),
        fail_(setting(config, "fail", "false") == "true") {
    ++counts.opened;
  }
  ~queued() override { ++counts.destroyed; }

  kit::task<std::vector<kit::device>> devices() override {
    ++counts.devices;
    co_await latency();
    std::vector<kit::device> all(1);
    all[0] = description();
    co_return all;
  }
  kit::task<kit::device> describe(std::string_view id) override {
    ++counts.device;
    const bool known = id == "queued";
    co_await latency();
    if (!known) throw kit::error(KW_NOT_FOUND, "the only device is named queued");
    co_return description();
  }
  kit::task<void> validate(const kw_submission&) override {
    ++counts.validate;
    co_await latency();
  }
  kit::task<kit::estimate> price(const kw_submission& s) override {
    ++counts.estimate;
    kit::estimate e;
    e.cost = 0.01 * static_cast<double>(s.shots), e.currency = "USD", e.source = "test", e.as_of = "2026-01-01";
    co_await latency();
    co_return e;
  }

  kit::task<kit::job> submit(const kw_submission& s) override {
    ++counts.submit;
    if (kit::view(s.device) != "queued") throw kit::error(KW_NOT_FOUND, "the only device is named queued");
    if (take(refuse_submits_)) throw kit::error(KW_UNAVAILABLE, "try again", KW_RETRYABLE | KW_NOT_BILLED);
    const fixed_results what(s);
    const std::uint64_t serial = ++serial_;
    const std::uint64_t due = now_ns() + delay_ns_;
    const std::string id = what.id("queued-" + std::to_string(due), serial);
    if (remember_) ids_.emplace(kit::text(s.client_token), id);
    if (polls_ > 0) polls_left_.emplace(serial, polls_);
    const bool lost = take(lose_submits_);
    co_await latency();
    if (lost) throw kit::error(KW_UNAVAILABLE, "the answer was lost", KW_RETRYABLE | KW_MAYBE_EXECUTED);
    co_return state_of(id, false);
  }
  kit::task<kit::job> find(const kw_job_ref& ref) override {
    ++counts.find;
    const std::string token = kit::text(ref.client_token);
    co_await latency();
    const auto found = ids_.find(token);
    if (found == ids_.end()) throw kit::error(KW_NOT_FOUND, "no job has this token");
    co_return state_of(found->second, false);
  }
  kit::task<kit::job> poll(const kw_job_ref& ref) override {
    ++counts.poll;
    const std::string id = kit::text(ref.id);
    co_await latency();
    if (take(fail_polls_)) throw kit::error(KW_UNAVAILABLE, "no answer", KW_RETRYABLE);
    if (hold_ && due_of(id) > now_ns()) co_await kit::sleep(due_of(id) - now_ns());
    co_return state_of(id, true);
  }
  kit::task<std::vector<kit::job>> poll_many(const kw_job_refs& refs) override {
    ++counts.poll_many;
    counts.polled += refs.count;
    if (!poll_many_) throw kit::error(KW_UNIMPLEMENTED, "one at a time, please");
    co_await latency();
    if (take(fail_polls_)) throw kit::error(KW_UNAVAILABLE, "no answer", KW_RETRYABLE);
    std::vector<kit::job> all(refs.count);
    for (std::uint32_t i = 0; i < refs.count; ++i) {
      try {
        all[i] = state_of(kit::text(refs.items[i]->id), true);
      } catch (const kit::error&) {  // not found: an entry without an id
      }
    }
    co_return all;
  }
  kit::task<std::unique_ptr<kit::results>> fetch(const kw_job_ref& ref) override {
    ++counts.fetch;
    const std::string id = kit::text(ref.id);
    co_await latency();
    if (state_of(id, false).state != KW_JOB_DONE) throw kit::error(KW_FAILED_PRECONDITION, "the job is not done");
    auto out = std::make_unique<kit::results>();
    fixed_results what(id);
    const kw_results* r = what.results();
    for (std::uint32_t i = 0; i < r->count; ++i) {
      const kw_result& from = *r->items[i];
      if (from.kind != KW_RESULT_COUNTS) continue;
      kit::result_part p(KW_RESULT_COUNTS);
      p.program = from.program, p.set = from.set, p.num_bits = from.num_bits, p.rows = 1, p.shots = from.shots;
      p.keys.assign((from.num_bits + 7) / 8, 0), p.counts = {from.shots}, p.metadata = counts_as_json();
      out->parts.push_back(std::move(p));
    }
    co_return out;
  }
  kit::task<kit::job> cancel(const kw_job_ref& ref) override {
    ++counts.cancel;
    const std::string id = kit::text(ref.id);
    co_await latency();
    if (state_of(id, false).state == KW_JOB_QUEUED) cancelled_.insert(serial_of(id));
    co_return state_of(id, false);
  }
  void stop() override { ++counts.stopped; }

 private:
  kit::task<void> latency() const {
    if (latency_ns_ > 0) co_await kit::sleep(latency_ns_);
  }
  static bool take(std::uint64_t& left) { return left > 0 && left-- > 0; }

  kit::device description() const {
    kit::device d;
    d.id = "queued", d.num_qubits = 100, d.formats = {"kw.circuit/1"}, d.flags = KW_DEVICE_MID_CIRCUIT;
    d.queue_length = static_cast<std::uint32_t>(counts.submit - counts.fetch), d.max_shots = 100'000;
    d.status_text = counts_as_json();
    return d;
  }

  // An id is queued-<due>.<serial>.…
  static std::uint64_t due_of(std::string_view id) {
    if (id.substr(0, 7) != "queued-" || id.find('.') == std::string_view::npos)
      throw kit::error(KW_NOT_FOUND, "no such job");
    return number(id.substr(7));
  }
  static std::uint64_t serial_of(std::string_view id) { return number(id.substr(id.find('.') + 1)); }

  kit::job state_of(const std::string& id, bool polled) {
    kit::job j;
    j.id = id, j.state = KW_JOB_QUEUED, j.provider_state = "waiting", j.poll_after_ns = poll_after_ns_;
    const bool due = due_of(id) <= now_ns();
    const auto left = polls_left_.find(serial_of(id));
    if (left != polls_left_.end() && polled) --left->second;
    if (left != polls_left_.end() && left->second == 0) polls_left_.erase(left);
    if (cancelled_.contains(serial_of(id))) {
      j.state = KW_JOB_CANCELLED;
    } else if (due && !polls_left_.contains(serial_of(id))) {
      j.state = fail_ ? KW_JOB_FAILED : KW_JOB_DONE;
      if (fail_) j.failure.emplace(KW_INTERNAL, "the provider dropped the job", KW_NOT_BILLED);
    }
    return j;
  }

  std::uint64_t polls_, delay_ns_, latency_ns_, poll_after_ns_, lose_submits_, refuse_submits_, fail_polls_;
  bool poll_many_, remember_, hold_, fail_;
  std::uint64_t serial_ = 0;
  std::map<std::string, std::string> ids_;             // by token
  std::map<std::uint64_t, std::uint64_t> polls_left_;  // by serial
  std::set<std::uint64_t> cancelled_;
};

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return kit::open_backend(why, why_size, [&] {
    const auto text = kit::view(config);
    if (!text.empty() && text.front() != '{') throw kit::error(KW_INVALID_ARGUMENT, "the configuration is no object");
    return std::make_unique<queued>(host, text);
  });
}

constexpr std::string_view schema = R"({"type":"object","additionalProperties":false,"properties":{
  "polls":{"type":"integer"},"delay_ns":{"type":"integer"},"latency_ns":{"type":"integer"},
  "poll_after_ns":{"type":"integer"},"lose_submits":{"type":"integer"},"refuse_submits":{"type":"integer"},
  "fail_polls":{"type":"integer"},"poll_many":{"type":"boolean"},"remember":{"type":"boolean"},
  "hold":{"type":"boolean"},"fail":{"type":"boolean"}}})";

ketway::tests::observed_plugin make_plugin() {
  ketway::tests::observed_plugin p{};
  p.struct_size = sizeof(kw_plugin), p.abi_minor = KW_ABI_MINOR;
  p.id = kit::str("queued"), p.version = kit::str("1.0.0"), p.config_schema = kit::str(schema);
  p.options_schema = kit::str(R"({"type":"object"})");
  p.find_kind = KW_FIND_BY_TOKEN, p.find_settle_ns = 1'000'000'000;
  p.open = &open, p.calls = &counts;
  return p;
}

}  // namespace

extern "C" const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const ketway::tests::observed_plugin plugin = make_plugin();
  return &plugin;
}
