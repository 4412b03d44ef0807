#include "journal/submission_codec.hpp"

#include "host/values.hpp"
#include "journal/circuit_document.hpp"

namespace ketway {
namespace {

using json = nlohmann::json;

constexpr char kind = 's';
constexpr std::uint8_t version = 1;

/// What the columns of a circuit take, at least: one reservation instead of many.
std::size_t bytes_of(const work& w) {
  std::size_t all = 1024;
  for (const prepared& one : w.expected->circuits) {
    const kw_circuit& c = one.program.columns();
    all += c.num_gates * 4 + c.num_operands * 4 + c.num_params * 8;
  }
  const kw_submission& s = *w.submission();
  for (std::uint32_t i = 0; i < s.num_programs; ++i) all += s.programs[i]->text.size;
  return all;
}

json sweep_of(document_writer& d, const kw_sweep& s) {
  json to = json::object();
  json& names = to["names"] = json::array();
  for (std::uint32_t i = 0; i < s.num_symbols; ++i) names.push_back(view(s.symbols[i]));
  to["rows"] = s.num_sets;
  to["values"] = d.column(std::span(s.values, s.num_sets * s.num_symbols));
  return to;
}

}  // namespace

std::string encode_submission(const work& w) {
  const expectation& e = *w.expected;
  const kw_submission& s = *w.submission();
  document_writer d;
  d.expect(bytes_of(w));
  json& head = d.head;
  head["device"] = view(s.device), head["token"] = view(s.client_token);
  head["shots"] = s.shots, head["seed"] = s.seed, head["want"] = s.want;
  if (s.flags) head["flags"] = s.flags;
  if (!w.account.empty()) head["account"] = w.account;
  if (s.session.size) head["session"] = view(s.session);
  if (s.options.size) head["options"] = d.column(view(s.options));
  if (s.memo.size) head["memo"] = d.column(view_bytes(s.memo));
  head["memory"] = e.memory, head["statevector"] = e.statevector;
  if (e.rows) head["sweep"] = sweep_of(d, *s.programs[0]->sweep);
  json& programs = head["programs"] = json::array();
  for (std::uint32_t i = 0; i < s.num_programs; ++i) {
    const kw_program& p = *s.programs[i];
    json to = json::object();
    to["circuit"] = write_circuit(d, e.circuits[i].program);
    to["measured_here"] = e.circuits[i].measured_here;
    to["format"] = view(p.format);
    if (!p.circuit) to["text"] = d.column(view_bytes(p.text));
    programs.push_back(std::move(to));
  }
  return std::move(d).finish(kind, version);
}

/// Fills a `work` from a document; each member of it is put in its place before anything points to it.
class work_reader {
 public:
  explicit work_reader(const document_reader& d) : d_(d), w_(std::make_shared<work>()) {}

  std::shared_ptr<work> read() {
    read_texts();
    const json& programs = list_in(d_.head(), "programs");
    if (programs.empty()) refuse_document("a submission without a program");
    expectation& e = *w_->expected;
    for (const json& p : programs) {
      if (!p.is_object()) refuse_document("a program is no object");
      e.circuits.emplace_back(read_circuit(d_, find_in(p, "circuit") ? p["circuit"] : json()),
                              flag_in(p, "measured_here"));
    }
    if (find_in(d_.head(), "sweep")) read_sweep(d_.head()["sweep"]);
    w_->texts_.reserve(2 * programs.size());
    for (std::size_t i = 0; i < programs.size(); ++i) read_program(programs[i], e.circuits[i].program);
    for (const kw_program& p : w_->programs_) w_->pointers_.push_back(&p);
    return close(), w_;
  }

 private:
  std::string column_or_nothing(const char* key) const {
    return find_in(d_.head(), key) ? std::string(d_.text(number_in(d_.head(), key))) : std::string();
  }

  void read_texts() {
    const json& head = d_.head();
    w_->device_ = text_in(head, "device");
    const std::string& token = text_in(head, "token");
    if (token.size() != w_->token_.size()) refuse_document("a token of a wrong size");
    std::copy(token.begin(), token.end(), w_->token_.begin());
    if (find_in(head, "account")) w_->account = text_in(head, "account");
    if (find_in(head, "session")) w_->session_ = text_in(head, "session");
    w_->options_json_ = column_or_nothing("options"), w_->memo_ = column_or_nothing("memo");
  }

  void read_sweep(const json& from) {
    if (!from.is_object() || w_->expected->circuits.size() != 1) refuse_document("a table that belongs to no circuit");
    const std::uint64_t rows = number_in(from, "rows", UINT32_MAX);
    for (const json& name : list_in(from, "names")) {
      if (!name.is_string()) refuse_document("a name in a table is no text");
      w_->sweep_names_.push_back(name.get<std::string>());
    }
    for (const auto& name : w_->sweep_names_) w_->sweep_symbols_.push_back(str(name));
    const auto values = d_.column<double>(number_in(from, "values"));
    const std::size_t width = w_->sweep_names_.size();
    if (rows == 0 || (width ? values.size() % width != 0 || values.size() / width != rows : !values.empty()))
      refuse_document("a table without the values of its rows");
    w_->sweep_values_.assign(values.begin(), values.end());
    w_->expected->rows = rows;
    w_->sweep_ = sized<kw_sweep>();
    w_->sweep_.num_symbols = static_cast<std::uint32_t>(width), w_->sweep_.num_sets = rows;
    w_->sweep_.symbols = w_->sweep_symbols_.data(), w_->sweep_.values = w_->sweep_values_.data();
  }

  void read_program(const json& from, const circuit& c) {
    kw_program& p = w_->programs_.emplace_back(sized<kw_program>());
    p.name = str(c.name());
    p.format = str(w_->texts_.emplace_back(text_in(from, "format")));
    if (find_in(from, "text")) {
      const std::string& text = w_->texts_.emplace_back(d_.text(number_in(from, "text")));
      p.text = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    } else {
      p.circuit = &c.columns();
    }
    if (w_->expected->rows) p.sweep = &w_->sweep_;
  }

  void close() {
    const json& head = d_.head();
    kw_submission& s = w_->submission_ = sized<kw_submission>();
    s.num_programs = static_cast<std::uint32_t>(w_->pointers_.size()), s.programs = w_->pointers_.data();
    s.shots = number_in(head, "shots"), s.seed = number_in(head, "seed"), s.want = number_in(head, "want");
    if (find_in(head, "flags")) s.flags = number_in(head, "flags");
    s.device = str(w_->device_), s.client_token = {w_->token_.data(), w_->token_.size()};
    s.options = str(w_->options_json_), s.session = str(w_->session_);
    if (!w_->memo_.empty()) s.memo = {reinterpret_cast<const std::uint8_t*>(w_->memo_.data()), w_->memo_.size()};
    expectation& e = *w_->expected;
    e.shots = s.shots, e.exact = s.shots == 0;
    e.memory = flag_in(head, "memory"), e.statevector = flag_in(head, "statevector");
  }

  const document_reader& d_;
  std::shared_ptr<work> w_;
};

expected<std::shared_ptr<work>> decode_submission(std::string_view bytes) {
  auto d = document_reader::open(bytes, kind, version);
  if (!d) return std::move(d.error());
  return decoded([&]() -> expected<std::shared_ptr<work>> { return work_reader(*d).read(); });
}

}  // namespace ketway
