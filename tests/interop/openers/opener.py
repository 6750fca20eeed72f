"""What all openers share. An opener is a program for one system's Python (3.6 or newer, any numpy): it opens files of nntrain and gives the rows
of their models to the system.

    OPENER.py JOBS.json

JOBS.json is a list of {"file", "inputs": [{"name", "shape", "values"}], "outputs": [rows by output], "layers": the config's}. Prints a line of JSON
first, {"version": what is here}, then for each job {"difference": the worst} or {"error": text}."""
import json
import sys
import traceback
import warnings

import numpy as np

warnings.simplefilter("ignore")


def inputs_of(job):
    return [np.array(each["values"], "float32").reshape([-1] + each["shape"]) for each in job["inputs"]]


def difference(found, wanted):
    """The largest of |found - wanted|, relative to what is wanted where that is above 1."""
    found = list(found) if isinstance(found, (list, tuple)) else [found]
    if len(found) != len(wanted):
        raise ValueError("%d outputs, expected %d" % (len(found), len(wanted)))
    worst = 0.0
    for f, w in zip(found, wanted):
        w = np.array(w, "float64")
        f = np.asarray(f, "float64").reshape(w.shape)
        worst = max(worst, float(np.max(np.abs(f - w) / np.maximum(1, np.abs(w)))))
    return worst if np.isfinite(worst) else float("inf")


def by_rows(predict, inputs):
    """Outputs of a `predict` that takes one row at a time."""
    rows = [predict([x[i : i + 1] for x in inputs]) for i in range(len(inputs[0]))]
    return [np.concatenate([np.asarray(row[k]).reshape(1, -1) for row in rows]) for k in range(len(rows[0]))]


def run(version, predict):
    """predict(job, inputs) -> outputs, of the file job["file"]."""
    with open(sys.argv[1]) as file:
        jobs = json.load(file)
    print(json.dumps({"version": version}))
    for job in jobs:
        try:
            answer = {"difference": difference(predict(job, inputs_of(job)), job["outputs"])}
        except Exception as error:  # all are tried
            answer = {"error": "%s: %s" % (type(error).__name__, str(error).strip().split("\n")[0][:300]), "trace": traceback.format_exc()[-1500:]}
        print(json.dumps(answer))
        sys.stdout.flush()
