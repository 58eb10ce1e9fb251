import type { Matrix } from "../linear-algebra/matrix.ts";
import type { LeastSquares } from "../regression/least-squares.ts";

/**
 * Degrees of freedom, by Bell and McCaffrey (2002), of Σ b e² under equal variances, for residuals of a regression on group means and
 * covariates: (Σ b (1 − h))² / Σᵢⱼ bᵢ bⱼ (I − H)ᵢⱼ², H = C + P with C the averages within groups and P = X (X′X)⁻¹ X′ of the columns
 * of `fit`, which are centred within groups. `b`, `hat`, `codes`: one a row; `size`: rows a group.
 */
export function adjustedDf(
  b: Float64Array,
  hat: Float64Array,
  codes: Int32Array,
  size: Float64Array,
  x: Matrix,
  fit: LeastSquares,
): number {
  const { kept, unscaledCovariance } = fit;
  const { rows: m, cols: k } = x;
  const q = kept.length;
  const inverse = (a: number, c: number): number => unscaledCovariance.data[kept[c]! * k + kept[a]!]!;
  const sums = new Float64Array(size.length);
  const groupRows = new Float64Array(size.length * q);
  const gram = new Float64Array(q * q); // Σ b x x′
  let [trace, own] = [0, 0];
  for (let i = 0; i < m; i++) {
    const weight = b[i]!;
    if (weight === 0) continue;
    const rest = 1 - hat[i]!;
    trace += weight * rest;
    own += weight * weight * (rest * rest - hat[i]! * hat[i]!);
    sums[codes[i]!]! += weight;
    for (let a = 0; a < q; a++) {
      const value = weight * x.data[kept[a]! * m + i]!;
      groupRows[codes[i]! * q + a]! += value;
      for (let c = 0; c <= a; c++) gram[a * q + c]! += value * x.data[kept[c]! * m + i]!;
    }
  }
  for (let a = 0; a < q; a++) for (let c = 0; c < a; c++) gram[c * q + a] = gram[a * q + c]!;
  let all = 0;
  for (let s = 0; s < size.length; s++) {
    if (sums[s] === 0) continue;
    all += (sums[s]! / size[s]!) ** 2;
    for (let a = 0; a < q; a++) {
      for (let c = 0; c < q; c++) {
        all += (2 / size[s]!) * groupRows[s * q + a]! * inverse(a, c) * groupRows[s * q + c]!;
      }
    }
  }
  // tr(M B M B) with M = (X′X)⁻¹ and B = Σ b x x′.
  const product = new Float64Array(q * q);
  for (let a = 0; a < q; a++) {
    for (let c = 0; c < q; c++) for (let l = 0; l < q; l++) product[a * q + c]! += inverse(a, l) * gram[l * q + c]!;
  }
  for (let a = 0; a < q; a++) for (let c = 0; c < q; c++) all += product[a * q + c]! * product[c * q + a]!;
  return (trace * trace) / (all + own);
}
