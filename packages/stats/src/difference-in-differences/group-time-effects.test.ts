import { expect, it } from "vitest";
import fixture from "../../test/fixtures/difference-in-differences/staggered.json" with { type: "json" };
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { aggregateEffects, type AggregatedEffects } from "./aggregate-effects.ts";
import { groupTimeEffects, type GroupTimeEstimator } from "./group-time-effects.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

function panelOf(name: string, weighted: boolean, clustered: boolean): { panel: StaggeredPanel; covariates: Matrix } {
  const [unit = [], period = [], outcome = [], ...x] = name === "full" ? fixture.full : fixture.gaps;
  return {
    panel: {
      outcome: Float64Array.from(outcome),
      unit: Int32Array.from(unit),
      period: Int32Array.from(period),
      firstTreated: Float64Array.from(fixture.firstTreated, (g) => g ?? Infinity),
      ...(weighted && { weights: Float64Array.from(fixture.weights) }),
      ...(clustered && { clusters: Int32Array.from(fixture.clusters) }),
    },
    covariates: createMatrix(outcome.length, x.length, Float64Array.from(x.flat())),
  };
}

function expectNear(actual: Iterable<number>, wanted: readonly number[], tolerance: number): void {
  const values = [...actual];
  expect(values).toHaveLength(wanted.length);
  for (const [i, value] of values.entries()) {
    expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted[i]!)));
  }
}

it.each(fixture.groupTime)(
  "equals a slow twin: $panel, $estimator, $control, base $base, anticipation $anticipation",
  (one) => {
    const { panel, covariates } = panelOf(one.panel, one.weighted, one.clustered);
    const effects = groupTimeEffects(panel, {
      control: one.control as "never" | "not-yet",
      base: one.base as "varying" | "universal",
      anticipation: one.anticipation,
      estimator: one.estimator as GroupTimeEstimator,
      ...(one.estimator !== "unadjusted" && { covariates }),
    });
    const { values, stderr } = one;
    expectNear(
      effects.cells.map(({ value }) => value),
      values.cells,
      1e-9,
    );
    expectNear(
      effects.cells.map((cell) => cell.stderr),
      stderr.cells,
      1e-6,
    );
    const compare = (
      means: AggregatedEffects,
      each: readonly number[] | null,
      errors: readonly number[],
      overall: number,
      error: number,
    ): void => {
      if (each) expectNear(means.values, each, 1e-9);
      if (each) expectNear(means.stderr, errors, 1e-6);
      expectNear([means.overall.value], [overall], 1e-9);
      expectNear([means.overall.stderr], [error], 1e-6);
    };
    compare(aggregateEffects(effects, "simple"), null, [], values.simple[0]!, stderr.simple[0]!);
    compare(
      aggregateEffects(effects, "dynamic"),
      values.dynamic,
      stderr.dynamic,
      values.dynamicOverall[0]!,
      stderr.dynamicOverall[0]!,
    );
    compare(
      aggregateEffects(effects, "group"),
      values.group,
      stderr.group,
      values.groupOverall[0]!,
      stderr.groupOverall[0]!,
    );
    compare(
      aggregateEffects(effects, "calendar"),
      values.calendar,
      stderr.calendar,
      values.calendarOverall[0]!,
      stderr.calendarOverall[0]!,
    );
    const balanced = aggregateEffects(effects, "dynamic", { balance: 2 });
    expectNear(balanced.values, values.balanced, 1e-9);
    expectNear(balanced.stderr, stderr.balanced, 1e-6);
  },
);

it("counts units that no comparison identifies", () => {
  const { panel } = panelOf("full", false, false);
  const effects = groupTimeEffects(panel);
  expect([...effects.groups]).toEqual([3, 5, 7]);
  expect([effects.alwaysTreated, effects.units, effects.treatedClusters]).toEqual([2, 62, 40]);
  expect(effects.shares[0]).toBeCloseTo(16 / 62, 14);
  expect([...groupTimeEffects(panel, { anticipation: 2 }).groups]).toEqual([5, 7]);
  const { outcome, unit, period } = panel;
  const late = groupTimeEffects({
    outcome,
    unit,
    period,
    firstTreated: panel.firstTreated.map((g) => (g === 7 ? 99 : g)),
  });
  expect([...late.groups]).toEqual([3, 5]);
  expect(late.cells[0]!.controls).toBe(32);
});

