import { cholesky, choleskyInverse, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { aliasedOf } from "./aliased-columns.ts";
import type { BinomialLink } from "./binomial-links.ts";
import { createLikelihoodPass, type LikelihoodPass } from "./likelihood-pass.ts";
import { separatingDirection } from "./separating-direction.ts";
import { standardColumns, type StandardColumns } from "./standard-columns.ts";

export interface BinomialOptions {
  /** Default "logit". */
  readonly link?: BinomialLink;
  /** One per row, ≥ 0: each multiplies the row's log-likelihood. Default ones. */
  readonly weights?: Float64Array;
  /** Default 50. */
  readonly maxIterations?: number;
}

export interface BinomialFit {
  /**
   * "ok"; "separated": a combination of columns tells (some of) the ones from the zeros without error, and the likelihood has no maximum
   * (Albert and Anderson 1984); "no-variation": y is all 0 or all 1; "not-converged". Unless "ok", numbers below are NaN.
   */
  readonly status: "ok" | "separated" | "no-variation" | "not-converged";
  readonly link: BinomialLink;
  readonly iterations: number;
  /** k numbers per unit of the column, on the scale of the linear predictor; NaN where aliased. */
  readonly coefficients: Float64Array;
  /** k × k inverse of the observed information; NaN in the rows and columns of aliased columns. */
  readonly covariance: Matrix;
  readonly kept: readonly number[];
  /** Columns that are linear combinations of earlier ones. */
  readonly aliased: readonly number[];
  /** Columns that separate, where the status says so: those that carry most of the separating combination. */
  readonly separating: readonly number[];
  readonly logLikelihood: number;
  /** n: x β. */
  readonly linearPredictor: Float64Array;
  /** n: P(y = 1). */
  readonly probabilities: Float64Array;
  /** n: dP / dη. */
  readonly densities: Float64Array;
  /** n: derivative of a row's log-likelihood in its linear predictor, weight included; times a row of x it is the row's score. */
  readonly scores: Float64Array;
  /** n: minus the second derivative, weight included: Σ curvature x x′ is the observed information. */
  readonly curvatures: Float64Array;
  /** n − rank. */
  readonly df: number;
}

/** Twice the distance to the maximum in log-likelihood, per unit of weight, from which one more Newton step reaches rounding. */
const CLOSE = 1e-12;
/** Largest step of a standardised coefficient that cannot be a run to infinity. */
const SMALL_STEP = 0.02;

/**
 * Regression of a binary outcome, logistic or probit: maximum likelihood by Newton's method on columns standardised inside, the step
 * halved while the likelihood falls. `y`: n, 0 or 1; `x`: n × k with its column of ones if an intercept is wanted. Separation is found by
 * its certificate and is a status, never a huge coefficient. RangeError for shapes, other values of y, negative weights and numbers that
 * are not finite.
 */
export function fitBinomial(y: Uint8Array, x: Matrix, options: BinomialOptions = {}): BinomialFit {
  const { link = "logit", maxIterations = 50 } = options;
  const weights = options.weights ?? null;
  check(y, x, weights);
  const columns = standardColumns("fitBinomial", x);
  const aliased = aliasedOf(x, columns);
  const kept = Array.from({ length: x.cols }, (_, j) => j).filter((j) => !aliased.includes(j));
  const pass = createLikelihoodPass(y, x, weights, columns, kept, link);
  const frame = { link, kept, aliased, df: y.length - kept.length };
  const none = (
    status: BinomialFit["status"],
    iterations: number,
    separating: readonly number[] = [],
  ): BinomialFit => ({
    ...frame,
    status,
    iterations,
    separating,
    coefficients: new Float64Array(x.cols).fill(NaN),
    covariance: createMatrix(x.cols, x.cols, new Float64Array(x.cols * x.cols).fill(NaN)),
    logLikelihood: NaN,
    linearPredictor: nan(y.length),
    probabilities: nan(y.length),
    densities: nan(y.length),
    scores: nan(y.length),
    curvatures: nan(y.length),
  });
  if (isConstant(y, weights)) return none("no-variation", 0);

  const q = kept.length;
  let gamma = new Float64Array(q);
  let value = pass.at(gamma);
  const scale = pass.totalWeight / y.length;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const lower = cholesky(pass.information);
    if (lower === null) {
      const direction = separatingDirection(y, weights, pass, gamma);
      return direction === null
        ? none("not-converged", iteration)
        : none("separated", iteration, named(direction, kept, columns.intercept));
    }
    const step = choleskySolve(lower, pass.gradient);
    let decrement = 0;
    let longest = 0;
    for (let j = 0; j < q; j++) {
      decrement += step[j]! * pass.gradient[j]!;
      longest = Math.max(longest, Math.abs(step[j]!));
    }
    const close = decrement <= CLOSE * scale && longest < SMALL_STEP;
    if (!close && iteration > 4 && longest >= SMALL_STEP) {
      const direction =
        separatingDirection(y, weights, pass, step) ?? separatingDirection(y, weights, pass, gamma, true);
      if (direction !== null) return none("separated", iteration, named(direction, kept, columns.intercept));
    }
    let next = gamma.map((each, j) => each + step[j]!);
    let reached = pass.at(next);
    for (let halving = 0; halving < 40 && !(reached >= value - 1e-12 * Math.abs(value)); halving++) {
      next = next.map((each, j) => (each + gamma[j]!) / 2);
      reached = pass.at(next);
    }
    gamma = next;
    value = reached;
    if (close)
      return (
        finished(x, columns, kept, gamma, pass, { ...frame, iterations: iteration, logLikelihood: value }) ??
        none("not-converged", iteration)
      );
  }
  const direction = separatingDirection(y, weights, pass, gamma);
  return direction === null
    ? none("not-converged", maxIterations)
    : none("separated", maxIterations, named(direction, kept, columns.intercept));
}

