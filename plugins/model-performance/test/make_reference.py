"""Writes reference.json and the small models of fixtures/ with the tools that users compare with.

    pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 pyarrow==26.0.1
    python make_reference.py
"""
import json
import pathlib
import warnings

import numpy as np
import onnx
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as parquet
from onnx import TensorProto, helper
from scipy import stats
from sklearn import datasets, ensemble, linear_model, metrics, model_selection, pipeline, preprocessing, tree

here = pathlib.Path(__file__).parent
fixtures = here / "fixtures"
warnings.simplefilter("ignore")  # scikit-learn warns of what is undefined


def calibration_error(y, p, bins, equal_count=False):
    # As sklearn.calibration.calibration_curve, strategies uniform and quantile.
    edges = np.linspace(0, 1, bins + 1)
    if equal_count:
        edges = np.percentile(p, edges * 100)
    bin_of = np.searchsorted(edges[1:-1], p)
    return float(sum(abs(y[bin_of == b].mean() - p[bin_of == b].mean()) * (bin_of == b).mean()
                     for b in range(bins) if (bin_of == b).any()))


def calibration_interval(y, p, bins, equal_count=False, confidence=0.95):
    """What is due to chance alone is half-normal: calibration-interval.ts."""
    edges = np.percentile(p, np.linspace(0, 100, bins + 1)) if equal_count else np.linspace(0, 1, bins + 1)
    bin_of = np.searchsorted(edges[1:-1], p)
    kept = [bin_of == b for b in range(bins) if (bin_of == b).any()]
    share = np.array([(y[b].sum() + 1) / (b.sum() + 2) for b in kept])
    error = np.array([b.mean() for b in kept]) * np.sqrt(share * (1 - share) / [b.sum() for b in kept])
    value = calibration_error(y, p, bins, equal_count)
    half = stats.norm.isf((1 - confidence) / 2) * np.linalg.norm(error)
    return [max(0, value - stats.halfnorm(scale=error).mean().sum() - half), min(1, value + half)]


def measure(y, p, threshold=0.5, bins=10):
    predicted = (p >= np.asarray(threshold, p.dtype)).astype(int)
    p64 = p.astype(float)
    return {
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, predicted),
        "average_precision": metrics.average_precision_score(y, p64),
        "auc": metrics.roc_auc_score(y, p64),
        "f1": metrics.f1_score(y, predicted),
        "precision": metrics.precision_score(y, predicted),
        "recall": metrics.recall_score(y, predicted),
        "log_loss": metrics.log_loss(y, np.clip(p64, 2.0**-23, 1 - 2.0**-23)),
        "brier": metrics.brier_score_loss(y, p64),
        "ece": calibration_error(y, p64, bins),
        "ece_equal_count": calibration_error(y, p64, bins, equal_count=True),
    }


def run(model, table, label):
    config = json.loads((fixtures / "configs.json").read_text())[table]
    columns = parquet.read_table(fixtures / f"{table}-holdout.parquet")
    x = np.column_stack([columns[name].to_numpy() for name in config["features"]]).astype(np.float32)
    p = onnxruntime.InferenceSession(fixtures / f"{model}.onnx").run(None, {"features": x})[0][:, 0]
    return measure(columns[label].to_numpy().astype(int), p)


def multiclass(y, p, bins=10):
    """Average (or class) by metric; y has class indices."""
    predicted = p.argmax(axis=1)
    result = {
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, predicted),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p, labels=range(p.shape[1])),
        "ece": calibration_error((predicted == y).astype(float), p.max(axis=1), bins),
        "ece_equal_count": calibration_error((predicted == y).astype(float), p.max(axis=1), bins, equal_count=True),
    }
    of = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}
    for name, score in of.items():
        result |= {f"{name} average {a}": score(y, predicted, average=a) for a in ("macro", "micro", "weighted")}
        result |= {f"{name} class {c}": value for c, value in enumerate(score(y, predicted, average=None))}
    for a in ("macro", "weighted"):
        result[f"auc average {a}"] = metrics.roc_auc_score(y, p, multi_class="ovr", average=a)
        result[f"average_precision average {a}"] = metrics.average_precision_score(y, p, average=a)
    return result


def small(count=60):
    """Small tables with ties, single classes and classes that nobody predicts; undefined is None."""
    random = np.random.default_rng(7)
    cases = []
    for _ in range(count):
        n, k, bins = int(random.integers(1, 30)), int(random.integers(2, 5)), int(random.integers(1, 15))
        y = random.integers(0, k, n)
        p = np.round(random.dirichlet(np.ones(k), n) * 8)
        p[p.sum(axis=1) == 0] = 1
        p = p / p.sum(axis=1, keepdims=True)
        values = small_binary(y, p[:, 1], bins) if k == 2 else small_multiclass(y, p, bins)
        scores = p[:, 1] if k == 2 else p.ravel()
        cases.append({"classes": k, "bins": bins, "labels": y.tolist(), "scores": scores.tolist(), "values": values})
    return cases


