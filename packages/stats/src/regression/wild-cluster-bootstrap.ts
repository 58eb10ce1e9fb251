import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";
import { invertSymmetricTest, tie } from "./invert-symmetric-test.ts";
import { leastSquares, type LeastSquares } from "./least-squares.ts";
import { blockRows, contrastCoordinates, rowCoordinates } from "./row-coordinates.ts";
import { groupRows, type RowGroups } from "./row-groups.ts";
import { weightSequence } from "./wild-weights.ts";

/** Options of {@link wildClusterBootstrap}. */
export interface WildClusterOptions {
  readonly rng: Rng;
  /** Bootstrap draws wanted, e.g. 9999. */
  readonly draws: number;
  /** Coverage of the interval, in (0, 1). */
  readonly level: number;
  /** `auto` (default): Webb's six points below 12 clusters, Rademacher signs from 12. */
  readonly weights?: "auto" | "rademacher" | "webb";
  /** Looked at between draws; an aborted one throws its reason. */
  readonly signal?: AbortSignal;
}

/** Result of {@link wildClusterBootstrap}. */
export interface WildClusterBootstrap {
  /** c′β. */
  readonly estimate: number;
  /** Of c′β = 0, two-sided; NaN when there is none: fewer than two clusters, an aliased coefficient, scores that cancel. */
  readonly pValue: number;
  /** Values of c′β that the same test does not reject; null when they have no bound, or when there is no p-value. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Draws made, or the number of all patterns of signs when enumerated. */
  readonly draws: number;
  readonly enumerated: boolean;
  readonly weights: "rademacher" | "webb";
}

/** Share of the residual sum of squares below which the sum of squared scores is what rounding leaves of a zero. */
const ROUNDING = 1e-24;

/**
 * Wild cluster bootstrap of Student's t with the null hypothesis imposed (Cameron, Gelbach and Miller 2008; MacKinnon, Nielsen and Webb
 * 2023), for the coefficients of the regression of `y` (n) on `x` (n × p) weighted by `contrast` (p). The t statistics have CR1 standard
 * errors, whose correction cancels. p counts the observed statistic: it is at least 1 / (draws + 1), or, when all patterns of signs are
 * enumerated, 2 / 2ᴳ. The interval inverts the same test, so that p < 1 − level exactly when it leaves out 0.
 *
 * A draw costs O(G p) (Roodman, MacKinnon, Nielsen and Webb 2019): it needs Q_g′e_g and Q_g′d_g of each cluster alone, where d is the
 * unit vector with c′β ∝ d′y. Under c′β = θ the restricted residuals are e + δd, δ ∝ estimate − θ, hence the statistics ratios of
 * quadratics in δ, which {@link invertSymmetricTest} solves exactly.
 *
 * `clusters`: n codes, any whole numbers. RangeError when lengths differ, or draws or level are out of range.
 */
export function wildClusterBootstrap(
  y: Float64Array,
  x: Matrix,
  contrast: Float64Array,
  clusters: Int32Array,
  options: WildClusterOptions,
): WildClusterBootstrap {
  checkArguments(x, contrast, clusters, options);
  const fit = leastSquares(x, y);
  const groups = groupRows(x.rows, (i) => clusters[i]!);
  const sequence = weightSequence(options.rng, groups.count, options.draws, options.weights ?? "auto");
  const facts = {
    draws: sequence.enumerated ? 2 * sequence.length : sequence.length,
    enumerated: sequence.enumerated,
    weights: sequence.weights,
  };
  if (fit.aliased.some((j) => contrast[j] !== 0)) {
    return { estimate: NaN, pValue: NaN, interval: null, ...facts };
  }
  const estimate = fit.kept.reduce((sum, j) => sum + contrast[j]! * fit.coefficients[j]!, 0);
  const u = contrastCoordinates(fit, createMatrix(contrast.length, 1, contrast));
  const length = Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));
  const direction = u.map((value) => value / length);
  const sums = clusterSums(fit, x, groups, direction);
  const observed = sums.scores.reduce((sum, score) => sum + score * score, 0);
  if (groups.count < 2 || !(observed > ROUNDING * fit.rss)) return { estimate, pValue: NaN, interval: null, ...facts };

  const polynomials = new Float64Array(5 * sequence.length);
  const draw = createDraw(sums, direction, observed);
  const v = new Float64Array(groups.count);
  for (let b = 0; b < sequence.length; b++) {
    if (b % 256 === 0) options.signal?.throwIfAborted();
    sequence.next(v);
    draw(v, polynomials, 5 * b);
  }
  const unit = length * Math.sqrt(observed);
  const test = { estimate, unit, polynomials, added: sequence.enumerated ? 0 : 1 } as const;
  return { estimate, ...invertSymmetricTest(test, options.level), ...facts };
}

