// SPDX-License-Identifier: BSL-1.0
#include <infobound/execution/checkpointed.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <infobound/core/observer.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/checkpoints.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <type_traits>
#include <vector>

#if __has_include(<oneapi/tbb/parallel_pipeline.h>)
#include <infobound/execution/threads.hpp>
#define INFOBOUND_TEST_HAS_THREADS
#endif

namespace unit::execution::checkpointed {

namespace ib = infobound;
using ib::checkpointed;
using mylab::conjugate_mean;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

/// The value of a line "key value" of a file.
std::string value_in(const std::filesystem::path& file, const std::string& key) {
  const std::string text = contents(file);
  const std::size_t at = text.find("\n" + key + " ") + key.size() + 2;
  return text.substr(at, text.find('\n', at) - at);
}

}  // namespace

TEST_CASE("a run in a file has the bits of one without, the first time and from its file", "[checkpointed][property]") {
  STATIC_REQUIRE(ib::execution_policy<checkpointed<>>);
  STATIC_REQUIRE(ib::keeps_moments<checkpointed<>, double>);
  STATIC_REQUIRE(ib::keeps_moments<checkpointed<backwards>, float>);
  STATIC_REQUIRE(!ib::keeps_moments<ib::serial, double>);
  for (const std::size_t replicates : {2U, 16U, 17U, 100U, 64U * 16U, 75U * 16U + 5U}) {
    const temporary_directory here;
    const auto file = here.path() / "run.partial";
    const ib::conjugate policy{.replicates = replicates, .seed = 4};
    std::size_t draws = 0;
    const counted_mean process{{}, &draws};
    const auto expected = ib::information(process, 7, policy);
    CAPTURE(replicates);
    CHECK(same_bits(expected, ib::information(process, 7, policy, checkpointed<>{.file = file})));
    CHECK(value_in(file, "done") == std::to_string(replicates));
    const std::string written = contents(file);
    draws = 0;
    CHECK(same_bits(expected, ib::information(process, 7, policy, checkpointed<>{.file = file})));
    CHECK(draws == 1);
    CHECK(contents(file) == written);
    CHECK(same_bits(expected, ib::information(process, 7, policy,
                                              checkpointed<backwards>{.file = here.path() / "other", .inner = {3}})));
    CHECK(contents(here.path() / "other") == written);
    CHECK(here.count() == 2);
  }
}

TEST_CASE("a cancelled run goes on where it was, and loses less than a block", "[checkpointed][exact]") {
  const ib::conjugate policy{.replicates = 200, .seed = 1};
  const auto expected = ib::information(conjugate_mean{}, 5, policy);
  for (const std::size_t limit : {1U, 2U, 16U, 17U, 18U, 100U, 200U}) {
    const temporary_directory here;
    const auto file = here.path() / "run.partial";
    std::size_t draws = 0;
    const counted_mean process{{}, &draws};
    const auto cut =
        ib::information(process, 5, policy, checkpointed<>{.file = file}, stop_after{.draws = &draws, .limit = limit});
    // One draw is replicate 0's, to know the run by.
    CAPTURE(limit);
    CHECK(draws == limit);
    CHECK(cut.stopped == ib::stop_reason::cancelled);
    CHECK(cut.replicates == limit - 1);
    const std::size_t kept = (limit - 1) / 16 * 16;
    CHECK(value_in(file, "done") == std::to_string(kept));

    draws = 0;
    std::vector<std::size_t> told;
    const auto whole = ib::information(process, 5, policy, checkpointed<>{.file = file},
                                       ib::observed([&](const ib::progress& made) { told.push_back(made.done); }));
    CHECK(same_bits(whole, expected));
    CHECK(draws == 1 + 200 - kept);
    CHECK(told.front() == (kept > 0 ? kept : 16));
    CHECK(told.back() == 200);
  }
}

TEST_CASE("a stop that is there already has nothing done and no file touched", "[checkpointed][exact]") {
  const temporary_directory here;
  std::size_t draws = 0;
  const counted_mean process{{}, &draws};
  const auto none = ib::information(process, 5, ib::conjugate{}, checkpointed<>{.file = here.path() / "run.partial"},
                                    stop_after{.draws = &draws, .limit = 0});
  CHECK(none.stopped == ib::stop_reason::cancelled);
  CHECK(none.replicates == 0);
  CHECK(draws == 0);
  CHECK(here.count() == 0);
}

