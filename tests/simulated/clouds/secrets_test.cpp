// Planted secrets: a cloud that quotes what it was sent wherever it can, and a look at all that comes out.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "cloud_stage.hpp"

namespace ketway::simulated {
namespace {

using emulator::purpose;
using nlohmann::ordered_json;

/// Answers requests for `where` with `status` and all of the request as the reason, in the words of every provider.
class quoting_cloud final : public emulator::cloud {
 public:
  quoting_cloud(emulator::cloud& inner, purpose where, unsigned status)
      : inner_(inner), where_(where), status_(status) {}
  std::string_view name() const noexcept override { return inner_.name(); }
  bool owns(const emulator::request& r) const override { return inner_.owns(r); }
  purpose purpose_of(const emulator::request& r) const override { return inner_.purpose_of(r); }
  emulator::response refusal(unsigned status) const override { return inner_.refusal(status); }
  emulator::ledger& books() override { return inner_.books(); }
  emulator::response handle(const emulator::request& r) override {
    for (const auto& h : r.headers)
      if (h.name == "Authorization") secrets.insert(h.value.substr(h.value.find(' ') + 1));
    if (inner_.purpose_of(r) != where_) return inner_.handle(r);
    ++quoted;
    std::string all = r.body;
    for (const auto& h : r.headers) all += " " + h.name + ": " + h.value;
    emulator::response out;
    out.status = status_;
    out.add("Content-Type", "application/json").add("X-Request-Id", all);
    out.body = ordered_json{{"errorMessage", all}, {"error", all},  {"message", all},
                            {"status", all},       {"reason", all}, {"errors", {{{"code", 1}, {"message", all}}}}}
                   .dump();
    return out;
  }
  std::set<std::string> secrets;
  int quoted = 0;

 private:
  emulator::cloud& inner_;
  const purpose where_;
  const unsigned status_;
};

void add_all(std::vector<std::string>& to, const error& e) {
  to.push_back(e.to_string());
  for (const std::string& part : {e.message(), e.advice(), e.provider_code(), e.request_id(), e.job_uri()})
    to.push_back(part);
  for (const auto& d : e.diagnostics()) to.push_back(d.to_string());
}

class PlantedSecret : public ::testing::TestWithParam<std::tuple<bool, purpose, unsigned>> {
 public:
  /// Everything that a caller can get hold of.
  std::vector<std::string> told;
  boost::asio::awaitable<void> live(cloud_stage& stage, runtime& rt) {
    const account a = stage.open_account(rt);
    auto device = co_await a.open(stage.device(), "cloud");
    if (!device) co_return add_all(told, device.error());
    circuit c(2, 2);
    c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
    auto job = co_await device->try_submit(c, execute_options().deadline(std::chrono::minutes(2)));
    if (!job) co_return add_all(told, job.error());
    auto unwanted = co_await device->try_submit(c);
    if (unwanted)
      if (auto gone = co_await unwanted->try_cancel(); !gone) add_all(told, gone.error());
    auto status = co_await job->try_status();
    if (status)
      told.push_back(status->provider_state);
    else
      add_all(told, status.error());
    auto results = co_await job->try_results(std::chrono::minutes(5));
    if (!results) co_return add_all(told, results.error());
    for (const auto& one : *results)
      if (one)
        told.push_back(one->metadata());
      else
        add_all(told, one.error());
  }
};

TEST_P(PlantedSecret, IsNowhereInWhatTheCallerGetsOrInTheLog) {
  const auto [ibm, where, status] = GetParam();
  scenario s(9);
  s.ibm = ibm;
  cloud_stage stage(s, {});
  quoting_cloud cloud(stage.cloud(), where, status);
  stage.serve(cloud);
  {
    runtime rt(stage.world(),
               settings().level(log_level::trace).sink([this](log_level, std::string_view who, std::string_view text) {
                 told.push_back(std::string(who) + ": " + std::string(text));
               }));
    boost::asio::co_spawn(stage.world().executor(), live(stage, rt), boost::asio::detached);
    stage.world().run_for(std::chrono::hours(1));
  }
  stage.world().run_for(std::chrono::minutes(1));
  std::set<std::string> secrets = cloud.secrets;
  secrets.insert(stage.planted());
  for (const std::string& text : told) {
    for (const std::string& one : secrets) {
      EXPECT_EQ(text.find(one), std::string::npos) << one.size() << " bytes in: " << text.substr(0, 80);
    }
  }
  if (where != purpose::auth || ibm) {
    EXPECT_GT(cloud.quoted, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Where, PlantedSecret,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Values(purpose::auth, purpose::devices, purpose::submit,
                                                              purpose::status, purpose::results, purpose::cancel),
                                            ::testing::Values(200U, 400U, 401U, 403U, 409U, 503U)),
                         [](const auto& p) {
                           return std::string(std::get<0>(p.param) ? "ibm_" : "ionq_") +
                                  std::string(to_string(std::get<1>(p.param))) + "_" +
                                  std::to_string(std::get<2>(p.param));
                         });

}  // namespace
}  // namespace ketway::simulated
