import * as chiSquared from "../distributions/chi-squared.ts";

/** Pearson's statistic with its degrees of freedom, one fewer than the categories. */
export interface GoodnessOfFit {
  readonly statistic: number;
  readonly df: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-squared test that counts follow `expectedShares`, which need not sum to 1: the test of a sample ratio mismatch.
 * NaN where nothing was counted. RangeError unless there are two categories or more, with shares above 0.
 */
export function chiSquaredGoodnessOfFit(observed: ArrayLike<number>, expectedShares: ArrayLike<number>): GoodnessOfFit {
  const k = observed.length;
  if (k < 2 || expectedShares.length !== k)
    throw new RangeError(
      `chiSquaredGoodnessOfFit: ${k} counts and ${expectedShares.length} shares; give two or more of each`,
    );
  let total = 0;
  let weight = 0;
  for (let i = 0; i < k; i++) {
    if (!(observed[i]! >= 0)) throw new RangeError(`chiSquaredGoodnessOfFit: a count is ${observed[i]}`);
    if (!(expectedShares[i]! > 0)) throw new RangeError(`chiSquaredGoodnessOfFit: a share is ${expectedShares[i]}`);
    total += observed[i]!;
    weight += expectedShares[i]!;
  }
  let statistic = total > 0 ? 0 : NaN;
  for (let i = 0; i < k; i++) {
    const expected = (total * expectedShares[i]!) / weight;
    statistic += (observed[i]! - expected) ** 2 / expected;
  }
  return { statistic, df: k - 1, pValue: chiSquared.upperTail(statistic, k - 1) };
}
