import { applyQ, householderQr } from "../linear-algebra/householder-qr.ts";
import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { NearestPoint } from "./nearest-point.ts";

/** A gradient this near to that of the support, relative to its bound, may carry weight at the optimum. */
const TIED = 1e-9;
const MOST_STEPS = 100;

/**
 * Of all weights of the nearest point, those of least norm: min |w|² subject to D w = point, Σ w = 1, w ≥ 0, over the columns whose
 * gradient ties with the support. Damped Newton on the dual, whose solution is w = max(0, Q λ) with Q an orthonormal basis of the
 * constraints (Best, Bräuninger, Ritter and Robinson 1981). Returns the given weights where they are unique.
 */
export function leastNorm(d: Float64Array, rows: number, cols: number, found: NearestPoint): Float64Array {
  const { weights, gradient, point, support } = found;
  let level = 0;
  let size = 0;
  for (let j = 0; j < cols; j++) level += weights[j]! * gradient[j]!;
  for (let t = 0; t < rows; t++) size += point[t]! * point[t]!;
  const tolerance = TIED * Math.max(Math.sqrt(size), 1e-6);
  const tied: number[] = [];
  for (let j = 0; j < cols; j++) if (weights[j]! > 0 || gradient[j]! - level <= tolerance) tied.push(j);
  const n = tied.length;
  if (n === support.length) return weights;

  // Row space of the constraints: the columns of Cᵀ, n × (rows + 1).
  const transposed = createMatrix(n, rows + 1);
  for (let i = 0; i < n; i++) {
    transposed.data[i] = 1;
    for (let t = 0; t < rows; t++) transposed.data[(t + 1) * n + i] = d[tied[i]! * rows + t]!;
  }
  const basis = orthonormal(transposed);
  if (basis.cols === n) return weights;
  const start = Float64Array.from(tied, (j) => weights[j]!);
  const solution = project(basis, start);
  if (solution === null) return weights;
  const result = new Float64Array(cols);
  for (let i = 0; i < n; i++) result[tied[i]!] = solution[i]!;
  return result;
}

function orthonormal(a: Matrix): Matrix {
  const qr = householderQr(a);
  const rank = qr.kept.length;
  const q = createMatrix(a.rows, rank);
  const unit = new Float64Array(a.rows);
  for (let k = 0; k < rank; k++) {
    unit.fill(0);
    unit[k] = 1;
    q.data.set(applyQ(qr, unit), k * a.rows);
  }
  return q;
}

/** min |w|² with Qᵀ w = Qᵀ `feasible`, w ≥ 0; null when the iteration does not reach it. */
function project(q: Matrix, feasible: Float64Array): Float64Array | null {
  const n = q.rows;
  const r = q.cols;
  const wanted = transposedTimes(q, feasible);
  const lambda = wanted.slice();
  let z = times(q, lambda);
  for (let iteration = 0; iteration < MOST_STEPS; iteration++) {
    const w = z.map((value) => Math.max(0, value));
    const gap = transposedTimes(q, w);
    let error = 0;
    for (let k = 0; k < r; k++) {
      gap[k] = wanted[k]! - gap[k]!;
      error = Math.max(error, Math.abs(gap[k]!));
    }
    if (error < 1e-14) return normalised(w);
    const hessian = createMatrix(r, r);
    for (let a = 0; a < r; a++) {
      for (let b = a; b < r; b++) {
        let sum = 0;
        for (let i = 0; i < n; i++) if (z[i]! > 0) sum += q.data[a * n + i]! * q.data[b * n + i]!;
        hessian.data[a * r + b] = sum;
      }
      hessian.data[a * r + a] = hessian.data[a * r + a]! + 1e-12;
    }
    const lower = cholesky(hessian);
    if (lower === null) return error < 1e-11 ? normalised(w) : null;
    const direction = choleskySolve(lower, gap);
    const along = times(q, direction);
    const length = ascend(z, along, gap, direction);
    if (!(length > 0)) return error < 1e-11 ? normalised(w) : null;
    for (let k = 0; k < r; k++) lambda[k] = lambda[k]! + length * direction[k]!;
    z = times(q, lambda);
  }
  const w = z.map((value) => Math.max(0, value));
  const reached = transposedTimes(q, w);
  return reached.every((value, k) => Math.abs(value - wanted[k]!) < 1e-11) ? normalised(w) : null;
}

/** Length that maximises the concave, piecewise quadratic dual along the direction: the zero of its falling slope, 1 where that is it. */
function ascend(z: Float64Array, along: Float64Array, gap: Float64Array, direction: Float64Array): number {
  let linear = 0;
  for (let k = 0; k < gap.length; k++) linear += gap[k]! * direction[k]!;
  let base = 0;
  for (let i = 0; i < z.length; i++) base += along[i]! * Math.max(0, z[i]!);
  const slope = (length: number): number => {
    let sum = linear + base;
    for (let i = 0; i < z.length; i++) sum -= along[i]! * Math.max(0, z[i]! + length * along[i]!);
    return sum;
  };
  if (!(linear > 0)) return 0;
  if (Math.abs(slope(1)) <= 1e-9 * linear) return 1;
  let low = 0;
  let high = 1;
  while (slope(high) > 0) {
    low = high;
    high *= 4;
    if (high > 1e12) return low;
  }
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function times(q: Matrix, x: Float64Array): Float64Array {
  const result = new Float64Array(q.rows);
  for (let k = 0; k < q.cols; k++) {
    for (let i = 0; i < q.rows; i++) result[i] = result[i]! + q.data[k * q.rows + i]! * x[k]!;
  }
  return result;
}

function transposedTimes(q: Matrix, x: Float64Array): Float64Array {
  const result = new Float64Array(q.cols);
  for (let k = 0; k < q.cols; k++) {
    let sum = 0;
    for (let i = 0; i < q.rows; i++) sum += q.data[k * q.rows + i]! * x[i]!;
    result[k] = sum;
  }
  return result;
}

function normalised(w: Float64Array): Float64Array {
  let sum = 0;
  for (const value of w) sum += value;
  return w.map((value) => value / sum);
}
