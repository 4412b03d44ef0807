#include "outcome_report.hpp"

#include <utility>

#include "answer.hpp"
#include "document.hpp"
#include "left_behind.hpp"
#include "result_text.hpp"
#include "session.hpp"
#include "terminal.hpp"

namespace ketway::cli {
namespace {

void say_what_is_left(const outcome_report& r) {
  std::vector<error> failures;
  for (const expected<result>& one : r.outcomes)
    if (!one) failures.push_back(one.error());
  print_error(what_is_left(failures, r.free));
}

void write_answer(session& s, const outcome_report& r) {
  const bool batch = r.outcomes.size() > 1;
  answer to(s);
  if (s.json() && batch) to << "{\"results\":[";
  bool first = true;
  for (std::size_t i = 0; i < r.outcomes.size(); ++i) {
    const expected<result>& one = r.outcomes[i];
    if (s.json()) {
      if (!std::exchange(first, false)) to << ',';
      one ? write_document(to, *one, r.memory) : write_document(to, one.error());
    } else if (one) {
      if (!std::exchange(first, false)) to << '\n';
      write_text(to, *one, r.titles[i], r.memory, s.out());
    }
  }
  if (s.json()) to << (batch ? "]}\n" : "\n");
}

}  // namespace

std::string what_went_before(const decision_log& decisions) {
  std::string text;
  for (const decision& d : decisions) {
    if (d.what != decision::step::failed && d.what != decision::step::skipped_open_breaker) continue;
    text += (text.empty() ? "" : "; ") + d.backend + ": " + d.why;
  }
  return text;
}

exit_status tell(session& s, outcome_report& r) {
  const bool batch = r.outcomes.size() > 1;
  exit_status worst = exit_status::done;
  for (std::size_t i = 0; i < r.outcomes.size(); ++i) {
    expected<result>& one = r.outcomes[i];
    if (one) {
      if (const expected<void> fits = can_be_written(*one); !fits) one = error(fits.error()).backend(one->backend());
    }
    if (!one) {
      const exit_status status = status_of(one.error());
      worst = worse(worst, status);
      if (r.located) one = r.located(i, one.error());
      if (const std::string next = how_to_go_on(one.error()); !next.empty() && !r.free && !s.interrupted())
        s.notice(next);
      if (!batch) {
        if (s.interrupted()) say_what_is_left(r);
        return s.fail_about_circuits(one.error(), status);
      }
      s.explain_circuits(one.error());
      continue;
    }
    const std::string before = what_went_before(one->decisions());
    if (!before.empty()) s.notice("ran on " + one->backend() + ": " + before);
    for (const std::string& notice : one->notices()) s.notice(batch ? r.titles[i] + ": " + notice : notice);
  }
  if (s.interrupted()) say_what_is_left(r);
  write_answer(s, r);
  return worst;
}

}  // namespace ketway::cli
