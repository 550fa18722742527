"""Writes reports into fixtures/ by running the tools themselves on the credit data of data-drift's fixtures.

    python make_fixtures.py <tool> <folder with credit-training.csv and credit-window.csv>

Each tool in an environment of its own, as the README in fixtures/ lists them. What depends on the machine (tracebacks,
arguments, queries) is taken out; all else stays as the tool wrote it. The last digit of Evidently's numbers differs
from run to run.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

fixtures = pathlib.Path(__file__).parent / "fixtures"
tool, data = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()


def read(name):
    import pandas

    return pandas.read_csv(data / f"credit-{name}.csv")


def write(name, text, change=lambda report: report):
    # json writes NaN bare, as the tools do.
    (fixtures / name).write_text(json.dumps(change(json.loads(text)), indent=1) + "\n")


def without_widgets(value):
    if isinstance(value, dict):
        return {key: None if key.endswith(("widget", "widgets")) else without_widgets(one) for key, one in value.items()}
    return [without_widgets(one) for one in value] if isinstance(value, list) else value


def evidently():
    from evidently import DataDefinition, Dataset, Report
    from evidently.metrics import DriftedColumnsCount, MeanValue, MissingValueCount, UniqueValueCount, ValueDrift
    from evidently.tests import eq, gt, lt

    columns = DataDefinition(numerical_columns=["age", "income"], categorical_columns=["home"])
    reference, current = (
        Dataset.from_pandas(read(name)[["age", "income", "home"]], columns) for name in ("training", "window")
    )

    def run(metrics):  # on the latest `reference` and `current`
        return Report(metrics).run(current_data=current, reference_data=reference)

    mixed = run([
        ValueDrift(column="age", method="ks", tests=[gt(0.05)]),
        ValueDrift(column="income", method="wasserstein", tests=[lt(0.01)]),
        ValueDrift(column="home", method="psi", tests=[lt(0.001, is_critical=False)]),
        DriftedColumnsCount(),
        MissingValueCount(column="income", tests=[eq(0)]),
        UniqueValueCount(column="home"),
        MeanValue(column="age"),
    ])
    write("evidently-0.7.json", mixed.json())
    write("evidently-0.7-snapshot.json", mixed.dumps(), without_widgets)
    write("evidently-0.7-pass.json", run([ValueDrift(column="home", method="psi", tests=[lt(0.1)])]).json())
    numbers = ["seniority", "time", "age", "expenses", "income", "assets", "debt", "amount", "price"]
    categories = ["home", "marital", "records", "job"]
    columns = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    reference, current = (
        Dataset.from_pandas(read(name)[numbers + categories], columns) for name in ("training", "window")
    )
    drift = [ValueDrift(column=column) for column in numbers + categories]
    drift += [ValueDrift(column=column, method="ks") for column in numbers]
    drift += [ValueDrift(column=column, method="psi") for column in categories]
    write("evidently-0.7-drift.json", run(drift).json())
    # Evidently writes the mean of no value as a bare NaN.
    empty = read("window")[["age"]].assign(age=float("nan"))
    empty = Dataset.from_pandas(empty, DataDefinition(numerical_columns=["age"]))
    nan = Report([MeanValue(column="age", tests=[lt(1)])]).run(current_data=empty, reference_data=None)
    write("evidently-0.7-nan.json", nan.json())


def evidently_between():
    from evidently.future.datasets import DataDefinition, Dataset
    from evidently.future.metrics import MeanValue, ValueDrift
    from evidently.future.report import Report
    from evidently.future.tests import lt

    columns = DataDefinition(numerical_columns=["age"], categorical_columns=["home"])
    reference, current = (Dataset.from_pandas(read(name)[["age", "home"]], columns) for name in ("training", "window"))
    metrics = [ValueDrift(column="home", method="psi", tests=[lt(0.001)]), MeanValue(column="age")]
    write("evidently-0.6.json", Report(metrics).run(current, reference).json())


def evidently_old():
    from evidently.metrics import ColumnDriftMetric, ColumnQuantileMetric, DatasetDriftMetric
    from evidently.report import Report
    from evidently.test_suite import TestSuite
    from evidently.tests import (
        TestColumnDrift,
        TestColumnValueMax,
        TestColumnValueMin,
        TestMeanInNSigmas,
        TestShareOfMissingValues,
        TestShareOfOutRangeValues,
    )

    reference, current = (read(name)[["age", "income", "home"]] for name in ("training", "window"))
    report = Report(metrics=[
        ColumnDriftMetric(column_name="home", stattest="psi"),
        DatasetDriftMetric(),
        ColumnQuantileMetric(column_name="age", quantile=0.5),
    ])
    suite = TestSuite(tests=[
        TestColumnDrift(column_name="age", stattest="ks"),
        TestShareOfMissingValues(eq=0),
        TestColumnValueMin(column_name="age", gte=21),
        TestMeanInNSigmas(column_name="home"),
        TestColumnValueMax(column_name="income", lte=100, is_critical=False),
        TestShareOfOutRangeValues(column_name="age", left=18, right=60, lte=0.01),
    ])
    for name, one in (("report", report), ("tests", suite)):
        one.run(current_data=current, reference_data=reference)
        write(f"evidently-0.4-{name}.json", one.json())


def deepchecks():
    from deepchecks.tabular import Dataset, Suite
    from deepchecks.tabular.checks import (
        DataDuplicates,
        FeatureDrift,
        IsSingleValue,
        LabelDrift,
        MixedNulls,
        TrainTestPerformance,
        TrainTestSamplesMix,
    )

    columns = ["age", "income", "home", "default"]
    reference, current = (
        Dataset(read(name)[columns].head(rows), label="default", cat_features=["home"])
        for name, rows in (("training", 300), ("window", 150))
    )
    suite = Suite(
        "credit",
        IsSingleValue().add_condition_not_single_value(),
        MixedNulls(),
        FeatureDrift(ignore_na=True),
        LabelDrift().add_condition_drift_score_less_than(0.001),
        TrainTestSamplesMix().add_condition_duplicates_ratio_less_or_equal(0.0),
        TrainTestPerformance().add_condition_train_test_relative_degradation_less_than(0.1),
        DataDuplicates().add_condition_ratio_less_or_equal(0.0),
    )
    write("deepchecks-suite.json", suite.run(reference, current).to_json(with_display=False))
    one = DataDuplicates().add_condition_ratio_less_or_equal(0.5).run(current)
    write("deepchecks-check.json", one.to_json(with_display=False))


def without_traceback(value):
    if isinstance(value, dict):
        return {key: "…" if key == "exception_traceback" and text else without_traceback(text)
                for key, text in value.items()}
    return [without_traceback(one) for one in value] if isinstance(value, list) else value


def great_expectations():
    import great_expectations as gx

    window = read("window")
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("credit").add_dataframe_asset("window")
    batch = asset.add_batch_definition_whole_dataframe("all")
    expect = gx.expectations
    good = [
        expect.ExpectColumnValuesToNotBeNull(column="age"),
        expect.ExpectColumnMeanToBeBetween(column="income", min_value=100, max_value=200),
        expect.ExpectTableRowCountToBeBetween(min_value=1000, max_value=2000),
    ]
    bad = [
        expect.ExpectColumnValuesToBeBetween(column="age", min_value=21, max_value=60, mostly=0.99),
        expect.ExpectColumnValuesToBeInSet(column="home", value_set=["owner", "rent"], severity="warning"),
        expect.ExpectColumnValuesToBeBetween(column="no_such_column", min_value=1),
    ]
    for name, expectations in (("", [*good, *bad]), ("-pass", [copy.copy(one) for one in good])):
        suite = context.suites.add(gx.ExpectationSuite(name=f"credit-window{name}", expectations=expectations))
        definition = gx.ValidationDefinition(name=f"window{name}", data=batch, suite=suite)
        result = context.validation_definitions.add(definition).run(batch_parameters={"dataframe": window})
        write(f"great-expectations-1{name}.json", json.dumps(result.to_json_dict()), without_traceback)


def great_expectations_old():
    import great_expectations as gx
    from great_expectations.core import ExpectationConfiguration, ExpectationSuite

    suite = ExpectationSuite("credit-window")
    for name, arguments in (
        ("column_values_to_not_be_null", {"column": "age"}),
        ("column_values_to_be_between", {"column": "age", "min_value": 21, "max_value": 60, "mostly": 0.99}),
        ("column_values_to_be_in_set", {"column": "home", "value_set": ["owner", "rent", "priv"]}),
        ("table_row_count_to_be_between", {"min_value": 1000, "max_value": 2000}),
        ("column_values_to_be_between", {"column": "no_such_column", "min_value": 1}),
    ):
        suite.add_expectation(ExpectationConfiguration(f"expect_{name}", arguments))
    window = read("window")
    result = gx.from_pandas(window).validate(expectation_suite=suite, result_format="SUMMARY")
    write("great-expectations-0.json", json.dumps(result.to_json_dict()), without_traceback)
    context = gx.get_context()
    context.add_or_update_expectation_suite(expectation_suite=suite)
    asset = context.sources.add_pandas("credit").add_dataframe_asset("window")
    request = asset.build_batch_request(dataframe=window)
    checkpoint = context.add_or_update_checkpoint(
        name="promote", validations=[{"batch_request": request, "expectation_suite_name": "credit-window"}]
    )
    result = checkpoint.run().to_json_dict()
    result["checkpoint_config"] = {}
    for one in result["run_results"].values():
        one["actions_results"] = {}
    write("great-expectations-0-checkpoint.json", json.dumps(result), without_traceback)


def soda():
    import duckdb
    from soda.scan import Scan

    good = "  - row_count between 1000 and 2000\n  - missing_count(age) = 0\n"
    bad = """  - invalid_count(home) = 0:
      valid values: [owner, rent, priv, parents, other]
  - avg(income):
      name: mean income
      warn: when > 140
      fail: when > 500
  - min(age) >= 21
