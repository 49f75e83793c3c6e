#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Make the reference tables of this directory, at 60 digits or more, each value cross-checked by a second route.

    python3 generate.py                 every table
    python3 generate.py TABLE...        the tables named (see --help)

Needs Python 3.9 or later and mpmath; nothing is random, so equal versions give equal files. Each table is written
next to this script, with 30 significant digits, after the cross-checks in its function have passed: a failed check
raises ArithmeticError and the table is left as it was. "Theory" in a citation is the library's theory document.

Rule of the inputs. A number such as 0.1 or 1e-12 among the inputs means the binary64 number nearest to it, which is
what a program reads from the text; the values belong to that number exactly, not to the decimal fraction.

Main tool. The substitution u = e^v followed by the trapezoidal rule (`log_nodes`): for integrands analytic in a strip
about the real v axis the error falls like exp(-2 pi * half-width / step), whatever the scale of any logarithm
ln(1 + u/c) in it, since that is singular at Im v = pi only. Truncated where the weights are below 1e-50.
"""

import argparse
import itertools
import math
import pathlib
import sys
import time
from functools import lru_cache

from mpmath import mp, mpf

DIGITS = 30  # printed
WORKING_DIGITS = 60  # computed, unless a function says more
NEGLIGIBLE = 120  # weights below exp(-NEGLIGIBLE), about 1e-52 of the largest, are left out
HERE = pathlib.Path(__file__).resolve().parent


# --- Checks and text ---------------------------------------------------------------------------------------------


checks_passed = 0


def require(condition, what):
    """Raise unless a cross-check holds."""
    global checks_passed
    if not condition:
        raise ArithmeticError("cross-check failed: " + what)
    checks_passed += 1


def require_close(found, expected, tolerance, what):
    """Raise unless |found - expected| <= tolerance * |expected|: a relative cross-check."""
    error = abs(found - expected)
    require(error <= tolerance * abs(expected), f"{what}: {mp.nstr(found, 35)} against {mp.nstr(expected, 35)}")


def text(value):
    """An input as given (shortest text that reads back), a computed value with DIGITS significant digits."""
    if isinstance(value, mpf):
        return "0.0" if value == 0 else mp.nstr(value, DIGITS, strip_zeros=False)
    return repr(value)


def write_table(name, about, columns, rows):
    """Write `name`.txt: '#' lines (about, rule of the inputs, script, columns), then one row a line."""
    lines = ["# " + line for line in about.strip().splitlines()]
    lines += [
        "# Inputs: each means the binary64 number nearest to its text (integers are exact). Unit: nats.",
        f"# Values: {DIGITS} significant digits. Made by generate.py in this directory; do not edit.",
        "# columns: " + columns,
    ]
    lines += [" ".join(text(value) for value in row) for row in rows]
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    return len(rows)


# --- Quadrature on a logarithmic scale ---------------------------------------------------------------------------


def log_nodes(log_weight, mode, step):
    """Nodes [(k, v, w)] of the trapezoidal rule for the integral of exp(log_weight(v)) f(v) over v.

    v = mode + k step, w = step exp(log_weight(v)); log_weight is unimodal with its maximum near `mode`. Nodes are
    kept until the weight is exp(-NEGLIGIBLE) of that at the mode. The even k alone, with doubled weights, are the rule
    of twice the step, whose error is about the square root: hence the check in `log_sum`.
    """
    top = log_weight(mode)
    nodes = []
    for direction in (1, -1):
        for k in itertools.count(0 if direction == 1 else -1, direction):
            v = mode + k * step
            height = log_weight(v)
            if height < top - NEGLIGIBLE:
                break
            nodes.append((k, v, step * mp.exp(height)))
    return sorted(nodes)


def log_sum(terms, what):
    """Sum [(k, term)] of the trapezoidal rule; its even half must agree to 1e-17, so that the sum is good to 1e-34."""
    terms = list(terms)
    total = mp.fsum(term for _, term in terms)
    coarse = 2 * mp.fsum(term for k, term in terms if k % 2 == 0)
    require_close(coarse, total, mpf("1e-17"), what + ": step doubled")
    return total


# --- Wishart eigenvalues by de Bruijn's Pfaffian -----------------------------------------------------------------


@lru_cache(maxsize=None)
def wishart_nodes(n, m):
    """Nodes [(k, lambda, w)] with E sum_i f(lambda_i) = sum w f(lambda), lambda_i the eigenvalues of the n x n real
    Wishart matrix with m >= n degrees of freedom and identity scale.

    Their density is prop. to prod lambda_i^((m-n-1)/2) exp(-lambda_i/2) prod_{i<j} |lambda_i - lambda_j|. Weighted by
    prod w_t(lambda_i) with w_t = 1 + t f it integrates (de Bruijn 1955) to a constant times Pf A(t),
        A_ij(t) = double integral of sgn(y - x) x^i y^j w_t(x) w_t(y) mu(x) mu(y),     0 <= i, j < n,
    with, for odd n, one more row and column A_in(t) = -A_ni(t) = integral of x^i w_t mu; in u = lambda/2,
    mu(u) = u^((m-n-1)/2) e^(-u). So E sum f(lambda_i) = d/dt ln Pf A(t) at 0 = tr(A(0)^-1 A'(0))/2, linear in f. The
    inner integral G_j(u) = integral of sgn(y - u) y^j mu(y) = 2 Gamma(s_j, u) - Gamma(s_j), s_j = j + (m-n+1)/2, is an
    incomplete gamma function by its recurrence, the outer one is the trapezoidal rule in ln u. Monomials are badly
    conditioned: working digits 70 + 3n, judged by the moments below.
    """
    with mp.workdps(70 + 3 * n):
        start = mpf(m - n + 1) / 2
        shapes = [start + j for j in range(n)]
        gammas = [mp.gamma(s) for s in shapes]
        widest = start + n - 1  # u^widest e^(-u) decides where to stop on the right, u^start on the left
        step = min(mpf(1) / 20, mp.sqrt(mpf(2) / (m + n)) / 6)
        right = max(v for _, v, _ in log_nodes(lambda v: widest * v - mp.exp(v), mp.log(widest), step))
        left = min(v for _, v, _ in log_nodes(lambda v: start * v - mp.exp(v), mp.log(start), step)) - mpf(40) / start
        samples = []
        for k in range(int(mp.floor(left / step)), int(mp.ceil(right / step)) + 1):
            u = mp.exp(k * step)
            decay = mp.exp(-u)
            if (m - n) % 2:
                s, upper = mpf(1), decay  # Gamma(1, u)
            else:
                s, upper = mpf(1) / 2, mp.sqrt(mp.pi) * mp.erfc(mp.sqrt(u))  # Gamma(1/2, u)
            power = u**s * decay
            while s < start:
                upper, s, power = s * upper + power, s + 1, power * u
            monomials, inner = [], []  # step * u^(s_j) e^(-u) = x^j mu dx, and G_j
            for j in range(n):
                monomials.append(step * power)
                inner.append(2 * upper - gammas[j])
                upper, power = shapes[j] * upper + power, power * u
            samples.append((k, 2 * u, monomials, inner))

        size = n + n % 2
        pairing = mp.matrix(size, size)
        for i in range(n):
            for j in range(i + 1, n):
                entry = mp.fsum(monomials[i] * inner[j] for _, _, monomials, inner in samples)
                pairing[i, j], pairing[j, i] = entry, -entry
            if n % 2:
                entry = mp.fsum(monomials[i] for _, _, monomials, _ in samples)
                pairing[i, n], pairing[n, i] = entry, -entry
        inverse = pairing**-1
        rows = [[inverse[j, i] for j in range(n)] for i in range(n)]
        border = [inverse[n, i] if n % 2 else mpf(0) for i in range(n)]
        nodes = [
            (k, x, mp.fdot(monomials, [mp.fdot(row, inner) + edge for row, edge in zip(rows, border)]))
            for k, x, monomials, inner in samples
        ]

    name = f"Wishart({n}, {m})"
    moments = [(lambda x: 1, n), (lambda x: x, n * m), (lambda x: x * x, n * m * (n + m + 1))]
    for power, (f, expected) in enumerate(moments):
        require_close(log_sum([(k, w * f(x)) for k, x, w in nodes], name), expected, mpf("1e-34"), f"{name}: moment {power}")
    log_det = mp.fsum(mp.psi(0, mpf(m - i) / 2) + mp.log(2) for i in range(n))
    found = log_sum([(k, w * (10 + mp.log(x))) for k, x, w in nodes], name) - 10 * n
    require(abs(found - log_det) < mpf("1e-32") * n, f"{name}: E ln det")
    return nodes


def regression_information(d, horizon, noise_variance):
    """I(H_T; theta) = (1/2) E sum ln(1 + lambda_i/(d sigma^2)) (theory 3.1)."""
    scale = d * mpf(noise_variance)
    nodes = wishart_nodes(min(d, horizon), max(d, horizon))
    return log_sum(((k, w * mp.log1p(x / scale)) for k, x, w in nodes), f"information {d} {horizon}") / 2


def two_eigenvalues(d, horizon, noise_variance):
    """The same for min(d, T) = 2 from the joint density, with lambda_1 = w lambda_2, about 20 digits: a cross-check."""
    m, scale = max(d, horizon), d * mpf(noise_variance)
    require(min(d, horizon) == 2, "two eigenvalues")
    power, mass, mean = mpf(m - 3) / 2, mpf(0), mpf(0)
    with mp.workdps(25):
        step, shift = mpf(1) / 8, mpf(1) / 3
        for k in range(-900 // (m - 1), 900 // 4):  # w = 1/(1 + e^-r), trapezoidal in r
            w = 1 / (1 + mp.exp(-(k + shift) * step))
            outer = w ** (power + 1) * (1 - w) ** 2
            if outer < mpf("1e-26"):
                continue
            for j in range(-55 * 8 // m, 6 * 8):  # lambda_2 = e^v, trapezoidal in v
                x = mp.exp((j + shift) * step)
                weight = outer * x ** (m) * mp.exp(-x * (1 + w) / 2)
                mass += weight
                mean += weight * (mp.log1p(x / scale) + mp.log1p(w * x / scale))
    return mean / mass / 2


def table_linear_regression_information():
    """Exact information of linear regression with Gaussian inputs."""
    cases = [
        (1, 1, (1e-12, 0.25, 1e6)), (1, 2, (1.0,)), (2, 1, (4.0,)), (1, 40, (0.25,)), (40, 1, (1e-4,)),
        (2, 2, (1e-12, 1e-4, 0.25, 1.0, 4.0, 1e6)), (2, 3, (1.0,)), (2, 200, (0.25,)), (200, 2, (1e-12,)),
        (3, 3, (1e-4, 1.0)), (3, 4, (1e-12,)), (4, 3, (1e6,)), (3, 40, (4.0,)), (4, 4, (0.25,)), (4, 7, (1.0,)),
        (5, 5, (1e-12, 1e-4, 0.25, 1.0, 4.0, 1e6)), (5, 10, (0.25,)), (10, 5, (0.25,)), (5, 40, (1.0,)), (40, 5, (1e-4,)),
        (6, 6, (4.0,)), (6, 9, (1e-12,)), (7, 7, (0.25,)), (7, 12, (1e6,)), (12, 7, (1.0,)),
        (8, 8, (1e-12, 0.25, 1e6)), (8, 40, (0.25,)), (40, 8, (1e-4,)), (9, 11, (1.0,)), (10, 10, (1.0,)),
        (13, 20, (0.25,)), (20, 20, (1e-12, 0.25)),
    ]  # fmt: skip
    rows = [(d, t, s, regression_information(d, t, s)) for d, t, variances in cases for s in variances]
    found = {row[:3]: row[3] for row in rows}

    # Level density of the Laguerre orthogonal ensemble (theory 3.1 ii), evaluated in double precision elsewhere.
    for key, expected in [
        ((5, 10, 0.25), 4.852044238249874), ((10, 10, 1.0), 2.8651082879464336), ((10, 5, 0.25), 3.5368411106750743),
    ]:  # fmt: skip
        require_close(found[key], mpf(expected), mpf("1e-14"), f"level density {key}")
    for key in [(2, 1), (1, 40), (40, 1)]:
        d, m = key[0], max(key)
        (value,) = (row[3] for row in rows if row[:2] == key)
        (variance,) = (row[2] for row in rows if row[:2] == key)
        expected = chi_square_mean(m, lambda x: mp.log1p(x / (d * mpf(variance)))) / 2
        require_close(value, expected, mpf("1e-32"), f"one eigenvalue {key}")
    for key in [(2, 2, 1.0), (2, 3, 1.0), (2, 2, 1e-4)]:
        require_close(two_eigenvalues(*key), found[key], mpf("1e-17"), f"two eigenvalues {key}")
    for d, t, s, value in rows:
        bounds = regression_bounds(d, t, s)
        require(max(bounds[3:]) * t < value < min(bounds[:3]) * t, f"bounds on {d} {t} {s}")

    return write_table(
        "linear_regression_information",
        """
Linear regression, Gaussian inputs: I(H_T; theta) = (1/2) E ln det(I + X X^T/(d sigma^2)), X of T x d standard normals.
Method: eigenvalue means of the real Wishart law by de Bruijn's Pfaffian, E sum f = tr(A^-1 A')/2, at 73 to 130 digits;
not the Laguerre level density of theory 3.1 (ii). Checked: trace moments 0 to 2 and E ln det (1e-32), step doubled,
chi-square quadrature at min(d, T) = 1, the joint density at 2, three values of the level density, the bounds of 3.4.
""",
        "d T noise_variance information",
        rows,
    )


# --- One-dimensional laws ----------------------------------------------------------------------------------------


@lru_cache(maxsize=None)
def chi_square_nodes(d):
    """Nodes [(k, x, w)] with E f(chi^2_d) = sum w f(x): trapezoidal in v = ln(x/2), step at most a quarter of its
    standard deviation."""
    shape = mpf(d) / 2
    log_mass = mp.loggamma(shape)
    step = min(mpf(1) / 16, 1 / mp.sqrt(shape) / 4)
    nodes = log_nodes(lambda v: shape * v - mp.exp(v) - log_mass, mp.log(shape), step)
    nodes = [(k, 2 * mp.exp(v), w) for k, v, w in nodes]
    name = f"chi-square({d})"
    for f, expected in [
        (lambda x: mpf(1), mpf(1)), (lambda x: x, mpf(d)), (lambda x: x * x, mpf(d) * (d + 2)),
        (lambda x: 1 + mp.log(x / d), 1 + log_expected_chi_square(d)),
    ]:  # fmt: skip
        require_close(log_sum([(k, w * f(x)) for k, x, w in nodes], name), expected, mpf("1e-40"), name)
    return nodes


def chi_square_mean(d, f):
    """E f(chi^2_d)."""
    return log_sum(((k, w * f(x)) for k, x, w in chi_square_nodes(d)), f"chi-square mean {d}")


def log_expected_chi_square(d):
    """ln c_d = E ln(chi^2_d / d) = psi(d/2) + ln(2/d)."""
    return mp.psi(0, mpf(d) / 2) + mp.log(mpf(2) / d)


def table_linear_regression_rate():
    """Distortion-rate function of linear regression."""

    def distortion(d, noise_variance, rate):
        scale = mp.exp(-2 * mpf(rate) / d) / (d * mpf(noise_variance))
        return chi_square_mean(d, lambda x: mp.log1p(scale * x)) / 2

    rows = []
    for d in (1, 2, 5, 10, 50, 1000, 1000000):
        for s in (1e-12, 1e-3, 0.25, 1.0, 4.0, 1e12):
            for rate in (0.0, 1e-6, 0.5, 3.0, 50.0, 1000.0):
                if mp.exp(-2 * mpf(rate) / d) / mpf(s) > mpf("1e-290"):  # else no normal binary64 number
                    rows.append((d, s, rate, distortion(d, s, rate)))

    for d, s, rate, value in rows:
        gain = mp.exp(-2 * mpf(rate) / d) / mpf(s)
        upper, lower = mp.log1p(gain) / 2, mp.log1p(mp.exp(log_expected_chi_square(d)) * gain) / 2
        require(lower < value < upper, f"closed forms around D({rate}) at {d} {s}")
        if d == 2:  # (1/2) e^z E_1(z), z = 1/gain; for large z mpmath's E_1 needs no help either
            require_close(value, mp.exp(1 / gain) * mp.e1(1 / gain) / 2, mpf("1e-32"), f"exponential integral {s} {rate}")
        if d == 1000000:  # moments of chi^2/d about 1, up to the fourth: remainder O(d^-3)
            a, n = gain / (1 + gain), mpf(d)
            series = mp.log1p(gain) - a**2 / n + a**3 * 8 / (3 * n**2) - a**4 * 3 / n**2
            require_close(value, series / 2, mpf(20) * a / n**3 / mp.log1p(gain) + mpf("1e-50"), f"delta method {s} {rate}")

    return write_table(
        "linear_regression_rate",
        """
