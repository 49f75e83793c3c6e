// SPDX-License-Identifier: BSL-1.0
// Files that are damaged, or of another run, are refused in one sentence and left as they are.
#include <infobound/execution/checkpointed.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/checkpoints.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <type_traits>

#ifdef __unix__
#include <sys/stat.h>
#endif

namespace unit::execution::checkpoint_refused {

namespace ib = infobound;
using ib::checkpointed;
using mylab::conjugate_mean;

namespace {

using gaussian = ib::gaussian_mean<double>;
constexpr std::size_t all = static_cast<std::size_t>(-1);

/// A file of conjugate{100 replicates, seed 3} at horizon 4 on the mean of two Gaussians.
class kept_run {
 public:
  kept_run() { (void)ib::information(process, 4, policy, checkpointed<>{.file = file}); }

  /// What is said of the file by another run, which must leave it as it is.
  template <class Process = gaussian, class Policy = ib::conjugate>
  [[nodiscard]] std::string refusal(const Process& other = {2, 1, 0.5}, std::size_t horizon = 4,
                                    const Policy& by = {.replicates = 100, .seed = 3}, std::size_t first = 0,
                                    std::size_t last = all) const {
    const std::string before = contents(file);
    const std::string said = thrown<std::runtime_error>([&] {
      return ib::information(other, horizon, by, checkpointed<>{.file = file, .first = first, .last = last});
    });
    CHECK(contents(file) == before);
    return said;
  }

  /// Replaces a line, from its key on, by another and makes the checksum that of the new text.
  void forge(const std::string& key, const std::string& line) const {
    std::string text = contents(file);
    text.resize(text.rfind("checksum "));
    const std::size_t at = text.find("\n" + key) + 1;
    text.replace(at, text.find('\n', at) - at, line);
    write_bytes(file, text + "checksum " + ib::detail::checksum(text) + "\n");
  }

  gaussian process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  ib::conjugate policy{.replicates = 100, .seed = 3};
  temporary_directory directory;
  std::filesystem::path file = directory.path() / "run.partial";
  std::string other_run = "checkpoint " + file.string() + " is of another run: its ";
  std::string damaged = "checkpoint " + file.string() + " is damaged: ";
};

}  // namespace

TEST_CASE("a file of another run is refused by what differs", "[checkpointed][error]") {
  const kept_run kept;
  CHECK(kept.refusal() == "nothing");
  CHECK(kept.refusal(kept.process, 5) == kept.other_run + "horizon is 4, and this one's is 5");
  CHECK(kept.refusal(kept.process, 4, ib::conjugate{.replicates = 100, .seed = 4}) ==
        kept.other_run + "seed is 3, and this one's is 4");
  CHECK(kept.refusal(kept.process, 4, ib::conjugate{.replicates = 101, .seed = 3}) ==
        kept.other_run + "number of replicates is 100, and this one's is 101");
  CHECK(kept.refusal(kept.process, 4, ib::contrastive{.replicates = 100, .contrasts = 5, .seed = 3}) ==
        kept.other_run + "policy is conjugate, and this one's is contrastive");
  CHECK(kept.refusal(ib::gaussian_mean<float>{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5F}) ==
        kept.other_run + "scalar is double, and this one's is float");
  CHECK(thrown<std::runtime_error>([&] {
          return ib::learning_curve(kept.process, 4, kept.policy, checkpointed<>{.file = kept.file});
        }) == kept.other_run + "number of quantities is 4, and this one's is 25");
  kept.forge("library version", "library version 0.0.9");
  CHECK(kept.refusal() == kept.other_run + "library version is 0.0.9, and this one's is 0.1.0");
}

TEST_CASE("a file of another process, or of another tuning, is refused by the numbers of replicate 0",
          "[checkpointed][error]") {
  const kept_run kept;
  const std::string differs = ": the process or the tuning of the policy differs";
  const auto value = [](const gaussian& process) {
    ib::random_stream rng(3, 0);
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, 4, rng);
    return ib::to_text((process.log_likelihood(theta, history) - process.log_predictive(history)).sum());
  };
  const gaussian noisier{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5000001};
  CHECK(kept.refusal(noisier) == kept.other_run + "quantity 0 of replicate 0 is " + value(kept.process) +
                                     ", and this one's is " + value(noisier) + differs);
  const auto said = kept.refusal(conjugate_mean{});
  CHECK(said.starts_with(kept.other_run + "quantity 0 of replicate 0 is " + value(kept.process)));
  CHECK(said.ends_with(differs));

