/**
 * Ratio of the means of two sums per unit, such as revenue per order over customers, and the variance of that ratio by the delta method
 * (Deng, Knoblich and Lu 2018, eq. 3). `varN`, `varD`, `cov`: of the units; `n` units. NaN where the mean denominator is 0.
 */
export function deltaRatio(
  meanN: number,
  meanD: number,
  varN: number,
  varD: number,
  cov: number,
  n: number,
): { value: number; variance: number } {
  if (!(n >= 1)) throw new RangeError(`deltaRatio: n must be at least 1; got ${n}`);
  if (meanD === 0) return { value: NaN, variance: NaN };
  const value = meanN / meanD;
  // Zero where numerator and denominator are proportional, hence never below.
  const spread = Math.max(0, varN - 2 * value * cov + value * value * varD);
  return { value, variance: spread / (n * meanD * meanD) };
}
