import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { covarianceFactor, jacobianOf, propagate, propagateDraws, type VectorFunction } from "./propagate.ts";

const { gum } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/sensitivity/sensitivity.json", import.meta.url), "utf8"),
) as { gum: number[][] };

/** Means of five simultaneous observations of voltage, current and phase, and their covariance. */
const means = Float64Array.from(gum, (own) => own.reduce((sum, value) => sum + value, 0) / own.length);
const covariance = createMatrix(
  3,
  3,
  Float64Array.from({ length: 9 }, (_, at) => {
    const [a, b] = [gum[at % 3]!, gum[Math.floor(at / 3)]!];
    const sum = a.reduce(
      (total, value, i) => total + (value - means[at % 3]!) * (b[i]! - means[Math.floor(at / 3)]!),
      0,
    );
    return sum / 20;
  }),
);
/** Resistance, reactance, impedance. */
const impedance: VectorFunction = ([voltage = NaN, current = NaN, phase = NaN], out) => {
  const size = voltage / current;
  out[0] = size * Math.cos(phase);
  out[1] = size * Math.sin(phase);
  out[2] = size;
};
const expected = [
  [127.7322, 0.0711],
  [219.8465, 0.2956],
  [254.2597, 0.2363],
] as const;

test("example H.2 of the GUM by the law of propagation", () => {
  const found = propagate(impedance, means, covariance, 3);
  expected.forEach(([value, stderr], i) => {
    expect(found.values[i]).toBeCloseTo(value, 4);
    expect(Math.sqrt(found.covariance.data[4 * i]!)).toBeCloseTo(stderr, 4);
  });
});

test("the same by Monte Carlo, within its error", () => {
  const draws = 20_000;
  const { data } = propagateDraws(impedance, means, covariance, 3, draws, createRng(1));
  expected.forEach(([value, stderr], i) => {
    const own = data.subarray(i * draws, (i + 1) * draws);
    const mean = own.reduce((sum, each) => sum + each, 0) / draws;
    const sd = Math.sqrt(own.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws);
    expect(Math.abs(mean - value)).toBeLessThan(4 * (stderr / Math.sqrt(draws)) + 1e-4);
    expect(Math.abs(sd / stderr - 1)).toBeLessThan(4 / Math.sqrt(2 * draws));
  });
});

test("derivatives of smooth functions to ten digits, at 0 too", () => {
  const f: VectorFunction = ([x = NaN, y = NaN], out) => {
    out[0] = Math.exp(x) * Math.sin(y);
  };
  const { data } = jacobianOf(f, Float64Array.of(0, 1), 1, Float64Array.of(1, 1));
  expect(Math.abs(data[0]! - Math.sin(1))).toBeLessThan(1e-10);
  expect(Math.abs(data[1]! - Math.cos(1))).toBeLessThan(1e-10);
});

test("inputs without uncertainty stay, and an impossible covariance has no factor", () => {
  const partly = createMatrix(2, 2, Float64Array.of(4, 0, 0, 0));
  expect([...covarianceFactor(partly)!.data]).toEqual([2, 0, 0, 0]);
  expect(covarianceFactor(createMatrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toBeNull();
  const same: VectorFunction = (inputs, out) => out.set(inputs);
  const { data } = propagateDraws(same, Float64Array.of(1, 7), partly, 2, 50, createRng(2));
  expect(new Set(data.subarray(50))).toEqual(new Set([7]));
});

test("refuses a covariance of another shape", () => {
  expect(() => propagate(impedance, means, createMatrix(2, 2), 3)).toThrow(RangeError);
});
