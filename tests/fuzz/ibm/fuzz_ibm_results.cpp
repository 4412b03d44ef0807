// Results: the first line is the job's memo, the rest the answer. Whatever comes, there are results whose columns agree
// with themselves, or a typed error.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "wire/results.hpp"

namespace {

using namespace ketway;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check(const plugin::result_part& p) {
  const std::size_t key = (static_cast<std::size_t>(p.num_bits) + 7) / 8;
  if (p.kind == KW_RESULT_COUNTS) {
    std::uint64_t sum = 0;
    for (const auto n : p.counts) sum += n;
    require(sum == p.shots, "counts that do not add up");
    require(p.counts.size() == p.rows, "rows without counts");
  }
  if (p.kind == KW_RESULT_COUNTS || p.kind == KW_RESULT_SHOTS) {
    require(p.keys.size() == p.rows * key, "rows without keys");
    for (std::size_t i = key; p.num_bits % 8 != 0 && i <= p.keys.size(); i += key)
      require(p.keys[i - 1] >> (p.num_bits % 8) == 0, "a bit beyond the registers");
  }
  if (p.kind == KW_RESULT_EXPECTATION) require(p.values.size() == 1, "no value");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  auto plan = ibm::result_plan::from_memo(text.substr(0, line));
  if (plan.programs.size() > 1000) return 0;  // time, not danger
  require(ibm::result_plan::from_memo(plan.memo()).programs == plan.programs || plan.memo().empty() || !plan.known(),
          "a memo that does not come back");
  try {
    const auto results = ibm::read_results(line == std::string_view::npos ? text : text.substr(line + 1), plan);
    for (const auto& part : results->parts) check(part);
  } catch (const plugin::error& e) {
    require(e.code == KW_DATA_LOSS || e.code == KW_UNAVAILABLE, e.what());
  }
  return 0;
}
