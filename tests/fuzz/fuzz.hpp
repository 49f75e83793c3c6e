// SPDX-License-Identifier: BSL-1.0
// Calls with arguments from all of a scalar's range, and what must hold of every result.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <functional>
#include <infobound/core/bound.hpp>
#include <infobound/core/estimate.hpp>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace fuzz {

/// What a number is known to be of a quantity.
enum class side { lower, exact, upper };

/// What a call returned: numbers with their quantities. Of one quantity no lower or exact one may exceed an upper or
/// exact one; none is NaN or negative; in a narrow scalar each is that of a wider one, or on its safe side.
class answer {
 public:
  struct item {
    std::string quantity;
    side known;
    long double value;
    bool compared = true;  ///< with that of a wider scalar
  };

  template <class R>
  answer& exact(const std::string& quantity, const R& value) {
    return add(quantity, side::exact, value);
  }
  template <class R>
  answer& lower(const std::string& quantity, const R& value) {
    return add(quantity, side::lower, value);
  }
  template <class R>
  answer& upper(const std::string& quantity, const R& value) {
    return add(quantity, side::upper, value);
  }
  template <class R>
  answer& bracket(const std::string& quantity, const infobound::bracket<R>& known) {
    return lower(quantity, known.lower.value).upper(quantity, known.upper.value);
  }
  template <class R>
  answer& bounds(const std::string& quantity, const std::vector<infobound::bound<R>>& known) {
    for (const auto& one : known)
      add(quantity, one.direction == infobound::direction::lower ? side::lower : side::upper, one.value);
    return *this;
  }
  template <class R>
  answer& estimate(const std::string& quantity, const infobound::estimate<R>& known) {
    return lower(quantity, known.lower.mean).upper(quantity, known.upper.mean);
  }
  /// small ≤ large.
  template <class R>
  answer& ordered(const std::string& quantity, const R& small, const R& large) {
    items.push_back({quantity, side::lower, static_cast<long double>(small), false});
    items.push_back({quantity, side::upper, static_cast<long double>(large), false});
    return *this;
  }

  std::vector<item> items;

 private:
  template <class R>
  answer& add(const std::string& quantity, side known, const R& value) {
    items.push_back({quantity, known, static_cast<long double>(value)});
    return *this;
  }
};

/// What a call may do beyond the rule.
struct allowance {
  bool refusal = false;     ///< of arguments that are each in their domain, where it names one
  bool negative = false;    ///< results below 0
  double relative = 0;      ///< beside a wider scalar's result, where more than the scalar's own rule
  double absolute = 0;      ///< the same, and between sides: of results with a stated tolerance
  const char* named = "?";  ///< what a refusal may name beside the arguments
  bool compared = true;     ///< with a wider scalar's result: false where rounding decides
};

/// A scalar's rules.
struct scalar_rules {
  const char* name;
  double crossing;       ///< relative: sides that are exchanged by no more are equal
  double beside_wider;   ///< relative
  long double smallest;  ///< the least normal number: what is less may be 0
  long double largest;
};

template <class Real>
[[nodiscard]] scalar_rules rules_of() {
  using limits = std::numeric_limits<Real>;
  const scalar_rules rules{std::is_same_v<Real, float>    ? "float"
                           : std::is_same_v<Real, double> ? "double"
                                                          : "long double",
                           limits::digits < 53 ? 1e-5 : 1e-12, limits::digits < 53 ? 1e-4 : 1e-9,
                           static_cast<long double>((limits::min)()), static_cast<long double>((limits::max)())};
  return rules;
}

template <class Real>
using wider = std::conditional_t<std::is_same_v<Real, float>, double, long double>;

/// The record of all calls: counts, the worst of them, and what was violated.
class session {
 public:
  void begin(const std::string& family, const char* scalar, const std::string& replay);
  void argument(const std::string& name, const std::string& value);
  void call(const char* what, bool valid, const allowance& allowed, const scalar_rules& scalar,
            const std::function<answer()>& here, const std::function<answer()>& beside);
  [[nodiscard]] std::size_t calls() const { return calls_; }
  [[nodiscard]] std::size_t violations() const { return violations_; }
  void summarise() const;

 private:
  void violate(const char* kind, const std::string& what, const std::string& detail);
  void check(const char* what, const answer& found, const answer& beside, const allowance& allowed,
             const scalar_rules& scalar);

  struct total {
    std::string name;
    std::size_t calls = 0;
    std::size_t refusals = 0;
    double longest = 0;
    std::string longest_call;
    double farthest = 0;  ///< relative distance to a wider scalar's result, on the side that is allowed or not
    std::string farthest_call;
  };
  [[nodiscard]] total& of(const std::string& scalar);

  std::vector<std::string> names_;
  std::vector<total> totals_;
  std::vector<std::pair<std::string, std::size_t>> kinds_;
  std::size_t calls_ = 0;
  std::size_t violations_ = 0;
};

