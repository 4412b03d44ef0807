#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

/// Answers every submit at once with all shots on zero, and remembers what it was asked.
class Execute : public ::testing::Test {
 protected:
  void open() {
    s.open();
    s.plugin.submit = [this](kw_host*, const kw_submission* w, kw_done d) {
      shots = w->shots, seed = w->seed, want = w->want, flags = w->flags, programs = w->num_programs;
      token.assign(w->client_token.data, w->client_token.size);
      options = p::text(w->options);
      format = p::text(w->programs[0]->format);
      if (w->programs[0]->circuit) bits = w->programs[0]->circuit->num_bits;
      job.emplace(w->shots, bits);
      return s.plugin.answer(d, job->job());
    };
  }
  stage s;
  std::optional<one_key_job> job;
  std::uint64_t shots = 0, seed = 0, want = 0, flags = 0;
  std::uint32_t bits = 0, programs = 0;
  std::string token, options, format;
};

TEST_F(Execute, GivesTheCountsOfThePlugin) {
  open();
  s.execute(stage::bell(), execute_options().shots(100));
  ASSERT_TRUE(s.outcome && *s.outcome);
  EXPECT_EQ((*s.outcome)->counts(), (std::map<std::string, std::uint64_t>{{"00", 100}}));
}

TEST_F(Execute, HandsTheCircuitOverInTheColumnsOfTheSdk) {
  open();
  s.execute(stage::bell());
  EXPECT_EQ(format, "kw.circuit/1");
  EXPECT_EQ(bits, 2U);
}

TEST_F(Execute, GivesEveryCallATokenOfItsOwn) {
  open();
  s.execute(stage::bell());
  const std::string first = token;
  s.execute(stage::bell());
  EXPECT_EQ(first.size(), 36U);
  EXPECT_EQ(first[14], '4') << "a UUID of version 4";
  EXPECT_NE(token, first);
}

TEST_F(Execute, PassesTheSeedOn) {
  open();
  s.execute(stage::bell(), execute_options().seed(99));
  EXPECT_EQ(seed, 99U);
}

TEST_F(Execute, DrawsASeedWhereNoneWasGiven) {
  open();
  s.execute(stage::bell());
  const auto first = seed;
  s.execute(stage::bell());
  EXPECT_NE(seed, first);
}

TEST_F(Execute, MeasuresAllQubitsOfACircuitWithoutMeasurementAndSaysSo) {
  open();
  circuit c(3);
  c.h(0);
  s.execute(c);
  ASSERT_TRUE(s.outcome && *s.outcome);
  EXPECT_EQ((*s.outcome)->num_bits(), 3U);
  EXPECT_EQ((*s.outcome)->registers()[0].name, "meas");
  EXPECT_EQ((*s.outcome)->notices().size(), 1U);
}

TEST_F(Execute, LeavesTheCallersCircuitAsItWas) {
  open();
  circuit c(3);
  c.h(0);
  s.execute(c);
  EXPECT_EQ(c.num_bits(), 0U);
}

TEST_F(Execute, BindsParametersFromTheOptions) {
  open();
  circuit c(1, 1);
  c.rx(parameter("theta"), 0).measure(0, 0);
  s.execute(c, execute_options().parameter("theta", 0.5));
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST_F(Execute, RefusesAnUnboundParameterBeforeAnythingIsSent) {
  open();
  circuit c(1, 1);
  c.rx(parameter("theta"), 0).measure(0, 0);
  s.execute(c);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::failed_precondition);
  EXPECT_NE(s.failure().message().find("theta"), std::string::npos);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Execute, RefusesACircuitThatDoesNotFitWithEveryReason) {
  s.plugin.device = [](kw_device& d) { d.num_qubits = 1, d.max_shots = 10; };
  open();
  s.execute(stage::bell(), execute_options().shots(11));
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::invalid_argument);
  EXPECT_EQ(s.failure().diagnostics().size(), 2U);
  EXPECT_EQ(s.failure().billed(), billing::not_billed);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Execute, LowersACircuitToTheGatesAndConnectionsOfTheDevice) {
  static const kw_str basis[] = {{"rz", 2}, {"sx", 2}, {"x", 1}, {"cz", 2}};
  static const std::uint32_t pairs[] = {1, 2, 2, 1};
  s.plugin.device = [](kw_device& d) { d.basis = basis, d.num_basis = 4, d.coupling = pairs, d.num_coupling = 2; };
  std::set<std::string> names;
  std::set<std::uint32_t> qubits;
  std::vector<std::uint32_t> bits;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    const kw_circuit& c = *w->programs[0]->circuit;
    for (std::uint64_t i = 0; i < c.num_gates; ++i) {
      const kw_gate& g = c.gates[i];
      if (g.op == KW_OP_MEASURE)
        bits.push_back(c.operands[g.operand + 1]);
      else
        names.emplace(find_op(g.op)->name);
      qubits.insert(c.operands[g.operand]);
    }
    job.emplace(w->shots, c.num_bits);
    return s.plugin.answer(d, job->job());
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  ASSERT_TRUE(*s.outcome) << s.failure().message();
  for (const std::string& name : names)
    EXPECT_TRUE(name == "rz" || name == "sx" || name == "x" || name == "cz") << name;
  EXPECT_TRUE(names.contains("cz"));
  EXPECT_EQ(qubits, (std::set<std::uint32_t>{1, 2})) << "only these are connected";
  std::sort(bits.begin(), bits.end());
  EXPECT_EQ(bits, (std::vector<std::uint32_t>{0, 1}));
}

