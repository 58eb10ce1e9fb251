import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { householderQr } from "../linear-algebra/householder-qr.ts";
import { type LeastSquares, leastSquares } from "../regression/least-squares.ts";
import { logGamma } from "../special/log-gamma.ts";

export interface PoissonOptions {
  /** Added to the linear predictor with coefficient 1, one per row: the log of an exposure. Default 0. */
  readonly offset?: Float64Array;
  /** Default 50. */
  readonly maxIterations?: number;
}

export interface PoissonFit {
  /**
   * "ok"; "not-converged": the deviance still fell at the last iteration; "separated": some coefficients run to −∞ because
   * the outcome is 0 in all rows that they tell apart, and the rest is fitted to the other rows; "no-events": every outcome
   * is 0 and no estimate exists.
   */
  readonly status: "ok" | "not-converged" | "separated" | "no-events";
  readonly converged: boolean;
  readonly iterations: number;
  /** Logs of rate ratios per unit of the column, one per column of x; NaN where aliased or infinite. */
  readonly coefficients: Float64Array;
  /** Of the coefficients under the Poisson variance (dispersion 1); multiply by `dispersion` for the quasi-Poisson one. */
  readonly covariance: Matrix;
  /** Pearson's X² ÷ df: 1 in expectation when the variance is the mean; NaN without degrees of freedom. */
  readonly dispersion: number;
  readonly deviance: number;
  /** With the term −log y!, by the gamma function where y is not whole. */
  readonly logLikelihood: number;
  /** Rows that enter less independent columns. */
  readonly df: number;
  /** Expected counts, exposure included; 0 in separated rows. */
  readonly fitted: Float64Array;
  /** Columns that are linear combinations of earlier ones, over the rows that enter. */
  readonly aliased: readonly number[];
  /** Rows that a coefficient at −∞ fits exactly with expectation 0. */
  readonly separated: readonly number[];
}

/** Relative change of the deviance at which the iteration has converged: quadratic, so that one more step reaches rounding. */
const CONVERGED = 1e-10;
/** An expected count this far below the mean count can be on its way to 0. */
const VANISHING = 1e-6;

/**
 * Poisson regression with log link: maximum likelihood by iteratively reweighted least squares (McCullagh and Nelder 1989,
 * section 2.5), each step by QR with the step halved while the deviance rises.
 *
 * `y`: n counts ≥ 0 (need not be whole: the estimate is that of quasi-likelihood); `x`: n × k with its column of ones if an
 * intercept is wanted. Separation (Correia, Guimarães and Zylkin 2019) is found, not iterated into: rows with expectation 0
 * leave the fit and the infinite coefficients are NaN. RangeError for shapes, negative counts and numbers that are not finite.
 */
export function fitPoisson(y: Float64Array, x: Matrix, options: PoissonOptions = {}): PoissonFit {
  const { maxIterations = 50 } = options;
  const offset = options.offset ?? new Float64Array(y.length);
  check(y, x, offset);
  const everyRow = Int32Array.from(y, (_, i) => i);
  if (y.every((count) => count === 0)) return withoutEvents(y.length, x.cols);

  const whole = iterate(y, x, offset, maxIterations);
  const floor = VANISHING * mean(y);
  const rows = everyRow.filter((i) => y[i]! > 0 || whole.mu[i]! > floor);
  if (rows.length < y.length) {
    const part = takeRows(x, rows);
    // Small expectations alone (an exposure near 0) are no separation: some direction must move these rows and no other.
    if (householderQr(part).rank < whole.step.rank) {
      const kept = (v: Float64Array): Float64Array => Float64Array.from(rows, (i) => v[i]!);
      const outcome = kept(y);
      const fit = summarise(outcome, part, iterate(outcome, part, kept(offset), maxIterations));
      const fitted = new Float64Array(y.length);
      rows.forEach((i, at) => {
        fitted[i] = fit.fitted[at]!;
      });
      const present = new Set(rows);
      return {
        ...fit,
        status: fit.converged ? "separated" : "not-converged",
        fitted,
        separated: [...everyRow].filter((i) => !present.has(i)),
      };
    }
  }
  return summarise(y, x, whole);
}

interface Iterated {
  readonly mu: Float64Array;
  readonly step: LeastSquares;
  readonly deviance: number;
  readonly iterations: number;
  readonly converged: boolean;
}

