// What came out.
#include <algorithm>

#include "price.hpp"
#include "transport.hpp"

namespace ketway::ionq {
namespace {

constexpr std::size_t small_body = 64 * 1024;  // read within a millisecond or so

std::string facts_of(const job_view& view, const json& more) {
  json m = {{"ionq_job", view.id}, {"backend", view.backend}};
  if (!view.stats.is_null()) m["stats"] = view.stats;
  if (!view.noise_model.empty()) m["noise_model"] = view.noise_model;
  if (!view.warnings.empty()) m["warnings"] = view.warnings;
  m.update(more);
  return written(m);
}

/// For a support ticket.
json origin_of(const plugin::response& answer) {
  json m = json::object();
  if (const auto id = answer.get("x-request-id"); !id.empty()) m["request_id"] = id;
  return m;
}

/// Why a job that is not done has no results.
void require_done(const job_view& view) {
  if (view.state == KW_JOB_FAILED) throw job_failure(&view.failure);
  if (view.state == KW_JOB_CANCELLED) throw plugin::error(KW_CANCELLED, "the job was cancelled at IonQ");
  if (view.state != KW_JOB_DONE)
    throw plugin::error(KW_FAILED_PRECONDITION, "the job has not ended; IonQ says: " + view.status);
}

/// Bits that the memo tells of, or, for a job of somebody else's, bit i for qubit i.
bit_map bits_of(const job_view& view, const job_memo& memo, std::uint32_t program) {
  if (program < memo.programs.size()) return memo.programs.of(program);
  const auto qubits = view.qubits.value_or(0);
  if (qubits == 0 || qubits > bit_map::most_bits)
    throw plugin::error(KW_DATA_LOSS, "nothing says which bits job " + view.id + " measures");
  return bit_map::identity(static_cast<std::uint32_t>(qubits));
}

std::uint64_t shots_of(const job_view& view, const job_memo& memo) {
  if (memo.programs.size() > 0) return memo.shots;
  return view.ideal() ? 0 : view.shots.value_or(0);
}

/// Runs `work` at once where `size` is small, else on a worker; what it throws comes out here.
template <class Work>
plugin::task<void> read_aside(std::size_t size, const Work& work) {
  if (size <= small_body) {
    work();
    co_return;
  }
  std::exception_ptr failed;
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      failed = std::current_exception();
    }
  };
  co_await plugin::offload(guarded);
  if (failed) std::rethrow_exception(failed);
}

}  // namespace

plugin::task<std::unique_ptr<plugin::results>> ionq_backend::fetch(const kw_job_ref& r) {
  const job_view view = co_await ask_job(plugin::text(r.id));
  require_done(view);
  if (view.dry_run) {
    const json body = co_await ask_quietly(call("/jobs/" + encoded(view.id) + "/cost", "the cost of job " + view.id));
    const bill b = bill_of(body);
    std::string text = "a dry run has no results: it was compiled and priced, and never run";
    if (b.estimated == b.estimated) text += "; it would cost " + std::to_string(b.estimated) + " " + b.currency;
    throw plugin::error(KW_FAILED_PRECONDITION, text, KW_NOT_BILLED);
  }
  for (const auto& w : view.warnings) log(KW_LOG_WARN, "IonQ, job " + view.id + ": " + w);
  job_memo memo;
  if (KW_HAS(&r, kw_job_ref, memo)) memo = job_memo::read(plugin::view(r.memo));
  if (memo.programs.size() == 0) memo = job_memo::read(taken_from(view.metadata));
  auto all = std::make_unique<plugin::results>();
  if (view.has_children()) {
    co_await fetch_children(view, memo, *all);
  } else {
    const bit_map bits = bits_of(view, memo, 0);
    co_await fetch_one(view, memo, bits, 0, *all);
  }
  co_return all;
}

/// The first of these places that has something. Throws where none has: a completed job's results are there soon.
plugin::task<plugin::response> ionq_backend::ask_first(const job_view& view, const std::vector<std::string>& places) {
  const std::string what = "the results of job " + view.id;
  for (const auto& place : places) {
    const auto path = path_of_link(place, settings_.base_url);
    if (!path) {
      log(KW_LOG_WARN, "IonQ's link to " + what + " leads to another server, and is not followed");
      continue;
    }
    call get(*path, what);
    get.large();
    plugin::response answer = co_await send(std::move(get));
    if (answer.status == 404) continue;
    // An object store says so in XML, and the next answer about the job has a fresh link.
    if ((answer.status == 403 || answer.status == 410) && !json::accept(answer.body))
      throw plugin::error(KW_UNAVAILABLE, "the link to " + what + " has expired", KW_RETRYABLE);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, asked::reads, what, unix_now());
    co_return answer;
  }
  throw plugin::error(KW_UNAVAILABLE, "IonQ has no results yet for the completed job " + view.id, KW_RETRYABLE);
}

