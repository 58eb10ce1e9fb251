import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { BstsSpec, SdPrior } from "./model.ts";

/** The data in the units that the sampler works in: outcome and regressors centred and scaled over the observed rows. */
export interface BstsDesign {
  readonly n: number;
  /** Candidates for inclusion: the regressors and, last, the intercept if any. */
  readonly k: number;
  /** Per row 1 when y is there. */
  readonly present: Uint8Array;
  readonly nobs: number;
  /** 0 in rows without y. */
  readonly y: Float64Array;
  /** n × k, row-major. */
  readonly x: Float64Array;
  /** X'X over the observed rows, k × k. */
  readonly xx: Float64Array;
  /** Slab precision Ω, k × k. */
  readonly omega: Float64Array;
  readonly mean: number;
  readonly scale: number;
  /** Per regressor. */
  readonly regressorMeans: Float64Array;
  /** Per candidate; 0 for a regressor that does not vary over the observed rows. */
  readonly scales: Float64Array;
}

export function createBstsDesign(y: Float64Array, regressors: Matrix | null, spec: BstsSpec, who: string): BstsDesign {
  const n = y.length;
  const X = regressors ?? createMatrix(n, 0);
  const { intercept, informationWeight, diagonalShrinkage } = spec.priors.coefficients;
  const k = X.cols + (intercept ? 1 : 0);
  checkData(y, X, who);
  checkSpec(spec, who);
  const present = Uint8Array.from(y, (v) => (Number.isNaN(v) ? 0 : 1));
  const nobs = present.reduce((sum, v) => sum + v, 0);
  if (nobs < 2) throw new RangeError(`${who}: y must hold at least 2 numbers; it has ${nobs}`);

  const own = moments(y, present, nobs);
  const scale = own.sd > 0 ? own.sd : 1;
  const regressorMeans = new Float64Array(X.cols);
  const scales = new Float64Array(k).fill(1);
  const x = new Float64Array(n * k).fill(1);
  for (let j = 0; j < X.cols; j++) {
    const column = X.data.subarray(j * n, (j + 1) * n);
    const { mean, sd } = moments(column, present, nobs);
    regressorMeans[j] = mean;
    // Rounding of a constant is no variation.
    scales[j] = sd > 1e-12 * Math.abs(mean) ? sd : 0;
    for (let t = 0; t < n; t++) x[t * k + j] = scales[j] === 0 ? 0 : (column[t]! - mean) / sd;
  }
  const xx = new Float64Array(k * k);
  for (let t = 0; t < n; t++) {
    if (present[t] === 0) continue;
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) xx[i * k + j]! += x[t * k + i]! * x[t * k + j]!;
  }
  const omega = xx.map((v, at) => {
    const diagonal = Math.floor(at / k) === at % k;
    return ((diagonal ? 1 : 1 - diagonalShrinkage) * informationWeight * v) / nobs;
  });
  return {
    n,
    k,
    present,
    nobs,
    y: y.map((v) => (Number.isNaN(v) ? 0 : (v - own.mean) / scale)),
    x,
    xx,
    omega,
    mean: own.mean,
    scale,
    regressorMeans,
    scales,
  };
}

/** Mean and standard deviation (divisor count − 1) over the present rows. */
export function moments(v: Float64Array, present: Uint8Array, count: number): { mean: number; sd: number } {
  let sum = 0;
  for (let t = 0; t < v.length; t++) if (present[t] === 1) sum += v[t]!;
  const mean = sum / count;
  let squares = 0;
  for (let t = 0; t < v.length; t++) if (present[t] === 1) squares += (v[t]! - mean) * (v[t]! - mean);
  return { mean, sd: Math.sqrt(squares / (count - 1)) };
}

function checkData(y: Float64Array, X: Matrix, who: string): void {
  const infinite = y.findIndex((v) => Math.abs(v) === Infinity);
  if (infinite >= 0) throw new RangeError(`${who}: y has ${y[infinite]} at index ${infinite}; use NaN for missing`);
  if (X.rows !== y.length) throw new RangeError(`${who}: regressors have ${X.rows} rows; y has ${y.length}`);
  if (!X.data.every(Number.isFinite)) throw new RangeError(`${who}: regressors must be finite`);
}

function checkSpec(spec: BstsSpec, who: string): void {
  for (const { periods, duration = 1 } of spec.seasons) {
    if (!Number.isSafeInteger(periods) || periods < 2)
      throw new RangeError(`${who}: a season needs a whole number of periods from 2 on; got ${periods}`);
    if (!Number.isSafeInteger(duration) || duration < 1)
      throw new RangeError(`${who}: a season's duration must be a whole number from 1 on; got ${duration}`);
  }
  const { priors } = spec;
  const sds: [string, SdPrior][] = [
    ["observationSd", priors.observationSd],
    ["levelSd", priors.levelSd],
  ];
  if (spec.level === "local_linear_trend") sds.push(["slopeSd", priors.slopeSd]);
  if (spec.seasons.length > 0) sds.push(["seasonSd", priors.seasonSd]);
  for (const [name, { guess, df, upperLimit }] of sds) {
    if (!(guess > 0 && guess < Infinity && df > 0 && df < Infinity))
      throw new RangeError(`${who}: ${name} needs a guess and df above 0; got ${guess} and ${df}`);
    if (!(upperLimit > 0)) throw new RangeError(`${who}: ${name}.upperLimit must be above 0; got ${upperLimit}`);
  }
  const { inclusionProbability, informationWeight, diagonalShrinkage } = priors.coefficients;
  if (!(inclusionProbability >= 0 && inclusionProbability <= 1))
    throw new RangeError(`${who}: inclusionProbability must be from 0 to 1; got ${inclusionProbability}`);
  if (!(informationWeight > 0 && informationWeight < Infinity))
    throw new RangeError(`${who}: informationWeight must be above 0; got ${informationWeight}`);
  if (!(diagonalShrinkage >= 0 && diagonalShrinkage <= 1))
    throw new RangeError(`${who}: diagonalShrinkage must be from 0 to 1; got ${diagonalShrinkage}`);
}
