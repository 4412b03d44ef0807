// A plugin whose one device speaks OpenQASM 2 and no other form. A job's metadata holds the programs as they arrived, so a
// test sees what the host printed:   {"format": "openqasm2", "texts": ["OPENQASM 2.0; ..."], "shots": 100}
#include <map>
#include <memory>
#include <string>

#include "../fixed_results.hpp"
#include "ketway/plugin.hpp"

namespace {
namespace kit = ketway::plugin;
using ketway::tests::fixed_results;
using ketway::tests::setting;

std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out + "\"";
}

class echo final : public kit::backend {
 public:
  echo(kw_host* host, std::string_view config) : backend(host), format_(setting(config, "format", "openqasm2")) {}

  kit::task<std::vector<kit::device>> devices() override {
    std::vector<kit::device> all(1);
    auto& d = all[0];
    d.id = "echo", d.num_qubits = 30, d.formats = {format_}, d.queue_length = 0;
    d.flags = KW_DEVICE_FREE | KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS;
    co_return all;
  }

  kit::task<kit::job> submit(const kw_submission& s) override {
    if (kit::view(s.device) != "echo") throw kit::error(KW_NOT_FOUND, "the only device is named echo");
    std::string texts;
    for (std::uint32_t i = 0; i < s.num_programs; ++i) {
      const kw_program& p = *s.programs[i];
      if (kit::view(p.format) != format_)
        throw kit::error(KW_INVALID_ARGUMENT, "program " + std::to_string(i) + " is no " + format_);
      texts += (i ? "," : "") + quoted(kit::view(p.text));
    }
    kit::job j;
    const fixed_results what(s);
    j.id = what.id("echo", ++jobs_), j.state = KW_JOB_RUNNING;
    metadata_[j.id] =
        "{\"format\":" + quoted(format_) + ",\"texts\":[" + texts + "],\"shots\":" + std::to_string(s.shots) + "}";
    co_return j;
  }

  kit::task<kit::job> poll(const kw_job_ref& ref) override {
    known(ref);
    kit::job j;
    j.id = kit::text(ref.id), j.state = KW_JOB_DONE;
    co_return j;
  }

  kit::task<std::unique_ptr<kit::results>> fetch(const kw_job_ref& ref) override {
    auto out = std::make_unique<kit::results>();
    fixed_results what(kit::view(ref.id));
    const std::string& metadata = known(ref);
    const kw_results* r = what.results();
    for (std::uint32_t i = 0; i < r->count; ++i) {
      const kw_result& from = *r->items[i];
      if (from.kind != KW_RESULT_COUNTS) continue;
      kit::result_part p(KW_RESULT_COUNTS);
      p.program = from.program, p.set = from.set, p.num_bits = from.num_bits, p.rows = 1, p.shots = from.shots;
      p.keys.assign((from.num_bits + 7) / 8, 0), p.counts = {from.shots}, p.metadata = metadata;
      out->parts.push_back(std::move(p));
    }
    co_return out;
  }

 private:
  const std::string& known(const kw_job_ref& ref) const {
    const auto found = metadata_.find(kit::text(ref.id));
    if (found == metadata_.end()) throw kit::error(KW_NOT_FOUND, "no such job");
    return found->second;
  }

  std::string format_;
  std::uint64_t jobs_ = 0;
  std::map<std::string, std::string> metadata_;
};

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return kit::open_backend(why, why_size, [&] {
    const auto text = kit::view(config);
    if (!text.empty() && text.front() != '{') throw kit::error(KW_INVALID_ARGUMENT, "the configuration is no object");
    return std::make_unique<echo>(host, text);
  });
}

kw_plugin make_plugin() {
  auto p = kit::sized<kw_plugin>();
  p.abi_minor = KW_ABI_MINOR, p.id = kit::str("echo"), p.version = kit::str("1.0.0");
  p.config_schema =
      kit::str(R"({"type":"object","properties":{"format":{"type":"string"}},"additionalProperties":false})");
  p.options_schema = kit::str(R"({"type":"object"})"), p.open = &open;
  return p;
}

}  // namespace

extern "C" const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const kw_plugin plugin = make_plugin();
  return &plugin;
}