  const ib::contrastive few{.replicates = 20, .contrasts = 5, .seed = 3};
  const ib::contrastive many{.replicates = 20, .contrasts = 6, .seed = 3};
  const checkpointed<> other{.file = kept.directory.path() / "other"};
  (void)ib::information(kept.process, 4, few, other);
  CHECK(thrown<std::runtime_error>([&] { return ib::information(kept.process, 4, many, other); }).ends_with(differs));
}

TEST_CASE("the file of another shard is refused", "[checkpointed][error]") {
  const kept_run kept;
  const std::string other_shard = "checkpoint " + kept.file.string() + " is of another shard: its ";
  CHECK(kept.refusal(kept.process, 4, kept.policy, 16) == other_shard + "first is 0, and this one's is 16");
  CHECK(kept.refusal(kept.process, 4, kept.policy, 0, 32) == other_shard + "last is 100, and this one's is 32");
  CHECK(kept.refusal(kept.process, 4, kept.policy, 0, 100) == "nothing");
  CHECK(kept.refusal(kept.process, 4, kept.policy, 0, 112) == "nothing");
}

TEST_CASE("one byte changed, wherever and whatever it is, is told", "[checkpointed][error]") {
  const kept_run kept;
  const std::string whole = contents(kept.file);
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const char byte :
         {static_cast<char>(whole[i] ^ 1), static_cast<char>(whole[i] ^ '\x80'), ' ', '\n', '\0', '9'}) {
      if (byte == whole[i]) continue;
      std::string changed = whole;
      changed[i] = byte;
      write_bytes(kept.file, changed);
      const auto said = kept.refusal();
      if (said.find(kept.file.string()) == std::string::npos) ++accepted;
    }
  CHECK(accepted == 0);
}

TEST_CASE("a file cut short or grown by anything is told", "[checkpointed][error]") {
  const kept_run kept;
  const std::string whole = contents(kept.file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_bytes(kept.file, whole.substr(0, size));
    CAPTURE(size);
    CHECK(kept.refusal().find(kept.file.string()) != std::string::npos);
  }
  for (const std::string_view more : {"\n", " ", "x", "checksum 0000000000000000\n"}) {
    write_bytes(kept.file, whole + std::string(more));
    CHECK(kept.refusal().starts_with(kept.damaged));
  }
  write_bytes(kept.file, whole + whole);
  CHECK(kept.refusal().starts_with(kept.damaged));
  write_bytes(kept.file, whole);
  CHECK(kept.refusal() == "nothing");
}

TEST_CASE("damage is told in one sentence", "[checkpointed][error]") {
  const kept_run kept;
  const std::string whole = contents(kept.file);
  write_bytes(kept.file, "T,nats\n1,0.5\n");
  CHECK(kept.refusal() == kept.file.string() + " is not a checkpoint");
  write_bytes(kept.file, whole.substr(0, whole.size() / 2));
  CHECK(kept.refusal() == kept.damaged + "it does not end in a checksum");
  std::string changed = whole;
  changed[changed.find("seed 3") + 5] = '4';
  write_bytes(kept.file, changed);
  const std::string before_checksum = changed.substr(0, changed.rfind("checksum"));
  CHECK(kept.refusal() == kept.damaged + "its checksum is " + whole.substr(whole.size() - 17, 16) +
                              ", and its contents have " + ib::detail::checksum(before_checksum));
  for (const std::string format : {"0", "2", "10", ""}) {
    write_bytes(kept.file, "infobound checkpoint " + format + "\nof another time\n");
    CHECK(kept.refusal() ==
          "checkpoint " + kept.file.string() + " has format " + format + ", and this library reads format 1");
  }
}

