import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { widePanel } from "../../test/wide-panel.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { topRows } from "./panel.ts";
import { simplexWeights } from "./simplex-weights.ts";

interface Twin {
  readonly preperiods: number;
  readonly donors: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly rowWeights: readonly number[];
  readonly simplex: readonly number[];
  readonly demeaned: readonly number[];
  readonly ridge: readonly number[];
  readonly weighted: readonly number[];
}
const file = new URL("../../test/fixtures/synthetic-control/twins.json", import.meta.url);
const twins = JSON.parse(readFileSync(file, "utf8")) as readonly Twin[];

function furthest(actual: Float64Array, expected: readonly number[]): number {
  return actual.reduce((most, value, j) => Math.max(most, Math.abs(value - expected[j]!)), 0);
}

describe("simplexWeights", () => {
  it.each(twins.map((twin, k) => [k, twin] as const))("finds the best of all supports, panel %i", (_, twin) => {
    const rows = twin.preperiods;
    const donors = createMatrix(rows, twin.donors.length);
    for (const [j, path] of twin.donors.entries()) donors.data.set(path.slice(0, rows), j * rows);
    const target = Float64Array.from(twin.target.slice(0, rows));
    const rowWeights = Float64Array.from(twin.rowWeights);
    expect(furthest(simplexWeights(donors, target).weights, twin.simplex)).toBeLessThan(1e-10);
    expect(furthest(simplexWeights(donors, target, { intercept: true }).weights, twin.demeaned)).toBeLessThan(1e-10);
    expect(furthest(simplexWeights(donors, target, { ridge: 3 }).weights, twin.ridge)).toBeLessThan(1e-10);
    const weighted = simplexWeights(donors, target, { intercept: true, rowWeights });
    expect(furthest(weighted.weights, twin.weighted)).toBeLessThan(1e-10);
  });

  it.each([
    [
      "prop99",
      19,
      2.743662,
      [
        ["Utah", 0.393908],
        ["Montana", 0.23184],
        ["Nevada", 0.204923],
        ["Connecticut", 0.10909],
        ["New Hampshire", 0.045429],
        ["Colorado", 0.014811],
      ],
    ],
    [
      "sim10",
      40,
      0.989794342651,
      [
        ["u00", 0.428996120198],
        ["u01", 0.277218540157],
        ["u02", 0.135038614525],
        ["u03", 0.0590478494945],
        ["u06", 0.0205450002145],
        ["u07", 0.0671714957205],
        ["u09", 0.0119823796904],
      ],
    ],
    [
      "basque",
      15,
      0.0057090908845,
      [
        ["Madrid (Comunidad De)", 0.483127689679],
        ["Baleares (Islas)", 0.31107505909],
        ["Rioja (La)", 0.205797251231],
      ],
    ],
  ] as const)("reproduces the exact program of %s at any scale", (name, preperiods, mspe, weights) => {
    const { names, values } = widePanel(name);
    for (const factor of [1, 1e4, 1e-4]) {
      const [target, donors] = sidesOf(values, preperiods, factor);
      const found = simplexWeights(donors, target);
      // The Basque reference was made of outcomes rounded to six decimals.
      expect(found.loss / preperiods / factor ** 2 / mspe).toBeCloseTo(1, name === "basque" ? 5 : 6);
      expect(found.kkt).toBeLessThan(1e-12);
      expect(Math.abs(found.weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThan(1e-12);
      for (const [donor, w] of weights)
        expect(found.weights[names.indexOf(donor) - 1]).toBeCloseTo(w, name === "basque" ? 4 : 5);
    }
  });

  it("takes the least norm where weights are not unique: duplicated donors share alike", () => {
    const { values } = widePanel("prop99");
    const [target, donors] = sidesOf(values, 19, 1);
    const twice = createMatrix(19, 2 * donors.cols);
    twice.data.set(donors.data);
    twice.data.set(donors.data, donors.data.length);
    const once = simplexWeights(donors, target).weights;
    const doubled = simplexWeights(twice, target).weights;
    for (let j = 0; j < once.length; j++) {
      expect(doubled[j]).toBeCloseTo(once[j]! / 2, 10);
      expect(doubled[j + once.length]).toBeCloseTo(once[j]! / 2, 10);
    }
    const same = createMatrix(3, 4, new Float64Array(12).fill(7));
    for (const level of [7, 9]) {
      const equal = simplexWeights(same, new Float64Array(3).fill(level)).weights;
      expect(furthest(equal, [0.25, 0.25, 0.25, 0.25])).toBeLessThan(1e-12);
    }
  });

  it("solves more donors than periods, targets inside the hull and near-duplicates to a KKT residual below 1e-8", () => {
    const rng = createRng("simplex weights");
    for (let run = 0; run < 60; run++) {
      const rows = 3 + rng.integer(12);
      const cols = rows + 2 + rng.integer(30);
      const spread = run % 3 === 0 ? 1e-6 : 1;
      const base = Float64Array.from({ length: rows }, () => 100 + 10 * rng.normal());
      const donors = createMatrix(rows, cols);
      for (let i = 0; i < donors.data.length; i++) donors.data[i] = base[i % rows]! + spread * rng.normal();
      const target = run % 2 === 0 ? base : averageOf(donors);
      const found = simplexWeights(donors, target, { intercept: run % 5 === 0 });
      expect(found.kkt).toBeLessThan(1e-8);
      expect(found.converged).toBe(true);
      if (run % 2 === 1) expect(found.loss).toBeLessThan(1e-20 * 1e4 * rows);
      // Least norm: no direction along the null space shortens the weights, so a reversed order gives the same.
      const reversed = simplexWeights(reverse(donors), target, { intercept: run % 5 === 0 }).weights.toReversed();
      expect(furthest(reversed, [...found.weights])).toBeLessThan(1e-8);
    }
  });

  it("refuses what cannot be fitted", () => {
    const two = createMatrix(2, 2, Float64Array.of(1, 2, 3, 4));
    expect(() => simplexWeights(two, Float64Array.of(1))).toThrow("target must have 2 rows like donors; got 1");
    expect(() => simplexWeights(two, Float64Array.of(1, NaN))).toThrow("must be finite");
    expect(() => simplexWeights(two, Float64Array.of(1, 2), { ridge: -1 })).toThrow("ridge");
    expect(() => simplexWeights(createMatrix(2, 0), Float64Array.of(1, 2))).toThrow("2 x 0");
  });
});

function sidesOf(values: Matrix, preperiods: number, factor: number): [Float64Array, Matrix] {
  const before = topRows(values, preperiods);
  const scaled = before.data.map((value) => value * factor);
  return [scaled.slice(0, preperiods), createMatrix(preperiods, values.cols - 1, scaled.slice(preperiods))];
}

function averageOf({ rows, cols, data }: Matrix): Float64Array {
  const mean = new Float64Array(rows);
  for (const [i, value] of data.entries()) mean[i % rows]! += value / cols;
  return mean;
}

function reverse({ rows, cols, data }: Matrix): Matrix {
  const reversed = createMatrix(rows, cols);
  for (let j = 0; j < cols; j++) reversed.data.set(data.subarray((cols - 1 - j) * rows, (cols - j) * rows), j * rows);
  return reversed;
}
