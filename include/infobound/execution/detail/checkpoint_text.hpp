// SPDX-License-Identifier: BSL-1.0
// What a checkpoint file says: of which run it is, and the partial sums, in hexadecimal floating point.
#pragma once

#include <Eigen/Core>
#include <array>
#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/version.hpp>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace infobound::inline v0_1::detail {

inline constexpr std::string_view checkpoint_title = "infobound checkpoint ";
inline constexpr std::string_view checkpoint_format = "1";
inline constexpr std::string_view checkpoint_checksum = "checksum ";

/// Scalars that hexadecimal text keeps exactly, wherever it is read.
template <class Real>
concept checkpointed_scalar = std::same_as<Real, float> || std::same_as<Real, double>;

/// Replicates first … last − 1.
struct replicate_range {
  std::size_t first;
  std::size_t last;
};

/// One line "key value".
struct checkpoint_entry {
  std::string_view key;
  std::string value;
};

/// What two files of one run have in common, beside the numbers of replicate 0.
template <checkpointed_scalar Real>
[[nodiscard]] std::vector<checkpoint_entry> identity_entries(const kept_run<Real>& run) {
  return {{"library version", std::string(version)},
          {"policy", std::string(run.identity.policy)},
          {"scalar", std::same_as<Real, float> ? "float" : "double"},
          {"seed", to_text(run.identity.seed)},
          {"horizon", to_text(run.identity.horizon)},
          {"number of replicates", to_text(run.replicates)},
          {"number of quantities", to_text(run.first_sample.size())}};
}

/// FNV-1a, as 16 hexadecimal digits: no two texts that differ in one byte have the same.
[[nodiscard]] inline std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; hash /= 16) digits[i] = "0123456789abcdef"[hash % 16];
  return digits;
}

template <checkpointed_scalar Real>
void append_hexadecimal(std::string& text, Real value) {
  std::array<char, 64> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::hex);
  text.append(digits.data(), written.ptr);
}

/// Takes off the number that a text begins with, as append_hexadecimal writes it; nothing where it begins with none.
/// std::from_chars would read it, but not every standard library has it for floating-point numbers.
template <checkpointed_scalar Real>
[[nodiscard]] std::optional<Real> take_hexadecimal(std::string_view& text) {
  std::string_view rest = text;
  const auto skip = [&rest](std::string_view word) {
    const bool there = rest.starts_with(word);
    if (there) rest.remove_prefix(word.size());
    return there;
  };
  const bool negative = skip("-");
  Real size = 0;
  if (skip("inf")) {
    size = std::numeric_limits<Real>::infinity();
  } else if (skip("nan")) {
    size = std::numeric_limits<Real>::quiet_NaN();
  } else {
    constexpr int most_digits = 1 + (std::numeric_limits<Real>::digits + 2) / 4;
    std::uint64_t mantissa = 0;
    int digits = 0;
    int behind_point = 0;
    for (bool point = false; !rest.empty(); rest.remove_prefix(1)) {
      if (!point && rest.front() == '.') {
        point = true;
        continue;
      }
      const std::size_t digit = std::string_view("0123456789abcdef").find(rest.front());
      if (digit == std::string_view::npos) break;
      if (++digits > most_digits) return {};
      mantissa = 16 * mantissa + digit;
      if (point) ++behind_point;
    }
    if (digits == 0 || !skip("p")) return {};
    skip("+");
    std::int16_t exponent = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (read.ec != std::errc{}) return {};
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    size = std::ldexp(static_cast<Real>(mantissa), exponent - 4 * behind_point);
    if (!(size <= (std::numeric_limits<Real>::max)())) return {};
  }
  text = rest;
  return negative ? -size : size;
}

/// No file of this run is longer than so many bytes.
template <checkpointed_scalar Real>
[[nodiscard]] std::size_t longest_checkpoint(const kept_run<Real>& run) {
  constexpr std::size_t number = 25;  // "-1.fffffffffffffp-1022" and what ends it
  constexpr std::size_t entry = 64;   // a key and the longest value but for the name of the policy
  const auto quantities = static_cast<std::size_t>(run.first_sample.size());
  const auto nodes = 2 * static_cast<std::size_t>(std::bit_width(blocks_of(run.replicates))) + 1;
  return 13 * entry + run.identity.policy.size() + quantities * number + nodes * (entry + 2 * quantities * number);
}

/// The whole file.
template <checkpointed_scalar Real>
[[nodiscard]] std::string checkpoint_text(const kept_run<Real>& run, const replicate_range& shard,
                                          const moment_tree<Real>& sums) {
  std::string text;
  const auto line = [&text](std::string_view key, std::string_view value) {
    text.append(key).append(" ").append(value).append("\n");
  };
  text.append(checkpoint_title).append(checkpoint_format).append("\n");
  for (const auto& [key, value] : identity_entries(run)) line(key, value);
  line("first", to_text(shard.first));
  line("last", to_text(shard.last));
  line("done", to_text(replicates_before(sums.next(), run.replicates)));
  for (const Real number : run.first_sample) {
    append_hexadecimal(text, number);
    text += '\n';
  }
  const Eigen::Index quantities = sums.quantities();
  for (std::size_t i = 0; i < sums.nodes().size(); ++i) {
    line("blocks", to_text(sums.nodes()[i].blocks));
    const auto numbers = sums.sums(i);
    for (Eigen::Index q = 0; q < quantities; ++q) {
      append_hexadecimal(text, numbers[q]);
      text += ' ';
      append_hexadecimal(text, numbers[quantities + q]);
      text += '\n';
    }
  }
  line("checksum", checksum(text));
  return text;
}

}  // namespace infobound::inline v0_1::detail