TEST_F(Execute, LeavesACircuitThatTheDeviceTakesAsItIs) {
  static const kw_str basis[] = {{"h", 1}, {"cx", 2}, {"rz", 2}};
  s.plugin.device = [](kw_device& d) { d.basis = basis, d.num_basis = 3; };
  std::uint64_t records = 0;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    records = w->programs[0]->circuit->num_gates;
    job.emplace(w->shots, 2);
    return s.plugin.answer(d, job->job());
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome && *s.outcome);
  EXPECT_EQ(records, 4U);
}

TEST_F(Execute, RefusesWhatTheDevicesGatesCannotMake) {
  static const kw_str basis[] = {{"h", 1}};
  s.plugin.device = [](kw_device& d) { d.basis = basis, d.num_basis = 1; };
  open();
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  ASSERT_FALSE(*s.outcome);
  EXPECT_EQ(s.failure().code(), errc::invalid_argument);
  EXPECT_EQ(s.failure().billed(), billing::not_billed);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Execute, PrintsOpenQasm3OnPhysicalQubitsForADeviceThatTakesIt) {
  static const kw_str text = {"openqasm3", 9};
  static const kw_str basis[] = {{"rz", 2}, {"sx", 2}, {"x", 1}, {"cz", 2}};
  static const std::uint32_t pairs[] = {1, 2, 2, 1};
  s.plugin.device = [](kw_device& d) {
    d.formats = &text, d.num_formats = 1, d.basis = basis, d.num_basis = 4, d.coupling = pairs, d.num_coupling = 2;
  };
  std::string program;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    program = std::string(p::view(w->programs[0]->text));
    job.emplace(w->shots, 2);
    return s.plugin.answer(d, job->job());
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  ASSERT_TRUE(*s.outcome) << s.failure().message();
  EXPECT_TRUE(program.starts_with("OPENQASM 3.0;")) << program;
  EXPECT_NE(program.find("cz $1, $2;"), std::string::npos) << program;
}

TEST_F(Execute, RefusesAConditionOnADeviceWithout) {
  s.plugin.device = [](kw_device& d) { d.flags &= ~std::uint32_t{KW_DEVICE_CONDITIONS}; };
  open();
  circuit c(1, 1);
  c.measure(0, 0).begin_if(condition(0, true)).x(0).end();
  s.execute(c);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::invalid_argument);
}

TEST_F(Execute, PrintsOpenQasm2ForADeviceThatTakesText) {
  static const kw_str text = {"openqasm2", 9};
  s.plugin.device = [](kw_device& d) { d.formats = &text; };
  open();
  bits = 2;
  std::string program;
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    program = p::view(w->programs[0]->text);
    job.emplace(w->shots, 2);
    return s.plugin.answer(d, job->job());
  };
  s.execute(stage::bell());
  EXPECT_NE(program.find("OPENQASM 2.0;"), std::string::npos);
  EXPECT_NE(program.find("cx q[0]"), std::string::npos) << program;
}

TEST_F(Execute, ChecksPluginOptionsAgainstThePluginsSchema) {
  s.plugin.options_schema =
      R"({"type":"object","properties":{"level":{"type":"integer"}},"additionalProperties":false})";
  open();
  s.execute(stage::bell(), execute_options().option("levle", "3"));
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::invalid_argument);
  EXPECT_NE(s.failure().message().find("levle"), std::string::npos);
  s.outcome.reset();
  s.execute(stage::bell(), execute_options().option("level", "3"));
  ASSERT_TRUE(s.outcome && *s.outcome);
  EXPECT_EQ(options, R"({"level":3})");
}