/// Exact: hexadecimal.
[[nodiscard]] std::string exact_text(long double value);

/// The calls of one case of a family, in one scalar. Arguments are drawn, and recorded by name; now and then one of
/// them is outside its domain, and then every call from there on must refuse.
template <class Real>
class calls {
 public:
  calls(session& kept, std::uint64_t seed) : session_(kept), rng_(seed) {
    ordinary_ = chance(2);
    may_break_ = chance(8);
  }

  /// No argument from here on is outside its domain: for functions that check none.
  void only_valid() { may_break_ = false; }
  [[nodiscard]] bool valid() const { return valid_; }

  [[nodiscard]] bool chance(std::uint64_t one_in) { return rng_() % one_in == 0; }
  [[nodiscard]] std::size_t pick(std::size_t size) { return static_cast<std::size_t>(rng_() % size); }
  /// Between 0 and 1, neither of them.
  [[nodiscard]] Real uniform() { return (static_cast<Real>(rng_() >> 12) + Real(0.5)) / Real(4503599627370496.0); }

  Real positive(const std::string& name) { return keep(name, draw(name, false, false)); }
  Real non_negative(const std::string& name) { return keep(name, chance(12) ? Real(0) : draw(name, false, true)); }
  Real positive_or_infinite(const std::string& name) {
    return keep(name, chance(20) ? limits::infinity() : draw(name, true, false));
  }
  Real non_negative_or_infinite(const std::string& name) {
    return keep(name, chance(20) ? limits::infinity() : chance(12) ? Real(0) : draw(name, true, true));
  }
  Real finite(const std::string& name) {
    const Real size = chance(12) ? Real(0) : draw(name, false, true, true);
    return keep(name, chance(2) ? -size : size);
  }
  Real between_zero_and_one(const std::string& name) {
    if (breaks()) return keep(name, bad({Real(0), Real(1), Real(-1), Real(2), limits::quiet_NaN()}));
    const Real small = Real(std::ldexp(uniform(), -static_cast<int>(pick(ordinary_ ? 10 : 1 - limits::min_exponent))));
    const Real inside = small > 0 ? small : limits::denorm_min();
    return keep(name, chance(4) && 1 - inside < 1 && 1 - inside > 0 ? Real(1 - inside) : inside);
  }

  std::size_t count(const std::string& name, std::size_t most, std::size_t least = 1) {
    std::size_t value = least;
    if (breaks() && least > 0) {
      valid_ = false;
      value = least - 1;
    } else {
      const double range = std::log2(static_cast<double>(most - least) + 1);
      const double drawn = std::floor(std::exp2(range * static_cast<double>(uniform()))) - 1;
      value = least + std::min(most - least, static_cast<std::size_t>(std::max(0.0, drawn)));
    }
    session_.argument(name, std::to_string(value));
    return value;
  }
  Eigen::Index dimension(const std::string& name, std::size_t most, std::size_t least = 1) {
    return static_cast<Eigen::Index>(count(name, most, least));
  }

  /// Entries that are non-negative, of one magnitude or of many.
  Eigen::VectorX<Real> non_negatives(const std::string& name, Eigen::Index size) {
    Eigen::VectorX<Real> values(size);
    for (Eigen::Index i = 0; i < size; ++i) values[i] = non_negative(name + "(" + std::to_string(i) + ")");
    return values;
  }
  Eigen::VectorX<Real> positives(const std::string& name, Eigen::Index size) {
    Eigen::VectorX<Real> values(size);
    for (Eigen::Index i = 0; i < size; ++i) values[i] = positive(name + "(" + std::to_string(i) + ")");
    return values;
  }
  /// A law over so many outcomes, zeros among its probabilities.
  Eigen::VectorX<Real> law(const std::string& name, Eigen::Index size) {
    constexpr int units = 1 << 20;  // so that probabilities are the same in every scalar
    Eigen::VectorX<Real> values = Eigen::VectorX<Real>::Zero(size);
    int left = units;
    for (Eigen::Index i = 0; i + 1 < size; ++i) {
      const int taken =
          chance(8) ? 0 : static_cast<int>(pick(static_cast<std::size_t>(left) + 1) >> pick(ordinary_ ? 2 : 16));
      values[i] = Real(taken) / units;
      left -= taken;
    }
    values[size - 1] = Real(left) / units;
    record(name, values);
    return values;
  }
  /// Rows of data in real units: columns of very different sizes, counters far from 0, equal rows, small ranks.
  Eigen::MatrixX<Real> design(const std::string& name, Eigen::Index rows, Eigen::Index columns) {
    Eigen::MatrixX<Real> values(rows, columns);
    const auto everywhere = [&] { return draw(name, false, true, true, false); };
    const Real scale = everywhere();
    for (Eigen::Index j = 0; j < columns; ++j) {
      const std::size_t kind = pick(6);
      const Real own = chance(3) ? everywhere() : scale;
      for (Eigen::Index i = 0; i < rows; ++i) {
        const Real x = kind == 0            ? Real(1)
                       : kind == 1          ? Real(1 + Real(i) * Real(1e-4))
                       : kind == 2          ? Real(1 + Real(i) * Real(1e-6) + uniform() * Real(1e-7))
                       : kind == 3 && j > 0 ? values(i, j - 1)
                                            : Real(2 * uniform() - 1);
        values(i, j) = std::isfinite(x * own) ? x * own : x;
      }
    }
    if (breaks()) values(0, 0) = bad({limits::quiet_NaN(), limits::infinity()});
    record(name, values);
    return values;
  }

