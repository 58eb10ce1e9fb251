import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random/rng.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Sum of squares of `rank` random columns of very different lengths. */
function randomMatrix(seed: number, n: number, rank: number): Float64Array {
  const rng = createRng(seed, "eigen");
  const a = new Float64Array(n * n);
  for (let k = 0; k < rank; k++) {
    const column = Float64Array.from({ length: n }, () => rng.normal() * 10 ** -k);
    const sign = k % 3 === 2 ? -1 : 1;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j]! += sign * column[i]! * column[j]!;
  }
  return a;
}

test("vectors are orthonormal and rebuild the matrix, of any rank", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (seed, n, rank) => {
      const a = randomMatrix(seed, n, rank);
      const frozen = a.slice();
      const { values, vectors } = symmetricEigen(a, n);
      expect(a).toEqual(frozen);
      const norm = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let product = 0;
          let rebuilt = 0;
          for (let k = 0; k < n; k++) {
            product += vectors[i * n + k]! * vectors[j * n + k]!;
            rebuilt += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!;
          }
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13);
          expect(Math.abs(rebuilt - a[i * n + j]!)).toBeLessThanOrEqual(1e-13 * norm);
        }
      }
    }),
  );
});

test("values of a matrix whose spectrum is known: second differences", () => {
  const n = 9;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
  for (const [k, value] of symmetricEigen(a, n).values.toSorted().entries()) {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-14);
  }
});
