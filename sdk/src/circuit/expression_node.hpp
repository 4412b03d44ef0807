#pragma once
// The tree behind ketway::parameter, in a normal form that printing and parsing keep:
//   sum      m1*a1/d1 + m2*a2/d2 + ... + constant; the terms differ, m and d are reduced where both are whole numbers
//   product  factors in order, each multiplied or divided; never a number, never a product
//   power, function, name (`pi` is a name with a value)
// A sum of one bare term is that term. Nodes are immutable and shared.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway {

struct parameter::node {
  enum class kind : std::uint8_t { sum, product, power, function, name };
  struct term {
    std::shared_ptr<const node> atom;
    double times = 1, over = 1;  // over > 0
  };
  struct factor {
    std::shared_ptr<const node> atom;
    bool divides = false;
  };

  kind what = kind::sum;
  bool has_names = false;
  std::uint32_t depth = 1;
  std::uint32_t length = 0;  // of the text, at most; a limit on the whole tree, shared parts counted each time
  std::uint64_t hash = 0;
  double constant = 0;                        // sum
  std::vector<term> terms;                    // sum
  std::vector<factor> factors;                // product
  std::shared_ptr<const node> first, second;  // power: base, exponent; function: argument
  std::size_t function = 0;                   // place in `function_names`
  std::string text;                           // name

  bool is_number() const noexcept { return what == kind::sum && terms.empty(); }
};

namespace expression {

using node = parameter::node;
using pointer = std::shared_ptr<const node>;

inline constexpr std::uint32_t max_depth = 200;
inline constexpr std::size_t max_length = 64 * 1024;
inline constexpr std::string_view function_names[] = {"sin", "cos", "tan", "exp", "ln", "sqrt", "asin", "acos", "atan"};
inline constexpr std::size_t num_functions = std::size(function_names);

/// The place of a name in `function_names`, or num_functions.
std::size_t find_function(std::string_view name) noexcept;
double call(std::size_t function, double argument) noexcept;

/// An expression that cannot be: too deep, too long, a number that is not finite, a division by zero.
class impossible : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// All of these throw `impossible`.
pointer number(double value);
pointer name(std::string_view text);
pointer power(pointer base, pointer exponent);
pointer function(std::size_t which, pointer argument);

bool same(const node& a, const node& b);

/// Adds up terms in linear time.
class sum {
 public:
  /// Adds n * times / over.
  void add(const pointer& n, double times, double over = 1);
  pointer finish();

 private:
  void add_term(const node::term& t);
  std::vector<node::term> terms_;
  std::unordered_multimap<std::uint64_t, std::size_t> known_;  // hash of an atom -> its place
  double constant_ = 0;
};

/// Multiplies factors in linear time.
class product {
 public:
  void add(const pointer& n, bool divides);
  pointer finish();

 private:
  double times_ = 1, over_ = 1;
  std::vector<node::factor> factors_;
};

}  // namespace expression
}  // namespace ketway
