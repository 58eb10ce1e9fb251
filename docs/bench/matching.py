"""CPU milliseconds of scipy's cKDTree for nearest neighbours alone; arguments: units, dimensions. One line of JSON each."""
import json
import sys
import time

import numpy
from scipy.spatial import cKDTree

n, k = int(sys.argv[1]), int(sys.argv[2])
rng = numpy.random.default_rng(1)
x = rng.standard_normal((n, k))
treated = rng.random(n) < 1 / (1 + numpy.exp(0.6 - 0.5 * x.sum(1) / numpy.sqrt(k)))
started = time.process_time()
cKDTree(x[~treated]).query(x[treated], workers=1)
print(json.dumps({"name": "search", "ms": (time.process_time() - started) * 1000}))
