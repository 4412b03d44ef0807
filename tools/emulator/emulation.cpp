#include "emulator/emulation.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <thread>

#include "emulator/certificates.hpp"
#include "web/server.hpp"

namespace ketway::emulator {
namespace {

using json = nlohmann::ordered_json;

class real_surroundings final : public surroundings {
 public:
  explicit real_surroundings(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t unix_ns() override {
    const auto now = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
    return last_ = std::max(last_, now);  // the system's clock may be set back
  }
  void random(std::span<std::byte> to) override {
    for (std::byte& b : to) b = static_cast<std::byte>(engine_() >> 56);
  }

 private:
  std::mt19937_64 engine_;
  std::uint64_t last_ = 0;
};

// One thread that does one thing after the other.
class worker {
 public:
  worker() : thread_([this] { run(); }) {}
  ~worker() { stop(); }
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  void post(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      work_.push_back(std::move(work));
    }
    wake_.notify_one();
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !work_.empty(); });
      if (work_.empty()) return;
      const std::function<void()> next = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      next();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  bool ending_ = false;
  std::thread thread_;
};

enum certificate_number : std::size_t { good, wrong_name, expired };

web::reply acted_out(response r) {
  web::reply out;
  out.status = r.status;
  for (header& h : r.headers) out.headers.emplace_back(std::move(h.name), std::move(h.value));
  out.body = std::move(r.body);
  out.delay = std::chrono::nanoseconds(r.delay_ns);
  switch (r.fault) {
    case transport_fault::none: break;
    case transport_fault::refused:
      out.end = web::ending::refuse;
      if (r.delay_ns == 0) out.delay = std::chrono::milliseconds(200);
      break;
    case transport_fault::tls_wrong_name:
    case transport_fault::tls_expired:
      out.end = web::ending::bad_handshake;
      out.certificate = r.fault == transport_fault::tls_expired ? expired : wrong_name;
      break;
    case transport_fault::reset_before_accept:
    case transport_fault::reset_after_accept: out.end = web::ending::reset; break;
    case transport_fault::lost_answer: out.end = web::ending::silence; break;
    case transport_fault::partial_body:
      out.end = web::ending::cut;
      out.body_limit = r.body_limit;
      break;
    case transport_fault::slow_body: out.bytes_per_second = r.bytes_per_second ? r.bytes_per_second : 1024; break;
  }
  return out;
}

// qiskit-ibm-runtime takes a URL with this word as it is, and may leave out /api/v1 then (UNCONFIRMED): both are served.
std::string without_prefix(std::string target) {
  constexpr std::string_view prefix = "/experimental";
  if (!target.starts_with(prefix)) return target;
  target.erase(0, prefix.size());
  return target.starts_with("/api/v1") ? target : "/api/v1" + target;
}

response plain(unsigned status, const json& body) {
  response r;
  r.status = status;
  r.add("Content-Type", "application/json");
  r.body = body.dump() + "\n";
  return r;
}

}  // namespace

class emulation::state {
 public:
  explicit state(const emulation_options& o) : options(o), world(o.seed), clock(world) {
    clock.ahead_ns = skew_of(o.faults);
  }

  response answer(request r);
  response control(const request& r);
  response set_faults(const request& r);

  emulation_options options;
  real_surroundings world;
  skewed clock;
  std::vector<std::unique_ptr<faulty>> clouds;
  std::vector<fault_rule> rules;
  ibm_cloud* ibm = nullptr;
  certificates shown;
  std::optional<worker> thread;
  std::unique_ptr<web::server> server;
};

response emulation::state::answer(request r) {
  if (r.target.starts_with("/__emulator/")) return control(r);
  r.target = without_prefix(std::move(r.target));
  for (const auto& c : clouds) {
    if (!c->owns(r)) continue;
    response out = c->handle(r);
    if (out.fault != transport_fault::refused) out.delay_ns += options.latency_ns;
    return out;
  }
  return plain(404, {{"error", "no emulated cloud has this path"}});
}

response emulation::state::control(const request& r) {
  const std::string_view path = r.path();
  if (r.method == "GET" && path == "/__emulator/ledger") {
    json all = json::object();
    for (const auto& c : clouds) all[std::string(c->name())] = c->books().document();
    return plain(200, all);
  }
  if (path == "/__emulator/faults" && (r.method == "GET" || r.method == "PUT")) {
    if (r.method == "PUT") return set_faults(r);
    json struck = json::object();
    for (const std::string& name : fault_names()) {
      std::uint64_t n = 0;
      for (const auto& c : clouds) n += c->struck(read_fault(name).value().what);
      if (n) struck[name] = n;
    }
    return plain(200, {{"struck", std::move(struck)}});
  }
  if (r.method == "POST" && path == "/__emulator/expire-tokens") {
    if (ibm) ibm->expire_tokens();
    return plain(200, json::object());
  }
  return plain(404, {{"error", "there are ledger, faults and expire-tokens"}});
}

