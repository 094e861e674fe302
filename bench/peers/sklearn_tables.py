"""scikit-learn's side of the learn suite: reads a JSON job a line, answers a JSON line.

Job: {"columns": [{"name", "kind", "values"}], "target": [...], "task", "training": [rows], "heldOut": [rows], "seed"}.
Categories are given as codes with missing as null, as OrdinalEncoder would; HistGradientBoosting splits them as
categories where they have at most 255 levels. Debian's python3-sklearn, default hyperparameters.
"""
import json
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import mean_squared_error, roc_auc_score

print(json.dumps({"version": sklearn.__version__}), flush=True)
table = None
for line in sys.stdin:
    job = json.loads(line)
    if "columns" in job:
        columns = job["columns"]
        table = numpy.array([[numpy.nan if v is None else v for v in c["values"]] for c in columns], dtype=float).T
        target = numpy.array(job["target"])
        categorical = [i for i, c in enumerate(columns) if c["kind"] == "category"]
        task = job["task"]
        print(json.dumps({"rows": len(table)}), flush=True)
        continue
    make = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    model = make(categorical_features=categorical, random_state=job["seed"])
    train, held = job["training"], job["heldOut"]
    start = time.perf_counter()
    model.fit(table[train], target[train])
    ms = (time.perf_counter() - start) * 1e3
    if task == "regression":
        score = float(numpy.sqrt(mean_squared_error(target[held], model.predict(table[held]))))
    else:
        score = float(roc_auc_score(target[held], model.predict_proba(table[held])[:, 1]))
    print(json.dumps({"score": score, "ms": ms, "iterations": int(model.n_iter_)}), flush=True)
