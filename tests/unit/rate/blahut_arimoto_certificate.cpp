// SPDX-License-Identifier: BSL-1.0
// The certificate of Blahut-Arimoto against other ways to the rate: a search over all channels, and the plain
// iteration.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/supporting_line.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::rate::blahut_arimoto_certificate {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct random_source {
  VectorXd probabilities;
  MatrixXd distortions;
};

/// The kinds: smooth; with rare letters; small whole distortions, whose rates have straight parts; with forbidden
/// pairs; distortions of all sizes.
random_source draw_source(std::uint64_t seed, Eigen::Index letters, Eigen::Index reproductions) {
  ib::random_stream rng(seed);
  boost::random::uniform_01<double> uniform;
  const auto kind = seed % 5;
  random_source drawn{VectorXd(letters), MatrixXd(letters, reproductions)};
  for (double& p : drawn.probabilities) p = std::pow(-std::log(uniform(rng)), kind == 1 ? 6 : 1);
  drawn.probabilities /= drawn.probabilities.sum();
  for (Eigen::Index x = 0; x < letters; ++x)
    for (Eigen::Index y = 0; y < reproductions; ++y) {
      double& d = drawn.distortions(x, y);
      d = uniform(rng);
      if (kind == 2) d = std::floor(3 * d);
      if (kind == 3 && y != x % reproductions && uniform(rng) < 0.25) d = infinity;
      if (kind == 4) d = 100 * std::pow(d, 6);
    }
  return drawn;
}

struct range {
  double least = 0;     // D_min
  double greatest = 0;  // D_max, or the mean of the rows' largest finite distortions where that is infinite
};

range attainable(const random_source& source) {
  const auto& [p, d] = source;
  range found{p.dot(d.rowwise().minCoeff()), infinity};
  for (Eigen::Index y = 0; y < d.cols(); ++y) found.greatest = std::min(found.greatest, p.dot(d.col(y)));
  if (found.greatest < infinity) return found;
  found.greatest = p.dot((d.array() < infinity).select(d, 0).rowwise().maxCoeff());
  return found;
}

/// I(p, W), term by term.
double mutual_information(const VectorXd& p, const MatrixXd& channel) {
  const VectorXd output = channel.transpose() * p;
  double sum = 0;
  for (Eigen::Index x = 0; x < p.size(); ++x)
    for (Eigen::Index y = 0; y < output.size(); ++y)
      if (p[x] * channel(x, y) > 0) sum += p[x] * channel(x, y) * std::log(channel(x, y) / output[y]);
  return sum;
}

double mean_distortion(const random_source& source, const MatrixXd& channel) {
  return source.probabilities.dot(
      (channel.array() > 0).select(channel.array() * source.distortions.array(), 0.0).rowwise().sum().matrix());
}

/// The least of a convex function, by golden section.
template <class Function>
double least(Function f, double low, double high) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double left = high - golden * (high - low);
  double right = low + golden * (high - low);
  double at_left = f(left);
  double at_right = f(right);
  for (int i = 0; i < 60; ++i) {
    if (at_left < at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = f(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = f(right);
    }
  }
  return std::min({at_left, at_right, f(low), f(high)});
}

/// R(D) of three letters and two reproductions: all channels, W(y = 1|x) for two of the letters by golden section and
/// for the third from Σ p W d = D. The information is convex in W, so is its least over one coordinate in the other.
double searched(const random_source& source, double level) {
  const VectorXd& p = source.probabilities;
  const MatrixXd& d = source.distortions;
  const Eigen::Array3d gain = p.array() * (d.col(1) - d.col(0)).array();  // of distortion, as W(1|x) goes from 0 to 1
  Eigen::Index solved = 0;
  gain.abs().maxCoeff(&solved);
  const Eigen::Index first = (solved + 1) % 3;
  const Eigen::Index second = (solved + 2) % 3;
  const double owed = level - p.dot(d.col(0));
  // b so that owed − gain b is between two values, within [0, 1].
  const auto interval = [](double coefficient, double low, double high) {
    if (coefficient == 0) return range{0, 1};
    const double a = low / coefficient;
    const double b = high / coefficient;
    return range{std::max(0.0, std::min(a, b)), std::min(1.0, std::max(a, b))};
  };
  const auto between = [&](Eigen::Index x, double rest, Eigen::Index other) {
    const double reach_low = std::min(0.0, gain[solved]) + (other >= 0 ? std::min(0.0, gain[other]) : 0);
    const double reach_high = std::max(0.0, gain[solved]) + (other >= 0 ? std::max(0.0, gain[other]) : 0);
    return interval(gain[x], rest - reach_high, rest - reach_low);
  };
  MatrixXd channel(3, 2);
  const auto inner = [&](double a) {
    const double rest = owed - gain[first] * a;
    const range allowed = between(second, rest, -1);
    return least(
        [&](double b) {
          const double c = std::clamp((rest - gain[second] * b) / gain[solved], 0.0, 1.0);
          channel(first, 1) = a;
          channel(second, 1) = b;
          channel(solved, 1) = c;
          channel.col(0) = 1 - channel.col(1).array();
          return mutual_information(p, channel);
        },
        allowed.least, allowed.greatest);
  };
  const range allowed = between(first, owed, second);
  return least(inner, allowed.least, allowed.greatest);
}

