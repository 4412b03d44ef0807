#include "cache/call_key.hpp"

#include <bit>

#include "journal/circuit_document.hpp"
#include "ketway/digest.hpp"

namespace ketway {
namespace {

/// Texts and numbers one behind the other, so that no two lists of them look alike.
class joined {
 public:
  joined& text(std::string_view t) { return number(t.size()), all_.append(t), *this; }
  joined& number(std::uint64_t n) { return all_.append(std::to_string(n)).push_back(' '), *this; }
  joined& number(double x) { return number(std::bit_cast<std::uint64_t>(x)); }
  const std::string& all() const noexcept { return all_; }

 private:
  std::string all_;
};

/// Everything of it but its name, which no result shows.
std::string bytes_of(const circuit& c) {
  document_writer d;
  nlohmann::json shape = write_circuit(d, c);
  shape.erase("name");
  d.head["circuit"] = std::move(shape);
  return std::move(d).finish('k', 1);
}

void add(joined& to, const execute_options& o) {
  to.number(o.shots()).number(std::uint64_t{o.seed().has_value()}).number(o.seed().value_or(0));
  to.number(std::uint64_t{o.memory()});
  to.number(o.parameters().size());
  for (const auto& [name, value] : o.parameters()) to.text(name).number(value);
  to.number(o.options().size());
  for (const auto& [name, json] : o.options()) to.text(name).text(json);
}

}  // namespace

bool repeats_itself(const device& d, const execute_options& o) noexcept {
  // What is durable is to be a job of the journal, and not an answer from somewhere else.
  return d.simulator && d.free && !o.statevector() && !o.durable() && (o.seed() || o.shots() == 0);
}

expected<std::string> key_of(const cacheable_call& call) {
  joined to;
  to.text("ketway result cache 1").text(KETWAY_VERSION).text(call.origin);
  // Not its detail, which also says what changes by the minute, such as the memory that is free: `snapshot` names what it
  // computes with, and `origin` how it is configured.
  to.text(call.device.id).text(call.device.snapshot);
  add(to, call.options);
  to.number(std::uint64_t{call.batch}).number(call.circuits.size());
  for (const circuit& c : call.circuits) to.text(bytes_of(c));
  if (call.table) {
    to.number(call.table->names().size());
    for (const std::string& name : call.table->names()) to.text(name);
    for (const auto& row : call.table->rows())
      for (const double x : row) to.number(x);
  }
  return sha256(to.all());
}

}  // namespace ketway
