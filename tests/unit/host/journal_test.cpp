// What costs is written down before it is sent, and found again by whoever comes after.
#include <gtest/gtest.h>

#include "ketway/resolver.hpp"
#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using boost::asio::awaitable;

/// A store whose faults and delays a test decides.
class fragile_store final : public journal_store {
 public:
  struct faults {
    std::optional<error> on_write;
    int writes = 0;
  };
  fragile_store(std::unique_ptr<journal_store> inner, faults& f) : inner_(std::move(inner)), faults_(f) {}
  const std::string& place() const noexcept override { return inner_->place(); }
  const std::string& owner() const noexcept override { return inner_->owner(); }
  std::vector<expected<void>> write(const std::vector<journal_write>& batch) override {
    ++faults_.writes;
    if (faults_.on_write) return std::vector<expected<void>>(batch.size(), expected<void>(*faults_.on_write));
    return inner_->write(batch);
  }
  expected<job_record> find(std::string_view token) override { return inner_->find(token); }
  expected<job_record> find_id(std::string_view b, std::string_view id) override { return inner_->find_id(b, id); }
  expected<std::vector<job_record>> list(const job_filter& f) override { return inner_->list(f); }
  expected<std::string> submission(std::string_view token) override { return inner_->submission(token); }
  expected<std::vector<std::string>> results(std::string_view token) override { return inner_->results(token); }
  expected<std::vector<spending>> spent(std::uint64_t since) override { return inner_->spent(since); }
  expected<bool> lives(std::string_view owner) override { return inner_->lives(owner); }

 private:
  std::unique_ptr<journal_store> inner_;
  faults& faults_;
};

class Journal : public ::testing::Test {
 protected:
  /// One life of a process after the other, on one disk.
  class life : public backend_resolver {
   public:
    explicit life(Journal& of)
        : s([&of](const auto& random) -> expected<std::unique_ptr<journal_store>> {
            auto inner = of.disk(random);
            if (!inner) return inner;
            return std::unique_ptr<journal_store>(std::make_unique<fragile_store>(std::move(*inner), of.faults));
          }) {
      s.plugin.find_kind = of.kind, s.plugin.find_settle_ns = 30'000'000'000;
      s.plugin.submit = [&of, this](kw_host*, const kw_submission* w, kw_done d) {
        of.tokens.push_back(p::text(w->client_token));
        of.sent.emplace_back(reinterpret_cast<const char*>(w->programs[0]->circuit->operands),
                             w->programs[0]->circuit->num_operands * sizeof(std::uint32_t));
        if (of.lost) return s.plugin.fail(d, KW_UNAVAILABLE, "broke off", KW_MAYBE_EXECUTED | KW_RETRYABLE);
        if (of.refused) return s.plugin.fail(d, KW_INVALID_ARGUMENT, "the device says no");
        return s.plugin.answer(d, job_in(KW_JOB_QUEUED));
      };
      s.plugin.find = [&of, this](kw_host*, const kw_job_ref*, kw_done d) {
        return of.accepted ? s.plugin.answer(d, job_in(KW_JOB_QUEUED)) : s.plugin.fail(d, KW_NOT_FOUND, "no such job");
      };
      s.plugin.poll = [&of, this](kw_host*, const kw_job_ref*, kw_done d) {
        if (!of.ready) return s.plugin.answer(d, job_in(KW_JOB_QUEUED));
        of.done.job().cost = 2.5, of.done.job().currency = p::str("USD");
        return s.plugin.answer(d, of.done.job());
      };
      s.plugin.cancel = [this](kw_host*, const kw_job_ref*, kw_done d) {
        return s.plugin.answer(d, job_in(KW_JOB_CANCELLED));
      };
      s.config = of.config;
      s.open();
      // Not shared: the life outlives its runtime.
      s.rt->resolve_with(std::shared_ptr<backend_resolver>(keep_, this));
    }
    awaitable<expected<backend>> open(std::string name) override {
      ++opened;
      co_return name == "scripted" ? expected<backend>(*s.device)
                                   : expected<backend>(error(errc::not_found, "no " + name));
    }
    /// What comes of a coroutine that the world runs for `limit` at most.
    template <class T>
    T run(awaitable<T> what, std::chrono::nanoseconds limit = std::chrono::minutes(10)) {
      std::optional<T> out;
      boost::asio::co_spawn(s.rt->get_executor(), std::move(what), [&](const std::exception_ptr& e, T v) {
        if (e) std::rethrow_exception(e);
        out.emplace(std::move(v));
      });
      s.world->run_for(limit);
      return std::move(out).value();
    }
    std::vector<job_record> jobs(job_filter f = {}) { return run(s.rt->jobs(std::move(f))).value(); }
    job_record only_job() {
      auto all = jobs();
      EXPECT_EQ(all.size(), 1U);
      return all.empty() ? job_record() : all.front();
    }
    job submitted(execute_options o = {}) { return run(s.device->try_submit(stage::bell(), std::move(o))).value(); }

