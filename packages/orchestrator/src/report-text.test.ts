import type { RunResult } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { allocated, evaluated, evidence, measured } from "../test/evidence.ts";
import { mockPlan } from "../test/plans.ts";
import { mockContext, mockStages } from "./mocks.ts";
import { outcomeReports } from "./outcome-reports.ts";
import { formatMeasureResult, formatRun } from "./report-text.ts";
import { run } from "./run.ts";

const mockText = `MOCK RUN: the numbers are made up; no data was read

======================================================================
OUTCOME REPORTS
======================================================================

init-001
----------------------------------------------------------------------
  Predicted:   0.229 [0.169, 0.290] at 95%
  Actual:      0.224 [0.208, 0.240] at 95%
  Error:       -0.005; the actual is inside the predicted interval
  Effect:      pilot +0.229 [+0.169, +0.290] → scale +0.224 [+0.208, +0.240] made-up units
  Confidence:  0.28 (observational, mock)
  Budget:      10,000
  Samples:     344 → 5,000

init-003
----------------------------------------------------------------------
  Predicted:   0.134 [0.093, 0.175] at 95%
  Actual:      0.141 [0.129, 0.152] at 95%
  Error:       +0.007; the actual is inside the predicted interval
  Effect:      pilot +0.134 [+0.093, +0.175] → scale +0.141 [+0.129, +0.152] made-up units
  Confidence:  0.90 (experiment, mock)
  Budget:      8,000
  Samples:     378 → 5,000

======================================================================
NOT SELECTED
======================================================================

  init-002: its cost 15000 is above the 12000 left

======================================================================
SUMMARY
======================================================================
  Initiatives: 3 planned, 3 evaluated, 2 selected, 2 reported
  Budget:      18,000 of 20,000 allocated
  Errors:      0.006 on average; 2 of 2 inside the predicted interval
`;
const realText = `======================================================================
OUTCOME REPORTS
======================================================================

checkout-flow
----------------------------------------------------------------------
  Predicted:   EUR 4,100 [2,900, 5,300] at 95%
  Actual:      EUR 2,800 [2,620, 2,980] at 95%
  Error:       EUR -1,300; the actual is outside the predicted interval
  Effect:      pilot +7.2% [+5.1%, +9.4%] → scale +4.93% [+4.61%, +5.25%] conversion
  Confidence:  0.55 (time-series, interrupted_time_series)
  Checks:      pilot: 1 passed · warn: one control moved at launch
  Budget:      EUR 15,000
  Samples:     342 → 50,000

======================================================================
FAILED
======================================================================

pricing in MEASURE (pilot)
  interrupted_time_series: no column "revenu"; the table has date, revenue (data/missing-column)

======================================================================
NOT SELECTED
======================================================================

  search: adds regret

======================================================================
SUMMARY
======================================================================
  Initiatives: 3 planned, 1 evaluated, 1 selected, 1 reported
  Budget:      EUR 15,000 of 40,000 allocated
  Errors:      EUR 1,300 on average; 0 of 1 inside the predicted interval
  Warning:     highs answered in place of javascript_lp_solver
`;

const pilotText = `checkout-flow
  Effect:      +7.2% [+5.1%, +9.4%] conversion at 95%
  p-value:     not given by the method
  Method:      time-series, interrupted_time_series
  Samples:     342
  Checks:      1 passed
               warn: one control moved at launch
`;

describe("a run as text", () => {
  test("on mocks", async () => {
    const plan = await mockPlan({ budget: 20_000 });
    const result = await run(plan, mockStages, { context: mockContext(plan.seed) });
    expect(formatRun(result, plan)).toBe(mockText);
  });

  test("on data: percent and currency where they are stated, checks, failures and reasons", async () => {
    const pilot = {
      ...measured("checkout-flow", { value: 7.2, lower: 5.1, upper: 9.4, n: 342 }, "% conversion"),
      checks: [
        { name: "gaps", status: "pass", message: "no gaps", value: 0 },
        { name: "placebo", status: "warn", message: "one control moved at launch", value: 1 },
      ] as const,
    };
    const scale = measured("checkout-flow", { value: 4.93, lower: 4.61, upper: 5.25, n: 50_000 }, "% conversion");
    const evaluation = evaluated(pilot, 567.25, 15_000);
    const allocation = allocated([evaluation], 40_000);
    const documents = {
      ...evidence(scale),
      pilotResults: [pilot],
      evaluateResults: [evaluation],
      allocateResult: {
        ...allocation,
        explanation: {
          ...allocation.explanation,
          excluded: [{ initiativeId: "search", reason: "adds regret" }],
          warnings: ["highs answered in place of javascript_lp_solver"],
        },
      },
    };
    const result: RunResult = {
      ...documents,
      outcomeReports: outcomeReports(documents).reports,
      failures: [
        {
          initiativeId: "pricing",
          stage: "measure_pilot",
          code: "data/missing-column",
          message: 'interrupted_time_series: no column "revenu"; the table has date, revenue',
        },
      ],
      provenance: { seed: 0, configHash: null, mock: false },
    };
    const { initiatives } = await mockPlan();
    expect(formatRun(result, { currency: "EUR", initiatives })).toBe(realText);
    expect(formatMeasureResult(pilot)).toBe(pilotText);
  });

  test("with a relative effect, others beside it, and checks", () => {
    const interval = { lower: 2, upper: 10, level: 0.95 };
    const pilot = measured("ab", { value: 6, lower: 2, upper: 10, n: 90 }, "revenue");
    const text = formatMeasureResult({
      ...pilot,
      initiativeId: "ab",
      design: "experiment",
      model: "experiment",
      estimate: {
        ...pilot.estimate,
        value: 6,
        interval,
        pValue: 0.004,
        unit: "revenue",
        relative: { value: 0.12, interval: { lower: 0.04, upper: 0.205, level: 0.95 }, baseline: 50 },
      },
      effects: [
        {
          name: "arm c",
          value: -1.26,
          stderr: 1,
          interval: { lower: -3.2, upper: 0.7, level: 0.95 },
          pValue: 0.2,
          adjustedPValue: 0.4,
          unit: "revenue",
          relative: { value: -0.0252, interval: null, baseline: 50 },
        },
        {
          name: "theta",
          value: 0.5,
          stderr: null,
          interval: null,
          pValue: null,
          adjustedPValue: null,
          unit: "",
          relative: null,
        },
      ],
      checks: [
        { name: "a", status: "pass", message: "fine", value: null },
        { name: "b", status: "warn", message: "arm c has 12 units", value: 12 },
        { name: "c", status: "fail", message: "the split is off", value: 0 },
      ],
    });
    expect(text).toBe(`ab
  Effect:      +6.0 [+2.0, +10.0] revenue at 95%
  Relative:    +12.0% [+4.0%, +20.5%]
  p-value:     0.0040
  Also:        arm c: -1.3 [-3.2, +0.7] revenue, -2.5% [no interval, since what it is relative to may be zero], p 0.2000, 0.4000 for the family
               theta: +0.5000
  Method:      experiment, experiment
  Samples:     90
  Checks:      1 passed
               warn: arm c has 12 units
               fail: the split is off
`);
  });

  test("with nothing selected", async () => {
    const plan = await mockPlan({ budget: 1 });
    const result = await run(plan, mockStages, { context: mockContext() });
    const text = formatRun(result, plan);
    expect(text).toContain("No initiative was selected for scaling\n");
    expect(text).toContain("  init-002: its cost 15000 is above the 1 left\n");
    expect(text).toContain("Budget:      0 of 1 allocated\n");
    expect(text).not.toContain("Errors:");
  });
});
