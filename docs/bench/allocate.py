"""CPU milliseconds of CBC through PuLP on the programs of the JSON lines in the file named first; one JSON line each."""

import json
import os
import resource
import sys

import pulp

LIMIT = float(sys.argv[2])


def cpu():
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1000 * sum(t.ru_utime + t.ru_stime for t in times)


with open(sys.argv[1]) as file:
    for line in file:
        program = json.loads(line)
        begin = cpu()
        maximise = program["direction"] == "maximise"
        model = pulp.LpProblem("p", pulp.LpMaximize if maximise else pulp.LpMinimize)
        x = [
            pulp.LpVariable(f"x{j}", 0, program["upper"][j], "Integer" if whole else "Continuous")
            for j, whole in enumerate(program["integer"])
        ]
        model += pulp.lpSum(c * v for c, v in zip(program["objective"], x) if c != 0)
        for row in program["constraints"]:
            total = pulp.lpSum(a * v for a, v in zip(row["coefficients"], x) if a != 0)
            if row["lower"] is not None:
                model += total >= row["lower"]
            if row["upper"] is not None:
                model += total <= row["upper"]
        model.solve(pulp.COIN_CMD(msg=False, gapRel=0, gapAbs=0, timeLimit=LIMIT, threads=1))
        proved = model.sol_status == pulp.LpSolutionOptimal
        value = pulp.value(model.objective)
        print(json.dumps({"name": program["name"], "ms": cpu() - begin, "value": value if proved else None}))
