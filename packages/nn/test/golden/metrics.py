"""Reference values for the metrics of @lepton/nn.

Run: python3 metrics.py > metrics.json   (scikit-learn 1.2.1, NumPy 1.24)
"""
import json

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(7)
n, k = 60, 4

# Binary, with ties on a grid of 0.05 and uneven weights.
truth = rng.integers(0, 2, n)
score = np.round(np.clip(0.25 * truth + rng.random(n) * 0.75, 0.01, 0.99) * 20) / 20
score = np.clip(score, 0.05, 0.95)
weights = np.round(rng.random(n) * 3, 2)
called = (score > 0.5).astype(int)
# Several classes; class 3 is never predicted.
labels = rng.integers(0, k, n)
logits = rng.normal(size=(n, k)) + 1.2 * np.eye(k)[labels]
logits[:, 3] -= 6
rows = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
rows = np.round(rows, 6)
rows[:, 0] += 1 - rows.sum(1)
chosen = rows.argmax(1)
# Regression.
y = np.round(rng.normal(50, 20, n), 2)
yhat = np.round(y + rng.normal(1, 6, n), 2)


def classes(t, p, w, zero):
    out = {}
    for beta in (1, 2, 0.5):
        for average in (None, "macro", "micro", "weighted"):
            v = m.precision_recall_fscore_support(t, p, beta=beta, average=average, labels=range(k),
                                                  sample_weight=w, zero_division=zero)
            out[f"{beta} {average or 'perClass'}"] = [np.asarray(x).tolist() for x in v[:3]]
    return out


def curves(w):
    fpr, tpr, thresholds = m.roc_curve(truth, score, sample_weight=w, drop_intermediate=False)
    p, r, t = m.precision_recall_curve(truth, score, sample_weight=w)
    return {
        "roc": [fpr.tolist(), tpr.tolist(), thresholds[1:].tolist()],
        "auc": m.roc_auc_score(truth, score, sample_weight=w),
        "pr": [p[::-1].tolist(), r[::-1].tolist(), t[::-1].tolist()],
        "averagePrecision": m.average_precision_score(truth, score, sample_weight=w),
        "prAuc": m.auc(r, p),
        "logLoss": m.log_loss(truth, score, sample_weight=w),
        "brier": m.brier_score_loss(truth, score, sample_weight=w),
        "accuracy": m.accuracy_score(truth, called, sample_weight=w),
        "precision": m.precision_score(truth, called, sample_weight=w),
        "recall": m.recall_score(truth, called, sample_weight=w),
        "f1": m.f1_score(truth, called, sample_weight=w),
    }


def several(w):
    one = [m.roc_auc_score(labels == c, rows[:, c], sample_weight=w) for c in range(k)]
    return {
        "confusion": m.confusion_matrix(labels, chosen, labels=range(k), sample_weight=w).tolist(),
        "normalised": {by: m.confusion_matrix(labels, chosen, labels=range(k), sample_weight=w, normalize=name).tolist()
                       for by, name in (("truth", "true"), ("prediction", "pred"), ("all", "all"))},
        "classes": {str(zero): classes(labels, chosen, w, zero) for zero in (0, 1)},
        "accuracy": m.accuracy_score(labels, chosen, sample_weight=w),
        "top2": m.top_k_accuracy_score(labels, rows, k=2, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(labels, chosen, sample_weight=w),
        "matthews": m.matthews_corrcoef(labels, chosen, sample_weight=w),
        "kappa": [m.cohen_kappa_score(labels, chosen, weights=v, sample_weight=w) for v in (None, "linear", "quadratic")],
        "aucPerClass": one,
        "aucMacro": m.roc_auc_score(labels, rows, multi_class="ovr", average="macro") if w is None else float(np.mean(one)),
        "aucWeighted": m.roc_auc_score(labels, rows, multi_class="ovr", average="weighted") if w is None
        else float(np.average(one, weights=[w[labels == c].sum() for c in range(k)])),
        "averagePrecision": [m.average_precision_score(labels == c, rows[:, c], sample_weight=w) for c in range(k)],
        "logLoss": m.log_loss(labels, rows, sample_weight=w, labels=range(k)),
        "brier": float(np.average(((rows - np.eye(k)[labels]) ** 2).sum(1), weights=w)),
    }


def regression(w):
    return {
        "mae": m.mean_absolute_error(y, yhat, sample_weight=w),
        "mse": m.mean_squared_error(y, yhat, sample_weight=w),
        "rmse": m.mean_squared_error(y, yhat, sample_weight=w, squared=False),
        "mape": m.mean_absolute_percentage_error(y, yhat, sample_weight=w),
        "medianAbsolute": m.median_absolute_error(y, yhat, sample_weight=w),
        "r2": m.r2_score(y, yhat, sample_weight=w),
        "explainedVariance": m.explained_variance_score(y, yhat, sample_weight=w),
        "pinball": [m.mean_pinball_loss(y, yhat, sample_weight=w, alpha=a) for a in (0.1, 0.5, 0.9)],
    }


def both(f):
    return {"plain": f(None), "weighted": f(weights)}


curve = {s: [v.tolist() for v in calibration_curve(truth, score, n_bins=5, strategy=t)]
         for s, t in (("width", "uniform"), ("count", "quantile"))}
hard = np.array([0.0, 1.0, 1.0, 0.0])
wrong = [0, 1, 0, 1]

print(json.dumps({
    "versions": {"sklearn": sklearn.__version__, "numpy": np.__version__},
    "binary": {"truth": truth.tolist(), "score": score.tolist(), "weights": weights.tolist(), **both(curves),
               "calibration": curve,
               "clipped": {"truth": wrong, "score": hard.tolist(), "float64": m.log_loss(wrong, hard),
                           "float32": float(m.log_loss(wrong, hard.astype(np.float32)))}},
    "classes": {"truth": labels.tolist(), "scores": rows.tolist(), "weights": weights.tolist(), **both(several)},
    "regression": {"truth": y.tolist(), "prediction": yhat.tolist(), "weights": weights.tolist(), **both(regression),
                   "maxError": m.max_error(y, yhat)},
}, indent=1))
