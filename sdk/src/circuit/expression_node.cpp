#include "circuit/expression_node.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <numeric>

namespace ketway::expression {
namespace {

constexpr double largest_whole = 9007199254740992.0;  // 2^53: every whole number up to here is exact

bool whole(double x) noexcept { return std::abs(x) <= largest_whole && std::trunc(x) == x; }

std::uint64_t mix(std::uint64_t h, std::uint64_t word) noexcept {
  h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
  return h ^ (h >> 29);
}
std::uint64_t bits(double x) noexcept { return std::hash<double>()(x); }

double finite(double x) {
  if (!std::isfinite(x)) throw impossible("a number is too large");
  return x;
}

void reduce(double& times, double& over) {
  finite(times), finite(over);
  if (over == 0) throw impossible("division by zero");
  if (over < 0) times = -times, over = -over;
  if (times == 0) over = 1;
  if (!whole(times) || !whole(over)) return;
  const auto divisor =
      static_cast<double>(std::gcd(static_cast<std::int64_t>(std::abs(times)), static_cast<std::int64_t>(over)));
  times /= divisor;
  over /= divisor;
}

// old += more, both of the same atom; exact where all numbers are whole.
void merge(node::term& old, const node::term& more) {
  const double left = old.times * more.over, right = more.times * old.over, over = old.over * more.over;
  if (old.over == more.over) {
    old.times += more.times;
  } else if (whole(left) && whole(right) && whole(left + right) && whole(over)) {
    old.times = left + right;
    old.over = over;
  } else {
    old.times = old.times / old.over + more.times / more.over;
    old.over = 1;
  }
  reduce(old.times, old.over);
}

std::size_t length_of(double x) {
  char text[32];
  return static_cast<std::size_t>(std::to_chars(std::begin(text), std::end(text), x).ptr - text);
}

// Sets what follows from the children, and refuses what is out of bounds.
class assembly {
 public:
  assembly(node::kind what, std::uint64_t seed) : n_(std::make_shared<node>()) {
    n_->what = what;
    n_->hash = mix(static_cast<std::uint64_t>(what) + 1, seed);
  }
  node* operator->() noexcept { return n_.get(); }
  void child(const pointer& c, std::uint64_t with = 0) {
    n_->hash = mix(mix(n_->hash, c->hash), with);
    n_->depth = std::max(n_->depth, c->depth + 1);
    n_->has_names = n_->has_names || c->has_names;
    length_ += c->length + (c->what == node::kind::sum || c->what == node::kind::power ? 2 : 0);
  }
  void text(std::size_t bytes) noexcept { length_ += bytes; }
  pointer finish() {
    if (n_->depth > max_depth) throw impossible("the expression is nested more than 200 deep");
    if (length_ > max_length) throw impossible("the expression is longer than 64 KiB");
    n_->length = static_cast<std::uint32_t>(length_);
    return std::move(n_);
  }

