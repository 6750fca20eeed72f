#!/usr/bin/env python3
"""Records what the real Keras prints while it trains, with a clock that we turn, as JSON beside this file.

    python -m venv venv
    venv/bin/pip install keras==3.15.1 jax==0.10.2 six && venv/bin/pip download keras==2.3.1 --no-deps
    venv/bin/python record_log.py Keras-2.3.1-py2.py3-none-any.whl

A recording is {note, epochs, steps, samples, events, expected}. An event is [at_ns, call, arguments ...]; the unit
test train_log_test makes the same calls at the same times and compares all bytes with what is expected: a list of
pieces for each look, on a terminal or through a pipe.

Who prints: `classic` Keras 2.3.1's own ProgbarLogger, `modern` and `lines` Keras 3's; the recordings called fit_* are
whole runs of model.fit and model.evaluate of Keras 3. What differs from Keras on purpose, in every recording:
- Keras 2 averages the batches' losses in its bar and counts the last batch twice. Here a value is the mean so far;
  Keras is told to print it as it is (a "stateful metric").
- Keras writes running bars, colour and backspaces into pipes too. What is expected of a pipe is Keras' headers and
  finished bars, without those.
- Keras 3's verbose=2 prints every negative value as %.4e (it forgets abs()). It is given numbers that mend this.
- Keras 2's evaluate() prints no values. They are given to its bar, as fit() does.
"""

import collections
import collections.abc
import contextlib
import io
import json
import os
import re
import sys
import types
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras.src.utils import progbar as keras3_progbar  # noqa: E402

HERE = Path(__file__).resolve().parent
MS = 1_000_000
SECOND = 1_000 * MS


class Clock:
    """Stands in for the module `time`. Starts at 1 s: Keras takes 0 for "never drawn"."""

    now_ns = 0

    def time(self):
        return 1.0 + self.now_ns / SECOND


class Output(io.StringIO):
    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


# ---- Keras 2.3.1, of which only the progress bar and its callback are loaded -----------------------------------------


def load_keras2(wheel, clock):
    """The module keras/callbacks/callbacks.py; what it imports and we do not need is empty."""
    collections.Iterable = collections.abc.Iterable  # Python 3.10 moved it
    for name in ["keras2", "keras2.utils", "keras2.engine", "keras2.callbacks", "keras2.backend"]:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules["keras2.engine.training_utils"] = types.ModuleType("training_utils")
    sys.modules["keras2.engine.training_utils"].standardize_input_data = None
    for name in ["utils.generic_utils", "callbacks.callbacks"]:
        path = f"keras/{name.replace('.', '/')}.py"
        module = types.ModuleType(f"keras2.{name}")
        module.__package__ = module.__name__.rpartition(".")[0]
        sys.modules[module.__name__] = module
        exec(compile(zipfile.ZipFile(wheel).read(path), path, "exec"), module.__dict__)
    sys.modules["keras2.utils.generic_utils"].time = clock
    return sys.modules["keras2.callbacks.callbacks"]


class Keras2:
    """Turns the events into what Keras 2.3.1's fit loop and test loop do."""

    def __init__(self, module, case):
        self.case = case
        self.names = list(dict.fromkeys(n for e in case["events"] for n, _ in values_of(e)))
        self.logger = module.ProgbarLogger("samples", stateful_metrics=self.names)
        self.logger.set_params(
            {"verbose": 1, "epochs": case["epochs"], "samples": case["samples"], "metrics": self.names}
        )
        self.logger.on_train_begin()
        self.progbar = module.Progbar
        self.evaluation = None

    def call(self, call, *args):
        if call == "begin_epoch":
            self.evaluation = None
            self.seen = 0
            self.logger.on_epoch_begin(args[0] - 1)
        elif call == "begin_evaluation":
            self.evaluation = self.progbar(target=self.case["samples"], stateful_metrics=self.names)
        elif call == "step" and self.evaluation:
            if args[1] < self.case["samples"]:
                self.evaluation.update(args[1], args[2])
        elif call == "step":
            self.logger.on_batch_begin(args[0] - 1)
            self.logger.on_batch_end(args[0] - 1, dict(args[2], size=args[1] - self.seen))
            self.seen = args[1]
        elif call == "end" and self.evaluation:
            self.evaluation.update(self.case["samples"], args[0])
        elif call == "end":
            self.logger.on_epoch_end(0, dict(args[0]))