def small_binary(y, p, bins):
    said, both = (p >= 0.5).astype(int), len(set(y)) == 2
    defined = lambda score, when: score if when else None
    return {
        "balanced_accuracy": defined(metrics.balanced_accuracy_score(y, said), both),
        "precision": defined(metrics.precision_score(y, said), said.any()),
        "recall": defined(metrics.recall_score(y, said), y.any()),
        "f1": defined(metrics.f1_score(y, said), (y | said).any()),
        "auc": metrics.roc_auc_score(y, p) if both else None,
        "average_precision": defined(metrics.average_precision_score(y, p), y.any()),
        "log_loss": metrics.log_loss(y, p, labels=[0, 1]),
        "ece": calibration_error(y, p, bins),
        "ece_equal_count": calibration_error(y, p, bins, equal_count=True),
    }


def small_multiclass(y, p, bins):
    said, k = p.argmax(axis=1), p.shape[1]
    true, predicted, every = set(y), set(said), len(set(y)) == k
    score = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}
    when = {"precision macro": predicted >= true, "precision weighted": predicted >= true, "recall macro": true >= predicted}
    values = {f"{name} average {a}": of(y, said, average=a) if when.get(f"{name} {a}", True) else None
              for name, of in score.items() for a in ("macro", "micro", "weighted")}
    for a in ("macro", "weighted"):
        values[f"auc average {a}"] = metrics.roc_auc_score(
            y, p, multi_class="ovr", average=a, labels=range(k)) if every else None
        values[f"average_precision average {a}"] = metrics.average_precision_score(
            np.eye(k)[y], p, average=a) if every else None
    return values | {
        "balanced_accuracy": metrics.balanced_accuracy_score(y, said) if len(true) > 1 else None,
        "log_loss": metrics.log_loss(y, p, labels=range(k)),
        "brier": metrics.brier_score_loss(y, p, labels=range(k)),
        "ece": calibration_error((said == y).astype(float), p.max(axis=1), bins),
        "ece_equal_count": calibration_error((said == y).astype(float), p.max(axis=1), bins, equal_count=True),
    }


def regression(y, p):
    return {
        "mae": metrics.mean_absolute_error(y, p),
        "rmse": metrics.root_mean_squared_error(y, p),
        "r2": metrics.r2_score(y, p),
        "mape": metrics.mean_absolute_percentage_error(y, p),
    }


def wilson(hits):
    interval = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(0.95, method="wilson")
    return [interval.low, interval.high]


def t_interval(values):
    return list(stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values)))


def detectable(error):
    return (stats.norm.isf(0.025) + stats.norm.isf(0.2)) * error


def paired_shares(a, b):
    """McNemar exact; Bonett and Price (2012)."""
    n, up, down = len(a), int((a & ~b).sum()), int((~a & b).sum())
    p12, p21 = (up + 1) / (n + 2), (down + 1) / (n + 2)
    error = np.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
    half = stats.norm.isf(0.025) * error
    p = stats.binomtest(up, up + down).pvalue if up + down else 1.0
    return {"low": p12 - p21 - half, "high": p12 - p21 + half, "p": p, "mde": detectable(error)}


def paired_means(a, b):
    test = stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.95)
    return {"low": interval.low, "high": interval.high, "p": test.pvalue, "mde": detectable(stats.sem(a - b))}


def components(y, p):
    """DeLong, DeLong and Clarke-Pearson (1988), straight from the definition."""
    above, below = p[y == 1][:, None], p[y == 0][None, :]
    kernel = (above > below) + 0.5 * (above == below)
    return kernel.mean(axis=1), kernel.mean(axis=0)


def delong_error(*parts):
    return float(np.sqrt(sum(np.var(part, ddof=1) / len(part) for part in parts)))


def paired_areas(y, a, b):
    (v10, v01), (w10, w01) = components(y, a), components(y, b)
    difference, error = v10.mean() - w10.mean(), delong_error(v10 - w10, v01 - w01)
    half = stats.norm.isf(0.025) * error
    return {"low": difference - half, "high": difference + half,
            "p": 2 * stats.norm.sf(abs(difference) / error), "mde": detectable(error)}


