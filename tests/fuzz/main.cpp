// SPDX-License-Identifier: BSL-1.0
// Calls every closed form, calculator and rate with arguments from all of a scalar's range, and checks what comes back.
//
//   fuzz SEED CALLS [FAMILY]       so many calls, of all families or of one
//   fuzz SEED SECONDSs [FAMILY]    for so long: fuzz 7 60s
//   fuzz SEED =NUMBER FAMILY       the one case that a violation names
//
// What must hold: nothing is NaN; no lower side is above an upper one; exact values are between bounds; a narrow
// scalar's result is that of a wider one or on its safe side; no call takes two seconds (long double: four); what is
// outside its domain is refused by name, and nothing else is; no call aborts. Every violation is written with all
// arguments in exact form.
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <new>
#include <stdexcept>

#include "fuzz.hpp"

namespace fuzz {

namespace {

// For the handler of a crash, which may allocate nothing.
std::array<char, 16384> current{};
std::size_t current_length = 0;

void note(const std::string& text) {
  const std::size_t room = current.size() - 1 - current_length;
  const std::size_t length = std::min(room, text.size());
  std::memcpy(current.data() + current_length, text.data(), length);
  current_length += length;
  current[current_length] = '\0';
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

// The widest scalar has no vector instructions.
[[nodiscard]] double most_seconds(const std::string& scalar) {
  const double seconds = sanitized ? 40 : 2;
  return scalar == "long double" ? 2 * seconds : seconds;
}

void crashed(int which) {
  const char* what = which == SIGVTALRM ? "\nHANGS: " : "\nABORTS: ";
  const auto write_text = [](const char* text) { (void)!write(STDOUT_FILENO, text, std::strlen(text)); };
  write_text(what);
  write_text(current.data());
  write_text("\n");
  _exit(3);
}

void watch_time(int seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = seconds;
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

[[nodiscard]] std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

std::string exact_text(long double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%La (%.6Lg)", value, value);
  return text.data();
}

session::total& session::of(const std::string& scalar) {
  for (total& known : totals_)
    if (known.name == scalar) return known;
  totals_.emplace_back();
  totals_.back().name = scalar;
  return totals_.back();
}

void session::begin(const std::string& family, const char* scalar, const std::string& replay) {
  current_length = 0;
  names_.clear();
  note(family + "<" + scalar + "> [" + replay + "]");
}

void session::argument(const std::string& name, const std::string& value) {
  note(" " + name + "=" + value);
  names_.push_back(name.substr(0, name.find('(')));
}

void session::violate(const char* kind, const std::string& what, const std::string& detail) {
  ++violations_;
  const std::string family(current.data(), static_cast<std::size_t>(std::strchr(current.data(), '[') - current.data()));
  const std::string key = std::string(kind) + ": " + family + what;
  auto known = std::find_if(kinds_.begin(), kinds_.end(), [&](const auto& one) { return one.first == key; });
  if (known == kinds_.end()) known = kinds_.insert(kinds_.end(), {key, 0});
  if (++known->second > 2) return;
  std::printf("%s: %s: %s\n    %s\n", kind, what.c_str(), detail.c_str(), current.data());
  std::fflush(stdout);
}

void session::call(const char* what, bool valid, const allowance& allowed, const scalar_rules& scalar,
                   const std::function<answer()>& here, const std::function<answer()>& beside) {
  ++calls_;
  total& sum = of(scalar.name);
  ++sum.calls;
  const std::size_t length = current_length;
  note(std::string(" :: ") + what);
  watch_time(sanitized ? 200 : 20);
  const std::clock_t start = std::clock();
  answer found;
  bool returned = false;
  try {
    found = here();
    returned = true;
  } catch (const std::logic_error& refusal) {
    ++sum.refusals;
    const std::string message = refusal.what();
    const bool of_value = dynamic_cast<const std::domain_error*>(&refusal) != nullptr ||
                          dynamic_cast<const std::invalid_argument*>(&refusal) != nullptr ||
                          dynamic_cast<const std::length_error*>(&refusal) != nullptr;
    const bool names = message.find(allowed.named) != std::string::npos ||
                       std::any_of(names_.begin(), names_.end(),
                                   [&](const std::string& name) { return message.find(name) != std::string::npos; });
    if (!of_value) violate("THROWS ANOTHER TYPE", what, message);
    if (!names) violate("REFUSES WITHOUT A NAME", what, message);
    if (valid && !allowed.refusal) violate("REFUSES WHAT IS IN ITS DOMAIN", what, message);
  } catch (const std::bad_alloc&) {
    violate("RUNS OUT OF MEMORY", what, "");
  } catch (const std::exception& other) {
    violate("THROWS ANOTHER TYPE", what, other.what());
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (seconds > sum.longest) {
    sum.longest = seconds;
    sum.longest_call = current.data();
  }
  if (seconds > most_seconds(scalar.name)) violate("TAKES LONG", what, std::to_string(seconds) + " s");
  if (returned && !valid) violate("ACCEPTS WHAT IS OUTSIDE ITS DOMAIN", what, "");
  if (returned && valid) {
    answer wide;
    if (beside) {
      watch_time(sanitized ? 400 : 60);
      try {
        wide = beside();
      } catch (const std::exception& other) {
        if (!allowed.refusal) violate("A WIDER SCALAR REFUSES", what, other.what());
      }
    }
    check(what, found, wide, allowed, scalar);
  }
  watch_time(0);
  current_length = length;
  current[current_length] = '\0';
}

void session::check(const char* what, const answer& found, const answer& beside, const allowance& allowed,
                    const scalar_rules& scalar) {
  const auto text = [](const answer::item& item) {
    const char* known = item.known == side::lower ? ">= " : item.known == side::upper ? "<= " : "= ";
    return item.quantity + " " + known + exact_text(item.value);
  };
  const auto apart = [&](long double small, long double large, double relative) {
    return small > large && small - large > relative * std::fabs(large) + 8 * scalar.smallest + allowed.absolute;
  };
  for (const auto& item : found.items) {
    if (std::isnan(item.value)) violate("NaN", what, text(item));
    if (item.value < 0 && !allowed.negative) violate("NEGATIVE", what, text(item));
  }
  for (const auto& below : found.items)
    for (const auto& above : found.items) {
      if (&below == &above || below.quantity != above.quantity) continue;
      if (below.known == side::upper || above.known == side::lower) continue;
      if (apart(below.value, above.value, scalar.crossing)) violate("CROSSED", what, text(below) + ", " + text(above));
    }
  if (!allowed.compared || found.items.size() != beside.items.size()) return;
  const double relative = std::max(allowed.relative, scalar.beside_wider);
  for (std::size_t i = 0; i < found.items.size(); ++i) {
    const auto& here = found.items[i];
    const auto& there = beside.items[i];
    if (!here.compared || std::isnan(here.value) || std::isnan(there.value)) continue;
    const bool out_of_range =
        there.value > scalar.largest * (1 - relative) && here.known != side::lower && here.value > scalar.largest;
    if (out_of_range) continue;
    // Bounds found by a search are any of those near the best.
    const double near = here.known == side::exact ? relative : std::max(relative, 1e-6);
    const bool too_high = here.known != side::upper && apart(here.value, there.value, near);
    const bool too_low = here.known != side::lower && apart(there.value, here.value, near);
    if (too_high || too_low) violate("NOT WHAT A WIDER SCALAR FINDS", what, text(here) + ", wider " + text(there));
    if (here.known == side::exact && there.value > 16 * scalar.smallest && here.value < scalar.largest) {
      total& sum = of(scalar.name);
      const double distance = static_cast<double>(std::fabs(here.value / there.value - 1));
      if (distance > sum.farthest) {
        sum.farthest = distance;
        sum.farthest_call = std::string(current.data()) + ": " + text(here) + ", wider " + text(there);
      }
    }
  }
}

void session::summarise() const {
  for (const total& sum : totals_) {
    std::printf("%s: %zu calls, %zu refusals\n", sum.name.c_str(), sum.calls, sum.refusals);
    std::printf("  longest %.3g s: %s\n", sum.longest, sum.longest_call.c_str());
    if (!sum.farthest_call.empty())
      std::printf("  exact value farthest from a wider scalar's, by %.3g: %s\n", sum.farthest,
                  sum.farthest_call.c_str());
  }
  for (const auto& [kind, count] : kinds_) std::printf("%zu times %s\n", count, kind.c_str());
  std::printf("%zu calls, %zu violations\n", calls_, violations_);
}

namespace {

[[nodiscard]] std::vector<family> all_families() {
  std::vector<family> all;
  for (auto offer :
       {allocation_families, capacity_families, conjugate_families, design_families, gaussian_prior_families,
        gaussian_prior_linear_families, meta_families, misspecified_families, network_families, rate_families,
        regression_families, result_families, sequence_families, table_families, urn_families})
    for (family& one : offer()) all.push_back(std::move(one));
  return all;
}

void run_case(session& kept, const family& one, std::uint64_t seed, std::uint64_t number) {
  std::uint64_t own = 0;
  for (const char letter : one.name) own = mixed(own ^ static_cast<unsigned char>(letter));
  const auto run = [&]<class Real>(family_function<Real> calls_of, std::uint64_t which) {
    const std::string replay = std::to_string(seed) + " =" + std::to_string(number) + " " + one.name;
    kept.begin(one.name, rules_of<Real>().name, replay);
    calls<Real> call(kept, mixed(mixed(mixed(seed) ^ own) + 3 * number + which));
    calls_of(call);
  };
  run(one.in_float, 0);
  run(one.in_double, 1);
  run(one.in_long_double, 2);
}

int run(int count, char** given) {
  if (count < 3) {
    std::puts("usage: fuzz SEED CALLS|SECONDSs|=NUMBER [FAMILY]");
    return 2;
  }
  const std::uint64_t seed = std::strtoull(given[1], nullptr, 10);
  const std::string effort = given[2];
  std::vector<family> families = all_families();
  if (count > 3)
    std::erase_if(families, [&](const family& one) { return one.name.find(given[3]) == std::string::npos; });
  if (families.empty()) {
    std::printf("no family %s; there are\n", given[3]);
    for (const family& one : all_families()) std::printf("  %s\n", one.name.c_str());
    return 2;
  }
  for (int which : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGVTALRM}) std::signal(which, crashed);
  if (!sanitized) {
    const rlimit memory{rlim_t{3} << 30, rlim_t{3} << 30};
    setrlimit(RLIMIT_AS, &memory);
  }
  session kept;
  if (effort.front() == '=') {
    for (const family& one : families) run_case(kept, one, seed, std::strtoull(effort.c_str() + 1, nullptr, 10));
  } else {
    const double limit = std::strtod(effort.c_str(), nullptr);
    const auto start = std::chrono::steady_clock::now();
    const auto enough = [&] {
      if (effort.back() != 's') return static_cast<double>(kept.calls()) >= limit;
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() >= limit;
    };
    for (std::uint64_t number = 0; !enough(); ++number)
      for (const family& one : families) run_case(kept, one, seed, number);
  }
  kept.summarise();
  return kept.violations() == 0 ? 0 : 1;
}

}  // namespace

}  // namespace fuzz

int main(int count, char** given) { return fuzz::run(count, given); }
