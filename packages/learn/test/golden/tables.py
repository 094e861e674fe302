"""Golden numbers of scikit-learn for packages/learn: run with Debian's python3-sklearn, writes tables.json beside it."""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.calibration import _SigmoidCalibration
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import mean_squared_error, roc_auc_score

rng = np.random.default_rng(7)
p = np.round(rng.random(60), 2)
truth = (rng.random(60) < p**2).astype(int)
grid = np.linspace(0, 1, 21)
isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, truth)
logits = np.log(np.clip(p, 1e-6, 1 - 1e-6) / (1 - np.clip(p, 1e-6, 1 - 1e-6)))
platt = _SigmoidCalibration().fit(logits, truth)

# Every fifth row held out, whatever its number modulo five.
def folds(x, y, fit):
    return [fit(x[np.arange(len(y)) % 5 != f], y[np.arange(len(y)) % 5 != f], x[f::5], y[f::5]) for f in range(5)]

cancer = load_breast_cancer(return_X_y=True)
diabetes = load_diabetes(return_X_y=True, scaled=False)
auc = folds(*cancer, lambda x, y, a, b: roc_auc_score(b, HistGradientBoostingClassifier().fit(x, y).predict_proba(a)[:, 1]))
rmse = folds(*diabetes, lambda x, y, a, b: np.sqrt(mean_squared_error(b, HistGradientBoostingRegressor().fit(x, y).predict(a))))

Path(__file__).with_suffix(".json").write_text(json.dumps({
    "sklearn": sklearn.__version__,
    "probability": p.tolist(),
    "truth": truth.tolist(),
    "grid": grid.tolist(),
    "isotonic": isotonic.predict(grid).tolist(),
    "platt": platt.predict(logits).tolist(),
    "breastCancerAuc": float(np.mean(auc)),
    "diabetesRmse": float(np.mean(rmse)),
}) + "\n")
