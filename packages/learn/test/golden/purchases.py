"""Golden numbers of the purchase models, by SciPy: /usr/bin/python3 purchases.py > purchases.json"""
import json
import numpy as np
from scipy import integrate, optimize, special

# E[Y(t)] while alive, by integrating over the posterior p ~ Beta(a, b + x): no hypergeometric function in it.
def alive(r, alpha, a, b, x, age, t):
    k, s = r + x, t / (alpha + age)
    inner = lambda p: (-np.expm1(-k * np.log1p(p * s)) / p) * np.exp(
        (a - 1) * np.log(p) + (b + x - 1) * np.log1p(-p) - special.betaln(a, b + x))
    return integrate.quad(inner, 0, 0.5, epsabs=0, epsrel=1e-11, limit=500)[0] + integrate.quad(
        inner, 0.5, 1, epsabs=0, epsrel=1e-11, limit=500)[0]

def p_alive(r, alpha, a, b, x, last, age):
    return 1.0 if x == 0 else 1 / (1 + a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x))

cases = [
    (0.243, 4.414, 0.793, 2.426, 2, 30.43, 38.86, 39),
    (0.243, 4.414, 0.793, 2.426, 0, 0, 38.86, 39),
    (1.0, 2.0, 1.0, 1.5, 3, 8, 10, 5),
    (0.8, 3.0, 1.00001, 2.0, 1, 4, 20, 100),
    (0.5, 1.0, 0.4, 0.6, 0, 0, 3, 2),
    (2.0, 10.0, 1.7, 4.0, 150, 99, 100, 50),
    (0.3, 5.0, 3.0, 0.7, 900, 199.9, 200, 400),
]
expected = [{"case": c, "value": p_alive(*c[:7]) * alive(*c[:5], c[6], c[7])} for c in cases]
points = [1e-8, 0.01, 0.243, 0.5, 1, 1.5, 2.426, 9.99, 10, 37.5, 1e4]
print(json.dumps({
    "gamma": [{"x": x, "log": special.gammaln(x), "slope": special.psi(x)} for x in points],
    "hypergeometric": [{"at": c, "value": float(special.hyp2f1(*c))} for c in [
        (0.5, 1.5, 2.5, 0.3), (2.2, 4.4, 3.1, 0.9), (-0.2, 1.9, 2.2, 0.99), (3, 0.2, 7.5, 0.5), (-2, 3, 1.5, 0.4)]],
    "expected": expected,
}, indent=1))