Linear regression: distortion-rate function D(R) = (1/2) E ln(1 + exp(-2R/d) chi^2_d/(d sigma^2)) (theory 3.2).
Method: trapezoidal rule in ln chi^2. Rows with D below 1e-290 are left out. Checked: moments 0 to 2 and E ln of the rule (1e-40),
step doubled, e^z E_1(z)/2 for d = 2, moment expansion for d = 1000000, the closed forms of theory 3.2 on both sides.
""",
        "d noise_variance rate distortion",
        rows,
    )


def table_log_expected_chi_square():
    """ln c_d."""
    with mp.workdps(WORKING_DIGITS + 20):
        rows = [(d, log_expected_chi_square(d)) for d in (1, 2, 3, 5, 10, 63, 64, 65, 100, 1000, 1000000, 1000000000)]
        for d, value in rows:
            if d <= 1000:  # psi from its values at 1/2 and 1, upwards
                psi = -mp.euler - (2 * mp.log(2) if d % 2 else 0)
                psi += mp.fsum(2 / mpf(i) for i in range(2 - d % 2, d, 2))
                require_close(value, psi + mp.log(mpf(2) / d), mpf("1e-40"), f"ln c_{d} by recurrence")
            if d >= 64:  # asymptotic series, first term left out below (64/2)^-42 * B_42/42
                x = mpf(d) / 2
                series = -1 / (2 * x) - mp.fsum(mp.bernoulli(2 * k) / (2 * k * x ** (2 * k)) for k in range(1, 40))
                require_close(value, series, mpf("1e-40"), f"ln c_{d} by series")
    return write_table(
        "log_expected_chi_square",
        """
