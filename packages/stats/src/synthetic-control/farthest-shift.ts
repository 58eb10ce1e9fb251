import type { Matrix } from "../linear-algebra/matrix.ts";
import { nearestPoint } from "./nearest-point.ts";

const MOST_STEPS = 40;
/** Accuracy of the constraint, relative to the score. */
const PRECISION = 1e-3;

/**
 * Largest sign · pᵀδ over shifts δ of the weights with w + δ ≥ `lower`, Σ δ = 0 and |Dδ|² ≤ 2 gᵀDδ, with D the donors' rows before
 * treatment. For a multiplier τ the Lagrangian is a quadratic program on the simplex, ½ |Dδ − g|² − τ · sign · pᵀδ; the constraint grows
 * with τ, as a quadratic in it between changes of the support, and τ is found by interpolation. `direction`: p, J numbers. Returned as a
 * function of g (T₀ numbers), which begins from what it found last.
 */
export function farthestShift(
  donors: Matrix,
  t0: number,
  weights: Float64Array,
  lower: Float64Array,
  direction: Float64Array,
  sign: 1 | -1,
): (score: Float64Array) => number {
  const cols = donors.cols;
  const slack = 1 - lower.reduce((sum, value) => sum + value, 0);
  // Columns of the shifts that put all slack on one donor, in donors' periods: s a_j + Σ (lower − w) a.
  const columns = new Float64Array(t0 * cols);
  const constant = new Float64Array(t0);
  for (let j = 0; j < cols; j++) {
    const moved = lower[j]! - weights[j]!;
    if (moved !== 0)
      for (let t = 0; t < t0; t++) constant[t] = constant[t]! + moved * donors.data[j * donors.rows + t]!;
  }
  let largest = 0;
  for (let j = 0; j < cols; j++) {
    let square = 0;
    for (let t = 0; t < t0; t++) {
      const value = slack * donors.data[j * donors.rows + t]! + constant[t]!;
      columns[j * t0 + t] = value;
      square += value * value;
    }
    largest = Math.max(largest, square);
  }
  const scale = Math.sqrt(largest) || 1;
  const start = weights.map((w, j) => (w - lower[j]!) / slack);
  const d = new Float64Array(t0 * cols);
  const linear = new Float64Array(cols);

  let mean = 0;
  for (let j = 0; j < cols; j++) mean += direction[j]! / cols;
  let spread = 0;
  for (let j = 0; j < cols; j++) spread = Math.max(spread, Math.abs(direction[j]! - mean));
  if (!(spread > 0)) return () => 0;
  // What the simplex allows without the constraint: all slack on the donor farthest along.
  let bound = -Infinity;
  let fixed = 0;
  for (let j = 0; j < cols; j++) {
    bound = Math.max(bound, sign * slack * (direction[j]! - mean));
    fixed += sign * (lower[j]! - weights[j]!) * (direction[j]! - mean);
  }
  bound += fixed;
  let lastTau = NaN;

  return (score) => {
    for (let j = 0; j < cols; j++) {
      for (let t = 0; t < t0; t++) d[j * t0 + t] = (columns[j * t0 + t]! - score[t]!) / scale;
    }
    let size = 0;
    for (const g of score) size += (g * g) / (scale * scale);
    let warm: Float64Array = start;
    let reached = 0;
    /** ½ |Dδ − g|² − ½ |g|² at the multiplier τ, zero where the constraint binds; leaves sign · pᵀδ. */
    const excess = (tau: number): number => {
      for (let j = 0; j < cols; j++) linear[j] = (-tau * sign * (direction[j]! - mean)) / spread;
      const found = nearestPoint(d, t0, cols, 0, warm, linear);
      warm = found.weights;
      reached = 0;
      for (let j = 0; j < cols; j++) {
        reached += sign * (slack * found.weights[j]! + lower[j]! - weights[j]!) * (direction[j]! - mean);
      }
      let sum = 0;
      for (const value of found.point) sum += value * value;
      return (sum - size) / 2;
    };
    const tolerance = PRECISION * (size + Number.MIN_VALUE);
    let low = 0;
    let below = excess(0);
    let kept = reached;
    if (below > -tolerance) return Math.max(0, kept);
    let high = Infinity;
    let above = Infinity;
    let tau = lastTau > 0 ? lastTau : Math.sqrt(size) || 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      const value = excess(tau);
      if (value <= 0) {
        low = tau;
        below = value;
        kept = reached;
        lastTau = tau;
        if (value > -tolerance || kept > bound - 1e-9 * spread || tau > 1e6) break;
      } else {
        high = tau;
        above = value;
      }
      if (high === Infinity) tau *= 4;
      else {
        // The excess is a + b τ² on a piece; steps near an end are drawn inwards.
        const share = -below / (above - below);
        const inside = Math.min(0.95, Math.max(0.05, share));
        tau = Math.sqrt(low * low + inside * (high * high - low * low));
        if (high - low < 1e-9 * high) break;
      }
    }
    return Math.max(0, kept);
  };
}
