import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { widePanel } from "../../test/wide-panel.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { conformalTest } from "./conformal-test.ts";
import { nullPath } from "./null-path.ts";
import type { SyntheticPanel } from "./panel.ts";
import { placeboTest } from "./placebo-test.ts";
import { simplexWeights } from "./simplex-weights.ts";
import { jackknifeStandardError, placeboStandardError } from "./standard-errors.ts";
import { timeBasedRegression } from "./time-based-regression.ts";

interface Twin {
  readonly preperiods: number;
  readonly donors: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly cyclic: readonly (readonly [theta: number, sum: number, absolute: number])[];
}
const file = new URL("../../test/fixtures/synthetic-control/twins.json", import.meta.url);
const twins = JSON.parse(readFileSync(file, "utf8")) as readonly Twin[];

const panel = (name: string, preperiods: number): SyntheticPanel => ({
  outcomes: widePanel(name).values,
  treated: [0],
  preperiods,
});
const prop99 = panel("prop99", 19);

/** The panel with `effect` taken from the treated unit after treatment. */
function withoutEffect({ outcomes, treated, preperiods }: SyntheticPanel, effect: number): SyntheticPanel {
  const data = outcomes.data.slice();
  for (let t = preperiods; t < outcomes.rows; t++) data[t] = data[t]! - effect;
  return { outcomes: { ...outcomes, data }, treated, preperiods };
}

describe("placeboTest", () => {
  it("ranks the ratio of mean squared gaps as published", () => {
    const of = (name: string, preperiods: number): object => placeboTest(panel(name, preperiods), { level: 0.9 }).ratio;
    expect(of("prop99", 19)).toMatchObject({ rank: 3, pValue: 3 / 39 });
    expect(of("sim10", 40)).toMatchObject({ rank: 1, pValue: 1 / 11 });
    expect(of("basque", 15)).toMatchObject({ rank: 7, pValue: 7 / 17 });
  });

  it.each(["cross-fitted", "studentised", "difference"] as const)(
    "has p > 1 − level exactly inside the interval, %s",
    (statistic) => {
      for (const level of [0.5, 0.8, 0.9, 0.95]) {
        const { interval } = placeboTest(prop99, { level, statistic });
        const p = (effect: number): number => placeboTest(withoutEffect(prop99, effect), { level, statistic }).pValue;
        const { lower, upper } = interval!;
        const step = 1e-6 * (upper - lower);
        for (const inside of [lower + step, upper - step]) expect(p(inside)).toBeGreaterThan(1 - level);
        for (const outside of [lower - step, upper + step]) expect(p(outside)).toBeLessThanOrEqual(1 - level + 1e-12);
      }
    },
  );

  it("says which level the donors can bear, and gives no interval beyond it", () => {
    const few = placeboTest(panel("sim10", 40), { level: 0.95 });
    expect(few.interval).toBeNull();
    expect(few.highestLevel).toBeCloseTo(10 / 11, 12);
    expect(few.pValue).toBeGreaterThanOrEqual(few.resolution);
    expect(few.periods.lower.every(Number.isNaN)).toBe(true);
    expect(placeboTest(panel("sim10", 40), { level: 10 / 11 }).interval).not.toBeNull();
  });

  it("holds the band wider than any pointwise interval", () => {
    const { periods } = placeboTest(prop99, { level: 0.9 });
    for (let k = 0; k < periods.effects.length; k++) {
      expect(periods.bandLower[k]).toBeLessThanOrEqual(periods.lower[k]!);
      expect(periods.bandUpper[k]).toBeGreaterThanOrEqual(periods.upper[k]!);
      expect(periods.pValues[k]! <= 0.1 + 1e-12).toBe(periods.lower[k]! > 0 || periods.upper[k]! < 0);
    }
  });

  it("draws sets of donors for several treated units, the same for the same stream", () => {
    const several = { ...prop99, treated: [0, 5, 9] };
    const run = (): object =>
      placeboTest(several, { level: 0.9, rng: createRng(3), draws: 60, statistic: "studentised" });
    expect(run()).toEqual(run());
    expect(() => placeboTest(several, { level: 0.9 })).toThrow("need an rng");
  });

  it("bears donors that the others fit perfectly", () => {
    const { values } = widePanel("prop99");
    const doubled = createMatrix(31, 40);
    doubled.data.set(values.data);
    doubled.data.set(values.data.subarray(31 * 5, 31 * 6), 31 * 39);
    const { interval, pValue } = placeboTest({ outcomes: doubled, treated: [0], preperiods: 19 }, { level: 0.9 });
    expect(Number.isFinite(pValue)).toBe(true);
    expect(Number.isFinite(interval!.lower)).toBe(true);
  });
});