    int opened = 0;
    stage s;

   private:
    std::shared_ptr<int> keep_ = std::make_shared<int>();
  };

  /// A process submits one job, wants to keep it, and ends a second later.
  void end_before_the_answer() {
    life first(*this);
    first.s.execute(stage::bell(), execute_options().when_abandoned(on_abandon::keep));
    first.s.world->run_for(1s);
  }

  journal_opener disk = journal_in_memory();
  fragile_store::faults faults;
  one_key_job done{1024};
  std::uint32_t kind = KW_FIND_BY_TOKEN;
  bool lost = false, accepted = true, refused = false, ready = false;
  std::vector<std::string> tokens, sent;
  std::string config = "{}";
};

TEST_F(Journal, HasAJobOnceItIsSubmitted) {
  life l(*this);
  const job j = l.submitted();
  const job_record r = l.only_job();
  EXPECT_EQ(r.state, journal_state::accepted);
  EXPECT_EQ(r.id, "job-1");
  EXPECT_EQ(r.token, tokens.at(0));
  EXPECT_EQ(r.backend, "scripted");
  EXPECT_EQ(r.plugin, "scripted");
  EXPECT_EQ(r.shots, 1024U);
  EXPECT_EQ(r.uri(), j.uri());
}

TEST_F(Journal, AnswersACallerThatCanBeCancelled) {
  life l(*this);
  l.submitted();
  boost::asio::cancellation_signal stop;
  std::size_t found = 0;
  auto count = [&](const std::exception_ptr&, expected<std::vector<job_record>> all) { found = all->size(); };
  boost::asio::co_spawn(l.s.rt->get_executor(), l.s.rt->jobs(),
                        boost::asio::bind_cancellation_slot(stop.slot(), std::move(count)));
  l.s.world->run_for(1s);
  EXPECT_EQ(found, 1U);
  stop.emit(boost::asio::cancellation_type::terminal);  // nobody listens any more
  l.s.world->run_ready();
}

TEST_F(Journal, EndsAQuestionThatIsCancelled) {
  life l(*this);
  boost::asio::cancellation_signal stop;
  std::optional<errc> ended;
  auto note = [&](const std::exception_ptr&, expected<std::vector<job_record>> all) { ended = all.error().code(); };
  boost::asio::co_spawn(l.s.rt->get_executor(), l.s.rt->jobs(),
                        boost::asio::bind_cancellation_slot(stop.slot(), std::move(note)));
  boost::asio::post(l.s.rt->get_executor(), [&] { stop.emit(boost::asio::cancellation_type::terminal); });
  l.s.world->run_for(1s);
  EXPECT_EQ(ended, errc::cancelled);
}

TEST_F(Journal, IsLeftAloneByWhatCostsNothing) {
  life l(*this);
  l.s.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_FREE; };
  l.s.open();
  ready = true;
  l.s.execute(stage::bell());
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && *l.s.outcome);
  EXPECT_TRUE(l.jobs().empty());
}

TEST_F(Journal, HasWhatCostsNothingWhereThatIsAskedFor) {
  life l(*this);
  l.s.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_FREE; };
  l.s.open();
  ready = true;
  l.s.execute(stage::bell(), execute_options().durable());
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && *l.s.outcome);
  EXPECT_EQ(l.only_job().state, journal_state::done);
}

TEST_F(Journal, ThatCannotBeWrittenStopsTheSubmission) {
  life l(*this);
  faults.on_write = error(errc::resource_exhausted, "the disk is full");
  l.s.execute(stage::bell());
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome);
  EXPECT_EQ(l.s.failure().code(), errc::resource_exhausted);
  EXPECT_EQ(l.s.failure().billed(), billing::not_billed);
  EXPECT_EQ(l.s.failure().backend(), "scripted");
  EXPECT_TRUE(tokens.empty());
}

