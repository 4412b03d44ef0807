#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

/// A status that was OK stays so; the kit's `error` keeps the code as it came.
plugin::job copy_of(const kw_job& v) {
  plugin::job j;
  j.id = plugin::text(v.id), j.state = v.state, j.provider_state = plugin::text(v.provider_state);
  j.memo = std::string(plugin::view(v.memo)), j.queue_position = v.queue_position, j.poll_after_ns = v.poll_after_ns;
  j.created_ns = v.created_ns, j.started_ns = v.started_ns, j.finished_ns = v.finished_ns;
  j.execution_ns = v.execution_ns, j.cost = v.cost, j.currency = plugin::text(v.currency);
  if (v.failure) j.failure.emplace(*v.failure);
  return j;
}

plugin::device copy_of(const kw_device& v) {
  plugin::device d;
  d.id = plugin::text(v.id), d.num_qubits = v.num_qubits, d.flags = v.flags, d.state = v.state;
  d.queue_length = v.queue_length, d.queue_wait_ns = v.queue_wait_ns, d.as_of_ns = v.as_of_ns;
  d.detail = plugin::text(v.detail), d.snapshot = plugin::text(v.snapshot), d.status_text = plugin::text(v.status_text);
  d.max_shots = v.max_shots;
  for (std::uint64_t i = 0; i < v.num_formats; ++i) d.formats.push_back(plugin::text(v.formats[i]));
  for (std::uint64_t i = 0; i < v.num_basis; ++i) d.basis.push_back(plugin::text(v.basis[i]));
  d.coupling.assign(v.coupling, v.coupling + 2 * v.num_coupling);
  return d;
}

std::string key_of(const kw_result& r, std::uint64_t row) {
  const std::size_t size = (r.num_bits + 7) / 8;
  std::string text;
  for (std::uint32_t b = r.num_bits; b-- > 0;) text += (r.keys[row * size + b / 8] >> (b % 8) & 1) != 0 ? '1' : '0';
  return text;
}

part copy_of(const kw_result& r) {
  part p;
  p.kind = r.kind, p.program = r.program, p.set = r.set, p.observable = r.observable, p.num_bits = r.num_bits;
  p.shots = r.shots, p.metadata = plugin::text(r.metadata);
  for (std::uint64_t i = 0; i < r.rows; ++i) {
    if (r.kind == KW_RESULT_COUNTS) p.counts[key_of(r, i)] += r.counts[i];
    if (r.kind == KW_RESULT_SHOTS) p.outcomes.push_back(key_of(r, i));
  }
  if (r.kind == KW_RESULT_EXPECTATION) {
    p.value = r.values[0];
    if (r.errors) p.error = r.errors[0];
  }
  return p;
}

const auto take_job = [](plugin::job& to, const void* p) { to = copy_of(*static_cast<const kw_job*>(p)); };

kw_job_ref reference(const std::string& id, const std::string& token, const std::string& memo) {
  auto r = plugin::sized<kw_job_ref>();
  r.id = plugin::str(id), r.client_token = plugin::str(token), r.memo = plugin::bytes(memo);
  return r;
}

}  // namespace

conform::http_reply cloud::take(const kw_http_request& r) {
  asked a;
  a.method = plugin::text(r.method), a.url = plugin::text(r.url), a.body = std::string(plugin::view(r.body));
  a.auth = plugin::text(r.auth), a.limiter = plugin::text(r.limiter), a.flags = r.flags, a.timeout_ns = r.timeout_ns;
  for (std::uint64_t i = 0; i < r.num_headers; ++i)
    a.headers[plugin::text(r.headers[i].name)] = plugin::text(r.headers[i].value);
  requests.push_back(a);
  const std::string line = a.method + " " + a.url;
  if (script_.empty()) {
    ADD_FAILURE() << "not expected: " << line;
    return answer(500, "");
  }
  EXPECT_EQ(line, script_.front().first);
  auto reply = std::move(script_.front().second);
  script_.pop_front();
  return reply;
}

outcome<std::vector<plugin::device>> cloud::devices() {
  return run<std::vector<plugin::device>>([&](kw_done d) { return backend->vt->devices(backend, d); },
                                          [](auto& to, const void* p) {
                                            const auto& all = *static_cast<const kw_devices*>(p);
                                            for (std::uint32_t i = 0; i < all.count; ++i)
                                              to.push_back(copy_of(*all.items[i]));
                                          });
}

outcome<plugin::device> cloud::device(const std::string& id) {
  return run<plugin::device>([&](kw_done d) { return backend->vt->device(backend, plugin::str(id), d); },
                             [](auto& to, const void* p) { to = copy_of(*static_cast<const kw_device*>(p)); });
}

outcome<int> cloud::validate(const kw_submission& s) {
  return run<int>([&](kw_done d) { return backend->vt->validate(backend, &s, d); }, [](int&, const void*) {});
}