describe("conformalTest", () => {
  it("gives Proposition 99 the published p", () => {
    expect(conformalTest(prop99, { level: 0.9 }).absolutePValue).toBeCloseTo(3 / 31, 12);
  });

  it.each(twins.map((twin, k) => [k, twin] as const))(
    "agrees with refits by a slow twin at 17 effects, panel %i",
    (_, twin) => {
      const data = Float64Array.from([...twin.target, ...twin.donors.flat()]);
      const outcomes = createMatrix(twin.target.length, twin.donors.length + 1, data);
      const small = { outcomes, treated: [0], preperiods: twin.preperiods };
      for (const [theta, sum, absolute] of twin.cyclic) {
        const test = conformalTest(withoutEffect(small, theta), { level: 0.8 });
        expect(test.pValue).toBeCloseTo(sum, 12);
        expect(test.absolutePValue).toBeCloseTo(absolute, 12);
      }
      const { interval } = conformalTest(small, { level: 0.8 });
      if (interval) {
        for (const [theta, p] of twin.cyclic) {
          if (theta < interval.lower || theta > interval.upper) expect(p).toBeLessThanOrEqual(0.2);
        }
      }
    },
  );

  it.each(["average", 19, 25] as const)("inverts its own p exactly, period %s", (period) => {
    for (const method of ["simplex", "demeaned"] as const) {
      for (const level of [0.8, 0.9]) {
        const options = { level, period, method };
        const { interval, connected } = conformalTest(prop99, options);
        const { lower, upper } = interval!;
        const p = (effect: number): number => {
          const data = prop99.outcomes.data.slice();
          for (let t = 19; t < 31; t++) data[t] = data[t]! - effect;
          return conformalTest({ ...prop99, outcomes: { ...prop99.outcomes, data } }, options).pValue;
        };
        const step = 1e-5 * (upper - lower);
        expect(p(lower + step)).toBeGreaterThan(1 - level);
        expect(p(upper - step)).toBeGreaterThan(1 - level);
        expect(p(lower - step)).toBeLessThanOrEqual(1 - level + 1e-12);
        expect(p(upper + step)).toBeLessThanOrEqual(1 - level + 1e-12);
        if (connected) expect(p((lower + upper) / 2)).toBeGreaterThan(1 - level);
      }
    }
  });

  it("knows the residuals at any effect without a refit", () => {
    const { values } = widePanel("kansas");
    const target = values.data.slice(0, values.rows);
    const donors = createMatrix(values.rows, values.cols - 1, values.data.slice(values.rows));
    const path = nullPath(donors, target, 89, false);
    const rng = createRng("null path");
    for (let k = 0; k < 40; k++) {
      const theta = 0.5 * rng.normal();
      const piece = path.find(({ from, to }) => from <= theta && theta <= to)!;
      const shifted = target.map((value, t) => (t < 89 ? value : value - theta));
      const { residuals } = simplexWeights(donors, shifted);
      for (let t = 0; t < residuals.length; t++) {
        expect(Math.abs(piece.at[t]! + (theta - piece.origin) * piece.slope[t]! - residuals[t]!)).toBeLessThan(1e-8);
      }
    }
    for (let k = 1; k < path.length; k++) expect(path[k]!.from).toBe(path[k - 1]!.to);
  });

  it("gives no interval beyond its resolution, and takes iid permutations", () => {
    const coarse = conformalTest(panel("basque", 15), { level: 0.99 });
    expect(coarse.interval).toBeNull();
    expect(coarse.highestLevel).toBeCloseTo(1 - 1 / 43, 12);
    const iid = conformalTest(prop99, { level: 0.95, permutations: "iid", rng: createRng(1), draws: 399 });
    expect(iid.resolution).toBe(1 / 400);
    expect(() => conformalTest(prop99, { level: 0.9, permutations: "iid" })).toThrow("need an rng");
  });
});

