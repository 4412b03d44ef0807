// A plugin that answers every call at once, inside the call, and allocates next to nothing: what is left is the host.
#include "../fixed_results.hpp"
#include "../observed.hpp"

namespace {
using namespace ketway::tests;

call_counts counts;

void ignore(kw_op*) {}
const kw_op_vt finished_table{sizeof(kw_op_vt), 0, &ignore, &ignore};
kw_op finished{&finished_table};

struct backend : kw_backend {
  kw_host* host = nullptr;
  bool sweep = false;
  std::uint64_t jobs = 0;
};
backend& self(kw_backend* b) { return static_cast<backend&>(*b); }

kw_op* ok(kw_done done, const void* result) {
  const auto st = sized<kw_status>();
  done.call(done.ctx, &st, result);
  return &finished;
}
kw_op* fail(kw_done done, std::uint32_t code, std::string_view message) {
  auto st = sized<kw_status>();
  st.code = code, st.message = str(message);
  done.call(done.ctx, &st, nullptr);
  return &finished;
}

const kw_str formats[] = {str("kw.circuit/1")};

kw_device description(const backend& b) {
  auto d = sized<kw_device>();
  d.id = d.name = str("instant");
  d.num_qubits = 1000, d.queue_length = 0, d.max_shots = d.max_programs = UINT64_MAX, d.queue_wait_ns = 0;
  d.flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MEMORY | KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS |
            KW_DEVICE_EXACT | (b.sweep ? static_cast<std::uint32_t>(KW_DEVICE_SWEEP) : 0u);
  d.formats = formats, d.num_formats = 1, d.state = KW_STATE_ONLINE;
  return d;
}

kw_op* devices(kw_backend* b, kw_done done) {
  ++counts.devices;
  const kw_device d = description(self(b));
  const kw_device* items[] = {&d};
  auto list = sized<kw_devices>();
  list.count = 1, list.items = items;
  return ok(done, &list);
}

kw_op* device(kw_backend* b, kw_str id, kw_done done) {
  ++counts.device;
  if (view(id) != "instant") return fail(done, KW_NOT_FOUND, "the only device is named instant");
  const kw_device d = description(self(b));
  return ok(done, &d);
}

kw_op* validate(kw_backend*, const kw_submission*, kw_done done) {
  ++counts.validate;
  return ok(done, nullptr);
}

kw_op* estimate(kw_backend*, const kw_submission*, kw_done done) {
  ++counts.estimate;
  auto e = sized<kw_estimate>();
  e.currency = str("USD");
  return ok(done, &e);
}

kw_op* submit(kw_backend* b, const kw_submission* s, kw_done done) {
  ++counts.submit;
  if (view(s->device) != "instant") return fail(done, KW_NOT_FOUND, "the only device is named instant");
  fixed_results what(*s);
  const std::string id = what.id("instant", ++self(b).jobs);
  auto j = sized<kw_job>();
  j.id = str(id), j.state = KW_JOB_QUEUED, j.queue_position = 0;
  if ((s->flags & KW_SUBMIT_INLINE) != 0) j.state = KW_JOB_DONE, j.results = what.results();
  return ok(done, &j);
}

bool mine(kw_str id) { return view(id).substr(0, 8) == "instant."; }

kw_op* poll(kw_backend*, const kw_job_ref* ref, kw_done done) {
  ++counts.poll;
  if (!mine(ref->id)) return fail(done, KW_NOT_FOUND, "no such job");
  fixed_results what(view(ref->id));
  auto j = sized<kw_job>();
  j.id = ref->id, j.state = KW_JOB_DONE, j.results = what.results();
  return ok(done, &j);
}

kw_op* fetch(kw_backend*, const kw_job_ref* ref, kw_done done) {
  ++counts.fetch;
  if (!mine(ref->id)) return fail(done, KW_NOT_FOUND, "no such job");
  fixed_results what(view(ref->id));
  return ok(done, what.results());
}

kw_op* cancel(kw_backend*, const kw_job_ref* ref, kw_done done) {
  ++counts.cancel;
  if (!mine(ref->id)) return fail(done, KW_NOT_FOUND, "no such job");
  auto j = sized<kw_job>();
  j.id = ref->id, j.state = KW_JOB_DONE;  // too late: it always is
  return ok(done, &j);
}

const void* extension(kw_backend*, kw_str) { return nullptr; }
void destroy(kw_backend* b) {
  ++counts.destroyed;
  delete &self(b);
}
void stop(kw_backend*) { ++counts.stopped; }

const kw_backend_vt table{sizeof(kw_backend_vt),
                          0,
                          &devices,
                          &device,
                          &validate,
                          &estimate,
                          &submit,
                          nullptr,
                          &poll,
                          nullptr,
                          &fetch,
                          &cancel,
                          &extension,
                          &destroy,
                          &stop};

void explain(char* why, std::uint64_t size, std::string_view text) {
  if (size > 0) why[text.copy(why, size - 1)] = 0;
}

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  const auto text = view(config);
  if (!text.empty() && text.front() != '{') {
    explain(why, why_size, "the configuration is no JSON object");
    return nullptr;
  }
  ++counts.opened;
  auto* b = new backend;
  b->vt = &table, b->host = host, b->sweep = setting(text, "sweep", "false") == "true";
  return b;
}

constexpr std::string_view schema =
    R"({"type":"object","properties":{"sweep":{"type":"boolean"}},"additionalProperties":false})";

observed_plugin make_plugin() {
  observed_plugin p{};
  p.struct_size = sizeof(kw_plugin), p.abi_minor = KW_ABI_MINOR;
  p.id = str("instant"), p.version = str("1.0.0"), p.config_schema = str(schema);
  p.options_schema = str(R"({"type":"object"})"), p.find_kind = KW_FIND_NONE, p.open = &open, p.calls = &counts;
  return p;
}

}  // namespace

extern "C" const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const observed_plugin plugin = make_plugin();
  return &plugin;
}
