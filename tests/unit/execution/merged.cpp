// SPDX-License-Identifier: BSL-1.0
// Shards of a run, done apart and merged.
#include <infobound/execution/checkpointed.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <stdexcept>
#include <string>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/checkpoints.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::execution::merged {

namespace ib = infobound;
using ib::checkpointed;
using ib::merged;
using mylab::conjugate_mean;

namespace {

constexpr std::size_t all = static_cast<std::size_t>(-1);

/// Runs conjugate{200 replicates} at horizon 6 in shards.
struct sharded {
  std::filesystem::path run(std::size_t first, std::size_t last) const {
    auto file = directory.path() / (std::to_string(first) + "_" + std::to_string(last));
    (void)ib::information(process, 6, policy, checkpointed<>{.file = file, .first = first, .last = last});
    return file;
  }
  ib::estimate<double> joined(const std::vector<std::filesystem::path>& files) const {
    return ib::information(process, 6, policy, merged{files});
  }

  conjugate_mean process;
  ib::conjugate policy{.replicates = 200, .seed = 12};
  temporary_directory directory;
};

}  // namespace

TEST_CASE("shards in any order and of any size merge to the bits of one run", "[merged][property]") {
  STATIC_REQUIRE(ib::execution_policy<merged>);
  STATIC_REQUIRE(ib::keeps_moments<merged, double>);
  const sharded runs;
  const auto expected = ib::information(runs.process, 6, runs.policy);
  const std::vector<std::vector<std::size_t>> splits{
      {0, all}, {0, 16, all}, {0, 192, all}, {0, 48, 64, 160, all}, {0, 80, 96, 112, 128, 144, all}};
  for (const auto& bounds : splits) {
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) files.push_back(runs.run(bounds[i], bounds[i + 1]));
    std::sort(files.begin(), files.end());
    int orders = 0;
    do CHECK(same_bits(expected, runs.joined(files)));
    while (std::next_permutation(files.begin(), files.end()) && ++orders < 50);
  }
}

TEST_CASE("a shard is the estimate of its own replicates", "[merged][exact]") {
  const temporary_directory here;
  const ib::conjugate policy{.replicates = 200, .seed = 12};
  const auto shard = [&](std::size_t first, std::size_t last) {
    std::vector<std::size_t> told;
    const auto made =
        ib::information(conjugate_mean{}, 6, policy,
                        checkpointed<backwards>{
                            .file = here.path() / std::to_string(first), .first = first, .last = last, .inner = {2}},
                        ib::observed([&](const ib::progress& so_far) {
                          CHECK(so_far.total == std::min<std::size_t>(last, 200) - first);
                          told.push_back(so_far.done);
                        }));
    CHECK(told.back() == made.replicates);
    CHECK(made.stopped == ib::stop_reason::completed);
    return made;
  };
  const auto first = shard(0, 48);
  CHECK(same_bits(first, ib::information(conjugate_mean{}, 6, ib::conjugate{.replicates = 48, .seed = 12})));
  const auto second = shard(48, 208);
  CHECK(second.replicates == 152);
  const auto whole = ib::information(conjugate_mean{}, 6, policy);
  CHECK(whole.lower.mean == Approx((48 * first.lower.mean + 152 * second.lower.mean) / 200).epsilon(1e-13));
}

TEST_CASE("merging runs no replicate but the first, and tells of all", "[merged][exact]") {
  const sharded runs;
  const std::vector<std::filesystem::path> files{runs.run(0, 96), runs.run(96, all)};
  std::size_t draws = 0;
  std::vector<std::size_t> told;
  (void)ib::information(counted_mean{{}, &draws}, 6, runs.policy, merged{files},
                        ib::observed([&](const ib::progress& made) { told.push_back(made.done); }));
  CHECK(draws == 1);
  CHECK(told == std::vector<std::size_t>{200});
}

TEST_CASE("an interrupted shard goes on, and until then what it lacks is told", "[merged][property]") {
  const sharded runs;
  const auto first = runs.run(0, 112);
  const auto second = runs.directory.path() / "second";
  std::size_t draws = 0;
  const checkpointed<> kept{.file = second, .first = 112};
  const auto cut = ib::information(counted_mean{{}, &draws}, 6, runs.policy, kept, stop_after{&draws, 40});
  CHECK(cut.replicates == 39);
  CHECK(thrown<std::runtime_error>([&] {
          return runs.joined({first, second});
        }) == "merged: replicates 144 to 199 are in none of the files");
  CHECK(same_bits(ib::information(runs.process, 6, runs.policy), runs.joined({first, second, runs.run(144, all)})));
  (void)ib::information(runs.process, 6, runs.policy, kept);
  CHECK(same_bits(ib::information(runs.process, 6, runs.policy), runs.joined({second, first})));
}

