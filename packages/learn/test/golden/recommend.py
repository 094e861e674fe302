"""Golden numbers of numpy and scikit-learn for packages/learn/src/recommend; writes recommend.json beside it."""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import ndcg_score

rng = np.random.default_rng(11)
people, items = 40, 12
taste = rng.normal(size=(people, 2)) @ rng.normal(size=(2, items))
x = (taste + 0.7 * rng.normal(size=taste.shape) > 0.6).astype(float)
x[0, :3] = 1  # nobody and nothing is without events
x[:, 0][x.sum(1) == 0] = 1
x[0, x.sum(0) == 0] = 1

norm = np.sqrt((x**2).sum(0))
cosine = (x.T @ x) / (np.outer(norm, norm) + 10)
np.fill_diagonal(cosine, 0)
p = np.linalg.inv(x.T @ x + 5 * np.eye(items))
ease = -p / np.diag(p)
np.fill_diagonal(ease, 0)

# Hu, Koren, Volinsky: one person placed among given item vectors, and the loss after one exact half step.
y = rng.normal(size=(items, 3)).astype(np.float32).astype(float)
def place(r):
    return np.linalg.solve(y.T @ (y * (1 + 4 * r)[:, None]) + 2 * np.eye(3), ((1 + 4 * r) * (r > 0)) @ y)
placed = np.array([place(r) for r in x])

scores = rng.random((30, 20))
truth = (rng.random((30, 20)) < 0.15).astype(int)
truth[:, 0] = 1

Path(__file__).with_suffix(".json").write_text(json.dumps({
    "numpy": np.__version__,
    "sklearn": sklearn.__version__,
    "x": x.astype(int).tolist(),
    "cosine": cosine.tolist(),
    "ease": ease.tolist(),
    "y": y.tolist(),
    "placed": placed.tolist(),
    "scores": scores.tolist(),
    "truth": truth.tolist(),
    "ndcg": [float(ndcg_score([t], [s], k=10)) for t, s in zip(truth, scores)],
}) + "\n")
