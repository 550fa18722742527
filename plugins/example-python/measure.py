"""One JSON request on stdin, one JSON answer on stdout, everything else on stderr. Numbers, never a verdict."""

import csv
import json
import math
import re
import sys
from pathlib import Path


class Unmeasurable(Exception):
    """Why there is no measurement: becomes an `error` entry, which is not the same as a bad measurement."""

    def __init__(self, code, message, hint):
        super().__init__(message)
        self.error = {"code": code, "message": message, "hint": hint}


def main():
    request = json.load(sys.stdin)
    try:
        # `files` gives the place of each file that the configuration names; nothing else is an input.
        config = request["config"]
        answer = measure(request["files"][config["table"]], config["column"])
    except Unmeasurable as unmeasurable:
        answer = {"error": unmeasurable.error}
    # allow_nan=False: NaN is no JSON. What is undefined is None, with a note that says why.
    json.dump({"schema": "gatehouse/plugin-answer@1", **answer}, sys.stdout, allow_nan=False)


def measure(path, column):
    fields = read_column(path, column)
    numbers = [to_number(field, line, column) for line, field in fields if field != ""]
    missing = len(fields) - len(numbers)
    labels = {"column": column}
    return {
        # How many items were looked at. Zero never passes.
        "examined": len(fields),
        "methods": describe_methods(),
        "measurements": [
            {"metric": "rows", "value": len(fields), "n": len(fields), "labels": {}},
            {"metric": "missing_share", "n": len(fields), "labels": labels, **ratio(missing, len(fields), "no rows")},
            {"metric": "mean", "n": len(numbers), "labels": labels, **ratio(math.fsum(numbers), len(numbers), "no numbers")},
        ],
        # A few numbers for people, repeated in release.yaml.
        "headline": {"rows": len(fields), "missing": missing},
    }


def ratio(top, bottom, why_not):
    """A value, or None with a note that says why: an answer without a reason is refused."""
    return {"value": top / bottom} if bottom > 0 else {"value": None, "note": why_not}


def read_column(path, column):
    """The fields of a column, each with its line."""
    fields = []
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if header.count(column) != 1:
                message = f"the table has {header.count(column)} columns called {column}"
                raise Unmeasurable("no-column", message, "Correct `column`, or the header.")
            place = header.index(column)
            for row in reader:
                if len(row) != len(header):
                    message = f"line {reader.line_num} has {len(row)} fields, the header {len(header)}"
                    raise Unmeasurable("ragged-table", message, "Is the file cut off?")
                if len(fields) % 100_000 == 0:
                    print(f"@progress 0 line {reader.line_num}", file=sys.stderr)
                fields.append((reader.line_num, row[place].strip()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unmeasurable("not-csv", f"the table can not be read: {error}", "Write it as CSV in UTF-8.") from error
    return fields


def to_number(field, line, column):
    # float() alone would take nan, infinity, 1_000 and digits of other scripts.
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", field, re.ASCII | re.IGNORECASE):
        number = float(field)
        if math.isfinite(number):
            return number
    message = f"line {line}: {column} is no finite number"
    raise Unmeasurable("not-a-number", message, "Leave the field empty where the number is missing.")


def describe_methods():
    manifest = json.loads(Path(__file__).with_name("plugin.json").read_text(encoding="utf-8"))
    return {metric: {"definition": text, "parameters": {}} for metric, text in manifest["methods"].items()}


if __name__ == "__main__":
    main()