/// Blahut's and Arimoto's own iteration at a slope, and its two bounds at the end.
struct plain {
  double line;         // the lower side at distortion 0
  double information;  // of the channel
  double distortion;   // of the channel

  plain(const random_source& source, double slope, int iterations) {
    const auto& [p, d] = source;
    const MatrixXd kernel = (-slope * d.array()).exp();
    VectorXd q = VectorXd::Constant(d.cols(), 1 / double(d.cols()));
    VectorXd z, c;
    for (int i = 0; i < iterations; ++i) {
      z = kernel * q;
      c = kernel.transpose() * p.cwiseQuotient(z);
      if (i + 1 < iterations) q = q.cwiseProduct(c);
    }
    const MatrixXd channel = z.cwiseInverse().asDiagonal() * kernel * q.asDiagonal();
    line = -p.dot(z.array().log().matrix()) - std::log(c.maxCoeff());
    information = mutual_information(p, channel);
    distortion = mean_distortion(source, channel);
  }
};

}  // namespace

TEST_CASE("the bracket holds what a search over all channels finds", "[blahut_arimoto][property]") {
  worst missed, gap;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    if (seed % 5 == 3) continue;  // the search is for finite distortions
    const auto source = draw_source(seed, 3, 2);
    const range ends = attainable(source);
    for (const double share : {1e-3, 0.1, 0.5, 0.9}) {
      const double level = ends.least + share * (ends.greatest - ends.least);
      if (!(level > ends.least)) continue;
      const auto found = ib::rate::blahut_arimoto(source.probabilities, source.distortions, level, {.tolerance = 1e-9});
      const double truth = searched(source, level);
      missed.see(std::max(found.lower - truth, truth - found.upper), seed, share);
      gap.see(found.gap(), seed, share);
    }
  }
  INFO(missed.where() << "\n" << gap.where());
  CHECK(missed.value() < 1e-10);  // the search's own error, of a rounding where the least is flat
  CHECK(gap.value() <= 1e-9);
}

TEST_CASE("the brackets of a slope and of the plain iteration at it agree", "[blahut_arimoto][property]") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto source = draw_source(seed, 2 + Eigen::Index(seed % 7), 2 + Eigen::Index(seed % 6));
    for (const double slope : {0.3, 2.0, 20.0}) {
      const plain reference(source, slope, 2000);
      const auto found =
          ib::rate::blahut_arimoto_at_slope(source.probabilities, source.distortions, slope, {.tolerance = 1e-8});
      CAPTURE(seed, slope, found.lower, found.upper, found.distortion);
      CHECK(found.converged);
      // Both are brackets of min I + sD, which has one value where R is straight too; the lower side is on the line
      // unless that is below 0.
      if (found.lower > 0)
        CHECK(found.lower + slope * found.distortion <= reference.information + slope * reference.distortion + 1e-12);
      CHECK(reference.line <= found.upper + slope * found.distortion + 1e-12);
    }
  }
}

