import { createMatrix, type Matrix } from "./matrix.ts";
import { solveLower, solveLowerTransposed } from "./triangular.ts";

/**
 * The lower triangular L with L Lᵀ = `a`, or null when `a` is not positive definite to working precision. `a`: symmetric n × n, of
 * which only the lower triangle is read. A pivot counts as positive when it exceeds n · 2⁻⁵² of its diagonal element.
 */
export function cholesky(a: Matrix): Matrix | null {
  const n = a.rows;
  if (n !== a.cols) throw new RangeError(`cholesky: the matrix must be square; it is ${a.rows} x ${a.cols}`);
  const lower = createMatrix(n, n);
  const l = lower.data;
  for (let j = 0; j < n; j++) {
    const column = j * n;
    for (let i = j; i < n; i++) l[column + i] = a.data[column + i]!;
    for (let k = 0; k < j; k++) {
      const other = k * n;
      const factor = l[other + j]!;
      if (factor !== 0) for (let i = j; i < n; i++) l[column + i] = l[column + i]! - factor * l[other + i]!;
    }
    const pivot = l[column + j]!;
    if (!(pivot > n * Number.EPSILON * a.data[column + j]!) || pivot === Infinity) return null;
    const root = Math.sqrt(pivot);
    for (let i = j; i < n; i++) l[column + i] = l[column + i]! / root;
  }
  return lower;
}

/** x with L Lᵀ x = b. `lower`: n × n from {@link cholesky}, `b`: n. */
export function choleskySolve(lower: Matrix, b: Float64Array): Float64Array {
  return solveLowerTransposed(lower, solveLower(lower, b));
}

/** (L Lᵀ)⁻¹, symmetric n × n, from `lower` of {@link cholesky}. */
export function choleskyInverse(lower: Matrix): Matrix {
  const n = lower.rows;
  const inverse = createMatrix(n, n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(lower, unit);
    for (let i = j; i < n; i++) {
      inverse.data[j * n + i] = column[i]!;
      inverse.data[i * n + j] = column[i]!;
    }
  }
  return inverse;
}
