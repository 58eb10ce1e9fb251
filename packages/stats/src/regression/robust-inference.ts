import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { clusteredCovariance, type ClusteredKind } from "./clustered.ts";
import { projected, type ContrastCovariance } from "./contrast-covariance.ts";
import { heteroskedasticCovariance, type HeteroskedasticKind } from "./heteroskedastic.ts";
import type { LeastSquares } from "./least-squares.ts";
import { createRobustMeat, type RobustMeat } from "./robust-meat.ts";
import { blockRows, contrastCoordinates } from "./row-coordinates.ts";

/** Estimators of the covariance of least-squares coefficients; see {@link robustInference}. */
export type RobustKind = "classical" | HeteroskedasticKind | ClusteredKind;

/** Why a contrast has no variance. */
export type NoVariance =
  | "aliased coefficient"
  | "no residual degrees of freedom"
  | "leverage one"
  | "one cluster"
  | "not positive";

/** Inference on m contrasts c′β. */
export interface RobustInference {
  /** m estimates c′β; NaN where a contrast weighs an aliased coefficient. */
  readonly values: Float64Array;
  /** m × m; NaN in the rows and columns of contrasts that have no variance. */
  readonly covariance: Matrix;
  /** m degrees of freedom of Student's t; NaN where a contrast has no variance. */
  readonly df: Float64Array;
  /**
   * Per contrast, why it has no variance, or null. `leverage one`: an observation (HC2, HC3, HC4) or a cluster (CR2) fixes part of the
   * contrast, so that no residual shows its error. `not positive`: the estimate is zero, as with two clusters whose residuals cancel.
   */
  readonly reasons: readonly (NoVariance | null)[];
  /** True when a two-way covariance was not positive semi-definite and its negative eigenvalues were set to zero. */
  readonly repaired: boolean;
  /**
   * p variances of the coefficients by the same kind, where they were asked for and rows are independent; NaN of aliased ones, of all
   * without residual degrees of freedom, and of those that an observation of leverage 1 bears upon.
   */
  readonly coefficientVariances: Float64Array | null;
}

/** Share of the variance under equal error variances below which an estimate is what rounding leaves of a zero. */
const ROUNDING = 1e-24;

/**
 * Inference on `contrasts` (p × m, one in each column) of the coefficients of `fit`, the regression on `x`.
 *
 * | kind | variance | degrees of freedom |
 * |---|---|---|
 * | classical | equal error variances | n − rank |
 * | HC0, HC1, HC3, HC4 | White (1980); MacKinnon and White (1985); Cribari-Neto (2004) | n − rank |
 * | HC2 | unbiased under equal variances | Bell and McCaffrey (2002), see Imbens and Kolesár (2016) |
 * | CR0, CR1 | Liang and Zeger (1986); CR1 × G/(G − 1) · (n − 1)/(n − rank) | G − 1 |
 * | CR2 | unbiased under equal variances | Satterthwaite, Pustejovsky and Tipton (2018) |
 *
 * `clusters`: for CR0, CR1 and CR2 one coding of the rows, any whole numbers, or two for two-way clustering (Cameron, Gelbach and Miller
 * 2011), whose degrees of freedom are the smaller of the two. With every row its own cluster CR2 is HC2.
 * `coefficients` asks for the variances of the coefficients from the same pass over the rows.
 * RangeError when shapes differ, or clusters are missing or not wanted.
 */
