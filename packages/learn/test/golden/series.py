"""Golden numbers for series: NumPy and SciPy only, written from the papers' formulas, not from the TypeScript.
Run: /usr/bin/python3 series.py > series.json (numpy, scipy of Debian)."""
import json
import numpy as np
from scipy.optimize import minimize_scalar, minimize

air = np.array([112,118,132,129,121,135,148,148,136,119,104,118,115,126,141,135,125,149,170,170,158,133,114,140,145,150,178,163,172,178,199,199,184,162,146,166,171,180,193,181,183,218,230,242,209,191,172,194,196,196,236,235,229,243,264,272,237,211,180,201,204,188,235,227,234,264,302,293,259,229,203,229,242,233,267,269,270,315,364,347,312,274,237,278,284,277,317,313,318,374,413,405,355,306,271,306,315,301,356,348,355,422,465,467,404,347,305,336,340,318,362,348,363,435,491,505,404,359,310,337,360,342,406,396,420,472,548,559,463,407,362,405,417,391,419,461,472,535,622,606,508,461,390,432], float)

def theta(y, m, h):
    n = len(y)
    k = np.convolve(y, np.r_[.5, np.ones(m - 1), .5] / m, 'valid')
    ratio = np.full(n, np.nan); ratio[m // 2:n - m // 2] = y[m // 2:n - m // 2] / k
    s = np.array([np.nanmean(ratio[i::m]) for i in range(m)]); s /= s.mean()
    idx = np.resize(s, n + h)
    z = y / idx[:n]
    b, a = np.polyfit(np.arange(n), z, 1)
    q = 2 * z - (a + b * np.arange(n))
    def run(al):
        l, sse = q[0], 0.
        for v in q[1:]:
            e = v - l; sse += e * e; l += al * e
        return sse, l
    al = minimize_scalar(lambda x: run(x)[0], bounds=(.001, .9999), method='bounded', options={'xatol': 1e-10}).x
    _, l = run(al)
    return ((a + b * np.arange(n, n + h)) + l) / 2 * idx[n:], al

def holt_winters(y, m, al, be, ga, l, b, s, phi, mult, h):
    """Hyndman et al. 2008, table 5, error correction form."""
    s = list(s); sse = 0.
    for t, v in enumerate(y):
        base = l + phi * b; k = t % m
        mu = base * s[k] if mult else base + s[k]
        e = v - mu; sse += e * e
        u = e / s[k] if mult else e
        sk = s[k] + (ga * e / base if mult else ga * e)
        l, b, s[k] = base + al * u, phi * b + be * u, sk
    out, acc = [], 0.
    for i in range(h):
        acc += phi ** (i + 1)
        base = l + acc * b; k = (len(y) + i) % m
        out.append(base * s[k] if mult else base + s[k])
    return sse, out

f, al = theta(air[:-12], 12, 12)
s0 = [0.91, 0.9, 1.02, 0.99, 0.98, 1.1, 1.21, 1.2, 1.06, 0.93, 0.81, 0.89]
sse, hw = holt_winters(air, 12, .3, .02, .4, 120., 1.5, s0, .97, True, 15)
a0 = [-12., -14., 2., -1., -3., 12., 25., 24., 8., -9., -22., -10.]
sse2, hw2 = holt_winters(air, 12, .25, .05, .3, 118., 2., a0, 1., False, 15)
oil = np.array([446.6565, 454.4733, 455.6630, 423.6322, 456.2713, 440.5881, 425.3325, 485.1494, 506.0482, 526.7920, 514.2689, 494.2110])
def ses(p):
    l, sse = p[1], 0.
    for v in oil:
        e = v - l; sse += e * e; l += p[0] * e
    return sse, l
best = minimize(lambda p: ses(p)[0], [.8, 446.], method='Nelder-Mead', options={'xatol': 1e-9, 'fatol': 1e-10, 'maxiter': 9999})
S = np.array([[1,1,1,1],[1,1,0,0],[1,0,0,0],[0,1,0,0],[0,0,1,1],[0,0,1,0],[0,0,0,1]], float)
base = np.array([100., 41., 18., 25., 55., 30., 22.]); var = np.array([4., 2., 1., 1.5, 3., 1., 2.])
W = np.diag(1 / var)
ols = S @ np.linalg.solve(S.T @ S, S.T @ base)
wls = S @ np.linalg.solve(S.T @ W @ S, S.T @ W @ base)
json.dump({'air': air.tolist(), 'theta': {'alpha': al, 'points': f.tolist()},
  'holtWinters': {'start': s0, 'squares': sse, 'points': hw}, 'additive': {'start': a0, 'squares': sse2, 'points': hw2},
  'oil': {'values': oil.tolist(), 'alpha': best.x[0], 'level': best.x[1], 'squares': best.fun},
  'reconcile': {'base': base.tolist(), 'variances': var.tolist(), 'ols': ols.tolist(), 'wls': wls.tolist()}}, __import__('sys').stdout)
