// SPDX-License-Identifier: BSL-1.0
// Everything but execution/ and report/: processes, their information, their rates, and bounds on their error.
#pragma once

#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/units.hpp>
#include <infobound/core/version.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/process/fixed_design_bounds.hpp>
#include <infobound/process/inputs.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/process/linear_regression_bounds.hpp>
#include <infobound/rate/exponential.hpp>
#include <infobound/rate/gaussian.hpp>
#include <infobound/rate/rate_distortion.hpp>
