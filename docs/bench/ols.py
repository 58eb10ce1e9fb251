"""CPU milliseconds of statsmodels' OLS and of its HC2 standard errors; arguments: rows, columns. One line of JSON each."""
import json
import sys
import time

import numpy as np
from statsmodels.regression.linear_model import OLS

n, k = map(int, sys.argv[1:])
rng = np.random.default_rng(1)
x = np.column_stack([np.ones(n), rng.standard_normal((n, k - 1))])
y = rng.standard_normal(n)


def timed(action):
    action()
    times = []
    for _ in range(7):
        before = time.process_time()
        action()
        times.append(time.process_time() - before)
    return sorted(times)[3] * 1000


fit = timed(lambda: OLS(y, x).fit().params)
both = timed(lambda: OLS(y, x).fit(cov_type="HC2").bse)
print(json.dumps({"name": "fit", "ms": fit}))
print(json.dumps({"name": "HC2", "ms": max(0, both - fit)}))
