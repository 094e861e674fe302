"""Golden numbers of scikit-learn for packages/learn/src/segments; run with Debian's python3-sklearn, writes segments.json."""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

x, species = load_iris(return_X_y=True)
z = (x - x.mean(0)) / x.std(0)
out = {"sklearn": sklearn.__version__, "kMeans": [], "mixture": []}
for k in range(2, 7):
    fit = KMeans(k, n_init=100, random_state=1, tol=0).fit(z)
    out["kMeans"].append({"k": k, "inertia": fit.inertia_, "silhouette": silhouette_score(z, fit.labels_)})
    for covariance in ("diag", "full"):
        # As ours: one start from the best k-means grouping.
        masses = np.eye(k)[fit.labels_]
        means = masses.T @ z / masses.sum(0)[:, None]
        covs = [np.cov(z[fit.labels_ == c].T, bias=True) + 1e-6 * np.eye(4) for c in range(k)]
        precisions = [np.linalg.inv(c) for c in covs] if covariance == "full" else [1 / np.diag(c) for c in covs]
        mixture = GaussianMixture(k, covariance_type=covariance, tol=1e-6, max_iter=500, means_init=means,
                                  weights_init=masses.mean(0), precisions_init=precisions).fit(z)
        out["mixture"].append({"k": k, "covariance": covariance, "logLikelihood": mixture.score(z) * len(z), "bic": mixture.bic(z)})
labels = KMeans(3, n_init=100, random_state=1).fit_predict(z)
out["adjustedRand"] = {"labels": labels.tolist(), "truth": species.tolist(), "value": adjusted_rand_score(species, labels)}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
