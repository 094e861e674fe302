"""Reference values for the linear models of @lepton/nn, and the data they were computed on.

Run: python3 linear.py > linear.json   (scikit-learn 1.2.1, NumPy 1.24, SciPy 1.10)

Data: diabetes (Efron et al. 2004, Annals of Statistics 32:407-499), iris (Fisher 1936) and Wisconsin breast cancer
(UCI) as scikit-learn ships them, BSD-3; Longley 1967 as in NIST StRD. Standard errors are computed here in long double
(80 bits) from the normal equations of standardised columns; Longley in exact fractions.
"""
import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import sklearn
from scipy import stats
from sklearn import datasets
from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge, lasso_path
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore", FutureWarning)
L = np.longdouble


def solve(a, b):
    """Gauss-Jordan with pivoting; long double or fractions."""
    a = [list(row) + list(rhs) for row, rhs in zip(a, b)]
    n = len(a)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(a[i][k]))
        a[k], a[pivot] = a[pivot], a[k]
        head = a[k][k]
        a[k] = [v / head for v in a[k]]
        for i in range(n):
            if i != k and a[i][k] != 0:
                factor = a[i][k]
                a[i] = [v - factor * w for v, w in zip(a[i], a[k])]
    return [row[n:] for row in a]


def identity(n, one=1):
    return [[one if i == j else one - one for j in range(n)] for i in range(n)]


def ols(x, y, w=None):
    """Everything of a weighted regression with intercept, in long double."""
    n, p = x.shape
    x = x.astype(L)
    y = y.astype(L)
    w = np.ones(n, L) if w is None else w.astype(L)
    mean, sd = x.mean(0), x.std(0)
    z = np.column_stack([np.ones(n, L), (x - mean) / sd])
    back = np.diag(np.r_[L(1), 1 / sd])
    back[0, 1:] = -mean / sd  # beta = back @ standardised beta
    gram = (z * w[:, None]).T @ z
    inverse = np.array(solve(gram.tolist(), identity(p + 1, L(1))), L)
    g = inverse @ (z.T @ (w * y))
    e = y - z @ g
    df = n - p - 1
    s2 = (w * e * e).sum() / df
    beta = back @ g
    se = np.sqrt(s2 * np.diag(back @ inverse @ back.T))
    ybar = (w * y).sum() / w.sum()
    r2 = 1 - (w * e * e).sum() / (w * (y - ybar) ** 2).sum()
    h = w * ((z @ inverse) * z).sum(1)
    r = np.sqrt(w) * e / np.sqrt(s2 * (1 - h))
    t = r * np.sqrt((df - 1) / (df - r * r))
    f = r2 / p / ((1 - r2) / df)
    we = np.sqrt(w) * e
    d = we - we.mean()
    skew, kurt = (d**3).mean() / (d**2).mean() ** 1.5, (d**4).mean() / (d**2).mean() ** 2
    jb = n / 6 * (skew**2 + (kurt - 3) ** 2 / 4)
    u = we**2
    uz = np.array(solve((z.T @ z).tolist(), identity(p + 1, L(1))), L) @ (z.T @ u)
    bp = n * (1 - ((u - z @ uz) ** 2).sum() / ((u - u.mean()) ** 2).sum())
    q = stats.t.ppf(0.975, df)
    tt = (beta / se).astype(float)
    x0 = np.r_[L(1), (x[:3].mean(0) - mean) / sd]
    reach = x0 @ inverse @ x0
    fit = x0 @ g
    number = lambda v: np.asarray(v, float).tolist()
    return {
        "coefficients": number(beta), "standardErrors": number(se), "t": number(tt),
        "p": number(2 * stats.t.sf(abs(tt), df)), "low": number(beta - q * se), "high": number(beta + q * se),
        "rSquared": float(r2), "adjustedRSquared": float(1 - (1 - r2) * (n - 1) / df), "f": float(f),
        "fP": float(stats.f.sf(float(f), p, df)), "sigma": float(np.sqrt(s2)),
        "conditionNumber": float(np.linalg.cond(np.sqrt(w).astype(float)[:, None] * np.column_stack([np.ones(n), x.astype(float)]))),
        "durbinWatson": float(((we[1:] - we[:-1]) ** 2).sum() / (we**2).sum()),
        "jarqueBera": [float(jb), float(stats.chi2.sf(float(jb), 2))],
        "breuschPagan": [float(bp), float(stats.chi2.sf(float(bp), p))],
        "rows": {"leverage": number(h[:6]), "standardised": number(r[:6]), "studentised": number(t[:6]),
                 "cooks": number((r * r / (p + 1) * h / (1 - h))[:6])},
        "interval": number([fit, fit - q * np.sqrt(s2 * reach), fit + q * np.sqrt(s2 * reach),
                            fit - q * np.sqrt(s2 * (1 + reach)), fit + q * np.sqrt(s2 * (1 + reach))]),
    }