  template <class Derived>
  void record(const std::string& name, const Eigen::DenseBase<Derived>& values) {
    std::string text = "{";
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      for (Eigen::Index j = 0; j < values.cols(); ++j)
        text += exact_text(static_cast<long double>(values.derived().coeff(i, j))) + (j + 1 < values.cols() ? " " : "");
      text += i + 1 < values.rows() ? "; " : "}";
    }
    session_.argument(name, text);
  }

  /// f is called with the scalar, and with a wider one to compare: f(Real()) → answer.
  template <class Function>
  void operator()(const char* what, Function f, const allowance& allowed = {}) {
    session_.call(
        what, valid_, allowed, rules_of<Real>(), [&] { return f(Real()); },
        std::is_same_v<Real, long double> ? std::function<answer()>() : [&] { return f(wider<Real>()); });
  }

 private:
  using limits = std::numeric_limits<Real>;

  [[nodiscard]] bool breaks() { return may_break_ && valid_ && chance(4); }
  Real bad(const std::vector<Real>& choices) {
    valid_ = false;
    return choices[pick(choices.size())];
  }
  Real keep(const std::string& name, const Real& value) {
    session_.argument(name, exact_text(static_cast<long double>(value)));
    return value;
  }

  /// A positive number: ordinary ones, round ones, any exponent of the scalar, ends of its range.
  Real draw(const std::string&, bool infinite, bool zero, bool negative = false, bool breakable = true) {
    if (breakable && breaks()) {
      std::vector<Real> choices{limits::quiet_NaN()};
      if (!infinite) choices.push_back(limits::infinity());
      if (!zero) choices.push_back(Real(0));
      if (!negative) choices.insert(choices.end(), {Real(-1), -(limits::min)(), -limits::infinity()});
      return bad(choices);
    }
    const auto with_exponent = [&](int least, int most) {
      const int exponent = least + static_cast<int>(pick(static_cast<std::size_t>(most - least + 1)));
      return Real(std::ldexp(1 + uniform(), exponent));
    };
    const std::size_t kind = pick(100);
    if (kind < 15) {
      static const Real round[] = {Real(1),  Real(2),    Real(0.5),  Real(0.25), Real(0.1),
                                   Real(10), Real(1000), Real(1e-3), Real(1e6),  Real(1e-6)};
      return round[pick(std::size(round))];
    }
    if (ordinary_ || kind < 45) return with_exponent(-10, 10);
    if (kind < 55) return with_exponent(-100, 100);
    if (kind < 92) return with_exponent(limits::min_exponent - 1, limits::max_exponent - 2);
    const Real ends[] = {
        (limits::min)(),       (limits::max)(),      limits::epsilon(),          1 - limits::epsilon(),
        1 + limits::epsilon(), limits::denorm_min(), std::sqrt((limits::max)()), std::sqrt((limits::min)()),
        (limits::max)() / 2,   1 / (limits::max)()};
    return ends[pick(std::size(ends))];
  }

  session& session_;
  std::mt19937_64 rng_;
  bool ordinary_;
  bool may_break_;
  bool valid_ = true;
};

template <class Real>
using family_function = void (*)(calls<Real>&);

/// One kind of calls, in each scalar.
struct family {
  std::string name;
  family_function<float> in_float;
  family_function<double> in_double;
  family_function<long double> in_long_double;
};

/// Each file of calls offers its families.
[[nodiscard]] std::vector<family> allocation_families();
[[nodiscard]] std::vector<family> capacity_families();
[[nodiscard]] std::vector<family> conjugate_families();
[[nodiscard]] std::vector<family> design_families();
[[nodiscard]] std::vector<family> gaussian_prior_families();
[[nodiscard]] std::vector<family> gaussian_prior_linear_families();
[[nodiscard]] std::vector<family> meta_families();
[[nodiscard]] std::vector<family> misspecified_families();
[[nodiscard]] std::vector<family> network_families();
[[nodiscard]] std::vector<family> rate_families();
[[nodiscard]] std::vector<family> regression_families();
[[nodiscard]] std::vector<family> result_families();
[[nodiscard]] std::vector<family> sequence_families();
[[nodiscard]] std::vector<family> table_families();
[[nodiscard]] std::vector<family> urn_families();

}  // namespace fuzz
