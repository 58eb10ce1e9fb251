import type { Matrix } from "../linear-algebra/matrix.ts";
import { solveUpper, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import { productError, sumError } from "../special/double-double.ts";
import type { Basis } from "./row-coordinates.ts";

/**
 * One step of the corrected seminormal equations (Björck 1987, Linear Algebra Appl. 88): residuals y − Xβ and then X′(y − Xβ) in twice
 * the working precision, and β += (R′R)⁻¹ X′(y − Xβ). It takes from β most of the error that R brings along from an ill-conditioned X.
 *
 * `solution`: rank coefficients of the kept columns, corrected in place; `residuals`: n, overwritten by those of the corrected β.
 */
export function refine(
  basis: Basis,
  x: Matrix,
  y: Float64Array,
  solution: Float64Array,
  residuals: Float64Array,
): void {
  const low = new Float64Array(x.rows);
  preciseResiduals(basis, x, y, solution, residuals, low);
  const gradient = Float64Array.from(basis.kept, (j) => preciseDot(x.data, j * x.rows, residuals, low));
  const step = solveUpper(basis.r, solveUpperTransposed(basis.r, gradient));
  for (let j = 0; j < step.length; j++) {
    // Beyond a condition of about 1e8 the step would be noise: then β stays.
    if (!(Math.abs(step[j]!) < 1e-2 * Math.abs(solution[j]!))) return;
  }
  for (let j = 0; j < step.length; j++) solution[j] = solution[j]! + step[j]!;
  preciseResiduals(basis, x, y, solution, residuals, low);
}

/** `high` + `low` = y − Xβ. */
function preciseResiduals(
  { kept }: Basis,
  x: Matrix,
  y: Float64Array,
  solution: Float64Array,
  high: Float64Array,
  low: Float64Array,
): void {
  const n = x.rows;
  high.set(y);
  low.fill(0);
  for (const [k, column] of kept.entries()) {
    const factor = -solution[k]!;
    const at = column * n;
    for (let i = 0; i < n; i++) {
      const value = x.data[at + i]!;
      const product = factor * value;
      const sum = high[i]! + product;
      low[i] = low[i]! + (sumError(high[i]!, product, sum) + productError(factor, value, product));
      high[i] = sum;
    }
  }
  for (let i = 0; i < n; i++) {
    const sum = high[i]! + low[i]!;
    low[i] = sumError(high[i]!, low[i]!, sum);
    high[i] = sum;
  }
}

/** Inner product of data[from], … and `high` + `low`. */
function preciseDot(data: Float64Array, from: number, high: Float64Array, low: Float64Array): number {
  let sum = 0;
  let rest = 0;
  for (let i = 0; i < high.length; i++) {
    const value = data[from + i]!;
    const product = value * high[i]!;
    const next = sum + product;
    rest += sumError(sum, product, next) + productError(value, high[i]!, product) + value * low[i]!;
    sum = next;
  }
  return sum + rest;
}
