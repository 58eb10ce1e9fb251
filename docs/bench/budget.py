"""scipy's SLSQP from 20 starts on the instances of a JSON file: best response and CPU milliseconds of each.

The first start is equal shares, the others are random; gradients are given; the curves are vectorised.
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import minimize


def response(kinds, p, x):
    """Value and slope of each curve. p: beta, K or rate, slope or midpoint."""
    value = np.empty_like(x)
    slope = np.empty_like(x)
    hill, expo, logi = (kinds == k for k in (0, 1, 2))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        b, k, s = p[hill].T
        z = (x[hill] / k) ** s
        value[hill] = b * z / (1 + z)
        slope[hill] = np.where(x[hill] > 0, b * s * z / (x[hill] * (1 + z) ** 2), 0.0)
        b, r, _ = p[expo].T
        value[expo] = b * (1 - np.exp(-r * x[expo]))
        slope[expo] = b * r * np.exp(-r * x[expo])
        b, r, m = p[logi].T
        low = 1 / (1 + np.exp(r * m))
        top = 1 / (1 + np.exp(-r * (x[logi] - m)))
        value[logi] = b * (top - low) / (1 - low)
        slope[logi] = b * r * top * (1 - top) / (1 - low)
    return value, slope


rng = np.random.default_rng(1)
for case in json.load(open(sys.argv[1])):
    kinds, p = np.array(case["kinds"]), np.array(case["parameters"], float)
    budget, lo, hi = case["budget"], np.array(case["lo"]), np.array(case["hi"])
    best = -np.inf
    before = time.process_time()
    for start in range(20):
        share = np.ones(lo.size) if start == 0 else rng.exponential(size=lo.size)
        x0 = np.clip(share / share.sum() * budget, lo, hi)
        found = minimize(
            lambda x: (lambda v, s: (-v.sum(), -s))(*response(kinds, p, np.maximum(x, 0))),
            x0,
            jac=True,
            method="SLSQP",
            bounds=np.column_stack([lo, hi]),
            constraints={"type": "eq", "fun": lambda x: x.sum() - budget, "jac": lambda x: np.ones(x.size)},
            options={"maxiter": 300, "ftol": 1e-10},
        )
        if abs(found.x.sum() - budget) < 1e-6 * budget:
            best = max(best, -found.fun)
    ms = (time.process_time() - before) * 1000
    print(json.dumps({"name": str(case["seed"]), "ms": ms, "best": best}))
