# SPDX-License-Identifier: BSL-1.0
"""usage: rivals.py WORK: the work by NumPy and SciPy, or by scikit-learn, as a competent user writes it.

Prints a line: tool, lower, upper, standard error, seconds of the fastest call. With WORK `kernel`: what multiplies
NumPy's matrices; with `has`: the packages that are there.
"""

import ctypes
import importlib.util
import sys
import time

import numpy as np

FEW, LABELS, CONTRASTS = 10, 50, 4096
FRESH, SHARED, SHARED_BY = 256, 2048, 128
DIMENSION, HORIZON, CURVES = 100, 1000, 20

rng = np.random.default_rng(1)


def measure(work):
    """The fastest of the calls that three tenths of a second have, two at least, in processor time."""
    fastest = np.inf
    start = time.process_time()
    calls = 0
    while calls < 2 or time.process_time() - start < 0.3:
        begin = time.process_time()
        said = work()
        fastest = min(fastest, time.process_time() - begin)
        calls += 1
    return (*said, fastest)


def design(rows, columns):
    i, j = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    return np.sqrt(2) * np.sin(1 + 1.7 * (i * columns + j) + 0.3 * (i * i % 97))


def labels_of(rows):
    return np.cos(2.3 * np.arange(rows))


def exactly(value):
    return value, value, 0.0


# Contrastive estimates of logistic regression


def draw_labels(eta):
    return (rng.random(eta.shape) < 1 / (1 + np.exp(-eta))).astype(float)


def sides(own, totals):
    """The two sides of replicates, a row of contrasts each."""
    largest = totals.max(axis=-1)
    totals = np.exp(np.subtract(totals, largest[..., None], out=totals), out=totals)
    evidence = largest + np.log(totals.sum(axis=-1))
    upper = own - evidence + np.log(CONTRASTS)
    lower = own - np.logaddexp(evidence, own) + np.log(CONTRASTS + 1)
    return lower, upper


def mean(lower, upper, group):
    means = np.asarray(upper).reshape(-1, group).mean(axis=1)
    return np.mean(lower), np.mean(upper), means.std(ddof=1) / np.sqrt(means.size)


def fresh_designs():
    lower, upper = [], []
    for _ in range(FRESH):
        theta = rng.standard_normal(FEW) / np.sqrt(FEW)
        thetas = rng.standard_normal((CONTRASTS, FEW)) / np.sqrt(FEW)
        x = rng.standard_normal((LABELS, FEW))
        eta = x @ theta
        y = draw_labels(eta)
        etas = thetas @ x.T
        scores = etas @ y
        np.exp(etas, out=etas)
        np.log1p(etas, out=etas)
        side = sides(np.array(eta @ y - np.log1p(np.exp(eta)).sum()), scores - etas.sum(axis=1))
        lower.append(side[0])
        upper.append(side[1])
    return mean(lower, upper, 1)


