"""Makes the models of this folder as exporters make them, small, and expected.json: what the libraries say of rows.json.

Made with the versions that expected.json names:
  pip install scikit-learn skl2onnx lightgbm onnxmltools xgboost onnx torch onnxscript
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

import lightgbm
import numpy as np
import onnx
import onnxmltools
import pandas as pd
import torch
import xgboost
from onnx import TensorProto, helper, numpy_helper
from onnxmltools.convert.common.data_types import FloatTensorType as MlFloat
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import (
    DoubleTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)

HERE = Path(__file__).parent
random = np.random.default_rng(15)
N = 40
rows = pd.DataFrame(
    {
        "age": random.integers(18, 80, N).astype(np.float64),
        "income": np.round(random.normal(3, 1, N), 3),
        "visits": random.integers(0, 9, N),
        "city": random.choice(["Bonn", "Köln", "Paris, 3e"], N),
    }
)
score = rows.age / 40 - rows.income + rows.visits / 4 + (rows.city == "Bonn") + random.normal(0, 0.5, N)
label = (score > score.median()).astype(np.int64)
kind = pd.qcut(score, 3, labels=["low", "middle", "high"]).astype(str)
numbers = rows[["age", "income"]].to_numpy(np.float32)
expected: dict[str, list] = {}


def keep(name: str, model: onnx.ModelProto, said) -> None:
    onnx.save_model(model, HERE / f"{name}.onnx")
    expected[name] = np.asarray(said, np.float64).tolist()


plain = [("X", FloatTensorType([None, 2]))]

forest = RandomForestClassifier(60, max_depth=3, random_state=1).fit(numbers, label)
keep("forest", to_onnx(forest, initial_types=plain), forest.predict_proba(numbers))
keep(
    "forest-tensor",
    to_onnx(forest, initial_types=plain, options={"zipmap": False}),
    forest.predict_proba(numbers),
)

words = RandomForestClassifier(5, max_depth=2, random_state=1).fit(numbers, np.where(label == 1, "yes", "no"))
keep("words", to_onnx(words, initial_types=plain), words.predict_proba(numbers))

three = LogisticRegression(max_iter=500).fit(numbers, kind)
keep("three", to_onnx(three, initial_types=plain), three.predict_proba(numbers))

boosted = lightgbm.LGBMClassifier(n_estimators=5, num_leaves=4, min_child_samples=5, verbose=-1)
boosted.fit(numbers, label)
keep(
    "lightgbm",
    onnxmltools.convert_lightgbm(boosted, initial_types=[("input", MlFloat([None, 2]))], target_opset=15),
    boosted.predict_proba(numbers),
)

trees = xgboost.XGBClassifier(n_estimators=5, max_depth=2).fit(numbers, label)
keep(
    "xgboost",
    onnxmltools.convert_xgboost(trees, initial_types=[("input", MlFloat([None, 2]))], target_opset=15),
    trees.predict_proba(numbers),
)

columns = make_pipeline(
    ColumnTransformer(
        [("scaled", StandardScaler(), ["age", "income"]), ("known", OneHotEncoder(), ["city"]), ("as_is", "passthrough", ["visits"])]
    ),
    LogisticRegression(),
).fit(rows, label)
# ONNX Runtime refuses the second one, because its ZipMap takes float64: the tensor behind it can be read all the same.
for name, number in [("columns", FloatTensorType), ("columns-double", DoubleTensorType)]:
    types = [
        ("age", number([None, 1])),
        ("income", FloatTensorType([None, 1])),
        ("visits", Int64TensorType([None, 1])),
        ("city", StringTensorType([None, 1])),
    ]
    keep(name, to_onnx(columns, initial_types=types), columns.predict_proba(rows))

texts = rows[["city"]].assign(visits=rows.visits.astype(str)).to_numpy(object)
encoded = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()).fit(texts, label)
keep("texts", to_onnx(encoded, initial_types=[("T", StringTensorType([None, 2]))]), encoded.predict_proba(texts))

wholes = rows[["visits", "age"]].to_numpy(np.int64)
counted = LogisticRegression().fit(wholes, label)
keep("wholes", to_onnx(counted, initial_types=[("I", Int64TensorType([None, 2]))]), counted.predict_proba(wholes))

value = GradientBoostingRegressor(n_estimators=5, max_depth=2, random_state=1).fit(numbers, score)
keep("value", to_onnx(value, initial_types=plain), value.predict(numbers))


def logistic(name: str, dtype, element: int, batch) -> None:
    """Sigmoid(X · W + b) of one precision, with a fixed number of rows or not."""
    weights = np.array([[0.05], [-0.9]], dtype)
    bias = np.array([0.4], dtype)
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["X", "W"], ["product"]),
            helper.make_node("Add", ["product", "b"], ["sum"]),
            helper.make_node("Sigmoid", ["sum"], ["probability"]),
        ],
        name,
        [helper.make_tensor_value_info("X", element, [batch, 2])],
        [helper.make_tensor_value_info("probability", element, [batch, 1])],
        [numpy_helper.from_array(weights, "W"), numpy_helper.from_array(bias, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    inputs = rows[["age", "income"]].to_numpy(dtype).astype(np.float64)
    keep(name, model, 1 / (1 + np.exp(-(inputs @ weights.astype(np.float64) + bias.astype(np.float64)))))


logistic("doubles", np.float64, TensorProto.DOUBLE, "N")
logistic("half", np.float16, TensorProto.FLOAT16, "N")
logistic("batch", np.float32, TensorProto.FLOAT, 16)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(2, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1), torch.nn.Sigmoid())

    def forward(self, x):
        return self.layers(x)


torch.manual_seed(1)
net = Net().eval()
os.chdir(HERE)
torch.onnx.export(
    net,
    (torch.zeros(2, 2),),
    "torch.onnx",
    dynamic_shapes=({0: torch.export.Dim("rows")},),
    dynamo=True,
    external_data=True,
    verbose=False,
)
# The exporter writes down where its sources lie: nobody needs to know that.
bare = onnx.load("torch.onnx", load_external_data=False)
for part in [bare.graph, *bare.graph.node, *bare.graph.initializer, *bare.graph.input, *bare.graph.output, *bare.graph.value_info]:
    part.ClearField("metadata_props")
    part.ClearField("doc_string")
bare.ClearField("metadata_props")
onnx.save_model(bare, "torch.onnx")
with torch.no_grad():
    expected["torch"] = net(torch.from_numpy(numbers)).numpy().astype(np.float64).tolist()

made_with = ["scikit-learn", "skl2onnx", "lightgbm", "onnxmltools", "xgboost", "onnx", "torch"]
(HERE / "expected.json").write_text(
    json.dumps({"versions": {name: version(name) for name in made_with}, "probabilities": expected}, indent=1)
)
table = rows.assign(label=label, kind=kind, word=np.where(label == 1, "yes", "no"), value=score)
(HERE / "rows.json").write_text(json.dumps(table.to_dict("records"), ensure_ascii=False, indent=1))
