"""Writes what a tool itself says of the tables in fixtures/ into conventions.json, one tool at a time:

    pip install evidently==0.7.23 "pandas<3" && python make_conventions.py evidently
    pip install nannyml==0.13.1 "pandas<3" statsmodels pyarrow && python make_conventions.py nannyml
    pip install deepchecks==0.19.1 "numpy<2" "pandas<3" "scikit-learn==1.6.1" pyarrow && python make_conventions.py deepchecks
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
pairs = {
    "credit": ("credit-training", "credit-window"),
    "mixed": ("mixed-reference", "mixed-current"),
    # Few enough rows that Evidently tests instead of measuring distances.
    "small": ("credit-training", "credit-window"),
}


def read(name, pair):
    table = pd.read_parquet(here / "fixtures" / f"{name}.parquet")
    return table.head(400) if pair == "small" else table


def evidently(reference, current):
    from evidently import Dataset, Report
    from evidently.presets import DataDriftPreset
    run = Report([DataDriftPreset()]).run(Dataset.from_pandas(current), Dataset.from_pandas(reference))
    found = {}
    for metric in run.dict()["metrics"]:
        config = metric["config"]
        if "ValueDrift" in config["type"] and isinstance(metric["value"], (int, float, np.floating)):
            column = config["column"]
            method, threshold, value = config["method"], config["threshold"], float(metric["value"])
            if "Text" in method or column == "text":
                continue
            drifted = value <= threshold if method == "K-S p_value" else value < threshold
            if "p_value" not in method:
                drifted = value >= threshold
            found[column] = {"test": method, "score": value, "threshold": threshold, "drifted": bool(drifted)}
    return found


def nannyml(reference, current):
    from nannyml.drift.univariate.methods import FeatureType, MethodFactory
    from nannyml.base import _column_is_categorical, _column_is_continuous
    from nannyml.chunk import DefaultChunker
    from nannyml.thresholds import StandardDeviationThreshold
    found = {}
    for column in reference.columns:
        if _column_is_continuous(reference[column]):
            kind = FeatureType.CONTINUOUS
        elif _column_is_categorical(reference[column]):
            kind = FeatureType.CATEGORICAL
        else:
            continue
        method = MethodFactory.create("jensen_shannon", kind, chunker=DefaultChunker(),
                                      threshold=StandardDeviationThreshold(std_lower_multiplier=None),
                                      computation_params={})
        method.fit(reference[column])
        score = float(method.calculate(current[column]))
        found[column] = {"test": "jensen_shannon", "score": score, "threshold": float(method.upper_threshold_value),
                         "drifted": bool(method.alert(score))}
    return found


def deepchecks(reference, current):
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.checks import FeatureDrift
    train = Dataset(reference, cat_features=None)
    test = Dataset(current, cat_features=train.cat_features)
    result = FeatureDrift().run(train, test, with_display=False).value
    return {column: {"test": one["Method"], "score": float(one["Drift score"]), "threshold": 0.2,
                     "drifted": bool(one["Drift score"] >= 0.2)}
            for column, one in result.items() if one["Drift score"] is not None}


tool = sys.argv[1]
file = here / "conventions.json"
known = json.loads(file.read_text()) if file.exists() else {}
known[tool] = {pair: {"evidently": evidently, "nannyml": nannyml, "deepchecks": deepchecks}[tool](
    *(read(name, pair) for name in names)) for pair, names in pairs.items()}
file.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")
