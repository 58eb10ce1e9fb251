import { expect, it } from "vitest";
import fixture from "../../test/fixtures/difference-in-differences/staggered.json" with { type: "json" };
import { createMatrix } from "../linear-algebra/matrix.ts";
import { imputationEffects } from "./imputation-effects.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

function expectNear(actual: Iterable<number>, wanted: readonly number[], tolerance = 1e-9): void {
  const values = [...actual];
  expect(values).toHaveLength(wanted.length);
  for (const [i, value] of values.entries()) expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(tolerance);
}

it.each(fixture.imputation)(
  "equals dense regressions: $panel, anticipation $anticipation, leave-out $leaveOut",
  (one) => {
    const [unit = [], period = [], outcome = [], , x = []] = one.panel === "full" ? fixture.full : fixture.gaps;
    const result = imputationEffects(
      {
        outcome: Float64Array.from(outcome),
        unit: Int32Array.from(unit),
        period: Int32Array.from(period),
        firstTreated: Float64Array.from(fixture.firstTreated, (g) => g ?? Infinity),
        ...(one.clustered && { clusters: Int32Array.from(fixture.clusters) }),
      },
      {
        anticipation: one.anticipation,
        leaveOut: one.leaveOut,
        leads: one.leads,
        ...(one.covariates && { covariates: createMatrix(x.length, 1, Float64Array.from(x)) }),
      },
    );
    expectNear([result.overall.value, result.overall.stderr], [one.value, one.stderr]);
    expect([...result.eventTimes]).toEqual(one.eventTimes);
    expectNear(
      result.dynamic.map(({ value }) => value),
      one.dynamic,
    );
    expectNear(result.covariance.data, one.covariance);
    expect(result.notImputable).toBe(one.notImputable);
    expectNear(result.preTrend!.values, one.preValues);
    expectNear(result.preTrend!.covariance.data, one.preCovariance);
    expect(result.preTrend!.test!.statistic).toBeCloseTo(one.wald, 7);
  },
);

/** 6 units over 4 periods without noise: effect 2 + event time. */
const firstTreated = Float64Array.of(2, 2, 3, 3, Infinity, Infinity);
const exact: StaggeredPanel = {
  outcome: Float64Array.from({ length: 24 }, (_, i) => {
    const [unit, period] = [i >> 2, i & 3];
    const event = period - firstTreated[unit]!;
    return 10 * unit + period ** 2 + (event >= 0 ? 2 + event : 0);
  }),
  unit: Int32Array.from({ length: 24 }, (_, i) => i >> 2),
  period: Int32Array.from({ length: 24 }, (_, i) => i & 3),
  firstTreated,
};

it("finds the effects of every observation when there is no noise", () => {
  const { overall, dynamic, eventTimes, effects, observations } = imputationEffects(exact);
  expect([...eventTimes]).toEqual([0, 1]);
  expect([...observations]).toEqual([4, 2]);
  expect(overall.value).toBeCloseTo(14 / 6, 12);
  expect(dynamic[1]!.value).toBeCloseTo(3, 12);
  expect(effects[2]).toBeCloseTo(2, 12);
  expect(effects[0]).toBeNaN();
});

it("drops a covariate that does not vary over time and refuses one that only treated rows vary", () => {
  const constant = createMatrix(
    24,
    1,
    Float64Array.from(exact.unit, (u) => u * 1.7),
  );
  expect(imputationEffects(exact, { covariates: constant }).overall.value).toBeCloseTo(14 / 6, 10);
  const bad = createMatrix(
    24,
    1,
    Float64Array.from(exact.unit, (u, i) => (exact.period[i]! >= firstTreated[u]! ? i : 0)),
  );
  const result = imputationEffects(exact, { covariates: bad });
  expect(result.notIdentified).toEqual([0]);
  expect(result.overall.value).toBeNaN();
});

it("has no standard error with one treated cluster and no value without imputable observations", () => {
  const one = imputationEffects({
    ...exact,
    firstTreated: Float64Array.of(2, Infinity, Infinity, Infinity, Infinity, Infinity),
  });
  expect(one.overall.value).not.toBeNaN();
  expect(one.overall.stderr).toBeNaN();
  const all = imputationEffects({ ...exact, firstTreated: new Float64Array(6).fill(2) });
  expect(all.overall.value).toBeNaN();
  expect(all.notImputable).toBe(12);
  expect(imputationEffects({ ...exact, firstTreated: new Float64Array(6).fill(2) }, { leads: 1 }).preTrend).toBeNull();
});
