export interface ConfidenceSequenceInput {
  readonly estimate: number;
  /** Of the estimate, at this look. */
  readonly variance: number;
  /** Independent units behind the estimate so far, all arms together. */
  readonly n: number;
  /** Coverage at all looks together; 0.95 where not given. */
  readonly level?: number;
  /** The n at which the sequence is narrowest: the planned sample size, fixed before the first look. */
  readonly tuning: number;
}

export interface ConfidenceSequenceLook {
  readonly lower: number;
  readonly upper: number;
  /** Valid at any stopping time, of no effect: p < 1 − level exactly where 0 lies outside. */
  readonly pValue: number;
}

/**
 * One look of an asymptotic confidence sequence: its intervals hold the effect at all looks together with probability `level`, so that
 * an experiment may be watched and stopped at any time (normal mixture: Robbins 1970; Howard et al. 2021; Waudby-Smith et al. 2024,
 * theorem 2.2). Asymptotic: start looking once means are nearly normal.
 * RangeError when `variance` is negative, `n` or `tuning` not positive, or `level` not inside (0, 1).
 */
export function confidenceSequence(input: ConfidenceSequenceInput): ConfidenceSequenceLook {
  const { estimate, variance, n, level = 0.95, tuning } = input;
  if (!(level > 0 && level < 1 && variance >= 0 && n > 0 && tuning > 0))
    throw new RangeError(
      `confidenceSequence: variance ${variance}, n ${n}, level ${level}, tuning ${tuning}; variance must not be negative, n and tuning positive, level inside (0, 1)`,
    );
  const logAlpha = Math.log(1 - level);
  // ρ² tuning that nearly minimises the width at n = tuning (Waudby-Smith et al. 2024, appendix on the choice of ρ).
  const x = (n / tuning) * (Math.log1p(-2 * logAlpha) - 2 * logAlpha);
  const half = Math.sqrt(variance * ((x + 1) / x) * (Math.log1p(x) - 2 * logAlpha));
  const square = variance > 0 ? (estimate * estimate) / variance : estimate === 0 ? 0 : Infinity;
  const logE = (square * x) / (2 * (x + 1)) - Math.log1p(x) / 2;
  return { lower: estimate - half, upper: estimate + half, pValue: Math.min(1, Math.exp(-logE)) };
}
