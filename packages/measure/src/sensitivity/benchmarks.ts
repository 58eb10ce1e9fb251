import type { Table } from "@ie/contracts";
import {
  benchmarkBound,
  cholesky,
  choleskySolve,
  confoundedEstimate,
  createMatrix,
  leastSquares,
  type ConfoundedEstimate,
  type LeastSquares,
  type Matrix,
} from "@ie/stats";
import type { CovariateColumns } from "../units/index.ts";

/** A covariate as yardstick: what one omitted variable as strong as it would do. */
export interface Benchmark {
  readonly covariate: string;
  /** Shares of residual variance that the covariate explains, of the treatment and of the outcome. */
  readonly treatmentR2: number;
  readonly outcomeR2: number;
  /** Null where no variable can be as strong. */
  readonly bound: ConfoundedEstimate | null;
}

export interface Benchmarks {
  /** Of the regression of the outcome on treatment and covariates. */
  readonly treatment: { readonly value: number; readonly stderr: number };
  readonly df: number;
  /** The one that would do most first. */
  readonly benchmarks: readonly Benchmark[];
  readonly table: Table;
}

/** How many times as strong as a covariate the omitted variables of the table are. */
const multiples = [1, 2, 3];

/** Partial R² of the columns `own` together (Wald's statistic over itself plus the degrees of freedom); 0 where all are aliased. */
function partialR2Of(fit: LeastSquares, own: readonly number[]): number {
  const used = own.filter((j) => fit.kept.includes(j));
  if (used.length === 0 || !(fit.rss > 0)) return used.length === 0 ? 0 : 1;
  const p = fit.coefficients.length;
  const block = createMatrix(used.length, used.length);
  used.forEach((j, b) => {
    used.forEach((i, a) => {
      block.data[b * used.length + a] = fit.unscaledCovariance.data[j * p + i]!;
    });
  });
  const factor = cholesky(block);
  if (factor === null) return 0;
  const values = Float64Array.from(used, (j) => fit.coefficients[j]!);
  const explained = choleskySolve(factor, values).reduce((sum, each, a) => sum + each * values[a]!, 0);
  return explained / (explained + fit.rss);
}

/** Columns of ones, then the treatment, then the covariates. */
function designOf(treatment: ArrayLike<number>, covariates: readonly CovariateColumns[]): Matrix {
  const n = treatment.length;
  const columns = covariates.flatMap((each) => each.columns);
  const x = createMatrix(n, 2 + columns.length);
  x.data.fill(1, 0, n);
  for (let i = 0; i < n; i++) x.data[n + i] = treatment[i]!;
  columns.forEach((column, j) => x.data.set(column, (2 + j) * n));
  return x;
}

/** Without its second column, the treatment. */
function withoutTreatment(x: Matrix): Matrix {
  const n = x.rows;
  const rest = createMatrix(n, x.cols - 1);
  rest.data.fill(1, 0, n);
  rest.data.set(x.data.subarray(2 * n), n);
  return rest;
}

/** The covariates as yardsticks of hidden confounding; null where the treatment's coefficient has no standard error. */
export function benchmarksOf(
  outcome: Float64Array,
  treatment: ArrayLike<number>,
  covariates: readonly CovariateColumns[],
  level: number,
): Benchmarks | null {
  const x = designOf(treatment, covariates);
  const n = x.rows;
  const onOutcome = leastSquares(x, outcome);
  const df = onOutcome.dfResidual;
  const p = x.cols;
  const stderr = Math.sqrt((onOutcome.rss / df) * onOutcome.unscaledCovariance.data[p + 1]!);
  if (!(df > 1 && stderr > 0)) return null;
  const value = onOutcome.coefficients[1]!;
  const onTreatment = leastSquares(withoutTreatment(x), x.data.subarray(n, 2 * n));
  const places: number[][] = [];
  let next = 2;
  for (const { columns } of covariates) {
    places.push(columns.map((_, c) => next + c));
    next += columns.length;
  }
  const shares = covariates.map(({ name }, c) => ({
    covariate: name,
    treatmentR2: partialR2Of(
      onTreatment,
      places[c]!.map((j) => j - 1),
    ),
    outcomeR2: partialR2Of(onOutcome, places[c]!),
  }));
  const boundOf = (own: (typeof shares)[number], times: number): ConfoundedEstimate | null => {
    const bound = benchmarkBound(own.treatmentR2, own.outcomeR2, times);
    return bound && confoundedEstimate(value, stderr, df, bound.treatmentR2, bound.outcomeR2, level);
  };
  const sign = Math.sign(value);
  // What is left of the effect; ties by name, so that the order of covariates means nothing.
  const left = ({ bound }: Benchmark): number => (bound === null ? -Infinity : sign * bound.value);
  const benchmarks = shares
    .map((own): Benchmark => ({ ...own, bound: boundOf(own, 1) }))
    .sort((a, b) => (left(a) === left(b) ? (a.covariate < b.covariate ? -1 : 1) : left(a) - left(b)));
  const rows = benchmarks.flatMap((own) => multiples.map((times) => ({ own, times, bound: boundOf(own, times) })));
  const column = (of: (bound: ConfoundedEstimate) => number): Float64Array =>
    Float64Array.from(rows, ({ bound }) => (bound === null ? NaN : of(bound)));
  return {
    treatment: { value, stderr },
    df,
    benchmarks,
    table: {
      as_strong_as: rows.map(({ own }) => own.covariate),
      times: Float64Array.from(rows, ({ times }) => times),
      treatment_r2: column((bound) => bound.treatmentR2),
      outcome_r2: column((bound) => bound.outcomeR2),
      effect: column((bound) => bound.value),
      std_error: column((bound) => bound.stderr),
      ci_lower: column((bound) => bound.lower),
      ci_upper: column((bound) => bound.upper),
      worst_limit: column((bound) => bound.limit),
    },
  };
}
