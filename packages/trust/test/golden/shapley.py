"""Shapley values by brute force over every order of joining (the definition itself), for packages/trust.

Run: /usr/bin/python3 shapley.py > shapley.json   (Python 3 with its standard library only)
Three games, none of which shares code with the package:
- interventional: f(x) below, mean over a background, feature by feature in all M! orders;
- tree path-dependent: a hand-written tree, v(S) by walking down and weighing both sides by cover outside S;
- LIME: the ridge of Ribeiro et al. 2016 on a fixed neighbourhood by normal equations in fractions.
"""
import json, math
from itertools import permutations, combinations
from fractions import Fraction as F


def orders(m, worth):
    """phi_j = mean over orders of v(before + j) - v(before)."""
    cache = {}
    def v(s):
        key = frozenset(s)
        if key not in cache:
            cache[key] = worth(key)
        return cache[key]
    phi = [0.0] * m
    for order in permutations(range(m)):
        inside = set()
        for j in order:
            before = v(inside)
            inside.add(j)
            phi[j] += v(inside) - before
    return [p / math.factorial(m) for p in phi]


def f(x):
    return math.sin(x[0]) * x[1] + math.exp(0.3 * x[2]) * (x[3] > 0.5) - 2 * x[4] * x[0] * x[1]


background = [[math.sin(7 * i + j) for j in range(5)] for i in range(6)]
row = [0.9, -1.2, 0.4, 0.8, 1.5]


def interventional(s):
    return sum(f([row[j] if j in s else b[j] for j in range(5)]) for b in background) / len(background)


# node: (feature, threshold, missing_left, categories, left, right) or a leaf value; with cover
tree = {
    "feature": [0, 1, 2, 0, -1, -1, -1, -1, -1],
    "threshold": [0.5, 0.0, 0.0, -1.0, 0, 0, 0, 0, 0],
    "categories": [None, None, ["red", "blue"], None, None, None, None, None, None],
    "missingLeft": [True, False, True, False, False, False, False, False, False],
    "left": [1, 3, 5, 7, -1, -1, -1, -1, -1],
    "right": [2, 4, 6, 8, -1, -1, -1, -1, -1],
    "value": [0, 0, 0, 0, 2.5, -1.0, 4.0, 0.5, 7.0],
    "cover": [100, 60, 40, 25, 35, 12, 28, 10, 15],
}


def left(n, x):
    v = x[tree["feature"][n]]
    if v is None:
        return tree["missingLeft"][n]
    if tree["categories"][n] is not None:
        return v in tree["categories"][n]
    return v <= tree["threshold"][n]


def walk(n, x, s):
    if tree["feature"][n] < 0:
        return tree["value"][n]
    l, r = tree["left"][n], tree["right"][n]
    if tree["feature"][n] in s:
        return walk(l if left(n, x) else r, x, s)
    c = tree["cover"]
    return (c[l] * walk(l, x, s) + c[r] * walk(r, x, s)) / c[n]


tree_rows = [[0.2, -0.5, "red"], [0.2, None, "red"], [None, -1.0, "green"], [3.0, 1.0, None], [-2.0, -1.0, "green"]]


def ridge(rows, y, w, alpha):
    """Weighted ridge with a free intercept, in exact fractions: [intercept, coefficients]."""
    k = len(rows[0]) + 1
    x = [[F(1)] + [F(v) for v in r] for r in rows]
    a = [[sum(F(w[i]) * x[i][p] * x[i][q] for i in range(len(x))) + (F(alpha) if p == q and p > 0 else 0)
          for q in range(k)] for p in range(k)]
    b = [sum(F(w[i]) * x[i][p] * F(y[i]) for i in range(len(x))) for p in range(k)]
    for p in range(k):
        for q in range(p + 1, k):
            t = a[q][p] / a[p][p]
            a[q] = [u - t * z for u, z in zip(a[q], a[p])]
            b[q] -= t * b[p]
    out = [F(0)] * k
    for p in reversed(range(k)):
        out[p] = (b[p] - sum(a[p][q] * out[q] for q in range(p + 1, k))) / a[p][p]
    return [float(v) for v in out]


masks = [[1, 1, 1]] + [[(i >> j) & 1 for j in range(3)] for i in range(7)]
answers = [3.0 * z[0] - 2.0 * z[1] * z[2] + 0.5 for z in masks]
width = 0.75 * math.sqrt(3)
weights = [math.sqrt(math.exp(-(3 - sum(z)) / width ** 2)) for z in masks]

print(json.dumps({
    "interventional": {"row": row, "background": background, "values": orders(5, interventional),
                       "base": interventional(set()), "prediction": f(row)},
    "tree": {"tree": tree, "rows": tree_rows,
             "values": [orders(3, lambda s, x=x: walk(0, x, s)) for x in tree_rows],
             "base": walk(0, tree_rows[0], set()), "predictions": [walk(0, x, {0, 1, 2}) for x in tree_rows]},
    "ridge": {"masks": masks, "answers": answers, "weights": weights, "coefficients": ridge(masks, answers, weights, 1)},
}, indent=1))
