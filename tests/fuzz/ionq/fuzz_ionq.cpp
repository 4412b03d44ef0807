// Whatever the provider answers is read, or refused with a plugin::error; what is read as a result keeps the rules of columns,
// and what is said of a device is JSON.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>

#include "calibration.hpp"
#include "device.hpp"
#include "failure.hpp"
#include "job.hpp"
#include "memo.hpp"
#include "outcomes.hpp"
#include "price.hpp"
#include "result_places.hpp"
#include "session.hpp"

namespace {

using namespace ketway;
using namespace ketway::ionq;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

template <class Read>
void allowed_to_refuse(const Read& read) {
  try {
    read();
  } catch (const plugin::error& e) {
    require(e.code != KW_OK && *e.what() != 0, "a refusal without a reason");
  }
}

void check_part(const plugin::result_part& p) {
  require(p.keys.size() == p.rows * ((p.num_bits + 7) / 8), "keys of a wrong size");
  if (p.kind == KW_RESULT_COUNTS) {
    require(p.counts.size() == p.rows, "counts of a wrong size");
    require(std::accumulate(p.counts.begin(), p.counts.end(), std::uint64_t{0}) == p.shots,
            "counts that miss the shots");
  }
  if (p.kind == KW_RESULT_PROBABILITIES) {
    require(p.values.size() == p.rows, "probabilities of a wrong size");
    require(std::abs(std::accumulate(p.values.begin(), p.values.end(), 0.0) - 1) < 1e-6, "probabilities that miss 1");
  }
}

void read_results(const json& body, const bit_map& bits, std::uint64_t shots) {
  allowed_to_refuse([&] {
    json more = json::object();
    check_part(part_of(read_weights(body), bits, shots, more));
  });
  allowed_to_refuse([&] { check_part(shots_part(read_shots(body), bits)); });
}

void read_job(const json& body, std::string_view text) {
  const auto view = job_view::read(body);
  if (!view) return;
  plugin::job job = view->as_job({});
  require(!job.id.empty(), "a job without an id");
  const job_memo memo = job_memo::read(job.memo);
  require(job_memo::read(memo.text()).text() == memo.text(), "a memo that changes as it is read");
  const auto places = places_of(*view, memo);
  require(!places.weights.empty(), "nowhere to look for results");
  for (const auto& place : places.weights)
    if (const auto path = path_of_link(place, "https://api.ionq.co/v0.4"))
      require(path->starts_with('/') || path->empty(), "a path that is none");
  (void)children_place(*view, memo);
  (void)keys_in_order(std::string(text));
}

void read_device(const json& body) {
  const auto natives = machine_of(body).natives;
  const auto device = device_of(body, newest_characterization(body), body, 1'000'000'000);
  require(json::parse(device.detail, nullptr, false).is_object(), "a device whose detail is no JSON");
  require(device.coupling.size() % 2 == 0, "half a pair");
  (void)natives;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plugin::response answer;
  answer.status = size % 2 ? 200 : 400 + static_cast<std::uint32_t>(size % 130);
  answer.body = text;
  allowed_to_refuse([&] { (void)body_of(answer, asked::submits, "anything", 0); });
  bit_maps maps;
  if (maps.read(text)) {
    bit_maps back;
    require(back.read(maps.text()) && back.size() == maps.size(), "maps that are not read back");
  }
  const json body = read_json(text);
  if (body.is_discarded()) return 0;
  const bit_map bits = bit_map::identity(5);
  read_results(body, bits, 0), read_results(body, bits, 1000);
  read_job(body, text), read_device(body);
  (void)job_failure(member(body, "failure")), (void)session_view::read(body), (void)bill_of(body);
  (void)estimate_of(body), (void)job_memo::read(text);
  return 0;
}
