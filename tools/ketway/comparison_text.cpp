#include "comparison_text.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "answer.hpp"
#include "contenders.hpp"
#include "document.hpp"
#include "result_text.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

using nlohmann::ordered_json;

std::string one_line(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

ordered_json pair_of(const interval& i) { return ordered_json::array({i.low, i.high}); }

void add_difference(ordered_json& to, const judged_difference& d) {
  to["total_variation"] = d.total_variation;
  to["hellinger_fidelity"] = d.hellinger_fidelity;
  to["jensen_shannon"] = d.jensen_shannon;
  to["p_value"] = d.test.p_value;
  to["adjusted_p_value"] = d.adjusted_p_value;
  to["significant"] = d.significant;
  to["degrees_of_freedom"] = d.test.degrees_of_freedom;
  ordered_json intervals = nullptr;
  if (d.total_variation_interval && d.hellinger_fidelity_interval && d.jensen_shannon_interval) {
    intervals["total_variation"] = pair_of(*d.total_variation_interval);
    intervals["hellinger_fidelity"] = pair_of(*d.hellinger_fidelity_interval);
    intervals["jensen_shannon"] = pair_of(*d.jensen_shannon_interval);
  }
  to["intervals"] = std::move(intervals);
}

ordered_json facts_of(const expected<result>& outcome) {
  if (outcome) return facts_document(*outcome);
  ordered_json facts;
  facts["timing"] = {{"total_s", nullptr}, {"queue_s", nullptr}, {"run_s", nullptr}};
  facts["cost"] = {{"amount", nullptr}, {"currency", "USD"}, {"estimated", true}};
  facts["metadata"] = ordered_json::object();
  return facts;
}

void write_backend(answer& to, const compared& one) {
  const bool done = one.outcome.has_value();
  const bool cancelled = !done && one.outcome.error().code() == errc::cancelled;
  to << "{\"backend\":" << one_line(one.name) << ",\"status\":";
  to << (done ? "\"done\"" : cancelled ? "\"cancelled\"" : "\"failed\"") << ",\"counts\":";
  if (done)
    write_counts(to, *one.outcome);
  else
    to << "null";
  to << ",\"error\":" << (done ? "null" : one_line(error_document(one.outcome.error())["error"]));
  const ordered_json facts = facts_of(one.outcome);
  to << ",\"timing\":" << one_line(facts["timing"]) << ",\"cost\":" << one_line(facts["cost"]);
  ordered_json difference = nullptr;
  if (one.versus_reference) add_difference(difference, *one.versus_reference);
  to << ",\"versus_reference\":" << one_line(difference) << ",\"job_id\":";
  to << (done ? one_line(one.outcome->job_id()) : "null") << ",\"probabilities\":";
  if (done)
    write_probabilities(to, *one.outcome);
  else
    to << "null";
  to << ",\"metadata\":" << one_line(facts["metadata"]) << '}';
}

ordered_json name_or_null(const comparison& c, const std::optional<std::size_t>& place) {
  return place ? ordered_json(c.backends[*place].name) : ordered_json(nullptr);
}

ordered_json rest_of(const comparison& c) {
  ordered_json rest;
  rest["pairs"] = ordered_json::array();
  for (const compared_pair& one : c.pairs) {
    ordered_json pair;
    pair["a"] = c.backends[one.a].name;
    pair["b"] = c.backends[one.b].name;
    add_difference(pair, one.how);
    rest["pairs"].push_back(std::move(pair));
  }
  rest["best"]["fastest"] = name_or_null(c, c.fastest);
  rest["best"]["most_faithful"] = name_or_null(c, c.most_faithful);
  rest["best"]["cheapest"] = name_or_null(c, c.cheapest);
  rest["reference"] = nullptr;
  if (c.reference != reference_kind::none) {
    rest["reference"]["kind"] = c.reference == reference_kind::ideal ? "ideal" : "backend";
    rest["reference"]["backend"] = c.reference_name;
  }
  rest["significance"] = c.significance;
  rest["notices"] = c.notices;
  return rest;
}

std::string with_interval(double value, const std::optional<interval>& i) {
  std::string text = fixed(value, 4);
  if (i) text += " [" + fixed(i->low, 3) + ", " + fixed(i->high, 3) + "]";
  return text;
}

std::string p_text(double p) { return p > 0 && p < 1e-4 ? "<0.0001" : fixed(p, 4); }

std::string verdict(const judged_difference& d) {
  if (d.significant) return "differs";
  const bool untold = d.test.degrees_of_freedom == 0 && d.total_variation > 1e-6;
  return untold ? "too few shots to tell" : "no significant difference";
}

style verdict_style(const judged_difference& d) { return d.significant ? style::warning : style::good; }

std::string backends_table(const comparison& c, const terminal& out) {
  table rows;
  rows.column("backend").column("status").column("time", table::align::right).column("cost", table::align::right);
  rows.column("fidelity").column("total variation").column("p", table::align::right).column("");
  for (const compared& one : c.backends) {
    if (!one.outcome) {
      rows.row({one.name, status_text(one.outcome.error()), "-", "-", "-", "-", "-", ""}, {style::strong, style::bad});
      continue;
    }
    std::vector<std::string> cells = {one.name, "done", short_time(one.outcome->timing().total),
                                      cost_text(one.outcome->cost())};
    const auto& d = one.versus_reference;
    const bool itself = c.reference == reference_kind::backend && one.name == c.reference_name;
    if (itself)
      cells.insert(cells.end(), {"-", "-", "-", "the reference"});
    else if (d)
      cells.insert(cells.end(), {with_interval(d->hellinger_fidelity, d->hellinger_fidelity_interval),
                                 with_interval(d->total_variation, d->total_variation_interval),
                                 p_text(d->adjusted_p_value), verdict(*d)});
    rows.row(std::move(cells), {style::strong, style::good, style::plain, style::plain, style::plain, style::plain,
                                style::plain, d && !itself ? verdict_style(*d) : style::faint});
  }
  return rows.text(out);
}

std::string pairs_table(const comparison& c, const terminal& out) {
  table rows;
  rows.column("pair").column("fidelity").column("total variation").column("Jensen-Shannon", table::align::right);
  rows.column("p", table::align::right).column("");
  for (const compared_pair& one : c.pairs) {
    const judged_difference& d = one.how;
    rows.row({c.backends[one.a].name + " - " + c.backends[one.b].name,
              with_interval(d.hellinger_fidelity, d.hellinger_fidelity_interval),
              with_interval(d.total_variation, d.total_variation_interval), fixed(d.jensen_shannon, 4),
              p_text(d.adjusted_p_value), verdict(d)},
             {style::strong, style::plain, style::plain, style::plain, style::plain, verdict_style(d)});
  }
  return rows.text(out);
}

}  // namespace