def area_interval(y, p):
    v10, v01 = components(y, p)
    half = stats.norm.isf(0.025) * delong_error(v10, v01)
    return [v10.mean() - half, min(1, v10.mean() + half)]


def resamples(rows, runs=1000, seed=2026):
    random = np.random.RandomState(seed)
    return [random.randint(0, rows, rows) for _ in range(runs)]


def percentiles(values):
    return list(np.percentile(values, [2.5, 97.5]))


def paired_resamples(a, b):
    difference = np.asarray(a) - np.asarray(b)
    low, high = percentiles(difference)
    far = min((difference <= 0).sum(), (difference >= 0).sum())
    return {"low": low, "high": high, "p": min(1, 2 * (far + 1) / (len(difference) + 1)),
            "mde": detectable(difference.std(ddof=1))}


def scores_of(estimator, x, y, method):
    return model_selection.cross_val_predict(estimator, x, y, cv=3, method=method)


def wine():
    """Three kinds of wine: a shallow tree (candidate) and a weak logistic regression (baseline)."""
    x, y = datasets.load_wine(return_X_y=True)
    x = x[:, :3]
    names = np.array(["barbera", "barolo", "grignolino"])
    logistic = pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression(C=0.05))
    models = {"wine-candidate": ensemble.RandomForestClassifier(20, max_depth=4, random_state=0),
              "wine-baseline": logistic}
    result, draws = {}, resamples(len(y))
    order = {"wine-candidate": np.arange(len(y)), "wine-baseline": np.random.default_rng(0).permutation(len(y))}
    by_row = {}
    for name, estimator in models.items():
        p = scores_of(estimator, x, y, "predict_proba")
        by_row[name] = p
        table = {"bottle": np.arange(1000, 1000 + len(y)), "kind": names[y], **{f"p_{n}": p[:, i] for i, n in enumerate(names)}}
        kept = {column: values[order[name]] for column, values in table.items()}
        if name == "wine-baseline":
            del kept["kind"]
        parquet.write_table(pa.table(kept), fixtures / f"{name}.parquet")
        result[name] = multiclass(y, p)
    # A resample by key: the rows in the order of the key, which is that of the first table.
    f1 = {name: [metrics.f1_score(y[d], p.argmax(axis=1)[d], average="macro") for d in draws] for name, p in by_row.items()}
    auc = {name: [metrics.roc_auc_score(y[d], p[d], multi_class="ovr", average="weighted") for d in draws]
           for name, p in by_row.items()}
    a, b = by_row["wine-candidate"], by_row["wine-baseline"]
    loss = lambda p: -np.log(np.clip(p[np.arange(len(y)), y], 2.0**-52, 1))
    result["intervals"] = {"f1 average macro": percentiles(f1["wine-candidate"]),
                           "auc average weighted": percentiles(auc["wine-candidate"]),
                           "recall class barolo": wilson(a.argmax(axis=1)[y == 1] == 1)}
    result["comparisons"] = {"f1 average macro": paired_resamples(f1["wine-candidate"], f1["wine-baseline"]),
                             "auc average weighted": paired_resamples(auc["wine-candidate"], auc["wine-baseline"]),
                             "accuracy": paired_shares(a.argmax(axis=1) == y, b.argmax(axis=1) == y),
                             "log_loss": paired_means(loss(a), loss(b))}
    return result


def diabetes():
    """The progression of a disease: ridge regression (candidate) and a tree (baseline)."""
    x, y = datasets.load_diabetes(return_X_y=True)
    a = scores_of(linear_model.Ridge(0.1), x, y, "predict")
    b = scores_of(tree.DecisionTreeRegressor(max_depth=3, random_state=0), x, y, "predict")
    parquet.write_table(pa.table({"progression": y, "predicted": a}), fixtures / "diabetes-candidate.parquet")
    parquet.write_table(pa.table({"progression": y, "predicted": b}), fixtures / "diabetes-baseline.parquet")
    draws = resamples(len(y))
    rmse = [[metrics.root_mean_squared_error(y[d], p[d]) for d in draws] for p in (a, b)]
    r2 = [[metrics.r2_score(y[d], p[d]) for d in draws] for p in (a, b)]
    return {
        "candidate": regression(y, a),
        "baseline": regression(y, b),
        "intervals": {"mae": t_interval(abs(y - a)), "mape": t_interval(abs(y - a) / y),
                      "rmse": percentiles(rmse[0]), "r2": percentiles(r2[0])},
        "comparisons": {"mae": paired_means(abs(y - a), abs(y - b)), "rmse": paired_resamples(*rmse), "r2": paired_resamples(*r2)},
    }