TEST_CASE("a shard that was stopped before it kept anything is none", "[merged][exact]") {
  const sharded runs;
  const auto stopped = runs.directory.path() / "stopped";
  std::size_t draws = 0;
  (void)ib::information(counted_mean{{}, &draws}, 6, runs.policy, checkpointed<>{.file = stopped, .first = 112},
                        stop_after{&draws, 3});
  const auto whole = runs.run(0, all);
  CHECK(same_bits(ib::information(runs.process, 6, runs.policy), runs.joined({whole, stopped})));
}

TEST_CASE("replicates that are missing, or there twice, are told", "[merged][error]") {
  const sharded runs;
  const auto said = [&](const std::vector<std::filesystem::path>& files) {
    return thrown<std::runtime_error>([&] { return runs.joined(files); });
  };
  const auto head = runs.run(0, 64);
  const auto middle = runs.run(64, 128);
  const auto tail = runs.run(128, all);
  const auto wide = runs.run(48, 160);
  CHECK(said({middle, tail}) == "merged: replicates 0 to 63 are in none of the files");
  CHECK(said({tail, head}) == "merged: replicates 64 to 127 are in none of the files");
  CHECK(said({head, middle}) == "merged: replicates 128 to 199 are in none of the files");
  CHECK(said({head, wide, tail}) ==
        "merged: replicates 48 to 63 are in both " + head.string() + " and " + wide.string());
  CHECK(said({head, middle, tail, middle}) ==
        "merged: replicates 64 to 127 are in both " + middle.string() + " and " + middle.string());
  CHECK(said({head, middle, tail}) == "nothing");
}

TEST_CASE("a file of another run among the shards is told, and so is none", "[merged][error]") {
  const sharded runs;
  const auto head = runs.run(0, 64);
  const auto other = runs.directory.path() / "other";
  (void)ib::information(runs.process, 6, ib::conjugate{.replicates = 200, .seed = 13},
                        checkpointed<>{.file = other, .first = 64});
  CHECK(thrown<std::runtime_error>([&] {
          return runs.joined({head, other});
        }) == "checkpoint " + other.string() + " is of another run: its seed is 13, and this one's is 12");
  const auto missing = runs.directory.path() / "missing";
  CHECK(thrown<std::runtime_error>([&] {
          return runs.joined({head, missing});
        }) == "cannot read " + missing.string() + ": No such file or directory");
  CHECK(thrown<std::domain_error>([&] { return runs.joined({}); }) == "merged.files is empty, must name a file");
  CHECK(thrown<std::runtime_error>([&] {
          return ib::information(mylab::conjugate_mean{{.prior_variance = 2}}, 6, runs.policy, merged{{head}});
        }).starts_with("checkpoint " + head.string() + " is of another run: its quantity 0 of replicate 0 is "));
}

TEST_CASE("curves are merged with all their points, in one file or one for eight of them", "[merged][property]") {
  const temporary_directory here;
  const ib::gaussian_mean<double> process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  const auto agree = [&](const auto& policy, const std::string& name) {
    const std::vector<std::filesystem::path> files{here.path() / (name + "_a"), here.path() / (name + "_b")};
    (void)ib::learning_curve(process, 3, policy, checkpointed<>{.file = files[0], .last = 32});
    (void)ib::learning_curve(process, 3, policy, checkpointed<>{.file = files[1], .first = 32});
    return same_bits(ib::learning_curve(process, 3, policy), ib::learning_curve(process, 3, policy, merged{files}));
  };
  CHECK(agree(ib::contrastive{.replicates = 50, .contrasts = 10, .seed = 1}, "contrastive"));
  CHECK(here.count() == 2);
  CHECK(agree(ib::laplace{.replicates = 50, .proposals = 10, .seed = 1}, "laplace"));
  CHECK(here.count() == 4);
}

}  // namespace unit::execution::merged