export function robustInference(
  fit: LeastSquares,
  x: Matrix,
  contrasts: Matrix,
  kind: RobustKind,
  clusters: readonly Int32Array[] = [],
  { coefficients = false }: { readonly coefficients?: boolean } = {},
): RobustInference {
  checkArguments(fit, x, contrasts, kind, clusters);
  const { rank } = fit;
  const m = contrasts.cols;
  const u = contrastCoordinates(fit, contrasts);
  const takesLeverage = kind !== "HC0" && kind !== "HC1";
  const meat = coefficients ? createRobustMeat(fit, Math.min(x.rows, blockRows), takesLeverage) : null;
  const own: ContrastCovariance = isClustered(kind)
    ? clusteredCovariance(fit, x, u, kind, clusters)
    : kind === "classical"
      ? classicalCovariance(fit, u, m)
      : heteroskedasticCovariance(fit, x, u, kind, true, meat);
  const hasNoDf = fit.dfResidual <= 0 && kind !== "HC0" && kind !== "CR0";
  const reasons = Array.from({ length: m }, (_, c): NoVariance | null => {
    const variance = own.covariance[c * m + c]!;
    if (fit.aliased.some((j) => contrasts.data[c * contrasts.rows + j] !== 0)) return "aliased coefficient";
    if (hasNoDf) return "no residual degrees of freedom";
    if (own.hasOneCluster) return "one cluster";
    if (own.leverageOne[c]) return "leverage one";
    const scale = u.subarray(c * rank, (c + 1) * rank).reduce((sum, value) => sum + value * value, 0) * fit.rss;
    return variance > ROUNDING * scale ? null : "not positive";
  });
  const covariance = createMatrix(m, m);
  const values = new Float64Array(m);
  for (let c = 0; c < m; c++) {
    values[c] = reasons[c] === "aliased coefficient" ? NaN : estimate(fit, contrasts, c);
    for (let d = 0; d < m; d++) {
      covariance.data[c * m + d] = reasons[c] || reasons[d] ? NaN : own.covariance[c * m + d]!;
    }
  }
  return {
    values,
    covariance,
    df: Float64Array.from(reasons, (reason, c) => (reason ? NaN : own.df[c]!)),
    reasons,
    repaired: own.repaired ?? false,
    coefficientVariances: meat === null || isClustered(kind) ? null : coefficientVariances(fit, kind, hasNoDf, meat),
  };
}

function coefficientVariances(fit: LeastSquares, kind: RobustKind, hasNoDf: boolean, meat: RobustMeat): Float64Array {
  if (hasNoDf) return fit.coefficients.map(() => NaN);
  if (kind !== "classical") return meat.variances();
  const { data, rows } = fit.unscaledCovariance;
  return fit.coefficients.map((_, j) => (data[j * rows + j]! * fit.rss) / fit.dfResidual);
}

function isClustered(kind: RobustKind): kind is ClusteredKind {
  return kind === "CR0" || kind === "CR1" || kind === "CR2";
}

function checkArguments(
  fit: LeastSquares,
  x: Matrix,
  contrasts: Matrix,
  kind: RobustKind,
  clusters: readonly Int32Array[],
): void {
  const who = "robustInference";
  const n = fit.residuals.length;
  const p = fit.coefficients.length;
  if (x.rows !== n || x.cols !== p) {
    throw new RangeError(`${who}: x must be the fitted ${n} x ${p} matrix; got ${x.rows} x ${x.cols}`);
  }
  if (contrasts.rows !== p) {
    throw new RangeError(`${who}: contrasts must have a row for each of ${p} coefficients; got ${contrasts.rows}`);
  }
  if (!contrasts.data.every(Number.isFinite)) throw new RangeError(`${who}: contrasts must be finite`);
  const isWanted = isClustered(kind) ? clusters.length === 1 || clusters.length === 2 : clusters.length === 0;
  if (!isWanted) {
    const wanted = isClustered(kind) ? "needs one or two codings of clusters" : "takes no clusters";
    throw new RangeError(`${who}: ${kind} ${wanted}; got ${clusters.length}`);
  }
  for (const codes of clusters) {
    if (codes.length !== n) throw new RangeError(`${who}: clusters must hold ${n} codes; got ${codes.length}`);
  }
}

function classicalCovariance(fit: LeastSquares, u: Float64Array, m: number): ContrastCovariance {
  const { rank } = fit;
  const meat = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) meat[j * rank + j] = fit.rss / fit.dfResidual;
  return {
    covariance: projected(meat, u, rank),
    df: new Float64Array(m).fill(fit.dfResidual),
    leverageOne: new Uint8Array(m),
  };
}

function estimate(fit: LeastSquares, contrasts: Matrix, c: number): number {
  let sum = 0;
  for (const j of fit.kept) sum += contrasts.data[c * contrasts.rows + j]! * fit.coefficients[j]!;
  return sum;
}