TEST_CASE("what a damaged file says is told in one short line", "[checkpointed][error]") {
  const kept_run kept;
  std::string text = contents(kept.file);
  text[text.size() - 10] = '\n';
  write_bytes(kept.file, text);
  const std::string told = text.substr(text.size() - 17, 7) + "?" + text.substr(text.size() - 9, 8);
  CHECK(kept.refusal().starts_with(kept.damaged + "its checksum is " + told + ", and"));
  write_bytes(kept.file, "infobound checkpoint " + std::string(1000, 'x') + "\n");
  CHECK(kept.refusal() == "checkpoint " + kept.file.string() + " has format " + std::string(40, 'x') +
                              "…, and this library reads format 1");
}

TEST_CASE("what no run has written is refused even under its own checksum", "[checkpointed][error]") {
  const auto forged = [](const std::string& key, const std::string& line) {
    const kept_run kept;
    kept.forge(key, line);
    const std::string said = kept.refusal();
    return said.starts_with(kept.damaged) ? said.substr(kept.damaged.size()) : said;
  };
  CHECK(forged("horizon", "horizons 4") == "its line 6 is no horizon");
  CHECK(forged("done", "done -5") == "its line 11 is no whole number");
  CHECK(forged("done", "done 100 ") == "its line 11 is no whole number");
  CHECK(forged("done", "done 100x") == "its line 11 is no whole number");
  CHECK(forged("done", "done 64") == "its blocks are not those that are done");
  CHECK(forged("blocks 4", "blocks 0") == "its line 16 is no number of blocks that can follow");
  CHECK(forged("blocks 4", "blocks 4x") == "its line 16 is no whole number");
  CHECK(forged("blocks 4", "1p+0 1p+0") == "its line 16 is no blocks");
  CHECK(forged("blocks 4", "blocks 3") == "its line 16 is no number of blocks that can follow");
  CHECK(forged("blocks 4", "blocks 8") == "its line 16 is no number of blocks that can follow");
  CHECK(forged("blocks 2", "1.8p+0 1p+0") == "its line 21 is no blocks");
  CHECK(forged("blocks 1", "blocks 1\n1.8p+0,1p+0") == "its line 27 is no number");
  CHECK(forged("blocks 1", "blocks 1\n1.8p+0 1p+0.") == "its line 27 is no number");
  CHECK(forged("blocks 1", "blocks 1\n1.8p+0x 1p+0") == "its line 27 is no number");
  CHECK(forged("blocks 1", "blocks 1\n1.8p+0 1p+0 ") == "its line 27 is no number");
  CHECK(forged("blocks 1", "blocks 1\n1.8p+0 1p+0") == "its line 31 is no blocks");
}

TEST_CASE("a shard that another has grown into between two readings is refused", "[checkpointed][error]") {
  const temporary_directory here;
  const auto file = here.path() / "run.partial";
  const ib::kept_run<double> run{.identity = {.policy = "none", .seed = 1, .horizon = 1},
                                 .replicates = 40,
                                 .first_sample = Eigen::ArrayXd::Ones(1)};
  const auto write = [&](std::size_t first) {
    ib::moment_tree<double> sums(1, first / 16, 3);
    ib::moments<double> block(1);
    block.add(run.first_sample);
    while (sums.next() < sums.last()) sums.append(block);
    write_bytes(file, ib::detail::checkpoint_text(run, {first, 40}, sums));
  };
  write(0);
  const ib::detail::merged_keeper<double> merged({file}, run);
  CHECK(merged.restored().next() == 3);
  write(16);
  CHECK(thrown<std::runtime_error>([&] { return merged.restored().next(); }) ==
        "checkpoint " + file.string() + " is damaged: its first is not of a block");
}

