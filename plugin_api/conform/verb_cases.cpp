// KWR-04 every verb completes once, with an answer of the right form; KWR-11 one token, one job.
#include <algorithm>
#include <set>

#include "conform/json.hpp"
#include "conform/trial.hpp"

namespace ketway::conform {
namespace {

constexpr std::uint64_t shots = 100;

/// An answer that may also be that the verb is not there.
bool is_there(const reply& r, const char* verb) {
  if (r.absent || r.status.code == KW_UNIMPLEMENTED) throw skip(std::string("the plugin has no ") + verb);
  return true;
}

void check_device(const device_copy& d) {
  require(!d.id.empty(), "a device has no id");
  require(d.num_qubits > 0, d.id + " has no qubits");
  require(!d.formats.empty(), d.id + " takes no format");
  for (const auto q : d.coupling) require(q < d.num_qubits, d.id + " couples qubit " + std::to_string(q));
  if (d.detail.empty()) return;
  const auto detail = json::parse(d.detail);
  require(detail && detail->is(json::kind::object), "detail of " + d.id + " is no JSON object");
}

void devices(trial& t) {
  const auto a = t.open();
  t.device(*a);
  const reply r = a->run(a->start_devices());
  std::set<std::string> ids;
  for (const auto& d : r.devices) {
    check_device(d);
    require(ids.insert(d.id).second, "two devices are named " + d.id);
  }
  t.remark(std::to_string(r.devices.size()) + " devices");
}

void device(trial& t) {
  const auto a = t.open();
  const std::string id = t.device(*a).id;
  const reply r = a->run(a->start_device(id));
  require(r.ok(), "device " + id + ": " + r.words());
  require(r.devices[0].id == id, "asked for " + id + ", got " + r.devices[0].id);
  check_device(r.devices[0]);
}

void unknown_device(trial& t) {
  const auto a = t.open();
  t.device(*a);
  for (const char* id : {"no-such-device", ""}) {
    const reply r = a->run(a->start_device(id));
    require(r.status.code == KW_NOT_FOUND,
            "device \"" + std::string(id) + "\": " + r.words() + " instead of NOT_FOUND");
  }
}

void validate(trial& t) {
  const auto a = t.open();
  const auto d = t.device(*a);
  const work w(d, {t.plain(d)}, shots);
  const reply r = a->run(a->start_validate(w));
  is_there(r, "validate");
  require(r.ok(), "validate refuses what it should take: " + r.words());
}

void estimate(trial& t) {
  const auto a = t.open();
  const auto d = t.device(*a);
  const work w(d, {t.plain(d)}, shots);
  const reply r = a->run(a->start_estimate(w));
  is_there(r, "estimate");
  require(r.ok(), "estimate: " + r.words());
}

void submit_as(trial& t, std::uint64_t flags) {
  const auto a = t.open();
  const auto d = t.device(*a);
  work w(d, {t.plain(d)}, shots);
  if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
  w.submission.flags = flags;
  const results_copy r = a->execute(w);
  require(!r.parts.empty(), "the job is done and has no results");
  require(!r.parts[0].failure, "the program failed alone: " + (r.parts[0].failure ? r.parts[0].failure->message : ""));
}
void submit(trial& t) { submit_as(t, 0); }
void submit_inline(trial& t) { submit_as(t, KW_SUBMIT_INLINE); }
void submit_unknown_flags(trial& t) { submit_as(t, std::uint64_t{1} << 60); }

void submit_elsewhere(trial& t) {
  const auto a = t.open();
  auto d = t.device(*a);
  d.id = "no-such-device";
  const work w(d, {t.plain(d)}, shots);
  const reply r = a->run(a->start_submit(w));
  require(!r.ok(), "submit takes a device that is not there");
  require(r.status.code == KW_NOT_FOUND || r.status.code == KW_INVALID_ARGUMENT, "submit to no device: " + r.words());
}

void unknown_job(trial& t) {
  const auto a = t.open();
  t.device(*a);
  for (const char* id : {"no-such-job", ""}) {
    const std::string name = "\"" + std::string(id) + "\": ";
    for (const auto& [verb, r] :
         {std::pair("poll ", a->run(a->start_poll(id))), std::pair("fetch ", a->run(a->start_fetch(id))),
          std::pair("cancel ", a->run(a->start_cancel(id)))}) {
      const bool missing_verb = r.status.code == KW_UNIMPLEMENTED;
      require(missing_verb || r.status.code == KW_NOT_FOUND || r.status.code == KW_INVALID_ARGUMENT,
              verb + name + r.words() + " instead of NOT_FOUND");
    }
  }
}

/// A job that has ended.
job_copy ended(trial& t, account& a) {
  const auto d = t.device(a);
  const work w(d, {t.plain(d)}, shots);
  if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
  const reply r = a.run(a.start_submit(w));
  if (!r.ok() && a.host().asked_for_transport()) throw skip("needs the emulated transport");
  require(r.ok(), "submit: " + r.words());
  return a.settle(*r.job);
}

void cancel_when_ended(trial& t) {
  const auto a = t.open();
  const job_copy job = ended(t, *a);
  const reply r = a->run(a->start_cancel(job.id));
  is_there(r, "cancel");
  if (r.ok()) require(r.job->state == job.state, "cancel changed the state of a job that had ended");
  const reply after = a->run(a->start_poll(job.id));
  require(after.ok() && after.job->state == job.state, "a job that had ended is another one after cancel");
}

void cancel_at_once(trial& t) {
  const auto a = t.open();
  const auto d = t.device(*a);
  const work w(d, {t.plain(d)}, shots);
  const reply s = a->answer_of(a->start_submit(w));
  if (!s.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
  require(s.ok(), "submit: " + s.words());
  const reply r = a->run(a->start_cancel(s.job->id));
  is_there(r, "cancel");
  const job_copy job = a->settle(*s.job);
  t.remark(job.state == KW_JOB_CANCELLED ? "cancelled" : "too late, it had ended");
}

void fetch_twice(trial& t) {
  const auto a = t.open();
  const job_copy job = ended(t, *a);
  for (int i = 0; i < 2; ++i) {
    const reply r = a->run(a->start_fetch(job.id, job.memo));
    if (i == 0 && job.results && r.status.code == KW_UNIMPLEMENTED) throw skip("results come with the job");
    require(r.ok(), "fetch number " + std::to_string(i + 1) + ": " + r.words());
  }
}

void poll_many(trial& t) {
  const auto a = t.open();
  const std::string first = ended(t, *a).id, second = ended(t, *a).id;
  const reply r = a->run(a->start_poll_many({second, "no-such-job", first}));
  is_there(r, "poll_many");
  require(r.ok(), "poll_many: " + r.words());
  require(r.jobs.size() == 3, "poll_many answered " + std::to_string(r.jobs.size()) + " of 3 jobs");
  require(!r.jobs[1], "poll_many knows a job that is not there");
  require(r.jobs[0] && r.jobs[0]->id == second && r.jobs[2] && r.jobs[2]->id == first,
          "poll_many does not answer in the order asked");
  const reply none = a->run(a->start_poll_many({}));
  require(none.ok() && none.jobs.empty(), "poll_many of no job: " + none.words());
}

void several_at_once(trial& t) {
  const auto a = t.open();
  const auto d = t.device(*a);
  work w(d, {t.plain(d)}, shots), other(d, {t.plain(d)}, shots);
  other.token = token_of(1), other.submission.client_token.data = other.token.data();
  const auto one = a->start_submit(w), two = a->start_devices(), three = a->start_submit(other),
             four = a->start_poll("x");
  const reply second = a->run(two), first = a->run(one), fourth = a->run(four), third = a->run(three);
  require(second.ok(), "devices beside a submit: " + second.words());
  if (!first.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
  require(first.ok() && third.ok(), "two submits at once: " + first.words() + ", " + third.words());
  require(first.job->id != third.job->id, "two submits with different tokens gave one job");
  require(!fourth.ok(), "poll knows a job that is not there");
}

void unknown_extension(trial& t) {
  const auto a = t.open();
  if (!KW_SLOT(a->backend()->vt, kw_backend_vt, extension)) throw skip("the plugin has no extension");
  const kw_str name{"no.such/9", 9};
  require(a->backend()->vt->extension(a->backend(), name) == nullptr, "it has an extension named no.such/9");
}

std::uint32_t find_kind(trial& t) {
  defects wrong;
  return whole(t.plugin(), "kw_plugin", wrong).find_kind;
}

void find_by_token(trial& t) {
  if (find_kind(t) != KW_FIND_BY_TOKEN) throw skip("find_kind is not BY_TOKEN");
  const auto a = t.open();
  const auto d = t.device(*a);
  const work w(d, {t.plain(d)}, shots);
  const reply none = a->run(a->start_find(w.token, d.id));
  if (!none.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
  require(none.status.code == KW_NOT_FOUND, "find of a token never used: " + none.words() + " instead of NOT_FOUND");
  const reply s = a->run(a->start_submit(w));
  require(s.ok(), "submit: " + s.words());
  a->host().advance(t.plugin()->find_settle_ns);
  const reply found = a->run(a->start_find(w.token, d.id));
  require(found.ok(), "find of a submitted token: " + found.words());
  require(found.job->id == s.job->id, "find gave job " + found.job->id + ", submit gave " + s.job->id);
}

void resend(trial& t) {
  if (find_kind(t) != KW_FIND_RESEND) throw skip("find_kind is not RESEND");
  const auto a = t.open();
  const auto d = t.device(*a);
  const work w(d, {t.plain(d)}, shots);
  const reply first = a->run(a->start_submit(w));
  if (!first.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
  const reply second = a->run(a->start_submit(w));
  require(first.ok() && second.ok(), "submit twice: " + first.words() + ", " + second.words());
  require(first.job->id == second.job->id, "the same token gave the jobs " + first.job->id + " and " + second.job->id);
}

}  // namespace

void add_verb_cases(cases& to) {
  to.emplace_back(4, "devices", &devices);
  to.emplace_back(4, "device", &device);
  to.emplace_back(4, "unknown-device", &unknown_device);
  to.emplace_back(4, "validate", &validate);
  to.emplace_back(4, "estimate", &estimate);
  to.emplace_back(4, "submit", &submit);
  to.emplace_back(4, "submit-inline", &submit_inline);
  to.emplace_back(4, "submit-unknown-flags", &submit_unknown_flags);
  to.emplace_back(4, "submit-elsewhere", &submit_elsewhere);
  to.emplace_back(4, "unknown-job", &unknown_job);
  to.emplace_back(4, "cancel-when-ended", &cancel_when_ended);
  to.emplace_back(4, "cancel-at-once", &cancel_at_once);
  to.emplace_back(4, "fetch-twice", &fetch_twice);
  to.emplace_back(4, "poll-many", &poll_many);
  to.emplace_back(4, "several-at-once", &several_at_once);
  to.emplace_back(4, "unknown-extension", &unknown_extension);
  to.emplace_back(11, "find-by-token", &find_by_token);
  to.emplace_back(11, "resend", &resend);
}

}  // namespace ketway::conform
