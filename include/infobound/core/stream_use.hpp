// SPDX-License-Identifier: BSL-1.0
// Refusal of draws that take a copy of their stream, and leave the stream where it was for the next draw.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Has an == that tells its values apart. Containers, pairs and tuples have one whether or not what they hold has.
template <class T>
consteval bool is_comparable() {
  if constexpr (!std::equality_comparable<T>) {
    return false;
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (is_comparable<std::remove_cv_t<std::tuple_element_t<I, T>>>() && ...);
    }
    (std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (requires(const T& values) {
                         typename T::value_type;
                         values.begin();
                       }) {
    if constexpr (std::same_as<typename T::value_type, T>)
      return true;
    else
      return is_comparable<std::remove_cv_t<typename T::value_type>>();
  } else {
    return true;
  }
}
template <class T>
inline constexpr bool comparable = is_comparable<T>();

/// Equality where a type has it; what has no == is taken for equal. What is not equal to itself (NaN) cannot tell.
template <class T>
[[nodiscard]] bool same_value(const T& a, const T& b) {
  if constexpr (requires { a.rows() == b.rows() && a.cols() == b.cols(); }) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  }
  if constexpr (std::floating_point<T>)
    return equal(a, b) || is_nan(a);
  else if constexpr (comparable<T>)
    return static_cast<bool>(a == b) || !static_cast<bool>(a == a);
  else
    return true;
}

/// Whether a draw leaves its stream where it was although it is random: other streams give other values. What a draw
/// makes without randomness, such as a θ that is known, is the same whatever the stream.
template <class Draw, class Same>
[[nodiscard]] bool copies_stream(Draw draw, Same same) {
  constexpr std::size_t others = 64;  // a coin that falls on one side 9 times in 10 is missed once in a thousand
  const random_stream before(0);
  random_stream rng = before;
  const auto first = draw(rng);
  if (!(rng == before)) return false;
  for (std::size_t replicate = 1; replicate <= others; ++replicate) {
    random_stream other(0, replicate);
    if (!same(first, draw(other))) return true;
  }
  return false;
}

/// The member of a process of which copies_stream is true; empty for none.
template <class Process>
[[nodiscard]] std::string member_that_copies_its_stream(const Process& process, std::size_t horizon) {
  horizon = (std::min)(horizon, std::size_t{8});  // the first labels tell, at little cost
  if constexpr (data_generating_process<Process>) {
    using parameter = typename Process::parameter_type;
    using history = typename Process::history_type;
    random_stream rng(0);
    const parameter theta = process.draw_parameter(rng);
    const auto draw_history = [&](random_stream& stream) -> history {
      return process.draw_history(theta, horizon, stream);
    };
    std::optional<history> data;
    const auto likelihood = [&](const parameter& at, const history& of) {
      Eigen::VectorX<real_type_t<Process>> terms;
      reuse::log_likelihood(process, at, of, terms);
      return terms;
    };
    const auto same_theta = [&](const parameter& a, const parameter& b) {
      if (comparable<parameter> || !same_value(a, b)) return same_value(a, b);
      if (!data) data.emplace(draw_history(rng));
      return same_value(likelihood(a, *data), likelihood(b, *data));
    };
    const auto same_history = [&](const history& a, const history& b) {
      if (comparable<history> || !same_value(a, b)) return same_value(a, b);
      return same_value(likelihood(theta, a), likelihood(theta, b));
    };
    if (copies_stream([&](random_stream& stream) -> parameter { return process.draw_parameter(stream); }, same_theta))
      return "draw_parameter";
    if (copies_stream(draw_history, same_history)) return "draw_history";
  }
  // A response or a law of inputs of the user's own, in a process of the library.
  using Real = real_type_t<Process>;
  if constexpr (requires(random_stream & stream) { Real(process.response.draw(Real(0), stream)); }) {
    const auto draw = [&](random_stream& stream) { return Real(process.response.draw(Real(0), stream)); };
    if (copies_stream(draw, [](const Real& a, const Real& b) { return same_value(a, b); })) return "response.draw";
  }
  if constexpr (requires(random_stream & stream, Eigen::MatrixX<Real> & inputs) {
                  process.inputs.draw(inputs, stream);
                  Eigen::Index(process.dimension);
                }) {
    const auto draw = [&](random_stream& stream) {
      Eigen::MatrixX<Real> inputs(Eigen::Index(process.dimension), static_cast<Eigen::Index>(horizon));
      process.inputs.draw(inputs, stream);
      return inputs;
    };
    if (copies_stream(draw, [](const auto& a, const auto& b) { return same_value(a, b); })) return "inputs.draw";
  }
  if constexpr (samples_information<Process>) {
    using increments = Eigen::ArrayX<real_type_t<Process>>;
    auto sampler = process.information_sampler(horizon);
    const auto draw = [&](random_stream& stream) {
      increments drawn(static_cast<Eigen::Index>(horizon));
      sampler(stream, drawn);
      return drawn;
    };
    if (copies_stream(draw, [](const increments& a, const increments& b) { return (a == b).all(); }))
      return "information_sampler";
  }
  return {};
}

/// What is wrong with such a member, and how it is mended.
[[nodiscard]] inline std::string copies_its_stream(const std::string& member) {
  return member +
         " leaves its stream where it was, so that the next draw repeats its numbers: take the stream by reference, as "
         "infobound::random_stream&, and not by value, and all random numbers from it";
}

/// Throws std::runtime_error where a draw of the process, or of its marginal process, takes a copy of its stream.
template <class Process>
void require_streams_by_reference(const Process& process, std::size_t horizon) {
  const std::string member = member_that_copies_its_stream(process, horizon);
  if (!member.empty()) throw std::runtime_error(copies_its_stream(member));
  if constexpr (offers_marginal_process<Process>) require_streams_by_reference(process.marginal_process(), horizon);
}

}  // namespace infobound::inline v0_1::detail
