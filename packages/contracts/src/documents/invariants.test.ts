import { describe, expect, test } from "vitest";
import { allocated, evaluated, listed, measured, outcome, ran } from "../../test/examples.ts";
import { allocateResult, evaluateResult, manifest, measureResult, outcomeReport, runResult } from "./index.ts";
import { encodeJson, type Json } from "../json.ts";
import type { DocumentType } from "../document.ts";

type Wire = Record<string, unknown>;

function wireOf<T>(document: DocumentType<T>, value: T): Wire {
  return JSON.parse(encodeJson(document.format(value))) as Wire;
}

function faults(document: DocumentType<unknown>, json: Json | Wire): readonly string[] {
  const result = document.parse(json);
  return result.ok ? [] : result.issues.map((issue) => issue.message);
}

/** Each row breaks one invariant of the specification and expects its one message. */
const rows: readonly (readonly [DocumentType<unknown>, Wire, Wire, string])[] = [
  [
    measureResult,
    wireOf(measureResult, measured),
    { ci_lower: 8 },
    "measure_result: ci_lower 8 is above effect_estimate 7.25; the interval holds the estimate",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { ci_upper: 7 },
    "measure_result: ci_upper 7 is below effect_estimate 7.25; the interval holds the estimate",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { p_value: 1.5 },
    "measure_result: p_value too big: expected number to be <=1; got 1.5",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { p_value: -0.1 },
    "measure_result: p_value too small: expected number to be >=0; got -0.1",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { p_value: undefined },
    "measure_result: p_value expected number; got nothing",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { sample_size: 29 },
    "measure_result: sample_size too small: expected number to be >=30; got 29",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { sample_size: 30.5 },
    "measure_result: sample_size expected int; got 30.5",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { diagnostics: { aic: 3 } },
    "measure_result: diagnostics has neither r_squared nor log_likelihood; give one as a number",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { diagnostics: { r_squared: null } },
    "measure_result: diagnostics has neither r_squared nor log_likelihood; give one as a number",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { model_type: "oracle" },
    'measure_result: model_type invalid option: expected one of "experiment"|"quasi-experiment"|"time-series"|"observational"; got "oracle"',
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { ci_level: 95 },
    "measure_result: ci_level too big: expected number to be <1; got 95",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { std_error: -1 },
    "measure_result: std_error too small: expected number to be >=0; got -1",
  ],
  [
    measureResult,
    wireOf(measureResult, measured),
    { initiative_id: "" },
    'measure_result: initiative_id is not 1 to 128 letters, digits, hyphens or underscores, other than "__proto__"; got ""',
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { initiative_id: "a b" },
    'evaluate_result: initiative_id is not 1 to 128 letters, digits, hyphens or underscores, other than "__proto__"; got "a b"',
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { initiative_id: "../a" },
    'evaluate_result: initiative_id is not 1 to 128 letters, digits, hyphens or underscores, other than "__proto__"; got "../a"',
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { R_worst: 726 },
    "evaluate_result: R_worst 726 is above R_med 725; worst ≤ med ≤ best",
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { R_best: 724 },
    "evaluate_result: R_best 724 is below R_med 725; worst ≤ med ≤ best",
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { cost: 0 },
    "evaluate_result: cost too small: expected number to be >0; got 0",
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { confidence: 1.01 },
    "evaluate_result: confidence too big: expected number to be <=1; got 1.01",
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { confidence: -0.01 },
    "evaluate_result: confidence too small: expected number to be >=0; got -0.01",
  ],
  [
    evaluateResult,
    wireOf(evaluateResult, evaluated),
    { return_multiplier: 0 },
    "evaluate_result: return_multiplier too small: expected number to be >0; got 0",
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { selected_initiatives: ["checkout-flow", "constructor", "constructor"] },
    'allocate_result: selected_initiatives names an initiative twice; got ["checkout-flow","constructor","constructor"]',
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { predicted_returns: { "checkout-flow": 1, constructor: 2, search: 3 } },
    "allocate_result: predicted_returns.search is of an initiative that is not selected; selected are checkout-flow, constructor",
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { budget_allocated: { "checkout-flow": 1, constructor: 2, search: 3 } },
    "allocate_result: budget_allocated.search is of an initiative that is not selected; selected are checkout-flow, constructor",
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { budget_allocated: { constructor: 2 } },
    'allocate_result: budget_allocated has no entry for the selected "checkout-flow"; got {"constructor":2}',
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { budget_allocated: { "checkout-flow": 30_000, constructor: 10_001 } },
    'allocate_result: budget_allocated adds up to 40001, above total_budget 40000; got {"checkout-flow":30000,"constructor":10001}',
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { budget_allocated: { "checkout-flow": -1, constructor: 1 } },
    "allocate_result: budget_allocated.checkout-flow too small: expected number to be >=0; got -1",
  ],
  [
    allocateResult,
    wireOf(allocateResult, allocated),
    { unspent_budget: -1 },
    "allocate_result: unspent_budget too small: expected number to be >=0; got -1",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { prediction_error: 125 },
    "outcome_report: prediction_error 125 is not actual_return 600 − predicted_return 725; got 125",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { sample_size_scale: 119 },
    "outcome_report: sample_size_scale 119 is below sample_size_pilot 120; the scale run is the larger one",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { sample_size_pilot: 29 },
    "outcome_report: sample_size_pilot too small: expected number to be >=30; got 29",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { within_interval: false },
    "outcome_report: within_interval is false, but actual_return 600 is in 450 to 1000; got false",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { predicted_lower: 601 },
    "outcome_report: within_interval is true, but actual_return 600 is not in 601 to 1000; got true",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { confidence_score: 2 },
    "outcome_report: confidence_score too big: expected number to be <=1; got 2",
  ],
  [
    outcomeReport,
    wireOf(outcomeReport, outcome),
    { budget_allocated: -5 },
    "outcome_report: budget_allocated too small: expected number to be >=0; got -5",
  ],
  [
    manifest,
    wireOf(manifest, listed),
    { job_id: "../other" },
    'manifest: job_id is not a relative key of letters, digits, dots, hyphens and underscores; got "../other"',
  ],
  [
    manifest,
    wireOf(manifest, listed),
    { created_at: "yesterday" },
    'manifest: created_at invalid ISO datetime; got "yesterday"',
  ],
  [
    manifest,
    wireOf(manifest, listed),
    { artefacts: [...(wireOf(manifest, listed)["artefacts"] as []), ...(wireOf(manifest, listed)["artefacts"] as [])] },
    'manifest: artefacts[1].name "measure/checkout-flow.json" is listed twice; each file once',
  ],
];

