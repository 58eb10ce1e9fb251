import { createMatrix, type Matrix } from "@ie/stats";
import { arPosterior, atNodes, type ArPosterior, type PosteriorOptions } from "./ar-posterior.ts";

/** Beyond this many robust standard deviations of the one-step errors an outcome is an outlier. */
const far = 4;
const rounds = 3;

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Rows whose standardised error is beyond `far` of the errors' median absolute deviation, which outliers do not move. */
function outliersOf(innovations: Float64Array): number[] {
  const sizes = innovations.filter((value) => !Number.isNaN(value)).map(Math.abs);
  const limit = far * 1.4826 * median(sizes);
  return Array.from(innovations.keys()).filter((t) => Math.abs(innovations[t]!) > limit);
}

/**
 * The posterior with the autocorrelation weighed on the outcomes that are no outliers, since a few single outliers pass for
 * white noise and hide it (Chang, Tiao and Chen 1988). The coefficients, their errors and σ are those of all outcomes, so that
 * no date before or after the intervention is taken out of the effect. Null as {@link arPosterior}.
 */
export function robustPosterior(
  y: Float64Array,
  x: Matrix,
  order: number,
  options: PosteriorOptions = {},
): ArPosterior | null {
  const whole = arPosterior(y, x, order, options);
  if (whole === null || order === 0) return whole;
  const cleaned = y.slice();
  let latest = whole;
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const more = outliersOf(latest.innovations);
    if (more.length === 0 || found + more.length > 0.1 * whole.design.nobs + 1) break; // many are no outliers but a shape
    found += more.length;
    for (const t of more) cleaned[t] = NaN;
    const next = arPosterior(cleaned, x, order, options);
    if (next === null || next.design.rank < whole.design.rank) break; // a term that only they identify
    latest = next;
  }
  return latest === whole ? whole : atNodes(whole, latest, y);
}

/** Outcomes with the outliers from the terms of `x` and an autoregression of order 1 unknown; for choosing an order. */
export function withoutOutliers(y: Float64Array, x: Matrix): Float64Array {
  const posterior = arPosterior(y, x.cols === 0 ? createMatrix(y.length, 0) : x, 1, { points: 21 });
  const more = posterior === null ? [] : outliersOf(posterior.innovations);
  if (posterior === null || more.length === 0 || more.length > 0.1 * posterior.design.nobs + 1) return y;
  const out = y.slice();
  for (const t of more) out[t] = NaN;
  return out;
}
