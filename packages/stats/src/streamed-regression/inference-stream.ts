import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { NoVariance, RobustKind } from "../regression/robust-inference.ts";
import { contrastCoordinates, rowCoordinates } from "../regression/row-coordinates.ts";
import { checkBlock } from "./check-block.ts";
import { createClusterSums } from "./cluster-sums.ts";
import { createHeteroskedasticSums } from "./heteroskedastic-sums.ts";
import type { StreamedLeastSquares } from "./regression-stream.ts";
import type { RowSums, Sums } from "./row-sums.ts";
import { updateRows } from "../linear-algebra/triangle-update.ts";

/** Inference on m linear combinations of the coefficients; as {@link RobustInference}. */
export interface StreamedInference {
  /** m estimates c′β̂; NaN where a contrast weighs an aliased coefficient. */
  readonly values: Float64Array;
  /** m × m; NaN in the rows and columns of contrasts that have no variance. */
  readonly covariance: Matrix;
  /** m degrees of freedom of Student's t; NaN where a contrast has no variance. */
  readonly df: Float64Array;
  /** Per contrast, why it has no variance, or null. */
  readonly reasons: readonly (NoVariance | null)[];
  /** Clusters seen; null for the kinds without clusters. */
  readonly clusters: number | null;
}

/** Takes the same rows again; see {@link createInferenceStream}. */
export interface InferenceStream {
  /** `clusters`: code 0, 1, … of each row's cluster, needed for CR0, CR1 and CR2. RangeError on another shape or too many clusters. */
  add(x: Matrix, y: Float64Array, clusters?: Int32Array): void;
  /** RangeError unless as many rows were added as in the first pass. */
  finish(): StreamedInference;
}

export interface InferenceStreamOptions {
  /** Most numbers kept for clusters (default 25 million, 200 MB): m a cluster for CR0 and CR1, rank² + rank for CR2. */
  readonly clusterNumbers?: number;
  /** HC2 takes Bell and McCaffrey's degrees of freedom for the first so many contrasts, n − rank for the others; default all. */
  readonly satterthwaite?: number;
}

/** Share of the variance under equal error variances below which an estimate is what rounding leaves of a zero. */
const rounding = 1e-24;

/**
 * Second pass of a streamed regression: what the errors say about `contrasts` (k × m) by the covariance of `kind`, in memory that does
 * not grow with n (for CR0, CR1 and CR2 with the number of clusters). Equal to `robustInference` of the regression in memory, whose
 * table lists the kinds, their sources and degrees of freedom; clusters are those of one coding.
 */
export function createInferenceStream(
  fit: StreamedLeastSquares,
  contrasts: Matrix,
  kind: RobustKind,
  options: InferenceStreamOptions = {},
): InferenceStream {
  const who = "createInferenceStream";
  const k = fit.coefficients.length;
  const m = contrasts.cols;
  if (contrasts.rows !== k) throw new RangeError(`${who}: contrasts must have ${k} rows; got ${contrasts.rows}`);
  if (!contrasts.data.every(Number.isFinite)) throw new RangeError(`${who}: contrasts must be finite`);
  const { rank, kept, coefficients } = fit;
  const coordinates = contrastCoordinates(fit, contrasts);
  const u = Array.from({ length: m }, (_, c) => coordinates.subarray(c * rank, (c + 1) * rank));
  const isClustered = kind === "CR0" || kind === "CR1" || kind === "CR2";
  const sums: RowSums | null =
    kind === "classical"
      ? null
      : isClustered
        ? createClusterSums(kind, fit, u, options.clusterNumbers ?? 25_000_000)
        : createHeteroskedasticSums(kind, fit, u, options.satterthwaite ?? m, updateRows);
  const q = new Float64Array(rank * updateRows);
  const residuals = new Float64Array(updateRows);
  const weights = u.map(() => new Float64Array(updateRows));
  let rows = 0;

  function takeRows(x: Matrix, y: Float64Array, from: number, count: number): void {
    rowCoordinates(fit, x, from, count, q);
    for (let i = 0; i < count; i++) residuals[i] = y[from + i]!;
    for (const column of kept) {
      const beta = coefficients[column]!;
      for (let i = 0, at = column * x.rows + from; i < count; i++, at++) {
        residuals[i] = residuals[i]! - beta * x.data[at]!;
      }
    }
    for (const [c, w] of weights.entries()) {
      w.fill(0);
      for (let j = 0; j < rank; j++) {
        const factor = u[c]![j]!;
        for (let i = 0, at = j * count; i < count; i++, at++) w[i] = w[i]! + factor * q[at]!;
      }
    }
  }

  return {
    add(x, y, clusters) {
      checkBlock(who, k, x, y);
      if (isClustered && clusters?.length !== x.rows) {
        throw new RangeError(`${who}: ${kind} needs a cluster of each of ${x.rows} rows; got ${clusters?.length ?? 0}`);
      }
      rows += x.rows;
      if (sums === null) return;
      for (let from = 0; from < x.rows; from += updateRows) {
        const count = Math.min(updateRows, x.rows - from);
        takeRows(x, y, from, count);
        sums.add({ count, residuals, weights, q }, clusters ?? null, from);
      }
    },
    finish() {
      if (rows !== fit.rows) {
        throw new RangeError(`${who}: the second pass has ${rows} rows; the first had ${fit.rows}`);
      }
      return inferenceOf(fit, contrasts, kind, u, sums?.finish() ?? classicalSums(fit, u));
    },
  };
}

function classicalSums(fit: StreamedLeastSquares, u: readonly Float64Array[]): Sums {
  const variance = fit.rss / fit.dfResidual;
  return {
    covariance: Float64Array.from(u.flatMap((a) => u.map((b) => variance * dot(a, b)))),
    df: new Float64Array(u.length).fill(fit.dfResidual),
    reasons: u.map(() => null),
    clusters: null,
  };
}

function inferenceOf(
  fit: StreamedLeastSquares,
  contrasts: Matrix,
  kind: RobustKind,
  u: readonly Float64Array[],
  sums: Sums,
): StreamedInference {
  const m = contrasts.cols;
  const at = (c: number, j: number): number => contrasts.data[c * contrasts.rows + j]!;
  const hasNoDf = fit.dfResidual <= 0 && kind !== "HC0" && kind !== "CR0";
  const reasons = u.map((own, c): NoVariance | null => {
    if (fit.aliased.some((j) => at(c, j) !== 0)) return "aliased coefficient";
    if (hasNoDf) return "no residual degrees of freedom";
    const reason = sums.reasons[c] ?? null;
    return reason ?? (sums.covariance[c * m + c]! > rounding * dot(own, own) * fit.rss ? null : "not positive");
  });
  const isAliased = (c: number): boolean => reasons[c] === "aliased coefficient";
  return {
    values: Float64Array.from(u, (_, c) =>
      isAliased(c) ? NaN : fit.kept.reduce((sum, j) => sum + at(c, j) * fit.coefficients[j]!, 0),
    ),
    covariance: createMatrix(
      m,
      m,
      sums.covariance.map((value, i) => (reasons[Math.floor(i / m)] || reasons[i % m] ? NaN : value)),
    ),
    df: sums.df.map((value, c) => (reasons[c] ? NaN : value)),
    reasons,
    clusters: sums.clusters,
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
