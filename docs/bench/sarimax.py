"""CPU milliseconds of statsmodels' SARIMAX: the default fit, and one log-likelihood at the estimate. One line of JSON a case.

Arguments: folder of the data, then name|file|log|p,d,q|P,D,Q,s|constant|x for each case.
"""
import csv
import json
import sys
import time
import warnings

import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.simplefilter("ignore")


def timed(action, least=3, budget=1.0):
    action()
    times = []
    while len(times) < least or (sum(times) < budget and len(times) < 200):
        before = time.process_time()
        action()
        times.append(time.process_time() - before)
    return sorted(times)[len(times) // 2] * 1000


folder = sys.argv[1]
for case in sys.argv[2:]:
    name, data, log, order, seasonal, constant, x = case.split("|")
    with open(f"{folder}/{data}.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    y = np.array([float(row["y"]) for row in rows])
    if log == "true":
        y = np.log(y)
    exog = np.array([[float(row[c]) for c in x.split(",")] for row in rows]) if x else None
    make = lambda: SARIMAX(
        y,
        exog=exog,
        order=tuple(map(int, order.split(","))),
        seasonal_order=tuple(map(int, seasonal.split(","))),
        trend="c" if constant == "true" else "n",
    )
    fit = make().fit(disp=0)
    ms = timed(lambda: make().fit(disp=0).bse)
    model = make()
    once = timed(lambda: [model.loglike(fit.params) for _ in range(20)]) / 20
    print(json.dumps({"name": name, "ms": ms, "logLik": float(fit.llf), "once": once}), flush=True)
