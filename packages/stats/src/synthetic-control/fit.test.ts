import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { widePanel } from "../../test/wide-panel.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { crossFitTest } from "./cross-fit-test.ts";
import { fitSyntheticControl, type SyntheticMethod } from "./fit.ts";
import { inTimePlacebo, leaveOneOutDonors } from "./robustness.ts";
import type { SyntheticPanel } from "./panel.ts";

interface Twin {
  readonly preperiods: number;
  readonly donors: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly augmented: { readonly weights: readonly number[]; readonly ridge: number };
  readonly syntheticDid: {
    readonly weights: readonly number[];
    readonly timeWeights: readonly number[];
    readonly effect: number;
  };
  readonly crossFit: readonly [number, number, number];
}
const file = new URL("../../test/fixtures/synthetic-control/twins.json", import.meta.url);
const twins = JSON.parse(readFileSync(file, "utf8")) as readonly Twin[];

const panel = (name: string, preperiods: number): SyntheticPanel => ({
  outcomes: widePanel(name).values,
  treated: [0],
  preperiods,
});

function panelOf({ donors, target, preperiods }: Twin): SyntheticPanel {
  const data = Float64Array.from([...target, ...donors.flat()]);
  return { outcomes: createMatrix(target.length, donors.length + 1, data), treated: [0], preperiods };
}

it("a level that is large beside what varies moves no effect", () => {
  const rng = createRng(1);
  const [rows, cols] = [30, 21];
  const data = Float64Array.from({ length: rows * cols }, () => rng.normal());
  const effect = (level: number, method: SyntheticMethod): number =>
    fitSyntheticControl(
      { outcomes: { rows, cols, data: data.map((value) => value + level) }, treated: [0], preperiods: 20 },
      { method },
    ).effect;
  for (const method of ["simplex", "demeaned", "ridge-augmented", "synthetic-did"] as const) {
    expect(effect(1e7, method), method).toBeCloseTo(effect(0, method), 6);
  }
});

