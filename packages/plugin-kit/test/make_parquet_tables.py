"""Writes the Parquet files that DuckDB cannot: python make_parquet_tables.py, with pandas 3.1.1 and pyarrow 26.0.1.

decimal256.parquet and pandas-index.parquet are inputs of public bug reports (duckdb PR 25058; milvus 33197).
"""

import pathlib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(__file__).with_name("fixtures")
pd.DataFrame({"id": [7, 3, 4], "x": [0.5, 1.5, 2]}).set_index("id").to_parquet(folder / "named-index.parquet")
pd.DataFrame(index=[3, 4, 5]).to_parquet(folder / "index-alone.parquet")
case = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["x", "X", "X_1"])
pq.write_table(case, folder / "names-by-case.parquet")
inner = pa.array([{"amount": 1}, {"amount": 2}], pa.struct([("amount", pa.decimal256(50, 2))]))
pq.write_table(pa.table({"id": [1, 2], "inner": inner}), folder / "nested-decimal256.parquet")
