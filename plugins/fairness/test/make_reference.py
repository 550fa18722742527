"""Writes reference.json with Fairlearn, and fixtures/credit-predictions.parquet: the credit hold-out table scored by
credit-scorer-1.1.0.onnx. The tables and models are those of the folder that is given.

    pip install fairlearn==0.15.0 scikit-learn==1.9.1 scipy==1.17.1 onnxruntime==1.32.0 pyarrow==26.0.1
    python make_reference.py path/to/data
"""
import json
import pathlib
import sys

import fairlearn.metrics as fairness
import numpy as np
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as parquet
from scipy import stats
from sklearn import metrics

here = pathlib.Path(__file__).parent
threshold = np.float32(0.4)


def predictions(data):
    table = parquet.read_table(data / "credit/holdout.parquet")
    features = json.loads((data / "features.json").read_text())["credit"]
    x = np.column_stack([table[name].to_numpy() for name in features]).astype(np.float32)
    model = onnxruntime.InferenceSession(data / "credit/credit-scorer-1.1.0.onnx")
    scores = model.run(None, {"features": x})[0][:, 0]
    columns = {name: table[name] for name in ("application_id", "default", "age_band", "home", "marital")}
    return pa.table({**columns, "probability": pa.array(scores)})


def calibration_error(y, score, bins=10):
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], score)  # as sklearn.calibration.calibration_curve
    return float(sum(abs(y[bin_of == b].mean() - score[bin_of == b].mean()) * (bin_of == b).mean()
                     for b in range(bins) if (bin_of == b).any()))


def rates(y, predicted, score):
    shares = {
        "selection_rate": predicted,
        "true_positive_rate": predicted[y == 1],
        "false_positive_rate": predicted[y == 0],
        "precision": y[predicted == 1],
        "accuracy": (y == predicted).astype(int),
        "base_rate": y,
    }
    result = {"rows": len(y), "mean_score": score.mean(), "calibration_gap": (y - score).mean(),
              "calibration_error": calibration_error(y, score)}
    for name, of in shares.items():
        if len(of) == 0:
            result |= {name: None, f"{name}_low": None, f"{name}_high": None}
            continue
        interval = stats.binomtest(int(of.sum()), len(of)).proportion_ci(0.95, method="wilson")
        result |= {name: of.mean(), f"{name}_low": interval.low, f"{name}_high": interval.high}
    # The means above must be those that Fairlearn gives.
    if 0 < y.sum() < len(y):
        assert abs(result["true_positive_rate"] - fairness.true_positive_rate(y, predicted)) < 1e-15
        assert abs(result["false_positive_rate"] - fairness.false_positive_rate(y, predicted)) < 1e-15
    return result


def by_group(table, columns):
    y, score = table["default"].to_numpy().astype(int), table["probability"].to_numpy()
    predicted, score = (score >= threshold).astype(int), score.astype(float)
    sensitive = table.select(columns).to_pandas()
    names = sensitive[columns[0]] if len(columns) == 1 else sensitive[columns].agg(" × ".join, axis=1)
    of = {"y_true": y, "y_pred": predicted, "sensitive_features": sensitive}
    precision = fairness.MetricFrame(
        metrics=lambda a, b: metrics.precision_score(a, b, zero_division=0), **of)
    frame = fairness.MetricFrame(metrics=fairness.selection_rate, **of)
    undefined = {
        "equal_opportunity": any(y[names == name].sum() == 0 for name in set(names)),
        "predictive_equality": any(y[names == name].all() for name in set(names)),
        "predictive_parity": any(predicted[names == name].sum() == 0 for name in set(names)),
    }
    # Where a rate is undefined in some group, Fairlearn takes it for 0; we do not.
    odds = undefined["equal_opportunity"] or undefined["predictive_equality"]
    defined = lambda value, skip: None if skip else float(value)
    return {
        "groups": {str(name): rates(y[names == name], predicted[names == name], score[names == name])
                   for name in sorted(set(names))},
        "compared": {
            "demographic_parity_difference": fairness.demographic_parity_difference(
                y, predicted, sensitive_features=sensitive),
            "demographic_parity_ratio": fairness.demographic_parity_ratio(y, predicted, sensitive_features=sensitive),
            "equalized_odds_difference": defined(fairness.equalized_odds_difference(
                y, predicted, sensitive_features=sensitive, agg="worst_case"), odds),
            "equalized_odds_ratio": defined(fairness.equalized_odds_ratio(
                y, predicted, sensitive_features=sensitive, agg="worst_case"), odds),
            "equal_opportunity_difference": defined(fairness.equal_opportunity_difference(
                y, predicted, sensitive_features=sensitive), undefined["equal_opportunity"]),
            "equal_opportunity_ratio": defined(fairness.equal_opportunity_ratio(
                y, predicted, sensitive_features=sensitive), undefined["equal_opportunity"]),
            "predictive_equality_difference": defined(fairness.false_positive_rate_difference(
                y, predicted, sensitive_features=sensitive), undefined["predictive_equality"]),
            "predictive_equality_ratio": defined(fairness.false_positive_rate_ratio(
                y, predicted, sensitive_features=sensitive), undefined["predictive_equality"]),
            "predictive_parity_difference": defined(precision.difference(), undefined["predictive_parity"]),
            "predictive_parity_ratio": defined(precision.ratio(), undefined["predictive_parity"]),
            "accuracy_difference": fairness.accuracy_score_difference(y, predicted, sensitive_features=sensitive),
            "accuracy_ratio": fairness.accuracy_score_ratio(y, predicted, sensitive_features=sensitive),
        },
        "worst": {"selection_rate": frame.overall - frame.group_min()},
    }


def large(table, column, least):
    counts = table[column].to_pandas().value_counts()
    return table.filter(pa.array(table[column].to_pandas().isin(counts[counts >= least].index)))


data = pathlib.Path(sys.argv[1])
table = predictions(data)
parquet.write_table(table, here / "fixtures/credit-predictions.parquet")
reference = {
    "overall": by_group(table.append_column("all", pa.array(["all"] * len(table))), ["all"])["groups"]["all"],
    "age_band": by_group(table, ["age_band"]),
    "home": by_group(table, ["home"]),
    "marital": by_group(table, ["marital"]),
    "age_band × home": by_group(table, ["age_band", "home"]),
    "home, large": by_group(large(table, "home", 30), ["home"]),
}
text = json.dumps(reference, default=float, separators=(",", ":"), ensure_ascii=False)
(here / "reference.json").write_text(text.replace("},", "},\n") + "\n")
