import { portableLog } from "../special/portable-log.ts";
import { moments } from "./design.ts";

/** What a simulation says of one quantity, and how well. */
export interface ChainSummary {
  readonly mean: number;
  readonly sd: number;
  /** Standard error of `mean` that comes from the simulation: sd ÷ √effectiveSampleSize. */
  readonly monteCarloStderr: number;
  readonly effectiveSampleSize: number;
  /** Split R̂: 1 when the halves of all chains agree; NaN when the quantity never changed. */
  readonly rHat: number;
}

/**
 * Mean with Monte Carlo error of one quantity over `chains` chains of equal length, one after the other in `values`: effective sample size
 * by Geyer's (1992) initial monotone sequence over the halves of all chains and split R̂ (Gelman et al. 2013, sections 11.4 and 11.5).
 * All NaN but mean and sd with fewer than 4 draws per chain. RangeError when the chains cannot be of equal length.
 */
export function summariseChains(values: Float64Array, chains: number): ChainSummary {
  if (!Number.isSafeInteger(chains) || chains < 1 || values.length % chains !== 0)
    throw new RangeError(`summariseChains: ${values.length} values do not make ${chains} chains of equal length`);
  const all = new Uint8Array(values.length).fill(1);
  const { mean, sd } = moments(values, all, values.length);
  const length = values.length / chains;
  const half = Math.floor(length / 2);
  if (half < 2) return { mean, sd, monteCarloStderr: NaN, effectiveSampleSize: NaN, rHat: NaN };
  const halves = Array.from({ length: 2 * chains }, (_, i) => {
    const end = Math.floor(i / 2) * length + (i % 2 === 0 ? half : length);
    return values.subarray(end - half, end);
  });
  const parts = halves.map((part) => moments(part, all, half));
  const within = parts.reduce((sum, part) => sum + part.sd * part.sd, 0) / parts.length;
  const means = moments(
    Float64Array.from(parts, (part) => part.mean),
    all,
    parts.length,
  );
  const total = ((half - 1) / half) * within + means.sd * means.sd;
  if (!(total > 0)) return { mean, sd, monteCarloStderr: 0, effectiveSampleSize: values.length, rHat: NaN };

  /** 1 − V_lag / (2 var⁺), with V_lag the mean square of the differences at that lag. */
  const autocorrelation = (lag: number): number => {
    let sum = 0;
    for (const part of halves) {
      for (let t = lag; t < half; t++) {
        const change = part[t]! - part[t - lag]!;
        sum += change * change;
      }
    }
    return 1 - sum / (parts.length * (half - lag)) / (2 * total);
  };
  let time = -1;
  let smallest = Infinity;
  for (let lag = 0; lag + 1 < half; lag += 2) {
    const pair = (lag === 0 ? 1 : autocorrelation(lag)) + autocorrelation(lag + 1);
    if (!(pair > 0)) break;
    smallest = Math.min(smallest, pair);
    time += 2 * smallest;
  }
  const count = 2 * chains * half;
  // Antithetic chains may beat independence, but not without bound (Vehtari et al. 2021).
  const effectiveSampleSize = Math.min(count / Math.max(time, 1e-12), (count * portableLog(count)) / Math.LN10);
  return {
    mean,
    sd,
    monteCarloStderr: sd / Math.sqrt(effectiveSampleSize),
    effectiveSampleSize,
    rHat: Math.sqrt(total / within),
  };
}