ln c_d, c_d = (2/d) exp(psi(d/2)) = exp(E ln chi^2_d)/d.
Method: digamma at 80 digits. Checked: recurrence from psi(1/2), psi(1) for d <= 1000; asymptotic series for d >= 64.
""",
        "d log_c",
        rows,
    )


def mean_log_wishart(n, m):
    """(1/n) E ln det W = (1/n) sum_{i<n} (psi((m-i)/2) + ln 2), W Wishart, n x n, m degrees of freedom.

    By sum_{k<K} psi(x+k) = F(x+K) - F(x), F(x) = (x-1) psi(x) - x, once for each parity of i: any n at the same cost.
    """
    with mp.workdps(WORKING_DIGITS + 30):

        def total(x, count):
            return (x + count - 1) * mp.psi(0, x + count) - (x - 1) * mp.psi(0, x) - count

        even, odd = (n + 1) // 2, n // 2  # i = 0, 2, ... and i = 1, 3, ...
        result = total(mpf(m) / 2 - even + 1, even)
        if odd:
            result += total(mpf(m - 1) / 2 - odd + 1, odd)
        return result / n + mp.log(2)


def table_mean_log_wishart():
    """(1/n) E ln det of a Wishart matrix."""
    rows = []
    for n in (1, 2, 3, 10, 101, 1000):
        for m in sorted({n, n + 1, 2 * n + 1, 2000, 1000000, 1000000000}):
            value = mean_log_wishart(n, m)
            direct = mp.fsum(mp.psi(0, mpf(m - i) / 2) for i in range(n)) / n + mp.log(2)
            require(abs(value - direct) < mpf("1e-45"), f"mean log Wishart {n} {m}")
            rows.append((n, m, value))
    for n, m in [(1, 2), (2, 2), (2, 3), (3, 3), (3, 4), (10, 11)]:
        nodes = wishart_nodes(n, m)
        quadrature = log_sum(((k, w * (10 + mp.log(x))) for k, x, w in nodes), "E ln") / n - 10
        require(abs(quadrature - mean_log_wishart(n, m)) < mpf("1e-30"), f"mean log Wishart {n} {m} by quadrature")
    return write_table(
        "mean_log_wishart",
        """
(1/n) E ln det W = (1/n) sum_{i<n} (psi((m-i)/2) + ln 2), W = n x n real Wishart, m >= n degrees of freedom (theory 3.4 v).
Method: sums of psi in closed form at 90 digits. Checked: term by term (all rows); eigenvalue quadrature for n <= 10.
""",
        "n m value",
        rows,
    )


# --- Bounds of linear regression ---------------------------------------------------------------------------------


def regression_bounds(d, horizon, noise_variance):
    """Bounds on the error, in the order of the table below: upper jensen, explicit, optimised; lower root, lambert,
    recursion, minkowski."""
    with mp.workdps(WORKING_DIGITS + 30):
        d, t, s = mpf(d), mpf(horizon), mpf(noise_variance)
        half = d / (2 * t)
        prior = mp.log1p(1 / s) / 2  # where the rate is 0
        gain = mp.exp(log_expected_chi_square(d)) / s  # c_d / sigma^2

        jensen = min(half * mp.log1p(t / (d * s)), prior)
        explicit = half * max(mpf(0), mp.log(t / (s * d))) + mp.log1p(d / t) / 2
        if t - d >= d * s and t > d:
            optimised = half * mp.log((t - d) / (d * s)) + mp.log(t / (t - d)) / 2
        else:
            optimised = prior

        lambert = half * mp.lambertw(mp.log1p(gain) / (2 * half)).real
        # The root of ln(e^(2 eps) - 1) + 2 T eps/d - ln gain: concave and increasing, so Newton rises from the left.
        root = lambert
        for _ in range(1000):
            slope = 2 / -mp.expm1(-2 * root) + 1 / half
            move = (mp.log(gain) - mp.log(mp.expm1(2 * root)) - root / half) / slope
            root += move
            if abs(move) < mpf("1e-70") * root:
                break
        else:
            raise ArithmeticError("the root was not found")

        recursion = half * mp.log1p(t * mp.expm1(mp.log1p(gain) / d))
        n, m = sorted((int(d), int(t)))
        minkowski = n / (2 * t) * mp.log1p(mp.exp(mean_log_wishart(n, m)) / (d * s))
        return jensen, explicit, optimised, root, lambert, recursion, minkowski


def check_regression_bounds(d, horizon, noise_variance, bounds):
    """Order, optimality, residual and the recursion that its closed form stands below."""
    jensen, explicit, optimised, root, lambert, recursion, minkowski = bounds
    what = f"bounds at {d} {horizon} {noise_variance}"
    t, s, c = mpf(horizon), mpf(noise_variance), mp.exp(log_expected_chi_square(d))
    slack = 1 + mpf("1e-45")
    require(max(bounds[3:]) < min(bounds[:3]), what + ": lower below upper")
    require(jensen <= optimised * slack and optimised <= explicit * slack, what + ": jensen <= optimised <= explicit")
    require(lambert <= root * slack and lambert <= recursion * slack, what + ": lambert is the least")

    def rate(epsilon, constant):
        return mpf(d) / 2 * max(mpf(0), mp.log(constant / s) - mp.log(mp.expm1(2 * epsilon)))

    # The infimum: nothing below it on a grid of epsilon, which meets it to first order.
    best = min(rate(e, 1) / t + e for e in (mp.log1p(1 / s) / 2 * mpf(2) ** (-mpf(k) / 8) for k in range(0, 800)))
    require(optimised <= best * slack and best <= optimised * mpf("1.01"), what + ": infimum")
    # The supremum: min{rate/T, eps} crosses at the root.
    tiny = mpf("1e-40")
    require(rate(root * (1 - tiny), c) / t > root * (1 - tiny), what + ": left of the root")
    require(rate(root * (1 + tiny), c) / t < root * (1 + tiny), what + ": right of the root")
    if horizon <= 100:
        total = mpf(0)
        for _ in range(horizon):
            total += mp.log1p(c / s * mp.exp(-2 * total / d)) / 2
        require(root * t <= total * slack and recursion * t <= total * slack, what + ": recursion")


def table_linear_regression_bounds():
    """Closed-form bounds of linear regression."""
    cases = list(itertools.product((1, 2, 10, 50), (1, 10, 100, 1000), (0.25, 4.0)))
    cases += itertools.product((1, 1000, 1000000), (1, 1000, 1000000000), (1e-12, 1.0, 1e12))
    cases += [(10, 20, 1.0), (10, 10, 1e-12), (10, 11, 1e-12), (10, 9, 0.25), (10, 40, 4.0), (2, 1000000, 1e-3)]
    cases += [(1000000, 1000000, 0.25), (1000000, 1001000, 1e-3)]
    rows = []
    for d, horizon, s in cases:
        bounds = regression_bounds(d, horizon, s)
        check_regression_bounds(d, horizon, s, bounds)
        rows.append((d, horizon, s, *bounds))
    return write_table(
        "linear_regression_bounds",
        """
