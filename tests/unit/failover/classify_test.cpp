// One test for each row of the table at `classify`, and one for each of `fault_of`.
#include <gtest/gtest.h>

#include "execute/breaker_board.hpp"
#include "execute/error_class.hpp"
#include "ketway/compose.hpp"

namespace ketway {
namespace {

error of(errc code) { return {code, "text"}; }

TEST(Classify, GivesUpWhereAJobMayHaveBeenExecuted) {
  EXPECT_EQ(classify(of(errc::unavailable).maybe_executed(true)), error_class::give_up);
  EXPECT_EQ(classify(of(errc::unavailable).maybe_executed(true).billed(billing::not_billed).retryable(true)),
            error_class::give_up);
}

TEST(Classify, GivesUpWhereAJobMayRun) {
  EXPECT_EQ(classify(of(errc::unavailable).fate(job_fate::may_run).billed(billing::not_billed)), error_class::give_up);
}

TEST(Classify, GivesUpWhereSomethingWasBilled) {
  EXPECT_EQ(classify(of(errc::invalid_argument).billed(billing::billed)), error_class::give_up);
}

TEST(Classify, GivesUpWhereAJobEndedAndItsBillIsNotKnown) {
  EXPECT_EQ(classify(of(errc::unavailable).fate(job_fate::ended)), error_class::give_up);
  EXPECT_EQ(classify(of(errc::cancelled).fate(job_fate::cancelled)), error_class::give_up);
  EXPECT_EQ(classify(of(errc::unavailable).job_uri("ketway:a/1")), error_class::give_up);
}

TEST(Classify, GoesOnWhereAJobEndedUnbilled) {
  EXPECT_EQ(classify(of(errc::internal).fate(job_fate::ended).billed(billing::not_billed)), error_class::try_other);
  EXPECT_EQ(classify(of(errc::cancelled).fate(job_fate::cancelled).billed(billing::not_billed)),
            error_class::try_other);
}

TEST(Classify, GivesUpWhereTheCallerCancelled) {
  EXPECT_EQ(classify(of(errc::cancelled)), error_class::give_up);
  EXPECT_EQ(classify(of(errc::cancelled).billed(billing::not_billed)), error_class::give_up);
}

TEST(Classify, GivesUpOnCodesThatProveNothing) {
  for (const errc code : {errc::ok, errc::internal, errc::unknown, errc::data_loss, errc::aborted,
                          errc::deadline_exceeded, errc::already_exists}) {
    EXPECT_EQ(classify(of(code)), error_class::give_up) << to_string(code);
    EXPECT_EQ(classify(of(code).billed(billing::not_billed)), error_class::try_other) << to_string(code);
  }
}

TEST(Classify, WhatWasNotReachedHasRunNothing) {
  EXPECT_EQ(classify(of(errc::deadline_exceeded).unreachable(true)), error_class::try_other);
}

TEST(Classify, TriesTheSameWhereThatMayHelp) {
  EXPECT_EQ(classify(of(errc::unavailable).retryable(true)), error_class::retry_same);
  EXPECT_EQ(classify(of(errc::resource_exhausted).retryable(true)), error_class::retry_same);
}

TEST(Classify, TriesAnotherAfterARefusal) {
  for (const errc code :
       {errc::invalid_argument, errc::not_found, errc::permission_denied, errc::resource_exhausted,
        errc::failed_precondition, errc::out_of_range, errc::unimplemented, errc::unavailable, errc::unauthenticated})
    EXPECT_EQ(classify(of(code)), error_class::try_other) << to_string(code);
}

TEST(Fault, IsNobodysWhereAPersonMustActOrThisMachineIsSetUpWrong) {
  EXPECT_EQ(fault_of(of(errc::unavailable).needs_user(true)), fault::none);
  EXPECT_EQ(fault_of(of(errc::unavailable).misconfigured(true).unreachable(true)), fault::none);
}

TEST(Fault, IsForTheJudgeWhereNobodyWasReached) {
  EXPECT_EQ(fault_of(of(errc::unavailable).unreachable(true)), fault::network);
}

TEST(Fault, IsTheBackendsWhereItShouldHaveWorked) {
  for (const errc code : {errc::unavailable, errc::internal, errc::unknown, errc::data_loss, errc::deadline_exceeded})
    EXPECT_EQ(fault_of(of(code)), fault::backend) << to_string(code);
  EXPECT_EQ(fault_of(of(errc::aborted).fate(job_fate::ended)), fault::backend);
}

TEST(Fault, IsNobodysForWhatWasAskedRightsAndBudgets) {
  for (const errc code : {errc::invalid_argument, errc::cancelled, errc::unauthenticated, errc::permission_denied,
                          errc::resource_exhausted, errc::failed_precondition, errc::not_found, errc::aborted})
    EXPECT_EQ(fault_of(of(code)), fault::none) << to_string(code);
}

TEST(AllRefused, TellsEveryBackendsReason) {
  const error e =
      all_refused("set", {of(errc::invalid_argument).backend("a"), of(errc::invalid_argument).backend("b")});
  EXPECT_EQ(e.code(), errc::invalid_argument);
  EXPECT_EQ(e.backend(), "set");
  EXPECT_NE(e.message().find("a: text; b: text"), std::string::npos) << e.message();
  EXPECT_EQ(e.billed(), billing::not_billed);
}

TEST(AllRefused, HasTheCodeOfTheOneThatMayPass) {
  const error e = all_refused("set", {of(errc::invalid_argument), of(errc::resource_exhausted).retryable(true)});
  EXPECT_EQ(e.code(), errc::resource_exhausted);
  EXPECT_TRUE(e.retryable());
}

}  // namespace
}  // namespace ketway
