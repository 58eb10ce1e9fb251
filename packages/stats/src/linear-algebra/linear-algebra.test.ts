import { expect, test } from "vitest";
import { cholesky, choleskyInverse, choleskySolve } from "./cholesky.ts";
import { applyQ, applyQTransposed, householderQr } from "./householder-qr.ts";
import { createMatrix } from "./matrix.ts";
import { solveLower, solveLowerTransposed, solveUpper, solveUpperTransposed } from "./triangular.ts";

test("createMatrix checks its shape and does not copy", () => {
  const data = new Float64Array([1, 2, 3, 4, 5, 6]);
  expect(createMatrix(3, 2, data).data).toBe(data);
  expect(createMatrix(2, 2).data).toEqual(new Float64Array(4));
  expect(() => createMatrix(2, 2, data)).toThrow(new RangeError("createMatrix: data must hold 2 x 2 numbers; got 6"));
  expect(() => createMatrix(-1, 2)).toThrow(RangeError);
});

test("triangular solves read their own triangle only", () => {
  const upper = createMatrix(2, 2, new Float64Array([2, NaN, 3, 4]));
  expect([...solveUpper(upper, new Float64Array([8, 4]))]).toEqual([2.5, 1]);
  expect([...solveUpperTransposed(upper, new Float64Array([2, 7]))]).toEqual([1, 1]);
  const lower = createMatrix(2, 2, new Float64Array([2, 3, NaN, 4]));
  expect([...solveLower(lower, new Float64Array([2, 7]))]).toEqual([1, 1]);
  expect([...solveLowerTransposed(lower, new Float64Array([8, 4]))]).toEqual([2.5, 1]);
  expect(() => solveUpper(upper, new Float64Array(3))).toThrow(
    new RangeError("solveUpper: the right side must hold 2 numbers; got 3"),
  );
});

test("cholesky of a worked example, and null when not positive definite", () => {
  // L = [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]
  const a = createMatrix(3, 3, new Float64Array([4, 12, -16, 12, 37, -43, -16, -43, 98]));
  const lower = cholesky(a)!;
  expect([...lower.data]).toEqual([2, 6, -8, 0, 1, 5, 0, 0, 3]);
  expect([...choleskySolve(lower, new Float64Array([0, 6, 39]))]).toEqual([1, 1, 1]);
  const inverse = choleskyInverse(lower);
  expect(inverse.data[0]).toBeCloseTo(1777 / 36, 11);
  expect(inverse.data[1]).toBe(inverse.data[3]);
  expect(cholesky(createMatrix(2, 2, new Float64Array([1, 1, 1, 1])))).toBeNull();
  expect(cholesky(createMatrix(2, 2, new Float64Array([1, 2, 2, 1])))).toBeNull();
  expect(cholesky(createMatrix(1, 1, new Float64Array([NaN])))).toBeNull();
  expect(() => cholesky(createMatrix(2, 3))).toThrow(RangeError);
});

test("QR of columns of extreme length, of zeros, and of more columns than rows", () => {
  const wide = householderQr(createMatrix(2, 3, new Float64Array([1, 0, 1, 1, 0, 1])));
  expect([wide.rank, wide.kept, wide.aliased]).toEqual([2, [0, 1], [2]]);
  const extreme = householderQr(
    createMatrix(3, 3, new Float64Array([1e-200, 2e-200, 0, 0, 0, 0, 1e200, 1e200, 1e200])),
  );
  expect([extreme.rank, extreme.aliased]).toEqual([2, [1]]);
  const b = new Float64Array([3, -1, 2]);
  const back = applyQ(extreme, applyQTransposed(extreme, b));
  for (const [i, value] of b.entries()) expect(back[i]).toBeCloseTo(value, 14);
  expect(() => householderQr(createMatrix(2, 2, new Float64Array([1, 2, 3, NaN])))).toThrow(
    new RangeError("householderQr: x must be finite; row 1, column 1 is NaN"),
  );
  expect(() => applyQ(extreme, new Float64Array(2))).toThrow(RangeError);
});
