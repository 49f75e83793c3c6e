// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/report/provenance.hpp>
#include <support/catch.hpp>

namespace unit::report::provenance {

namespace ib = infobound;
namespace report = infobound::report;

TEST_CASE("provenance has the seed and the replicates of a policy that has them", "[provenance][exact]") {
  const auto made =
      report::made_by("a process", ib::conjugate{.replicates = 40, .seed = 7}, ib::stop_reason::cancelled);
  CHECK(made.version == ib::version);
  CHECK(made.process == "a process");
  CHECK(made.policy == "conjugate");
  CHECK(made.seed == 7);
  CHECK(made.replicates == 40);
  CHECK(made.units == "nats");
  CHECK(made.stopped == ib::stop_reason::cancelled);
  CHECK_FALSE(made.date.has_value());
}

TEST_CASE("provenance of an exact number has neither seed nor replicates", "[provenance][exact]") {
  const auto made = report::made_by("a process", ib::closed_form{}, ib::stop_reason::completed, "2024-05-01");
  CHECK(made.policy == "closed_form");
  CHECK_FALSE(made.seed.has_value());
  CHECK_FALSE(made.replicates.has_value());
  CHECK(made.date == "2024-05-01");
}

TEST_CASE("provenance names the policy that automatic chose", "[provenance][exact]") {
  const ib::linear_regression<double> process{.dimension = 2, .noise_variance = 1};
  CHECK(report::made_by(process, "linear regression", ib::automatic{.seed = 3}).policy == "closed_form");
  CHECK_FALSE(report::made_by(process, "linear regression", ib::automatic{.seed = 3}).seed.has_value());
  CHECK(report::made_by(process, "linear regression", ib::marchenko_pastur{}).policy == "marchenko_pastur");
}

TEST_CASE("provenance in a line", "[provenance][exact]") {
  report::provenance made = report::made_by("linear regression", ib::conjugate{.replicates = 40, .seed = 7});
  made.version = "1.2.3";
  CHECK(report::describe(made) ==
        "infobound 1.2.3; linear regression; conjugate, seed 7, 40 replicates; nats; completed");
  CHECK(report::describe({.version = "1.2.3", .stopped = ib::stop_reason::cancelled, .date = "today"}) ==
        "infobound 1.2.3; nats; cancelled; today");
}

}  // namespace unit::report::provenance