def longley():
    golden = json.loads((Path(__file__).parents[3] / "core/test/golden/reference.json").read_text())["longley"]
    x = [[Fraction(1)] + [Fraction(str(v)) for v in row] for row in golden["x"]]
    y = [Fraction(str(v)) for v in golden["y"]]
    p = len(x[0])
    gram = [[sum(r[i] * r[j] for r in x) for j in range(p)] for i in range(p)]
    inverse = solve(gram, identity(p, Fraction(1)))
    beta = [sum(inverse[i][j] * sum(r[j] * v for r, v in zip(x, y)) for j in range(p)) for i in range(p)]
    sse = sum((v - sum(b * c for b, c in zip(beta, r))) ** 2 for r, v in zip(x, y))
    s2 = sse / (len(y) - p)
    return {"x": golden["x"], "y": golden["y"], "coefficients": [float(b) for b in beta],
            "standardErrors": [float(s2 * inverse[i][i]) ** 0.5 for i in range(p)], "sigma": float(s2) ** 0.5}


def logit(x, y, w, intercept=True):
    """Maximum likelihood by Newton in long double."""
    x, y, w = x.astype(L), y.astype(L), w.astype(L)
    z = np.column_stack([np.ones(len(y), L), x]) if intercept else x
    beta = np.zeros(z.shape[1], L)
    for _ in range(40):
        mu = 1 / (1 + np.exp(-z @ beta))
        hessian = (z * (w * mu * (1 - mu))[:, None]).T @ z
        beta = beta + np.array(solve(hessian.tolist(), [[v] for v in z.T @ (w * (y - mu))]), L)[:, 0]
    inverse = np.array(solve(hessian.tolist(), identity(len(beta), L(1))), L)
    se = np.sqrt(np.diag(inverse))
    eta = z @ beta
    zs = (beta / se).astype(float)
    number = lambda v: np.asarray(v, float).tolist()
    return {"coefficients": number(beta), "standardErrors": number(se), "z": zs.tolist(),
            "p": (2 * stats.norm.sf(abs(zs))).tolist(),
            "logLikelihood": float((w * (y * eta - np.log1p(np.exp(eta)))).sum())}


def linear(model):
    return [float(model.intercept_), *model.coef_.tolist()]


rng = np.random.default_rng(7)
diabetes = datasets.load_diabetes(scaled=False)
x, y = diabetes.data, diabetes.target
w = np.round(0.2 + rng.random(len(y)) * 2, 2)
z = np.round(StandardScaler().fit_transform(x), 4)

cancer = datasets.load_breast_cancer()
columns = [0, 1, 4, 8, 9]  # mean radius, texture, smoothness, symmetry, fractal dimension
cx = np.round(StandardScaler().fit_transform(cancer.data[:, columns]), 4)
cy = cancer.target
cw = np.round(0.2 + rng.random(len(cy)) * 2, 2)
iris = datasets.load_iris()
ix, iy = iris.data, iris.target
iw = np.round(0.2 + rng.random(len(iy)) * 2, 2)


def logistic(**options):
    model = LogisticRegression(tol=1e-8, max_iter=10000, **options)
    return lambda w=None: [*model.fit(cx, cy, sample_weight=w).intercept_.tolist(), *model.coef_[0].tolist()]


