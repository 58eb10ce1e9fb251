import type { Counterfactual } from "@ie/contracts";
import type { Rng } from "@ie/stats";
import type { ArForecast } from "./ar-forecast.ts";
import { mixtureMean, mixtureSd, upperQuantile, type TMixture } from "./mixture.ts";

/** Paths drawn for the simultaneous band. */
const bandDraws = 1_000;

interface Band {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Quantiles over standard deviation vary slowly with the horizon: exact at a dozen steps, on straight lines between. */
function bandOf(horizon: number, at: (h: number) => TMixture, level: number): Band {
  const alpha = (1 - level) / 2;
  const knots = new Set<number>([0, horizon - 1]);
  for (let h = 1; h < horizon; h = Math.ceil(h * 1.7)) knots.add(h);
  const sorted = [...knots].sort((a, b) => a - b);
  const mean = new Float64Array(horizon);
  const sd = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    const mixture = at(h);
    mean[h] = mixtureMean(mixture);
    sd[h] = mixtureSd(mixture);
  }
  const shape = sorted.map((h) => {
    const mixture = at(h);
    return [
      (mean[h]! - upperQuantile(mixture, 1 - alpha)) / sd[h]!,
      (upperQuantile(mixture, alpha) - mean[h]!) / sd[h]!,
    ] as const;
  });
  const lower = new Float64Array(horizon);
  const upper = new Float64Array(horizon);
  let k = 0;
  for (let h = 0; h < horizon; h++) {
    while (k < sorted.length - 2 && h > sorted[k + 1]!) k++;
    const [from, to] = [sorted[k]!, sorted[Math.min(k + 1, sorted.length - 1)]!];
    const part = to === from ? 0 : (h - from) / (to - from);
    const next = shape[Math.min(k + 1, shape.length - 1)]!;
    lower[h] = mean[h]! - sd[h]! * (shape[k]![0] + part * (next[0] - shape[k]![0]));
    upper[h] = mean[h]! + sd[h]! * (shape[k]![1] + part * (next[1] - shape[k]![1]));
  }
  return { mean, sd, lower, upper };
}

/** Multiple of the standard deviation that holds whole paths with probability `level` (sup-t; Montiel Olea and Plagborg-Møller 2019). */
function supT(forecast: ArForecast, { mean, sd }: Band, level: number, rng: Rng): number {
  const maxima: number[] = [];
  forecast.simulate(rng, bandDraws, (path) => {
    let most = 0;
    for (let h = 0; h < path.length; h++) most = Math.max(most, Math.abs(path[h]! - mean[h]!) / sd[h]!);
    maxima.push(most);
  });
  maxima.sort((a, b) => a - b);
  return maxima[Math.min(maxima.length - 1, Math.ceil(level * maxima.length) - 1)]!;
}

interface PathInput {
  readonly dates: readonly string[];
  readonly interventionDate: string;
  readonly observed: Float64Array;
  /** Index of the forecast's first date. */
  readonly from: number;
  /** Per step ahead 1 where it enters the sum. */
  readonly counted: Uint8Array;
  /** One-step predictions of the dates before, with their standard deviations. */
  readonly fitted: { readonly mean: Float64Array; readonly sd: Float64Array };
  readonly fittedQuantile: number;
  readonly level: number;
}

/** The path without the intervention: one-step predictions before it, the forecast from it on. */
export function pathOf(forecast: ArForecast, input: PathInput, rng: Rng): Counterfactual {
  const { dates, observed, from, counted, fitted, fittedQuantile, level } = input;
  const n = dates.length;
  const unknown = (): Float64Array => new Float64Array(n).fill(NaN);
  const [expected, lower, upper, all, most] = [unknown(), unknown(), unknown(), unknown(), unknown()];
  const [cumulative, cumulativeLower, cumulativeUpper] = [unknown(), unknown(), unknown()];
  for (let t = 0; t < from; t++) {
    expected[t] = fitted.mean[t]!;
    lower[t] = fitted.mean[t]! - fittedQuantile * fitted.sd[t]!;
    upper[t] = fitted.mean[t]! + fittedQuantile * fitted.sd[t]!;
  }
  const band = bandOf(forecast.horizon, forecast.at, level);
  const first = counted.indexOf(1);
  const sums = first === -1 ? null : bandOf(forecast.horizon - first, (h) => forecast.sumAt(first + h), level);
  const multiple = supT(forecast, band, level, rng);
  let total = 0;
  for (let h = 0; h < forecast.horizon; h++) {
    const t = from + h;
    expected[t] = band.mean[h]!;
    lower[t] = band.lower[h]!;
    upper[t] = band.upper[h]!;
    all[t] = band.mean[h]! - multiple * band.sd[h]!;
    most[t] = band.mean[h]! + multiple * band.sd[h]!;
    if (counted[h] !== 1 || sums === null) continue;
    total += observed[t]!;
    cumulative[t] = total - sums.mean[h - first]!;
    cumulativeLower[t] = total - sums.upper[h - first]!;
    cumulativeUpper[t] = total - sums.lower[h - first]!;
  }
  return {
    dates,
    interventionDate: input.interventionDate,
    level,
    observed,
    expected,
    lower,
    upper,
    simultaneous: { lower: all, upper: most },
    cumulative,
    cumulativeLower,
    cumulativeUpper,
  };
}
