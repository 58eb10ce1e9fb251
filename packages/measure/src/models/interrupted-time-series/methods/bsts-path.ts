import type { Counterfactual, Relative } from "@ie/contracts";
import { pathBeside, type Series } from "../series.ts";
import type { Sampled } from "./bsts-sample.ts";
import { inferenceOfDraws } from "./draws.ts";

/** Smoothed means before the intervention, the posterior predictive from it on. */
export function pathOf(
  series: Series,
  { paths, draws }: Sampled,
  counted: readonly number[],
  level: number,
): Counterfactual {
  const { y, before } = series;
  const n = y.length;
  const horizon = n - before;
  const D = draws.draws;
  const unknown = (): Float64Array => new Float64Array(n).fill(NaN);
  const [expected, lower, upper, cumulative, cumulativeLower, cumulativeUpper] = Array.from({ length: 6 }, unknown) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const simultaneous = { lower: unknown(), upper: unknown() };
  // before it, the smoothed mean with the posterior spread of state and noise
  const noise = draws.sigmaObservation.reduce((sum, s) => sum + s * s, 0) / D;
  for (let t = 0; t < before; t++) {
    const sd = 1.96 * Math.sqrt(noise + draws.fittedSd[t]! ** 2);
    expected[t] = draws.fitted[t]!;
    lower[t] = draws.fitted[t]! - sd;
    upper[t] = draws.fitted[t]! + sd;
  }
  const sds = new Float64Array(horizon);
  const sums = new Float64Array(D);
  const column = new Float64Array(D);
  let total = 0;
  for (let h = 0; h < horizon; h++) {
    for (let d = 0; d < D; d++) column[d] = paths[d * horizon + h]!;
    const { value, stderr, interval } = inferenceOfDraws(column, level);
    const t = before + h;
    expected[t] = value;
    lower[t] = interval.lower;
    upper[t] = interval.upper;
    sds[h] = stderr;
    if (!counted.includes(t)) continue;
    total += y[t]!;
    for (let d = 0; d < D; d++) sums[d] = sums[d]! + column[d]!;
    const sum = inferenceOfDraws(sums, level);
    cumulative[t] = total - sum.value;
    cumulativeLower[t] = total - sum.interval.upper;
    cumulativeUpper[t] = total - sum.interval.lower;
  }
  const maxima = Float64Array.from({ length: D }, (_, d) => {
    let most = 0;
    for (let h = 0; h < horizon; h++)
      most = Math.max(most, Math.abs(paths[d * horizon + h]! - expected[before + h]!) / sds[h]!);
    return most;
  }).sort();
  const multiple = maxima[Math.min(D - 1, Math.ceil(level * D) - 1)]!;
  for (let h = 0; h < horizon; h++) {
    simultaneous.lower[before + h] = expected[before + h]! - multiple * sds[h]!;
    simultaneous.upper[before + h] = expected[before + h]! + multiple * sds[h]!;
  }
  return pathBeside(series, level, {
    expected,
    lower,
    upper,
    simultaneous,
    cumulative,
    cumulativeLower,
    cumulativeUpper,
  });
}

/** The draws of effect ÷ |baseline|; null interval where draws of the baseline have both signs. */
export function relativeOf({ effects, baselines }: Sampled, level: number): Relative | null {
  const sign = Math.sign(baselines[0]!);
  const baseline = baselines.reduce((sum, value) => sum + value / baselines.length, 0);
  if (baseline === 0) return null;
  const bounded = baselines.every((value) => Math.sign(value) === sign);
  const value = effects.reduce((sum, effect) => sum + effect / effects.length, 0) / Math.abs(baseline);
  if (!bounded) return { value, interval: null, baseline };
  const ratio = inferenceOfDraws(
    effects.map((effect, d) => effect / Math.abs(baselines[d]!)),
    level,
  );
  return { value: ratio.value, interval: ratio.interval, baseline };
}
