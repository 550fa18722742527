"""Writes reference.json and the small models of fixtures/ with the tools that users compare with.

    pip install scikit-learn==1.9.1 onnx==1.23.2 onnxruntime==1.32.0 pyarrow==26.0.1
    python make_reference.py
"""
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import pyarrow.parquet as parquet
from onnx import TensorProto, helper
from sklearn import metrics

here = pathlib.Path(__file__).parent
fixtures = here / "fixtures"


def measure(y, p, threshold=0.5, bins=10):
    predicted = (p >= np.asarray(threshold, p.dtype)).astype(int)
    edges = np.linspace(0, 1, bins + 1)
    bin_of = np.searchsorted(edges[1:-1], p)  # as sklearn.calibration.calibration_curve
    gaps = [abs(y[bin_of == b].mean() - p[bin_of == b].astype(float).mean()) * (bin_of == b).mean()
            for b in range(bins) if (bin_of == b).any()]
    p64 = p.astype(float)
    return {
        "accuracy": metrics.accuracy_score(y, predicted),
        "auc": metrics.roc_auc_score(y, p64),
        "f1": metrics.f1_score(y, predicted),
        "precision": metrics.precision_score(y, predicted),
        "recall": metrics.recall_score(y, predicted),
        "log_loss": metrics.log_loss(y, np.clip(p64, 2.0**-23, 1 - 2.0**-23)),
        "brier": metrics.brier_score_loss(y, p64),
        "ece": float(sum(gaps)),
    }


def run(model, table, label):
    config = json.loads((fixtures / "configs.json").read_text())[table]
    columns = parquet.read_table(fixtures / f"{table}-holdout.parquet")
    x = np.column_stack([columns[name].to_numpy() for name in config["features"]]).astype(np.float32)
    p = onnxruntime.InferenceSession(fixtures / f"{model}.onnx").run(None, {"features": x})[0][:, 0]
    return measure(columns[label].to_numpy().astype(int), p)


def model(name, output, width=2, rows="N", kind=TensorProto.FLOAT, sigmoid=True, extra=False):
    number = np.float64 if kind == TensorProto.DOUBLE else np.float32
    w = onnx.numpy_helper.from_array(np.linspace(1, -1, width * output).reshape(width, output).astype(number), "w")
    nodes = [helper.make_node("MatMul", ["features", "w"], ["logit"])]
    nodes.append(helper.make_node("Sigmoid" if sigmoid else "Identity", ["logit"], ["probability"]))
    outputs = [helper.make_tensor_value_info("probability", kind, [rows, output])]
    if extra:
        outputs.insert(0, helper.make_tensor_value_info("logit", kind, [rows, output]))
    inputs = [helper.make_tensor_value_info("features", kind, [rows, width])]
    graph = helper.make_graph(nodes, name, inputs, outputs, [w])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, fixtures / f"{name}.onnx")


random = np.random.default_rng(2026)
y = random.integers(0, 2, 200)
# Rounded, so that there are ties, scores on edges of bins and on the threshold; with both ends.
p = np.clip(np.round(y * 0.2 + random.random(200) * 0.8, 2), 0, 1).astype(np.float32)
p[:4] = [0, 1, 1, 0]
reference = {
    "tied": {
        "labels": y.tolist(),
        "scores": p.tolist(),
        "default": measure(y, p),
        "threshold_0.7_bins_7": measure(y, p, 0.7, 7),
    },
    "credit-scorer-1.0.0": run("credit-scorer-1.0.0", "credit", "default"),
    "credit-scorer-1.1.0": run("credit-scorer-1.1.0", "credit", "default"),
    "tumour-triage-1.0.0": run("tumour-triage-1.0.0", "wdbc", "malignant"),
}
(here / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")

model("sum", 1)
model("sum-logits", 1, sigmoid=False)
model("sum-two-columns", 2)
model("sum-float64", 1, kind=TensorProto.DOUBLE)
model("sum-one-row", 1, rows=1)
model("sum-two-outputs", 1, extra=True)