TEST_F(Execute, LetsAnInProcessPluginAnswerInlineOnlyWhereNothingIsBilled) {
  open();
  s.execute(stage::bell());
  EXPECT_EQ(flags & KW_SUBMIT_INLINE, 0U);
  stage other;
  std::uint64_t seen = 0;
  other.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_FREE; };
  other.open();
  one_key_job done(1024);
  other.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    seen = w->flags;
    return other.plugin.answer(d, done.job());
  };
  other.execute(stage::bell());
  EXPECT_EQ(seen & KW_SUBMIT_INLINE, std::uint64_t{KW_SUBMIT_INLINE});
}

TEST_F(Execute, CarriesEveryFieldOfAPluginsError) {
  open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    auto st = p::sized<kw_status>();
    st.code = KW_RESOURCE_EXHAUSTED, st.flags = KW_RETRYABLE | KW_NOT_BILLED | KW_MAYBE_EXECUTED, st.http_status = 429;
    st.retry_after_ns = 7'000'000'000, st.message = p::str("slow down"), st.provider_code = p::str("E-9");
    st.request_id = p::str("req-5");
    d.call(d.ctx, &st, nullptr);
    return op;
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  const error& e = s.failure();
  EXPECT_EQ(e.code(), errc::resource_exhausted);
  EXPECT_TRUE(e.retryable());
  EXPECT_TRUE(e.maybe_executed());
  EXPECT_EQ(e.billed(), billing::not_billed);
  EXPECT_EQ(e.http_status(), 429U);
  EXPECT_EQ(e.retry_after(), 7s);
  EXPECT_EQ(e.message(), "slow down");
  EXPECT_EQ(e.provider_code(), "E-9");
  EXPECT_EQ(e.request_id(), "req-5");
  EXPECT_EQ(e.backend(), "scripted");
}

TEST_F(Execute, ReleasesEveryOperationAndDestroysTheBackendAfterTheLastHandle) {
  open();
  s.execute(stage::bell());
  s.device.reset(), s.account.reset();
  s.world->run_ready();
  EXPECT_EQ(s.plugin.destroyed, 1);
  for (const auto& op : s.plugin.held) EXPECT_TRUE(op->released);
}

TEST_F(Execute, OfAClosedRuntimeIsRefused) {
  open();
  const backend b = *s.device;
  s.rt.reset();
  std::optional<expected<result>> r;
  const auto run = [](backend on, std::optional<expected<result>>& to) -> boost::asio::awaitable<void> {
    auto got = co_await on.try_execute(stage::bell());
    to.emplace(std::move(got));
  };
  boost::asio::co_spawn(s.world->executor(), run(b, r), boost::asio::detached);
  s.world->run_ready();
  ASSERT_TRUE(r);
  EXPECT_EQ(r->error().code(), errc::failed_precondition);
}

TEST_F(Execute, BatchGoesOutInAsFewSubmissionsAsTheDeviceAllows) {
  s.plugin.device = [](kw_device& d) { d.max_programs = 2; };
  s.open();
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint64_t> shots_each{10, 10};
  std::vector<std::uint8_t> key{0};
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    sizes.push_back(w->num_programs);
    std::vector<kw_result> parts(w->num_programs, p::sized<kw_result>());
    std::vector<const kw_result*> items;
    for (std::uint32_t i = 0; i < w->num_programs; ++i) {
      parts[i].kind = KW_RESULT_COUNTS, parts[i].program = i, parts[i].num_bits = 2, parts[i].rows = 1;
      parts[i].keys = key.data(), parts[i].counts = shots_each.data();
      items.push_back(&parts[i]);
    }
    auto results = p::sized<kw_results>();
    results.count = w->num_programs, results.items = items.data();
    kw_job j = job_in(KW_JOB_DONE);
    j.results = &results;
    return s.plugin.answer(d, j);
  };
  std::vector<expected<result>> all;
  const auto run = [](stage& st, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
    execute_options o;
    o.shots(10);
    std::vector<circuit> circuits(5, stage::bell());
    to = co_await st.device->execute_batch(std::move(circuits), std::move(o));
  };
  s.start(run(s, all));
  s.world->run_ready();
  EXPECT_EQ(sizes, (std::vector<std::uint32_t>{2, 2, 1}));
  ASSERT_EQ(all.size(), 5U);
  for (const auto& r : all) EXPECT_TRUE(r);
}

boost::asio::awaitable<void> run_with_a_bad_one(stage& st, std::vector<expected<result>>& to) {
  std::vector<circuit> circuits;
  circuits.push_back(stage::bell());
  circuits.emplace_back(50, 1);
  circuits.push_back(stage::bell());
  to = co_await st.device->execute_batch(std::move(circuits));
}