# ---- Keras 3 ---------------------------------------------------------------------------------------------------------


def sorted_as_fit(values):
    """fit's trainer hands logs over sorted by name; evaluate's, called val_*, follow. The recordings fit_* prove it."""
    return sorted(values, key=lambda v: (v[0].startswith("val_"), v[0]))


class Keras3:
    """Turns the events into the calls that Keras 3's trainer makes."""

    def __init__(self, verbose, case):
        self.params = {"verbose": verbose, "epochs": case["epochs"], "steps": case["steps"]}

    def call(self, call, *args):
        if call.startswith("begin"):
            self.logger = keras.callbacks.ProgbarLogger()
            self.logger.set_params(self.params)
        if call == "begin_epoch":
            self.logger.on_train_begin()
            self.logger.on_epoch_begin(args[0] - 1)
        elif call == "begin_evaluation":
            self.logger.on_test_begin()
        elif call == "step":
            self.logger.on_train_batch_end(args[0] - 1, dict(sorted_as_fit(args[2])))
        elif call == "end":
            self.logger.on_epoch_end(0, dict(sorted_as_fit(args[0])))


class AbsoluteFloat(float):
    """A value that verbose=2 prints as the bar does: its `v > 1e-3` means abs(v) > 1e-3 here."""

    def __truediv__(self, count):
        return AbsoluteFloat(float(self) / count)

    def __gt__(self, other):
        return abs(float(self)) > other


# ---- cases -----------------------------------------------------------------------------------------------------------


def values_of(event):
    return event[-1] if isinstance(event[-1], list) else []


def epoch(number, start_ns, batches, step_ns, values, end_values=(), validation_ns=0):
    """The events of one epoch whose batches have these sizes, and the time when it ends. `values(samples)` gives the
    means so far; number 0 is an evaluation."""
    events = [[start_ns, "begin_epoch", number] if number else [start_ns, "begin_evaluation"]]
    now, seen = start_ns, 0
    for step, size in enumerate(batches, 1):
        now += step_ns(step) if callable(step_ns) else step_ns
        seen += size
        events.append([now, "step", step, seen, values(seen)])
    now += validation_ns
    events.append([now, "end", values(seen) + list(end_values)])
    return events, now


def case(note, batches, epochs, **epoch_args):
    """One case of len(epochs) epochs with these numbers; the last number is what N is in `Epoch 1/N`."""
    events, now = [], 0
    for number in epochs:
        more, now = epoch(number, now, batches, **epoch_args)
        events += more
    size = {"epochs": max(1, epochs[-1]), "steps": len(batches), "samples": sum(batches)}
    return {"note": note, **size, "events": events}


def falling(seen):
    return [("loss", 2.5 / (1 + seen / 40))]


def classified(seen):
    return [("loss", 0.9 - seen / 1000), ("mse", 0.25), ("accuracy", seen / 500)]


def odd_values(_):
    values = [0.0, 1e-3, 1.0001e-3, -1e-3, -0.5, 123456.75, 1e20, 3e-39, float("nan"), float("inf"), float("-inf")]
    return [("loss", 9.999e-4)] + [(f"m{i:02}", v) for i, v in enumerate(values)]


