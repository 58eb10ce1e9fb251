import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random/rng.ts";
import { cholesky, choleskyInverse } from "./cholesky.ts";
import { applyQ, applyQTransposed, householderQr } from "./householder-qr.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

function randomMatrix(seed: number, rows: number, cols: number): Matrix {
  const rng = createRng(seed, "matrix");
  return createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => rng.normal()),
  );
}

test("Q R gives back the kept columns, Q keeps lengths, for any number of reflectors", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 13 }), (seed, n, p) => {
      const x = randomMatrix(seed, n, p);
      const qr = householderQr(x);
      expect(qr.rank).toBe(Math.min(n, p));
      for (let k = 0; k < qr.rank; k++) {
        const column = new Float64Array(n);
        column.set(qr.r.data.subarray(k * qr.rank, k * qr.rank + k + 1));
        for (const [i, value] of applyQ(qr, column).entries()) expect(value).toBeCloseTo(x.data[k * n + i]!, 12);
      }
      const b = randomMatrix(seed + 1, n, 1).data;
      const rotated = applyQTransposed(qr, b);
      expect(Math.hypot(...rotated)).toBeCloseTo(Math.hypot(...b), 12);
      for (const [i, value] of applyQ(qr, rotated).entries()) expect(value).toBeCloseTo(b[i]!, 12);
    }),
    { numRuns: 40 },
  );
});

const power = fc.integer({ min: -8, max: 8 }).map((exponent) => 10 ** exponent);

test("a linear combination of earlier columns is found at any scale of any column", () => {
  fc.assert(
    fc.property(fc.integer(), fc.tuple(power, power, power, power), (seed, scales) => {
      const n = 25;
      const base = randomMatrix(seed, n, 4);
      const x = createMatrix(n, 4, base.data.slice());
      for (let i = 0; i < n; i++) {
        x.data[i] = scales[0];
        x.data[n + i] = base.data[n + i]! * scales[1];
        x.data[2 * n + i] = (0.3 - 2 * base.data[n + i]!) * scales[2];
        x.data[3 * n + i] = base.data[3 * n + i]! * scales[3];
      }
      const { rank, kept, aliased } = householderQr(x);
      expect([rank, kept, aliased]).toEqual([3, [0, 1, 3], [2]]);
    }),
  );
});

test("columns that differ by one part in a million are not aliased", () => {
  fc.assert(
    fc.property(fc.integer(), power, (seed, scale) => {
      const x = randomMatrix(seed, 20, 2);
      for (let i = 0; i < 20; i++) x.data[20 + i] = (x.data[i]! + 1e-6 * x.data[20 + i]!) * scale;
      expect(householderQr(x).rank).toBe(2);
    }),
  );
});

test("cholesky: L Lᵀ gives back A, and A times its inverse is the identity", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, n) => {
      const b = randomMatrix(seed, n, n).data;
      const a = createMatrix(n, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) a.data[i * n + j]! += b[i * n + k]! * b[j * n + k]!;
          if (i === j) a.data[i * n + j]! += 0.1;
        }
      }
      const lower = cholesky(a)!;
      const inverse = choleskyInverse(lower);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let product = 0;
          let identity = 0;
          for (let k = 0; k < n; k++) {
            product += lower.data[k * n + i]! * lower.data[k * n + j]!;
            identity += a.data[k * n + i]! * inverse.data[j * n + k]!;
          }
          expect(product).toBeCloseTo(a.data[j * n + i]!, 12);
          expect(identity).toBeCloseTo(i === j ? 1 : 0, 10);
        }
      }
    }),
    { numRuns: 30 },
  );
});
