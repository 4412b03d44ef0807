#pragma once
// A document against a compiled schema.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ketway/schema.hpp"
#include "schema/rules.hpp"

namespace ketway::detail {

/// A violation, with what `anyOf` and `oneOf` need to tell which branch was meant.
struct finding {
  schema_violation what;
  bool sort_differs = false;                 // a type or a constant did not fit: another kind of value was meant
  const nlohmann::json* constant = nullptr;  // the one value that would have fitted
};
using findings = std::vector<finding>;

class evaluation {
 public:
  evaluation(const nlohmann::json& root, const pattern_table& patterns) : root_(root), patterns_(patterns) {}
  /// Bounded in depth and in steps, so that no schema can hang or overflow its reader.
  std::vector<schema_violation> run(const nlohmann::json& document);

 private:
  using json = nlohmann::json;
  void value(const json& s, const json& d, const std::string& at, findings& out, int depth);
  void number(const json& s, double d, const std::string& at, findings& out);
  void string(const json& s, const std::string& d, const std::string& at, findings& out);
  void array(const json& s, const json& d, const std::string& at, findings& out, int depth);
  void object(const json& s, const json& d, const std::string& at, findings& out, int depth);
  void key(const json& rule, const std::string& name, const std::string& here, findings& out, int depth);
  void choice(const json& branches, bool exactly_one, const json& d, const std::string& at, findings& out, int depth);

  const json& root_;
  const pattern_table& patterns_;
  std::uint32_t steps_ = 0;
  bool endless_ = false;
};

/// Where no branch of anyOf or oneOf fits: what is wrong with the branch that was meant, or which would be taken.
findings explain_choice(const nlohmann::json& branches, const std::vector<findings>& tried, const nlohmann::json& d,
                        const std::string& at);

/// `"a"` or `one of "a", "b"`, and the one that a wrong text was near to.
std::string listed_constants(const nlohmann::json& allowed, const nlohmann::json& given);

}  // namespace ketway::detail