TEST_F(Journal, ThatFailsAfterTheSubmissionDoesNotLoseTheResult) {
  life l(*this);
  const auto accept = l.s.plugin.submit;
  l.s.plugin.submit = [&, accept](kw_host* h, const kw_submission* w, kw_done d) {
    faults.on_write = error(errc::resource_exhausted, "the disk is full");
    return accept(h, w, d);
  };
  ready = true;
  l.s.execute(stage::bell());
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && *l.s.outcome);
  EXPECT_TRUE(l.s.log.has("the disk is full"));
}

TEST_F(Journal, KeepsResultsThatAnotherProcessReadsWithoutTheBackend) {
  ready = true;
  std::string uri;
  {
    life first(*this);
    first.s.execute(stage::bell());
    first.s.world->run_for(1min);
    ASSERT_TRUE(first.s.outcome && *first.s.outcome);
    uri = first.only_job().uri();
  }
  life second(*this);
  const job j = second.run(second.s.rt->try_attach(uri)).value();
  const result r = std::move(second.run(j.try_results()).value().front()).value();
  EXPECT_EQ(r.count("00"), 1024U);
  EXPECT_EQ(r.registers().size(), 1U);
  EXPECT_EQ(second.opened, 0);
  EXPECT_EQ(second.s.plugin.polls, 0);
  EXPECT_EQ(second.only_job().cost, 2.5);
}

TEST_F(Journal, LetsAnotherProcessWaitForAJob) {
  {
    life first(*this);
    first.submitted();
  }
  ready = true;
  life second(*this);
  const job j = second.run(second.s.rt->try_attach("job-1")).value();
  const result r = std::move(second.run(j.try_results()).value().front()).value();
  EXPECT_EQ(r.count("00"), 1024U);
  EXPECT_EQ(second.only_job().state, journal_state::done);
  EXPECT_TRUE(second.only_job().stored);
}

TEST_F(Journal, ResumeGivesWhatIsOwed) {
  {
    life first(*this);
    first.submitted();
  }
  ready = true;
  life second(*this);
  auto report = second.run(second.s.rt->resume()).value();
  ASSERT_EQ(report.jobs.size(), 1U);
  EXPECT_TRUE(report.failures.empty());
  EXPECT_TRUE(second.run(report.jobs.front().try_results()).value().front());
  EXPECT_TRUE(second.run(second.s.rt->resume()).value().jobs.empty());
}

TEST_F(Journal, ResumeAdoptsAJobWhoseAnswerWasLost) {
  lost = true;
  {
    life first(*this);
    first.s.execute(stage::bell(), execute_options().deadline(500ms));
    first.s.world->run_for(10s);
    ASSERT_TRUE(first.s.outcome);
    EXPECT_TRUE(first.s.failure().maybe_executed());
    EXPECT_EQ(first.only_job().state, journal_state::unknown);
    EXPECT_EQ(first.s.failure().job_uri(), first.only_job().uri());
  }
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  ASSERT_EQ(report.jobs.size(), 1U);
  EXPECT_EQ(report.settled, 1U);
  EXPECT_EQ(second.only_job().id, "job-1");
  EXPECT_EQ(tokens.size(), 1U);
}

TEST_F(Journal, ResumeSendsTheSameBytesAgainWhereTheJobIsProvedAbsent) {
  lost = true, accepted = false;
  end_before_the_answer();
  ASSERT_EQ(tokens.size(), 1U);
  lost = false;
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  ASSERT_EQ(report.jobs.size(), 1U);
  EXPECT_EQ(tokens, std::vector<std::string>(2, tokens.at(0)));
  EXPECT_EQ(sent.at(0), sent.at(1));
  EXPECT_EQ(second.only_job().state, journal_state::accepted);
}