def cases():
    return {
        "tutorial": case("The tutorial's job.", [2] * 50, [1, 2], step_ns=10 * MS + 1, values=falling),
        "fast": case("Microseconds a step.", [32] * 31 + [8], [1, 2, 3], step_ns=412_345, values=falling),
        "hours": case("ETA in hours, minutes, seconds.", [100] * 10, [7], step_ns=1234 * SECOND, values=falling),
        "minutes": case("ETA in minutes, seconds.", [32] * 12, [1], step_ns=11_377 * MS, values=falling),
        "edges": case("ETA at 60 s and 3600 s.", [1] * 16, [1], step_ns=300 * SECOND, values=falling),
        "partial_batch": case("The last batch is smaller.", [3, 3, 1], [9, 10], step_ns=77 * MS, values=falling),
        "one_step": case("Full batch.", [100], [1, 2], step_ns=3 * MS, values=falling),
        "one_sample": case("The smallest job.", [1], [1], step_ns=2 * SECOND, values=falling),
        "no_time": case("A clock that stands still.", [5, 5], [1, 2], step_ns=0, values=falling),
        "slow_first_step": case(
            "Keras 3 leaves the first step out of the mean.", [10] * 6, [1],
            step_ns=lambda step: 3 * SECOND if step == 1 else 61 * MS, values=falling),
        "odd_values": case("Tiny, huge, negative, no number.", [4] * 3, [1], step_ns=200 * MS, values=odd_values),
        "validation": case(
            "Metrics and validation; loss is first in Keras 2, sorted in Keras 3.", [32] * 4, [1, 2], step_ns=33 * MS,
            values=classified, end_values=[("val_loss", 0.5), ("val_mse", 2.5e-4), ("val_accuracy", 0.97)],
            validation_ns=2100 * MS),
        "shrinking": case(
            "A shorter line blanks the rest of a longer one.", [1] * 7, [1], step_ns=20 * SECOND,
            values=lambda seen: [("loss", 10.0 ** (6 - seen))]),
        "throttled": case(
            "Redrawn at most every 50 ms.", [1] * 80, [1, 2],
            step_ns=lambda step: (7 + step % 5) * MS + 13, values=falling),
        "evaluation": case("evaluate", [32] * 3 + [4], [0], step_ns=49 * MS, values=classified),
    }  # fmt: skip


# ---- recording -------------------------------------------------------------------------------------------------------


def as_piped(text):
    """Keras' headers and finished bars, without running bars, redraw codes, colour and blanks that overwrite."""
    text = re.sub("\x1b\\[[0-9;]*m", "", text)
    lines = []
    for line in text.split("\n"):
        last_frame = line.split("\r")[-1].rstrip(" ").replace("\b", "")
        if last_frame and not ("ETA:" in last_frame):
            lines.append(last_frame + "\n")
    return "".join(lines)


def play(printer, case, clock, terminal):
    output = Output(terminal)
    with contextlib.redirect_stdout(output):
        for at_ns, call, *args in case["events"]:
            clock.now_ns = at_ns
            printer.call(call, *args)
    return output.getvalue()


def with_absolute(case):
    absolute = lambda arg: [(n, AbsoluteFloat(v)) for n, v in arg] if isinstance(arg, list) else arg  # noqa: E731
    return {**case, "events": [[absolute(arg) for arg in event] for event in case["events"]]}


def numbers_as_json(values):
    return [[name, value if np.isfinite(value) else str(value)] for name, value in values]


def as_rows(items):
    return "[\n    " + ",\n    ".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n  ]"


def write(name, case, expected):
    """`expected` maps "style terminal" or "style piped" to what Keras printed."""
    events = [[numbers_as_json(a) if isinstance(a, list) else a for a in event] for event in case["events"]]
    rows = [f'"{key}": {json.dumps(case[key])}' for key in ["note", "epochs", "steps", "samples"]]
    rows.append('"events": ' + as_rows(events))
    looks = []
    for look, printed in expected.items():
        pieces = re.findall("[\b]*\r?[^\b\r\n]*\n?", as_piped(printed) if look.endswith("piped") else printed)
        looks.append(f'"{look}": ' + as_rows(piece for piece in pieces if piece))
    rows.append('"expected": {\n  ' + ",\n  ".join(looks) + "\n  }")
    (HERE / f"{name}.json").write_text("{\n  " + ",\n  ".join(rows) + "\n}\n", encoding="utf-8")


