# SPDX-License-Identifier: BSL-1.0
"""Predicts the histories of any_language draw, label by label, and writes what each label was given.

python3 any_language.py histories.csv losses.csv [ridge | bayesian_ridge]
"""
import sys

import numpy as np


def log_normal(error, variance):
    return -0.5 * (np.log(2 * np.pi * variance) + error**2 / variance)


def ridge(inputs, labels, prior_variance=0.05, noise_variance=0.25):
    """Ridge regression with a penalty that is five times the best, label by label."""
    dimension = inputs.shape[1]
    mean, covariance = np.zeros(dimension), np.eye(dimension) * prior_variance
    told = []
    for x, label in zip(inputs, labels):
        gain = covariance @ x
        variance, error = noise_variance + x @ gain, label - mean @ x
        told.append(log_normal(error, variance))  # before it is learnt from
        mean = mean + gain * error / variance
        covariance = covariance - np.outer(gain, gain) / variance
    return told


def bayesian_ridge(inputs, labels):
    """That of scikit-learn, which estimates both variances, fitted anew at 8, 16, 32, … labels."""
    from sklearn.linear_model import BayesianRidge

    told = [log_normal(label, 1.25) for label in labels[:8]]
    while len(told) < len(labels):
        first, last = len(told), min(2 * len(told), len(labels))
        model = BayesianRidge().fit(inputs[:first], labels[:first])
        mean, deviation = model.predict(inputs[first:last], return_std=True)
        told.extend(log_normal(labels[first:last] - mean, deviation**2))
    return told


def main(histories, losses, learner="ridge"):
    rows = np.loadtxt(histories, delimiter=",", skiprows=2)  # the provenance, and the header
    with open(losses, "w") as out:
        out.write("replicate,t,log_predictive\n")
        for replicate in np.unique(rows[:, 0]):
            own = rows[rows[:, 0] == replicate]
            told = {"ridge": ridge, "bayesian_ridge": bayesian_ridge}[learner](own[:, 2:-2], own[:, -2])
            for t, loss in zip(own[:, 1], told):
                out.write(f"{replicate:.0f},{t:.0f},{loss:.17g}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