response emulation::state::set_faults(const request& r) {
  const json texts = json::parse(r.body, nullptr, false);
  if (!texts.is_array()) return plain(400, {{"error", "a JSON array of texts was expected"}});
  std::vector<fault_rule> all;
  for (const json& text : texts) {
    if (!text.is_string()) return plain(400, {{"error", "a JSON array of texts was expected"}});
    const expected<fault_rule> rule = read_fault(text.get<std::string>());
    if (!rule) return plain(400, {{"error", rule.error().message()}});
    all.push_back(*rule);
  }
  clock.ahead_ns = std::max(clock.ahead_ns, skew_of(all));  // a cloud's clock never goes back
  for (const auto& c : clouds) c->rules(all);
  return plain(200, json::object());
}

emulation::emulation(std::unique_ptr<state> s) : state_(std::move(s)) {}
emulation::~emulation() { stop(); }

expected<std::unique_ptr<emulation>> emulation::start(const emulation_options& options) {
  auto s = std::make_unique<state>(options);
  const auto add = [&](std::unique_ptr<cloud> c) {
    s->clouds.push_back(std::make_unique<faulty>(std::move(c), options.faults, options.seed + s->clouds.size()));
  };
  if (options.ibm) {
    auto c = make_ibm(s->clock, options.ibm_cloud);
    if (!c) return c.error();
    s->ibm = c->get();
    add(std::move(*c));
  }
  if (options.ionq) {
    auto c = make_ionq(s->clock, options.ionq_cloud);
    if (!c) return c.error();
    add(std::move(*c));
  }
  web::server_options o;
  o.address = options.address, o.port = options.port;
  if (options.tls) {
    expected<certificates> made = make_certificates();
    if (!made) return made.error();
    s->shown = std::move(*made);
    for (const key_and_chain* k : {&s->shown.good, &s->shown.wrong_name, &s->shown.expired})
      o.certificates.emplace_back(k->chain_pem, k->key_pem);
  }
  s->thread.emplace();
  state* here = s.get();
  auto server = web::server::start(o, [here](web::incoming in, web::respond respond) {
    here->thread->post([here, in = std::move(in), respond = std::move(respond)]() mutable {
      request r;
      r.method = std::move(in.method), r.target = std::move(in.target), r.host = std::move(in.host);
      for (auto& [name, value] : in.headers) r.headers.push_back({std::move(name), std::move(value)});
      r.body = std::move(in.body);
      respond(acted_out(here->answer(std::move(r))));
    });
  });
  if (!server) return server.error();
  s->server = std::move(*server);
  return std::unique_ptr<emulation>(new emulation(std::move(s)));
}

void emulation::stop() {
  if (!state_->server) return;
  state_->server->stop(std::chrono::seconds(5));
  state_->thread->stop();
}

std::string emulation::url() const { return state_->server->url(); }
std::string emulation::authority_pem() const { return state_->shown.authority_pem; }

std::vector<setting> emulation::environment() const {
  std::vector<setting> all;
  const emulation_options& o = state_->options;
  if (o.ibm) {
    all.emplace_back("QISKIT_IBM_TOKEN", o.ibm_cloud.keys.front(), "IBM: the API key");
    all.emplace_back("QISKIT_IBM_INSTANCE", o.ibm_cloud.crn, "IBM: the instance");
    all.emplace_back("QISKIT_IBM_URL", url() + "/experimental", "IBM: where qiskit-ibm-runtime finds the service");
    all.emplace_back("IAM_URL", url(), "IBM: where it signs in");
  }
  if (o.ionq) {
    all.emplace_back("IONQ_API_KEY", o.ionq_cloud.keys.front(), "IonQ: the API key");
    all.emplace_back("IONQ_API_URL", url() + "/v0.4", "IonQ: where its clients find the service");
  }
  return all;
}

namespace {

/// The first machine that takes jobs: `ibm` alone names it.
std::string default_of(const ibm_options& o) {
  const auto open = std::find_if(o.rules.begin(), o.rules.end(), [](const auto& r) { return r.status == "online"; });
  return open == o.rules.end() ? o.rules.front().name : open->name;
}

}  // namespace

std::string emulation::configuration() const {
  json backends = json::object();
  const emulation_options& o = state_->options;
  if (o.ibm)
    backends["ibm"] = {{"plugin", "ibm"},
                       {"device", default_of(o.ibm_cloud)},
                       {"options",
                        {{"base_url", url() + "/api/v1"},
                         {"iam_url", url() + "/identity/token"},
                         {"resource_url", url()},
                         {"instance", o.ibm_cloud.crn}}}};
  if (o.ionq) backends["ionq"] = {{"plugin", "ionq"}, {"options", {{"base_url", url() + "/v0.4"}}}};
  return json{{"backends", std::move(backends)}}.dump(2) + "\n";
}

}  // namespace ketway::emulator