describe("each invariant, broken once, is one fault that names document, field and value", () => {
  test.each(rows.map(([document, wire, change, message]) => [message, document, wire, change] as const))(
    "%s",
    (message, document, wire, change) => {
      expect(faults(document, wire)).toEqual([]);
      expect(faults(document, { ...wire, ...change })).toEqual([message]);
    },
  );

  test("several faults come together", () => {
    const json = { ...wireOf(measureResult, measured), ci_lower: 8, p_value: 2, sample_size: 3, diagnostics: {} };
    expect(faults(measureResult, json)).toHaveLength(4);
  });

  test("writing refuses what reading refuses, and says it once", () => {
    const wrong = { ...evaluated, returns: { best: 1, med: 2, worst: 0 } };
    expect(() => evaluateResult.format(wrong)).toThrow(
      /^evaluate_result: R_best 1 is below R_med 2; worst ≤ med ≤ best$/,
    );
  });

  test("the rounding of sums and differences is no fault", () => {
    const third = { ...allocated, selected: ["a", "b", "c"], budget: 0.3, unspent: 0 };
    const amounts = { a: 0.1, b: 0.1, c: 0.1 };
    expect(() =>
      allocateResult.format({ ...third, predictedReturns: amounts, budgetAllocated: amounts }),
    ).not.toThrow();
    const difference = {
      ...outcome,
      predictedReturn: 0.3,
      actualReturn: 0.1,
      predictionError: -0.2,
      withinInterval: false,
    };
    expect(() => outcomeReport.format(difference)).not.toThrow();
  });
});

describe("run_result", () => {
  const wire = wireOf(runResult, ran);
  const pilot = (wire["pilot_results"] as Wire[])[0]!;

  test("says the fault of a document inside it, with the path from the outside", () => {
    const result = runResult.parse({ ...wire, pilot_results: [pilot, { ...pilot, ci_lower: 8 }] });
    expect(result.ok ? [] : result.issues).toEqual([
      {
        path: ["pilot_results", 1, "ci_lower"],
        message:
          "run_result: pilot_results[1].ci_lower 8 is above effect_estimate 7.25; the interval holds the estimate",
      },
    ]);
  });

  test("shows faults of every part at once", () => {
    const broken = {
      ...wire,
      pilot_results: [{ ...pilot, sample_size: 1 }],
      evaluate_results: [{ ...(wire["evaluate_results"] as Wire[])[0], cost: 0 }],
      allocate_result: { ...(wire["allocate_result"] as Wire), total_budget: 1 },
      scale_results: [{ ...pilot, schema_version: "2.0" }],
      outcome_reports: [{ ...(wire["outcome_reports"] as Wire[])[0], prediction_error: 0 }],
    };
    expect(faults(runResult, broken).map((message) => message.split(" ").slice(0, 2).join(" "))).toEqual([
      "run_result: pilot_results[0].sample_size",
      "run_result: evaluate_results[0].cost",
      "run_result: allocate_result.budget_allocated",
      "run_result: scale_results[0].schema_version",
      "run_result: outcome_reports[0].prediction_error",
    ]);
  });

  test("tolerates unknown fields and missing optional ones in its parts", () => {
    const { terms: _, checks: __, ...least } = pilot;
    const result = runResult.parse({ ...wire, pilot_results: [{ ...least, new_field: 1 }] });
    expect(result.ok && result.value.pilotResults[0]?.terms).toEqual([]);
  });
});