function nan(n: number): Float64Array {
  return new Float64Array(n).fill(NaN);
}

function isConstant(y: Uint8Array, weights: Float64Array | null): boolean {
  let [ones, zeros] = [false, false];
  for (let i = 0; i < y.length; i++) {
    if (weights !== null && weights[i] === 0) continue;
    if (y[i] === 1) ones = true;
    else zeros = true;
  }
  return !(ones && zeros);
}

/** Columns with at least half of the largest standardised share in a direction; never the intercept. */
function named(direction: Float64Array, kept: readonly number[], intercept: number): readonly number[] {
  const shares = direction.map((each, l) => (kept[l] === intercept ? 0 : Math.abs(each)));
  const most = shares.reduce((largest, each) => Math.max(largest, each), 0);
  return kept.filter((j, l) => j !== intercept && shares[l]! >= most / 2);
}

type Known = Pick<BinomialFit, "link" | "kept" | "aliased" | "df" | "iterations" | "logLikelihood">;

/** Back from standardised coefficients: β = T γ with T lower triangular but for the intercept's row. */
function finished(
  x: Matrix,
  { intercept, centres, scales }: StandardColumns,
  kept: readonly number[],
  gamma: Float64Array,
  pass: LikelihoodPass,
  known: Known,
): BinomialFit | null {
  const lower = cholesky(pass.information);
  if (lower === null) return null;
  const inverse = choleskyInverse(lower).data;
  const q = kept.length;
  const k = x.cols;
  const origin = kept.indexOf(intercept);
  const coefficients = new Float64Array(k).fill(NaN);
  // Row `origin` of T: 1 / scale for the intercept, −centre / (scale · intercept) for the others.
  const shift = Float64Array.from(kept, (j, l) =>
    l === origin ? 1 / scales[j]! : -centres[j]! / (scales[j]! * (scales[intercept] ?? 1)),
  );
  for (let l = 0; l < q; l++) {
    const j = kept[l]!;
    coefficients[j] = l === origin ? gamma.reduce((sum, each, m) => sum + each * shift[m]!, 0) : gamma[l]! / scales[j]!;
  }
  const covariance = createMatrix(k, k, new Float64Array(k * k).fill(NaN));
  const half = new Float64Array(q * q); // T × inverse
  for (let a = 0; a < q; a++) {
    for (let c = 0; c < q; c++) {
      if (a !== origin) half[a * q + c] = inverse[a * q + c]! / scales[kept[a]!]!;
      else for (let b = 0; b < q; b++) half[a * q + c]! += shift[b]! * inverse[b * q + c]!;
    }
  }
  for (let a = 0; a < q; a++) {
    for (let c = 0; c < q; c++) {
      let sum = 0;
      if (c !== origin) sum = half[a * q + c]! / scales[kept[c]!]!;
      else for (let b = 0; b < q; b++) sum += half[a * q + b]! * shift[b]!;
      covariance.data[kept[c]! * k + kept[a]!] = sum;
    }
  }
  return { ...known, status: "ok", separating: [], coefficients, covariance, ...pass.rows() };
}

function check(y: Uint8Array, x: Matrix, weights: Float64Array | null): void {
  const fail = (what: string): never => {
    throw new RangeError(`fitBinomial: ${what}`);
  };
  if (x.rows !== y.length) fail(`x has ${x.rows} rows; y has ${y.length}`);
  if (y.length === 0) fail("there are no rows");
  const odd = y.findIndex((each) => each > 1);
  if (odd !== -1) fail(`y must be 0 or 1; row ${odd} is ${y[odd]}`);
  if (weights === null) return;
  if (weights.length !== y.length) fail(`there are ${weights.length} weights for ${y.length} rows`);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong !== -1) fail(`weights must be finite and not negative; row ${wrong} is ${weights[wrong]}`);
}
