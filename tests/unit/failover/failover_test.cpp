#include <gtest/gtest.h>

#include "scripted_node.hpp"

namespace ketway::tests {
namespace {

class Failover : public ::testing::Test {
 protected:
  scene s;
};

TEST_F(Failover, AsksTheFirstAloneWhereItAnswers) {
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(r->backend(), "a");
  EXPECT_EQ(s.node("b").calls, 0);
  EXPECT_EQ(steps_of(r->decisions()), "tried:a won:a");
}

TEST_F(Failover, GoesOnAfterARefusalAndSaysSo) {
  s.node("a").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(r->backend(), "b");
  EXPECT_EQ(steps_of(r->decisions()), "tried:a failed:a tried:b won:b");
  EXPECT_NE(r->decisions()[1].why.find("it does not fit"), std::string::npos);
  EXPECT_GT(r->decisions()[1].unix_ns, 1'700'000'000'000'000'000ULL);
}

TEST_F(Failover, GivesUpWhereAJobMayRunAndKeepsItsName) {
  s.node("a").says = [](int) { return lost_answer(); };
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  ASSERT_FALSE(r);
  EXPECT_EQ(s.node("b").calls, 0);
  EXPECT_EQ(r.error().job_uri(), "ketway:x/1");
  EXPECT_EQ(r.error().backend(), "a");
  EXPECT_NE(r.error().advice().find("no other backend was asked"), std::string::npos) << r.error().advice();
  EXPECT_EQ(steps_of(r.error().decisions()), "tried:a failed:a gave_up:a");
}

TEST_F(Failover, TriesTheSameAgainAfterAPauseWhereThatMayHelp) {
  s.node("a").says = [](int n) { return n == 0 ? expected<result>(outage().retryable(true)) : result_of("a"); };
  const auto began = s.world->monotonic_ns();
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(steps_of(r->decisions()), "tried:a failed:a retried:a won:a");
  EXPECT_GE(s.since(began), 250ms);
  EXPECT_LE(s.since(began), 500ms);
}

TEST_F(Failover, GoesOnAfterTheRepetitionsThatWereAskedFor) {
  s.node("a").says = [](int) { return outage().retryable(true); };
  const auto r = s.execute(failover(failover_options().retry_same(3, 1s), s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(s.node("a").calls, 4);
  EXPECT_EQ(r->backend(), "b");
}

TEST_F(Failover, DoesNotAskAgainWhereTheFirstAttemptTookLong) {
  s.node("a").takes = 31s;
  s.node("a").says = [](int) { return outage().retryable(true); };
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(steps_of(r->decisions()), "tried:a failed:a tried:b won:b");
}

TEST_F(Failover, TheTimeOfAResultIsThatOfTheWholeCall) {
  s.node("a").takes = 4s;
  s.node("a").says = [](int) { return refusal(); };
  s.node("b").takes = 3s;
  EXPECT_EQ(s.execute(failover(s.of("a"), s.of("b")))->timing().total, 7s);
}

TEST_F(Failover, WaitsAsLongAsABackendAsksButNotTooLong) {
  s.node("a").says = [](int n) {
    return n == 0 ? expected<result>(outage().retryable(true).retry_after(20s)) : result_of("a");
  };
  auto began = s.world->monotonic_ns();
  EXPECT_EQ(s.execute(failover(s.of("a"), s.of("b")))->backend(), "a");
  EXPECT_EQ(s.since(began), 20s);
  s.node("c").says = [](int) { return outage().retryable(true).retry_after(1min); };
  began = s.world->monotonic_ns();
  EXPECT_EQ(s.execute(failover(s.of("c"), s.of("b")))->backend(), "b");
  EXPECT_EQ(s.since(began), 0s);
}

TEST_F(Failover, TellsEveryReasonWhereAllRefuse) {
  s.node("a").says = [](int) { return refusal(); };
  s.node("b").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(failover_options().name("both"), s.of("a"), s.of("b")));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code(), errc::invalid_argument);
  EXPECT_EQ(r.error().backend(), "both");
  EXPECT_NE(r.error().message().find("a: it does not fit; b: it does not fit"), std::string::npos);
}

TEST_F(Failover, TheUnsaidBillOfAFreeDeviceIsNone) {
  const auto crash = [](int) { return error(errc::internal, "it crashed").fate(job_fate::ended); };
  s.node("free").says = crash;
  EXPECT_TRUE(s.execute(failover(s.of("free"), s.of("b"))));
  s.node("paid", false).says = crash;
  EXPECT_FALSE(s.execute(failover(s.of("paid"), s.of("b"))));
}

TEST_F(Failover, TheCallersDeadlineBoundsTheWhole) {
  s.node("a").takes = 4s;
  s.node("a").says = [](int) { return refusal(); };
  s.node("b").takes = 10s;
  const auto began = s.world->monotonic_ns();
  const auto r = s.execute(failover(s.of("a"), s.of("b"), s.of("c")), execute_options().deadline(6s));
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.since(began), 6s);
  EXPECT_EQ(s.node("b").deadlines[0], std::optional<std::chrono::nanoseconds>(2s));
  EXPECT_EQ(s.node("c").calls, 0);
}

TEST_F(Failover, ACancelledCallAsksNobodyElse) {
  s.node("a").takes = 10s;
  s.node("a").when_stopped = [](error e) {
    return std::move(e.fate(job_fate::cancelled).billed(billing::not_billed).job_uri("ketway:a/1"));
  };
  const auto outcome = s.begin(failover(s.of("a"), s.of("b")).try_execute(circuit(1, 1)));
  s.world->run_for(1s);
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_for(1s);
  ASSERT_TRUE(*outcome);
  EXPECT_EQ((*outcome)->error().code(), errc::cancelled);
  EXPECT_EQ((*outcome)->error().job_uri(), "ketway:a/1");
  EXPECT_EQ(s.node("a").cancels, 1);
  EXPECT_EQ(s.node("b").calls, 0);
  EXPECT_EQ(steps_of((*outcome)->error().decisions()), "tried:a cancelled:a");
}

TEST_F(Failover, ACancelDuringAPauseEndsIt) {
  s.node("a").says = [](int) { return outage().retryable(true); };
  const auto outcome =
      s.begin(failover(failover_options().retry_same(5, 20s), s.of("a"), s.of("b")).try_execute(circuit(1, 1)));
  s.world->run_for(1s);
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  ASSERT_TRUE(*outcome);
  EXPECT_EQ((*outcome)->error().code(), errc::cancelled);
  EXPECT_EQ(s.node("a").calls, 1);
  EXPECT_EQ(s.node("b").calls, 0);
}

TEST_F(Failover, PassesOverABackendWhoseBreakerIsOpen) {
  s.node("a").says = [](int) { return outage(); };
  const backend set = failover(s.of("a"), s.of("b"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(s.execute(set));
  EXPECT_EQ(breaker_of(*s.rt, "a")->state, breaker_state::open);
  EXPECT_GT(breaker_of(*s.rt, "a")->open_until_unix_ns, s.world->unix_ns());
  const auto r = s.execute(set);
  EXPECT_EQ(s.node("a").calls, 5);
  EXPECT_EQ(steps_of(r->decisions()), "skipped_open_breaker:a tried:b won:b");
}

TEST_F(Failover, ABreakerIsSharedByAllSetsThatHaveItsBackend) {
  s.node("a").says = [](int) { return outage(); };
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(s.execute(failover(s.of("a"), s.of("b"))));
  EXPECT_TRUE(s.execute(failover(s.of("a"), s.of("c"))));
  EXPECT_EQ(s.node("a").calls, 5);
}

TEST_F(Failover, TheBreakerTriesAgainAndCloses) {
  s.node("a").says = [](int n) { return n < 5 ? expected<result>(outage()) : result_of("a"); };
  const backend set = failover(s.of("a"), s.of("b"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(s.execute(set));
  const auto pause = s.begin(sleep_for(*s.rt, 31s));
  s.world->run_for(31s);
  EXPECT_EQ(s.execute(set)->backend(), "a");
  EXPECT_EQ(breaker_of(*s.rt, "a")->state, breaker_state::closed);
}

TEST_F(Failover, NeverEjectsTheLastCandidate) {
  s.node("a").says = [](int) { return outage(); };
  const backend alone = failover(s.of("a"));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(s.execute(alone));
  EXPECT_EQ(s.node("a").calls, 20);
  s.node("b").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(s.of("a"), s.of("b")));
  EXPECT_EQ(steps_of(r.error().decisions()),
            "skipped_open_breaker:a tried:b failed:b tried:a failed:a gave_up:failover(a, b)");
}

TEST_F(Failover, TheUsersMistakesOpenNoBreaker) {
  s.node("a").says = [](int n) {
    return n % 2 ? refusal() : std::move(error(errc::unauthenticated, "no key").needs_user(true));
  };
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(s.execute(failover(s.of("a"), s.of("b"))));
  EXPECT_EQ(s.node("a").calls, 20);
}

TEST_F(Failover, TheLocalNetworkIsNoBackendsFault) {
  for (const char* n : {"a", "b"}) s.node(n, false).says = [](int) { return no_connection(); };
  const backend set = failover(s.of("a"), s.of("b"));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(s.execute(set).error().unreachable());
  EXPECT_EQ(breaker_of(*s.rt, "a")->state, breaker_state::closed);
  EXPECT_EQ(s.node("a").calls, 20);
}

TEST_F(Failover, OneThatAloneIsUnreachableIsEjected) {
  s.node("a", false).says = [](int) { return no_connection(); };
  s.node("b", false);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(s.execute(failover(s.of("a"), s.of("b"))));
  EXPECT_EQ(s.node("a").calls, 5);
}

TEST_F(Failover, TwoThatAreUnreachableWhileAThirdAnswersAreEjected) {
  for (const char* n : {"a", "b"}) s.node(n, false).says = [](int) { return no_connection(); };
  s.node("c", false);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(s.execute(failover(s.of("a"), s.of("b"), s.of("c"))));
  EXPECT_LE(s.node("a").calls, 6);
  EXPECT_LE(s.node("b").calls, 6);
}

TEST_F(Failover, NestsAndTellsWhatHappenedInside) {
  for (const char* n : {"a", "b"}) s.node(n).says = [](int) { return refusal(); };
  const backend inner = failover(failover_options().name("inner"), s.of("a"), s.of("b"));
  const auto r = s.execute(failover(inner, s.of("c")));
  ASSERT_TRUE(r);
  EXPECT_EQ(steps_of(r->decisions()),
            "tried:inner tried:a failed:a tried:b failed:b gave_up:inner failed:inner tried:c won:c");
}

TEST_F(Failover, PassesOverASetWhoseBackendsAreAllEjected) {
  s.node("a").says = [](int) { return outage(); };
  const backend inner = failover(failover_options().name("inner"), s.of("a"));
  const backend set = failover(inner, s.of("c"));
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(s.execute(set));
  EXPECT_EQ(s.node("a").calls, 5);
}

TEST_F(Failover, PassesOverASetWhoseLastBackendIsBeingTried) {
  s.node("a").says = [](int) { return outage(); };
  const backend inner = failover(failover_options().name("inner"), s.of("a"));
  const backend set = failover(inner, s.of("c"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(s.execute(set));
  s.finish(sleep_for(*s.rt, 31s), 31s);
  s.node("a").takes = 100s;
  const auto trial = s.begin(set.try_execute(circuit(1, 1)));
  const auto other = s.begin(set.try_execute(circuit(1, 1)));
  s.world->run_for(1s);
  ASSERT_TRUE(*other) << "it waits for a backend that another call tries";
  EXPECT_EQ((*other)->value().backend(), "c");
  EXPECT_EQ(s.node("a").calls, 6);
}

class reversed final : public ranking {
 public:
  std::vector<std::size_t> order(const std::vector<backend>& all) override {
    std::vector<std::size_t> places{99};
    for (std::size_t i = all.size(); i-- > 1;) places.push_back(i);
    return places;
  }
};

TEST_F(Failover, AsksInTheOrderOfTheRankingAndThenTheRest) {
  for (const char* n : {"b", "c"}) s.node(n).says = [](int) { return refusal(); };
  const auto r = s.execute(failover(std::make_shared<reversed>(), s.of("a"), s.of("b"), s.of("c")));
  EXPECT_EQ(steps_of(r->decisions()), "tried:c failed:c tried:b failed:b tried:a won:a");
}

TEST_F(Failover, DescribesTheFirstButIsFreeOnlyWhereAllAre) {
  s.node("a").facts.num_qubits = 5;
  s.node("b", false);
  const backend set = failover(s.of("a"), s.of("b"));
  EXPECT_EQ(set.name(), "failover(a, b)");
  EXPECT_EQ(set.device().num_qubits, 5u);
  EXPECT_FALSE(set.device().free);
  EXPECT_FALSE(set.device().simulator);
  EXPECT_TRUE(failover(s.of("a")).device().free);
}

TEST_F(Failover, DescribesTheFirstThatIsKnown) {
  s.node("a").facts.num_qubits = 0;
  s.node("b").facts.num_qubits = 7;
  EXPECT_EQ(failover(s.of("a"), s.of("b")).device().num_qubits, 7u);
}

TEST_F(Failover, RefreshesAllAndFailsOnlyWhereNobodyAnswers) {
  s.node("a").says = [](int) { return outage(); };
  EXPECT_TRUE(*s.finish(failover(s.of("a"), s.of("b")).refresh()));
  EXPECT_EQ(s.node("b").refreshes, 1);
  EXPECT_FALSE(*s.finish(failover(s.of("a")).refresh()));
}

TEST_F(Failover, ValidatesWhereOneCandidateDoes) {
  s.node("a").says = [](int) { return refusal(); };
  EXPECT_TRUE(*s.finish(failover(s.of("a"), s.of("b")).validate(circuit(1, 1))));
  const auto refused = *s.finish(failover(s.of("a"), s.of("a")).validate(circuit(1, 1)));
  EXPECT_EQ(refused.error().code(), errc::invalid_argument);
}

cost_estimate priced(double amount, const char* unit) {
  cost_estimate e;
  e.amount = amount, e.currency = unit;
  return e;
}

TEST_F(Failover, CostsWhatItsFirstCandidateDoesInARangeThatHoldsTheOthers) {
  s.node("a").price = priced(2, "USD"), s.node("b").price = priced(5, "USD"), s.node("c").price = priced(0, "");
  const auto costs = *s.finish(failover(s.of("a"), s.of("b"), s.of("c")).estimate(circuit(1, 1)));
  ASSERT_TRUE(costs);
  EXPECT_EQ(costs->amount, 2.0);
  EXPECT_EQ(costs->low, 0.0);
  EXPECT_EQ(costs->high, 5.0);
  EXPECT_EQ(costs->currency, "USD");
}

TEST_F(Failover, HasNoRangeOfCostsInTwoUnits) {
  s.node("a").price = priced(2, "USD"), s.node("b").price = priced(5, "credits");
  const auto costs = *s.finish(failover(s.of("a"), s.of("b")).estimate(circuit(1, 1)));
  ASSERT_TRUE(costs);
  EXPECT_EQ(costs->amount, 2.0);
  EXPECT_FALSE(costs->low);
  EXPECT_FALSE(costs->high);
}

TEST_F(Failover, CostsWhatTheFirstThatSaysItDoes) {
  s.node("b").price = priced(5, "USD");
  const auto costs = *s.finish(failover(s.of("a"), s.of("b")).estimate(circuit(1, 1)));
  ASSERT_TRUE(costs);
  EXPECT_EQ(costs->amount, 5.0);
  EXPECT_FALSE(*s.finish(failover(s.of("a")).estimate(circuit(1, 1))));
}

TEST_F(Failover, SubmitsToTheFirstThatAccepts) {
  s.node("a").says = [](int) { return refusal(); };
  const auto accepted = *s.finish(failover(s.of("a"), s.of("b")).try_submit(circuit(1, 1)));
  ASSERT_TRUE(accepted);
  EXPECT_EQ(steps_of(accepted->decisions()), "tried:a failed:a tried:b won:b");
  EXPECT_EQ(s.node("b").calls, 1);
  s.node("c").says = [](int) { return lost_answer(); };
  EXPECT_TRUE(s.finish(failover(s.of("c"), s.of("b")).try_submit(circuit(1, 1)))->error().maybe_executed());
  EXPECT_EQ(s.node("b").calls, 1);
}

TEST_F(Failover, ExecuteThrowsWhatTryExecuteReturns) {
  s.node("a").says = [](int) { return lost_answer(); };
  const backend set = failover(s.of("a"));
  const auto thrown = [](backend b) -> boost::asio::awaitable<errc> {
    try {
      (void)co_await b.execute(circuit(1, 1));
    } catch (const exception& e) {
      co_return e.error().code();
    }
    co_return errc::ok;
  };
  EXPECT_EQ(*s.finish(thrown(set)), errc::unavailable);
}

TEST_F(Failover, HasNoSessionToJoinAndOpensNoneWhereNobodyHasThem) {
  const backend set = failover(s.of("a"), s.of("b"));
  EXPECT_THROW((void)set.join_session("id"), exception);
  EXPECT_EQ(s.finish(set.try_session())->error().code(), errc::unimplemented);
}

TEST_F(Failover, RefusesNoCandidates) {
  EXPECT_THROW((void)failover(failover_options(), std::vector<backend>()), exception);
  EXPECT_THROW((void)failover(backend()), exception);
}

TEST_F(Failover, OutlivesItsHandle) {
  s.node("a").takes = 1s;
  auto call = failover(s.of("a"), s.of("b")).try_execute(circuit(1, 1));
  EXPECT_TRUE(*s.finish(std::move(call)));
}

}  // namespace
}  // namespace ketway::tests
