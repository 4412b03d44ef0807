#include "unruly.hpp"

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace ketway::tests::unruly {

call_counts counts;

namespace {

backend& self(kw_backend* b) { return static_cast<backend&>(*b); }
bool mine(std::string_view id) { return id.substr(0, 7) == "unruly."; }

answer no_such_job() {
  return [](kw_done d) { fail(d, KW_NOT_FOUND, "no such job"); };
}
answer job_answer(backend& b, const char* verb, const std::string& id, std::uint32_t state) {
  return [&b, verb, id, state](kw_done d) { with_job(b, verb, id, state, [d](const kw_job* j) { succeed(d, j); }); };
}

kw_op* devices(kw_backend* p, kw_done done) {
  ++counts.devices;
  auto& b = self(p);
  return perform(b, "devices", done, [&b](kw_done d) { with_devices(b, [d](const kw_devices* l) { succeed(d, l); }); });
}

kw_op* device(kw_backend* p, kw_str id, kw_done done) {
  ++counts.device;
  auto& b = self(p);
  if (view(id) != "unruly")
    return perform(b, "device", done, [](kw_done d) { fail(d, KW_NOT_FOUND, "the only device is named unruly"); });
  return perform(b, "device", done,
                 [&b](kw_done d) { with_devices(b, [d](const kw_devices* l) { succeed(d, l->items[0]); }); });
}

kw_op* validate(kw_backend* p, const kw_submission*, kw_done done) {
  ++counts.validate;
  return perform(self(p), "validate", done, [](kw_done d) { succeed(d, nullptr); });
}

kw_op* estimate(kw_backend* p, const kw_submission*, kw_done done) {
  ++counts.estimate;
  return perform(self(p), "estimate", done, [](kw_done d) {
    auto e = sized<kw_estimate>();
    e.currency = str("USD");
    succeed(d, &e);
  });
}

kw_op* submit(kw_backend* p, const kw_submission* s, kw_done done) {
  ++counts.submit;
  auto& b = self(p);
  const std::string id = fixed_results(*s).id("unruly", ++b.jobs);
  const bool at_once = (s->flags & KW_SUBMIT_INLINE) != 0 && b.has("results_in_submit");
  return perform(b, "submit", done, job_answer(b, "submit", id, at_once ? KW_JOB_DONE : KW_JOB_QUEUED));
}

kw_op* find(kw_backend* p, const kw_job_ref*, kw_done done) {
  ++counts.find;
  return perform(self(p), "find", done, no_such_job());
}

kw_op* poll(kw_backend* p, const kw_job_ref* ref, kw_done done) {
  ++counts.poll;
  auto& b = self(p);
  const std::string id(view(ref->id));
  return perform(b, "poll", done, mine(id) ? job_answer(b, "poll", id, KW_JOB_DONE) : no_such_job());
}

kw_op* poll_many(kw_backend* p, const kw_job_refs* refs, kw_done done) {
  ++counts.poll_many;
  counts.polled += refs->count;
  auto& b = self(p);
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < refs->count; ++i) ids.emplace_back(view(refs->items[i]->id));
  return perform(b, "poll_many", done, [&b, ids](kw_done d) {
    std::vector<const kw_job*> jobs;
    const std::function<void(std::size_t)> next = [&](std::size_t i) {
      if (i < ids.size()) {
        if (!mine(ids[i]) || b.has("many_null")) {
          jobs.push_back(nullptr);
          next(i + 1);
          return;
        }
        with_job(b, "poll_many", ids[i], KW_JOB_DONE, [&](const kw_job* j) {
          jobs.push_back(j);
          next(i + 1);
        });
        return;
      }
      auto list = sized<kw_jobs>();
      if (b.has("many_short") && !jobs.empty()) jobs.pop_back();
      if (b.has("many_swapped") && jobs.size() > 1) std::swap(jobs.front(), jobs.back());
      list.count = static_cast<std::uint32_t>(jobs.size()), list.items = jobs.data();
      succeed(d, &list);
    };
    next(0);
  });
}

kw_op* fetch(kw_backend* p, const kw_job_ref* ref, kw_done done) {
  ++counts.fetch;
  auto& b = self(p);
  const std::string id(view(ref->id));
  if (!mine(id)) return perform(b, "fetch", done, no_such_job());
  return perform(b, "fetch", done,
                 [&b, id](kw_done d) { with_results(b, id, [d](const kw_results* r) { succeed(d, r); }); });
}

kw_op* cancel(kw_backend* p, const kw_job_ref* ref, kw_done done) {
  ++counts.cancel;
  auto& b = self(p);
  const std::string id(view(ref->id));
  return perform(b, "cancel", done, mine(id) ? job_answer(b, "cancel", id, KW_JOB_CANCELLED) : no_such_job());
}

const void* extension(kw_backend* p, kw_str) {
  if (self(p).has("extension_throws")) throw std::runtime_error("unruly throws from extension");
  return nullptr;
}

void destroy(kw_backend* p) {
  ++counts.destroyed;
  // Its memory stays: some modes answer after this.
  if (self(p).has("destroy_throws")) throw std::runtime_error("unruly throws from destroy");
}

void stop(kw_backend* p) {
  ++counts.stopped;
  if (self(p).has("stop_throws")) throw std::runtime_error("unruly throws from stop");
}

const kw_backend_vt full_table{sizeof(kw_backend_vt),
                               0,
                               &devices,
                               &device,
                               &validate,
                               &estimate,
                               &submit,
                               &find,
                               &poll,
                               &poll_many,
                               &fetch,
                               &cancel,
                               &extension,
                               &destroy,
                               &stop};

/// Every slot that a plugin may leave out is NULL.
kw_backend_vt few_slots() {
  kw_backend_vt t{};
  t.struct_size = sizeof t, t.devices = &devices, t.submit = &submit, t.poll = &poll, t.fetch = &fetch;
  t.destroy = &destroy;
  return t;
}

/// The table of a plugin built against a header that ended before `stop`: exactly so many bytes on the heap.
const kw_backend_vt* shorter_table(std::size_t size) {
  auto* bytes = new std::uint8_t[size];
  std::memcpy(bytes, &full_table, size);
  const auto stated = static_cast<std::uint32_t>(size);
  std::memcpy(bytes, &stated, sizeof stated);
  return reinterpret_cast<const kw_backend_vt*>(bytes);
}

/// And one of a header to come: slots that this one does not know.
const kw_backend_vt* longer_table() {
  constexpr std::size_t size = sizeof(kw_backend_vt) + 64;
  auto* bytes = new std::uint8_t[size];
  std::memset(bytes, 0xA5, size);
  std::memcpy(bytes, &full_table, sizeof full_table);
  const auto stated = static_cast<std::uint32_t>(size);
  std::memcpy(bytes, &stated, sizeof stated);
  return reinterpret_cast<const kw_backend_vt*>(bytes);
}

const kw_backend_vt* table_of(const backend& b) {
  static const kw_backend_vt few = few_slots(), none{};
  static const kw_backend_vt* const without_stop = shorter_table(offsetof(kw_backend_vt, stop));
  static const kw_backend_vt* const longer = longer_table();
  if (b.has("few_slots")) return &few;
  if (b.has("no_slots")) return &none;
  if (b.has("short_table")) return without_stop;
  if (b.has("long_table")) return longer;
  if (b.has("no_table")) return nullptr;
  return &full_table;
}

void explain(char* why, std::uint64_t size, std::string_view text) {
  if (size > 0) why[text.copy(why, size - 1)] = 0;
}

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  const auto text = view(config);
  const std::string mode = setting(text, "mode", "ok");
  if (!text.empty() && text.front() != '{') {
    explain(why, why_size, "the configuration is no JSON object");
    return nullptr;
  }
  if (mode == "leaks") *static_cast<volatile char*>(std::malloc(100)) = 1;
  if (mode == "open_throws") throw std::runtime_error("unruly throws from open");
  if (mode == "open_throws_int") throw 7;
  if (mode == "open_null") return nullptr;
  if (mode == "open_refuses") {
    explain(why, why_size, "unruly does not want to be opened");
    return nullptr;
  }
  if (mode == "open_unterminated") {
    std::memset(why, 'w', why_size);
    return nullptr;
  }
  if (mode == "open_bad_text") {
    explain(why, why_size, "\xff\xfe\xc3");
    return nullptr;
  }
  ++counts.opened;
  static std::mutex mutex;
  static auto* const kept = new std::vector<std::unique_ptr<backend>>;
  const std::lock_guard lock(mutex);
  auto& b = kept->emplace_back(std::make_unique<backend>(host, text));
  b->vt = table_of(*b);
  return b.get();
}

constexpr std::string_view schema = R"({"type":"object","additionalProperties":false,"properties":{
  "mode":{"type":"string"},"verb":{"type":"string"},"ms":{"type":"integer"},"code":{"type":"integer"},
  "flags":{"type":"integer"},"retry_after_ns":{"type":"integer"},"times":{"type":"integer"}}})";

observed_plugin make_plugin() {
  observed_plugin p{};
  p.struct_size = sizeof(kw_plugin), p.abi_minor = KW_ABI_MINOR;
  p.id = str("unruly"), p.version = str("1.0.0"), p.config_schema = str(schema);
  p.options_schema = str(R"({"type":"object"})"), p.find_kind = KW_FIND_BY_TOKEN, p.open = &open, p.calls = &counts;
  return p;
}

}  // namespace
}  // namespace ketway::tests::unruly

extern "C" const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const ketway::tests::observed_plugin plugin = ketway::tests::unruly::make_plugin();
  return &plugin;
}
