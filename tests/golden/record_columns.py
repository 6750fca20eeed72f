#!/usr/bin/env python3
"""Records what scikit-learn and Keras' preprocessing layers make of small columns: columns.json. Run by hand:

    python record_columns.py        with keras, tensorflow and scikit-learn
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from sklearn import impute, preprocessing

NUMBERS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 35.5, -2.25, 0]
PRICES = [0, 10, 12.5, 99, 1000, 25000, 7, 3]
SKEWED = [-3, -0.5, 0, 0.25, 1, 2, 4, 9, 30, 200]
GAPS = [1, None, 3, 3, None, 10]
COLORS = ["red", "green", "blue", "green", "Red", "red"]
TAGS = ["a;b", "b", "c; a", "", "b;b"]
TEXTS = ["The cat sat.", "the dog sat on the cat!", "A bird's-eye view", "cat cat cat", "no words known?"]


def column(values):
    return np.array([[np.nan if v is None else v] for v in values], dtype=np.float64)


def cells(values):
    return ["" if v is None else v if isinstance(v, str) else repr(float(np.float32(v))) for v in values]


CASES = []


def case(name, values, config, expected, learn=None):
    """learn: how many of the first rows train; the others are encoded only."""
    expected = np.asarray(expected, dtype=np.float64)
    if expected.ndim == 1:
        expected = expected[:, None]
    CASES.append({"name": name, "cells": cells(values), "train": learn or len(values), "type": config, "expected": expected.tolist()})


def sklearn_case(name, values, treatment, transformer, **number):
    case(name, values, {"type": "number", "treatment": treatment} | number, transformer.fit_transform(column(values)))


sklearn_case("z_score", NUMBERS, "z_score", preprocessing.StandardScaler())
sklearn_case("z_score_constant", [7, 7, 7], "z_score", preprocessing.StandardScaler())
sklearn_case("min_max", NUMBERS, "min_max", preprocessing.MinMaxScaler())
sklearn_case("min_max_range", NUMBERS, {"type": "min_max", "low": -1, "high": 1}, preprocessing.MinMaxScaler((-1, 1)))
sklearn_case("min_max_constant", [7, 7, 7], "min_max", preprocessing.MinMaxScaler())
sklearn_case("robust", NUMBERS, "robust", preprocessing.RobustScaler())
sklearn_case("log1p", PRICES, "log1p", preprocessing.FunctionTransformer(np.log1p))
sklearn_case("power", SKEWED, "power", preprocessing.PowerTransformer())
sklearn_case("power_prices", PRICES, "power", preprocessing.PowerTransformer())
case("clip", NUMBERS, {"type": "number", "treatment": {"type": "clip", "low": 0, "high": 5}}, np.clip(column(NUMBERS), 0, 5))
case("clip_quantile", NUMBERS, {"type": "number", "treatment": {"type": "clip", "quantile": 0.1}},
     np.clip(column(NUMBERS), *np.quantile(NUMBERS, [0.1, 0.9])))  # fmt: skip
case("clip_log1p_z_score", PRICES, {"type": "number", "treatment": [{"type": "clip", "low": 1, "high": 1000}, "log1p", "z_score"]},
     preprocessing.StandardScaler().fit_transform(np.log1p(np.clip(column(PRICES), 1, 1000))))  # fmt: skip
for bins in (3, 5):
    binner = lambda encode: preprocessing.KBinsDiscretizer(bins, encode=encode, strategy="quantile", quantile_method="linear")
    treatment = {"type": "quantile_bins", "bins": bins}
    sklearn_case(f"quantile_bins_{bins}", NUMBERS, treatment, binner("onehot-dense"))
    sklearn_case(f"quantile_bins_{bins}_ordinal", NUMBERS, [treatment, "ordinal"], binner("ordinal"))
for how in ("mean", "median", "most_frequent"):
    case(f"missing_{how}", GAPS, {"type": "number", "missing": how}, impute.SimpleImputer(strategy=how).fit_transform(column(GAPS)))
case("missing_constant", GAPS, {"type": "number", "missing": "constant", "fill": -1},
     impute.SimpleImputer(strategy="constant", fill_value=-1).fit_transform(column(GAPS)))  # fmt: skip
case("missing_indicator", GAPS, {"type": "number", "missing": "mean", "indicator": True},
     impute.SimpleImputer(strategy="mean", add_indicator=True).fit_transform(column(GAPS)))  # fmt: skip
case("missing_z_score", GAPS, {"type": "number", "missing": "median", "treatment": "z_score"},
     preprocessing.StandardScaler().fit_transform(impute.SimpleImputer(strategy="median").fit_transform(column(GAPS))))  # fmt: skip

colors = np.array(COLORS)[:, None]
known = COLORS[:4]
lookup = keras.layers.StringLookup(vocabulary=sorted(set(known)), output_mode="one_hot")
case("one_hot", COLORS, "category", lookup(np.array(COLORS)), learn=4)
case("one_hot_strict", COLORS, {"type": "category", "unknown": "error"}, preprocessing.OneHotEncoder(sparse_output=False).fit_transform(colors))
case("ordinal", COLORS, {"type": "category", "unknown": "error", "treatment": "ordinal"}, preprocessing.OrdinalEncoder().fit_transform(colors))
case("ordinal_in_order", COLORS[:4], {"type": "category", "unknown": "error", "treatment": "ordinal", "vocabulary": ["red", "green", "blue"]},
     preprocessing.OrdinalEncoder(categories=[["red", "green", "blue"]]).fit_transform(colors[:4]))  # fmt: skip
case("most_frequent_for_unknown", COLORS, {"type": "category", "unknown": "most_frequent", "treatment": "ordinal"}, [2, 1, 0, 1, 1, 2], learn=4)
case("min_count", COLORS, {"type": "category", "min_count": 2},
     keras.layers.StringLookup(vocabulary=["green", "red"], output_mode="one_hot")(np.array(COLORS)))  # fmt: skip
case("hashing", COLORS + ["", "snow ❄"][1:], {"type": "category", "treatment": [{"type": "hashing", "num_bins": 7}, "ordinal"]},
     keras.layers.Hashing(7)(np.array(COLORS + ["snow ❄"])))  # fmt: skip
case("hashing_one_hot", COLORS, {"type": "category", "treatment": {"type": "hashing", "bins": 4}},
     keras.layers.Hashing(4, output_mode="one_hot")(np.array(COLORS)))  # fmt: skip
sets = [[t.strip() for t in tag.split(";") if t.strip()] for tag in TAGS]
case("list", TAGS, "list", np.hstack([np.zeros((len(TAGS), 1)), preprocessing.MultiLabelBinarizer().fit_transform(sets)]))
case("boolean", ["yes", "No", "TRUE", "0", "y"], "boolean", [1, 0, 1, 0, 1])

for mode in ("multi_hot", "count", "tf_idf"):
    layer = keras.layers.TextVectorization(max_tokens=8, output_mode=mode)
    layer.adapt(TEXTS[:4])
    case(f"text_{mode}", TEXTS, {"type": "text", "output_mode": mode, "max_tokens": 8}, layer(np.array(TEXTS)), learn=4)
layer = keras.layers.TextVectorization(output_mode="int", output_sequence_length=4, max_tokens=20)
layer.adapt(TEXTS[:4])
case("text_int", TEXTS, {"type": "text", "output_mode": "int", "output_sequence_length": 4, "max_tokens": 20}, layer(np.array(TEXTS)), learn=4)
layer = keras.layers.TextVectorization(output_mode="count", split="character", standardize="lower", max_tokens=30)
layer.adapt(TEXTS[:4])
case("text_characters", TEXTS, {"type": "text", "output_mode": "count", "split": "character", "standardize": "lower", "max_tokens": 30},
     layer(np.array(TEXTS)), learn=4)  # fmt: skip

if __name__ == "__main__":
    lines = ",\n".join(json.dumps(c) for c in CASES)
    Path(__file__).with_name("columns.json").write_text(f"[\n{lines}\n]\n")
