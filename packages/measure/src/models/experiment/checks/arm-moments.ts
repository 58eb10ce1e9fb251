/** The outcome's distribution in one arm. */
export interface ArmMoments {
  readonly n: number;
  readonly mean: number;
  /** Divisor n − 1; 0 where n is 1. */
  readonly variance: number;
  /** Third central moment over the cube of the standard deviation; 0 where the arm does not vary. */
  readonly skewness: number;
}

/** Moments of `y` (n) in each of `arms` arms, whose places are `codes` (n). */
export function armMoments(y: Float64Array, codes: Int32Array, arms: number): readonly ArmMoments[] {
  const [counts, sums, squares, cubes] = Array.from({ length: 4 }, () => new Float64Array(arms));
  for (let i = 0; i < y.length; i++) {
    counts![codes[i]!]! += 1;
    sums![codes[i]!]! += y[i]!;
  }
  const means = sums!.map((sum, arm) => sum / counts![arm]!);
  for (let i = 0; i < y.length; i++) {
    const deviation = y[i]! - means[codes[i]!]!;
    squares![codes[i]!]! += deviation * deviation;
    cubes![codes[i]!]! += deviation ** 3;
  }
  return Array.from({ length: arms }, (_, arm) => {
    const n = counts![arm]!;
    const spread = Math.sqrt(squares![arm]! / n);
    return {
      n,
      mean: means[arm]!,
      variance: n > 1 ? squares![arm]! / (n - 1) : 0,
      skewness: spread > 0 ? cubes![arm]! / n / spread ** 3 : 0,
    };
  });
}