def shared_design():
    x = design(LABELS, FEW)
    lower, upper = [], []
    for _ in range(SHARED // SHARED_BY):
        thetas = rng.standard_normal((CONTRASTS, FEW)) / np.sqrt(FEW)
        etas = thetas @ x.T
        np.exp(etas, out=etas)
        np.log1p(etas, out=etas)
        label_free = etas.sum(axis=1)
        eta = (rng.standard_normal((SHARED_BY, FEW)) / np.sqrt(FEW)) @ x.T
        y = draw_labels(eta)
        own = (eta * y - np.log1p(np.exp(eta))).sum(axis=1)
        totals = (y @ x) @ thetas.T
        totals -= label_free
        side = sides(own, totals)
        lower.append(side[0])
        upper.append(side[1])
    return mean(np.concatenate(lower), np.concatenate(upper), SHARED_BY)


# The learning curve of linear regression


def linear_curve():
    from scipy.linalg import solve_triangular

    block, noise_variance = 64, 0.25
    totals = []
    for _ in range(CURVES):
        x = rng.standard_normal((HORIZON, DIMENSION))
        precision = DIMENSION * noise_variance * np.eye(DIMENSION)
        increments = []
        for start in range(0, HORIZON, block):
            rows = x[start : start + block]
            factor = np.linalg.cholesky(precision)
            whitened = solve_triangular(factor, rows.T, lower=True, check_finite=False)
            innovation = np.linalg.cholesky(np.eye(len(rows)) + whitened.T @ whitened)
            increments.append(np.log(np.diag(innovation)))
            precision += rows.T @ rows
        totals.append(np.concatenate(increments).sum())
    value = np.mean(totals)
    return value, value, np.std(totals, ddof=1) / np.sqrt(CURVES)


# Blahut and Arimoto


def iterate(p, distortions, slope, tolerance, q):
    kernel = np.exp(-slope * distortions)
    while True:
        z = kernel @ q
        c = (p / z) @ kernel
        above = -(p @ np.log(z))
        gap = np.log(c.max())
        if gap <= tolerance:
            return above - gap, above
        q = q * c
        q[q < 1e-200] = 0  # numbers below the range take many times as long


def five_slopes():
    x = np.linspace(-3, 3, 64)
    p = np.exp(-(x**2) / 2)
    p /= p.sum()
    distortions = np.subtract.outer(x, x) ** 2
    lower = upper = 0
    for slope in (0.6, 1.2, 2.5, 5, 10):
        found = iterate(p, distortions, slope, 1e-5, np.full(64, 1 / 64))
        lower += found[0]
        upper += found[1]
    return lower, upper, 0.0


def binary_source():
    """A hundred slopes at once."""
    p, hamming, tolerance = np.array([0.3, 0.7]), 1 - np.eye(2), 1e-9
    levels = np.linspace(0.0015, 0.25, 100)
    kernel = np.exp(-np.log((1 - levels) / levels)[:, None, None] * hamming)
    q = np.full((100, 2), 0.5)
    while True:
        z = kernel[:, :, 0] * q[:, :1] + kernel[:, :, 1] * q[:, 1:]
        ratio = p / z
        c = kernel[:, 0, :] * ratio[:, :1] + kernel[:, 1, :] * ratio[:, 1:]
        gap = np.log(c.max(axis=1))
        if gap.max() <= tolerance:
            value = -(np.log(z) @ p)
            return (value - gap).sum(), value.sum(), 0.0
        q = q * c


# Exact information, by SciPy's special functions


def log_beta_binomial(count, a, b):
    from scipy.special import betaln

    s = np.arange(count + 1)
    return s, -np.log(count + 1) - betaln(count - s + 1, s + 1) + betaln(a + s, b + count - s) - betaln(a, b)


def beta_bernoulli():
    from scipy.special import betaln, digamma

    a, b, count = 0.5, 0.5, 100000
    s, log_p = log_beta_binomial(count, a, b)
    entropy = -(np.exp(log_p) @ (betaln(a + s, b + count - s) - betaln(a, b)))
    own = digamma(a + b + 1) - (a * digamma(a + 1) + b * digamma(b + 1)) / (a + b)
    return exactly(entropy - count * own)


def dirichlet():
    from scipy.special import digamma, gammaln

    concentrations, count = np.linspace(0.1, 2.7, 27), 10000
    whole = concentrations.sum()
    entropy = gammaln(whole + count) - gammaln(whole)
    for a in concentrations:
        s, log_p = log_beta_binomial(count, a, whole - a)
        entropy -= np.exp(log_p) @ (gammaln(a + s) - gammaln(a))
    own = digamma(whole + 1) - concentrations @ digamma(concentrations + 1) / whole
    return exactly(entropy - count * own)


# A scaling law, and forty resampled ones


def scaling_law():
    from scipy.optimize import least_squares

    i, j = np.meshgrid(np.arange(9), np.arange(9), indexing="ij")
    parameters = (5e7 * 300 ** (i / 8)).ravel()
    tokens = (1e9 * 300 ** (j / 8)).ravel()
    loss = 1.69 + 406.4 / parameters**0.34 + 410.7 / tokens**0.28
    loss *= (1 + 0.01 * np.sin(7 * i + 3 * j)).ravel()
    x, z = np.log(parameters), np.log(tokens)
    x, z, measured = x - x.mean(), z - z.mean(), np.log(loss)

    def terms(u):
        return np.exp([u[0] - u[1] * x, u[2] - u[3] * z, np.full(x.size, u[4])])

    def fit(start, root):
        def residual(u):
            return root * (np.log(terms(u).sum(axis=0)) - measured)

        def jacobian(u):
            share = terms(u)
            share = root * share / share.sum(axis=0)
            return np.array([share[0], -x * share[0], share[1], -z * share[1], share[2]]).T

        # Residuals of resampled runs are alike, so that the counts' roots scale what is small only.
        return least_squares(residual, start, jacobian, method="trf", loss="huber", f_scale=1e-3, x_scale="jac",
                             xtol=1e-12, ftol=1e-12, gtol=1e-12)

    once = np.ones(x.size)
    middle = measured.mean()
    starts = [
        [middle - 2, alpha, middle - 2, beta, middle - 0.3] for alpha in (0.15, 0.5) for beta in (0.15, 0.3, 0.5)
    ]
    best = min((fit(start, once) for start in starts), key=lambda found: found.cost)
    for _ in range(40):
        counts = rng.multinomial(x.size, once / x.size)
        fit(best.x, np.sqrt(counts))
    return exactly(best.x[3])


# The evidence of linear regression


def evidence():
    from scipy.linalg import cho_factor, cho_solve

    x, y, noise_variance = evidence.x, evidence.y, 0.25
    factor = cho_factor(DIMENSION * np.eye(DIMENSION) + x.T @ x / noise_variance, lower=True)
    moment = x.T @ y / noise_variance
    square = y @ y / noise_variance - moment @ cho_solve(factor, moment)
    log_determinant = (
        2 * np.log(np.diag(factor[0])).sum() - DIMENSION * np.log(DIMENSION) + HORIZON * np.log(noise_variance)
    )
    return exactly(-(HORIZON * np.log(2 * np.pi) + log_determinant + square) / 2)


def evidence_by_sklearn():
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct

    kernel = ConstantKernel(1 / DIMENSION, "fixed") * DotProduct(0.0, "fixed")
    model = GaussianProcessRegressor(kernel, alpha=0.25, optimizer=None).fit(evidence.x, evidence.y)
    return exactly(model.log_marginal_likelihood_value_)


evidence.x, evidence.y = design(HORIZON, DIMENSION), labels_of(HORIZON)


def kernel():
    """The kernel of OpenBLAS, as it tells, or the file that NumPy has loaded."""
    np.ones((2, 2)) @ np.ones((2, 2))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = sorted({line.split()[-1] for line in maps if "blas" in line})
    for file in files:
        library = ctypes.CDLL(file)
        for name in ("openblas_get_corename", "openblas_get_corename64_", "scipy_openblas_get_corename64_"):
            if hasattr(library, name):
                function = getattr(library, name)
                function.restype = ctypes.c_char_p
                return "OpenBLAS, " + function().decode()
    return files[0] if files else "unknown"


def main():
    work = sys.argv[1]
    if work == "has":
        for name in ("numpy", "scipy", "sklearn"):
            if importlib.util.find_spec(name):
                print(name, importlib.import_module(name).__version__)
    elif work == "kernel":
        print(kernel())
    else:
        has_scipy = importlib.util.find_spec("scipy") is not None
        needs_scipy = work in ("linear_curve", "beta_bernoulli", "dirichlet", "scaling_law", "evidence")
        if has_scipy or not needs_scipy:
            print("SciPy" if needs_scipy else "NumPy", *measure(globals()[work]))
        if work == "evidence" and importlib.util.find_spec("sklearn"):
            print("scikit-learn", *measure(evidence_by_sklearn))


main()
