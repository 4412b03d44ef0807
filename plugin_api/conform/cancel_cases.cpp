// KWR-05 a cancel at any moment leaves exactly one completion; KWR-06 an operation may be released inside and after done.
#include <array>
#include <utility>

#include "conform/trial.hpp"

namespace ketway::conform {
namespace {

constexpr std::uint64_t shots = 100;
constexpr int most_moments = 48;

enum class verb { devices, device, validate, estimate, submit, poll, poll_many, fetch, cancel, find };
constexpr std::array<std::pair<verb, const char*>, 10> verbs{{{verb::devices, "devices"},
                                                              {verb::device, "device"},
                                                              {verb::validate, "validate"},
                                                              {verb::estimate, "estimate"},
                                                              {verb::submit, "submit"},
                                                              {verb::poll, "poll"},
                                                              {verb::poll_many, "poll_many"},
                                                              {verb::fetch, "fetch"},
                                                              {verb::cancel, "cancel"},
                                                              {verb::find, "find"}}};

/// Everything a verb needs, on one account: a device, work, and a job that was submitted.
class scene {
 public:
  scene(trial& t, const host_options& options)
      : a(t.open(options)), device(t.device(*a)), w(device, {t.plain(device)}, shots) {
    if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
  }
  /// With `in_flight` a job of its own, else one that has ended.
  std::shared_ptr<running> start(verb v, bool in_flight) {
    const bool needs_job = v == verb::poll || v == verb::poll_many || v == verb::fetch || v == verb::cancel;
    if (needs_job && (job.empty() || in_flight)) {
      const auto when = std::exchange(a->when, release::after_done);
      const reply s = a->answer_of(a->start_submit(w));
      if (!s.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
      require(s.ok(), "submit: " + s.words());
      job = in_flight ? s.job->id : a->settle(*s.job).id;
      a->when = when;
    }
    switch (v) {
      case verb::devices: return a->start_devices();
      case verb::device: return a->start_device(device.id);
      case verb::validate: return a->start_validate(w);
      case verb::estimate: return a->start_estimate(w);
      case verb::submit: return a->start_submit(w);
      case verb::poll: return a->start_poll(job);
      case verb::poll_many: return a->start_poll_many({job, "no-such-job"});
      case verb::fetch: return a->start_fetch(job);
      case verb::cancel: return a->start_cancel(job);
      case verb::find: return a->start_find(w.token, device.id);
    }
    return nullptr;
  }

  std::unique_ptr<account> a;
  device_copy device;
  work w;
  std::string job;
};

void check_once(scene& s, running& r, const std::string& what) {
  const reply& got = r.finish();
  for (int i = 0; i < 64 && s.a->host().step(); ++i) {
  }
  require(r.completions() == 1, what + ": completed " + std::to_string(r.completions()) + " times");
  if (!got.wrong.empty()) throw failure(what + ": " + got.wrong.front());
}

/// Cancels after 0, 1, 2, ... events; the number of events grows until the operation ends before its cancel.
void cancel_at_every_moment(trial& t, const host_options& options, bool in_flight) {
  scene s(t, options);
  int moments = 0;
  for (const auto& [v, name] : verbs) {
    for (int events = 0; events < most_moments; ++events) {
      const std::string what = std::string(name) + " cancelled after " + std::to_string(events) + " events";
      t.at(what);
      const auto r = s.start(v, in_flight);
      if (!r) break;
      for (int i = 0; i < events && !r->finished(); ++i) s.a->host().step();
      const bool too_late = r->finished();
      r->cancel();
      r->cancel();
      check_once(s, *r, what);
      ++moments;
      if (too_late) break;
    }
  }
  t.remark(std::to_string(moments) + " moments");
}

void cancel_moments(trial& t) { cancel_at_every_moment(t, t.options(), false); }
void cancel_moments_in_flight(trial& t) { cancel_at_every_moment(t, t.options(), true); }
void cancel_completes_inside(trial& t) {
  auto options = t.options();
  options.complete_inside_cancel = true;
  cancel_at_every_moment(t, options, true);
}
void cancel_with_threads(trial& t) {
  auto options = t.options();
  options.threads = 2;
  cancel_at_every_moment(t, options, true);
}

void cancel_after_the_end(trial& t) {
  scene s(t, t.options());
  s.a->when = release::late;
  for (const auto& [v, name] : verbs) {
    t.at(name);
    const auto r = s.start(v, false);
    if (!r) continue;
    r->finish();
    for (int i = 0; i < 3; ++i) {
      r->cancel();
      s.a->host().step();
    }
    check_once(s, *r, std::string(name) + " cancelled after its end");
    r->release();
  }
}

void release_at(trial& t, release when) {
  scene s(t, t.options());
  s.a->when = when;
  std::vector<std::shared_ptr<running>> kept;
  for (const auto& [v, name] : verbs) {
    t.at(name);
    const auto r = s.start(v, false);
    if (!r) continue;
    check_once(s, *r, name);
    kept.push_back(r);
  }
  for (const auto& r : kept) r->release();
  s.a->when = release::after_done;
  require(s.a->close(), "it does not come to an end after stop");
}
void release_inside(trial& t) { release_at(t, release::inside_done); }
void release_after(trial& t) { release_at(t, release::after_done); }
void release_late(trial& t) { release_at(t, release::late); }

}  // namespace

void add_cancel_cases(cases& to) {
  to.emplace_back(5, "at-every-moment", &cancel_moments);
  to.emplace_back(5, "with-a-job-in-flight", &cancel_moments_in_flight);
  to.emplace_back(5, "completing-inside-cancel", &cancel_completes_inside);
  to.emplace_back(5, "with-threads", &cancel_with_threads);
  to.emplace_back(5, "after-the-end", &cancel_after_the_end);
  to.emplace_back(6, "release-inside-done", &release_inside);
  to.emplace_back(6, "release-after-done", &release_after);
  to.emplace_back(6, "release-late", &release_late);
}

}  // namespace ketway::conform