# ---- whole runs of Keras 3's fit -------------------------------------------------------------------------------------


class Recorder(keras.callbacks.Callback):
    """Notes fit's and evaluate's events in our words; the progress bar, called next, sees the same time."""

    def __init__(self, clock, batch_sizes, names):
        super().__init__()
        self.clock, self.batch_sizes, self.names, self.events = clock, batch_sizes, names, []
        self.validating = self.fitting = False

    def note(self, passed_ns, call, *args):
        self.clock.now_ns += passed_ns
        self.events.append([self.clock.now_ns, call, *args])

    def values(self, logs):
        order = self.names + ["val_" + name for name in self.names]
        return [(name, float(logs[name])) for name in order if name in logs]

    def step(self, batch, logs):
        self.note(30 * MS, "step", batch + 1, sum(self.batch_sizes[: batch + 1]), self.values(logs))

    def on_train_begin(self, logs=None):
        self.fitting = True

    def on_train_end(self, logs=None):
        self.fitting = False

    def on_epoch_begin(self, epoch, logs=None):
        self.note(0, "begin_epoch", epoch + 1)

    def on_train_batch_end(self, batch, logs=None):
        self.step(batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self.note(900 * MS, "end", self.values(logs))

    def on_test_begin(self, logs=None):
        if not self.fitting:
            self.note(0, "begin_evaluation")

    def on_test_batch_end(self, batch, logs=None):
        if not self.fitting:
            self.step(batch, logs)

    def on_test_end(self, logs=None):
        if not self.fitting:
            self.note(0, "end", self.values(logs))


def run_fit(clock, verbose, epochs):
    """The run's events and what it printed."""
    names = ["loss", "mse", "accuracy"]
    keras.utils.set_random_seed(7)
    x = np.random.default_rng(7).random((100, 2), dtype=np.float32)
    y = (x.sum(axis=1) > 1).astype("float32")
    model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=names[1:])
    clock.now_ns = 0
    recorder = Recorder(clock, [32, 32, 32, 4], names)
    output = Output(True)
    with contextlib.redirect_stdout(output):
        model.fit(x, y, epochs=epochs, batch_size=32, verbose=verbose, callbacks=[recorder], validation_data=(x, y))
        model.evaluate(x, y, batch_size=32, verbose=verbose, callbacks=[recorder])
    return recorder.events, output.getvalue()


def record_fit(clock, epochs):
    events, bars = run_fit(clock, 1, epochs)
    same_events, lines = run_fit(clock, 2, epochs)
    assert events == same_events
    note = f"model.fit for {epochs} epochs, then model.evaluate, by Keras {keras.__version__}."
    case = {"note": note, "epochs": epochs, "steps": 4, "samples": 100, "events": events}
    write(f"fit_{epochs}", case, {"modern terminal": bars, "modern piped": bars, "lines piped": lines})


def main():
    clock = Clock()
    keras3_progbar.time = clock
    keras2 = load_keras2(sys.argv[1], clock)
    for old in HERE.glob("*.json"):
        old.unlink()
    for name, recorded in cases().items():
        lines = with_absolute(recorded)
        expected = {
            "classic terminal": play(Keras2(keras2, recorded), recorded, clock, True),
            "classic piped": play(Keras2(keras2, recorded), recorded, clock, False),
            "modern terminal": play(Keras3(1, recorded), recorded, clock, True),
            "modern piped": play(Keras3(1, recorded), recorded, clock, False),
            "lines piped": play(Keras3(2, lines), lines, clock, False),
        }
        write(name, recorded, expected)
    for epochs in [1, 3]:
        record_fit(clock, epochs)


if __name__ == "__main__":
    main()