TEST_F(Execute, WhereItCostsNothingIsSentOfABatchWithABadCircuit) {
  open();
  std::vector<expected<result>> all;
  s.start(run_with_a_bad_one(s, all));
  s.world->run_ready();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].error().code(), errc::aborted);
  EXPECT_EQ(all[0].error().billed(), billing::not_billed);
  EXPECT_EQ(all[1].error().code(), errc::invalid_argument);
  EXPECT_EQ(all[2].error().code(), errc::aborted);
  EXPECT_EQ(token, "");
}

TEST_F(Execute, OneBadCircuitOfAFreeBatchIsAnEntryAndHarmsNoOther) {
  s.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_FREE; };
  open();
  std::vector<expected<result>> all;
  s.start(run_with_a_bad_one(s, all));
  s.world->run_ready();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(all[0]);
  EXPECT_EQ(all[1].error().code(), errc::invalid_argument);
  EXPECT_TRUE(all[2]);
}

TEST_F(Execute, SweepIsExpandedForADeviceThatHasNone) {
  open();
  std::vector<double> angles;
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    angles.push_back(w->programs[0]->circuit->params[0]);
    job.emplace(w->shots, 1);
    return s.plugin.answer(d, job->job());
  };
  std::vector<expected<result>> all;
  const auto run = [](stage& st, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
    circuit c(1, 1);
    c.rx(parameter("t") * 2.0, 0).measure(0, 0);
    parameter_table table({"t"});
    table.row({0.25}).row({0.5});
    to = co_await st.device->sweep(std::move(c), std::move(table));
  };
  s.start(run(s, all));
  s.world->run_ready();
  EXPECT_EQ(angles, (std::vector<double>{0.5, 1.0}));
  EXPECT_EQ(all.size(), 2U);
}

TEST_F(Execute, SweepIsHandedToADeviceThatTakesIt) {
  s.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_SWEEP; };
  s.open();
  std::vector<double> values;
  std::string symbol;
  std::vector<std::uint64_t> n{1024};
  std::vector<std::uint8_t> key{0};
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) {
    const kw_sweep& sweep = *w->programs[0]->sweep;
    values.assign(sweep.values, sweep.values + sweep.num_sets * sweep.num_symbols);
    symbol = p::text(sweep.symbols[0]);
    std::vector<kw_result> parts(sweep.num_sets, p::sized<kw_result>());
    std::vector<const kw_result*> items;
    for (std::uint64_t i = 0; i < sweep.num_sets; ++i) {
      parts[i].kind = KW_RESULT_COUNTS, parts[i].set = i, parts[i].num_bits = 1, parts[i].rows = 1;
      parts[i].keys = key.data(), parts[i].counts = n.data();
      items.push_back(&parts[i]);
    }
    auto results = p::sized<kw_results>();
    results.count = static_cast<std::uint32_t>(items.size()), results.items = items.data();
    kw_job j = job_in(KW_JOB_DONE);
    j.results = &results;
    return s.plugin.answer(d, j);
  };
  std::vector<expected<result>> all;
  const auto run = [](stage& st, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
    circuit c(1, 1);
    c.rx(parameter("t"), 0).measure(0, 0);
    parameter_table table({"t"});
    table.row({0.25}).row({0.5}).row({0.75});
    to = co_await st.device->sweep(std::move(c), std::move(table));
  };
  s.start(run(s, all));
  s.world->run_ready();
  EXPECT_EQ(s.plugin.submits, 1);
  EXPECT_EQ(symbol, "t");
  EXPECT_EQ(values, (std::vector<double>{0.25, 0.5, 0.75}));
  ASSERT_EQ(all.size(), 3U);
  for (const auto& r : all) EXPECT_TRUE(r);
}

TEST_F(Execute, CancelledBeforeItBeginsSendsNothing) {
  open();
  s.stop.emit(boost::asio::cancellation_type::terminal);  // nothing is connected yet: no effect
  s.execute(stage::bell(), execute_options().deadline(std::chrono::nanoseconds(-5)));
  s.world->run_for(1s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Execute, TheThrowingFormThrowsTheSameError) {
  open();
  std::optional<errc> code;
  const auto run = [](stage& st, std::optional<errc>& to) -> boost::asio::awaitable<void> {
    circuit big(50, 1);
    try {
      co_await st.device->execute(std::move(big));
    } catch (const exception& e) {
      to = e.error().code();
    }
  };
  s.start(run(s, code));
  s.world->run_ready();
  EXPECT_EQ(code, errc::invalid_argument);
}

}  // namespace
}  // namespace ketway::tests
