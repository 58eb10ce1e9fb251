import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import fixture from "../../test/fixtures/difference-in-differences/two-way.json" with { type: "json" };
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { baconDecomposition } from "./bacon-decomposition.ts";
import { eventStudyDesign } from "./event-study-design.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { twoWayFixedEffects, twoWayInference } from "./two-way-fixed-effects.ts";

const data = {
  outcome: Float64Array.from(fixture.y),
  unit: Int32Array.from(fixture.unit),
  period: Int32Array.from(fixture.period),
  regressors: createMatrix(fixture.y.length, 3, Float64Array.from(fixture.x)),
};
const near = (actual: ArrayLike<number>, wanted: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(wanted.length);
  const scale = Math.max(...wanted.map(Math.abs));
  for (const [i, value] of wanted.entries())
    expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(tolerance * scale);
};

it("equals the regression on indicators in an unbalanced panel", () => {
  const fit = twoWayFixedEffects(data);
  near(fit.coefficients, fixture.coefficients, 1e-10);
  expect(fit.rank).toBe(24 + 7 - 1 + 3);
  near(twoWayInference(fit, "classical").covariance.data, fixture.classical, 1e-8);
});

it.each(["unit", "region", "class"] as const)("equals clubSandwich with clusters by %s", (by) => {
  const fit = twoWayFixedEffects(data);
  const clusters = Int32Array.from(fixture[by]);
  for (const kind of ["CR0", "CR1", "CR1S", "CR2"] as const) {
    const { covariance, df } = twoWayInference(fit, kind, clusters);
    near(covariance.data, fixture[`${by}${kind}`], 1e-8);
    if (kind === "CR2") near(df, fixture[`${by}Df`], 1e-8);
  }
});

function castle(): { panel: StaggeredPanel; post: Float64Array } {
  const path = new URL("../../test/fixtures/difference-in-differences/castle.csv", import.meta.url);
  const rows = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const states = [...new Set(rows.map(([state]) => state))];
  const firstTreated = new Float64Array(states.length).fill(Infinity);
  for (const [state, year, , post] of rows) {
    const at = states.indexOf(state);
    if (Number(post) === 1) firstTreated[at] = Math.min(firstTreated[at]!, Number(year));
  }
  return {
    panel: {
      outcome: Float64Array.from(rows, (row) => Number(row[2])),
      unit: Int32Array.from(rows, ([state]) => states.indexOf(state)),
      period: Int32Array.from(rows, ([, year]) => Number(year)),
      firstTreated,
    },
    post: Float64Array.from(rows, (row) => Number(row[3])),
  };
}

it("reproduces the castle-doctrine regression and its decomposition (Cheng and Hoekstra 2013; Goodman-Bacon 2021)", () => {
  const { panel, post } = castle();
  const fit = twoWayFixedEffects({ ...panel, regressors: createMatrix(550, 1, post) });
  expect(fit.coefficients[0]).toBeCloseTo(0.08181162, 8);
  expect(twoWayInference(fit, "CR1S", panel.unit).stderr[0]).toBeCloseTo(0.061754, 6);
  const reduced = twoWayInference(fit, "CR2", panel.unit);
  expect(reduced.stderr[0]).toBeCloseTo(0.0591, 4);
  expect(reduced.df[0]).toBeCloseTo(37.9, 1);
  const { byType, estimate, comparisons } = baconDecomposition(panel)!;
  expect(estimate).toBeCloseTo(fit.coefficients[0]!, 12);
  const found = Object.fromEntries(byType.map(({ type, ...rest }) => [type, rest]));
  expect(found["untreated"]!.weight).toBeCloseTo(0.90834, 5);
  expect(found["later-treated"]!.weight).toBeCloseTo(0.05976, 5);
  expect(found["earlier-treated"]!.weight).toBeCloseTo(0.0319, 5);
  expect(found["untreated"]!.estimate).toBeCloseTo(0.08796, 5);
  expect(found["later-treated"]!.estimate).toBeCloseTo(-0.00554, 5);
  expect(found["earlier-treated"]!.estimate).toBeCloseTo(0.07032, 5);
  expect(comparisons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 14);
});

it("names regressors that the effects explain", () => {
  const n = data.outcome.length;
  const regressors = createMatrix(n, 3);
  for (let i = 0; i < n; i++) {
    regressors.data[i] = data.unit[i]! * 3.7 + data.period[i]!;
    regressors.data[n + i] = data.regressors.data[n + i]!;
    regressors.data[2 * n + i] = 2 * data.regressors.data[n + i]! - 5 * data.unit[i]!;
  }
  const fit = twoWayFixedEffects({ ...data, regressors });
  expect(fit.aliased).toEqual([0, 2]);
  for (const kind of ["classical", "CR0", "CR1S", "CR2"] as const) {
    const { reasons, stderr, df } = twoWayInference(fit, kind, data.unit);
    expect(reasons).toEqual(["aliased coefficient", null, "aliased coefficient"]);
    expect([stderr[0], df[2]]).toEqual([NaN, NaN]);
    expect(stderr[1]).toBeGreaterThan(0);
  }
});

it("counts effects inside each connected part of the data", () => {
  const rng = createRng(1);
  const unit = Int32Array.from({ length: 40 }, (_, i) => i >> 2);
  const period = Int32Array.from({ length: 40 }, (_, i) => (i & 3) + (i >> 2 < 5 ? 0 : 10));
  const outcome = Float64Array.from(unit, () => rng.normal());
  const regressors = createMatrix(
    40,
    1,
    Float64Array.from(unit, () => rng.normal()),
  );
  const fit = twoWayFixedEffects({ outcome, unit, period, regressors });
  expect(fit.rank).toBe(10 + 8 - 2 + 1);
  expect(twoWayInference(fit, "CR2", unit).reasons).toEqual([null]);
});

it("has no variance with one cluster", () => {
  const { reasons, stderr } = twoWayInference(twoWayFixedEffects(data), "CR1", new Int32Array(data.outcome.length));
  expect(reasons[0]).toBe("one cluster");
  expect(stderr[0]).toBeNaN();
});

it("builds event-time indicators", () => {
  const panel = {
    unit: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
    period: Int32Array.of(1, 2, 3, 4, 1, 2, 3, 4),
    firstTreated: Float64Array.of(3, Infinity),
  };
  const { eventTimes, regressors } = eventStudyDesign(panel);
  expect([...eventTimes]).toEqual([-2, 0, 1]);
  expect([...regressors.data]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  expect([...eventStudyDesign(panel, { window: [-1, 0] }).eventTimes]).toEqual([0]);
  expect(() => eventStudyDesign(panel, { reference: -7 })).toThrow(/no treated unit is seen at the reference -7/);
});

it("refuses impossible arguments", () => {
  expect(() => twoWayFixedEffects({ ...data, unit: Int32Array.of(1) })).toThrow(RangeError);
  expect(() => twoWayInference(twoWayFixedEffects(data), "CR1")).toThrow(/needs \d+ cluster codes/);
  const { panel } = castle();
  expect(
    baconDecomposition({
      ...panel,
      outcome: panel.outcome.slice(1),
      unit: panel.unit.slice(1),
      period: panel.period.slice(1),
    }),
  ).toBeNull();
});
