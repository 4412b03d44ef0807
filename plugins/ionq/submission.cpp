#include "submission.hpp"

#include <algorithm>

#include "facts.hpp"

namespace ketway::ionq {
namespace {

constexpr std::size_t most_reasons = 40;
constexpr std::size_t most_memo = 64 * 1024;

class builder {
 public:
  builder(const kw_submission& s, const machine& to)
      : s_(plugin::known(s)), machine_(to), options_(run_options::read(plugin::view(s_.options))) {}

  encoded_submission run() {
    check_shots(), check_options(), encode_programs();
    out_.memo.want = s_.want, out_.memo.shots = s_.shots;
    out_.memo.sharpen = options_.sharpen, out_.memo.aggregation = options_.aggregation;
    string_map metadata = options_.metadata;
    if (s_.client_token.size) metadata[token_key] = plugin::text(s_.client_token);
    const std::string memo = out_.memo.text();
    if (memo.size() > most_memo) say("the programs measure in too many different ways for one job; send fewer at once");
    put_into(metadata, memo);  // without room for it a job whose submission was lost is read as if bit i were qubit i
    if (metadata.size() > facts::metadata_entries)
      say("IonQ keeps " + std::to_string(facts::metadata_entries) + " entries of metadata, one of them this plugin's");
    if (out_.reasons.empty()) write_body(metadata);
    if (out_.body.size() > facts::max_body)
      say("the job is " + std::to_string(out_.body.size()) + " bytes long, IonQ takes 10 MB");
    if (!out_.reasons.empty()) out_.body.clear();
    return std::move(out_);
  }

 private:
  void say(const std::string& reason) {
    if (out_.reasons.size() < most_reasons) out_.reasons.push_back(reason);
  }

  void check_shots() {
    const bool exact = machine_.simulator() && ideal();
    if (s_.shots == 0 && !exact) say("shots = 0 asks for exact probabilities, which only the ideal simulator gives");
    if (s_.shots > facts::max_shots)
      say("asked for " + std::to_string(s_.shots) + " shots, IonQ takes at most " + std::to_string(facts::max_shots));
  }

  bool ideal() const { return options_.noise_model.empty() || options_.noise_model == "ideal"; }

  void check_options() {
    if (!machine_.simulator() && !options_.noise_model.empty()) say("`noise` is for the simulator alone");
    if (options_.debiasing.value_or(false) && s_.shots < facts::debiasing_shots)
      say("debiasing needs " + std::to_string(facts::debiasing_shots) + " shots, there are " +
          std::to_string(s_.shots));
    if (options_.sharpen && !options_.aggregation.empty() && options_.aggregation != "voting")
      say("`sharpen` is the aggregation `voting`; `aggregation` says " + options_.aggregation);
    if (options_.debiasing == false && (options_.sharpen || !options_.aggregation.empty()))
      say("`sharpen` and `aggregation` choose among the variants of debiasing, which is switched off");
  }

  void encode_programs() {
    if (s_.num_programs == 0) say("there is no program");
    if (s_.num_programs > facts::max_programs)
      return say("asked for " + std::to_string(s_.num_programs) + " programs in a job, IonQ takes at most " +
                 std::to_string(facts::max_programs));
    std::uint64_t records = 0;
    for (std::uint32_t i = 0; i < s_.num_programs; ++i) {
      encode_program(plugin::known(*s_.programs[i]), i);
      records += circuits_.back().records;
    }
    if (records > facts::max_gates)
      say("the job has " + std::to_string(records) + " gates, IonQ takes at most " + std::to_string(facts::max_gates));
  }

  void encode_program(const kw_program& p, std::uint32_t i) {
    const std::string where = s_.num_programs > 1 ? "program " + std::to_string(i) + ": " : "";
    auto& c = circuits_.emplace_back();
    if (plugin::view(p.format) != "kw.circuit/1" || !p.circuit)
      return say(where + "the format is \"" + plugin::text(p.format) + "\", this plugin sends kw.circuit/1");
    if (p.sweep) return say(where + "IonQ takes no parameter sets");
    c = encode(plugin::known(*p.circuit), options_.gates, machine_.natives);
    for (const auto& why : c.reasons) say(where + why);
    if (c.reasons.empty() && machine_.qubits && c.qubits > *machine_.qubits)
      say(where + "needs " + std::to_string(c.qubits) + " qubits, " + machine_.id + " has " +
          std::to_string(*machine_.qubits));
    out_.memo.programs.append(c.bits);
    out_.qubits = std::max(out_.qubits, c.qubits);
    out_.one_qubit += c.one_qubit, out_.two_qubit += c.two_qubit;
  }

