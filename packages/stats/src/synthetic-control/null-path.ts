import { applyQTransposed, householderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { solveUpper } from "../linear-algebra/triangular.ts";
import { simplexWeights } from "./simplex-weights.ts";

/** Residuals u(θ) = `at` + (θ − θ₀) `slope` for θ between `from` and `to`, with θ₀ = `origin`. */
export interface NullPiece {
  readonly from: number;
  readonly to: number;
  readonly origin: number;
  /** T numbers. */
  readonly at: Float64Array;
  /** T numbers. */
  readonly slope: Float64Array;
}

const MOST_PIECES = 5000;

/**
 * Residuals of the synthetic control fitted to all periods when θ has been taken from the target from row `first` on, for every θ: a
 * parametric quadratic program, whose solution is linear in θ as long as the support stays. `donors`: T × J; `target`: T.
 * Pieces are ascending and cover the line.
 */
export function nullPath(
  donors: Matrix,
  target: Float64Array,
  first: number,
  intercept: boolean,
  signal?: AbortSignal,
): readonly NullPiece[] {
  const { rows, cols, data } = donors;
  const shifted = target.slice();
  let spread = 0;
  for (let j = 0; j < cols; j++) {
    for (let t = 0; t < rows; t++) spread = Math.max(spread, Math.abs(data[j * rows + t]! - target[t]!));
  }
  const least = 1e-9 * (spread || 1);

  /** The piece around θ in the direction `sign`, beginning at `edge`. */
  function piece(theta: number, edge: number, sign: 1 | -1, start?: Float64Array): [NullPiece, Float64Array] {
    for (let t = first; t < rows; t++) shifted[t] = target[t]! - theta;
    const options = { intercept, leastNorm: false } as const;
    const { weights, residuals } = simplexWeights(donors, shifted, start ? { ...options, start } : options);
    const support: number[] = [];
    for (let j = 0; j < cols; j++) if (weights[j]! > 0) support.push(j);
    const { change, slope } = direction(donors, support, first, intercept);
    let reach = Infinity;
    for (const [k, j] of support.entries()) {
      const rate = sign * change[k]!;
      if (rate < 0) reach = Math.min(reach, -weights[j]! / rate);
    }
    // A donor j enters once (a_j − a_p) · u turns positive, with p in the support and u the residuals.
    const p = support[0]! * rows;
    let size = 0;
    for (let t = 0; t < rows; t++) size = Math.max(size, Math.abs(slope[t]!));
    for (let j = 0; j < cols; j++) {
      if (weights[j]! > 0) continue;
      let now = 0;
      let rate = 0;
      for (let t = 0, at = j * rows; t < rows; t++, at++) {
        const difference = data[at]! - data[p + t]!;
        now += difference * residuals[t]!;
        rate += sign * difference * slope[t]!;
      }
      if (rate > 1e-12 * spread * size) reach = Math.min(reach, Math.max(0, -now) / rate);
    }
    const end = theta + sign * reach;
    const [from, to] = sign > 0 ? [edge, end] : [end, edge];
    return [{ from, to, origin: theta, at: residuals, slope }, weights];
  }

  const right: NullPiece[] = [];
  const left: NullPiece[] = [];
  for (const [sign, pieces] of [
    [1, right],
    [-1, left],
  ] as const) {
    let edge = 0;
    let start: Float64Array | undefined;
    let nudge = least;
    for (let k = 0; k < MOST_PIECES && Number.isFinite(edge); k++) {
      signal?.throwIfAborted();
      const [next, weights] = piece(k === 0 ? 0 : edge + sign * nudge, edge, sign, start);
      pieces.push(next);
      start = weights;
      const reached = sign > 0 ? next.to : next.from;
      // Where rounding leaves no length, the nudge is the piece; it grows until it has passed the knot.
      const isShort = sign * (reached - edge) < 2 * nudge;
      edge = isShort ? edge + sign * nudge : reached;
      if (isShort) pieces[pieces.length - 1] = sign > 0 ? { ...next, to: edge } : { ...next, from: edge };
      nudge = isShort ? 2 * nudge : least;
    }
  }
  return [...left.reverse(), ...right];
}

/** Derivatives of the weights of the support and of the residuals in θ. */
function direction(
  donors: Matrix,
  support: readonly number[],
  first: number,
  intercept: boolean,
): { readonly change: Float64Array; readonly slope: Float64Array } {
  const { rows, data } = donors;
  const k = support.length - 1;
  const differences = createMatrix(rows, k + (intercept ? 1 : 0));
  if (intercept) differences.data.fill(1, k * rows);
  for (let i = 0; i < k; i++) {
    for (let t = 0; t < rows; t++) {
      differences.data[i * rows + t] = data[support[i + 1]! * rows + t]! - data[support[0]! * rows + t]!;
    }
  }
  const minus = new Float64Array(rows).fill(-1, first);
  const qr = householderQr(differences);
  const solution = solveUpper(qr.r, applyQTransposed(qr, minus).slice(0, qr.rank));
  const change = new Float64Array(k + 1);
  const slope = minus.slice();
  for (const [position, column] of qr.kept.entries()) {
    const value = solution[position]!;
    for (let t = 0; t < rows; t++) slope[t] = slope[t]! - value * differences.data[column * rows + t]!;
    if (column === k) continue;
    change[column + 1] = value;
    change[0] = change[0]! - value;
  }
  return { change, slope };
}
