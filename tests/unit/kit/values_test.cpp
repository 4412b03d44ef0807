#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

class values : public testing::Test {
 protected:
  conform::fake_host host;
  recorder seen;
};

device some_device(const std::string& id) {
  device d;
  d.id = id, d.num_qubits = 5, d.flags = KW_DEVICE_SIMULATOR;
  d.formats = {"kw.circuit/1", "openqasm3"}, d.basis = {"x", "cx"}, d.coupling = {0, 1, 1, 2};
  d.qubit_names = {"a", "b", "c", "d", "e"}, d.detail = "{}";
  return d;
}

TEST_F(values, LendsADeviceWithItsColumns) {
  const auto body = []() -> task<device> { co_return some_device("first"); };
  bool looked = false;
  seen.on_result = [&](const void* p) {
    const auto& d = *static_cast<const kw_device*>(p);
    EXPECT_EQ(d.struct_size, sizeof(kw_device));
    EXPECT_EQ(view(d.id), "first");
    EXPECT_EQ(view(d.name), "first");  // no name given: the id
    EXPECT_EQ(d.num_formats, 2u);
    EXPECT_EQ(view(d.formats[1]), "openqasm3");
    EXPECT_EQ(view(d.basis[1]), "cx");
    EXPECT_EQ(d.num_coupling, 2u);  // pairs
    EXPECT_EQ(d.coupling[3], 2u);
    EXPECT_EQ(view(d.qubit_names[4]), "e");
    EXPECT_EQ(d.queue_length, UINT32_MAX);
    EXPECT_EQ(d.max_shots, UINT64_MAX);
    looked = true;
  };
  seen.start(host, body);
  EXPECT_TRUE(looked);
}

TEST_F(values, ADeviceWithoutLabelsLendsNone) {
  const auto body = []() -> task<device> {
    device d = some_device("x");
    d.qubit_names.clear();
    co_return d;
  };
  seen.on_result = [](const void* p) { EXPECT_EQ(static_cast<const kw_device*>(p)->qubit_names, nullptr); };
  seen.start(host, body);
  EXPECT_EQ(seen.completions, 1);
}

TEST_F(values, LendsAListOfDevicesInOrder) {
  const auto body = []() -> task<std::vector<device>> {
    std::vector<device> all;
    for (int i = 0; i < 300; ++i) all.push_back(some_device("d" + std::to_string(i)));
    co_return all;
  };
  std::vector<std::string> ids;
  seen.on_result = [&](const void* p) {
    const auto& list = *static_cast<const kw_devices*>(p);
    for (std::uint32_t i = 0; i < list.count; ++i) ids.push_back(text(list.items[i]->id));
  };
  seen.start(host, body);
  ASSERT_EQ(ids.size(), 300u);
  EXPECT_EQ(ids[0], "d0");
  EXPECT_EQ(ids[299], "d299");
}

TEST_F(values, LendsAnEmptyList) {
  const auto body = []() -> task<std::vector<device>> { co_return std::vector<device>(); };
  std::uint32_t count = 77;
  seen.on_result = [&](const void* p) { count = static_cast<const kw_devices*>(p)->count; };
  seen.start(host, body);
  EXPECT_EQ(count, 0u);
}

TEST_F(values, LendsAJobWithItsFailure) {
  const auto body = []() -> task<job> {
    job j;
    j.id = "job-1", j.state = KW_JOB_FAILED, j.memo = "m", j.provider_state = "ERROR", j.currency = "USD", j.cost = 1.5;
    j.failure.emplace(KW_DATA_LOSS, "gone", KW_BILLED);
    j.failure->retry_after_ns = 5;
    co_return j;
  };
  bool looked = false;
  seen.on_result = [&](const void* p) {
    const auto& j = *static_cast<const kw_job*>(p);
    EXPECT_EQ(view(j.id), "job-1");
    EXPECT_EQ(j.state, static_cast<std::uint32_t>(KW_JOB_FAILED));
    EXPECT_EQ(view(j.memo), "m");
    EXPECT_EQ(view(j.provider_state), "ERROR");
    EXPECT_EQ(j.cost, 1.5);
    ASSERT_NE(j.failure, nullptr);
    EXPECT_EQ(j.failure->code, static_cast<std::uint32_t>(KW_DATA_LOSS));
    EXPECT_EQ(j.failure->flags, static_cast<std::uint32_t>(KW_BILLED));
    EXPECT_EQ(j.failure->retry_after_ns, 5u);
    EXPECT_EQ(view(j.failure->message), "gone");
    EXPECT_EQ(j.results, nullptr);
    looked = true;
  };
  seen.start(host, body);
  EXPECT_TRUE(looked);
}

