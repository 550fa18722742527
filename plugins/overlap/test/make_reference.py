"""Writes reference.json: the overlap of the tables in fixtures/, with pandas.

    pip install pandas==3.1.1 pyarrow
    python make_reference.py
"""
import json
import pathlib
import unicodedata

import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
fixtures = here / "fixtures"
fixtures.mkdir(exist_ok=True)
random = np.random.default_rng(17)


def make(rows):
    table = pd.DataFrame(
        {
            "customer": random.integers(1, 4000, rows).astype("float64"),
            "branch": random.choice(["north", "south", "Zürich"], rows),
            "age": random.integers(18, 22, rows),
            "income": random.integers(0, 30, rows) / 10,
            "limit": random.integers(0, 4, rows) * 1000.0,
            "since": pd.to_datetime("2024-01-01") + pd.to_timedelta(random.integers(0, 3, rows), "D"),
        }
    )
    for column in ("customer", "branch", "income", "limit"):
        table.loc[random.random(rows) < 0.05, column] = None
    return table


training, holdout = make(900), make(400)
training.to_parquet(fixtures / "training.parquet", index=False)
holdout.to_csv(fixtures / "holdout.csv", index=False)

columns = ["branch", "age", "income", "limit", "since"]
exact = holdout.merge(training[columns].drop_duplicates(), on=columns, how="inner")  # pandas joins null to null
keys = ["customer", "branch"]
named = holdout.dropna(subset=keys)
keyed = named.merge(training[keys].dropna().drop_duplicates(), on=keys, how="inner")


def fold(text):
    return None if pd.isna(text) else unicodedata.normalize("NFKC", text).casefold()


def is_near(row):
    branch = training["branch"].map(fold)
    same = branch == fold(row["branch"]) if not pd.isna(row["branch"]) else training["branch"].isna()
    income = (
        training["income"].isna()
        if pd.isna(row["income"])
        else np.round((training["income"] - row["income"]).abs(), 9) <= 0.1
    )
    limit = (
        training["limit"].isna()
        if pd.isna(row["limit"])
        else (training["limit"] - row["limit"]).abs() <= 0.5 * abs(row["limit"])
    )
    return bool((same & income & limit & (training["age"] == row["age"])).any())


near = int(holdout.apply(is_near, axis=1).sum())
repeated = int(holdout.duplicated(subset=columns).sum())
reference = {
    "pandas": pd.__version__,
    "exact_rows": len(exact),
    "key_rows": len(keyed),
    "named": len(named),
    "near_rows": near,
    "repeated_rows": repeated,
}
(here / "reference.json").write_text(json.dumps(reference, indent=2) + "\n")
print(reference)
