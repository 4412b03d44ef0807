// One circuit on many backends at once.
#include "ketway/compare.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "compare/answer.hpp"
#include "ketway/together.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

/// One comparison while it runs. Strand only.
class meeting {
 public:
  meeting(circuit c, execute_options o, compare_options h, std::vector<contender> all)
      : program(std::move(c)),
        options(std::move(o)),
        how(std::move(h)),
        contenders(std::move(all)),
        outcomes(contenders.size()) {}

  circuit program;
  execute_options options;
  compare_options how;
  std::vector<contender> contenders;
  std::vector<std::optional<expected<result>>> outcomes;
  std::optional<expected<result>> ideal;
  std::optional<std::size_t> reference;  // place of the contender that is it
  std::string ideal_name;                // who computes it; empty: nobody
  std::vector<std::string> notices;
};

asio::awaitable<void> take_part(std::shared_ptr<meeting> m, std::size_t place) {
  expected<result> outcome = co_await comparing::answer_of(m->contenders[place], m->program, m->options);
  m->outcomes[place].emplace(std::move(outcome));
  if (!m->how.on_arrival()) co_return;
  const compared arrived(m->contenders[place].name(), *m->outcomes[place]);
  m->how.on_arrival()(arrived);
}

asio::awaitable<void> compute_ideal(std::shared_ptr<meeting> m, contender simulator) {
  const execute_options exact = comparing::for_ideal(m->options);
  expected<result> outcome = co_await comparing::answer_of(std::move(simulator), m->program, exact);
  m->ideal.emplace(std::move(outcome));
}

std::optional<contender> ideal_simulator(const meeting& m) {
  if (m.how.ideal()) return contender(*m.how.ideal());
  const auto able = std::find_if(m.contenders.begin(), m.contenders.end(), comparing::gives_ideal);
  if (able != m.contenders.end()) return *able;
  if (m.how.ideal_otherwise()) return contender(*m.how.ideal_otherwise());
  return std::nullopt;
}

/// Decides what is measured against, and returns who is to compute it, if anybody.
std::optional<contender> settle_reference(meeting& m) {
  if (!m.how.reference().empty()) {
    for (std::size_t i = 0; i < m.contenders.size(); ++i)
      if (m.contenders[i].name() == m.how.reference() && !m.reference) m.reference = i;
    return std::nullopt;
  }
  if (m.how.wants_no_reference()) return std::nullopt;
  std::optional<contender> simulator = ideal_simulator(m);
  if (!simulator) {
    m.notices.emplace_back(
        "there is no reference: none of these is a free simulator without noise that gives exact probabilities");
  } else if (m.program.num_qubits() > m.how.ideal_limit()) {
    m.notices.push_back("there is no reference: exact probabilities are computed up to " +
                        std::to_string(m.how.ideal_limit()) + " qubits, and the circuit has " +
                        std::to_string(m.program.num_qubits()));
    simulator.reset();
  } else {
    m.ideal_name = simulator->name();
  }
  return simulator;
}

/// The reference as a distribution; none where it failed, which is said.
std::optional<distribution> reference_of(meeting& m, const std::vector<std::optional<distribution>>& all) {
  if (m.reference) {
    if (!all[*m.reference])
      m.notices.push_back("there is no reference: " + m.contenders[*m.reference].name() + " has no result");
    return all[*m.reference];
  }
  if (!m.ideal) return std::nullopt;
  if (*m.ideal) return distribution::of(**m.ideal);
  m.notices.push_back("there is no reference: " + m.ideal_name +
                      " gave no exact probabilities: " + m.ideal->error().message());
  return std::nullopt;
}

void judge(std::vector<judged_difference*> all, double level) {
  std::vector<double> p_values;
  p_values.reserve(all.size());
  for (const judged_difference* one : all) p_values.push_back(one->test.p_value);
  const std::vector<double> adjusted = holm(p_values);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i]->adjusted_p_value = adjusted[i];
    all[i]->significant = adjusted[i] < level;
  }
}

