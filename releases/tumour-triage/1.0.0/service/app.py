"""Scores one case at a time: POST /score with a JSON object of features; GET /healthz, GET /metrics.

Everything that differs between models stands in config.json beside this file.
`SCORING_MODE=off` switches the model off: every request is then sent to the manual route.
"""
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy
import onnxruntime

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25)
MAX_BYTES = 65536


class Refused(Exception):
    """A request that is not scored; `status` is the HTTP status."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Scorer:
    def __init__(self, config, model, mode="on"):
        self.config = config
        self.mode = mode
        self.session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        width = self.session.get_inputs()[0].shape[1]
        if width != len(config["features"]):
            raise ValueError(f"the model takes {width} features, config.json lists {len(config['features'])}")

    def row(self, case):
        """The features in the model's order; refuses what is missing, unknown, not a number or out of range."""
        if not isinstance(case, dict):
            raise Refused(422, "the body must be a JSON object")
        features = self.config["features"]
        unknown = sorted(set(case) - {feature["name"] for feature in features})
        if unknown:
            raise Refused(422, f"unknown: {', '.join(unknown)}")
        return [self.value(case, feature) for feature in features]

    def value(self, case, feature):
        value = case.get(feature["name"])
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Refused(422, f"{feature['name']}: a number is needed")
        if not feature["min"] <= value <= feature["max"]:  # NaN fails this too
            raise Refused(422, f"{feature['name']}: outside {feature['min']}..{feature['max']}")
        return value

    def score(self, case):
        row = self.row(case)
        if self.mode == "off":
            return {"probability": None, "route": self.config["routes"]["off"], "model": "off"}
        features = numpy.asarray([row], dtype=numpy.float32)
        probability = float(self.session.run(["probability"], {"features": features})[0][0, 0])
        side = "at_or_above" if probability >= self.config["threshold"] else "below"
        return {"probability": probability, "route": self.config["routes"][side], "model": self.config["model"]}


class Metrics:
    """Counters in Prometheus' text format; no request data is kept, only counts."""

    def __init__(self):
        self.requests, self.routes = {}, {}
        self.buckets, self.count, self.seconds = [0] * len(BUCKETS), 0, 0.0

    def record(self, status, seconds, route=None):
        self.requests[status] = self.requests.get(status, 0) + 1
        self.count, self.seconds = self.count + 1, self.seconds + seconds
        self.buckets = [n + (seconds <= limit) for n, limit in zip(self.buckets, BUCKETS)]
        if route:
            self.routes[route] = self.routes.get(route, 0) + 1

    def text(self):
        lines = [f'scoring_requests_total{{code="{code}"}} {n}' for code, n in sorted(self.requests.items())]
        lines += [f'scoring_routes_total{{route="{route}"}} {n}' for route, n in sorted(self.routes.items())]
        lines += [f'scoring_seconds_bucket{{le="{limit}"}} {n}' for limit, n in zip(BUCKETS, self.buckets)]
        lines += [f'scoring_seconds_bucket{{le="+Inf"}} {self.count}', f"scoring_seconds_count {self.count}"]
        return "\n".join([*lines, f"scoring_seconds_sum {self.seconds:.6f}"]) + "\n"


def make_server(scorer, port=0):
    metrics = Metrics()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/healthz":
                self.answer(200, json.dumps({"model": scorer.config["model"], "mode": scorer.mode}))
            elif self.path == "/metrics":
                self.answer(200, metrics.text(), "text/plain; version=0.0.4")
            else:
                self.answer(404, json.dumps({"error": "no such page"}))

        def do_POST(self):
            start, route = time.perf_counter(), None
            try:
                body = scorer.score(self.body())
                status, route = 200, body["route"]
            except Refused as refusal:
                status, body = refusal.status, {"error": str(refusal)}
            except Exception:  # the caller must hear of it, and learn nothing of our insides
                status, body = 500, {"error": "internal"}
            metrics.record(status, time.perf_counter() - start, route)
            self.answer(status, json.dumps(body))

        def body(self):
            if self.path != "/score":
                raise Refused(404, "no such page")
            length = self.headers.get("Content-Length", "")
            if not length.isdigit():
                raise Refused(411, "Content-Length is needed")
            if int(length) > MAX_BYTES:
                raise Refused(413, f"more than {MAX_BYTES} bytes")
            try:
                return json.loads(self.rfile.read(int(length)))
            except ValueError:
                raise Refused(400, "not JSON") from None

        def answer(self, status, text, kind="application/json"):
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Nothing: a request line must not end up in a log."""

    return ThreadingHTTPServer(("", port), Handler)


if __name__ == "__main__":
    config = json.loads((Path(__file__).parent / "config.json").read_text())
    scorer = Scorer(config, sys.argv[1], os.environ.get("SCORING_MODE", "on"))
    make_server(scorer, port=8080).serve_forever()