const square = (firstTreated: readonly number[], outcome: readonly number[]): StaggeredPanel => ({
  outcome: Float64Array.from(outcome),
  unit: Int32Array.from(outcome, (_, i) => i >> 1),
  period: Int32Array.from(outcome, (_, i) => i & 1),
  firstTreated: Float64Array.from(firstTreated),
});

it("gives the four means of two groups and two periods", () => {
  const { cells, influence } = groupTimeEffects(square([1, 1, Infinity, Infinity], [1, 4, 3, 8, 1, 2, 5, 5]));
  expect(cells).toEqual([
    {
      group: 1,
      period: 1,
      base: 0,
      eventTime: 0,
      isPost: true,
      isPre: false,
      value: 3.5,
      stderr: Math.sqrt(0.5 + 0.125),
      treated: 2,
      controls: 2,
      reason: null,
    },
  ]);
  expectNear(influence[0]!, [-0.5, 0.5, -0.25, 0.25], 1e-15);
});

it("says why a cell has no estimate", () => {
  const reasons = (panel: StaggeredPanel, covariate?: readonly number[]): unknown[] =>
    groupTimeEffects(
      panel,
      covariate ? { covariates: createMatrix(covariate.length, 1, Float64Array.from(covariate)) } : {},
    ).cells.map(({ reason, value }) => [reason, value]);
  expect(reasons(square([1, 1], [1, 2, 3, 4]))).toEqual([["no control unit", NaN]]);
  const six = square([1, 1, 1, Infinity, Infinity, Infinity], [1, 2, 3, 5, 0, 1, 2, 2, 1, 1, 0, 3]);
  expect(reasons(six, [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])).toEqual([["collinear covariates", NaN]]);
  expect(reasons(six, [9, 9, 8, 8, 7, 7, 3, 3, 2, 2, 1, 1])).toEqual([["no overlap", NaN]]);
  const gap: StaggeredPanel = {
    outcome: Float64Array.of(1, 2, 3),
    unit: Int32Array.of(0, 1, 1),
    period: Int32Array.of(0, 0, 1),
    firstTreated: Float64Array.of(1, Infinity),
  };
  expect(reasons(gap)).toEqual([["no treated unit", NaN]]);
  const overall = aggregateEffects(groupTimeEffects(gap), "simple").overall;
  expect([overall.value, overall.stderr]).toEqual([NaN, NaN]);
});

it("refuses impossible arguments", () => {
  const panel = square([1, Infinity], [1, 2, 3, 4]);
  expect(() => groupTimeEffects({ ...panel, period: Int32Array.of(0, 0, 0, 1) })).toThrow(
    new RangeError("groupTimeEffects: unit 0 stands twice in period 0, rows 0 and 1"),
  );
  expect(() => groupTimeEffects({ ...panel, unit: Int32Array.of(0, 0, 1, 2) })).toThrow(
    /unit must be a code below 2; row 3 is 2/,
  );
  expect(() => groupTimeEffects({ ...panel, outcome: Float64Array.of(1, NaN, 3, 4) })).toThrow(/row 1 is NaN/);
  expect(() => groupTimeEffects(panel, { anticipation: -1 })).toThrow(RangeError);
  expect(() => groupTimeEffects(panel, { covariates: createMatrix(3, 1) })).toThrow(/must have 4 rows; got 3/);
  expect(() => groupTimeEffects(panel, { covariates: createMatrix(4, 1), estimator: "unadjusted" })).toThrow(
    RangeError,
  );
  expect(() => groupTimeEffects({ ...panel, weights: Float64Array.of(1, 0) })).toThrow(/positive/);
});