TEST_CASE("the channel has the distortion asked for and the information told", "[blahut_arimoto][property]") {
  worst distance, excess, surplus, sums, steps;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto source = draw_source(seed, 1 + Eigen::Index(seed % 11), 1 + Eigen::Index(seed % 9));
    const range ends = attainable(source);
    for (const double share : {0.0, 1e-6, 0.05, 0.4, 0.8, 0.999, 1.0}) {
      const double level = ends.least + share * (ends.greatest - ends.least);
      const auto found = ib::rate::blahut_arimoto(source.probabilities, source.distortions, level, {.tolerance = 1e-9});
      REQUIRE(found.channel.size() > 0);
      distance.see(found.gap(), seed, share);
      excess.see(mean_distortion(source, found.channel) - level * (1 + 1e-14), seed, share);
      const double told = mutual_information(source.probabilities, found.channel);
      surplus.see(std::max(told - found.upper, found.lower - told), seed, share);
      sums.see((found.channel.rowwise().sum().array() - 1).abs().maxCoeff(), seed, share);
      sums.see(-found.channel.minCoeff(), seed, share);
      sums.see((found.channel.transpose() * source.probabilities - found.output).cwiseAbs().maxCoeff(), seed, share);
      steps.see(static_cast<double>(found.iterations), seed, share);
    }
  }
  INFO(distance.where() << "\n" << excess.where() << "\n" << surplus.where() << "\n" << sums.where());
  CHECK(distance.value() <= 1e-9);
  CHECK(excess.value() <= 1e-300);
  CHECK(surplus.value() < 1e-14);
  CHECK(sums.value() < 1e-14);
  INFO(steps.where());
  CHECK(steps.value() <= 120);
}

TEST_CASE("reproductions said many times, far more than letters, change nothing", "[blahut_arimoto][property]") {
  worst apart, gap;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto source = draw_source(seed, 2 + Eigen::Index(seed % 4), 3);
    const range ends = attainable(source);
    for (const double share : {1e-3, 0.2, 0.7}) {
      const double level = ends.least + share * (ends.greatest - ends.least);
      const auto once = ib::rate::blahut_arimoto(source.probabilities, source.distortions, level, {.tolerance = 1e-9});
      const auto often = ib::rate::blahut_arimoto(source.probabilities, source.distortions.replicate(1, 30), level,
                                                  {.tolerance = 1e-9});
      apart.see(std::max(once.lower - often.upper, often.lower - once.upper), seed, share);
      gap.see(often.gap(), seed, share);
    }
  }
  INFO(apart.where() << "\n" << gap.where());
  CHECK(apart.value() <= 0);
  CHECK(gap.value() <= 1e-9);
}

TEST_CASE("single precision does what it can", "[blahut_arimoto][property]") {
  const Eigen::Vector2f p(0.3F, 0.7F);
  Eigen::Matrix2f hamming;
  hamming << 0, 1, 1, 0;
  const auto found = ib::rate::blahut_arimoto(p, hamming, 0.1F, {.tolerance = 1e-4F});
  const double truth = 0.2857813286634453;  // H(0.3) - H(0.1), at most 1e-7 from that of the floats
  CHECK(found.converged);
  CHECK(double(found.lower) <= truth + 1e-7);
  CHECK(double(found.upper) >= truth - 1e-7);
}

TEST_CASE("a table of distortions has each row from its least one, without letters that never occur",
          "[blahut_arimoto][exact]") {
  MatrixXd distortions(3, 3);
  distortions << 1, 3, infinity, 0, 0, 0, 5, 2, 4;
  const auto table = ib::rate::detail::make_distortion_table<double>(Eigen::Vector3d(0.25, 0, 0.75), distortions);
  CHECK(table.letters == std::vector<Eigen::Index>{0, 2});
  CHECK((table.probabilities.array() == Eigen::Array2d(0.25, 0.75)).all());
  CHECK((table.excess == Eigen::ArrayXXd{{0, 2, 0}, {3, 0, 2}}).all());
  CHECK((table.allowed == Eigen::ArrayXXd{{1, 1, 0}, {1, 1, 1}}).all());
  CHECK(table.least == 0.25 * 1 + 0.75 * 2);
  CHECK((table.greatest_excess == 0.5 && table.constant == 1));
  Eigen::ArrayXXd kernel;
  table.tilt(0.5, kernel);
  CHECK((kernel - Eigen::ArrayXXd{{1, std::exp(-1.0), 0}, {std::exp(-1.5), 1, std::exp(-1.0)}}).abs().maxCoeff() <
        1e-15);
  table.tilt(infinity, kernel);
  CHECK((kernel == Eigen::ArrayXXd{{1, 0, 0}, {0, 1, 0}}).all());
  const auto nothing = ib::rate::detail::make_distortion_table<double>(Eigen::Vector2d(0.5, 0.5),
                                                                       Eigen::Matrix2d{{1, 2}, {infinity, infinity}});
  CHECK(nothing.least == infinity);
  // Probabilities that add up to 1 but for rounding, and distortions that are all finite.
  const auto finite = ib::rate::detail::make_distortion_table<double>(Eigen::Vector2d(0.5, 0.5 + 1e-9),
                                                                      Eigen::Matrix2d{{1, 2}, {4, 3}});
  CHECK((finite.allowed.size() == 0 && finite.constant == 1));
  CHECK(finite.probabilities.sum() == Approx(1).epsilon(1e-15));
}

