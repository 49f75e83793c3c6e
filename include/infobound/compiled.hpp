// SPDX-License-Identifier: BSL-1.0
// Opt-in: what programs ask of the library's own processes in double, compiled once by infobound::compiled. Who links
// to that has the macro INFOBOUND_COMPILED, by which the umbrella includes this, and waits less than half as long.
#pragma once

#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <vector>

// The component's own source defines it as nothing.
#ifndef INFOBOUND_IN_ANOTHER_FILE
#define INFOBOUND_IN_ANOTHER_FILE extern
#endif

namespace infobound::inline v0_1 {

#define INFOBOUND_BOUNDS(...)                                                                                        \
  INFOBOUND_IN_ANOTHER_FILE template std::vector<bound<double>> error_bounds(const __VA_ARGS__&, std::size_t);       \
  INFOBOUND_IN_ANOTHER_FILE template bracket<double> error_bracket(const __VA_ARGS__&, std::size_t);                 \
  INFOBOUND_IN_ANOTHER_FILE template bracket<double> sample_complexity(const __VA_ARGS__&, const double&);           \
  INFOBOUND_IN_ANOTHER_FILE template bracket<double> rate_distortion(const __VA_ARGS__&, const double&, std::size_t, \
                                                                     const rate::bottleneck_effort&)

#define INFOBOUND_ESTIMATES(policy, ...)                                                                               \
  INFOBOUND_IN_ANOTHER_FILE template estimate<double> information(const __VA_ARGS__&, std::size_t, const policy&,      \
                                                                  const serial&, const unobserved&);                   \
  INFOBOUND_IN_ANOTHER_FILE template estimate<double> estimation_error(const __VA_ARGS__&, std::size_t, const policy&, \
                                                                       const serial&, const unobserved&);              \
  INFOBOUND_IN_ANOTHER_FILE template curve<double> learning_curve(const __VA_ARGS__&, std::size_t, const policy&,      \
                                                                  const serial&, const unobserved&)

INFOBOUND_BOUNDS(linear_regression<double>);
INFOBOUND_BOUNDS(linear_regression<double, fixed_design<double>>);
INFOBOUND_BOUNDS(logistic_regression<double>);
INFOBOUND_BOUNDS(logistic_regression<double, fixed_design<double>>);
INFOBOUND_BOUNDS(softmax_regression<double>);
INFOBOUND_BOUNDS(deep_network<double>);
INFOBOUND_BOUNDS(dirichlet_network<double>);
INFOBOUND_BOUNDS(binary_autoregression<double>);
INFOBOUND_BOUNDS(token_autoregression<double>);
INFOBOUND_BOUNDS(transformer<double>);

INFOBOUND_IN_ANOTHER_FILE template meta_split<bracket<double>> meta_bracket(const gaussian_hierarchy<double>&,
                                                                            std::size_t, std::size_t);
INFOBOUND_IN_ANOTHER_FILE template meta_split<bracket<double>> meta_bracket(
    const linear_representation<gaussian_response, double>&, std::size_t, std::size_t);
INFOBOUND_IN_ANOTHER_FILE template meta_split<bracket<double>> meta_bracket(
    const linear_representation<logistic_response, double>&, std::size_t, std::size_t);

INFOBOUND_ESTIMATES(automatic, linear_regression<double>);
INFOBOUND_ESTIMATES(conjugate, linear_regression<double>);
INFOBOUND_ESTIMATES(contrastive, linear_regression<double>);
INFOBOUND_ESTIMATES(laplace, linear_regression<double>);
INFOBOUND_ESTIMATES(annealed, linear_regression<double>);
INFOBOUND_ESTIMATES(sequential, linear_regression<double>);
INFOBOUND_ESTIMATES(automatic, logistic_regression<double>);
INFOBOUND_ESTIMATES(contrastive, logistic_regression<double>);
INFOBOUND_ESTIMATES(laplace, logistic_regression<double>);
INFOBOUND_ESTIMATES(annealed, logistic_regression<double>);
INFOBOUND_ESTIMATES(sequential, logistic_regression<double>);
INFOBOUND_ESTIMATES(automatic, logistic_regression<double, fixed_design<double>>);
INFOBOUND_ESTIMATES(contrastive, logistic_regression<double, fixed_design<double>>);
INFOBOUND_ESTIMATES(laplace, logistic_regression<double, fixed_design<double>>);

#undef INFOBOUND_BOUNDS
#undef INFOBOUND_ESTIMATES
#undef INFOBOUND_IN_ANOTHER_FILE

}  // namespace infobound::inline v0_1