def pair(y, a, b):
    """Intervals and comparisons of two binary classifiers on the same rows."""
    p, q = a.astype(float), b.astype(float)
    said, other = a >= 0.5, b >= 0.5
    draws = [d for d in resamples(len(y))]
    scores = {
        "f1": lambda y, s, p: metrics.f1_score(y, s),
        "precision": lambda y, s, p: metrics.precision_score(y, s),
        "balanced_accuracy": lambda y, s, p: metrics.balanced_accuracy_score(y, s),
        "average_precision": lambda y, s, p: metrics.average_precision_score(y, p),
        "ece": lambda y, s, p: calibration_error(y, p, 10),
    }
    intervals = {"ece": calibration_interval(y, p, 10), "ece_equal_count": calibration_interval(y, p, 10, equal_count=True)}
    runs = {name: [[score(y[d], s[d], r[d]) for d in draws] for s, r in ((said, p), (other, q))]
            for name, score in scores.items()}
    clip = lambda p: np.clip(p, 2.0**-23, 1 - 2.0**-23)
    loss = lambda p: np.where(y == 1, -np.log(clip(p)), -np.log1p(-clip(p)))
    return {
        "intervals": {
            "accuracy": wilson(said == y), "recall": wilson(said[y == 1]), "precision": wilson(y[said]),
            "auc": area_interval(y, p), "brier": t_interval((p - y) ** 2), "log_loss": t_interval(loss(p)),
            **{name: percentiles(values[0]) for name, values in runs.items() if name not in ("precision", "ece")},
            **intervals,
        },
        "comparisons": {
            "accuracy": paired_shares(said == y, other == y), "recall": paired_shares(said[y == 1], other[y == 1]),
            "auc": paired_areas(y, p, q), "brier": paired_means((p - y) ** 2, (q - y) ** 2),
            "log_loss": paired_means(loss(p), loss(q)),
            **{name: paired_resamples(*values) for name, values in runs.items()},
        },
    }


def model(name, output, width=2, rows="N", kind=TensorProto.FLOAT, sigmoid=True, extra=False, last=None, opset=17, weights=None):
    number = np.float64 if kind == TensorProto.DOUBLE else np.float32
    w = onnx.numpy_helper.from_array(np.reshape(weights or np.linspace(1, -1, width * output), (width, output)).astype(number), "w")
    nodes = [helper.make_node("MatMul", ["features", "w"], ["logit"])]
    nodes.append(helper.make_node(last or ("Sigmoid" if sigmoid else "Identity"), ["logit"], ["probability"]))
    outputs = [helper.make_tensor_value_info("probability", kind, [rows, output])]
    if extra:
        outputs.insert(0, helper.make_tensor_value_info("logit", kind, [rows, output]))
    inputs = [helper.make_tensor_value_info("features", kind, [rows, width])]
    graph = helper.make_graph(nodes, name, inputs, outputs, [w])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    onnx.save(made, fixtures / f"{name}.onnx")


random = np.random.default_rng(2026)
y = random.integers(0, 2, 200)
# Rounded, so that there are ties, scores on edges of bins and on the threshold; with both ends.
p = np.clip(np.round(y * 0.2 + random.random(200) * 0.8, 2), 0, 1).astype(np.float32)
p[:4] = [0, 1, 1, 0]
second = np.clip(np.round(p * 0.7 + random.random(200) * 0.35, 2), 0, 1).astype(np.float32)
reference = {
    "tied": {
        "labels": y.tolist(),
        "scores": p.tolist(),
        "default": measure(y, p),
        "threshold_0.7_bins_7": measure(y, p, 0.7, 7),
    },
    "pair": {"scores": second.tolist(), **pair(y, p, second)},
    "small": small(),
    "wine": wine(),
    "diabetes": diabetes(),
    "credit-scorer-1.0.0": run("credit-scorer-1.0.0", "credit", "default"),
    "credit-scorer-1.1.0": run("credit-scorer-1.1.0", "credit", "default"),
    "tumour-triage-1.0.0": run("tumour-triage-1.0.0", "wdbc", "malignant"),
}
(here / "reference.json").write_text(json.dumps(reference, indent=1, default=float) + "\n")

model("sum", 1)
model("sum-logits", 1, sigmoid=False)
model("sum-two-columns", 2)
model("sum-float64", 1, kind=TensorProto.DOUBLE)
model("sum-one-row", 1, rows=1)
model("sum-two-outputs", 1, extra=True)
model("sum-softmax", 3, last="Softmax", weights=[1, 0, -1, -1, 0, 1])
model("sum-two-classes", 2, last="Softmax", weights=[-0.5, 0.5, 0.5, -0.5])
model("sum-opset-99", 1, opset=99)