TEST_CASE("the file is written at the start, at the end, and as often as was asked for between",
          "[checkpointed][exact]") {
  const temporary_directory here;
  const auto done_at_each_block = [&](const std::string& name, milliseconds every) {
    const auto file = here.path() / name;
    std::filesystem::remove(file);
    std::vector<std::string> done;
    (void)ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = 60},
                          checkpointed<>{.file = file, .every = every},
                          ib::observed([&](const ib::progress&) { done.push_back(value_in(file, "done")); }));
    CHECK(value_in(file, "done") == "60");
    return done;
  };
  for (const milliseconds every : {milliseconds(hours(1)), milliseconds::max()})
    CHECK(done_at_each_block("seldom", every) == std::vector<std::string>{"0", "0", "0", "0"});
  CHECK(done_at_each_block("always", milliseconds(0)) == std::vector<std::string>{"16", "32", "48", "60"});
}

TEST_CASE("a curve with all its points is resumed to the same bits", "[checkpointed][property]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.partial";
  const ib::conjugate policy{.replicates = 90, .seed = 8};
  std::size_t draws = 0;
  const counted_mean process{{}, &draws};
  const auto expected = ib::learning_curve(process, 12, policy);
  draws = 0;
  (void)ib::learning_curve(process, 12, policy, checkpointed<>{.file = file}, stop_after{&draws, 40});
  CHECK(value_in(file, "done") == "32");
  CHECK(same_bits(expected, ib::learning_curve(process, 12, policy, checkpointed<>{.file = file})));
}

TEST_CASE("every policy that simulates is cancelled, resumed, sharded and merged to the same bits",
          "[checkpointed][property]") {
  struct stop_at {
    std::size_t* asked;
    void advanced(const ib::progress&) const {}
    [[nodiscard]] bool stop_requested() const { return ++*asked > 40; }
  };
  const ib::gaussian_mean<double> process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  const auto agree = [&](const auto& on, const auto& policy) {
    const temporary_directory here;
    const auto expected = ib::information(on, 4, policy);
    const checkpointed<backwards> whole{.file = here.path() / "whole", .inner = {2}};
    std::size_t asked = 0;
    const auto cut = ib::information(on, 4, policy, whole, stop_at{&asked});
    CHECK(cut.stopped == ib::stop_reason::cancelled);
    CHECK(same_bits(expected, ib::information(on, 4, policy, whole)));
    if (policy.name != ib::automatic::name) CHECK(value_in(whole.file, "policy") == policy.name);

    const std::vector<std::filesystem::path> files{here.path() / "head", here.path() / "tail"};
    (void)ib::information(on, 4, policy, checkpointed<>{.file = files[0], .last = 32});
    (void)ib::information(on, 4, policy, checkpointed<>{.file = files[1], .first = 32});
    CHECK(same_bits(expected, ib::information(on, 4, policy, ib::merged{files})));
    CHECK(here.count() == 3);
  };
  agree(conjugate_mean{}, ib::conjugate{.replicates = 50, .seed = 1});
  agree(process, ib::contrastive{.replicates = 50, .contrasts = 10, .seed = 2});
  agree(process, ib::laplace{.replicates = 50, .proposals = 10, .seed = 3});
  agree(process, ib::annealed{.replicates = 50, .temperatures = 20, .seed = 4});
  agree(process, ib::sequential{.replicates = 50, .particles = 10, .seed = 5});
  agree(conjugate_mean{}, ib::automatic{.replicates = 50, .seed = 6});
}

TEST_CASE("pilots of a kept run are run by its execution and not kept", "[checkpointed][exact]") {
  const checkpointed<backwards> kept{.file = "run.partial", .inner = {7}};
  STATIC_REQUIRE(!ib::keeps_moments<std::decay_t<decltype(ib::unkept(kept))>, double>);
  STATIC_REQUIRE(!ib::keeps_moments<std::decay_t<decltype(ib::unkept(ib::merged{}))>, double>);
  CHECK(ib::unkept(kept).slots == 7);
  const backwards bare{5};
  CHECK(&ib::unkept(bare) == &bare);
}

TEST_CASE("a curve by several runs has a file for each, named after its last horizon", "[checkpointed][property]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.partial";
  const ib::gaussian_mean<double> process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  const ib::laplace policy{.replicates = 40, .proposals = 10, .seed = 8};
  const auto expected = ib::learning_curve(process, 10, policy);
  CHECK(same_bits(expected, ib::learning_curve(process, 10, policy, checkpointed<>{.file = file})));
  CHECK(here.count() == 2);
  CHECK(value_in(here.path() / "curve.partial.8", "horizon") == "8");
  CHECK(value_in(here.path() / "curve.partial.10", "horizon") == "10");
  CHECK(same_bits(expected, ib::learning_curve(process, 10, policy, checkpointed<>{.file = file})));

  // A point of the curve is what a run of one horizon is.
  CHECK(same_bits(expected.information(2), ib::information(process, 2, policy)));
  CHECK(same_bits(expected.information(9), ib::information(process, 9, policy)));
}

