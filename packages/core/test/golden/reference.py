"""Reference values for the statistics of @lepton/core.

Run: python3 reference.py > reference.json   (SciPy 1.10.1, statsmodels 0.13.5, NumPy 1.24)
"""
import json
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.stattools import durbin_watson, jarque_bera

a = [12.1, 9.8, 11.4, 10.3, 13.9, 12.7, 8.8, 11.1, 10.9, 12.2]
b = [9.1, 8.7, 10.2, 7.9, 11.3, 9.9, 8.4, 9.1]
tied = ([1, 2, 2, 3, 5, 5, 7], [2, 4, 5, 6, 8, 8, 9, 9])
table = [[20, 30, 10], [25, 15, 20]]
x1 = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], float)
x2 = np.array([2.0, 1.5, 3.1, 4.0, 2.2, 5.8, 6.1, 4.9, 7.7, 8.2, 6.5, 9.9])
y = np.array([3.2, 3.9, 6.1, 7.7, 7.1, 11.9, 13.0, 12.5, 16.8, 18.1, 17.2, 21.7])

welch = stats.ttest_ind(a, b, equal_var=False)
mw = stats.mannwhitneyu(*tied, method="asymptotic")
distinct = [9.15, 8.75, 10.25, 7.95, 11.35, 9.95, 8.45, 9.25]
mwexact = stats.mannwhitneyu(a, distinct, method="exact")
chi = stats.chi2_contingency(table, correction=False)
fit = sm.OLS(y, sm.add_constant(np.column_stack([x1, x2]))).fit()
pred = fit.get_prediction([[1, 13, 10.5]]).summary_frame(alpha=0.05).iloc[0]
z = sm.stats.proportions_ztest([120, 90], [400, 410])
longley = sm.datasets.longley.load_pandas()
long = sm.OLS(longley.endog, sm.add_constant(longley.exog)).fit()
rng = np.random.default_rng(7)
skewed = np.round(rng.exponential(10, 40), 3)
bca = stats.bootstrap((skewed,), np.mean, n_resamples=200_000, method="BCa", random_state=rng).confidence_interval
pct = stats.bootstrap((skewed,), np.mean, n_resamples=200_000, method="percentile", random_state=rng).confidence_interval

print(json.dumps({
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "distributions": {
        "normalQuantile": [[p, stats.norm.ppf(p)] for p in (0.975, 0.5, 0.001, 0.99)],
        "normalCdf": [[v, stats.norm.cdf(v)] for v in (-5, -1.3, 0, 2.2)],
        "studentQuantile": [[p, d, stats.t.ppf(p, d)] for p, d in ((0.975, 1), (0.975, 7), (0.9, 33.3), (0.995, 500))],
        "studentTwoSided": [[t, d, 2 * stats.t.sf(abs(t), d)] for t, d in ((2.5, 7.3), (-0.2, 12), (9.5, 20))],
        "chiSquareUpper": [[v, d, stats.chi2.sf(v, d)] for v, d in ((10.5, 3), (0.4, 1), (30, 10))],
        "fUpper": [[v, m, n, stats.f.sf(v, m, n)] for v, m, n in ((3.3, 3, 20), (40, 2, 9), (300, 3, 20))],
    },
    "wilson": [[s, n, *proportion_confint(s, n, 0.05, "wilson")] for s, n in ((8, 10), (0, 12), (16, 40), (18, 45), (30, 30))],
    "proportions": {"z": z[0], "p": z[1], "newcombe": list(confint_proportions_2indep(120, 400, 90, 410, method="newcomb"))},
    "mean": {"sample": a, "value": float(np.mean(a)), "interval": list(stats.t.interval(0.95, len(a) - 1, np.mean(a), stats.sem(a)))},
    "welch": {"a": a, "b": b, "t": welch.statistic, "p": welch.pvalue},
    "mannWhitney": {"a": tied[0], "b": tied[1], "u": mw.statistic, "p": mw.pvalue},
    "mannWhitneyExact": {"a": a, "b": distinct, "u": mwexact.statistic, "p": mwexact.pvalue},
    "chiSquare": {"table": table, "statistic": chi[0], "p": chi[1], "df": chi[2],
                  "goodness": {"observed": [44700, 45489], "p": stats.chisquare([44700, 45489]).pvalue}},
    "leastSquares": {
        "x": np.column_stack([x1, x2]).tolist(), "y": y.tolist(),
        "coefficients": fit.params.tolist(), "standardErrors": fit.bse.tolist(), "t": fit.tvalues.tolist(),
        "p": fit.pvalues.tolist(), "intervals": fit.conf_int().tolist(), "rSquared": fit.rsquared,
        "adjustedRSquared": fit.rsquared_adj, "f": fit.fvalue, "fP": fit.f_pvalue, "sigma": float(np.sqrt(fit.mse_resid)),
        "durbinWatson": durbin_watson(fit.resid), "jarqueBera": list(jarque_bera(fit.resid)[:2]),
        "breuschPagan": list(het_breuschpagan(fit.resid, fit.model.exog)[:2]),
        "leverage": fit.get_influence().hat_matrix_diag.tolist(),
        "cooks": fit.get_influence().cooks_distance[0].tolist(),
        "prediction": {"at": [13, 10.5], "mean": pred["mean"], "low": pred["mean_ci_lower"], "high": pred["mean_ci_upper"],
                       "newLow": pred["obs_ci_lower"], "newHigh": pred["obs_ci_upper"]},
    },
    "longley": {"x": longley.exog.values.tolist(), "y": longley.endog.tolist(), "coefficients": long.params.tolist(), "standardErrors": long.bse.tolist()},
    "bootstrap": {"sample": skewed.tolist(), "bca": [bca.low, bca.high], "percentile": [pct.low, pct.high]},
    "quantiles": {"sample": a, "at": [[q, float(np.quantile(a, q))] for q in (0, 0.1, 0.25, 0.5, 0.9, 1)]},
}, indent=1))
