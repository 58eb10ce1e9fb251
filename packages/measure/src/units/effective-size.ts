/** Kish's effective size of the units of one arm under weights: (Σw)² / Σw²; 0 where all weights are. */
export function effectiveSize(weights: Float64Array, treated: Uint8Array, arm: 0 | 1): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== arm) continue;
    sum += weights[i]!;
    squares += weights[i]! ** 2;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}