asio::awaitable<comparison> report_of(std::shared_ptr<meeting> m) {
  comparison report;
  report.significance = m->how.significance();
  std::vector<std::optional<distribution>> all(m->contenders.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    report.backends.emplace_back(m->contenders[i].name(), std::move(*m->outcomes[i]));
    if (report.backends.back().outcome) all[i].emplace(distribution::of(*report.backends.back().outcome));
  }
  const difference_options& intervals = m->how.intervals();
  std::uint64_t next_seed = intervals.seed();  // every pair advances it, whether both have results or not
  const auto seeded = [&] { return difference_options(intervals).seed(next_seed++ * 0x9E3779B97F4A7C15ULL); };

  std::vector<judged_difference*> judged;
  if (const std::optional<distribution> reference = reference_of(*m, all)) {
    report.reference = m->reference ? reference_kind::backend : reference_kind::ideal;
    report.reference_name = m->reference ? m->contenders[*m->reference].name() : m->ideal_name;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const difference_options own = seeded();
      if (!all[i]) continue;
      if (m->reference == i) {
        report.backends[i].versus_reference.emplace();
        continue;
      }
      report.backends[i].versus_reference.emplace(differ(*all[i], *reference, own));
      judged.push_back(&*report.backends[i].versus_reference);
      co_await asio::post(asio::use_awaitable);
    }
    judge(judged, report.significance);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const difference_options own = seeded();
      if (!all[i] || !all[j]) continue;
      report.pairs.emplace_back(i, j, differ(*all[i], *all[j], own));
      co_await asio::post(asio::use_awaitable);
    }
  }
  judged.clear();
  for (compared_pair& pair : report.pairs) judged.push_back(&pair.how);
  judge(judged, report.significance);
  report.notices = std::move(m->notices);
  comparing::choose_best(report);
  co_return report;
}

asio::awaitable<comparison> meet(std::shared_ptr<meeting> m) {
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  std::vector<asio::awaitable<void>> all;
  for (std::size_t i = 0; i < m->contenders.size(); ++i) all.push_back(take_part(m, i));
  std::optional<contender> simulator = settle_reference(*m);
  if (simulator) all.push_back(compute_ideal(m, std::move(*simulator)));
  co_await together(std::move(all));
  co_return co_await report_of(m);
}

std::optional<error> refusal(const compare_options& how, const std::vector<contender>& contenders) {
  const auto share = [](double x) { return x > 0 && x < 1; };
  if (contenders.empty()) return error(errc::invalid_argument, "there is no backend to compare");
  if (!share(how.significance()))
    return error(errc::invalid_argument, "the level of significance lies between 0 and 1");
  if (!share(how.intervals().confidence()))
    return error(errc::invalid_argument, "the confidence of intervals lies between 0 and 1");
  const auto is_reference = [&](const contender& one) { return one.name() == how.reference(); };
  if (!how.reference().empty() && std::none_of(contenders.begin(), contenders.end(), is_reference))
    return error(errc::invalid_argument, "the reference \"" + how.reference() + "\" is none of the backends compared");
  return std::nullopt;
}

}  // namespace

asio::awaitable<expected<comparison>> try_compare(circuit c, execute_options options, compare_options how,
                                                  std::vector<contender> contenders) {
  if (std::optional<error> why = refusal(how, contenders)) co_return std::move(*why);
  auto m = std::make_shared<meeting>(std::move(c), std::move(options), std::move(how), std::move(contenders));
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  const asio::strand<asio::any_io_executor> strand = asio::make_strand(where);
  asio::awaitable<comparison> work = meet(std::move(m));
  comparison report = co_await asio::co_spawn(strand, std::move(work), asio::use_awaitable);
  co_return report;
}

asio::awaitable<comparison> compare(circuit c, execute_options options, compare_options how,
                                    std::vector<contender> contenders) {
  expected<comparison> report =
      co_await try_compare(std::move(c), std::move(options), std::move(how), std::move(contenders));
  co_return std::move(report).value();
}

}  // namespace ketway
