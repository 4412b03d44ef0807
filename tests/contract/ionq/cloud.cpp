#include "cloud.hpp"

#include <array>

#include "../../unit/kit/recorder.hpp"

namespace ketway::ionq::tests {
namespace {

constexpr std::string_view base = "https://api.ionq.co/v0.4";

plugin::device copy(const kw_device& d) {
  plugin::device to;
  to.id = plugin::text(d.id), to.name = plugin::text(d.name), to.detail = plugin::text(d.detail);
  to.snapshot = plugin::text(d.snapshot), to.status_text = plugin::text(d.status_text);
  to.flags = d.flags, to.num_qubits = d.num_qubits, to.state = d.state, to.max_shots = d.max_shots;
  to.max_programs = d.max_programs, to.queue_wait_ns = d.queue_wait_ns, to.as_of_ns = d.as_of_ns;
  for (std::uint64_t i = 0; i < d.num_basis; ++i) to.basis.push_back(plugin::text(d.basis[i]));
  for (std::uint64_t i = 0; i < d.num_formats; ++i) to.formats.push_back(plugin::text(d.formats[i]));
  to.coupling.assign(d.coupling, d.coupling + 2 * d.num_coupling);
  return to;
}

plugin::job copy(const kw_job& j) {
  plugin::job to;
  to.id = plugin::text(j.id), to.provider_state = plugin::text(j.provider_state),
  to.currency = plugin::text(j.currency);
  to.memo = plugin::view(j.memo), to.state = j.state, to.poll_after_ns = j.poll_after_ns;
  to.created_ns = j.created_ns, to.started_ns = j.started_ns, to.finished_ns = j.finished_ns;
  to.execution_ns = j.execution_ns, to.cost = j.cost;
  if (j.failure) to.failure.emplace(*j.failure);
  return to;
}

plugin::result_part copy(const kw_result& r) {
  plugin::result_part to(r.kind);
  to.program = r.program, to.num_bits = r.num_bits, to.rows = r.rows, to.shots = r.shots;
  const std::size_t size = r.rows * ((r.num_bits + 7) / 8);
  if (r.keys) to.keys.assign(r.keys, r.keys + size);
  if (r.counts) to.counts.assign(r.counts, r.counts + r.rows);
  if (r.values) to.values.assign(r.values, r.values + r.rows);
  to.metadata = plugin::text(r.metadata);
  if (r.failure) to.failure.emplace(*r.failure);
  return to;
}

void copy_job(answer& a, const void* p) { a.jobs.emplace_back(copy(*static_cast<const kw_job*>(p))); }

void copy_session(answer& a, const void* p) {
  const auto& s = *static_cast<const kw_session*>(p);
  a.session = plugin::text(s.id), a.session_state = s.state, a.session_expires_ns = s.expires_ns;
}

}  // namespace

std::map<std::string, double> answer::outcomes(std::size_t part) const {
  const auto& p = parts.at(part);
  const std::size_t size = (p.num_bits + 7) / 8;
  std::map<std::string, double> all;
  for (std::uint64_t row = 0; row < p.rows; ++row) {
    std::string key;
    for (std::uint32_t bit = p.num_bits; bit-- > 0;)
      key += (p.keys.at(row * size + bit / 8) >> bit % 8 & 1U) != 0 ? '1' : '0';
    EXPECT_FALSE(all.contains(key) && p.kind != KW_RESULT_SHOTS) << key << " comes twice";
    all[key] += p.kind == KW_RESULT_SHOTS ? 1
                : p.counts.empty()        ? p.values.at(row)
                                          : static_cast<double>(p.counts[row]);
  }
  return all;
}

void cloud::open(const std::string& config) {
  close();
  std::array<char, 512> why{};
  backend_ = kw_plugin_v1(0)->open(&host, plugin::str(config), why.data(), why.size());
  ASSERT_NE(backend_, nullptr) << why.data();
  host.http_script = [this](const kw_http_request& r) {
    sent_request s;
    s.method = plugin::text(r.method), s.path = plugin::text(r.url), s.auth = plugin::text(r.auth);
    s.body = plugin::view(r.body), s.flags = r.flags;
    if (s.path.starts_with(base)) s.path.erase(0, base.size());
    for (std::uint64_t i = 0; i < r.num_headers; ++i)
      s.headers.emplace_back(plugin::text(r.headers[i].name), plugin::text(r.headers[i].value));
    sent.push_back(std::move(s));
    if (replies_.empty()) {
      ADD_FAILURE() << "no answer is left for " << sent.back().method << " " << sent.back().path;
      conform::http_reply none;
      none.status = 599;
      return none;
    }
    auto next = std::move(replies_.front());
    replies_.pop_front();
    return next;
  };
}

void cloud::close() {
  EXPECT_TRUE(replies_.empty()) << replies_.size() << " answers were not asked for";
  if (!backend_) return;
  backend_->vt->stop(backend_);
  EXPECT_TRUE(host.drain());
  backend_->vt->destroy(backend_);
  backend_ = nullptr;
  EXPECT_EQ(host.pending(), 0U);
  EXPECT_EQ(host.unreleased(), 0U);
  for (const auto& c : host.complaints()) ADD_FAILURE() << c.text;
}

void cloud::reply_text(std::uint32_t status, const std::string& body,
                       std::vector<std::pair<std::string, std::string>> headers) {
  conform::http_reply r;
  r.status = status, r.body = body, r.headers = std::move(headers);
  replies_.push_back(std::move(r));
}

void cloud::break_connection(std::uint32_t code, std::uint32_t flags) {
  conform::http_reply r;
  r.code = code, r.flags = flags;
  replies_.push_back(std::move(r));
}

answer cloud::run(const std::function<kw_op*(kw_done)>& start,
                  const std::function<void(answer&, const void*)>& copy_result) {
  answer a;
  plugin::tests::recorder seen;
  seen.on_result = [&](const void* p) {
    if (p) copy_result(a, p);
  };
  seen.holds(start(seen.done()));
  if (cancel_after > 0) {
    const std::size_t enough = sent.size() + cancel_after - 1;
    EXPECT_TRUE(host.run_until([&] { return sent.size() >= enough; }));
    seen.cancel();
  }
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.completions, 1);
  if (seen.status) a.status = *seen.status;
  a.ok = seen.code() == KW_OK;
  return a;
}

