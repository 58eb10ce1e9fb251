import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import type { RegressionKernel } from "./kernel.ts";
import { beyondPolynomial, localPolynomial } from "./local-polynomial.ts";
import type { Side } from "./side.ts";

/**
 * k slopes of the covariates, the same on both sides, beside a polynomial of its own on each (Calonico, Cattaneo, Farrell and Titiunik 2019,
 * equation 2). `z`: n × k in the order of the data. A slope that is not identified within `h` is 0. Null where too few distinct values lie within `h`.
 */
export function covariateSlopes(
  sides: readonly Side[],
  z: Matrix,
  h: number,
  order: number,
  kernel: RegressionKernel,
): Float64Array | null {
  const parts: { readonly y: Float64Array; readonly z: readonly Float64Array[] }[] = [];
  for (const side of sides) {
    const local = localPolynomial(side, h, order, kernel);
    if (local === null) return null;
    const columns = Array.from({ length: z.cols }, (_, j) =>
      side.rows.subarray(0, local.m).reduce((values, row, i) => {
        values[i] = z.data[row + j * z.rows]!;
        return values;
      }, new Float64Array(local.m)),
    );
    parts.push({ y: beyondPolynomial(local, side.y), z: columns.map((column) => beyondPolynomial(local, column)) });
  }
  const n = parts.reduce((sum, { y }) => sum + y.length, 0);
  if (n <= z.cols) return null;
  const y = new Float64Array(n);
  const design = createMatrix(n, z.cols);
  let at = 0;
  for (const part of parts) {
    y.set(part.y, at);
    part.z.forEach((column, j) => design.data.set(column, at + j * n));
    at += part.y.length;
  }
  return leastSquares(design, y).coefficients.map((slope) => (Number.isNaN(slope) ? 0 : slope));
}

/** y − z′slopes of the side's rows. */
export function withoutCovariates(side: Side, z: Matrix, slopes: Float64Array): Side {
  const y = side.y.slice();
  for (let j = 0; j < z.cols; j++) {
    for (let i = 0; i < y.length; i++) y[i] = y[i]! - slopes[j]! * z.data[side.rows[i]! + j * z.rows]!;
  }
  return { ...side, y };
}
