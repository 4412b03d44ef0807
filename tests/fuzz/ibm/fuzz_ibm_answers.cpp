// Every other answer. Up to four documents, one a line: read as jobs, metrics, errors, sessions, instances and devices.

#include <array>
#include <string_view>

#include "instance.hpp"
#include "wire/devices.hpp"
#include "wire/errors.hpp"
#include "wire/jobs.hpp"
#include "wire/result_plan.hpp"
#include "wire/sessions.hpp"

namespace {

using namespace ketway;

template <class Read>
void tolerate(const Read& read) {
  try {
    read();
  } catch (const plugin::error&) {  // a typed error is an answer
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  plugin::response raw;
  raw.status = 403, raw.body = text;
  const auto refused = ibm::failure(raw, "it");
  std::array<ibm::json, 4> documents;
  for (auto& d : documents) {
    const auto line = text.find('\n');
    tolerate([&] { d = ibm::read_json(text.substr(0, line), "it"); });
    text = line == std::string_view::npos ? std::string_view() : text.substr(line + 1);
  }
  const ibm::money price(1.6);
  tolerate([&] {
    auto job = ibm::read_job(documents[0], price);
    ibm::add_metrics(job, documents[1], price);
  });
  tolerate([&] { ibm::job_page page(documents[0]); });
  tolerate([&] { ibm::read_session(documents[0], 1); });
  tolerate([&] { ibm::result_plan::from_job(documents[0]); });
  tolerate([&] {
    std::string next;
    ibm::choose_instance(ibm::read_instances(documents[0], next), "");
  });
  tolerate([&] {
    ibm::settings settings;
    settings.fractional_gates = true;
    ibm::device_facts facts;
    facts.entry = documents[0], facts.configuration = documents[1], facts.properties = documents[2];
    facts.status = documents[3], facts.usage = documents[3];
    ibm::describe(facts, settings);
  });
  return 0;
}
