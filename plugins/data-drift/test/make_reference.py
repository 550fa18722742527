"""Writes reference.json with SciPy and NumPy, from the tables in fixtures/.

    pip install scipy==1.17.1 numpy==2.4.6 pyarrow==26.0.1
    python make_reference.py
"""
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from scipy import stats
from scipy.spatial import distance

here = pathlib.Path(__file__).parent
fixtures = here / "fixtures"


def psi(p, q, epsilon=1e-4):
    p, q = (np.where(counts == 0, epsilon, counts / counts.sum()) for counts in (p, q))
    return float(((q - p) * np.log(q / p)).sum())


def of_counts(p, q):
    a, b = p / p.sum(), q / q.sum()
    filled = (p + q) > 0
    table = np.array([p, q])[:, filled]
    result = {
        "psi": psi(p, q),
        "js_distance": distance.jensenshannon(a, b, base=2),
        "js_divergence": distance.jensenshannon(a, b, base=2) ** 2,
        "hellinger": float(np.sqrt(((np.sqrt(a) - np.sqrt(b)) ** 2).sum() / 2)),
        "l_infinity": float(np.abs(a - b).max()),
        "total_variation": float(np.abs(a - b).sum() / 2),
    }
    if filled.sum() > 1:
        test = stats.chi2_contingency(table, correction=False)
        fit = stats.chisquare(table[1], table[0] * (q.sum() / p.sum()))
        result |= {
            "chi_square": test.statistic,
            "chi_square_p_value": test.pvalue,
            "cramers_v": float(np.sqrt(test.statistic / table.sum())),
            "chi_square_fit": fit.statistic,
            "chi_square_fit_p_value": fit.pvalue,
        }
    return {name: float(value) for name, value in result.items() if np.isfinite(value)}


def numeric_counts(reference, current, bins=10):
    quantiles = np.quantile(reference, np.arange(1, bins) / bins)
    values, times = np.unique(quantiles, return_counts=True)
    # A repeated quantile also ends a bin just below itself.
    edges = np.sort(np.concatenate([values, np.nextafter(values[times > 1], -np.inf)]))
    return [np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1) for x in (reference, current)]


def categorical_counts(reference, current):
    names = sorted(set(reference) | set(current))
    return (np.array([list(x).count(name) for name in names]) for x in (reference, current))


def compare(reference, current):
    tables = [parquet.read_table(fixtures / name) for name in (reference, current)]
    result = {}
    for name in tables[0].column_names:
        a, b = (table[name].to_numpy(zero_copy_only=False) for table in tables)
        if a.dtype == object:
            result[name] = of_counts(*categorical_counts(a, b))
            continue
        a, b = a.astype(float), b.astype(float)
        test = stats.ks_2samp(a, b)
        wasserstein = stats.wasserstein_distance(a, b)
        result[name] = of_counts(*numeric_counts(a, b)) | {
            "ks": test.statistic,
            "ks_p_value": test.pvalue,
            "wasserstein": wasserstein,
            "wasserstein_normed": wasserstein / np.std(a),
        }
    return result


def write_mixed():
    """Tables of more than a thousand rows, with everything that the tools treat in their own way."""
    for seed, (name, rows, shift) in enumerate([("mixed-reference", 3000, 0), ("mixed-current", 2100, 1)]):
        random = np.random.default_rng(seed)
        gaps = np.where(random.random(rows) < 0.1, np.nan, random.gamma(2, 3 + shift, rows))
        drifting = random.choice(["low", "mid", "high", "rare"], rows, p=[0.5 - 0.2 * shift, 0.3, 0.195 + 0.2 * shift, 0.005])
        parquet.write_table(pa.table({
            "normal": random.normal(shift * 0.02, 1, rows),
            "moved": random.normal(shift * 0.7, 1, rows),
            "skewed": random.lognormal(shift * 0.1, 2, rows),
            "gaps": pa.array(gaps, from_pandas=True),
            "code": random.integers(1, 8 + shift, rows),
            "count": random.poisson(30 + shift, rows),
            "half": random.integers(0, 4, rows) / 2,
            "flag": random.random(rows) < 0.4 + 0.15 * shift,
            "level": drifting,
            "fixed": np.full(rows, 7.5),
            "text": [f"note {random.integers(10**9)}" for _ in range(rows)],
        }), fixtures / f"{name}.parquet")


write_mixed()
(here / "reference.json").write_text(json.dumps({
    "credit": compare("credit-training.parquet", "credit-window.parquet"),
    "yates": stats.chi2_contingency([[12, 5], [7, 7]]).statistic,
    "pearson": stats.chi2_contingency([[12, 5], [7, 7]], correction=False).statistic,
}, indent=1) + "\n")
