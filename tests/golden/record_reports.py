#!/usr/bin/env python3
"""Records what scikit-learn's metrics tell of predictions, as reports.json beside this file. Run by hand, with scikit-learn 1.9.1
and numpy 2.4.6: python -W ignore record_reports.py"""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)


def class_cases():
    """name, truth, scores (of the second class alone, or of each), weights"""
    rng = np.random.default_rng(5)
    yes = rng.integers(0, 2, 40)
    p = np.clip(rng.normal(0.35 + 0.3 * yes, 0.25), 0.01, 0.99).astype(np.float32)
    weights = np.round(rng.uniform(0, 3, 40), 2)
    weights[::7] = 0
    yield "two", yes, p, None
    yield "two_weighted", yes, p, weights
    yield "two_ties", yes, np.round(p, 1).astype(np.float32), None
    yield "two_ties_weighted", yes, np.round(p, 1).astype(np.float32), weights
    yield "two_all_equal", yes, np.full(40, 0.5, np.float32), None
    yield "two_right", [0, 0, 1, 1], np.float32([0.1, 0.2, 0.7, 0.9]), None
    yield "two_inverted", [0, 0, 1, 1], np.float32([0.9, 0.7, 0.2, 0.1]), None
    yield "two_certain_and_wrong", [0, 1, 1, 0], np.float32([0, 1, 0, 1]), None
    yield "two_never_yes", [0, 1, 0, 0, 1], np.float32([0.1, 0.4, 0.2, 0.3, 0.2]), None
    yield "two_only_yes", [1, 1, 1], np.float32([0.6, 0.4, 0.8]), None
    yield "two_yes_without_weight", [1, 1, 0, 0], np.float32([0.6, 0.4, 0.8, 0.3]), np.float64([0, 0, 1, 2])
    yield "two_scores_of_both", yes, np.stack([1 - p, p], axis=1), weights
    three = rng.integers(0, 3, 60)
    logits = rng.normal(0, 1, (60, 3)) + 1.2 * np.eye(3)[three]
    weights = np.round(rng.uniform(0, 2, 60), 2)
    yield "three", three, softmax(logits), None
    yield "three_weighted", three, softmax(logits), weights
    yield "three_ties", three, softmax(np.round(logits)), None
    yield "three_ties_weighted", three, softmax(np.round(logits)), weights
    yield "three_certain", [0, 1, 2, 1, 0], np.eye(3, dtype=np.float32)[[0, 1, 2, 2, 1]], None
    yield "six_two_absent", np.array([0, 2, 5])[three], softmax(np.repeat(np.round(logits, 1), 2, axis=1) + [1, 0, 1, 0, -3, 1]), None
    yield "six_one_only_predicted", np.array([0, 2, 5])[three], softmax(np.repeat(logits, 2, axis=1) + [0.1, 0, 0.1, 0, 0.3, 0.1]), weights
    many = rng.integers(0, 25, 120)
    yield "twenty_five", many, softmax(rng.normal(0, 1, (120, 25)) + 1.5 * np.eye(25)[many]), None


def number_cases():
    """name, truth, prediction, weights"""
    rng = np.random.default_rng(6)
    t = np.round(rng.normal(50, 20, 30), 2)
    p = np.round(t + rng.normal(2, 5, 30), 2)
    weights = np.round(rng.uniform(0, 3, 30), 2)
    weights[::5] = 0
    yield "numbers", t, p, None
    yield "numbers_weighted", t, p, weights
    yield "numbers_met", t, t, None
    yield "numbers_far_from_zero", t + 1e6, p + 1e6, None
    yield "numbers_worse_than_the_mean", t, -p, weights
    yield "constant_met", np.full(4, 2.5), np.full(4, 2.5), None
    yield "constant_not_met", np.full(4, 2.5), [2.5, 2.5, 2, 3], None
    yield "one_row", [1.0], [2.0], None


def scores_of(entry):
    return {"precision": entry["precision"], "recall": entry["recall"], "f1": entry["f1-score"]}


def roc_auc(truth, scores, weights):
    """Each class against the rest, the mean over those that have rows of weight and lack them."""
    areas = []
    for c in range(scores.shape[1]) if scores.ndim > 1 and scores.shape[1] > 2 else [1]:
        column = scores[:, c] if scores.ndim > 1 else scores
        positive = truth == c
        if positive[weights > 0].any() and not positive[weights > 0].all():
            areas.append(metrics.roc_auc_score(positive, column, sample_weight=weights))
    return float(np.mean(areas)) if areas else None


def record_classes(name, truth, scores, weights):
    truth = np.asarray(truth)
    num_classes = scores.shape[1] if scores.ndim > 1 else 2
    predicted = scores.argmax(axis=1) if scores.ndim > 1 else (scores > 0.5).astype(int)
    w = np.ones(len(truth)) if weights is None else weights
    report = metrics.classification_report(truth, predicted, sample_weight=w, output_dict=True, zero_division=0)
    classes = sorted(set(truth) | set(predicted))
    area = roc_auc(truth, scores, w)
    if num_classes > 2 and set(truth) == set(range(num_classes)):
        both = metrics.roc_auc_score(truth, scores.astype(np.float64), multi_class="ovr", average="macro", sample_weight=w)
        assert abs(both - area) < 1e-12, (name, both, area)
    shares = scores if scores.ndim > 1 else np.stack([1 - scores, scores], axis=1)
    return {
        "name": name, "num_classes": num_classes, "truth": truth.tolist(), "predicted": predicted.tolist(),
        "scores": [float(str(x)) for x in scores.ravel()], "weights": w.tolist(),
        "classes": [{"class": int(c), **scores_of(report[str(c)]), "support": report[str(c)]["support"]} for c in classes],
        "accuracy": metrics.accuracy_score(truth, predicted, sample_weight=w),
        "macro": scores_of(report["macro avg"]), "weighted": scores_of(report["weighted avg"]),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=classes, sample_weight=w).astype(float).tolist(),
        "roc_auc": area,
        "log_loss": metrics.log_loss(truth, shares, labels=range(num_classes), sample_weight=w),
    }  # fmt: skip


def record_numbers(name, truth, predicted, weights):
    w = np.ones(len(truth)) if weights is None else weights
    r2 = metrics.r2_score(truth, predicted, sample_weight=w)
    return {
        "name": name, "truth": list(truth), "predicted": list(predicted), "weights": w.tolist(),
        "r2": None if np.isnan(r2) else float(r2),
        "rmse": float(metrics.root_mean_squared_error(truth, predicted, sample_weight=w)),
        "mae": float(metrics.mean_absolute_error(truth, predicted, sample_weight=w)),
    }  # fmt: skip


def lines(cases):
    return ",\n".join("  " + json.dumps(case, default=float) for case in cases)


classes = [record_classes(*case) for case in class_cases()]
numbers = [record_numbers(*case) for case in number_cases()]
text = f'{{"classes": [\n{lines(classes)}\n],\n"numbers": [\n{lines(numbers)}\n]}}\n'
(Path(__file__).resolve().parent / "reports.json").write_text(text)
