import { createMatrix, type Matrix } from "./matrix.ts";

function checkSystem(who: string, t: Matrix, b: Float64Array): void {
  if (t.rows !== t.cols) throw new RangeError(`${who}: the matrix must be square; it is ${t.rows} x ${t.cols}`);
  if (b.length !== t.rows) throw new RangeError(`${who}: the right side must hold ${t.rows} numbers; got ${b.length}`);
}

/**
 * x with T x = b, reading only the lower triangle of `t` (n × n). `b`: n. A zero on the diagonal gives non-finite numbers.
 */
export function solveLower(t: Matrix, b: Float64Array): Float64Array {
  checkSystem("solveLower", t, b);
  const n = t.rows;
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    const column = j * n;
    const value = x[j]! / t.data[column + j]!;
    x[j] = value;
    for (let i = j + 1; i < n; i++) x[i] = x[i]! - t.data[column + i]! * value;
  }
  return x;
}

/** x with T x = b, reading only the upper triangle of `t` (n × n). `b`: n. A zero on the diagonal gives non-finite numbers. */
export function solveUpper(t: Matrix, b: Float64Array): Float64Array {
  checkSystem("solveUpper", t, b);
  const n = t.rows;
  const x = Float64Array.from(b);
  for (let j = n - 1; j >= 0; j--) {
    const column = j * n;
    const value = x[j]! / t.data[column + j]!;
    x[j] = value;
    for (let i = 0; i < j; i++) x[i] = x[i]! - t.data[column + i]! * value;
  }
  return x;
}

/** x with Tᵀ x = b, reading only the lower triangle of `t` (n × n). `b`: n. A zero on the diagonal gives non-finite numbers. */
export function solveLowerTransposed(t: Matrix, b: Float64Array): Float64Array {
  checkSystem("solveLowerTransposed", t, b);
  const n = t.rows;
  const x = Float64Array.from(b);
  for (let j = n - 1; j >= 0; j--) {
    const column = j * n;
    let sum = x[j]!;
    for (let i = j + 1; i < n; i++) sum -= t.data[column + i]! * x[i]!;
    x[j] = sum / t.data[column + j]!;
  }
  return x;
}

/** x with Tᵀ x = b, reading only the upper triangle of `t` (n × n). `b`: n. A zero on the diagonal gives non-finite numbers. */
export function solveUpperTransposed(t: Matrix, b: Float64Array): Float64Array {
  checkSystem("solveUpperTransposed", t, b);
  const n = t.rows;
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    const column = j * n;
    let sum = x[j]!;
    for (let i = 0; i < j; i++) sum -= t.data[column + i]! * x[i]!;
    x[j] = sum / t.data[column + j]!;
  }
  return x;
}

/** Inverse of the upper triangle of `t` (n × n), itself upper triangular. */
export function invertUpper(t: Matrix): Matrix {
  const n = t.rows;
  const inverse = createMatrix(n, n);
  for (let j = 0; j < n; j++) {
    const out = j * n;
    inverse.data[out + j] = 1;
    for (let k = j; k >= 0; k--) {
      const column = k * n;
      const value = inverse.data[out + k]! / t.data[column + k]!;
      inverse.data[out + k] = value;
      for (let i = 0; i < k; i++) inverse.data[out + i] = inverse.data[out + i]! - t.data[column + i]! * value;
    }
  }
  return inverse;
}