Linear regression: bounds on the estimation error I(H_T; theta)/T in closed form, nats per observation.
jensen_upper 3.4 (i); explicit_upper 3.4 (ii); optimised_upper 3.3, the infimum; root_lower 3.3, the supremum, with c_d;
lambert_lower 3.4 (iii), a = ln(1 + c_d/sigma^2)/2; recursion_lower 3.4 (iv); minkowski_lower 3.4 (v).
Method: the formulae at 90 digits, the root by Newton's method. Checked: their order; the infimum on a grid; sign change at the
root; the recursion step by step for T <= 100; the bounds enclose linear_regression_information, when that is made.
""",
        "d T noise_variance jensen_upper explicit_upper optimised_upper root_lower lambert_lower recursion_lower minkowski_lower",
        rows,
    )


# --- Logistic regression -----------------------------------------------------------------------------------------


def logistic_means(variance):
    """(E s'(G), E ln s'(G), ln 2 - E H_b(s(G))), G ~ N(0, v), s the logistic function.

    Trapezoidal rule of step 0.15 in G or G/sqrt(v), whichever is finer: s' has its poles at +-i pi, so the error is
    about exp(-2 pi^2/0.15) = 1e-57. Every other node alone must agree to 1e-17.
    """
    v = mpf(variance)
    deviation = mp.sqrt(v)
    step = mpf("0.15") / max(mpf(1), deviation)
    sums = [[mpf(0)] * 3, [mpf(0)] * 3]  # even nodes, odd nodes
    for k in itertools.count():
        z = k * step
        if z > 13:
            break
        weight = mp.exp(-z * z / 2) * (1 if k == 0 else 2)
        tail = mp.exp(-deviation * z)  # e^-|G|
        softplus = mp.log1p(tail)
        values = tail / (1 + tail) ** 2, -deviation * z - 2 * softplus, mp.log(2) - softplus - deviation * z * tail / (1 + tail)
        for i, value in enumerate(values):
            sums[k % 2][i] += weight * value
    scale = step / mp.sqrt(2 * mp.pi)
    means = [scale * (even + odd) for even, odd in zip(*sums)]
    for i, mean in enumerate(means):
        require_close(2 * scale * sums[0][i], mean, mpf("1e-17"), f"logistic mean {i} at {variance}: step doubled")
    return means


def table_logistic_expectation():
    """Means over a Gaussian log-odds."""
    rows = [(v, *logistic_means(v)) for v in (1e-12, 1e-6, 1e-3, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0, 50.0, 1000.0, 10000.0)]
    for v, slope, log_slope, information in rows:
        require(0 < information < v * slope / 2 + mpf("1e-45"), f"information at {v} below v E s'/2")
        require(log_slope < mp.log(slope), f"Jensen at {v}")
        if v <= 1e-3:  # expansions: s' = 1/4 - G^2/16 + G^4/96, ln s' = -2 ln 2 - G^2/4 + G^4/96, I = v/8 - 3v^2/64
            x = mpf(v)
            require(abs(slope - (mpf(1) / 4 - x / 16 + x**2 / 32)) < x**3, f"expansion of the slope at {v}")
            require(abs(log_slope - (-2 * mp.log(2) - x / 4 + x**2 / 32)) < x**3, f"expansion of its logarithm at {v}")
            require(abs(information - (x / 8 - 3 * x**2 / 64)) < x**3, f"expansion of the information at {v}")
        else:
            with mp.workdps(25):
                w = mp.sqrt(mpf(v))
                ends = [0, 1, 5, 20, 60] if v >= 25 else [0, w, 4 * w, 12 * w]
                density = lambda g: 2 * mp.exp(-g * g / (2 * mpf(v))) / mp.sqrt(2 * mp.pi * mpf(v))
                found = mp.quad(lambda g: density(g) / (4 * mp.cosh(g / 2) ** 2), ends)
                require_close(found, slope, mpf("1e-16"), f"tanh-sinh rule at {v}")
    return write_table(
        "logistic_expectation",
        """
Logistic response, G ~ N(0, v): E s'(G); E ln s'(G); I(Y;G) = ln 2 - E H_b(s(G)), s the logistic function (theory 4.2, 4.3).
Method: trapezoidal rule, step 0.15 in G. Checked: step doubled (1e-17); expansions for small v; tanh-sinh rule for E s'.
""",
        "variance slope log_slope information",
        rows,
    )


def table_logistic_regression_constants():
    """Constants of logistic regression with Gaussian inputs."""
    rows = []
    for d in (1, 2, 3, 5, 10, 50, 1000, 1000000):
        nodes = [(k, x / d, w) for k, x, w in chi_square_nodes(d)]
        kept, tiny = [], []
        for k, v, w in nodes:  # where v is below 1e-20 three terms of the expansions do
            (kept if v > mpf("1e-20") else tiny).append((k, v, w))
        means = [(k, v, w, *logistic_means(v)) for k, v, w in kept]
        means += [
            (k, v, w, mpf(1) / 4 - v / 16 + v**2 / 32, -2 * mp.log(2) - v / 4 + v**2 / 32, v / 8 - 3 * v**2 / 64)
            for k, v, w in tiny
        ]
        means.sort(key=lambda node: node[0])
        name = f"logistic constants {d}"
        kappa = mp.exp(log_sum(((k, w * log_slope) for k, v, w, _, log_slope, _ in means), name))
        lower = log_sum(((k, w * v * mp.exp(2 * log_slope)) for k, v, w, _, log_slope, _ in means), name)
        upper = log_sum(((k, w * v * slope / 2) for k, v, w, slope, _, _ in means), name)
        first = log_sum(((k, w * information) for k, v, w, _, _, information in means), name)
        require(mp.exp(log_expected_chi_square(d)) * kappa**2 <= lower, name + ": c kappa^2 <= k")
        require(2 * lower < first < upper < mpf(1) / 8, name + ": 2k < l_0 < g < 1/8")
        if d <= 10:  # G = theta^T X has a density with a Bessel function; g = E[G tanh(G/2)]/4
            with mp.workdps(25):
                nu, root = mpf(d - 1) / 2, mp.sqrt(d)
                density = lambda z: 2 * z**nu * mp.besselk(nu, z) / (mp.sqrt(mp.pi) * 2**nu * mp.gamma(mpf(d) / 2))
                found = mp.quad(lambda z: density(z) * z / root * mp.tanh(z / (2 * root)) / 4, [0, 1, 4, 12, 40, 120])
                require_close(found, upper, mpf("1e-16"), name + ": Bessel density")
        if d >= 1000:  # delta method about v = 1, Var v = 2/d
            width = mpf("1e-6")
            around = [logistic_means(1 + i * width) for i in (-1, 0, 1)]
            f = [v * mean[0] / 2 for v, mean in zip((1 - width, mpf(1), 1 + width), around)]
            expected = f[1] + (f[0] - 2 * f[1] + f[2]) / width**2 / d
            require(abs(upper - expected) < mpf(1) / mpf(d) ** 2, name + ": delta method")
        rows.append((d, kappa, lower, upper, first))
    for row, expected in [(0, (0.20401, 0.02571, 0.08761, 0.07359)), (3, (0.20061, 0.03565, 0.09911, 0.08819))]:
        for value, figure in zip(rows[row][1:], expected):
            require(abs(value - mpf(figure)) < mpf("1e-5"), f"figures quoted in theory 4.2, d = {rows[row][0]}")
    return write_table(
        "logistic_regression_constants",
        """
