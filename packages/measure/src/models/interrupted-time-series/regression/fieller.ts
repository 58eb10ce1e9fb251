import type { Relative } from "@ie/contracts";
import { contrast, mixtureMean, rootBetween, upperTail, type TMixture } from "./mixture.ts";
import type { ArPosterior } from "./ar-posterior.ts";

/** The same linear combination of several posteriors, weighted: one posterior a value of what is averaged over. */
export interface Part {
  readonly posterior: ArPosterior;
  readonly share: number;
}

/** Mixture of a combination over all parts; null where one of them cannot give it. `c` gets the part's index. */
export function contrastOver(parts: readonly Part[], c: (part: number) => Float64Array): TMixture | null {
  const each = parts.map(({ posterior }, i) => contrast(posterior, c(i)));
  if (each.includes(null)) return null;
  const found = each as readonly TMixture[]; // no null is left
  const join = (pick: (mixture: TMixture, share: number) => ArrayLike<number>): Float64Array =>
    Float64Array.from(found.flatMap((mixture, i) => Array.from(pick(mixture, parts[i]!.share))));
  return {
    weights: join(({ weights }, share) => weights.map((weight) => weight * share)),
    means: join(({ means }) => means),
    scales: join(({ scales }) => scales),
    df: found[0]!.df,
  };
}

/**
 * Effect over baseline, the confidence set of the ratio by inverting the same test as the absolute effect's (Fieller 1954), so
 * that both exclude no effect together. Null interval where the baseline is not told apart from zero: the set is unbounded then.
 */
export function fiellerRatio(
  parts: readonly Part[],
  effect: (part: number) => Float64Array,
  baseline: (part: number) => Float64Array,
  level: number,
): Relative | null {
  const [above, below] = [contrastOver(parts, effect), contrastOver(parts, baseline)];
  if (above === null || below === null) return null;
  const base = mixtureMean(below);
  if (!(Math.abs(base) > 0)) return null;
  const sign = Math.sign(base);
  const value = mixtureMean(above) / Math.abs(base);
  const alpha = (1 - level) / 2;
  const baselineTail = upperTail(below, 0);
  if (Math.min(baselineTail, 1 - baselineTail) >= alpha) return { value, interval: null, baseline: base };
  /** P(effect − ρ·|baseline| > 0). */
  const tail = (ratio: number): number =>
    upperTail(
      contrastOver(parts, (i) => effect(i).map((v, j) => v - ratio * sign * baseline(i)[j]!))!,
      0,
    );
  const solve = (q: number): number | null => {
    let reach = Math.max(Math.abs(value), 1e-6);
    for (let round = 0; round < 60; round++, reach *= 2) {
      const [low, high] = [value - reach, value + reach];
      if (tail(low) > q && tail(high) < q) return rootBetween((ratio) => tail(ratio) - q, low, high);
    }
    return null;
  };
  const [lower, upper] = [solve(1 - alpha), solve(alpha)];
  return {
    value,
    interval: lower === null || upper === null ? null : { lower, upper, level },
    baseline: base,
  };
}