def softmax(C, x=ix, y=iy, weight=None, **options):
    """scikit-learn's fit and, as it stops up to 7e-6 short, three Newton steps more."""
    model = LogisticRegression(C=C, tol=1e-6, max_iter=1000, solver="newton-cg", multi_class="multinomial", **options)
    model.fit(x, y, sample_weight=weight)
    w = np.ones(len(y)) if weight is None else weight
    if "class_weight" in options:
        w = w * (len(y) / 3 / np.bincount(y))[y]
    has_intercept = options.get("fit_intercept", True)
    z = np.column_stack([np.full(len(y), float(has_intercept)), x])
    k = z.shape[1]
    theta = np.column_stack([np.broadcast_to(model.intercept_, 3), model.coef_])
    ridge = np.tile(np.r_[0, np.full(k - 1, 1 / C)], 3)
    for _ in range(3):
        p = np.exp(z @ theta.T)
        p /= p.sum(1, keepdims=True)
        gradient = (((p - np.eye(3)[y]) * w[:, None]).T @ z).ravel() + ridge * theta.ravel()
        hessian = np.diag(ridge)
        for a in range(3):
            for b in range(3):
                v = w * p[:, a] * ((a == b) - p[:, b])
                hessian[k * a:k * (a + 1), k * b:k * (b + 1)] += (z * v[:, None]).T @ z
        theta = theta - (np.linalg.pinv(hessian, rcond=1e-12) @ gradient).reshape(3, k)
    assert abs(theta[:, 1:] - model.coef_).max() < 1e-5
    return {"coefficients": theta[:, 1:].tolist(), "intercepts": theta[:, 0].tolist(),
            "probability": p[[0, 60, 70, 110]].tolist()}


alphas, path, _ = lasso_path(z, y - y.mean(), n_alphas=7, eps=1e-3, tol=1e-14, max_iter=1000000)
net = lambda a, r, **o: linear(ElasticNet(alpha=a, l1_ratio=r, tol=1e-14, max_iter=1000000, **o).fit(z, y))
print(json.dumps({
    "versions": {"sklearn": sklearn.__version__, "numpy": np.__version__},
    "diabetes": {
        "names": diabetes.feature_names, "x": x.tolist(), "y": y.tolist(), "weights": w.tolist(), "standardised": z.tolist(),
        "plain": ols(x, y), "weighted": ols(x, y, w), "sklearn": linear(LinearRegression().fit(x, y)),
        "ridge": {str(a): linear(Ridge(alpha=a, solver="svd").fit(x, y)) for a in (0.1, 1, 1000)},
        "ridgeWeighted": linear(Ridge(alpha=3, solver="cholesky").fit(z, y, sample_weight=w)),
        "ridgeWithoutIntercept": linear(Ridge(alpha=3, fit_intercept=False, solver="svd").fit(x, y)),
        "lasso": {str(a): net(a, 1) for a in (0.1, 2, 10)},
        "elasticNet": {"0.5": net(0.5, 0.3), "2": net(2, 0.7)},
        "elasticNetWithoutIntercept": net(0.5, 0.3, fit_intercept=False),
        "elasticNetWeighted": linear(ElasticNet(alpha=0.5, l1_ratio=0.6, tol=1e-14, max_iter=1000000).fit(z, y, sample_weight=w)),
        "lassoPath": {"penalties": alphas.tolist(), "coefficients": path.T.tolist()},
    },
    "longley": longley(),
    "cancer": {
        "names": [cancer.feature_names[c] for c in columns], "x": cx.tolist(), "y": cy.tolist(), "weights": cw.tolist(),
        "none": logit(cx, cy, np.ones(len(cy))), "noneWeighted": logit(cx, cy, cw),
        "noneWithoutIntercept": logit(cx, cy, np.ones(len(cy)), False),
        "l2": {str(C): logistic(C=C, solver="newton-cg")() for C in (0.01, 1, 100)},
        "l2Weighted": logistic(C=0.5, solver="newton-cg")(cw),
        "l2Balanced": logistic(C=0.5, solver="newton-cg", class_weight="balanced")(),
        "l1": {str(C): logistic(C=C, solver="saga", penalty="l1", random_state=7)() for C in (0.02, 0.1, 1)},
    },
    "iris": {"x": ix.tolist(), "y": iy.tolist(), "weights": iw.tolist(), "1": softmax(1), "100": softmax(100),
             "weighted": softmax(0.5, weight=iw), "balanced": softmax(0.5, ix[30:], iy[30:], class_weight="balanced"),
             "withoutIntercept": softmax(1, fit_intercept=False)},
}))
