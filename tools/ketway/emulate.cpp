// ketway emulate: providers' clouds on this machine, run by the local simulator, for work without accounts.

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "arguments.hpp"
#include "command.hpp"
#include "emulator/emulation.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

struct emulate_flags {
  std::vector<std::string> providers, faults, devices;
  std::string listen = "127.0.0.1:0", seed = "1", latency, queue, generation = "both";
  bool tls = false;
};

/// A folder for the configuration and the authority's certificate, gone at the end.
class private_folder {
 public:
  private_folder() {
    std::string name = (fs::temp_directory_path() / "ketway-emulate-XXXXXX").string();
    if (mkdtemp(name.data())) path_ = name;
  }
  private_folder(const private_folder&) = delete;
  private_folder& operator=(const private_folder&) = delete;
  ~private_folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  /// Its full name; empty where it could not be written.
  std::string file(const char* name, const std::string& text) const {
    if (path_.empty()) return {};
    std::ofstream out(path_ / name);
    out << text;
    out.close();
    return out ? (path_ / name).string() : std::string();
  }

 private:
  fs::path path_;
};

expected<void> read_listen(const std::string& text, emulator::emulation_options& to) {
  const std::size_t colon = text.rfind(':');
  const error wrong(errc::invalid_argument,
                    "--listen: ADDRESS:PORT was expected, for instance 127.0.0.1:0, not \"" + text + "\"");
  if (colon == std::string::npos) return wrong;
  to.address = text.substr(0, colon);
  if (to.address.starts_with('[') && to.address.ends_with(']'))
    to.address = to.address.substr(1, to.address.size() - 2);
  boost::system::error_code bad;
  asio::ip::make_address(to.address, bad);
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, to.port);
  if (bad || problem != std::errc() || stop != end) return wrong;
  return {};
}

expected<std::string> text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return error(errc::not_found, "cannot read " + file.string());
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return text;
}

/// IBM's configuration with the properties beside it (conf_x.json and props_x.json), or a characterization of IonQ's.
expected<void> read_device(const std::string& name, emulator::emulation_options& to) {
  const fs::path file(name);
  expected<std::string> text = text_of(file);
  if (!text) return text.error();
  const nlohmann::json j = nlohmann::json::parse(*text, nullptr, false);
  if (j.is_object() && j.contains("backend_name") && j.contains("coupling_map")) {
    std::string properties;
    const std::string own = file.filename().string();
    if (own.starts_with("conf_")) {
      const expected<std::string> beside = text_of(file.parent_path() / ("props_" + own.substr(5)));
      if (beside) properties = *beside;
    }
    to.ibm_cloud.snapshots.emplace_back(std::move(*text), std::move(properties));
    return {};
  }
  if (j.is_object() && j.contains("fidelity")) {
    nlohmann::json named = j;
    const std::string stem = file.stem().string();  // older files do not say whose they are
    const char* machine = stem.find("harmony") != std::string::npos ? "harmony"
                          : stem.find("aria") != std::string::npos  ? "aria-1"
                                                                    : "snapshot";
    if (!named.contains("backend")) named["backend"] = std::string("qpu.") + machine;
    to.ionq_cloud.snapshots.push_back(named.dump());
    return {};
  }
  return error(errc::invalid_argument, name + ": neither a configuration of IBM's nor a characterization of IonQ's");
}

expected<void> read_time(const char* flag, const std::string& text, std::uint64_t& to) {
  if (text.empty()) return {};
  const expected<std::chrono::nanoseconds> time = parse_duration(text);
  if (!time) return error(time.error().code(), std::string(flag) + ": " + time.error().message());
  to = static_cast<std::uint64_t>(time->count());
  return {};
}

expected<emulator::emulation_options> read_flags(const emulate_flags& f) {
  emulator::emulation_options o;
  if (!f.providers.empty()) o.ibm = o.ionq = false;
  for (const std::string& name : f.providers) (name == "ibm" ? o.ibm : o.ionq) = true;
  if (expected<void> read = read_listen(f.listen, o); !read) return read.error();
  const expected<std::uint64_t> seed = read_count("--seed", f.seed);
  if (!seed) return seed.error();
  o.seed = o.ibm_cloud.seed = o.ionq_cloud.seed = *seed;
  o.tls = f.tls;
  if (expected<void> read = read_time("--latency", f.latency, o.latency_ns); !read) return read.error();
  if (expected<void> read = read_time("--queue", f.queue, o.ibm_cloud.queue_ns); !read) return read.error();
  if (!f.queue.empty()) o.ionq_cloud.queue_ns = o.ibm_cloud.queue_ns;
  using generation = emulator::ionq_options::generation;
  if (f.generation == "first") o.ionq_cloud.wire = generation::first;
  if (f.generation == "second") o.ionq_cloud.wire = generation::second;
  for (const std::string& text : f.faults) {
    const expected<emulator::fault_rule> rule = emulator::read_fault(text);
    if (!rule) return rule.error();
    o.faults.push_back(*rule);
  }
  for (const std::string& file : f.devices)
    if (expected<void> read = read_device(file, o); !read) return read.error();
  return o;
}

