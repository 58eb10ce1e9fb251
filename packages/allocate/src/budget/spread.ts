import type { Spread } from "./plan.ts";

/** Mean, sd (over draws − 1) and quantiles (Hyndman and Fan 1996, type 7) of draws; sd 0 of one draw. */
export function spreadOf(draws: Float64Array): Spread {
  const n = draws.length;
  let mean = 0;
  for (const value of draws) mean += value / n;
  let square = 0;
  for (const value of draws) square += (value - mean) ** 2;
  const sorted = draws.toSorted();
  const quantile = (p: number): number => {
    const at = (n - 1) * p;
    const k = Math.floor(at);
    const low = sorted[k]!;
    return low + (at - k) * ((sorted[k + 1] ?? low) - low);
  };
  return Object.freeze({
    mean,
    sd: n > 1 ? Math.sqrt(square / (n - 1)) : 0,
    q05: quantile(0.05),
    q50: quantile(0.5),
    q95: quantile(0.95),
  });
}
