import { describe, expect, test } from "vitest";
import { design } from "./design.ts";

const rate = { metric: { rate: 0.1 } };
const mean = { metric: { mean: 20, sd: 15 } };

/** Every key of the messages that a request is refused with. */
function refusal(request: unknown): string {
  try {
    design(request);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("design by formula", () => {
  test("sizes for a rate and for a mean are those of R's power.prop.test and power.t.test, rounded up", () => {
    expect(design({ ...rate, effect: 0.02 }).required).toMatchObject({ nControl: 3841, nTreated: 3841, units: 7682 });
    expect(design({ metric: { mean: 0, sd: 1 }, effect: 0.5 }).required).toMatchObject({ nControl: 64, units: 128 });
    expect(design({ metric: { mean: 0, sd: 1 }, effect: 0.2, power: 0.9 }).required?.nControl).toBe(527);
  });

  test("the size found has the power asked for, one unit less has not, and its smallest effect is the effect", () => {
    const report = design({ ...mean, effect: 1, looks: 4, spending: "pocock", allocation: 0.5, arms: 3 });
    const { required, alphaPerComparison } = report;
    expect(alphaPerComparison).toBe(0.025);
    expect(required!.power).toBeGreaterThanOrEqual(0.8);
    expect(required!.power).toBeLessThan(0.801);
    expect(required!.minimumDetectableEffect).toBeLessThanOrEqual(1);
    expect(required!.minimumDetectableEffect).toBeGreaterThan(0.999);
    expect(required!.units).toBe(required!.nControl + 2 * required!.nTreated);
    const less = design({
      ...mean,
      effect: 1,
      looks: 4,
      spending: "pocock",
      allocation: 0.5,
      arms: 3,
      units: required!.units - 40,
    });
    expect(less.available!.power).toBeLessThan(0.8);
  });

  test("a fall and a rise of a mean need the same; a relative effect is a share of the baseline", () => {
    const rise = design({ ...mean, effect: 1 }).required!;
    const fall = design({ ...mean, effect: -1 }).required!;
    const relative = design({ ...mean, effect: 0.05, effect_scale: "relative" }).required!;
    expect(fall.units).toBe(rise.units);
    expect(fall.minimumDetectableEffect).toBeCloseTo(-rise.minimumDetectableEffect, 9);
    expect(relative.units).toBe(rise.units);
    expect(relative.relativeMinimumDetectableEffect).toBeCloseTo(0.05, 3);
  });

  test("a covariate divides the size by its share, clusters multiply it by their design effect", () => {
    const plain = design({ ...mean, effect: 0.5 }).required!.units;
    const cuped = design({ ...mean, effect: 0.5, cuped_r2: 0.5 });
    expect(cuped.varianceFactor).toBe(0.5);
    expect(cuped.required!.units / plain).toBeCloseTo(0.5, 2);
    const clustered = design({ ...mean, effect: 0.5, cluster: { icc: 0.02, size: 20, cv: 0 } });
    expect(clustered.varianceFactor).toBeCloseTo(1.38, 12);
    expect(clustered.required!.units / plain).toBeGreaterThan(1.38);
    expect(clustered.required!.units / plain).toBeLessThan(1.41); // fewer degrees of freedom
    expect(clustered.required!.clusters! * 20).toBe(clustered.required!.units);
  });

  test("a ratio of sums follows the delta method", () => {
    // sd 3, R = 3: variance per unit (9 − 2·3·0 + 9·0.25) / 4
    const metric = { numerator: { mean: 6, sd: 3 }, denominator: { mean: 2, sd: 0.5 } };
    const sd = Math.sqrt((9 + 9 * 0.25) / 4);
    const report = design({ metric, effect: 0.3 });
    expect(report.baseline).toBe(3);
    expect(report.required!.units).toBe(design({ metric: { mean: 3, sd }, effect: 0.3 }).required!.units);
  });

  test("looks cost units at most and save them on average; days follow from units a day", () => {
    const one = design({ ...mean, effect: 1, units_per_day: 500 }).required!;
    const five = design({ ...mean, effect: 1, units_per_day: 500, looks: 5 }).required!;
    expect(one).toMatchObject({ expectedUnits: null, days: Math.ceil(one.units / 500) });
    expect(five.units).toBeGreaterThan(one.units);
    expect(five.expectedUnits).toBeLessThan(one.units);
    expect(five.looks.map(({ bound }) => bound!.toFixed(3))).toEqual(["4.877", "3.357", "2.680", "2.290", "2.031"]);
    expect(five.looks.reduce((sum, { stops }) => sum + stops, 0)).toBeCloseTo(five.power!, 12);
    expect(five.looks.at(-1)).toMatchObject({ fraction: 1, units: five.units, day: five.days });
  });

  test("units or days that there are give power and the smallest visible effect", () => {
    const { required, available, curve } = design({ ...rate, effect: 0.01, days: 14, units_per_day: 549 });
    expect(available).toMatchObject({ units: 7686, days: 14 });
    expect(available!.power).toBeLessThan(0.5);
    expect(available!.minimumDetectableEffect).toBeCloseTo(0.02, 4);
    expect(required!.units).toBeGreaterThan(available!.units);
    expect(curve[0]).toMatchObject({ effect: 0, power: expect.closeTo(0.05, 12) as number });
    for (let k = 1; k < curve.length; k++) expect(curve[k]!.power).toBeGreaterThan(curve[k - 1]!.power);
    expect(design({ ...rate, units: 7683 }).effect).toBeNull();
  });

  test("few expected events are said to be few", () => {
    expect(design({ ...rate, effect: 0.02 }).warnings).toEqual([]);
    expect(design({ metric: { rate: 0.001 }, effect: 0.5 }).warnings).toEqual([
      "an arm expects 0.011 events or non-events; below 10 the normal approximation to a rate is poor",
    ]);
  });

  test("the report is plain, frozen and fit for JSON", () => {
    const report = design({ ...mean, effect: 1, looks: 60 });
    expect(report.required!.looks[0]!.bound === null || report.required!.looks[0]!.bound > 10).toBe(true);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(Object.isFrozen(report.required!.looks[0])).toBe(true);
  });

  test.each([
    [{ metric: { mean: 1 }, effect: 1 }, /metric: is not clear; give mean and sd/],
    [{ metric: { rate: 0.1, mean: 1, sd: 1 }, effect: 1 }, /metric: is not clear/],
    [{ ...rate, effect: 0.95 }, /effect: moves the rate from 0.1 to 1.05; it must stay inside \(0, 1\)/],
    [{ ...rate, effect: 0 }, /effect: is 0; no size finds it/],
    [rate, /neither an effect nor a size is given; give effect, units, or days with units_per_day/],
    [{ ...rate, effect: 0.02, days: 4 }, /days: needs units_per_day/],
    [{ ...rate, efect: 0.02 }, /unknown option "efect"; did you mean "effect"\?/],
    [{ ...rate, effect: 0.02, power: 0.04 }, /power: 0.04 is not above alpha, 0.05/],
    [{ metric: { mean: 0, sd: 1 }, effect: 0.1, effect_scale: "relative" }, /relative to a baseline of 0/],
    [{ ...mean, units: 3 }, /3 units leave 1 in a treated arm and 1 in the control; each arm needs 2 units/],
    [{ ...rate, effect: -0.05, units: 40 }, /40 units find no fall of the rate 0.1 with power 0.8; give more units/],
  ])("refuses %j", (request, message) => {
    expect(refusal(request)).toMatch(message);
  });
});
