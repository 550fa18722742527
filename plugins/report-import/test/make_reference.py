"""Prints mlflow-reference.json: the verdicts of MLflow 3.17.2 (mlflow-skinny) on the runs in fixtures/mlruns.

MLflow 2.22.5 wrote these runs, but for `log_likelihood` and `f1`. It judged alike, but for a relative change from a
negative baseline, which it divided by the baseline and not by its magnitude.
"""
import json
import sys
from pathlib import Path

from mlflow.models.evaluation import validation
from mlflow.store.tracking.file_store import FileStore

fixtures = Path(__file__).parent / "fixtures"


def metrics(run):
    folder = fixtures / "mlruns" / run / "metrics"
    names = [str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file()]
    return {name: FileStore._get_metric_from_file(str(folder), name, "run", "1").value for name in names}


CONDITIONS = ["threshold", "min_absolute_change", "min_relative_change"]
candidate, baseline = metrics("candidate"), metrics("baseline")
cases = []
for name in ["accuracy", "loss", "val/auc", "log_likelihood"]:
    for greater in [True, False]:
        for condition, values in {
            "threshold": [-0.41, 0.3, 0.31, 0.9, 0.93, 0.95],
            "min_absolute_change": [0.01, 0.02, 0.020000000000000018, 0.3],
            "min_relative_change": [0.0, 0.01, 0.0227, 0.022727272727272745, 0.03],
        }.items():
            for value in values:
                threshold = validation.MetricThreshold(greater_is_better=greater, **{condition: value})
                try:
                    validation._validate({name: threshold}, candidate, baseline)
                    passed = True
                except validation.ModelValidationFailedException:
                    passed = False
                cases.append([name, greater, condition, value, passed])
latest = {run: {k: v if v == v else "nan" for k, v in metrics(run).items()} for run in ["candidate", "baseline"]}
print(json.dumps({"mlflow": "3.17.2", "latest": latest, "cases": cases}))