function iterate(y: Float64Array, x: Matrix, offset: Float64Array, maxIterations: number): Iterated {
  const n = y.length;
  const mu = y.map((count) => count + 0.1);
  let eta: Float64Array = mu.map(Math.log);
  let deviance = Infinity;
  const weighted = createMatrix(n, x.cols);
  const working = new Float64Array(n);
  for (let iterations = 1; ; iterations++) {
    for (let i = 0; i < n; i++) {
      const root = Math.sqrt(mu[i]!);
      for (let j = 0; j < x.cols; j++) weighted.data[j * n + i] = root * x.data[j * n + i]!;
      working[i] = root * (eta[i]! - offset[i]! + (y[i]! - mu[i]!) / mu[i]!);
    }
    const step = leastSquares(weighted, working);
    const next = offset.map((o, i) => o + predictor(x, step, i));
    let reached = devianceAt(y, next);
    for (let halving = 0; halving < 30 && !(reached <= deviance * (1 + 1e-12)); halving++) {
      for (let i = 0; i < n; i++) next[i] = (next[i]! + eta[i]!) / 2;
      reached = devianceAt(y, next);
    }
    const change = Math.abs(deviance - reached) / (Math.abs(reached) + 0.1);
    deviance = reached;
    eta = next;
    // From here an expectation is 0 for every purpose, and its square root still a normal number.
    for (let i = 0; i < n; i++) mu[i] = Math.exp((eta[i] = Math.max(-600, eta[i]!)));
    const converged = change < CONVERGED;
    if (converged || iterations >= maxIterations) return { mu, step, deviance, iterations, converged };
  }
}

function predictor(x: Matrix, step: LeastSquares, row: number): number {
  let sum = 0;
  for (const j of step.kept) sum += x.data[j * x.rows + row]! * step.coefficients[j]!;
  return sum;
}

/** 2 Σ [y log(y/μ) − (y − μ)]. */
function devianceAt(y: Float64Array, eta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const mu = Math.exp(eta[i]!);
    sum += (y[i]! > 0 ? y[i]! * (Math.log(y[i]!) - eta[i]!) : 0) - (y[i]! - mu);
  }
  return 2 * sum;
}

function summarise(y: Float64Array, x: Matrix, { mu, step, deviance, iterations, converged }: Iterated): PoissonFit {
  let pearson = 0;
  let logLikelihood = 0;
  for (let i = 0; i < y.length; i++) {
    pearson += (y[i]! - mu[i]!) ** 2 / mu[i]!;
    logLikelihood += (y[i]! > 0 ? y[i]! * Math.log(mu[i]!) : 0) - mu[i]! - logGamma(y[i]! + 1);
  }
  const df = y.length - step.rank;
  return {
    status: converged ? "ok" : "not-converged",
    converged,
    iterations,
    coefficients: step.coefficients,
    covariance: step.unscaledCovariance,
    dispersion: df > 0 ? pearson / df : Number.NaN,
    deviance,
    logLikelihood,
    df,
    fitted: mu,
    aliased: step.aliased,
    separated: [],
  };
}

function withoutEvents(n: number, k: number): PoissonFit {
  return {
    status: "no-events",
    converged: false,
    iterations: 0,
    coefficients: new Float64Array(k).fill(Number.NaN),
    covariance: createMatrix(k, k, new Float64Array(k * k).fill(Number.NaN)),
    dispersion: Number.NaN,
    deviance: Number.NaN,
    logLikelihood: Number.NaN,
    df: 0,
    fitted: new Float64Array(n),
    aliased: [],
    separated: Array.from({ length: n }, (_, i) => i),
  };
}

function takeRows(x: Matrix, rows: Int32Array): Matrix {
  const part = createMatrix(rows.length, x.cols);
  for (let j = 0; j < x.cols; j++)
    for (let i = 0; i < rows.length; i++) part.data[j * rows.length + i] = x.data[j * x.rows + rows[i]!]!;
  return part;
}

function mean(v: Float64Array): number {
  return v.reduce((sum, value) => sum + value, 0) / v.length;
}

function check(y: Float64Array, x: Matrix, offset: Float64Array): void {
  if (x.rows !== y.length) throw new RangeError(`fitPoisson: x has ${x.rows} rows; y has ${y.length}`);
  if (offset.length !== y.length)
    throw new RangeError(`fitPoisson: offset has ${offset.length} rows; y has ${y.length}`);
  if (y.length === 0) throw new RangeError("fitPoisson: y is empty");
  const row = y.findIndex((count) => !(Number.isFinite(count) && count >= 0));
  if (row >= 0) throw new RangeError(`fitPoisson: counts must be finite and not negative; row ${row} is ${y[row]}`);
  if (!x.data.every(Number.isFinite)) throw new RangeError("fitPoisson: x must be finite");
  if (!offset.every(Number.isFinite)) throw new RangeError("fitPoisson: offset must be finite");
}