TEST_CASE("a tilted channel has the sums that its weights and its slope make", "[blahut_arimoto][exact]") {
  const auto source = draw_source(5, 4, 3);
  const auto table = ib::rate::detail::make_distortion_table<double>(source.probabilities, source.distortions);
  constexpr double slope = 1.7;
  const Eigen::Vector3d q(0.5, 0.3, 0.2);
  ib::rate::detail::tilted_channel<double> channel(table);
  channel.tilt(slope);
  channel.evaluate(q);
  channel.evaluate_derivatives(q);
  const Eigen::ArrayXXd kernel = (-slope * table.excess).exp();
  const Eigen::ArrayXd p = table.probabilities;
  const Eigen::ArrayXd normaliser = kernel.matrix() * q;
  const Eigen::ArrayXd gains = kernel.matrix().transpose() * (p / normaliser).matrix();
  Eigen::ArrayXXd law = kernel;
  for (Eigen::Index y = 0; y < 3; ++y) law.col(y) *= q[y] / normaliser;
  const Eigen::ArrayXd means = (law * table.excess).rowwise().sum();
  const double excess = (p * means).sum();
  const double objective = -(p * normaliser.log()).sum();
  CHECK((channel.normaliser().array() - normaliser).abs().maxCoeff() < 1e-15);
  CHECK((channel.gains().array() - gains).abs().maxCoeff() < 1e-15);
  CHECK((channel.output().array() - (law.colwise() * p).colwise().sum().transpose()).abs().maxCoeff() < 1e-15);
  Eigen::MatrixXd written;
  channel.write_channel(q, written);
  CHECK((written.array() - law).abs().maxCoeff() < 1e-15);
  CHECK(channel.excess() == Approx(excess).epsilon(1e-14));
  const double divergence = (channel.output().array() * gains.log()).sum();
  CHECK(channel.gap() == Approx(std::log(gains.maxCoeff()) - divergence).epsilon(1e-12));
  for (Eigen::Index y = 0; y < 3; ++y)
    CHECK(channel.covariance()[y] ==
          Approx((p * law.col(y) * (table.excess.col(y) - means)).sum()).epsilon(1e-11).margin(1e-14));
  // Σ p W ln(W/q c) is the information, and the line is below it by what the gains leave.
  double information = 0;
  for (Eigen::Index x = 0; x < 4; ++x)
    for (Eigen::Index y = 0; y < 3; ++y) information += p[x] * law(x, y) * std::log(law(x, y) / (q[y] * gains[y]));
  CHECK(channel.information() == Approx(information).epsilon(1e-12));
  CHECK(channel.information() >= information);
  const double line = objective - std::log(gains.maxCoeff()) - slope * 0.1;
  CHECK(channel.line(0.1) == Approx(line).epsilon(1e-12));
  CHECK(channel.line(0.1) < line);
  CHECK(channel.rounding_at(0.1) > 0);
  CHECK(channel.rounding_at(0.1) < 1e-13);
  // The variance of the distortions around their means, and what each weight adds to the excess.
  const Eigen::ArrayXd squares = (law * table.excess.square()).rowwise().sum();
  CHECK(channel.variance() == Approx((p * (squares - means.square())).sum()).epsilon(1e-12));
}

TEST_CASE("the highest of several lines has the corners that they cross at", "[supporting_line][exact]") {
  using line = ib::rate::detail::supporting_line<double>;
  using corners = std::vector<std::pair<double, double>>;
  const auto of = [](const std::vector<line>& lines) { return ib::rate::detail::corners_of_highest(lines); };
  CHECK(of({}) == corners{{0, 0}});
  CHECK(of({{2, -1}}) == corners{{0, 0}});
  CHECK(of({{2, 4}}) == corners{{0, 4}, {2, 0}});
  // 8 − 4D, 5 − D from D = 1 on, and one that is nowhere highest; of two through one point at 0 the steeper falls away.
  CHECK(of({{1, 5}, {4, 8}, {2, 5}}) == corners{{0, 8}, {1, 4}, {5, 0}});
  CHECK(of({{1, 8}, {4, 8}}) == corners{{0, 8}, {8, 0}});
  CHECK(of({{4, 8}, {2, 6}, {0.5, 3}}) == corners{{0, 8}, {1, 4}, {2, 2}, {6, 0}});
  CHECK(of({{4, 8}, {1, 1}}) == corners{{0, 8}, {2, 0}});
}

}  // namespace unit::rate::blahut_arimoto_certificate