plugin::task<void> ionq_backend::fetch_one(const job_view& view, const job_memo& memo, const bit_map& bits,
                                           std::uint32_t program, plugin::results& to) {
  const result_places places = places_of(view, memo);
  const std::uint64_t shots = shots_of(view, memo), now = unix_now();
  const std::string what = "the results of job " + view.id;
  if ((memo.want & (1ULL << KW_RESULT_SHOTS)) != 0 && !places.shots.empty()) {
    const std::vector<std::string> only{places.shots};
    const plugin::response answer = co_await ask_first(view, only);
    bool whole = false;
    const auto read = [&] {
      auto part = shots_part(read_shots(body_of(answer, asked::reads, what, now)), bits);
      whole = part.rows == shots;
      if (!whole) return;
      part.program = program, part.metadata = facts_of(view, origin_of(answer));
      to.parts.push_back(std::move(part));
    };
    co_await read_aside(answer.body.size(), read);
    if (whole) co_return;  // the host counts them
  }
  const plugin::response answer = co_await ask_first(view, places.weights);
  const auto read = [&] {
    json more = origin_of(answer);
    auto part = part_of(read_weights(body_of(answer, asked::reads, what, now)), bits, shots, more);
    part.program = program, part.metadata = facts_of(view, more);
    to.parts.push_back(std::move(part));
  };
  co_await read_aside(answer.body.size(), read);
}

plugin::task<void> ionq_backend::fetch_child(std::string id, const job_memo& memo, std::uint32_t program,
                                             plugin::results& to) {
  const job_view child = co_await ask_job(std::move(id));
  const bit_map bits = bits_of(child, memo, program);
  if (child.state == KW_JOB_FAILED || child.state == KW_JOB_CANCELLED) {
    plugin::result_part part(KW_RESULT_COUNTS);
    part.program = program, part.num_bits = bits.num_bits();
    if (child.state == KW_JOB_FAILED)
      part.failure = job_failure(&child.failure);
    else
      part.failure.emplace(KW_CANCELLED, "this program was cancelled at IonQ");
    to.parts.push_back(std::move(part));
    co_return;
  }
  co_await fetch_one(child, memo, bits, program, to);
}

plugin::task<void> ionq_backend::fetch_children(const job_view& view, const job_memo& memo, plugin::results& to) {
  std::vector<std::string> children = view.children;
  json together = json::object();
  const std::string what = "the results of job " + view.id;
  const bool by_shot = (memo.want & (1ULL << KW_RESULT_SHOTS)) != 0;
  if (!by_shot || children.empty()) {
    const auto path = path_of_link(children_place(view, memo), settings_.base_url);
    call get(path ? *path : "/jobs/" + encoded(view.id) + "/results/probabilities/aggregated", what);
    get.large();
    const plugin::response answer = co_await send(std::move(get));
    const std::uint64_t now = unix_now();
    const auto read = [&] {
      if (answer.status == 404) return;
      together = body_of(answer, asked::reads, what, now);
      // The order of submission, where the parent does not give it.
      if (children.empty()) children = keys_in_order(answer.body);
    };
    co_await read_aside(answer.body.size(), read);
  }
  if (children.empty())
    throw plugin::error(KW_UNAVAILABLE, "IonQ has no results yet for the completed job " + view.id, KW_RETRYABLE);
  if (memo.programs.size() > 0 && memo.programs.size() != children.size())
    throw plugin::error(KW_DATA_LOSS, "job " + view.id + " has " + std::to_string(memo.programs.size()) +
                                          " programs, IonQ gives " + std::to_string(children.size()) + " results");
  const std::uint64_t shots = shots_of(view, memo);
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    const json* one = member(together, children[i].c_str());
    const weights w = one && !by_shot ? read_weights(*one) : weights();
    if (w.empty()) {  // not in the common answer: its own job says why
      co_await fetch_child(children[i], memo, i, to);
      continue;
    }
    json more = {{"child_job", children[i]}};
    const bit_map bits = bits_of(view, memo, i);
    auto part = part_of(w, bits, shots, more);
    part.program = i, part.metadata = facts_of(view, more);
    to.parts.push_back(std::move(part));
  }
}

}  // namespace ketway::ionq
