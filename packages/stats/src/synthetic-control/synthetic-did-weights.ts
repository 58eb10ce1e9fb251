import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { Solution } from "./fit.ts";
import type { SyntheticSides } from "./panel.ts";
import { simplexWeights } from "./simplex-weights.ts";

/**
 * Unit and period weights of synthetic difference-in-differences (Arkhangelsky et al. 2021, eq. 4 to 6), both by exact quadratic programs:
 * ω with penalty ζ² T₀, ζ = (N₁ T₁)^¼ σ, and λ with ζ = 1e-6 σ, where σ is the standard deviation of the donors' first differences.
 * The constant makes the λ-weighted gap zero, so that the mean gap afterwards is the estimate.
 */
export function syntheticDidWeights(sides: SyntheticSides, before: Matrix, path: Float64Array): Solution {
  const { donors, units } = sides;
  const { rows: t0, cols } = before;
  const t1 = donors.rows - t0;
  const sigma2 = differenceVariance(before);
  const unitWeights = simplexWeights(before, path, { intercept: true, ridge: Math.sqrt(units * t1) * sigma2 * t0 });

  const periods = createMatrix(cols, t0);
  const later = new Float64Array(cols);
  for (let j = 0; j < cols; j++) {
    for (let t = 0; t < t0; t++) periods.data[t * cols + j] = before.data[j * t0 + t]!;
    for (let t = t0; t < donors.rows; t++) later[j] = later[j]! + donors.data[j * donors.rows + t]! / t1;
  }
  const timeFit = simplexWeights(periods, later, { intercept: true, ridge: 1e-12 * sigma2 * cols });
  const timeWeights = timeFit.weights;
  const { weights } = unitWeights;
  let intercept = 0;
  for (let t = 0; t < t0; t++) {
    let gap = path[t]!;
    for (let j = 0; j < cols; j++) gap -= weights[j]! * before.data[j * t0 + t]!;
    intercept += timeWeights[t]! * gap;
  }
  const kkt = Math.max(unitWeights.kkt, timeFit.kkt);
  return { weights, timeWeights, intercept, kkt, converged: unitWeights.converged && timeFit.converged };
}

/** Variance of all first differences of the donors before treatment; 0 with one period. */
function differenceVariance(before: Matrix): number {
  const { rows, cols, data } = before;
  const n = (rows - 1) * cols;
  if (n === 0) return 0;
  let sum = 0;
  for (let j = 0; j < cols; j++) sum += data[(j + 1) * rows - 1]! - data[j * rows]!;
  let square = 0;
  for (let j = 0; j < cols; j++) {
    for (let t = 1; t < rows; t++) square += (data[j * rows + t]! - data[j * rows + t - 1]! - sum / n) ** 2;
  }
  return square / n;
}