void write_document(answer& to, const comparison& c, std::string_view circuit, std::uint64_t shots) {
  to << "{\"circuit\":" << one_line(circuit) << ",\"shots\":" << shots << ",\"backends\":[";
  bool first = true;
  for (const compared& one : c.backends) {
    if (!std::exchange(first, false)) to << ',';
    write_backend(to, one);
  }
  to << "]," << std::string_view(one_line(rest_of(c))).substr(1) << '\n';
}

std::string comparison_text(const comparison& c, std::string_view circuit, std::uint64_t shots, const terminal& out) {
  std::string text = out.paint(style::strong, printable(circuit)) + ", ";
  text += shots == 0 ? "exact probabilities" : std::to_string(shots) + (shots == 1 ? " shot" : " shots");
  if (c.reference == reference_kind::ideal)
    text += ", against the exact probabilities of " + printable(c.reference_name);
  if (c.reference == reference_kind::backend) text += ", against " + printable(c.reference_name);
  text += "\n" + backends_table(c, out);
  if (!c.pairs.empty()) text += "\n" + pairs_table(c, out);
  const auto add_best = [&](std::string_view what, const std::optional<std::size_t>& place) {
    if (!place) return;
    text.append(text.ends_with("\n") ? "" : ", ").append(what).append(": ");
    text += printable(c.backends[*place].name);
  };
  text += "\n";
  add_best("fastest", c.fastest);
  add_best("most faithful", c.most_faithful);
  add_best("cheapest", c.cheapest);
  text += text.ends_with("\n") ? "" : "\n";
  text += "p: corrected for the number of comparisons; a difference is significant below " + fixed(c.significance, 2) +
          "\n";
  return text;
}

}  // namespace ketway::cli
