#include "cloud_stage.hpp"

#include <utility>

#include "discovery/rights.hpp"
#include "emulator/ibm.hpp"
#include "emulator/ionq.hpp"
#include "ketway/discovery/loader.hpp"
#include "ketway/discovery/search.hpp"

namespace ketway::simulated {
namespace {

// The plugins as they are built: found and loaded once.
const discovery::loaded_plugin& plugin(const std::string& name) {
  static const discovery::catalog found = [] {
    discovery::search_settings where;
    where.command_line({KETWAY_PLUGINS}).environment([](const std::string&) { return std::nullopt; });
    return discovery::find_plugins(where.folders());
  }();
  return *discovery::load_plugin(found.find(name).value()->manifest).value();
}

}  // namespace

cloud_stage::cloud_stage(const scenario& s, std::function<void(const std::string&)> see)
    : of_(s),
      see_(std::move(see)),
      world_(make_simulated_world(s.seed)),
      surroundings_(*world_),
      clock_(surroundings_) {
  clock_.ahead_ns = emulator::skew_of(s.rules());
  auto net = std::make_shared<cloud_transport>(*world_, s.seed, s.fastest, s.slowest);
  net_ = net.get();
  if (see_) net->watch([this](const std::string& line) { say(line); });
  cloud_ = std::make_unique<emulator::faulty>(s.ibm ? ibm() : ionq(), std::vector<emulator::fault_rule>(), s.seed);
  elsewhere_ =
      std::make_unique<emulator::faulty>(s.ibm ? ibm() : ionq(), std::vector<emulator::fault_rule>(), s.seed + 1);
  other_ = std::make_unique<namesake>(*elsewhere_, ending);
  net->add(*other_);
  net->add(*cloud_);
  world_->connect(std::move(net));
}

std::unique_ptr<emulator::cloud> cloud_stage::ibm() {
  emulator::ibm_options o;
  o.seed = of_.seed;
  o.token_s = of_.token_s;
  o.queue_ns = static_cast<std::uint64_t>(of_.queue.count()), o.run_ns = static_cast<std::uint64_t>(of_.run.count());
  o.rules = {emulator::ibm_device_rule("ibm_line", emulator::ibm_device_rule::lattice::line, 1, 5)};
  secrets_["QISKIT_IBM_TOKEN"] = o.keys.front();
  const std::string instance = R"({"instance": ")" + o.crn + "\"", ends(ending);
  config_ = instance + "}";
  other_config_ = instance + R"(, "base_url": "https://quantum.cloud.ibm.com)" + ends +
                  R"(/api/v1", "iam_url": "https://iam.cloud.ibm.com)" + ends + R"(/identity/token"})";
  return emulator::make_ibm(clock_, o).value();
}

std::unique_ptr<emulator::cloud> cloud_stage::ionq() {
  emulator::ionq_options o;
  o.seed = of_.seed;
  o.wire = static_cast<emulator::ionq_options::generation>(of_.seed % 3);
  o.queue_ns = static_cast<std::uint64_t>(of_.queue.count()), o.run_ns = static_cast<std::uint64_t>(of_.run.count());
  secrets_["IONQ_API_KEY"] = o.keys.front();
  other_config_ = R"({"base_url": "https://api.ionq.co)" + std::string(ending) + R"(/v0.4"})";
  return emulator::make_ionq(clock_, o).value();
}

account cloud_stage::open_account(runtime& rt, bool elsewhere) {
  const std::string& config = elsewhere ? other_config_ : config_;
  const discovery::loaded_plugin& p = plugin(of_.ibm ? "ibm" : "ionq");
  const discovery::environment variables = [this](const std::string& name) -> std::optional<std::string> {
    const auto it = secrets_.find(name);
    return it == secrets_.end() ? std::nullopt : std::optional(it->second);
  };
  discovery::backend_options options;
  options.config = config;
  return ketway::open_account(rt, p.entry, p.manifest.name, config,
                              discovery::rights_for(p.manifest, options, p.config_schema, variables))
      .value();
}

void cloud_stage::say(const std::string& line) {
  if (see_) see_("[" + std::to_string(world_->monotonic_ns() / 1'000'000) + " ms] " + line);
}

std::chrono::nanoseconds cloud_stage::now() const {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(world_->monotonic_ns()));
}

}  // namespace ketway::simulated
