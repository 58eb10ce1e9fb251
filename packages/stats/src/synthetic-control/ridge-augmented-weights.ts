import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";
import type { Solution } from "./fit.ts";
import { simplexWeights } from "./simplex-weights.ts";

const PENALTIES = 20;
/** Smallest penalty tried, as a share of the largest. */
const SMALLEST = 1e-8;

/**
 * Simplex weights plus a ridge correction of what they leave unbalanced (Ben-Michael, Feller and Rothstein 2021, eq. 8):
 * w + X (XᵀX + λ)⁻¹ (x₁ − Xᵀ w), with X the donors' outcomes before treatment (J × T₀) centred by their mean in each period.
 * Without `ridge`, λ is the largest on a grid of 21 whose error in predicting each period from the others is within one standard error of
 * the least (their section 5.3).
 */
export function ridgeAugmentedWeights(before: Matrix, path: Float64Array, ridge: number | undefined): Solution {
  const simplex = simplexWeights(before, path);
  const centred = centre(before);
  const penalty = ridge ?? crossValidate(before, path, centred);
  const weights = augment(centred, simplex.weights, simplex.residuals, [penalty])[0]!;
  return { weights, ridge: penalty, intercept: 0, kkt: simplex.kkt, converged: simplex.converged };
}

/** Augmented weights for each penalty; `residuals`: T₀ numbers that the simplex weights leave. `centred`: T₀ × J. */
function augment(
  centred: Matrix,
  weights: Float64Array,
  residuals: Float64Array,
  penalties: readonly number[],
): Float64Array[] {
  const { rows, cols, data } = centred;
  // (XᵀX + λ)⁻¹ in the smaller of its two forms.
  const wide = rows <= cols;
  const n = wide ? rows : cols;
  const gram = new Float64Array(n * n);
  const [outer, inner] = wide ? [1, rows] : [rows, 1];
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      let sum = 0;
      for (let k = 0; k < rows + cols - n; k++) sum += data[a * outer + k * inner]! * data[b * outer + k * inner]!;
      gram[a * n + b] = sum;
      gram[b * n + a] = sum;
    }
  }
  const { values, vectors } = symmetricEigen(gram, n);
  const right = wide ? residuals : transposedTimes(centred, residuals);
  const rotated = new Float64Array(n);
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) rotated[k] = rotated[k]! + vectors[k * n + i]! * right[i]!;
  return penalties.map((penalty) => {
    const solved = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const factor = rotated[k]! / (Math.max(0, values[k]!) + penalty);
      for (let i = 0; i < n; i++) solved[i] = solved[i]! + vectors[k * n + i]! * factor;
    }
    const correction = wide ? transposedTimes(centred, solved) : solved;
    // Its sum is 0 but for rounding, which a large level of the outcome would multiply.
    const excess = correction.reduce((sum, value) => sum + value, 0) / cols;
    return weights.map((w, j) => w + correction[j]! - excess);
  });
}

function crossValidate(before: Matrix, path: Float64Array, centred: Matrix): number {
  const { rows, cols } = before;
  const top = largestSquaredSingularValue(centred);
  const penalties = Array.from({ length: PENALTIES + 1 }, (_, k) => top * SMALLEST ** (k / PENALTIES));
  if (rows < 3 || !(top > 0)) return top > 0 ? top : 1;
  const errors = penalties.map(() => new Float64Array(rows));
  for (let left = 0; left < rows; left++) {
    const kept = withoutRow(before, left);
    const target = Float64Array.from({ length: rows - 1 }, (_, t) => path[t < left ? t : t + 1]!);
    const { weights, residuals } = simplexWeights(kept, target);
    for (const [k, augmented] of augment(centre(kept), weights, residuals, penalties).entries()) {
      let gap = path[left]!;
      for (let j = 0; j < cols; j++) gap -= augmented[j]! * before.data[j * rows + left]!;
      errors[k]![left] = gap * gap;
    }
  }
  const means = errors.map((each) => each.reduce((sum, value) => sum + value, 0) / rows);
  const best = means.indexOf(Math.min(...means));
  const spread = errors[best]!.reduce((sum, value) => sum + (value - means[best]!) ** 2, 0);
  const within = means[best]! + Math.sqrt(spread / (rows - 1) / rows);
  return penalties[means.findIndex((value) => value <= within)]!;
}

function largestSquaredSingularValue(centred: Matrix): number {
  const { rows, cols, data } = centred;
  const gram = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      for (let j = 0; j < cols; j++)
        gram[a * rows + b] = gram[a * rows + b]! + data[j * rows + a]! * data[j * rows + b]!;
    }
  }
  return Math.max(0, ...symmetricEigen(gram, rows).values);
}

/** Each row minus its mean over the columns. */
function centre({ rows, cols, data }: Matrix): Matrix {
  const centred = createMatrix(rows, cols);
  for (let t = 0; t < rows; t++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += data[j * rows + t]!;
    for (let j = 0; j < cols; j++) centred.data[j * rows + t] = data[j * rows + t]! - sum / cols;
  }
  return centred;
}

function withoutRow({ rows, cols, data }: Matrix, left: number): Matrix {
  const kept = createMatrix(rows - 1, cols);
  for (let j = 0; j < cols; j++) {
    for (let t = 0; t < rows - 1; t++) kept.data[j * (rows - 1) + t] = data[j * rows + (t < left ? t : t + 1)]!;
  }
  return kept;
}

function transposedTimes({ rows, cols, data }: Matrix, x: Float64Array): Float64Array {
  const result = new Float64Array(cols);
  for (let j = 0; j < cols; j++) for (let t = 0; t < rows; t++) result[j] = result[j]! + data[j * rows + t]! * x[t]!;
  return result;
}