TEST_CASE("a file longer than any of the run is not read to its end", "[checkpointed][error]") {
  const kept_run kept;
  const std::string whole = contents(kept.file);
  const std::size_t longest = 20 * whole.size();
  CHECK(ib::detail::file_text(kept.file, whole.size()) == whole);
  CHECK(ib::detail::file_text(kept.file, 100) == whole.substr(0, 101));
  write_bytes(kept.file, whole + std::string(longest, ' '));
  CHECK(kept.refusal() == kept.damaged + "it is longer than a checkpoint of this run can be");
  CHECK(kept.refusal(kept.process, 5) == kept.other_run + "horizon is 4, and this one's is 5");
  write_bytes(kept.file, "infobound checkpoint 1\n" + std::string(longest, 'x'));
  CHECK(kept.refusal() == kept.damaged + "its line 2 is not there");
  write_bytes(kept.file, std::string(longest, '\0'));
  CHECK(kept.refusal() == kept.file.string() + " is not a checkpoint");
  write_bytes(kept.file, whole);
  std::filesystem::resize_file(kept.file, std::uintmax_t{1} << 36);  // a hole
  CHECK(thrown<std::runtime_error>([&] {
          return ib::information(kept.process, 4, kept.policy, checkpointed<>{.file = kept.file});
        }) == kept.damaged + "it is longer than a checkpoint of this run can be");
}

TEST_CASE("no checkpoint is longer than it can be, and none is refused for its length", "[checkpointed][property]") {
  constexpr double long_number = -0x1.fffffffffffffp-1022;
  for (const std::size_t replicates : {1U, 16U, 1000U, 16U * 1023U}) {
    ib::kept_run<double> run{.identity = {.policy = "a policy of the user's own with a name of many words",
                                          .seed = ~std::uint64_t{0},
                                          .horizon = ~std::size_t{0}},
                             .replicates = replicates,
                             .first_sample = Eigen::ArrayXd::Constant(7, long_number)};
    ib::moment_tree<double> sums(7, 0, ib::blocks_of(replicates));
    while (sums.next() < sums.last())
      sums.append(1, std::min<std::size_t>(16, replicates - sums.count()), Eigen::ArrayXd::Constant(14, long_number));
    const std::size_t size = ib::detail::checkpoint_text(run, {0, replicates}, sums).size();
    CAPTURE(replicates, size);
    CHECK(size <= ib::detail::longest_checkpoint(run));
    CHECK(4 * size >= ib::detail::longest_checkpoint(run));
  }
}

#ifdef __unix__
TEST_CASE("a device, a pipe and a directory are refused without a wait", "[checkpointed][error]") {
  const temporary_directory here;
  const auto said = [](const std::filesystem::path& file) {
    return thrown<std::runtime_error>(
        [&] { return ib::information(conjugate_mean{}, 4, ib::conjugate{}, checkpointed<>{.file = file}); });
  };
  for (const std::string device : {"/dev/zero", "/dev/full", "/dev/null", "/dev/random"}) {
    CHECK(said(device) == "cannot read " + device + ": it is not a regular file");
    CHECK(std::filesystem::is_character_file(device));
    CHECK(thrown<std::runtime_error>([&] {
            return ib::information(conjugate_mean{}, 4, ib::conjugate{}, ib::merged{{device}});
          }) == "cannot read " + device + ": it is not a regular file");
  }
  const auto pipe = here.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(said(pipe) == "cannot read " + pipe.string() + ": it is not a regular file");
  std::filesystem::create_symlink("loop", here.path() / "loop");
  CHECK(said(here.path() / "loop") ==
        "cannot read " + (here.path() / "loop").string() + ": Too many levels of symbolic links");
}
#endif