TEST_F(Journal, NeverSendsToAnotherAccountWhatWasSentToOne) {
  for (const std::uint32_t how : {KW_FIND_BY_TOKEN, KW_FIND_RESEND}) {
    disk = journal_in_memory(), kind = how, config = "{}";
    tokens.clear();
    lost = true, accepted = false;
    {
      life first(*this);
      first.s.execute(stage::bell(), execute_options().when_abandoned(on_abandon::keep));
      first.s.world->run_for(500ms);
    }
    ASSERT_EQ(tokens.size(), 1U);
    lost = false, config = R"({"base_url":"https://another.example"})";
    {
      life second(*this);
      const auto report = second.run(second.s.rt->resume()).value();
      EXPECT_TRUE(report.jobs.empty());
      ASSERT_EQ(report.failures.size(), 1U);
      EXPECT_TRUE(report.failures.front().maybe_executed());
      EXPECT_NE(report.failures.front().message().find("configured otherwise"), std::string::npos);
      EXPECT_EQ(tokens.size(), 1U);
      EXPECT_EQ(second.only_job().state, journal_state::unknown);
    }
    config = "{}";
    life third(*this);
    EXPECT_EQ(third.run(third.s.rt->resume()).value().jobs.size(), 1U);
    EXPECT_EQ(tokens.size(), 2U);
  }
}

TEST_F(Journal, ACancelSendsNothingWhereTheJobIsProvedAbsent) {
  lost = true, accepted = false;
  end_before_the_answer();
  lost = false;
  life second(*this);
  const job j = second.run(second.s.rt->try_attach(second.only_job().uri())).value();
  const job_status now = second.run(j.try_cancel()).value();
  EXPECT_EQ(now.state, job_state::cancelled);
  EXPECT_EQ(now.cancellation, cancel_outcome::before_run);
  EXPECT_EQ(now.billed, billing::not_billed);
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(second.s.plugin.cancels, 0);
  EXPECT_EQ(second.only_job().state, journal_state::refused);
}

TEST_F(Journal, ACancelFindsAJobWhoseAnswerWasLost) {
  lost = true;
  {
    life first(*this);
    boost::asio::co_spawn(first.s.rt->get_executor(), first.s.device->try_submit(stage::bell()), boost::asio::detached);
    first.s.world->run_for(500ms);
  }
  life second(*this);
  const job j = second.run(second.s.rt->try_attach(second.only_job().uri())).value();
  EXPECT_EQ(second.run(j.try_cancel()).value().state, job_state::cancelled);
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(second.s.plugin.cancels, 1);
  EXPECT_EQ(second.only_job().state, journal_state::cancelled);
}

TEST_F(Journal, ThatDoesNotAnswerSaysNothingOfWhatMayHaveBeenAccepted) {
  lost = true;
  {
    life first(*this);
    first.s.execute(stage::bell(), execute_options().when_abandoned(on_abandon::keep));
    first.s.world->run_for(500ms);
  }
  life second(*this);
  const job found = second.run(second.s.rt->try_attach(tokens.at(0))).value();
  error full(errc::resource_exhausted, "the disk is full");
  faults.on_write = full.billed(billing::not_billed);
  const auto outcome = second.run(found.try_results(1min));
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().maybe_executed());
  EXPECT_EQ(outcome.error().billed(), billing::unknown);
  EXPECT_EQ(outcome.error().job_uri(), found.uri());
}

TEST_F(Journal, ResumeDoesNotSendWhatItsCallerHasCancelled) {
  lost = true, accepted = false;
  {
    life first(*this);
    first.s.execute(stage::bell());
    first.s.world->run_for(1s);
    first.s.stop.emit(boost::asio::cancellation_type::terminal);
    first.s.world->run_for(10s);
    ASSERT_TRUE(first.s.outcome);
    EXPECT_TRUE(first.s.failure().maybe_executed());
    EXPECT_EQ(first.only_job().state, journal_state::unknown);
  }
  lost = false;
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  EXPECT_TRUE(report.jobs.empty());
  EXPECT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(second.only_job().state, journal_state::refused);
}

TEST_F(Journal, ResumeAdoptsWhatItsCallerHasCancelledWhereItWasAccepted) {
  lost = true;
  {
    life first(*this);
    first.s.execute(stage::bell());
    first.s.world->run_for(500ms);
    first.s.stop.emit(boost::asio::cancellation_type::terminal);
    first.s.world->run_for(10s);
  }
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  EXPECT_EQ(report.jobs.size(), 1U);
  EXPECT_EQ(tokens.size(), 1U);
}