answer cloud::devices() {
  return run([&](kw_done d) { return backend_->vt->devices(backend_, d); },
             [](answer& a, const void* p) {
               const auto& all = *static_cast<const kw_devices*>(p);
               for (std::uint32_t i = 0; i < all.count; ++i) a.devices.push_back(copy(*all.items[i]));
             });
}

answer cloud::describe(const std::string& id) {
  return run([&](kw_done d) { return backend_->vt->device(backend_, plugin::str(id), d); },
             [](answer& a, const void* p) { a.devices.push_back(copy(*static_cast<const kw_device*>(p))); });
}

answer cloud::with_submission(const std::string& device, std::vector<circuit> programs, const std::string& options,
                              const std::function<kw_op*(const kw_submission&, kw_done)>& verb,
                              const std::function<void(answer&, const void*)>& copy_result) {
  std::deque<kw_program> all;
  std::vector<const kw_program*> pointers;
  for (auto& c : programs) {
    auto& p = all.emplace_back(plugin::sized<kw_program>());
    p.format = plugin::str("kw.circuit/1"), p.circuit = c.view(), p.name = plugin::str(program_name);
    pointers.push_back(&p);
  }
  auto s = plugin::sized<kw_submission>();
  s.num_programs = static_cast<std::uint32_t>(pointers.size()), s.programs = pointers.data(), s.shots = shots;
  s.device = plugin::str(device), s.client_token = plugin::str(token), s.options = plugin::str(options);
  s.want = want, s.session = plugin::str(session_id), s.seed = 7;
  return run([&](kw_done d) { return verb(s, d); }, copy_result);
}

answer cloud::validate(const std::string& device, std::vector<circuit> programs, const std::string& options) {
  return with_submission(
      device, std::move(programs), options,
      [&](const kw_submission& s, kw_done d) { return backend_->vt->validate(backend_, &s, d); },
      [](answer&, const void*) {});
}

answer cloud::price(const std::string& device, std::vector<circuit> programs, const std::string& options) {
  return with_submission(
      device, std::move(programs), options,
      [&](const kw_submission& s, kw_done d) { return backend_->vt->estimate(backend_, &s, d); },
      [](answer& a, const void* p) {
        const auto& e = *static_cast<const kw_estimate*>(p);
        a.estimate.cost = e.cost, a.estimate.high = e.high, a.estimate.wait_ns = e.wait_ns,
        a.estimate.run_ns = e.run_ns;
        a.estimate.currency = plugin::text(e.currency), a.estimate.source = plugin::text(e.source);
        a.estimate.as_of = plugin::text(e.as_of);
      });
}

answer cloud::submit(const std::string& device, std::vector<circuit> programs, const std::string& options) {
  return with_submission(
      device, std::move(programs), options,
      [&](const kw_submission& s, kw_done d) { return backend_->vt->submit(backend_, &s, d); }, copy_job);
}