  static const char* word(bool native) { return native ? "native" : "qis"; }

  std::string input() const {
    if (circuits_.size() == 1) {
      const auto& c = circuits_.front();
      return R"({"qubits":)" + std::to_string(c.qubits) + R"(,"gateset":")" + word(c.native) + R"(","circuit":)" +
             c.gates + '}';
    }
    const bool native = circuits_.front().native;
    std::string to = R"({"gateset":")" + std::string(word(native)) + R"(","qubits":)" + std::to_string(out_.qubits) +
                     R"(,"circuits":[)";
    for (std::size_t i = 0; i < circuits_.size(); ++i) {
      const auto& c = circuits_[i];
      to += i ? ",{" : "{";
      if (const std::string name = name_of(i); !name.empty()) to += R"("name":)" + written(name) + ',';
      to += R"("qubits":)" + std::to_string(c.qubits);
      if (c.native != native) to += R"(,"gateset":")" + std::string(word(c.native)) + '"';
      to += R"(,"circuit":)" + c.gates + '}';
    }
    return to + "]}";
  }

  std::string name_of(std::size_t program) const { return plugin::text(plugin::known(*s_.programs[program]).name); }

  json settings() const {
    json s = json::object();
    if (options_.debiasing) s["error_mitigation"]["debiasing"] = *options_.debiasing;
    if (options_.symmetry_verification)
      s["error_mitigation"]["symmetry_verification"] = *options_.symmetry_verification;
    if (options_.compilation.is_object()) s["compilation"] = options_.compilation;
    return s;
  }

  /// The submission's own seed where the options give none, within the range that the provider takes.
  std::optional<std::int64_t> noise_seed() const {
    constexpr std::uint64_t most = 2'147'483'647;
    if (options_.noise_seed || ideal()) return options_.noise_seed;
    return static_cast<std::int64_t>(1 + s_.seed % most);
  }

  void write_body(const string_map& metadata) {
    json head = {{"type", circuits_.size() == 1 ? "ionq.circuit.v1" : "ionq.multi-circuit.v1"},
                 {"backend", machine_.id}};
    if (s_.shots > 0) head["shots"] = s_.shots;
    std::string name = options_.name;
    if (name.empty() && circuits_.size() == 1) name = name_of(0);
    if (!name.empty()) head["name"] = name;
    if (!metadata.empty()) head["metadata"] = metadata;
    if (!options_.noise_model.empty()) {
      head["noise"] = {{"model", options_.noise_model}};
      if (const auto seed = noise_seed()) head["noise"]["seed"] = *seed;
    }
    if (json s = settings(); !s.empty()) head["settings"] = std::move(s);
    if (options_.dry_run) head["dry_run"] = true;
    if (s_.session.size) head["session_id"] = plugin::text(s_.session);
    out_.body = written(head);
    out_.body.pop_back();  // the input is long: it is put in as text
    out_.body += R"(,"input":)" + input() + '}';
  }

  kw_submission s_;
  const machine& machine_;
  run_options options_;
  std::vector<encoded_circuit> circuits_;
  encoded_submission out_;
};

}  // namespace

std::uint64_t work_in(const kw_submission& s) {
  std::uint64_t records = 0;
  for (std::uint32_t i = 0; i < s.num_programs; ++i)
    if (s.programs[i]->circuit) records += s.programs[i]->circuit->num_gates;
  return records;
}

encoded_submission encode(const kw_submission& s, const machine& to) { return builder(s, to).run(); }

plugin::error refused(const std::vector<std::string>& reasons) {
  std::string all;
  for (const auto& r : reasons) all += (all.empty() ? "" : "; ") + r;
  return {KW_INVALID_ARGUMENT, all, KW_NOT_BILLED};
}

}  // namespace ketway::ionq
