#include "workload.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "draft.hpp"

namespace ketway::local::testing {
namespace {

class Submission : public ::testing::Test {
 protected:
  void add(const draft& d) {
    columns_.push_back(std::make_unique<kw_circuit>(d.columns()));
    auto& p = programs_.emplace_back(std::make_unique<kw_program>(plugin::sized<kw_program>()));
    p->format = plugin::str("kw.circuit/1"), p->circuit = columns_.back().get();
    pointers_.clear();
    for (const auto& one : programs_) pointers_.push_back(one.get());
    s.programs = pointers_.data(), s.num_programs = static_cast<std::uint32_t>(pointers_.size());
  }
  std::unique_ptr<plugin::results> run(std::uint64_t seed = 5) {
    work = std::make_unique<workload>(s, account, seed, std::make_shared<crew>(1));
    work->run_rest();
    return work->results();
  }
  std::uint32_t refused() {
    try {
      workload(s, account, 1, std::make_shared<crew>(1));
      return KW_OK;
    } catch (const plugin::error& e) {
      return e.code;
    }
  }

  kw_submission s = plugin::sized<kw_submission>();
  account_settings account;
  std::unique_ptr<workload> work;

 private:
  std::vector<std::unique_ptr<kw_circuit>> columns_;
  std::vector<std::unique_ptr<kw_program>> programs_;
  std::vector<const kw_program*> pointers_;
};

const draft& coin() {
  static const draft d = draft(1, 1).h(0).measure(0, 0);
  return d;
}
const draft& broken() {
  static const draft d = draft(1, 1).add(KW_OP_H, {3});
  return d;
}

TEST_F(Submission, GivesCountsWhereNothingElseIsAskedFor) {
  add(coin());
  s.shots = 100;
  const auto r = run();
  ASSERT_EQ(r->parts.size(), 1U);
  EXPECT_EQ(r->parts[0].kind, static_cast<std::uint32_t>(KW_RESULT_COUNTS));
  EXPECT_EQ(r->parts[0].shots, 100U);
}

TEST_F(Submission, WithoutShotsGivesProbabilities) {
  add(coin());
  const auto r = run();
  ASSERT_EQ(r->parts.size(), 1U);
  EXPECT_EQ(r->parts[0].kind, static_cast<std::uint32_t>(KW_RESULT_PROBABILITIES));
}

TEST_F(Submission, GivesEveryKindThatIsAskedFor) {
  add(coin());
  s.shots = 10;
  s.want = 1U << KW_RESULT_COUNTS | 1U << KW_RESULT_SHOTS | 1U << KW_RESULT_STATEVECTOR;
  const auto r = run();
  ASSERT_EQ(r->parts.size(), 3U);
  EXPECT_EQ(r->parts[1].rows, 10U);
  EXPECT_EQ(r->parts[2].rows, 2U);
  EXPECT_NEAR(r->parts[2].external_values[0], std::sqrt(0.5), 1e-15);
}

TEST_F(Submission, SaysInItsMetadataWhatWasDone) {
  add(coin());
  s.shots = 10;
  const auto j = nlohmann::json::parse(run(77)->parts[0].metadata);
  EXPECT_EQ(j["method"], "statevector");
  EXPECT_EQ(j["seed"], 77);
  EXPECT_EQ(j["gates"], 1);
  EXPECT_EQ(j["state_qubits"], 1);
}

TEST_F(Submission, LetsOneProgramFailAlone) {
  add(coin()), add(broken()), add(coin());
  s.shots = 10;
  const auto r = run();
  ASSERT_EQ(r->parts.size(), 3U);
  EXPECT_FALSE(r->parts[0].failure);
  ASSERT_TRUE(r->parts[1].failure);
  EXPECT_EQ(r->parts[1].failure->code, static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
  EXPECT_EQ(r->parts[1].program, 1U);
  EXPECT_FALSE(r->parts[2].failure);
}

TEST_F(Submission, DrawsIndependentlyForEachProgram) {
  add(coin()), add(coin());
  s.shots = 1'000'000;
  const auto r = run();
  EXPECT_NE(r->parts[0].counts, r->parts[1].counts);
}

TEST_F(Submission, DrawsForItsFirstProgramAsIfThatWereAlone) {
  s.shots = 1'000'000;
  add(coin());
  const auto alone = run()->parts[0].counts;
  add(coin());
  EXPECT_EQ(run()->parts[0].counts, alone);
}

TEST_F(Submission, CanBeReadAgainUntilItIsTaken) {
  add(coin());
  s.shots = 50;
  const auto first = run();
  EXPECT_EQ(work->results()->parts[0].counts, first->parts[0].counts);
  EXPECT_EQ(work->take_results()->parts[0].counts, first->parts[0].counts);
}

TEST_F(Submission, IsRefusedInAFormatOtherThanColumns) {
  add(coin());
  kw_program text = plugin::sized<kw_program>();
  text.format = plugin::str("openqasm2");
  const kw_program* only = &text;
  s.programs = &only;
  EXPECT_EQ(refused(), static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
}

TEST_F(Submission, IsRefusedWithMoreQubitsThanTheAccountAllows) {
  add(draft(5));
  account.max_qubits = 4;
  EXPECT_EQ(refused(), static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
}

TEST_F(Submission, IsRefusedWithAnUnknownOption) {
  add(coin());
  for (const char* options : {R"({"metod":"auto"})", R"({"method":"mps"})", R"({"max_branches":0})", "[]", "{"}) {
    s.options = plugin::str(options);
    EXPECT_EQ(refused(), static_cast<std::uint32_t>(KW_INVALID_ARGUMENT)) << options;
  }
  s.options = plugin::str(R"({"method":"auto","max_loop_turns":5})");
  EXPECT_EQ(refused(), static_cast<std::uint32_t>(KW_OK));
}

TEST_F(Submission, NamesEveryProgramThatCannotRun) {
  add(broken()), add(coin()), add(broken());
  work = std::make_unique<workload>(s, account, 1, std::make_shared<crew>(1));
  for (std::size_t i = 0; i < 3; ++i) work->compile(i);
  const std::string why = work->reasons();
  EXPECT_NE(why.find("program 0: "), std::string::npos) << why;
  EXPECT_EQ(why.find("program 1: "), std::string::npos) << why;
  EXPECT_NE(why.find("program 2: "), std::string::npos) << why;
}

TEST_F(Submission, EndsEveryProgramWhenItIsStopped) {
  add(coin()), add(coin());
  s.shots = 10;
  work = std::make_unique<workload>(s, account, 1, std::make_shared<crew>(1));
  work->stop.request();
  work->run_rest();
  EXPECT_FALSE(work->complete());
  EXPECT_EQ(work->failure_of(1)->code, static_cast<std::uint32_t>(KW_CANCELLED));
}

TEST(Settings, AreReadFromTheConfiguration) {
  const auto a = account_settings::read(R"({"max_qubits":12,"threads":3})");
  EXPECT_EQ(a.max_qubits, 12U);
  EXPECT_EQ(a.threads, 3U);
  EXPECT_THROW(account_settings::read(R"({"max_qbits":12})"), plugin::error);
  EXPECT_THROW(account_settings::read(R"({"threads":-1})"), plugin::error);
  EXPECT_EQ(account_settings::read("").threads, 0U);
}

TEST(Schemas, AreJsonAndClosed) {
  for (const auto schema : {config_schema, options_schema}) {
    const auto j = nlohmann::json::parse(schema);
    EXPECT_EQ(j["additionalProperties"], false);
    EXPECT_EQ(j["type"], "object");
  }
}

}  // namespace
}  // namespace ketway::local::testing