answer cloud::find(std::uint64_t submitted_ns) {
  auto r = plugin::sized<kw_job_ref>();
  r.client_token = plugin::str(token), r.submitted_ns = submitted_ns;
  return run([&](kw_done d) { return backend_->vt->find(backend_, &r, d); }, copy_job);
}

answer cloud::poll(const std::string& id, const std::string& memo) {
  auto r = plugin::sized<kw_job_ref>();
  r.id = plugin::str(id), r.memo = plugin::bytes(memo);
  return run([&](kw_done d) { return backend_->vt->poll(backend_, &r, d); }, copy_job);
}

answer cloud::poll_many(const std::vector<std::string>& ids) {
  std::deque<kw_job_ref> refs;
  std::vector<const kw_job_ref*> pointers;
  for (const auto& id : ids) {
    auto& r = refs.emplace_back(plugin::sized<kw_job_ref>());
    r.id = plugin::str(id);
    pointers.push_back(&r);
  }
  auto many = plugin::sized<kw_job_refs>();
  many.count = static_cast<std::uint32_t>(pointers.size()), many.items = pointers.data();
  return run([&](kw_done d) { return backend_->vt->poll_many(backend_, &many, d); },
             [](answer& a, const void* p) {
               const auto& all = *static_cast<const kw_jobs*>(p);
               for (std::uint32_t i = 0; i < all.count; ++i)
                 a.jobs.push_back(all.items[i] ? std::optional(copy(*all.items[i])) : std::nullopt);
             });
}

answer cloud::fetch(const std::string& id, const std::string& memo) {
  auto r = plugin::sized<kw_job_ref>();
  r.id = plugin::str(id), r.memo = plugin::bytes(memo);
  return run([&](kw_done d) { return backend_->vt->fetch(backend_, &r, d); },
             [](answer& a, const void* p) {
               const auto& all = *static_cast<const kw_results*>(p);
               for (std::uint32_t i = 0; i < all.count; ++i) a.parts.push_back(copy(*all.items[i]));
               all.release(all.owner);
             });
}

answer cloud::cancel(const std::string& id) {
  auto r = plugin::sized<kw_job_ref>();
  r.id = plugin::str(id);
  return run([&](kw_done d) { return backend_->vt->cancel(backend_, &r, d); }, copy_job);
}

namespace {
const kw_session_vt& sessions_of(kw_backend* b) {
  return *static_cast<const kw_session_vt*>(b->vt->extension(b, plugin::str(KW_SESSION_1)));
}
}  // namespace

answer cloud::open_session(const std::string& device, const std::string& mode, std::uint64_t max_time_ns) {
  auto r = plugin::sized<kw_session_request>();
  r.device = plugin::str(device), r.mode = plugin::str(mode), r.max_time_ns = max_time_ns;
  return run([&](kw_done d) { return sessions_of(backend_).open(backend_, &r, d); }, copy_session);
}

answer cloud::close_session(const std::string& id) {
  return run([&](kw_done d) { return sessions_of(backend_).close(backend_, plugin::str(id), d); }, copy_session);
}

answer cloud::poll_session(const std::string& id) {
  return run([&](kw_done d) { return sessions_of(backend_).poll(backend_, plugin::str(id), d); }, copy_session);
}

json job_document(const std::string& id, const std::string& status) {
  return {{"id", id},
          {"status", status},
          {"type", "ionq.circuit.v1"},
          {"backend", "qpu.forte-1"},
          {"dry_run", false},
          {"submitter_id", "b0b5"},
          {"project_id", nullptr},
          {"parent_job_id", nullptr},
          {"child_job_ids", nullptr},
          {"session_id", nullptr},
          {"metadata", nullptr},
          {"name", nullptr},
          {"submitted_at", "2026-05-01T12:00:00.250Z"},
          {"started_at", nullptr},
          {"completed_at", nullptr},
          {"predicted_wait_time_ms", nullptr},
          {"predicted_execution_duration_ms", nullptr},
          {"execution_duration_ms", nullptr},
          {"shots", 1000},
          {"failure", nullptr},
          {"settings", json::object()},
          {"stats", json::object()},
          {"output", json::object()},
          {"results", nullptr}};
}

std::string memo_of(std::uint64_t shots, const std::string& bits, std::uint64_t want) {
  return json({{"v", 1}, {"want", want}, {"shots", shots}, {"bits", bits}}).dump();
}

}  // namespace ketway::ionq::tests
