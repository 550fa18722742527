"""Writes reference.json with SciPy and NumPy, from the tables in fixtures/.

    pip install scipy==1.17.1 numpy==2.4.6 pyarrow==26.0.1 mpmath==1.3.0
    python make_reference.py
"""
import json
import pathlib

import mpmath
import numpy as np
import pyarrow.parquet as parquet
from scipy import stats

here = pathlib.Path(__file__).parent


def psi(p, q, epsilon=1e-4):
    p, q = (np.where(counts == 0, epsilon, counts / counts.sum()) for counts in (p, q))
    return float(((q - p) * np.log(q / p)).sum())


def numeric_psi(reference, current, bins=10):
    quantiles = np.quantile(reference, np.arange(1, bins) / bins)
    values, times = np.unique(quantiles, return_counts=True)
    # A repeated quantile also ends a bin just below itself.
    edges = np.sort(np.concatenate([values, np.nextafter(values[times > 1], -np.inf)]))
    counts = [np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1) for x in (reference, current)]
    return psi(*counts)


def categorical_psi(reference, current):
    names = sorted(set(reference) | set(current))
    return psi(*(np.array([list(x).count(name) for name in names]) for x in (reference, current)))


def compare(reference, current):
    tables = [parquet.read_table(here / "fixtures" / name) for name in (reference, current)]
    result = {}
    for name in tables[0].column_names:
        a, b = (table[name].to_numpy(zero_copy_only=False) for table in tables)
        if a.dtype == object:
            result[name] = {"psi": categorical_psi(a, b)}
            continue
        a, b = a.astype(float), b.astype(float)
        test = stats.ks_2samp(a, b, method="asymp")
        result[name] = {"psi": numeric_psi(a, b), "ks": test.statistic, "ks_p_value": test.pvalue}
    return result


def exact_tail(n, d):
    """2 P(D+ >= d) by Birnbaum & Tingey's sum, in 40 digits."""
    mpmath.mp.dps = 40
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
    "credit": compare("credit-training.parquet", "credit-window.parquet"),
    "survival": survival(),
    "exact_tails": [[n, d, exact_tail(n, d)] for n, d in
                    [(200, 0.3), (1000, 0.05), (5000, 0.15), (5000, 0.21), (40000, 0.05), (40000, 0.0076)]],
}, indent=None, separators=(",", ":")).replace("],[", "],\n[").replace("},", "},\n") + "\n")
