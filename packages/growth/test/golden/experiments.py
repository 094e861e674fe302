"""Reference numbers for packages/growth/src/experiments. Run: /usr/bin/python3 experiments.py > experiments.json

Needs NumPy, SciPy and scikit-learn (Debian's python3-sklearn). The Cookie Cats counts are read from the file given as
first argument (cookie_cats.csv.gz of ghaskari/cookie-cats-ab-test: userid, version, sum_gamerounds, retention_1,
retention_7); without it the stored counts are kept.
"""
import csv, gzip, json, sys
from pathlib import Path
import numpy as np
from scipy import integrate, stats
from sklearn.utils import murmurhash3_32

out = {"made": {"numpy": np.__version__, "scipy": __import__("scipy").__version__, "sklearn": __import__("sklearn").__version__}}

texts = ["", "a", "ab", "abc", "abcd", "checkout.ada", "checkout.user-17", "定价.小明", "prices.😀", "x" * 100]
out["murmur"] = [[t, int(murmurhash3_32(t.encode(), seed=0, positive=True))] for t in texts]

if len(sys.argv) > 1:
    counts = {}
    with gzip.open(sys.argv[1], "rt") as f:
        for row in csv.DictReader(f):
            c = counts.setdefault(row["version"], [0, 0, 0])
            c[0] += 1
            c[1] += row["retention_1"].lower() == "true"
            c[2] += row["retention_7"].lower() == "true"
else:
    counts = json.loads(Path(__file__).with_name("experiments.json").read_text())["cookieCats"]["counts"]
a, b = counts["gate_30"], counts["gate_40"]
n = a[0] + b[0]
srm = stats.chisquare([a[0], b[0]])
cats = {"counts": counts, "srm": {"statistic": srm.statistic, "p": srm.pvalue}}
for i, day in ((1, "day1"), (2, "day7")):
    pool = (a[i] + b[i]) / n
    z = (b[i] / b[0] - a[i] / a[0]) / np.sqrt(pool * (1 - pool) * (1 / a[0] + 1 / b[0]))
    A, B = stats.beta(1 + a[i], 1 + a[0] - a[i]), stats.beta(1 + b[i], 1 + b[0] - b[i])
    lo, hi = min(A.ppf(1e-13), B.ppf(1e-13)), max(A.isf(1e-13), B.isf(1e-13))
    quad = lambda f: integrate.quad(f, lo, hi, epsabs=1e-14, epsrel=1e-12, limit=500)[0]
    top = lo + quad(lambda x: 1 - A.cdf(x) * B.cdf(x))
    cats[day] = {"z": z, "p": 2 * stats.norm.sf(abs(z)), "bestB": quad(lambda x: B.pdf(x) * A.cdf(x)),
                 "lossA": top - A.mean(), "lossB": top - B.mean()}
out["cookieCats"] = cats

# Chi-square far in the tail.
out["chiSquare"] = [[x, df, stats.chi2.sf(x, df)] for x, df in ((0.5, 1), (6.9, 1), (80, 1), (300, 1), (12, 3), (500, 4))]

# Means: two arms of skewed spending with a correlated past.
rng = np.random.default_rng(7)
arms = {}
for name, size, lift in (("control", 400, 0.0), ("new", 420, 1.5)):
    x = rng.gamma(1.2, 10, size)
    y = 0.8 * x + rng.gamma(1.0, 6, size) + lift
    arms[name] = (x, y)
moments = {k: {"n": len(x), "meanY": y.mean(), "varY": y.var(ddof=1), "meanX": x.mean(), "varX": x.var(ddof=1),
               "cov": np.cov(x, y)[0, 1]} for k, (x, y) in arms.items()}
(xc, yc), (xn, yn) = arms["control"], arms["new"]
t = stats.ttest_ind(yn, yc, equal_var=False)
# theta by within-arm pooling, as in the regression y ~ arm + x.
design = np.column_stack([np.ones(820), np.r_[np.zeros(400), np.ones(420)], np.r_[xc, xn]])
beta = np.linalg.lstsq(design, np.r_[yc, yn], rcond=None)[0]
theta = beta[2]
adj = {k: y - theta * (x - np.r_[xc, xn].mean()) for k, (x, y) in arms.items()}
out["means"] = {"moments": moments, "welch": {"t": t.statistic, "p": t.pvalue},
                "cuped": {"theta": theta, "difference": beta[1],
                          "se": np.sqrt(adj["new"].var(ddof=1) / 420 + adj["control"].var(ddof=1) / 400),
                          "values": {k: v.mean() for k, v in adj.items()}}}
A = stats.norm(yc.mean(), np.sqrt(yc.var(ddof=1) / 400))
B = stats.norm(yn.mean(), np.sqrt(yn.var(ddof=1) / 420))
C = stats.norm(yn.mean() - 0.4, np.sqrt(yn.var(ddof=1) / 100))
lo, hi = 0, 60
quad = lambda f: integrate.quad(f, lo, hi, points=[15, 18, 20, 22], epsabs=1e-13, limit=800)[0]
top = lo + quad(lambda x: 1 - A.cdf(x) * B.cdf(x) * C.cdf(x))
out["three"] = {"posteriors": [[d.mean(), d.std()] for d in (A, B, C)],
                "best": [quad(lambda x: A.pdf(x) * B.cdf(x) * C.cdf(x)), quad(lambda x: B.pdf(x) * A.cdf(x) * C.cdf(x)),
                         quad(lambda x: C.pdf(x) * B.cdf(x) * A.cdf(x))],
                "loss": [top - d.mean() for d in (A, B, C)]}

# Power: people per arm for 80 % power at level 0.95, share 0.20 against 0.22 with the variance of 0.20.
out["power"] = {"variance": 0.16, "effect": 0.02, "perArm": 2 * 0.16 * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) ** 2 / 0.02 ** 2}
print(json.dumps(out, indent=1, ensure_ascii=False))