"""
    connection = duckdb.connect()
    connection.execute(f"create table credit as from read_csv('{data}/credit-window.csv')")

    def shorter(report):
        report["queries"] = []
        report["logs"] = [log for log in report["logs"] if log["message"].startswith(("Soda Core", "Error"))]
        return report

    for name, checks in (("", good + bad), ("-pass", good), ("-error", good + "  - missing_count(no_such) = 0\n")):
        scan = Scan()
        scan.add_duckdb_connection(connection)
        scan.set_data_source_name("duckdb")
        scan.set_scan_definition_name("credit-window")
        scan.add_sodacl_yaml_str(f"checks for credit:\n{checks}")
        scan.execute()
        write(f"soda{name}.json", json.dumps(scan.get_scan_results(), default=str), shorter)


def dbt():
    model = "version: 2\nmodels:\n  - name: window\n    columns:\n"
    good = "      - name: application_id\n        tests: [unique, not_null]\n"
    bad = """      - name: home
        tests:
          - accepted_values: {values: [owner, rent, priv]}
      - name: marital
        tests:
          - accepted_values: {values: [married], config: {severity: warn}}
  - name: after_broken
    columns:
      - name: age
        tests: [not_null]
"""
    files = {
        "dbt_project.yml": "{name: credit, version: '1.0', config-version: 2, profile: credit}\n",
        "profiles.yml": "credit: {target: dev, outputs: {dev: {type: duckdb, path: credit.duckdb}}}\n",
        "models/window.sql": "select * from {{ ref('credit') }}\n",
        "seeds/credit.csv": "".join((data / "credit-window.csv").open().readlines()[:200]),
    }
    broken = {
        "models/broken.sql": "select no_such from {{ ref('credit') }}\n",
        "models/after_broken.sql": "select * from {{ ref('broken') }}\n",
        "tests/errs.sql": "select no_such from {{ ref('window') }}\n",
    }

    def shorter(report):
        report["args"] = {}
        for result in report["results"]:
            result.pop("compiled_code", None)
        return report

    for name, more in (
        ("", {**broken, "models/schema.yml": model + good + bad}),
        ("-pass", {"models/schema.yml": model + good}),
    ):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**files, **more}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
            command = [pathlib.Path(sys.executable).parent / "dbt", "--no-send-anonymous-usage-stats", "build"]
            subprocess.run([*command, "--profiles-dir", "."], cwd=folder, check=False)
            text = pathlib.Path(folder, "target/run_results.json").read_text()
        version = json.loads(text)["metadata"]["dbt_schema_version"].split("/")[-1].removesuffix(".json")
        write(f"dbt-{version}{name}.json", text, shorter)


def tfdv():
    from google.protobuf.json_format import MessageToJson
    from tensorflow_metadata.proto.v0 import anomalies_pb2, schema_pb2

    def anomalies():
        message = anomalies_pb2.Anomalies(anomaly_name_format=anomalies_pb2.Anomalies.SERIALIZED_PATH)
        for name in ("age", "income", "home", "time"):
            message.baseline.feature.add(name=name, type=schema_pb2.FLOAT)
        return message

    def report(message, feature, severity, kind, short, long):
        info = message.anomaly_info[feature]
        info.path.step.append(feature)
        info.severity, info.short_description, info.description = severity, short, long
        info.reason.add(type=kind, short_description=short, description=long)

    info = anomalies_pb2.AnomalyInfo
    mixed = anomalies()
    mixed.baseline.feature.add(name="old_score", lifecycle_stage=schema_pb2.DEPRECATED)
    mixed.baseline.feature.add(name="default", not_in_environment=["SERVING"])
    report(mixed, "home", info.ERROR, info.ENUM_TYPE_UNEXPECTED_STRING_VALUES, "Unexpected string values",
           "Examples contain values missing from the schema: houseboat (<1%). ")
    report(mixed, "time", info.WARNING, info.COMPARATOR_L_INFTY_HIGH, "High Linfty distance between current and previous",
           "The Linfty distance between current and previous is 0.0250847 (up to six significant digits), above the "
           "threshold 0.01. The feature value with maximum difference is: 36")
    report(mixed, "new_column", info.ERROR, info.SCHEMA_NEW_COLUMN, "New column", "New column (column in data but not in schema)")
    skew = mixed.drift_skew_info.add()
    skew.path.step.append("time")
    kinds = anomalies_pb2.DriftSkewInfo.Measurement
    skew.drift_measurements.add(type=kinds.L_INFTY, value=0.0250847, threshold=0.01)
    skew.skew_measurements.add(type=kinds.JENSEN_SHANNON_DIVERGENCE, value=float("nan"), threshold=0.0)
    empty = anomalies_pb2.Anomalies(data_missing=True, baseline=anomalies().baseline)
    empty.dataset_anomaly_info.severity = info.ERROR
    empty.dataset_anomaly_info.reason.add(type=info.DATASET_LOW_NUM_EXAMPLES, short_description="Low num examples in dataset.")
    write("tfdv.json", MessageToJson(mixed))
    write("tfdv-proto-names.json", MessageToJson(mixed, preserving_proto_field_name=True))
    write("tfdv-pass.json", MessageToJson(anomalies()))
    write("tfdv-error.json", MessageToJson(empty))


globals()[tool]()