TEST_F(values, AMissingJobIsANullEntry) {
  const auto body = []() -> task<std::vector<job>> {
    std::vector<job> all(3);
    all[0].id = "a", all[2].id = "c";
    co_return all;
  };
  bool looked = false;
  seen.on_result = [&](const void* p) {
    const auto& list = *static_cast<const kw_jobs*>(p);
    ASSERT_EQ(list.count, 3u);
    EXPECT_EQ(view(list.items[0]->id), "a");
    EXPECT_EQ(list.items[1], nullptr);
    EXPECT_EQ(view(list.items[2]->id), "c");
    looked = true;
  };
  seen.start(host, body);
  EXPECT_TRUE(looked);
}

std::unique_ptr<results> some_results(std::shared_ptr<const void> owner = nullptr) {
  auto r = std::make_unique<results>();
  result_part p(KW_RESULT_COUNTS);
  p.num_bits = 2, p.rows = 2, p.shots = 10, p.keys = {0, 3}, p.counts = {4, 6}, p.owner = std::move(owner);
  r->parts.push_back(std::move(p));
  result_part broken(KW_RESULT_COUNTS);
  broken.program = 1;
  broken.failure.emplace(KW_INTERNAL, "this part failed");
  broken.failure->retry_after_ns = 9;
  r->parts.push_back(std::move(broken));
  return r;
}

TEST_F(values, GivenResultsLiveUntilTheReceiverReleasesThem) {
  auto owner = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = owner;
  const auto body = [](std::shared_ptr<int> p) -> task<std::unique_ptr<results>> {
    co_return some_results(std::move(p));
  };
  const kw_results* kept = nullptr;
  seen.on_result = [&](const void* p) { kept = static_cast<const kw_results*>(p); };
  seen.start(host, [&] { return body(std::move(owner)); });
  seen.release();
  ASSERT_NE(kept, nullptr);
  ASSERT_EQ(kept->count, 2u);
  EXPECT_EQ(kept->items[0]->rows, 2u);
  EXPECT_EQ(kept->items[0]->keys[1], 3);
  EXPECT_EQ(kept->items[0]->counts[1], 6u);
  EXPECT_EQ(kept->items[0]->failure, nullptr);
  EXPECT_EQ(view(kept->items[1]->failure->message), "this part failed");
  EXPECT_EQ(kept->items[1]->failure->retry_after_ns, 9u);
  EXPECT_FALSE(watch.expired());
  kept->release(kept->owner);
  EXPECT_TRUE(watch.expired());
}

TEST_F(values, AJobHandsItsResultsOver) {
  auto owner = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = owner;
  const auto body = [](std::shared_ptr<int> p) -> task<job> {
    job j;
    j.id = "done", j.state = KW_JOB_DONE, j.results = some_results(std::move(p));
    co_return j;
  };
  const kw_results* kept = nullptr;
  seen.on_result = [&](const void* p) { kept = static_cast<const kw_job*>(p)->results; };
  seen.start(host, [&] { return body(std::move(owner)); });
  seen.release();
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->count, 2u);
  kept->release(kept->owner);
  EXPECT_TRUE(watch.expired());
}

TEST_F(values, NoResultsAreAnErrorOfThePlugin) {
  const auto body = []() -> task<std::unique_ptr<results>> { co_return nullptr; };
  seen.start(host, body);
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_INTERNAL));
}

TEST_F(values, LendsValuesThatLiveElsewhere) {
  const auto body = []() -> task<std::unique_ptr<results>> {
    auto r = std::make_unique<results>();
    auto numbers = std::make_shared<std::vector<double>>(std::vector<double>{1, 0});
    result_part p(KW_RESULT_STATEVECTOR);
    p.rows = 1, p.external_values = numbers->data(), p.owner = numbers;
    r->parts.push_back(std::move(p));
    co_return r;
  };
  bool looked = false;
  seen.on_result = [&](const void* p) {
    const auto* r = static_cast<const kw_results*>(p);
    EXPECT_EQ(r->items[0]->values[0], 1.0);
    r->release(r->owner);
    looked = true;
  };
  seen.start(host, body);
  EXPECT_TRUE(looked);
}

TEST_F(values, LendsAnEstimate) {
  const auto body = []() -> task<estimate> {
    estimate e;
    e.cost = 3.8, e.currency = "USD", e.as_of = "2026-05-01";
    co_return e;
  };
  bool looked = false;
  seen.on_result = [&](const void* p) {
    const auto& e = *static_cast<const kw_estimate*>(p);
    EXPECT_EQ(e.cost, 3.8);
    EXPECT_TRUE(std::isnan(e.low));
    EXPECT_EQ(e.run_ns, UINT64_MAX);
    EXPECT_EQ(view(e.as_of), "2026-05-01");
    looked = true;
  };
  seen.start(host, body);
  EXPECT_TRUE(looked);
}

}  // namespace
}  // namespace ketway::plugin::tests