TEST_CASE("a file that cannot be read or written is told before a block is run", "[checkpointed][error]") {
  const temporary_directory here;
  std::size_t draws = 0;
  const counted_mean process{{}, &draws};
  const auto said = [&](const std::filesystem::path& file) {
    draws = 0;
    auto result = thrown<std::runtime_error>(
        [&] { return ib::information(process, 4, ib::conjugate{}, checkpointed<>{.file = file}); });
    CHECK(draws == 1);
    return result;
  };
  const auto missing = here.path() / "missing" / "run.partial";
  CHECK(said(missing) == "cannot write " + missing.string() + ": No such file or directory");
  CHECK(said(here.path()) == "cannot read " + here.path().string() + ": Is a directory");
  write_bytes(here.path() / "file", "");
  const auto below = here.path() / "file" / "run.partial";
  CHECK(said(below) == "cannot read " + below.string() + ": Not a directory");
}

TEST_CASE("fields out of their domain are refused by name", "[checkpointed][error]") {
  const temporary_directory here;
  const auto said = [&](checkpointed<> kept) {
    if (kept.file == "x") kept.file = here.path() / "run.partial";
    return thrown<std::domain_error>(
        [&] { return ib::information(conjugate_mean{}, 4, ib::conjugate{.replicates = 100}, kept); });
  };
  CHECK(said({}) == "checkpointed.file is empty, must name a file");
  CHECK(said({.file = "x", .first = 8}) == "checkpointed.first = 8, must be a multiple of 16");
  CHECK(said({.file = "x", .first = 112}) == "checkpointed.first = 112, must be < the number of replicates, 100");
  CHECK(said({.file = "x", .last = 99}) ==
        "checkpointed.last = 99, must be a multiple of 16, or at least the number of replicates, 100");
  CHECK(said({.file = "x", .first = 32, .last = 32}) == "checkpointed.last = 32, must be > checkpointed.first, 32");
  CHECK(said({.file = "x", .every = std::chrono::milliseconds(-1)}) == "checkpointed.every = -1, must be >= 0");
  CHECK(here.count() == 0);
}

TEMPLATE_TEST_CASE("a number that a checkpoint keeps is read to the bit, and what is none is not taken",
                   "[checkpointed][property]", float, double) {
  using ib::detail::append_hexadecimal;
  using ib::detail::take_hexadecimal;
  using bits = std::conditional_t<sizeof(TestType) == 4, std::uint32_t, std::uint64_t>;
  std::mt19937_64 draws(1);
  int wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::bit_cast<TestType>(static_cast<bits>(i < 3 ? static_cast<std::uint64_t>(i) : draws()));
    if (std::isnan(number)) continue;
    std::string text;
    append_hexadecimal(text, number);
    text += " 1p+0";
    std::string_view rest = text;
    const auto read = take_hexadecimal<TestType>(rest);
    wrong += !read || std::bit_cast<bits>(*read) != std::bit_cast<bits>(number) || rest != " 1p+0";
  }
  CHECK(wrong == 0);
  constexpr TestType infinity = std::numeric_limits<TestType>::infinity();
  for (std::string_view text : {"inf", "-inf"}) CHECK(std::abs(take_hexadecimal<TestType>(text).value()) == infinity);
  std::string_view nan = "-nan";
  CHECK(std::isnan(take_hexadecimal<TestType>(nan).value()));
  for (std::string_view text : {"", "-", "p+0", ".p+0", "x", "1", "1.8", "1p", "1p+", "1p+99999", "1p+32000", "+1p+0",
                                "1.00000000000000000p+0", " 1p+0"}) {
    const std::string_view before = text;
    CHECK(!take_hexadecimal<TestType>(text));
    CHECK(text == before);
  }
}

}  // namespace unit::execution::checkpoint_refused
