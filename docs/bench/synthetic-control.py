"""CPU milliseconds of synthetic-control weights by scipy's SLSQP; argument: a wide CSV, second column treated, 19 rows before. JSON lines."""
import csv
import json
import sys
import time

import numpy as np
from scipy.optimize import minimize

with open(sys.argv[1]) as handle:
    rows = list(csv.reader(handle))
panel = np.array([[float(v) for v in row[1:]] for row in rows[1:20]])


def weights(y, x):
    j = x.shape[1]
    found = minimize(
        lambda w: ((y - x @ w) ** 2).sum(),
        np.full(j, 1 / j),
        jac=lambda w: -2 * x.T @ (y - x @ w),
        method="SLSQP",
        bounds=[(0, 1)] * j,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(j)},
        options={"maxiter": 1000},
    )
    return found.x


def one(k, first):
    donors = [j for j in range(first, panel.shape[1]) if j != k]
    return weights(panel[:, k], panel[:, donors])


def timed(action):
    action()
    times = []
    for _ in range(5):
        before = time.process_time()
        action()
        times.append(time.process_time() - before)
    return 1000 * sorted(times)[2]


loss = ((panel[:, 0] - panel[:, 1:] @ one(0, 0)) ** 2).mean()
print(json.dumps({"name": "one fit", "ms": timed(lambda: one(0, 0)), "loss": loss}))
print(
    json.dumps(
        {"name": "fit and 38 placebos", "ms": timed(lambda: [one(0, 0)] + [one(k, 1) for k in range(1, 39)]), "loss": loss}
    )
)
