// SPDX-License-Identifier: BSL-1.0
// What the page calls. Texts are JSON, and hold until the next call, as the values do.
#pragma once

extern "C" {

/// {version, processes: [{name, title, story, text, verb, rated, longest, parameters: [...]}]}.
const char* explorer_processes();

/// {series: [{quantity, side, source}, ...]}, or {refusal}: what is known of the error after each number of
/// observations. A quantity is "best" (the bracket), "error" (a bound by name), "meta" or "intra"; a side lower, upper
/// or exact.
const char* explorer_errors(int process, const double* parameters, const double* horizons, int size);

/// The error itself, of processes whose information is known.
const char* explorer_exact(int process, const double* parameters, const double* horizons, int size);

/// The same of the rate-distortion function at each ε.
const char* explorer_rates(int process, const double* parameters, const double* epsilons, int size);

/// The same of the observations that ε takes.
const char* explorer_needed(int process, const double* parameters, double epsilon);

/// The series of the last call, one after the other; NaN where a theorem says nothing.
const double* explorer_values();
}