describe("standard errors", () => {
  it("reproduces placebo standard deviations of Proposition 99", () => {
    // Exact quadratic programs; Arkhangelsky et al. (2021), table 1, have 8.4 and 17.7 from random placebo sets.
    expect(placeboStandardError(prop99, { method: "synthetic-did" }).stderr).toBeCloseTo(9.494, 2);
    expect(placeboStandardError(prop99, { method: "difference-in-differences" }).stderr).toBeCloseTo(17.52, 2);
    expect(jackknifeStandardError(prop99, { method: "synthetic-did" })).toBeNaN();
  });

  it("is the jackknife of two means when weights are equal", () => {
    const rng = createRng("jackknife");
    const outcomes = createMatrix(
      4,
      9,
      Float64Array.from({ length: 36 }, () => rng.normal()),
    );
    const several = { outcomes, treated: [0, 1, 2], preperiods: 2 };
    const change = (j: number): number => {
      const [a, b, c, d] = outcomes.data.subarray(4 * j, 4 * j + 4) as unknown as [number, number, number, number];
      return (c + d - a - b) / 2;
    };
    const meanOf = (columns: readonly number[]): number =>
      columns.reduce((sum, j) => sum + change(j), 0) / columns.length;
    const all = Array.from({ length: 9 }, (_, j) => j);
    const effects = all.map((left) => {
      const kept = all.filter((j) => j !== left);
      return meanOf(kept.filter((j) => j < 3)) - meanOf(kept.filter((j) => j >= 3));
    });
    const mean = effects.reduce((sum, each) => sum + each, 0) / 9;
    const expected = Math.sqrt((8 / 9) * effects.reduce((sum, each) => sum + (each - mean) ** 2, 0));
    expect(jackknifeStandardError(several, { method: "difference-in-differences" })).toBeCloseTo(expected, 12);
  });
});

describe("timeBasedRegression", () => {
  const { values } = widePanel("geo");
  const [treatment, control, cost] = [0, 1, 2].map((j) => values.data.slice(70 * j, 70 * j + 70)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  it("reproduces the geo experiment of matched_markets", () => {
    const spend = cost.reduce((sum, each) => sum + each, 0);
    const found = timeBasedRegression(treatment, control, 42, { level: 0.9, cost: spend });
    expect(found.slope).toBeCloseTo(0.9997001, 7);
    expect(found.total.estimate).toBeCloseTo(147337.122, 2);
    expect(found.returnOnSpend!.estimate).toBeCloseTo(2.946742, 6);
    expect(found.returnOnSpend!.oneSidedLower).toBeCloseTo(2.826194, 6);
    expect(found.cumulative.at(-1)).toBeCloseTo(found.total.estimate, 6);
    expect(found.cumulativeLower.at(-1)).toBeCloseTo(found.total.lower, 6);
  });

  it("refuses a constant control and too short a past", () => {
    const flat = new Float64Array(70).fill(3);
    expect(() => timeBasedRegression(treatment, flat, 42, { level: 0.9 })).toThrow("it is 3 throughout");
    expect(() => timeBasedRegression(treatment, control, 2, { level: 0.9 })).toThrow("from 3 to 69; got 2");
  });
});