outcome<plugin::estimate> cloud::price(const kw_submission& s) {
  return run<plugin::estimate>([&](kw_done d) { return backend->vt->estimate(backend, &s, d); },
                               [](auto& to, const void* p) {
                                 const auto& e = *static_cast<const kw_estimate*>(p);
                                 to.cost = e.cost, to.low = e.low, to.high = e.high, to.run_ns = e.run_ns;
                                 to.currency = plugin::text(e.currency), to.source = plugin::text(e.source);
                               });
}

outcome<plugin::job> cloud::submit(const kw_submission& s) {
  return run<plugin::job>([&](kw_done d) { return backend->vt->submit(backend, &s, d); }, take_job);
}

outcome<plugin::job> cloud::find(const std::string& token, const std::string& memo) {
  const std::string id;
  const auto ref = reference(id, token, memo);
  return run<plugin::job>([&](kw_done d) { return backend->vt->find(backend, &ref, d); }, take_job);
}

outcome<plugin::job> cloud::poll(const std::string& id, const std::string& memo) {
  const std::string token;
  const auto ref = reference(id, token, memo);
  return run<plugin::job>([&](kw_done d) { return backend->vt->poll(backend, &ref, d); }, take_job);
}

outcome<plugin::job> cloud::cancel(const std::string& id) {
  const std::string none;
  const auto ref = reference(id, none, none);
  return run<plugin::job>([&](kw_done d) { return backend->vt->cancel(backend, &ref, d); }, take_job);
}

outcome<std::vector<plugin::job>> cloud::poll_many(const std::vector<std::string>& ids, std::uint64_t submitted_ns) {
  const std::string none;
  std::vector<kw_job_ref> refs;
  for (const auto& id : ids) refs.push_back(reference(id, none, none)), refs.back().submitted_ns = submitted_ns;
  std::vector<const kw_job_ref*> pointers;
  for (const auto& r : refs) pointers.push_back(&r);
  auto list = plugin::sized<kw_job_refs>();
  list.count = static_cast<std::uint32_t>(pointers.size()), list.items = pointers.data();
  return run<std::vector<plugin::job>>([&](kw_done d) { return backend->vt->poll_many(backend, &list, d); },
                                       [](auto& to, const void* p) {
                                         const auto& all = *static_cast<const kw_jobs*>(p);
                                         for (std::uint32_t i = 0; i < all.count; ++i)
                                           to.push_back(all.items[i] ? copy_of(*all.items[i]) : plugin::job());
                                       });
}

outcome<std::vector<part>> cloud::fetch(const std::string& id, const std::string& memo) {
  const std::string none;
  const auto ref = reference(id, none, memo);
  return run<std::vector<part>>([&](kw_done d) { return backend->vt->fetch(backend, &ref, d); },
                                [](auto& to, const void* p) {
                                  const auto& all = *static_cast<const kw_results*>(p);
                                  for (std::uint32_t i = 0; i < all.count; ++i) to.push_back(copy_of(*all.items[i]));
                                  all.release(all.owner);
                                });
}

request::request(std::vector<std::string> texts, std::uint64_t shots) : texts_(std::move(texts)) {
  for (const auto& text : texts_) {
    auto p = plugin::sized<kw_program>();
    p.format = plugin::str("openqasm3"), p.text = plugin::bytes(text);
    programs.push_back(p);
  }
  for (const auto& p : programs) pointers_.push_back(&p);
  submission.num_programs = static_cast<std::uint32_t>(programs.size()), submission.programs = pointers_.data();
  submission.shots = shots, submission.device = plugin::str("ibm_fez"), submission.client_token = plugin::str(token);
  submission.want = 1u << KW_RESULT_COUNTS;
}

void request::sweep(std::vector<std::string> names, std::vector<double> values) {
  names_ = std::move(names), values_ = std::move(values);
  for (const auto& name : names_) symbols_.push_back(plugin::str(name));
  sweep_.num_symbols = static_cast<std::uint32_t>(symbols_.size()), sweep_.symbols = symbols_.data();
  sweep_.num_sets = values_.size() / symbols_.size(), sweep_.values = values_.data();
  for (auto& p : programs) p.sweep = &sweep_;
}

void request::observe(std::uint32_t num_qubits, std::vector<std::pair<std::string, double>> terms) {
  auto o = plugin::sized<kw_observable>();
  auto& paulis = paulis_.emplace_back();
  auto& coefficients = coefficients_.emplace_back();
  for (const auto& [letters, c] : terms) {  // letter q is qubit q, as in the columns
    for (const char l : letters) paulis.push_back(static_cast<std::uint8_t>(std::string("IXYZ").find(l)));
    coefficients.push_back(c);
  }
  o.num_qubits = num_qubits, o.num_terms = terms.size(), o.paulis = paulis.data(), o.coefficients = coefficients.data();
  observable_pointers_.push_back(&observables_.emplace_back(o));
  for (auto& p : programs) p.observables = observable_pointers_.data(), p.num_observables = observable_pointers_.size();
}

}  // namespace ketway::ibm::tests