TEST_F(Journal, ResumeDoesNotSendWhatHasExpired) {
  lost = true, accepted = false;
  {
    life first(*this);
    first.s.execute(stage::bell(), execute_options().deadline(500ms));
    first.s.world->run_for(10s);
  }
  lost = false;
  life second(*this);
  second.s.world->run_for(1min);
  const auto report = second.run(second.s.rt->resume()).value();
  EXPECT_TRUE(report.jobs.empty());
  EXPECT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(second.only_job().state, journal_state::refused);
}

TEST_F(Journal, ResumeNeverSendsAgainWhatTheProviderCannotLookUp) {
  kind = KW_FIND_NONE, lost = true;
  {
    life first(*this);
    first.s.execute(stage::bell());
    first.s.world->run_for(10s);
  }
  lost = false;
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  EXPECT_TRUE(report.jobs.empty());
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_TRUE(report.failures.front().maybe_executed());
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(second.only_job().state, journal_state::unknown);
}

TEST_F(Journal, ResumeLeavesToALivingProcessWhatThatHasInHand) {
  life first(*this);
  first.submitted();
  life second(*this);
  const auto report = second.run(second.s.rt->resume()).value();
  EXPECT_TRUE(report.jobs.empty());
  EXPECT_EQ(report.elsewhere, 1U);
}

TEST_F(Journal, TwoResumesOfOneProcessSendWhatIsAbsentOnce) {
  lost = true, accepted = false;
  end_before_the_answer();
  ASSERT_EQ(tokens.size(), 1U);
  lost = false;
  life second(*this);
  std::size_t taken = 0;
  auto note = [&](const std::exception_ptr&, const expected<resume_report>& report) { taken += report->jobs.size(); };
  for (int n = 0; n < 2; ++n) boost::asio::co_spawn(second.s.rt->get_executor(), second.s.rt->resume(), note);
  second.s.world->run_for(5min);
  EXPECT_EQ(tokens.size(), 2U);
  EXPECT_GE(taken, 1U);
  EXPECT_EQ(second.only_job().state, journal_state::accepted);
}

TEST_F(Journal, ResumeLeavesASubmissionOfItsOwnProcessThatIsUnderWay) {
  accepted = false;
  life l(*this);
  held_operation* under_way = nullptr;  // say, it waits for its turn with the provider
  l.s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) -> kw_op* {
    tokens.push_back(p::text(w->client_token));
    return under_way = l.s.plugin.hold(d);
  };
  l.s.execute(stage::bell());
  l.s.world->run_for(1s);
  ASSERT_NE(under_way, nullptr);
  const auto report = l.run(l.s.rt->resume());
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_TRUE(report->jobs.empty());
  EXPECT_EQ(report->elsewhere, 1U);
  l.s.plugin.answer(under_way->done, job_in(KW_JOB_QUEUED));
  l.s.world->run_for(1s);
  EXPECT_EQ(l.only_job().state, journal_state::accepted);
}

TEST_F(Journal, KnowsARefusalAndItsReason) {
  refused = true;
  life l(*this);
  l.s.execute(stage::bell());
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && !*l.s.outcome);
  const job_record r = l.only_job();
  EXPECT_EQ(r.state, journal_state::refused);
  EXPECT_NE(r.failure.find("the device says no"), std::string::npos);
  EXPECT_EQ(r.billed, billing::not_billed);
}

TEST_F(Journal, KnowsWhatACancelCameTo) {
  life l(*this);
  l.s.execute(stage::bell(), execute_options().deadline(10s));
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && !*l.s.outcome);
  EXPECT_EQ(l.s.failure().cancellation(), cancel_outcome::before_run);
  EXPECT_EQ(l.only_job().state, journal_state::cancelled);
}

TEST_F(Journal, GetsTheResultsOfAJobThatIsKept) {
  life l(*this);
  l.s.execute(stage::bell(), execute_options().deadline(10s).when_abandoned(on_abandon::keep));
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && !*l.s.outcome);
  EXPECT_EQ(l.s.failure().fate(), job_fate::may_run);
  EXPECT_EQ(l.s.plugin.cancels, 0);
  ready = true;
  l.s.world->run_for(2min);
  EXPECT_TRUE(l.only_job().stored);
}

TEST_F(Journal, ForgetsOnlyWhatHasEnded) {
  life l(*this);
  const job j = l.submitted();
  auto early = l.run(l.s.rt->forget_job(j.uri()));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code(), errc::failed_precondition);
  ready = true;
  l.run(j.try_results()).value();
  EXPECT_TRUE(l.run(l.s.rt->forget_job(j.uri())));
  EXPECT_TRUE(l.jobs().empty());
}

