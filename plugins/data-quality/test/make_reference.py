"""Writes fixtures/orders.parquet, fixtures/customers.csv and reference.json, with Great Expectations and pandas.

    pip install great_expectations==1.24.1 pandas==3.1.1 numpy==2.4.6 pyarrow
    python make_reference.py
"""
import json
import pathlib

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
fixtures = here / "fixtures"


def make_orders(n=500):
    random = np.random.default_rng(20)
    orders = pd.DataFrame(
        {
            "order_id": np.arange(n),
            "customer": random.integers(0, 120, n),
            "line": random.integers(0, 4, n).astype("float64"),
            "email": [f"person{i}@example.{'com' if i % 9 else 'c'}" for i in range(n)],
            "status": random.choice(["open", "paid", "lost", "PAID"], n, p=[0.3, 0.5, 0.15, 0.05]),
            "amount": np.round(random.lognormal(4, 1, n), 2),
            "quantity": random.integers(1, 40, n),
        }
    )
    orders.loc[random.choice(n, 7, replace=False), "order_id"] = 3
    for column, count in {"line": 90, "email": 25, "status": 11, "amount": 33}.items():
        orders.loc[random.choice(n, count, replace=False), column] = None
    orders.loc[17, "line"] = None
    return orders


def unexpected(frame, expectation):
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("p")
    batch = source.add_dataframe_asset("a").add_batch_definition_whole_dataframe("b").get_batch({"dataframe": frame})
    result = batch.validate(expectation).result
    return {"count": result["unexpected_count"], "share": result["unexpected_percent"] / 100}


def profile(frame):
    """What pandas says of each column."""
    columns = {}
    for name, column in frame.items():
        numbers = {
            "null_count": int(column.isna().sum()),
            "missing_share": float(column.isna().mean()),
            "distinct_count": int(column.nunique()),
        }
        if pd.api.types.is_numeric_dtype(column):
            numbers |= {key: float(getattr(column, key)()) for key in ("min", "max", "mean", "std")}
            for quantile in (0.25, 0.5, 0.75):
                numbers[f"quantile {quantile}"] = float(np.quantile(column.dropna().astype("float64"), quantile))
        else:
            lengths = column.dropna().str.len()
            numbers |= {"length_min": int(lengths.min()), "length_max": int(lengths.max())}
        columns[name] = numbers
    return {"rows": len(frame), "duplicate_rows": int(frame.duplicated().sum()), "columns": columns}


orders = make_orders()
orders.to_parquet(fixtures / "orders.parquet")
customers = pd.DataFrame({"id": np.arange(100), "name": [f"n{i}" for i in range(100)]})
customers.to_csv(fixtures / "customers.csv", index=False)
orders = pd.read_parquet(fixtures / "orders.parquet")

checks = {
    "not_null email": gxe.ExpectColumnValuesToNotBeNull(column="email"),
    "not_null amount": gxe.ExpectColumnValuesToNotBeNull(column="amount"),
    "unique order_id": gxe.ExpectColumnValuesToBeUnique(column="order_id"),
    "unique line": gxe.ExpectColumnValuesToBeUnique(column="line"),
    "compound_unique customer, line": gxe.ExpectCompoundColumnsToBeUnique(column_list=["customer", "line"]),
    "compound_unique line, status": gxe.ExpectCompoundColumnsToBeUnique(column_list=["line", "status"]),
    "values_between amount": gxe.ExpectColumnValuesToBeBetween(column="amount", min_value=20, max_value=200),
    "values_between quantity": gxe.ExpectColumnValuesToBeBetween(column="quantity", min_value=1, strict_min=True, max_value=39, strict_max=True),
    "values_in_set status": gxe.ExpectColumnValuesToBeInSet(column="status", value_set=["open", "paid", "lost"]),
    "values_in_set line": gxe.ExpectColumnValuesToBeInSet(column="line", value_set=[0, 1, 2]),
    "match_regex email": gxe.ExpectColumnValuesToMatchRegex(column="email", regex=r"@example\.com$"),
    "value_lengths_between email": gxe.ExpectColumnValueLengthsToBeBetween(column="email", min_value=20, max_value=21),
    "referential customer": gxe.ExpectColumnValuesToBeInSet(column="customer", value_set=customers["id"].tolist()),
}
reference = {
    "orders": profile(orders),
    "credit": profile(pd.read_parquet(fixtures / "credit-training.parquet")),
    "checks": {name: unexpected(orders, check) for name, check in checks.items()},
}
(here / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")
