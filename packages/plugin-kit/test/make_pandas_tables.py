"""Writes pandas-tables.json: what pandas reads of small CSVs. Run with pandas 3.1.1: python make_pandas_tables.py

Each value is a text, as both sides can write it: numbers as the shortest decimal, dates as ISO 8601, true and
false as such, null for what is missing.
"""

import base64
import io
import json
import pathlib

import pandas as pd

CASES = {
    "plain": ("id,name,score\n1,Ann,0.5\n2,Bob,\n3,,1.25\n", {}, {}),
    "semicolon": ("id;note\n1;a,b\n2;c\n", {}, {"sep": ";"}),
    "bar": ("id|x\n1|2.50\n2|3\n", {}, {"sep": "|"}),
    "tab": ("id\tx\n1\t1e3\n2\t-7\n", {}, {"sep": "\t"}),
    "quoted delimiters and ends": ('id,note\n1,"a, b"\n2,"two\nlines"\n3,"a ""word"""\n', {}, {}),
    "decimal comma": ("id;x\n1;1,5\n2;-0,25\n", {"decimal": ","}, {"sep": ";", "decimal": ","}),
    "codes as text": (
        "id,version\n12345678901234567890,1.10\n12345678901234567891,1.1\n007,250.00\n",
        {"types": {"id": "text", "version": "text"}},
        {"dtype": {"id": str, "version": str}},
    ),
    "whole numbers to 64 bits": ("id\n9223372036854775807\n-9007199254740993\n", {}, {}),
    "missing words": ("id,x\n1,NA\n2,5\n3,n/a\n", {"missing": ["NA", "n/a"]}, {"na_values": ["NA", "n/a"]}),
    "yes and no": ("id,ok\n1,yes\n2,no\n", {}, {}),
    "true and false": ("id,ok\n1,True\n2,False\n", {}, {}),
    "month first": (
        "id,seen\n1,01/02/2024\n2,05/06/2024\n",
        {"date_format": "%m/%d/%Y"},
        {"parse_dates": ["seen"], "date_format": "%m/%d/%Y"},
    ),
    "day first": (
        "id,seen\n1,13/02/2024\n2,05/06/2024\n",
        {},
        {"parse_dates": ["seen"], "date_format": "%d/%m/%Y"},
    ),
    "no header": ("7,7\n8,9\n", {"header": False}, {"header": None, "names": ["column0", "column1"]}),
    "years as header": ("country,2019,2020\nDE,1,2\nFR,3,4\n", {"header": True}, {}),
    "apostrophes": ("id,name\n1,'a, b'\n2,'c'\n", {"quote": "'"}, {"quotechar": "'"}),
    "backslash": (
        'id,name\n1,"a \\"b\\", c"\n2,"d"\n',
        {"escape": "\\"},
        {"escapechar": "\\", "doublequote": False},
    ),
    "latin-1": ("id;name\n1;Zoë\n2;blé\n", {"encoding": "latin-1"}, {"sep": ";", "encoding": "latin-1"}),
    "windows-1252": ("id,name\n1,5 €\n2,“x”\n", {"encoding": "windows-1252"}, {"encoding": "cp1252"}),
    "utf-16": ("id,name\n1,Zoë\n2,Łódź\n", {"encoding": "utf-16"}, {"encoding": "utf-16"}),
}


def text(value):
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).lower() if str(value) in ("True", "False") else str(value)


def main():
    cases = []
    for name, (csv, reader, options) in CASES.items():
        encoding = options.get("encoding", "utf-8")
        data = csv.encode(encoding)
        # Only an empty field is missing, where nothing else is said.
        missing = ["", *options.pop("na_values", [])]
        frame = pd.read_csv(io.BytesIO(data), keep_default_na=False, na_values=missing, **options)
        columns = {str(column): [text(value) for value in frame[column].tolist()] for column in frame.columns}
        encoded = base64.b64encode(data).decode()
        cases.append({"name": name, "base64": encoded, "reader": reader, "columns": columns})
    path = pathlib.Path(__file__).with_name("pandas-tables.json")
    path.write_text(json.dumps({"made_by": f"pandas {pd.__version__}", "cases": cases}, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
