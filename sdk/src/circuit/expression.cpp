// ketway::parameter and ketway::angle: printing, evaluation and arithmetic.

#include <charconv>
#include <cmath>
#include <iterator>
#include <numbers>
#include <set>

#include "circuit/columns.hpp"
#include "circuit/expression_node.hpp"

namespace ketway {
namespace {

using expression::node;
using expression::pointer;
using value_map = std::map<std::string, double, std::less<>>;

void print(const node& n, std::string& out);

void print(double x, std::string& out) {
  char text[32];
  out.append(text, std::to_chars(std::begin(text), std::end(text), x).ptr);
}

void print_enclosed(const node& n, std::string& out) {
  out += '(';
  print(n, out);
  out += ')';
}

void print_operand_of_power(const node& n, bool is_base, std::string& out) {
  const bool bare = n.what == node::kind::name || n.what == node::kind::function ||
                    (n.is_number() && n.constant >= 0) || (n.what == node::kind::power && !is_base);
  return bare ? print(n, out) : print_enclosed(n, out);
}

// `started`: something stands before that the first factor multiplies or divides.
void print_factors(const std::vector<node::factor>& factors, bool started, std::string& out) {
  for (const node::factor& f : factors) {
    if (!started && f.divides) out += '1';
    if (started || f.divides) out += f.divides ? '/' : '*';
    started = true;
    f.atom->what == node::kind::sum ? print_enclosed(*f.atom, out) : print(*f.atom, out);
  }
}

void print_sum(const node& n, std::string& out) {
  bool first = true;
  for (const node::term& t : n.terms) {
    if (t.times < 0) out += '-';
    if (t.times >= 0 && !first) out += '+';
    first = false;
    const double times = std::abs(t.times);
    if (times != 1) print(times, out);
    if (t.atom->what == node::kind::product) {
      print_factors(t.atom->factors, times != 1, out);
    } else {
      if (times != 1) out += '*';
      print(*t.atom, out);
    }
    if (t.over != 1) print(t.over, out += '/');
  }
  if (!first && n.constant == 0) return;
  if (!first && n.constant > 0) out += '+';
  print(n.constant, out);
}

void print(const node& n, std::string& out) {
  switch (n.what) {
    case node::kind::sum: return print_sum(n, out);
    case node::kind::product: return print_factors(n.factors, false, out);
    case node::kind::power:
      print_operand_of_power(*n.first, true, out);
      out += '^';
      return print_operand_of_power(*n.second, false, out);
    case node::kind::function: out += expression::function_names[n.function]; return print_enclosed(*n.first, out);
    case node::kind::name: out += n.text; return;
  }
}

void collect_names(const node& n, std::set<std::string, std::less<>>& names) {
  if (!n.has_names) return;
  if (n.what == node::kind::name) names.insert(n.text);
  for (const node::term& t : n.terms) collect_names(*t.atom, names);
  for (const node::factor& f : n.factors) collect_names(*f.atom, names);
  if (n.first) collect_names(*n.first, names);
  if (n.second) collect_names(*n.second, names);
}

// NaN where a name has no value.
double evaluate(const node& n, const value_map& values) {
  switch (n.what) {
    case node::kind::sum: {
      double total = 0;
      for (const node::term& t : n.terms) total += t.times * evaluate(*t.atom, values) / t.over;
      return total + n.constant;
    }
    case node::kind::product: {
      double total = 1;
      for (const node::factor& f : n.factors) {
        const double x = evaluate(*f.atom, values);
        total = f.divides ? total / x : total * x;
      }
      return total;
    }
    case node::kind::power: return std::pow(evaluate(*n.first, values), evaluate(*n.second, values));
    case node::kind::function: return expression::call(n.function, evaluate(*n.first, values));
    case node::kind::name: break;
  }
  if (!n.has_names) return std::numbers::pi;
  const auto at = values.find(n.text);
  return at == values.end() ? std::nan("") : at->second;
}

pointer substitute(const pointer& n, const value_map& values) {
  if (!n->has_names) return n;
  switch (n->what) {
    case node::kind::sum: {
      expression::sum total;
      for (const node::term& t : n->terms) {
        expression::product scaled;
        scaled.add(expression::number(t.times), false);
        scaled.add(substitute(t.atom, values), false);
        scaled.add(expression::number(t.over), true);
        total.add(scaled.finish(), 1);
      }
      total.add(expression::number(n->constant), 1);
      return total.finish();
    }
    case node::kind::product: {
      expression::product total;
      for (const node::factor& f : n->factors) total.add(substitute(f.atom, values), f.divides);
      return total.finish();
    }
    case node::kind::power: return expression::power(substitute(n->first, values), substitute(n->second, values));
    case node::kind::function: return expression::function(n->function, substitute(n->first, values));
    case node::kind::name: break;
  }
  const auto at = values.find(n->text);
  return at == values.end() ? n : expression::number(at->second);
}

[[noreturn]] void refuse(const std::string& what) { throw exception(error(errc::invalid_argument, what)); }

template <class Make>
auto checked(Make make) {
  try {
    return make();
  } catch (const expression::impossible& e) {
    refuse(e.what());
  }
}

pointer added(const pointer& a, const pointer& b, double sign) {
  return checked([&] {
    expression::sum s;
    s.add(a, 1);
    s.add(b, sign);
    return s.finish();
  });
}

pointer multiplied(const pointer& a, const pointer& b, bool divides) {
  return checked([&] {
    expression::product p;
    p.add(a, false);
    p.add(b, divides);
    return p.finish();
  });
}

}  // namespace

parameter::parameter(std::string_view name) {
  if (!is_identifier(name)) refuse("parameter name `" + std::string(name.substr(0, 64)) + "` is not an identifier");
  if (name == "pi" || expression::find_function(name) != expression::num_functions)
    refuse("parameter name `" + std::string(name) + "` is reserved");
  node_ = checked([&] { return expression::name(name); });
}

parameter parameter::constant(double value) {
  return parameter(checked([&] { return expression::number(value); }));
}

std::string parameter::to_string() const {
  std::string text;
  text.reserve(node_->length);
  print(*node_, text);
  return text;
}

std::vector<std::string> parameter::names() const {
  std::set<std::string, std::less<>> names;
  collect_names(*node_, names);
  return {names.begin(), names.end()};
}

expected<double> parameter::evaluate(const std::map<std::string, double, std::less<>>& values) const {
  const double x = ketway::evaluate(*node_, values);
  if (std::isfinite(x)) [[likely]]
    return x;
  std::string missing;
  for (const std::string& name : names())
    if (!values.contains(name)) missing.append(missing.empty() ? "" : ", ").append(name);
  if (!missing.empty()) return error(errc::failed_precondition, "no value for " + missing);
  return error(errc::invalid_argument, "the value of `" + to_string() + "` is not finite");
}

std::optional<double> parameter::constant_value() const {
  if (node_->has_names) return std::nullopt;
  const double x = ketway::evaluate(*node_, {});
  return std::isfinite(x) ? std::optional(x) : std::nullopt;
}

parameter parameter::substitute(const std::map<std::string, double, std::less<>>& values) const {
  return parameter(checked([&] { return ketway::substitute(node_, values); }));
}

parameter operator+(const parameter& a, const parameter& b) { return parameter(added(a.node_, b.node_, 1)); }
parameter operator-(const parameter& a, const parameter& b) { return parameter(added(a.node_, b.node_, -1)); }
parameter operator*(const parameter& a, const parameter& b) { return parameter(multiplied(a.node_, b.node_, false)); }
parameter operator/(const parameter& a, const parameter& b) { return parameter(multiplied(a.node_, b.node_, true)); }
parameter operator-(const parameter& a) { return parameter::constant(-1) * a; }

parameter pow(const parameter& base, const parameter& exponent) {
  return parameter(checked([&] { return expression::power(base.node_, exponent.node_); }));
}

parameter apply(std::string_view function, const parameter& argument) {
  const std::size_t which = expression::find_function(function);
  if (which == expression::num_functions) refuse("there is no function `" + std::string(function.substr(0, 64)) + "`");
  return parameter(checked([&] { return expression::function(which, argument.node_); }));
}

std::string angle::to_string() const {
  if (symbolic()) return expression_.to_string();
  std::string text;
  print(value_, text);
  return text;
}

}  // namespace ketway
