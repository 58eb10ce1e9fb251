"""CPU milliseconds of augmented weighting with five folds by numpy and statsmodels; arguments: rows, columns. One line of JSON."""
import json
import sys
import time

import numpy as np
from statsmodels.discrete.discrete_model import Logit

n, k = map(int, sys.argv[1:])
rng = np.random.default_rng(1)
x = np.column_stack([np.ones(n), rng.standard_normal((n, k))])
lean = 0.2 * x[:, 1:6].sum(axis=1)
t = (rng.random(n) < 1 / (1 + np.exp(-lean))).astype(float)
y = x[:, 1:6].sum(axis=1) + t + rng.standard_normal(n)
fold = np.arange(n) % 5


def estimate():
    m = np.zeros((2, n))
    e = np.zeros(n)
    for f in range(5):
        train = fold != f
        e[~train] = Logit(t[train], x[train]).fit(disp=0).predict(x[~train])
        for arm in (0, 1):
            rows = train & (t == arm)
            m[arm, ~train] = x[~train] @ np.linalg.lstsq(x[rows], y[rows], rcond=None)[0]
    psi = m[1] - m[0] + t * (y - m[1]) / e - (1 - t) * (y - m[0]) / (1 - e)
    return psi.mean(), psi.std(ddof=1) / np.sqrt(n)


estimate()
times = []
for _ in range(5):
    before = time.process_time()
    estimate()
    times.append(time.process_time() - before)
print(json.dumps({"name": "aipw", "ms": sorted(times)[2] * 1000}))
