// SPDX-License-Identifier: BSL-1.0
// What check_process found: each check with its result and one sentence of numbers.
#pragma once

#include <algorithm>
#include <infobound/core/compiler.hpp>
#include <iosfwd>
#include <string>
#include <vector>

namespace infobound::inline v0_1 {

/// How a check ended.
enum class check_result {
  passed,
  failed,
  not_applicable  ///< the process offers nothing to check, or the check rests on another that failed
};

/// One check and what it found.
struct finding {
  std::string check;        ///< what was looked at, as in "gradient"
  check_result result;      ///< of the check
  std::string explanation;  ///< one sentence with the numbers, and where it failed the seed and replicate
};

/// What check_process found, in the order of the checks.
struct check_report {
  std::vector<finding> findings;  ///< of all checks, in the order in which they were made

  /// True if no check failed.
  [[nodiscard]] bool passed() const {
    return std::none_of(findings.begin(), findings.end(),
                        [](const finding& one) { return one.result == check_result::failed; });
  }
};

/// Writes a line a check, those that failed first and those that did not apply last, and a line that counts them.
template <class Character, class Traits>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const check_report& shown) {
  const auto write = [&](check_result result, const char* mark) {
    int count = 0;
    for (const finding& one : shown.findings)
      if (one.result == result) {
        out << mark << one.check.c_str() << ": " << one.explanation.c_str() << '\n';
        ++count;
      }
    return count;
  };
  const int failed = write(check_result::failed, "FAILED  ");
  const int passed = write(check_result::passed, "passed  ");
  const int not_applicable = write(check_result::not_applicable, "   -    ");
  out << failed << " failed, " << passed << " passed, " << not_applicable << " not applicable\n";
  return out;
}

}  // namespace infobound::inline v0_1