void tell(session& s, const emulator::emulation& e, const std::vector<emulator::setting>& settings) {
  if (s.json()) {
    nlohmann::ordered_json variables = nlohmann::ordered_json::object();
    for (const emulator::setting& x : settings) variables[x.name] = x.value;
    nlohmann::ordered_json document;
    document["url"] = e.url();
    document["environment"] = std::move(variables);
    document["ledger"] = e.url() + "/__emulator/ledger";
    s.answer(document);
    return;
  }
  std::string text;
  for (const emulator::setting& x : settings) text += "# " + x.what + "\nexport " + x.name + "=" + x.value + "\n";
  s.say(text + "# ready\n");
}

/// Says that all is ready once a signal would end it as it should.
asio::awaitable<exit_status> serve(session& s, const emulator::emulation& e,
                                   const std::vector<emulator::setting>& settings) {
  const asio::any_io_executor here = co_await asio::this_coro::executor;
  asio::signal_set ends(here, SIGINT, SIGTERM);
  tell(s, e, settings);
  boost::system::error_code ended;
  co_await ends.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  co_return exit_status::done;
}

exit_status emulate(session& s, const emulate_flags& flags) {
  const expected<emulator::emulation_options> options = read_flags(flags);
  if (!options) return s.fail(options.error(), exit_status::invalid);
  expected<std::unique_ptr<emulator::emulation>> started = emulator::emulation::start(*options);
  if (!started) return s.fail(started.error());
  emulator::emulation& e = **started;
  const private_folder folder;
  std::vector<emulator::setting> settings = e.environment();
  const std::string configuration = folder.file("config.json", e.configuration());
  if (configuration.empty()) return s.fail(error(errc::unavailable, "the configuration could not be written"));
  settings.emplace_back("KETWAY_CONFIG", configuration, "ketway: these clouds as `ibm` and `ionq`");
  if (options->tls) {
    const std::string authority = folder.file("authority.pem", e.authority_pem());
    if (authority.empty()) return s.fail(error(errc::unavailable, "the certificate could not be written"));
    for (const char* name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"})
      settings.emplace_back(name, authority, "TLS: the authority that signed this server's certificate");
  }
  const exit_status end = s.drive(serve(s, e, settings));
  e.stop();
  return end == exit_status::interrupted ? exit_status::done : end;  // Ctrl-C is how it is meant to end
}

}  // namespace

void add_emulate(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand(
      "emulate", "Providers' clouds on this machine, run by the local simulator: ibm, ionq; all by default");
  auto flags = std::make_shared<emulate_flags>();
  const auto known = [](const std::string& name) {
    return name == "ibm" || name == "ionq" ? std::string() : "\"" + name + "\" is not emulated; there are ibm and ionq";
  };
  command->add_option("PROVIDER", flags->providers, "whose clouds")->type_name("")->check(CLI::Validator(known, ""));
  text_flag(*command, "--listen", flags->listen, "where; port 0 is any that is free", "ADDRESS:PORT");
  command->add_flag("--tls", flags->tls, "HTTPS, with a certificate made now");
  checked_flag(*command, "--seed", flags->seed, "of figures, ids, outcomes and faults", "N", shape_of_number);
  checked_flag(*command, "--latency", flags->latency, "before every answer", "DURATION", shape_of_duration);
  checked_flag(*command, "--queue", flags->queue, "how long a job waits for its turn", "DURATION", shape_of_duration);
  repeated_flag(*command, "--fault", flags->faults, "NAME[@PURPOSE][+SKIP][*TIMES][%PERCENT][~DURATION]", "SPEC");
  repeated_flag(*command, "--device", flags->devices, "a snapshot of a real device beside the generated ones", "FILE");
  choice_flag(*command, "--ionq-results", flags->generation,
              "how IonQ hands out results: by URL (first), as artifacts (second), or both",
              {"first", "second", "both"});
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return emulate(s, *flags); }; });
}

}  // namespace ketway::cli