TEST_CASE("float and infinite numbers are kept exactly", "[checkpointed][exact]") {
  struct impossible : conjugate_mean {
    Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
      return Eigen::VectorXd::Constant(history.size(), -std::numeric_limits<double>::infinity());
    }
  };
  const temporary_directory here;
  const ib::conjugate policy{.replicates = 50, .seed = 3};
  for (int again = 0; again < 2; ++again) {
    CHECK(same_bits(ib::information(impossible{}, 3, policy),
                    ib::information(impossible{}, 3, policy, checkpointed<>{.file = here.path() / "infinite"})));
    const ib::gaussian_mean<float> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5F};
    CHECK(same_bits(ib::information(process, 3, policy),
                    ib::information(process, 3, policy, checkpointed<>{.file = here.path() / "float"})));
  }
}

TEST_CASE("a run that throws has kept what was written before", "[checkpointed][property]") {
  const temporary_directory here;
  const auto file = here.path() / "run.partial";
  const ib::conjugate policy{.replicates = 100, .seed = 2};
  const checkpointed<> kept{.file = file, .every = milliseconds(0)};
  const auto fail = ib::observed([](const ib::progress& made) {
    if (made.done == 64) throw std::runtime_error("enough");
  });
  CHECK(thrown<std::runtime_error>([&] { return ib::information(conjugate_mean{}, 5, policy, kept, fail); }) ==
        "enough");
  CHECK(value_in(file, "done") == "64");
  CHECK(same_bits(ib::information(conjugate_mean{}, 5, policy, kept), ib::information(conjugate_mean{}, 5, policy)));
}

#ifdef __unix__
TEST_CASE("a run goes on through a symbolic link, and keeps the link and the permissions", "[checkpointed][property]") {
  namespace fs = std::filesystem;
  const temporary_directory here;
  const temporary_directory there;
  const auto link = here.path() / "run.partial";
  const auto file = there.path() / "elsewhere";
  fs::create_symlink(file, link);  // to nothing yet
  const ib::conjugate policy{.replicates = 200, .seed = 1};
  const auto expected = ib::information(conjugate_mean{}, 5, policy);
  std::size_t draws = 0;
  const counted_mean process{{}, &draws};
  (void)ib::information(process, 5, policy, checkpointed<>{.file = link}, stop_after{.draws = &draws, .limit = 60});
  CHECK(fs::is_symlink(link));
  CHECK(value_in(file, "done") == "48");
  fs::permissions(file, fs::perms(0640));
  CHECK(same_bits(expected, ib::information(process, 5, policy, checkpointed<>{.file = link})));
  CHECK(fs::is_symlink(link));
  CHECK(fs::status(file).permissions() == fs::perms(0640));
  CHECK(value_in(file, "done") == "200");
  CHECK(here.count() == 1);
  CHECK(there.count() == 1);
}
#endif

TEST_CASE("a run goes on from a file with the longest name that there is", "[checkpointed][property]") {
  const temporary_directory here;
  const auto file = here.path() / std::string(255, 'x');
  const ib::conjugate policy{.replicates = 100, .seed = 2};
  for (int again = 0; again < 2; ++again)
    CHECK(same_bits(ib::information(conjugate_mean{}, 5, policy),
                    ib::information(conjugate_mean{}, 5, policy, checkpointed<>{.file = file})));
  CHECK(here.count() == 1);
}

#ifdef INFOBOUND_TEST_HAS_THREADS
TEST_CASE("threads write the files of serial, byte by byte, and go on with each other's", "[checkpointed][property]") {
  const temporary_directory here;
  const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5};
  const ib::contrastive policy{.replicates = 333, .contrasts = 20, .seed = 9};
  const auto expected = ib::information(process, 10, policy);
  CHECK(same_bits(expected, ib::information(process, 10, policy, checkpointed<>{.file = here.path() / "serial"})));
  for (const int count : {1, 2, 5}) {
    const checkpointed<ib::threads> many{
        .file = here.path() / std::to_string(count), .every = milliseconds(0), .inner = {count}};
    struct stop_at_half {
      std::size_t* done;
      void advanced(const ib::progress& made) const { *done = made.done; }
      [[nodiscard]] bool stop_requested() const { return *done >= 160; }
    };
    std::size_t done = 0;
    const auto cut = ib::information(process, 10, policy, checkpointed<>{.file = many.file}, stop_at_half{&done});
    CHECK(cut.stopped == ib::stop_reason::cancelled);
    CHECK(same_bits(expected, ib::information(process, 10, policy, many)));
    CHECK(contents(many.file) == contents(here.path() / "serial"));
  }
}
#endif

}  // namespace unit::execution::checkpointed
