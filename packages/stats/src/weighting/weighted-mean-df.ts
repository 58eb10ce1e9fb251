/**
 * Degrees of freedom, by Bell and McCaffrey (2002), of the robust variance of one arm's weighted mean under equal variances: that of
 * Σ wᵢ² eᵢ² / (1 − wᵢ) with residuals e = (I − 1 w′) ε. `weights`: n, summing to 1 in the arm.
 */
export function weightedMeanDf(weights: Float64Array, treated: Uint8Array, arm: 0 | 1): number {
  // With b = Σ w² the covariance of residuals is c_ij = δ_ij + b − w_i − w_j; sums of a_i = w_i² / (1 − w_i) times powers of w suffice.
  let b = 0;
  for (let i = 0; i < weights.length; i++) if (treated[i] === arm) b += weights[i]! ** 2;
  let [a0, a1, a2, trace, own] = [0, 0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== arm) continue;
    const w = weights[i]!;
    const a = (w * w) / Math.max(1 - w, 1e-3);
    const off = b - 2 * w;
    a0 += a;
    a1 += a * w;
    a2 += a * w * w;
    trace += a * (1 + off);
    own += a * a * ((1 + off) ** 2 - off ** 2);
  }
  // Σ_ij a_i a_j (b − w_i − w_j)²
  const all = b * b * a0 * a0 + 2 * a2 * a0 + 2 * a1 * a1 - 4 * b * a1 * a0;
  return (trace * trace) / (all + own);
}