Logistic regression, Gaussian inputs: kappa_d = exp E ln s'(G), k_d = E[v exp(2 E[ln s'(G)|v])], g_d = E[v s'(G)]/2,
l_0 = ln 2 - E H_b(s(G)), with G ~ N(0, v), v = chi^2_d/d (theory 4.2, 4.3).
Method: the means of logistic_expectation inside a trapezoidal rule in ln chi^2. Checked: both steps doubled (1e-17);
c_d kappa_d^2 <= k_d and 2 k_d < l_0 < g_d < 1/8; g_d by the Bessel density of G (d <= 10); delta method (d >= 1000).
""",
        "d kappa k g first_error",
        rows,
    )


# --- Deep networks -------------------------------------------------------------------------------------------------


def network_rate(sizes, shares):
    """The rate of the Gaussian backward channel that leaves out these shares."""
    return mp.fsum(size / 2 * mp.log(1 / share) for size, share in zip(sizes, shares))


def network_shares(sizes, multiplier):
    """The shares s_l = P_l / (P_l + multiplier)."""
    return [size / (size + multiplier) for size in sizes]


def network_delta(shares):
    """1 - prod (1 - s_l), without cancellation."""
    return -mp.expm1(mp.fsum(mp.log1p(-share) for share in shares))


def network_allocation(sizes, delta):
    """The multiplier whose shares give delta: bisection of its logarithm."""
    low, high = mp.log(min(sizes)) - 400, mp.log(sum(sizes)) + 400
    while high - low > mpf(10) ** -58 * (1 + abs(low)):
        middle = (low + high) / 2
        low, high = (middle, high) if network_delta(network_shares(sizes, mp.exp(middle))) > delta else (low, middle)
    return mp.exp((low + high) / 2)


def network_least(objective, low, high):
    """The least value of objective(x): a grid, then golden section about its best point."""
    count = 2000
    grid = [low + (high - low) * i / count for i in range(count + 1)]
    best = min(range(count + 1), key=lambda i: objective(grid[i]))
    a, d = grid[max(0, best - 1)], grid[min(count, best + 1)]
    ratio = (mp.sqrt(5) - 1) / 2
    b, c = d - ratio * (d - a), a + ratio * (d - a)
    at_b, at_c = objective(b), objective(c)
    while d - a > mpf(10) ** -22:
        if at_b < at_c:
            d, c, at_c = c, b, at_b
            b = d - ratio * (d - a)
            at_b = objective(b)
        else:
            a, b, at_b = b, c, at_c
            c = a + ratio * (d - a)
            at_c = objective(c)
    return min(at_b, at_c)


def table_deep_network_bounds():
    """Rates and error bounds of deep networks from the numbers of parameters in their layers."""
    cases = [
        ((10,), "noisy", 4.0, 0.05, 200),
        ((10,), "class", 0.125, 0.01, 200),
        ((200, 400, 20), "noisy", 4.0, 0.05, 10000),
        ((200, 400, 20), "noisy", 4.0, 1e-9, 10**12),
        ((200, 400, 20), "noisy", 4.0, 0.8, 650),
        ((200, 400, 20), "class", 0.125, 0.02, 20000),
        ((7, 7, 7, 7), "noisy", 100.0, 0.3, 100),
        ((7, 7, 7, 7), "class", 0.25, 1e-12, 10**13),
        ((1, 1000000), "noisy", 1e6, 0.01, 10**8),
        ((1, 1000000), "noisy", 1e-6, 1e-8, 10**9),
        ((1000000, 1000, 1), "class", 0.4, 0.1, 10**7),
        ((784 * 512, 512 * 256, 256 * 128, 128 * 9), "class", 0.45, 0.3, 60000000),
        ((64 * 256, 256 * 256, 256), "noisy", 1e-3, 2e-4, 10**9),
        ((3, 9, 9, 9, 9, 9, 9, 3), "noisy", 0.0078125, 1e-3, 10**5),
        ((3, 9, 9, 9, 9, 9, 9, 3), "noisy", 1e12, 2.5, 10**5),
        ((6, 6, 2), "noisy", 20.0, 1e-3, 40),
    ]
    rows = []
    for sizes, kind, scale, epsilon, horizon in cases:
        exact, e, signal, t = [mpf(size) for size in sizes], mpf(epsilon), mpf(scale), mpf(horizon)
        total, layers = sum(exact), len(exact)
        if kind == "noisy":
            delta, explicit = mp.expm1(2 * e) / signal, mp.log1p(total / t) / 2
            explicit_delta = total / t / signal
            error = lambda d, signal=signal: mp.log1p(signal * d) / 2
        else:
            delta, explicit = e / signal, total / (2 * t)
            explicit_delta = explicit / signal
            error = lambda d, signal=signal: signal * d
        require(delta < 1, "delta is below 1")
        equal = total / 2 * mp.log(1 / (1 - (1 - delta) ** (mpf(1) / layers)))
        shares = network_shares(exact, network_allocation(exact, delta))
        allocated = network_rate(exact, shares)
        require_close(network_delta(shares), delta, mpf("1e-50"), "the allocation has the distortion")
        require(allocated <= equal * (1 + mpf("1e-50")), "the best allocation is not above the equal one")
        for first in range(layers):
            for second in range(layers):
                # Any exchange of ln(1 - s) between two layers costs rate.
                moved = [mp.log1p(-share) for share in shares]
                moved[first] *= mpf("1.001")
                moved[second] += mp.log1p(-shares[first]) * mpf("-0.001")
                if first != second and moved[second] < 0:
                    require(network_rate(exact, [-mp.expm1(m) for m in moved]) >= allocated, "the allocation is the best")

        def bound(x, sizes, error=error, t=t):
            shares = network_shares(sizes, mp.exp(x))
            return network_rate(sizes, shares) / t + error(network_delta(shares))

        nothing = error(mpf(1))
        reach = (mp.log(min(exact)) - 60, mp.log(2 * t * signal) + 5)
        best = min(nothing, network_least(lambda x: bound(x, exact), *reach))
        best_equal = min(nothing, network_least(lambda x: bound(x, [total / layers] * layers), *reach))
        require(best <= best_equal * (1 + mpf("1e-40")), "optimised bounds in order")
        in_form = nothing
        if explicit_delta <= 1:
            in_form = total / (2 * t) * mp.log(1 / (1 - (1 - explicit_delta) ** (mpf(1) / layers))) + explicit
        linear = total / (2 * t) * max(mpf(0), mp.log(layers / explicit_delta)) + explicit
        require(best_equal * (1 - mpf("1e-40")) <= in_form <= linear * (1 + mpf("1e-50")), "explicit bounds in order")
        rows.append((int(kind == "class"), layers, *sizes, scale, epsilon, horizon, delta, equal, allocated, best, best_equal, in_form, linear, nothing))
    return write_table(
        "deep_network_bounds",
        """
Deep networks: bounds on rate and error from the numbers of parameters P_l in the layers (theory 5.2 to 5.4). Rows differ in
length: the kind of output (0: noisy, scale is V/sigma^2; 1: class, scale is kappa V) and L come first.
Method: 60 digits; the allocation by bisection, the optimised errors by a grid and golden section. Checked: order; that no
exchange between two layers lowers the rate.
""",
        "kind L P_1 .. P_L scale epsilon T delta equal_rate allocated_rate allocated_upper equal_upper explicit_upper linear_upper prior_upper",
        rows,
    )


# --- Conjugate processes -----------------------------------------------------------------------------------------


def table_gaussian_mean():
    """Gaussian mean."""
    cases = [
        (1, 1.0, 1.0, 1), (1, 2.0, 0.5, 10), (4, 2.0, 0.5, 1), (4, 2.0, 0.5, 1000), (2, 0.1, 3.0, 7), (1, 1e-12, 1e12, 1),
        (1, 1e12, 1e-12, 1), (3, 1e-8, 1.0, 10), (1000, 1.0, 0.25, 100), (1000000, 1e-3, 1.0, 1), (1, 1.0, 1.0, 1000000000),
        (50, 1e-12, 4.0, 1000000000), (1, 1e-150, 1e150, 1),
    ]  # fmt: skip
    rows = []
    for d, prior, noise, horizon in cases:
        ratio = mpf(prior) / mpf(noise)
        value = d * mp.log1p(horizon * ratio) / 2
        rows.append((d, prior, noise, horizon, value))
        if horizon <= 1000:  # chain rule: predictive over noise variance at each step, with the posterior's precision
            precision, total = 1 / mpf(prior), mpf(0)
            with mp.workdps(350):
                for _ in range(horizon):
                    total += d * mp.log1p(1 / (precision * mpf(noise))) / 2
                    precision += 1 / mpf(noise)
            require_close(total, value, mpf("1e-40"), f"Gaussian mean {d} {prior} {noise} {horizon}")
        if horizon <= 10:  # ln det(I + ratio 11^T)
            with mp.workdps(350):
                gram = mp.matrix(horizon, horizon) + ratio
                for i in range(horizon):
                    gram[i, i] += 1
                require_close(d * mp.log(mp.det(gram)) / 2, value, mpf("1e-25"), f"Gaussian mean {ratio}: determinant")
    return write_table(
        "gaussian_mean",
        """
Gaussian mean, theta ~ N(0, tau^2 I_d), Y ~ N(theta, sigma^2 I_d): I(H_T; theta) = (d/2) ln(1 + T tau^2/sigma^2) (theory 2.6 a).
Checked: the chain rule step by step (T <= 1000); determinant of the T x T covariance (T <= 10).
""",
        "d prior_variance noise_variance T information",
        rows,
    )


@lru_cache(maxsize=8)
def log_rising(a, count):
    """[ln Gamma(a+s) - ln Gamma(a) for s = 0..count], by cumulative sums of ln(a+i)."""
    sums, total = [mpf(0)], mpf(0)
    for i in range(count):
        total += mp.log(a + i)
        sums.append(total)
    return sums


@lru_cache(maxsize=64)
def expected_log_rising(a, rest, horizon):
    """E[ln Gamma(a+S) - ln Gamma(a)], S ~ BetaBinomial(T; a, rest): one sum, the probabilities by their ratios."""
    sums = log_rising(a, horizon)
    probability = mp.exp(log_rising(rest, horizon)[-1] - log_rising(a + rest, horizon)[-1])
    mass, mean = mpf(0), mpf(0)
    for s in range(horizon + 1):
        mass += probability
        mean += probability * sums[s]
        if s < horizon:
            probability *= (horizon - s) * (a + s) / ((s + 1) * (rest + horizon - s - 1))
    require_close(mass, mpf(1), mpf("1e-45"), f"beta-binomial mass {a} {rest} {horizon}")
    return mean


def dirichlet_information(concentrations, horizon):
    """I(H_T; theta) of the Dirichlet-categorical process (theory 2.6 c); two categories: beta-Bernoulli."""
    alphas = [mpf(a) for a in concentrations]
    total = mp.fsum(alphas)
    joint = log_rising(total, horizon)[-1] - mp.fsum(expected_log_rising(a, total - a, horizon) for a in alphas)
    given = mp.psi(0, total + 1) - mp.fsum(a / total * mp.psi(0, a + 1) for a in alphas)
    return joint - horizon * given


def dirichlet_by_sequences(concentrations, horizon, step):
    """The same by every sequence of labels and quadrature over theta, gamma functions nowhere: a cross-check.

    theta by stick-breaking, each stick 1/(1 + e^-v) with v on a trapezoidal grid; both p(H|theta) and p(H) come from it.
    """
    with mp.workdps(30):
        alphas = [mpf(a) for a in concentrations]
        left = [(mpf(1), mpf(0), ())]  # weight, ln of the stick that remains, ln theta so far
        for i, a in enumerate(alphas[:-1]):
            rest = mp.fsum(alphas[i + 1 :])
            grid = log_nodes(lambda v: -a * mp.log1p(mp.exp(-v)) - rest * mp.log1p(mp.exp(v)), mp.log(a / rest), step)
            least = mpf("1e-26") * max(w for _, _, w in grid)
            grid = [(w, -mp.log1p(mp.exp(-v)), -mp.log1p(mp.exp(v))) for _, v, w in grid if w > least]
            mass = mp.fsum(w for w, _, _ in grid)
            left = [(u * w / mass, stick + lo, logs + (stick + lp,)) for u, stick, logs in left for w, lp, lo in grid]
        points = [(w, logs + (stick,)) for w, stick, logs in left]
        information = mpf(0)
        for sequence in itertools.product(range(len(alphas)), repeat=horizon):
            log_likelihoods = [sum(logs[y] for y in sequence) for _, logs in points]
            joint = [w * mp.exp(log_p) for (w, _), log_p in zip(points, log_likelihoods)]
            evidence = mp.log(mp.fsum(joint))
            information += mp.fdot(joint, [log_p - evidence for log_p in log_likelihoods])
        return information


def table_beta_bernoulli():
    """Beta-Bernoulli."""
    cases = [(1.0, 1.0, t) for t in (1, 2, 6, 10, 100, 1000, 10000, 100000)]
    cases += [(0.5, 0.5, t) for t in (1, 5, 10, 1000, 10000)] + [(0.01, 0.02, t) for t in (1, 10, 1000, 10000)]
    cases += [(2.0, 5.0, t) for t in (1, 4, 10, 10000)] + [(1e8, 1e8, t) for t in (1, 10, 1000)]
    cases += [(1e-8, 1e-8, 10), (1e8, 1.0, 10), (1.0, 1e6, 1000), (100.0, 0.1, 50), (1e4, 1e4, 10000), (0.3, 0.7, 3)]
    rows = [(a, b, t, dirichlet_information((a, b), t)) for a, b, t in cases]
    steps = {(1.0, 1.0, 6): 0.25, (0.5, 0.5, 5): 0.25, (2.0, 5.0, 4): 0.25, (0.3, 0.7, 3): 0.25, (1e8, 1e8, 10): 3e-5}
    for a, b, t, value in rows:
        if (a, b, t) in steps:
            by_sequences = dirichlet_by_sequences((a, b), t, mpf(steps[a, b, t]))
            require_close(by_sequences, value, mpf("1e-15" if a == 1e8 else "1e-20"), f"beta-Bernoulli {a} {b} {t}")
        if t <= 1000:  # -ln p(H_T) and its law by ln Gamma itself, which loses at most 12 of 60 digits here
            a_, b_ = mpf(a), mpf(b)
            log_beta = [mp.loggamma(a_ + s) + mp.loggamma(b_ + t - s) - mp.loggamma(a_ + b_ + t) for s in range(t + 1)]
            log_beta = [x - mp.loggamma(a_) - mp.loggamma(b_) + mp.loggamma(a_ + b_) for x in log_beta]
            joint = -mp.fsum(math.comb(t, s) * mp.exp(x) * x for s, x in enumerate(log_beta))
            given = mp.psi(0, a_ + b_ + 1) - (a_ * mp.psi(0, a_ + 1) + b_ * mp.psi(0, b_ + 1)) / (a_ + b_)
            require_close(joint - t * given, value, mpf("1e-32"), f"beta-Bernoulli {a} {b} {t} by ln Gamma")
        if t == 1:  # H_b(mean) - E H_b
            q = mpf(a) / (mpf(a) + mpf(b))
            entropy = -q * mp.log(q) - (1 - q) * mp.log(1 - q)
            given = mp.psi(0, mpf(a) + mpf(b) + 1) - q * mp.psi(0, mpf(a) + 1) - (1 - q) * mp.psi(0, mpf(b) + 1)
            require_close(value, entropy - given, mpf("1e-30"), f"beta-Bernoulli {a} {b} once")
        if (a, b) == (1.0, 1.0):  # s is uniform: ln(T+1) + E ln binomial(T, s) = H(H_T)
            logs = log_rising(mpf(1), t)
            uniform = mp.log(t + 1) + mp.fsum(logs[t] - logs[s] - logs[t - s] for s in range(t + 1)) / (t + 1) - mpf(t) / 2
            require_close(value, uniform, mpf("1e-40"), f"uniform prior {t}")
    return write_table(
        "beta_bernoulli",
        """
Beta-Bernoulli: I(H_T; theta), theta ~ Beta(alpha, beta) (theory 2.6 b).
Method: one sum over the count at 60 digits, ln Gamma by cumulative sums of logarithms.
Checked: all label sequences with quadrature over theta (T <= 10); ln Gamma itself for T <= 1000; T = 1 and the uniform prior in
closed form.
""",
        "alpha beta T information",
        rows,
    )


def table_dirichlet_categorical():
    """Dirichlet-categorical."""
    cases = [((1.0, 1.0, 1.0), t) for t in (1, 2, 3, 10, 100, 1000)] + [((1.0, 2.0, 3.0), t) for t in (2, 50, 10000)]
    cases += [((1.0, 1.0), 10), ((0.3, 0.7), 3), ((0.1, 0.2, 0.3), 1), ((0.1, 0.2, 0.3), 1000), ((0.5,) * 4, 10)]
    cases += [((0.5,) * 4, 1000), ((0.1,) * 10, 100), ((1e6,) * 5, 10), ((1e8,) * 3, 10), ((1e-3, 1.0, 1e3), 100)]
    cases += [((0.04,) * 27, 1000), ((1e-4,) * 100, 20), ((1.5, 2.5, 4.0), 3), ((1.0, 2.0, 3.0, 4.0, 5.0), 500)]
    rows = [(len(alphas), *alphas, t, dirichlet_information(alphas, t)) for alphas, t in cases]
    values = {case: row[-1] for case, row in zip(cases, rows)}
    for case, step in [(((0.3, 0.7), 3), 0.25), (((1.0,) * 3, 2), 0.3), (((1.0, 2.0, 3.0), 2), 0.3), (((1.5, 2.5, 4.0), 3), 0.3)]:
        require_close(dirichlet_by_sequences(*case, mpf(step)), values[case], mpf("1e-16"), f"Dirichlet {case}")
    # Grouping: which of {1}, {2, 3} is a beta-Bernoulli process; then, within the group, another on a random horizon.
    first, *others = mpf(1), mpf(2), mpf(3)
    t, rest, within = 50, mp.fsum(others), mpf(0)
    probability = mp.exp(log_rising(first, t)[-1] - log_rising(first + rest, t)[-1])  # no label in the group
    for count in range(t + 1):
        within += probability * dirichlet_information(others, count)
        if count < t:
            probability *= (t - count) * (rest + count) / ((count + 1) * (first + t - count - 1))
    whole = dirichlet_information((first, rest), t) + within
    require_close(whole, values[(1.0, 2.0, 3.0), t], mpf("1e-40"), "Dirichlet (1, 2, 3) by grouping")
    return write_table(
        "dirichlet_categorical",
        """
Dirichlet-categorical: I(H_T; theta), theta ~ Dirichlet(a_1, ..., a_k) (theory 2.6 c). Rows differ in length: k comes first.
Method: k one-dimensional sums at 60 digits, ln Gamma by cumulative sums of logarithms.
Checked: all label sequences with quadrature over theta (k <= 3, T <= 3); the chain rule over groups of categories.
""",
        "k a_1 .. a_k T information",
        rows,
    )


def gamma_poisson_information(expected_log, shape, rate, horizon):
    """I(H_T; theta) = M (psi(a+1) - 1) + (a+M) ln(1 + T/b) - E[ln Gamma(a+S) - ln Gamma(a)] (theory 2.6 e)."""
    a, b = mpf(shape), mpf(rate)
    mean = horizon * a / b
    return mean * (mp.psi(0, a + 1) - 1) + (a + mean) * mp.log1p(horizon / b) - expected_log(a, b, horizon)


def expected_log_by_sum(a, b, horizon):
    """E[ln Gamma(a+S) - ln Gamma(a)], S negative binomial, as the sum that it is."""
    fail = horizon / (b + horizon)
    probability = mp.exp(-a * mp.log1p(horizon / b))
    left, logs, mean = 1 - probability, mpf(0), mpf(0)
    for s in itertools.count():
        mean += probability * logs
        if s > a * horizon / b and probability * (abs(logs) + 1) < mpf("1e-55") * abs(mean) * (1 - fail):
            break
        logs += mp.log(a + s)
        probability *= fail * (a + s) / (s + 1)
        left -= probability
    require(abs(left) < mpf("1e-45"), f"negative binomial mass {a} {b} {horizon}")
    return mean


def expected_log_by_integral(a, b, horizon):
    """The same from Malmsten's integral,
    ln Gamma(a+s) - ln Gamma(a) = integral over t > 0 of [s - e^(-(a-1)t) (1 - e^(-st))/(1 - e^-t)] e^-t/t,
    and E e^(-tS) = (1 + (T/b)(1 - e^-t))^-a; the trapezoidal rule in ln t. Any size of S."""
    mean, odds = horizon * a / b, horizon / b
    with mp.workdps(WORKING_DIGITS + 80):  # the bracket is O(t) of terms O(1) at small t

        def term(v):
            t = mp.exp(v)
            open_ = -mp.expm1(-t)
            moment = -mp.expm1(-a * mp.log1p(odds * open_))
            return (mean - mp.exp(-(a - 1) * t) * moment / open_) * mp.exp(-t)

        step = mpf(1) / 16
        # At small t the integrand is about t E[S (S + 2a - 1)]/2, at large t it falls like e^(-t min(a, 1)).
        low, high = -NEGLIGIBLE - mp.log1p(mean + a + odds), mp.log(NEGLIGIBLE / min(a, 1))
        ks = range(int(low / step), int(high / step) + 2)
        return log_sum(((k, step * term(k * step)) for k in ks), f"Malmsten {a} {b} {horizon}")


def gamma_poisson_by_sequences(shape, rate, horizon, counts):
    """The same by every sequence of labels below `counts` and quadrature over theta: a cross-check to 1e-16."""
    with mp.workdps(25):
        a, b = mpf(shape), mpf(rate)
        grid = log_nodes(lambda v: a * v - b * mp.exp(v), mp.log(a / b), mpf(1) / 10)
        least = mpf("1e-26") * max(w for _, _, w in grid)
        grid = [(v, mp.exp(v), w) for _, v, w in grid if w > least]
        mass = mp.fsum(w for _, _, w in grid)
        information = mpf(0)
        for labels in itertools.combinations_with_replacement(range(counts), horizon):
            orders = math.factorial(horizon)  # of this multiset of labels: equal labels may not be told apart
            for y in set(labels):
                orders //= math.factorial(labels.count(y))
            total, factorials = sum(labels), math.prod(math.factorial(y) for y in labels)
            log_likelihoods = [total * v - horizon * theta for v, theta, _ in grid]
            joint = [w * mp.exp(log_p) for (_, _, w), log_p in zip(grid, log_likelihoods)]
            evidence = mp.log(mp.fsum(joint) / mass)
            information += orders * mp.fdot(joint, [log_p - evidence for log_p in log_likelihoods]) / mass / factorials
        return information


def table_gamma_poisson():
    """Gamma-Poisson."""
    cases = [(1.0, 1.0, t) for t in (1, 10, 100, 1000, 100000)] + [(2.0, 4.0, 1), (2.0, 4.0, 2), (0.5, 3.0, 1), (3.0, 0.1, 1)]
    cases += [(3.0, 0.1, 100), (0.01, 1.0, 1), (0.01, 1.0, 1000), (0.01, 1e-3, 10), (0.01, 1e3, 10), (100.0, 10.0, 10000)]
    cases += [(1e6, 1e6, 1), (1e6, 1e6, 100), (1e6, 1.0, 1), (1e6, 1.0, 10000), (1e6, 1e-3, 1), (1e-4, 1.0, 10), (7.5, 1e8, 3)]
    rows = []
    for a, b, t in cases:
        value = gamma_poisson_information(expected_log_by_integral, a, b, t)
        rows.append((a, b, t, value))
        # About how many counts the sum runs over: the mean and 120 lengths of its geometric tail, or 20 deviations.
        if a * t / b + 120 * (1 + t / b) + 20 * math.sqrt(a * t / b * (1 + t / b)) < 200000:
            by_sum = gamma_poisson_information(expected_log_by_sum, a, b, t)
            require_close(by_sum, value, mpf("1e-31"), f"gamma-Poisson {a} {b} {t}: sum against integral")
    for (a, b, t), counts in [((2.0, 4.0, 1), 40), ((2.0, 4.0, 2), 40), ((0.5, 3.0, 1), 45)]:
        found = gamma_poisson_by_sequences(a, b, t, counts)
        (value,) = (row[3] for row in rows if row[:3] == (a, b, t))
        require_close(found, value, mpf("1e-16"), f"gamma-Poisson {a} {b} {t} by sequences")
    return write_table(
        "gamma_poisson",
        """
Gamma-Poisson: I(H_T; theta), theta ~ Gamma(shape, rate), Y ~ Poisson(theta) (theory 2.6 e).
Method: E ln Gamma(a+S) by Malmsten's integral and the Laplace transform of the negative binomial law, at 140 digits.
Checked: the sum over counts wherever it has fewer than 200000 terms (1e-31); label sequences with quadrature over theta (T <= 2).
""",
        "shape rate T information",
        rows,
    )


# --- Finite processes --------------------------------------------------------------------------------------------


def compositions(total, parts):
    """All ways to write `total` as an ordered sum of `parts` integers >= 0."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in compositions(total - first, parts - 1):
            yield (first, *others)


def finite_information(prior, likelihood, histories, horizon):
    """sum over histories of p(theta, h) ln(p(h|theta)/p(h)); histories yields (multiplicity, counts)."""
    prior = [mpf(p) for p in prior]
    powers = [[[mpf(q) ** n for n in range(horizon + 1)] for q in row] for row in likelihood]  # 0^0 = 1
    information, mass = mpf(0), mpf(0)
    for multiplicity, counts in histories:
        given = [mp.fprod(powers_y[n] for powers_y, n in zip(row, counts)) for row in powers]
        evidence = mp.fdot(prior, given)
        mass += multiplicity * evidence
        for p, g in zip(prior, given):
            if g > 0:
                information += multiplicity * p * g * mp.log(g / evidence)
    require_close(mass, mpf(1), mpf("1e-70"), "histories' total probability")
    return information


def by_counts(outcomes, horizon):
    """Every vector of counts with its multinomial coefficient."""
    for counts in compositions(horizon, outcomes):
        yield math.factorial(horizon) // math.prod(map(math.factorial, counts)), counts


def by_sequences(outcomes, horizon):
    """Every sequence, as counts."""
    for sequence in itertools.product(range(outcomes), repeat=horizon):
        yield 1, tuple(sequence.count(y) for y in range(outcomes))


def table_finite_process():
    """Finite theta, finite outcomes."""
    symmetric = ([0.5, 0.5], [[0.75, 0.25], [0.25, 0.75]])
    erasure = ([0.5, 0.25, 0.25], [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
    equal = ([0.25, 0.75], [[0.5, 0.375, 0.125], [0.5, 0.375, 0.125]])
    distinct = ([0.5, 0.25, 0.25], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    coins = ([0.25, 0.25, 0.25, 0.25], [[0.125, 0.875], [0.375, 0.625], [0.625, 0.375], [0.9375, 0.0625]])
    wide = ([0.625, 0.375], [[0.25, 0.25, 0.25, 0.25], [0.0, 0.5, 0.125, 0.375]])
    close = ([0.5, 0.5], [[0.5 + 2.0**-20, 0.5 - 2.0**-20], [0.5 - 2.0**-20, 0.5 + 2.0**-20]])
    rare = ([2.0**-40, 1 - 2.0**-40], [[0.0, 1.0], [0.75, 0.25]])
    single = ([1.0], [[0.5, 0.5]])
    cases = [(symmetric, t) for t in (1, 2, 10, 1000)] + [(erasure, t) for t in (1, 2, 5, 40)]
    cases += [(equal, 1), (equal, 5), (distinct, 1), (distinct, 4), (single, 3), (wide, 1), (wide, 4), (wide, 20)]
    cases += [(coins, t) for t in (1, 3, 10, 300)] + [(close, 1), (close, 8), (close, 1000), (rare, 1), (rare, 6), (rare, 100)]
    rows = []
    for (prior, likelihood), t in cases:
        outcomes = len(likelihood[0])
        require(sum(prior) == 1 and all(sum(row) == 1 for row in likelihood), "a finite process's rows sum to 1 exactly")
        with mp.workdps(WORKING_DIGITS + 20):
            value = finite_information(prior, likelihood, by_counts(outcomes, t), t)
            entropy = -mp.fsum(p * mp.log(p) for p in prior)
            require(-mpf("1e-70") <= value <= entropy + mpf("1e-70"), "0 <= I <= H(theta)")
            if outcomes**t <= 1100:
                by_all = finite_information(prior, likelihood, by_sequences(outcomes, t), t)
                require(abs(by_all - value) <= mpf("1e-45") * value + mpf("1e-70"), f"finite process by sequences {prior} {t}")
            if all(row == likelihood[0] for row in likelihood):
                require(abs(value) < mpf("1e-70"), "no information in equal rows")
                value = mpf(0)
            if likelihood == distinct[1]:
                require_close(value, entropy, mpf("1e-60"), "all information in distinct rows")
        rows.append((len(prior), outcomes, *prior, *itertools.chain(*likelihood), t, value))
    return write_table(
        "finite_process",
        """
Finite theta, finite outcomes, iid given theta: I(H_T; theta) (theory 2.6 d). Rows differ in length: K and M come first.
All probabilities are dyadic, so they are exact in binary64 and sum to exactly 1.
Method: enumeration of counts at 80 digits. Checked: enumeration of all sequences (M^T <= 1100); total probability 1; 0 <= I <= H(theta).
""",
        "K M prior_1 .. prior_K likelihood_11 .. likelihood_1M .. likelihood_KM T information",
        rows,
    )


# --- Polya urn and uniform sphere ---------------------------------------------------------------------------------


def partitions(n, largest):
    """Every multiset of positive sizes with sum n, none above `largest`, as {size: how many}."""
    if n == 0:
        yield {}
    for size in range(min(n, largest), 0, -1):
        for rest in partitions(n - size, size):
            yield {**rest, size: rest.get(size, 0) + 1}


def urn_by_partitions(n, concentration):
    """E C_n, H_urn, H_counts by summation over all multisets of sizes (Ewens)."""
    rising = mp.rf(concentration, n)
    mass = tables = sets = sizes = mpf(0)
    for counts in partitions(n, n):
        found = sum(counts.values())
        set_probability = concentration**found * mp.fprod(mp.factorial(j - 1) ** a for j, a in counts.items()) / rising
        ways = mp.factorial(n) / mp.fprod(mp.factorial(j) ** a * mp.factorial(a) for j, a in counts.items())
        mass += ways * set_probability
        tables += ways * set_probability * found
        sets -= ways * set_probability * mp.log(set_probability)
        sizes -= ways * set_probability * mp.log(ways * set_probability)
    require_close(mass, mpf(1), mpf("1e-55"), f"mass of all partitions {n} {concentration}")
    return tables, sets, sizes


@lru_cache(maxsize=1)
def log_factorial_differences(count):
    """The r-th difference of ln(m!) at m = 0 for r = 0..count."""
    row, differences = [mp.log(mp.factorial(m)) for m in range(count + 1)], []
    while row:
        differences.append(row[0])
        row = [after - before for before, after in zip(row, row[1:])]
    return differences


def urn_by_moments(n, concentration):
    """The same by linearity: means of a_j, and of ln a_j! by factorial moments mu_r."""
    ratios = [mpf(1)]  # n! K^(n-m) / ((n-m)! K^(n))
    for m in range(n):
        ratios.append(ratios[-1] * (n - m) / (concentration + n - 1 - m))
    differences = log_factorial_differences(300)
    rising = mp.log(mp.rf(concentration, n))
    tables = mp.fsum(concentration / (concentration + i) for i in range(n))
    sets, sizes = rising - tables * mp.log(concentration), rising - mp.log(mp.factorial(n))
    for j in range(1, n + 1):
        mean = concentration / j * ratios[j]
        sets -= mean * mp.log(mp.factorial(j - 1))
        sizes -= mean * mp.log(concentration / j)
        power = concentration / j
        for r in range(2, n // j + 1):
            power *= concentration / j / r
            sizes += power * ratios[j * r] * differences[r]
    return tables, sets, sizes


def table_urn():
    """Tables, partition entropy and size entropy of the urn."""
    concentrations = (1e-300, 1e-20, 1e-5, 0.3, 1.0, 2.5, 5.0, 29.0, 31.0, 100.0, 1e4, 1e10, 1e17, 1e100)
    rows = []
    for n in (2, 3, 6, 12, 30, 300):
        for concentration in concentrations:
            with mp.workdps(900):
                values = urn_by_moments(n, mpf(concentration))
                if n <= 12:
                    for found, value in zip(urn_by_partitions(n, mpf(concentration)), values):
                        require_close(found, value, mpf("1e-60"), f"urn by partitions {n} {concentration}")
                rows.append((n, concentration, *(+value for value in values)))
    with mp.workdps(900):
        tables, sets, sizes = urn_by_moments(100, mpf(5))
        require(abs(tables - mpf("15.715366092266933")) < mpf("1e-14"), "tables quoted elsewhere")
    return write_table(
        "urn",
        """
Polya urn of concentration K: mean number of tables E C_n, entropy of the set partition, of the multiset of sizes (theory 6.2).
Method: means and factorial moments of a_j, at 900 digits. Checked: all partitions (n <= 12).
""",
        "n concentration tables partition_entropy size_entropy",
        rows,
    )


def sphere_law(d, kappa):
    """1 - A and ln E exp(kappa (t - 1)) for t, a coordinate of a uniform unit vector of R^d: t = tanh s, trapezoidal."""
    spread = mp.sqrt(mpf(d - 1) ** 2 + 4 * kappa**2)
    t = 2 * kappa / (d - 1 + spread)
    lack = (d - 1) * t / (kappa * (1 + t))  # 1 - t at the mode
    mode = mp.log((1 + t) / lack) / 2
    width = 1 / mp.sqrt((d - 1 + 2 * kappa * t) * lack * (1 + t))
    log_weight = lambda s: -(d - 1) * mp.log(mp.cosh(s)) - 2 * kappa / (1 + mp.exp(2 * s))
    nodes = log_nodes(log_weight, mode, min(width / 6, mpf("0.04")))
    mass = log_sum(((k, w) for k, _, w in nodes), f"sphere mass {d}")
    means = log_sum(((k, w * 2 / (1 + mp.exp(2 * s))) for k, s, w in nodes), f"sphere mean {d}")
    uniform = mp.sqrt(mp.pi) * mp.gamma(mpf(d - 1) / 2) / mp.gamma(mpf(d) / 2)
    return means / mass, mp.log(mass / uniform)


def sphere_rate(d, distortion):
    """R_d(delta^2): the maximum over kappa of kappa m - ln E exp(kappa t), m = sqrt(1 - delta^2), by the secant rule."""
    mean = mp.sqrt(1 - distortion)
    lack = distortion / (1 + mean)
    if d == 1:
        return ((1 + mean) * mp.log1p(mean) + lack * mp.log(lack)) / 2
    excess = lambda log_kappa: mp.log(sphere_law(d, mp.exp(log_kappa))[0] / lack)
    before, now = mp.log((d - 1) * mean / distortion), mp.log(d * mean / distortion)
    at_before, at_now = excess(before), excess(now)
    while abs(at_now) > mpf("1e-24") and at_now != at_before:
        before, now, at_before = now, now - at_now * (now - before) / (at_now - at_before), at_now
        at_now = excess(now)
    kappa = mp.exp(now)
    return -kappa * lack - sphere_law(d, kappa)[1]


def table_uniform_sphere():
    """Rate of the uniform law on a sphere."""
    distortions = (1 - 2.0**-40, 0.999, 0.9, 0.5, 0.1, 1e-3, 1e-12, 1e-40, 1e-300)
    rows = []
    for d in (1, 2, 3, 4, 10, 65, 66, 67, 1000, 1000000):
        for distortion in distortions:
            rate = sphere_rate(d, mpf(distortion))
            require(rate <= -mpf(d) / 2 * mp.log(mpf(distortion)), "R_d is at most the Gaussian rate")
            if d == 3 and distortion in (0.5, 0.1):  # A = coth k - 1/k, E exp(k t) = sinh(k)/k
                kappa = mp.findroot(lambda k: mp.coth(k) - 1 / k - mp.sqrt(1 - mpf(distortion)), 3 / mpf(distortion))
                expected = kappa * mp.coth(kappa) - 1 - mp.log(mp.sinh(kappa) / kappa)
                require_close(rate, expected, mpf("1e-30"), "three dimensions in closed form")
            if d in (2, 10) and distortion in (0.9, 0.5, 0.1):
                nu, mean = mpf(d) / 2 - 1, mp.sqrt(1 - mpf(distortion))
                bessel = lambda k: mp.besseli(nu + 1, k) / mp.besseli(nu, k)
                kappa = mp.findroot(lambda k: bessel(k) - mean, (d - mpf(1) / 2) * mean / mpf(distortion))
                expected = kappa * mean + mp.log((kappa / 2) ** nu / (mp.gamma(nu + 1) * mp.besseli(nu, kappa)))
                require_close(rate, expected, mpf("1e-30"), f"Bessel functions {d} {distortion}")
            rows.append((d, distortion, rate))
    return write_table(
        "uniform_sphere",
        """
Uniform unit vector of R^d, squared error: R_d(delta^2) = max over k of k m - ln E exp(k t), m = sqrt(1 - delta^2) (theory 6.2).
Method: trapezoidal rule in artanh t. Checked: step doubled; Bessel functions (d = 2, 10); closed form (d = 3); (d/2) ln(1/delta^2).
""",
        "d distortion rate",
        rows,
    )


# --- Command line ------------------------------------------------------------------------------------------------


TABLES = {name[len("table_") :]: function for name, function in list(globals().items()) if name.startswith("table_")}


def main():
    """Make the tables named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Make the reference tables next to this script (default: all).")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    names = parser.parse_args().tables or list(TABLES)
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        parser.error("no such table: " + ", ".join(unknown) + "; choose from " + ", ".join(TABLES))
    mp.dps = WORKING_DIGITS
    for name in names:
        start, before = time.monotonic(), checks_passed
        count = TABLES[name]()
        print(f"{name}: {count} rows, {checks_passed - before} checks, {time.monotonic() - start:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
