#pragma once
// Results that need no simulation: every program gives bit string 0 in every shot. A job's id tells all of it, so that
// these plugins remember nothing:   <name>.<serial>.<shots>.<want>.<bits>x<sets>[,<bits>x<sets>...]

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/plugin.h"

namespace ketway::tests {

template <class T>
T sized() {
  T t{};
  t.struct_size = sizeof t;
  return t;
}
inline kw_str str(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view view(kw_str s) { return s.data ? std::string_view(s.data, s.size) : std::string_view(); }

/// The value of `"key"` in a flat JSON object, without its quotes; `fallback` where it is not there.
inline std::string setting(std::string_view json, std::string_view key, std::string_view fallback) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  auto at = json.find(quoted);
  if (at == std::string_view::npos) return std::string(fallback);
  at = json.find_first_not_of(" \t\r\n:", at + quoted.size());
  if (at == std::string_view::npos) return std::string(fallback);
  if (json[at] == '"') return std::string(json.substr(at + 1, json.find('"', at + 1) - at - 1));
  return std::string(json.substr(at, json.find_first_of(",} \t\r\n", at) - at));
}
inline std::uint64_t number(std::string_view text) {
  std::uint64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}
inline std::uint64_t number(std::string_view json, std::string_view key, std::uint64_t fallback) {
  const std::string text = setting(json, key, "");
  return text.empty() ? fallback : number(text);
}

/// What a submission asked for, and the results that go with it.
class fixed_results {
 public:
  class part {
   public:
    part(std::uint32_t b, std::uint64_t s) : bits(b), sets(s) {}
    std::uint32_t bits;
    std::uint64_t sets;
  };
  explicit fixed_results(const kw_submission& s) : shots(s.shots), want(s.want) {
    parts.reserve(s.num_programs);
    for (std::uint32_t i = 0; i < s.num_programs; ++i) {
      const kw_program& p = *s.programs[i];
      parts.emplace_back(p.circuit ? p.circuit->num_bits : bits_of(p.text), p.sweep ? p.sweep->num_sets : 1);
    }
  }
  /// From what `id` gave.
  explicit fixed_results(std::string_view id) {
    const auto next = [&id](char end) {
      const auto cut = id.find(end);
      const auto word = id.substr(0, cut);
      id.remove_prefix(cut == std::string_view::npos ? id.size() : cut + 1);
      return word;
    };
    next('.'), next('.');
    shots = number(next('.')), want = number(next('.'));
    while (!id.empty()) {
      const auto bits = number(next('x'));
      parts.emplace_back(static_cast<std::uint32_t>(bits), number(next(',')));
    }
  }
  std::string id(std::string_view name, std::uint64_t serial) const {
    std::string out = std::string(name) + "." + std::to_string(serial) + "." + std::to_string(shots) + "." +
                      std::to_string(want) + ".";
    for (std::size_t i = 0; i < parts.size(); ++i)
      out += (i ? "," : "") + std::to_string(parts[i].bits) + "x" + std::to_string(parts[i].sets);
    return out;
  }

  /// Borrowed from this object and from `metadata`.
  const kw_results* results(std::string_view metadata = {}) {
    items_.clear(), pointers_.clear();
    std::uint32_t widest = 0;
    for (const part& p : parts) widest = p.bits > widest ? p.bits : widest;
    counts_ = {shots}, values_ = {1.0};
    const bool shot_by_shot = (want & (1u << KW_RESULT_SHOTS)) != 0;
    keys_.assign((widest / 8 + 1) * (shot_by_shot ? shots + 1 : 1), 0);
    for (std::uint32_t i = 0; i < parts.size(); ++i)
      for (std::uint64_t set = 0; set < parts[i].sets; ++set) add(i, set, shot_by_shot, metadata);
    for (const kw_result& r : items_) pointers_.push_back(&r);
    view_ = sized<kw_results>();
    view_.count = static_cast<std::uint32_t>(pointers_.size()), view_.items = pointers_.data();
    return &view_;
  }

  std::uint64_t shots = 0, want = 0;
  std::vector<part> parts;

 private:
  void add(std::uint32_t program, std::uint64_t set, bool shot_by_shot, std::string_view metadata) {
    auto r = sized<kw_result>();
    r.program = program, r.set = set, r.num_bits = parts[program].bits, r.shots = shots, r.metadata = str(metadata);
    r.rows = 1, r.keys = keys_.data(), r.value_size = 8;
    if (shots > 0) {
      r.kind = KW_RESULT_COUNTS, r.counts = counts_.data();
      items_.push_back(r);
    }
    r.counts = nullptr;
    if (shots == 0 || (want & (1u << KW_RESULT_PROBABILITIES)) != 0) {
      r.kind = KW_RESULT_PROBABILITIES, r.values = values_.data();
      items_.push_back(r);
    }
    r.values = nullptr;
    if (shots > 0 && shot_by_shot) {
      r.kind = KW_RESULT_SHOTS, r.rows = shots;
      items_.push_back(r);
    }
  }
  /// The classical bits that an OpenQASM 2 text declares.
  static std::uint32_t bits_of(kw_bytes program) {
    const std::string_view text(reinterpret_cast<const char*>(program.data), program.data ? program.size : 0);
    std::uint64_t bits = 0;
    for (auto at = text.find("creg"); at != std::string_view::npos; at = text.find("creg", at + 4)) {
      const auto open = text.find('[', at);
      if (open != std::string_view::npos) bits += number(text.substr(open + 1, 9));
    }
    return static_cast<std::uint32_t>(bits);
  }

  std::vector<kw_result> items_;
  std::vector<const kw_result*> pointers_;
  std::vector<std::uint8_t> keys_;
  std::vector<std::uint64_t> counts_;
  std::vector<double> values_;
  kw_results view_{};
};

}  // namespace ketway::tests
