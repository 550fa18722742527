"""Writes reference.json with mpmath and SciPy.

    pip install scipy==1.17.1 numpy==2.4.6 mpmath==1.4.1
    python make_reference.py
"""
import json
import pathlib
from math import comb, gcd

import mpmath
import numpy as np
from scipy import stats

here = pathlib.Path(__file__).parent
mpmath.mp.dps = 60


def chi_square():
    """P(X >= x) in 60 digits: around the mean, and far into both tails."""
    rows = []
    for degrees in [1, 2, 3, 4, 7, 10, 29, 30, 31, 99, 250, 1000, 9999, 100_000]:
        for deviations in [-3, -1, -0.1, 0, 0.1, 1, 3, 6, 12, 25, 60]:
            x = degrees + deviations * (2 * degrees) ** 0.5
            if x > 0:
                rows.append([degrees, x, upper_gamma(degrees, x)])
        for x in [1e-8, 0.5, degrees + 220.0, degrees + 450.0, degrees * 1.5 + 500]:
            rows.append([degrees, x, upper_gamma(degrees, x)])
    return [row for row in rows if 1e-300 < row[2]]


def upper_gamma(degrees, x):
    a, z = mpmath.mpf(degrees) / 2, mpmath.mpf(x) / 2
    return float(mpmath.gammainc(a, z, mpmath.inf, regularized=True))


def two_sample():
    """P(D >= d) in whole numbers: one minus the share of the paths that stay inside."""
    rows = []
    for n1, n2 in [(1, 1), (2, 3), (5, 5), (7, 11), (10, 10), (12, 18), (40, 60), (100, 100), (97, 150), (400, 300)]:
        step = n1 * n2 // 40 or 1
        multiple = gcd(n1, n2)
        for height in sorted({h - h % multiple for h in range(step, n1 * n2 + 1, step)} | {n1 * n2}):
            if height > 0:
                rows.append([n1, n2, height / (n1 * n2), outside(n1, n2, height)])
    return rows


def outside(n1, n2, height):
    inside = [0] * (n2 + 1)
    for x in range(n1 + 1):
        for y in range(n2 + 1):
            if abs(x * n2 - y * n1) >= height:
                inside[y] = 0
            elif x == y == 0:
                inside[y] = 1
            else:
                inside[y] = (inside[y] if x > 0 else 0) + (inside[y - 1] if y > 0 else 0)
    every = comb(n1 + n2, n1)
    return float(mpmath.mpf(every - inside[n2]) / every)


def exact_tail(n, d):
    """2 P(D+ >= d) by Birnbaum & Tingey's sum."""
    d = mpmath.mpf(d)
    terms = (mpmath.binomial(n, j) * (d + mpmath.mpf(j) / n) ** (j - 1) * (1 - d - mpmath.mpf(j) / n) ** (n - j)
             for j in range(int(mpmath.floor(n * (1 - d))) + 1))
    return float(2 * d * sum(terms))


def survival():
    sizes = [1, 2, 5, 17, 50, 139, 140, 141, 250, 1000, 5000, 99999, 100000, 100001, 1000000]
    scaled = [0.05, 0.2, 0.3, 0.45, 0.5, 0.55, 0.6, 0.7, 0.83, 1, 1.2, 1.48, 1.49, 1.8, 2, 2.1, 3, 5, 7, 10, 14]
    pairs = [(n, s / np.sqrt(n)) for n in sizes for s in scaled if s / np.sqrt(n) < 1]
    return [[n, float(d), float(stats.kstwo.sf(d, n))] for n, d in pairs]


(here / "reference.json").write_text(json.dumps({
    "chi_square": chi_square(),
    "two_sample": two_sample(),
    "survival": survival(),
    "exact_tails": [[n, d, exact_tail(n, d)] for n, d in
                    [(200, 0.3), (1000, 0.05), (5000, 0.15), (5000, 0.21), (40000, 0.05), (40000, 0.0076)]],
}, indent=None, separators=(",", ":")).replace("],[", "],\n[") + "\n")