 private:
  std::shared_ptr<node> n_;
  std::size_t length_ = 0;
};

}  // namespace

std::size_t find_function(std::string_view name) noexcept {
  return static_cast<std::size_t>(std::find(std::begin(function_names), std::end(function_names), name) -
                                  std::begin(function_names));
}

double call(std::size_t function, double argument) noexcept {
  switch (function) {
    case 0: return std::sin(argument);
    case 1: return std::cos(argument);
    case 2: return std::tan(argument);
    case 3: return std::exp(argument);
    case 4: return std::log(argument);
    case 5: return std::sqrt(argument);
    case 6: return std::asin(argument);
    case 7: return std::acos(argument);
    default: return std::atan(argument);
  }
}

pointer number(double value) {
  assembly n(node::kind::sum, bits(finite(value) + 0.0));
  n->constant = value + 0.0;  // no negative zero
  n.text(length_of(n->constant));
  return n.finish();
}

pointer name(std::string_view text) {
  assembly n(node::kind::name, std::hash<std::string_view>()(text));
  n->text = text;
  n->has_names = text != "pi";
  n.text(text.size());
  return n.finish();
}

pointer power(pointer base, pointer exponent) {
  if (base->is_number() && exponent->is_number()) return number(std::pow(base->constant, exponent->constant));
  assembly n(node::kind::power, 0);
  n.child(base);
  n.child(exponent);
  n.text(1);
  n->first = std::move(base);
  n->second = std::move(exponent);
  return n.finish();
}

pointer function(std::size_t which, pointer argument) {
  assembly n(node::kind::function, which);
  n.child(argument);
  n.text(function_names[which].size() + 2);
  n->function = which;
  n->first = std::move(argument);
  return n.finish();
}

bool same(const node& a, const node& b) {
  if (&a == &b) return true;
  if (a.hash != b.hash || a.what != b.what || a.constant != b.constant || a.function != b.function ||
      a.text != b.text || a.terms.size() != b.terms.size() || a.factors.size() != b.factors.size())
    return false;
  for (std::size_t i = 0; i < a.terms.size(); ++i)
    if (a.terms[i].times != b.terms[i].times || a.terms[i].over != b.terms[i].over ||
        !same(*a.terms[i].atom, *b.terms[i].atom))
      return false;
  for (std::size_t i = 0; i < a.factors.size(); ++i)
    if (a.factors[i].divides != b.factors[i].divides || !same(*a.factors[i].atom, *b.factors[i].atom)) return false;
  return (!a.first || same(*a.first, *b.first)) && (!a.second || same(*a.second, *b.second));
}

void sum::add(const pointer& n, double times, double over) {
  if (n->what != node::kind::sum) return add_term({n, times, over});
  for (const node::term& t : n->terms) add_term({t.atom, t.times * times, t.over * over});
  constant_ = finite(constant_ + n->constant * times / over);
}

void sum::add_term(const node::term& t) {
  node::term scaled = t;
  reduce(scaled.times, scaled.over);
  const auto [begin, end] = known_.equal_range(t.atom->hash);
  for (auto at = begin; at != end; ++at) {
    node::term& old = terms_[at->second];
    if (same(*old.atom, *t.atom)) return merge(old, scaled);
  }
  known_.emplace(t.atom->hash, terms_.size());
  terms_.push_back(std::move(scaled));
}

pointer sum::finish() {
  std::erase_if(terms_, [](const node::term& t) { return t.times == 0; });
  if (terms_.empty()) return number(constant_);
  if (terms_.size() == 1 && constant_ == 0 && terms_[0].times == 1 && terms_[0].over == 1) return terms_[0].atom;
  assembly n(node::kind::sum, bits(constant_));
  for (const node::term& t : terms_) {
    n.child(t.atom, mix(bits(t.times), bits(t.over)));
    n.text(2 + (std::abs(t.times) == 1 ? 0 : 1 + length_of(t.times)) + (t.over == 1 ? 0 : 1 + length_of(t.over)));
  }
  if (constant_ != 0) n.text(1 + length_of(constant_));
  n->constant = constant_ + 0.0;
  n->terms = std::move(terms_);
  return n.finish();
}

void product::add(const pointer& n, bool divides) {
  const auto scale = [&](double times, double over) {
    if (divides) std::swap(times, over);
    times_ *= times;
    over_ *= over;
    reduce(times_, over_);
  };
  if (n->is_number()) return scale(n->constant, 1);
  if (n->what == node::kind::sum && n->terms.size() == 1 && n->constant == 0) {
    scale(n->terms[0].times, n->terms[0].over);
    return add(n->terms[0].atom, divides);
  }
  if (n->what != node::kind::product) return factors_.push_back({n, divides});
  for (const node::factor& f : n->factors) factors_.push_back({f.atom, f.divides != divides});
}

pointer product::finish() {
  if (factors_.empty()) return number(times_ / over_);
  if (times_ == 0) return number(0);
  pointer atom;
  if (factors_.size() == 1 && !factors_[0].divides) {
    atom = factors_[0].atom;
  } else {
    assembly n(node::kind::product, 0);
    for (const node::factor& f : factors_) n.child(f.atom, f.divides ? 1 : 0);
    n.text(1 + factors_.size());
    n->factors = std::move(factors_);
    atom = n.finish();
  }
  if (times_ == 1 && over_ == 1) return atom;
  sum scaled;
  scaled.add(atom, times_, over_);
  return scaled.finish();
}

}  // namespace ketway::expression