/** Of each cluster: Q_g′e_g and Q_g′d_g, rank numbers each, and their inner products with the direction, d_g′e_g and d_g′d_g. */
interface ClusterSums {
  readonly residual: Float64Array;
  readonly along: Float64Array;
  readonly scores: Float64Array;
  readonly shares: Float64Array;
}

function clusterSums(fit: LeastSquares, x: Matrix, groups: RowGroups, direction: Float64Array): ClusterSums {
  const { rank, residuals } = fit;
  const n = x.rows;
  const residual = new Float64Array(groups.count * rank);
  const along = new Float64Array(groups.count * rank);
  const q = new Float64Array(rank * Math.min(n, blockRows));
  const d = new Float64Array(Math.min(n, blockRows));
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    rowCoordinates(fit, x, from, count, q);
    d.fill(0);
    for (let j = 0; j < rank; j++) {
      for (let i = 0; i < count; i++) d[i] = d[i]! + direction[j]! * q[j * count + i]!;
    }
    for (let j = 0; j < rank; j++) {
      for (let i = 0; i < count; i++) {
        const at = groups.codes[from + i]! * rank + j;
        const value = q[j * count + i]!;
        residual[at] = residual[at]! + value * residuals[from + i]!;
        along[at] = along[at]! + value * d[i]!;
      }
    }
  }
  const scores = new Float64Array(groups.count);
  const shares = new Float64Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    for (let j = 0; j < rank; j++) {
      scores[g] = scores[g]! + direction[j]! * residual[g * rank + j]!;
      shares[g] = shares[g]! + direction[j]! * along[g * rank + j]!;
    }
  }
  return { residual, along, scores, shares };
}

/**
 * The draw with weights v as a polynomial in ξ = δ / √observed. Its numerator is d′u for u = v (e + δd), its squared standard error the sum
 * of the squares of d_g′(u_g − Q_g Q′u), both up to the same factor as in the observed statistic, whose square is ξ².
 */
function createDraw(
  { residual, along, scores, shares }: ClusterSums,
  direction: Float64Array,
  observed: number,
): (v: Float64Array, polynomials: Float64Array, at: number) => void {
  const rank = direction.length;
  const root = Math.sqrt(observed);
  const w0 = new Float64Array(rank);
  const w1 = new Float64Array(rank);
  return (v, polynomials, at) => {
    w0.fill(0);
    w1.fill(0);
    for (let g = 0, from = 0; g < v.length; g++) {
      const weight = v[g]!;
      for (let j = 0; j < rank; j++, from++) {
        w0[j] = w0[j]! + weight * residual[from]!;
        w1[j] = w1[j]! + weight * along[from]!;
      }
    }
    let n0 = 0;
    let n1 = 0;
    for (let j = 0; j < rank; j++) {
      n0 += direction[j]! * w0[j]!;
      n1 += direction[j]! * w1[j]!;
    }
    let s00 = 0;
    let s01 = 0;
    let s11 = 0;
    for (let g = 0, from = 0; g < v.length; g++) {
      let s0 = v[g]! * scores[g]!;
      let s1 = v[g]! * shares[g]!;
      for (let j = 0; j < rank; j++, from++) {
        s0 -= along[from]! * w0[j]!;
        s1 -= along[from]! * w1[j]!;
      }
      s00 += s0 * s0;
      s01 += s0 * s1;
      s11 += s1 * s1;
    }
    n0 /= root;
    s00 /= observed;
    s01 /= root;
    // With weights all equal the part of d vanishes, but for rounding: the shares d_g′d_g add up to 1.
    if (s11 < ROUNDING) s01 = s11 = 0;
    polynomials[at] = (1 + tie) * n0 * n0;
    polynomials[at + 1] = (1 + tie) * 2 * n0 * n1;
    polynomials[at + 2] = (1 + tie) * n1 * n1 - s00;
    polynomials[at + 3] = -2 * s01;
    polynomials[at + 4] = -s11;
  };
}

function checkArguments(x: Matrix, contrast: Float64Array, clusters: Int32Array, options: WildClusterOptions): void {
  const who = "wildClusterBootstrap";
  if (contrast.length !== x.cols || !contrast.every(Number.isFinite) || contrast.every((value) => value === 0)) {
    throw new RangeError(`${who}: contrast must be ${x.cols} finite numbers, not all 0; got ${contrast.join(", ")}`);
  }
  if (clusters.length !== x.rows) {
    throw new RangeError(`${who}: clusters must hold ${x.rows} codes; got ${clusters.length}`);
  }
  if (!Number.isInteger(options.draws) || options.draws < 1) {
    throw new RangeError(`${who}: draws must be a whole number of at least 1; got ${options.draws}`);
  }
  if (!(options.level > 0 && options.level < 1)) {
    throw new RangeError(`${who}: level must lie between 0 and 1; got ${options.level}`);
  }
}