TEST_F(Journal, ForgetsWhatIsGivenUpAndSettlesWhatWasReservedForIt) {
  kind = KW_FIND_NONE, lost = true;
  auto priced = [](life& l) {
    l.s.plugin.device = [](kw_device& d) {
      d.detail = p::str(
          R"({"schema":"kw.device/1","prices":{"items":[{"per":"shot","amount":0.01,"currency":"USD"}],"source":"list"}})");
    };
    l.s.open();
  };
  {
    life first(*this);
    priced(first);
    first.s.execute(stage::bell(), execute_options().shots(100).budget(5, "USD"));
    first.s.world->run_for(1min);
    EXPECT_EQ(first.only_job().state, journal_state::unknown);
  }
  life second(*this);
  const std::string uri = second.only_job().uri();
  EXPECT_DOUBLE_EQ(second.run(second.s.rt->spent(0)).value().at(0).reserved, 1);
  EXPECT_EQ(second.run(second.s.rt->forget_job(uri)).error().code(), errc::failed_precondition);
  EXPECT_EQ(second.run(second.s.rt->forget_job(uri, forget_options().lost().cost(-1))).error().code(),
            errc::invalid_argument);
  EXPECT_EQ(second.jobs().size(), 1U);
  EXPECT_TRUE(second.run(second.s.rt->forget_job(uri, forget_options().lost().cost(0.25))));
  EXPECT_TRUE(second.jobs().empty());
  const spending sum = second.run(second.s.rt->spent(0)).value().at(0);
  EXPECT_DOUBLE_EQ(sum.reserved, 0);
  EXPECT_DOUBLE_EQ(sum.settled, 0.25);
  EXPECT_EQ(sum.open, 0U);
}

TEST_F(Journal, WhatIsGivenUpAtAPriceThatNobodyKnowsKeepsItsReservation) {
  kind = KW_FIND_NONE, lost = true;
  {
    life first(*this);
    first.s.execute(stage::bell());
    first.s.world->run_for(1min);
  }
  life second(*this);
  EXPECT_TRUE(second.run(second.s.rt->forget_job(second.only_job().uri(), forget_options().lost())));
  EXPECT_EQ(second.run(second.s.rt->spent(0)).value().at(0).unknown, 1U);
}

TEST_F(Journal, DoesNotGiveUpWhatALivingProcessHasInHand) {
  life first(*this);
  first.submitted();
  life second(*this);
  const auto refused = second.run(second.s.rt->forget_job(second.only_job().uri(), forget_options().lost()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), errc::aborted);
  EXPECT_EQ(second.only_job().state, journal_state::accepted);
}

TEST_F(Journal, ABudgetRefusesBeforeAnythingIsSentWhereThePriceIsNotKnown) {
  life l(*this);
  l.s.execute(stage::bell(), execute_options().budget(5, "USD"));
  l.s.world->run_for(1min);
  ASSERT_TRUE(l.s.outcome && !*l.s.outcome);
  EXPECT_EQ(l.s.failure().code(), errc::failed_precondition);
  EXPECT_EQ(l.s.failure().billed(), billing::not_billed);
  EXPECT_TRUE(tokens.empty());
}

TEST_F(Journal, ABudgetCountsEveryCircuitOfABatchByThePriceList) {
  life l(*this);
  l.s.plugin.device = [](kw_device& d) {
    d.max_programs = 3;
    d.detail = p::str(
        R"({"schema":"kw.device/1","prices":{"items":[{"per":"shot","amount":0.01,"currency":"USD"}],"source":"list"}})");
  };
  l.s.open();
  auto run = [&](double limit) {
    return l.run(l.s.device->execute_batch({stage::bell(), stage::bell(), stage::bell()},
                                           execute_options().shots(100).budget(limit, "USD").deadline(10s)));
  };
  const auto refused = run(2.9);
  ASSERT_EQ(refused.size(), 3U);
  ASSERT_FALSE(refused.front());
  EXPECT_EQ(refused.front().error().code(), errc::resource_exhausted);
  EXPECT_TRUE(tokens.empty());
  run(3);
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_DOUBLE_EQ(l.only_job().reserved.value_or(-1), 3);
}

}  // namespace
}  // namespace ketway::tests
