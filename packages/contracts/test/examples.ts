import type {
  AllocateResult,
  EvaluateResult,
  Manifest,
  MeasureResult,
  OutcomeReport,
  RunResult,
  VerifyResult,
} from "../src/index.ts";
import { userMap } from "../src/index.ts";

// One value of each document with every field filled, so that a round trip shows each.

export const measured: MeasureResult = {
  initiativeId: "checkout-flow",
  design: "time-series",
  model: "interrupted_time_series",
  estimate: {
    estimand: "att",
    value: 7.25,
    stderr: 1.5,
    interval: { lower: 4.5, upper: 10, level: 0.9 },
    pValue: 0.01,
    unit: "revenue per day",
    relative: { value: 0.74, interval: { lower: 0.46, upper: 1.03, level: 0.9 }, baseline: 9.75 },
  },
  sampleSize: 120,
  diagnostics: { r_squared: 0.8, log_likelihood: -12.5, converged: true, order: "(1, 0, 0)", aic: null },
  checks: [{ name: "ljung_box", status: "warn", message: "lag 7 is autocorrelated; add a season", value: 0.03 }],
  effects: [
    {
      name: "cumulative",
      value: 435,
      stderr: 90,
      interval: { lower: 270, upper: 600, level: 0.9 },
      pValue: 0.01,
      adjustedPValue: 0.02,
      unit: "revenue",
      relative: { value: 0.74, interval: null, baseline: 585 },
    },
    {
      name: "slope",
      value: 0.1,
      stderr: null,
      interval: null,
      pValue: null,
      adjustedPValue: null,
      unit: "revenue per day",
      relative: null,
    },
  ],
  terms: [
    { name: "intervention", value: 7.25, stderr: 1.5, interval: { lower: 4.5, upper: 10, level: 0.9 }, pValue: 0.01 },
    { name: "ar1", value: 0.5, stderr: null, interval: null, pValue: null },
  ],
  series: {
    dates: ["2025-01-01", "2025-01-02"],
    interventionDate: "2025-01-02",
    level: 0.9,
    observed: Float64Array.of(10, 17),
    expected: Float64Array.of(10, 9.75),
    lower: Float64Array.of(Number.NaN, 7),
    upper: Float64Array.of(Number.NaN, 12.5),
    simultaneous: { lower: Float64Array.of(Number.NaN, 6), upper: Float64Array.of(Number.NaN, 13.5) },
    cumulative: Float64Array.of(Number.NaN, 7.25),
    cumulativeLower: Float64Array.of(Number.NaN, 4.5),
    cumulativeUpper: Float64Array.of(Number.NaN, 10),
  },
  tables: userMap([
    ["placebo", { date: ["2024-12-01", "2024-12-08"], effect: Float64Array.of(0.5, Number.NaN) }],
    ["empty", {}],
  ]),
  provenance: {
    seed: 7,
    configHash: "a".repeat(64),
    dataFingerprint: "b".repeat(64),
    versions: { "@ie/measure": "1.2.3" },
    mock: false,
  },
};

export const evaluated: EvaluateResult = {
  initiativeId: "checkout-flow",
  confidence: 0.55,
  cost: 25_000,
  returns: { best: 1000, med: 725, worst: 450 },
  rawReturns: { best: 1200, med: 800, worst: 400 },
  design: "time-series",
  sampleSize: 120,
  flags: ["short pre-period"],
  reasons: [{ domain: "design", score: 0.5, weight: 0.6, reason: "one series, no control" }],
  returnMultiplier: 100,
  currency: "EUR",
};

export const allocated: AllocateResult = {
  selected: ["checkout-flow", "constructor"],
  predictedReturns: userMap([
    ["checkout-flow", 725],
    ["constructor", 10],
  ]),
  budgetAllocated: userMap([
    ["checkout-flow", 25_000],
    ["constructor", 5000],
  ]),
  budget: 40_000,
  unspent: 10_000,
  rule: "minimax_regret",
  solver: "branch_and_bound",
  currency: "EUR",
  explanation: {
    scenarioOptima: { best: 1000, med: 735, worst: 450 },
    regrets: { best: 5, med: 0, worst: 2 },
    objective: 5,
    excluded: [{ initiativeId: "search", reason: "costs more than the budget" }],
    warnings: ["two portfolios have the same regret"],
  },
};

export const outcome: OutcomeReport = {
  initiativeId: "checkout-flow",
  predictedReturn: 725,
  rawPredictedReturn: 800,
  predictedInterval: { lower: 450, upper: 1000, level: 0.9 },
  actualReturn: 600,
  actualInterval: { lower: 550, upper: 650, level: 0.9 },
  predictionError: -125,
  withinInterval: true,
  sampleSizePilot: 120,
  sampleSizeScale: 5000,
  budgetAllocated: 25_000,
  confidence: 0.55,
  design: "time-series",
  currency: "EUR",
};

export const ran: RunResult = {
  pilotResults: [measured],
  evaluateResults: [evaluated],
  allocateResult: allocated,
  scaleResults: [{ ...measured, sampleSize: 5000, series: null, provenance: null }],
  outcomeReports: [outcome],
  failures: [{ initiativeId: "search", stage: "measure_pilot", code: "data/too-few-rows", message: "12 rows" }],
  provenance: { seed: 7, configHash: "a".repeat(64), mock: true },
};

const verified: VerifyResult = {
  result: measured,
  truth: {
    estimand: "att",
    value: 7,
    unit: "orders per day",
    reason: null,
    estimate: 7.2,
    interval: { lower: 5, upper: 9.4, level: 0.95 },
    covered: true,
    error: 0.2,
    effects: [
      { name: "cumulative", value: null, unit: "orders", estimate: 72, interval: null, covered: null, error: null },
    ],
  },
  refutations: [
    {
      refuter: "placebo_treatment",
      expects: "no_effect",
      status: "warn",
      message: "6 of 50 placebos have p < 0.05",
      draws: 60,
      answers: 50,
      falseAlarms: 0.12,
      meanEffect: 0.4,
      meanEffectError: 0.3,
      refusal: "experiment: 2 rows",
    },
    {
      refuter: "placebo_date",
      expects: "no_effect",
      status: "not_applicable",
      message: "the treatment begins at no single date",
      draws: 0,
      answers: 0,
      falseAlarms: null,
      meanEffect: null,
      meanEffectError: null,
      refusal: null,
    },
  ],
  alternatives: [
    { model: "doubly_robust", status: "pass", message: "7.1 against 7.2", result: measured, difference: -0.1 },
    { model: "subclassification", status: "warn", message: "no answer: no overlap", result: null, difference: null },
  ],
};

export const listed: Manifest = {
  jobId: "runs/2025-01-01",
  tenant: "shop",
  createdAt: "2025-01-01T00:00:00Z",
  artefacts: [
    {
      name: "measure/checkout-flow.json",
      sha256: "c".repeat(64),
      bytes: 1024,
      mediaType: "application/json",
      producer: "run@0.1.0",
    },
  ],
};

/** Every document's example by the document's name. */
export const examples: Readonly<Record<string, unknown>> = {
  measure_result: measured,
  evaluate_result: evaluated,
  allocate_result: allocated,
  outcome_report: outcome,
  run_result: ran,
  verify_result: verified,
  manifest: listed,
};