describe("fitSyntheticControl", () => {
  it("reproduces Proposition 99", () => {
    const prop99 = panel("prop99", 19);
    const simplex = fitSyntheticControl(prop99);
    expect(simplex.preMspe).toBeCloseTo(2.743662, 5);
    expect(simplex.effect).toBeCloseTo(-19.51363, 5);
    expect(simplex.gaps[30]).toBeCloseTo(-26.5966, 4);
    // Arkhangelsky et al. (2021), table 1: -15.6, -27.3.
    const did = fitSyntheticControl(prop99, { method: "synthetic-did" });
    expect(did.effect).toBeCloseTo(-15.6042, 4);
    expect(Array.from(did.timeWeights!.slice(16), (w) => Number(w.toFixed(4)))).toEqual([0.3665, 0.2065, 0.4271]);
    expect(fitSyntheticControl(prop99, { method: "difference-in-differences" }).effect).toBeCloseTo(-27.3491, 4);
  });

  it("reproduces Kansas, with ridge augmentation as augsynth prints it", () => {
    const kansas = panel("kansas", 89);
    const simplex = fitSyntheticControl(kansas);
    expect(simplex.effect).toBeCloseTo(-0.0294347, 6);
    expect(Math.sqrt(89 * simplex.preMspe)).toBeCloseTo(0.0825547, 6);
    const augmented = fitSyntheticControl(kansas, { method: "ridge-augmented" });
    expect(augmented.effect).toBeCloseTo(-0.04, 3);
    expect(Math.sqrt(89 * augmented.preMspe)).toBeCloseTo(0.062, 3);
  });

  it("reproduces Abadie, Diamond and Hainmueller (2010): a loss no larger than published", () => {
    const { names, values } = widePanel("prop99-predictors");
    const found = fitSyntheticControl(panel("prop99", 19), { method: "predictors", predictors: { values } });
    expect(found.preMspe).toBeLessThan(3.17);
    const weight = (state: string): number => found.weights[names.indexOf(state) - 1]!;
    // Table 2 there: .334, .234, .199, .164, .069.
    expect(Math.abs(weight("Utah") - 0.334)).toBeLessThan(0.01);
    expect(Math.abs(weight("Nevada") - 0.234)).toBeLessThan(0.01);
    expect(Math.abs(weight("Montana") - 0.199)).toBeLessThan(0.01);
    expect(Math.abs(weight("Colorado") - 0.164)).toBeLessThan(0.01);
    expect(Math.abs(weight("Connecticut") - 0.069)).toBeLessThan(0.01);
    expect(found.kkt).toBeLessThan(1e-8);
  });

  it("reproduces the Basque Country with predictors", () => {
    const { names, values } = widePanel("basque-predictors");
    const found = fitSyntheticControl(panel("basque", 15), {
      method: "predictors",
      predictors: { values, from: 5, to: 15 },
    });
    const loss = found.gaps.subarray(5, 15).reduce((sum, gap) => sum + gap * gap, 0) / 10;
    expect(loss).toBeLessThan(0.008865 * 1.001);
    expect(found.weights[names.indexOf("Cataluna") - 1]).toBeCloseTo(0.8508, 3);
    expect(found.weights[names.indexOf("Madrid (Comunidad De)") - 1]).toBeCloseTo(0.1492, 3);
    expect(found.gaps[25]).toBeCloseTo(-0.5665, 3);
    expect(found.gaps[35]).toBeCloseTo(-1.0115, 3);
    expect(found.predictorWeights!.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 12);
  });

  it.each(twins.map((twin, k) => [k, twin] as const))("agrees with slow twins, panel %i", (_, twin) => {
    const small = panelOf(twin);
    const augmented = fitSyntheticControl(small, { method: "ridge-augmented" });
    expect(augmented.ridge! / twin.augmented.ridge).toBeCloseTo(1, 9);
    for (const [j, w] of twin.augmented.weights.entries()) expect(augmented.weights[j]).toBeCloseTo(w, 8);
    const did = fitSyntheticControl(small, { method: "synthetic-did" });
    expect(did.effect).toBeCloseTo(twin.syntheticDid.effect, 8);
    for (const [j, w] of twin.syntheticDid.weights.entries()) expect(did.weights[j]).toBeCloseTo(w, 9);
    for (const [t, w] of twin.syntheticDid.timeWeights.entries()) expect(did.timeWeights![t]).toBeCloseTo(w, 6);
    const test = crossFitTest(small, { level: 0.9 });
    const [estimate, stderr, pValue] = twin.crossFit;
    expect(test.estimate).toBeCloseTo(estimate, 9);
    expect(test.stderr).toBeCloseTo(stderr, 9);
    expect(test.pValue).toBeCloseTo(pValue, 9);
    expect(test.pValue < 0.1).toBe(test.interval.lower > 0 || test.interval.upper < 0);
  });

  it("takes the mean of several treated units", () => {
    const { values } = widePanel("prop99");
    const both = fitSyntheticControl({ outcomes: values, treated: [0, 3], preperiods: 19 });
    expect(both.donors).toHaveLength(37);
    expect(both.treated[5]).toBeCloseTo((values.data[5]! + values.data[3 * 31 + 5]!) / 2, 10);
  });

  it("moves a placebo date, and leaves donors out", () => {
    const prop99 = panel("prop99", 19);
    const placebo = inTimePlacebo(prop99, 12);
    expect(placebo.gaps).toHaveLength(19);
    const cut = createMatrix(19, 39);
    for (let j = 0; j < 39; j++) cut.data.set(prop99.outcomes.data.subarray(31 * j, 31 * j + 19), 19 * j);
    expect(placebo.effect).toBe(fitSyntheticControl({ outcomes: cut, treated: [0], preperiods: 12 }).effect);
    const left = leaveOneOutDonors(prop99);
    expect(left).toHaveLength(6);
    expect(left[0]!.weight).toBeCloseTo(0.393908, 5);
    for (const { donor, effect } of left) {
      const kept = Array.from({ length: 39 }, (_, j) => j).filter((j) => j !== donor);
      const outcomes = createMatrix(31, 38);
      kept.forEach((j, k) => outcomes.data.set(prop99.outcomes.data.subarray(31 * j, 31 * j + 31), 31 * k));
      expect(effect).toBeCloseTo(fitSyntheticControl({ ...prop99, outcomes }).effect, 9);
    }
    expect(() => inTimePlacebo(prop99, 19)).toThrow("from 1 to 18; got 19");
  });

  it("refuses impossible panels", () => {
    const outcomes = createMatrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(() => fitSyntheticControl({ outcomes, treated: [0], preperiods: 3 })).toThrow("from 1 to 2; got 3");
    expect(() => fitSyntheticControl({ outcomes, treated: [2], preperiods: 1 })).toThrow("got 2");
    expect(() => fitSyntheticControl({ outcomes, treated: [0, 1], preperiods: 1 })).toThrow("2 of 2 are treated");
    expect(() => fitSyntheticControl({ outcomes, treated: [0], preperiods: 2 }, { method: "predictors" })).toThrow(
      "none",
    );
    const flat = { values: createMatrix(1, 2, Float64Array.of(4, 4)) };
    const one = { outcomes, treated: [0], preperiods: 2 };
    expect(() => fitSyntheticControl(one, { method: "predictors", predictors: flat })).toThrow("row 0 is 4 in all");
    expect(() => fitSyntheticControl(one, { ridge: 1 })).toThrow("belongs to method");
  });
});
