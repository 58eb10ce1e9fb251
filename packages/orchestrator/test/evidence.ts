import { userMap, type AllocateResult, type EvaluateResult, type MeasureResult } from "@ie/contracts";
import type { Evidence } from "../src/outcome-reports.ts";

export interface Numbers {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly n: number;
}

export function measured(id: string, { value, lower, upper, n }: Numbers, unit: string | null): MeasureResult {
  return {
    initiativeId: id,
    design: "time-series",
    model: "interrupted_time_series",
    estimate: {
      estimand: "att",
      value,
      stderr: null,
      interval: { lower, upper, level: 0.95 },
      pValue: null,
      unit,
    },
    sampleSize: n,
    diagnostics: { log_likelihood: -12 },
    checks: [],
    effects: [],
    terms: [],
    tables: {},
    series: null,
    provenance: null,
  };
}

export function evaluated(pilot: MeasureResult, returnMultiplier: number, cost: number): EvaluateResult {
  const { value, interval } = pilot.estimate;
  return {
    initiativeId: pilot.initiativeId,
    confidence: 0.55,
    cost,
    returns: {
      best: interval.upper * returnMultiplier,
      med: value * returnMultiplier,
      worst: interval.lower * returnMultiplier,
    },
    design: pilot.design,
    sampleSize: pilot.sampleSize,
    flags: [],
    reasons: [],
    returnMultiplier,
    currency: "EUR",
  };
}

export function allocated(selected: readonly EvaluateResult[], budget: number): AllocateResult {
  const spent = selected.reduce((sum, { cost }) => sum + cost, 0);
  return {
    selected: selected.map(({ initiativeId }) => initiativeId),
    predictedReturns: userMap(selected.map(({ initiativeId, returns }) => [initiativeId, returns.med])),
    budgetAllocated: userMap(selected.map(({ initiativeId, cost }) => [initiativeId, cost])),
    budget,
    unspent: budget - spent,
    rule: "greedy",
    solver: null,
    currency: "EUR",
    explanation: { scenarioOptima: null, regrets: null, objective: null, excluded: [], warnings: [] },
  };
}

/** One initiative's documents: effect 10 [8, 13] foreseen, worth 100 a unit. */
export function evidence(scale: MeasureResult): Evidence {
  const pilot = measured(scale.initiativeId, { value: 10, lower: 8, upper: 13, n: 90 }, "orders per day");
  const evaluation = evaluated(pilot, 100, 500);
  return {
    pilotResults: [pilot],
    evaluateResults: [evaluation],
    allocateResult: allocated([evaluation], 800),
    scaleResults: [scale],
  };
}
