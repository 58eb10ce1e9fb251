import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createCovarianceFilter } from "./covariance-filter.ts";
import type { Design } from "./design.ts";
import type { Arma, InnovationsFilter } from "./innovations.ts";
import { createInnovationsFilter } from "./innovations.ts";
import { multiplySeasonal, partialsToCoefficients } from "./polynomials.ts";

/** Parameters in natural form with the expanded polynomials that the filters take. */
interface ArmaPoint extends Arma {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  readonly seasonalAr: Float64Array;
  readonly seasonalMa: Float64Array;
}

/**
 * The likelihood with regression and σ² profiled out, in the design's units. One workspace per fit: `evaluate`
 * allocates nothing, and the fields hold the results of its last call.
 */
export interface Profile {
  readonly point: ArmaPoint;
  /** Sets `point` from angles u, with partial autocorrelations sin u. */
  setAngles(u: Float64Array): void;
  /** Minus the (restricted) profile log-likelihood per observation, without its constant; Infinity when not stationary. */
  evaluate(u: Float64Array): number;
  /** GLS coefficients on Q. */
  readonly gamma: Float64Array;
  /** Lower Cholesky factor of Q'Ω⁻¹Q, rank × rank. */
  readonly lower: Matrix;
  /** Variance of the innovations: residual sum of squares ÷ nobs, or ÷ (nobs − rank) where restricted. */
  readonly sigma2: { value: number };
  /** Standardised innovations of outcome and Q, in units of σ = 1; n × (1 + rank). */
  readonly innovations: Float64Array;
  readonly filter: InnovationsFilter;
}

/** Closer to a unit root than this, rounding can pass for likelihood. */
const UNIT_ROOT = 1e-9;

function createPointSetter(design: Design): { point: ArmaPoint; expand: () => void } {
  const { p, q, P, Q, s, arDegree, maDegree } = design.shape;
  const point: ArmaPoint = {
    ar: new Float64Array(p),
    ma: new Float64Array(q),
    seasonalAr: new Float64Array(P),
    seasonalMa: new Float64Array(Q),
    phi: new Float64Array(arDegree),
    theta: new Float64Array(maDegree),
  };
  const expand = (): void => {
    multiplySeasonal(point.ar, point.seasonalAr, s, -1, point.phi);
    multiplySeasonal(point.ma, point.seasonalMa, s, 1, point.theta);
  };
  return { point, expand };
}

/**
 * `restricted` takes the likelihood of the error contrasts (Harville 1974): it adds ½ log|Q'Ω⁻¹Q| and gives σ² its degrees
 * of freedom, which removes most of the downward bias of autocorrelation and variance in short series.
 */
export function createProfile(design: Design, restricted: boolean): Profile {
  const { n, nobs, rank, columns } = design;
  const { point, expand } = createPointSetter(design);
  const filter = createFilter(design, 1 + rank);
  const innovations = new Float64Array(n * (1 + rank));
  const gamma = new Float64Array(rank);
  const lower = createMatrix(rank, rank);
  const L = lower.data;
  const cross = new Float64Array(rank);
  const products = new Float64Array((1 + rank) ** 2);
  const sigma2 = { value: Number.NaN };
  const partials = [point.ar, point.ma, point.seasonalAr, point.seasonalMa].map((c) => new Float64Array(c.length));
  // A coefficient's sign convention: φ as it is, θ negated.
  const targets = [point.ar, point.ma, point.seasonalAr, point.seasonalMa];

  /** Π cos² over the AR angles, near the ratio of innovation variance to outcome variance. */
  let stationarity = 1;
  const setAngles = (u: Float64Array): void => {
    let at = 0;
    stationarity = 1;
    for (let b = 0; b < 4; b++) {
      const r = partials[b]!;
      const target = targets[b]!;
      for (let i = 0; i < r.length; i++) {
        if (b === 0 || b === 2) stationarity *= Math.cos(u[at]!) ** 2;
        r[i] = Math.sin(u[at++]!);
      }
      partialsToCoefficients(r, target);
      if (b === 1 || b === 3) for (let i = 0; i < target.length; i++) target[i] = -target[i]!;
    }
    expand();
  };

  const evaluatePoint = (): number => {
    const logDeterminant = filter.run(point, columns, innovations);
    if (Number.isNaN(logDeterminant)) return Infinity;
    const m = 1 + rank;
    crossProducts(innovations, n, m, products);
    let rss = products[0]!;
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = products[(1 + i) * m + 1 + j]!;
        for (let l = 0; l < j; l++) sum -= L[l * rank + i]! * L[l * rank + j]!;
        if (i === j) {
          if (!(sum > 0)) return Infinity;
          L[i * rank + i] = Math.sqrt(sum);
        } else L[j * rank + i] = sum / L[j * rank + j]!;
      }
      let sum = products[(1 + i) * m]!;
      for (let l = 0; l < i; l++) sum -= L[l * rank + i]! * cross[l]!;
      cross[i] = sum / L[i * rank + i]!;
      rss -= cross[i]! * cross[i]!;
    }
    for (let i = rank - 1; i >= 0; i--) {
      let sum = cross[i]!;
      for (let l = i + 1; l < rank; l++) sum -= L[i * rank + l]! * gamma[l]!;
      gamma[i] = sum / L[i * rank + i]!;
    }
    if (!(rss > 0)) return Infinity;
    if (!restricted) {
      sigma2.value = rss / nobs;
      return 0.5 * (Math.log(sigma2.value) + logDeterminant / nobs);
    }
    sigma2.value = rss / (nobs - rank);
    let logRoot = 0;
    for (let i = 0; i < rank; i++) logRoot += Math.log(L[i * rank + i]!);
    return (0.5 * ((nobs - rank) * Math.log(sigma2.value) + logDeterminant) + logRoot) / nobs;
  };

  return {
    point,
    setAngles,
    evaluate: (u) => {
      setAngles(u);
      return stationarity > UNIT_ROOT ? evaluatePoint() : Infinity;
    },
    gamma,
    lower,
    sigma2,
    innovations,
    filter,
  };
}

/** The filter that the design's columns ask for. */
export function createFilter(design: Design, columns: number): InnovationsFilter {
  const { n, shape, observed, starts, delta } = design;
  return observed === null
    ? createInnovationsFilter(n, columns, shape)
    : createCovarianceFilter(n, columns, shape, observed, starts === null ? undefined : delta);
}

/** Lower triangle of E'E for the columns of E (n × m, column-major) into row-major `out`, up to three sums a pass. */
function crossProducts(E: Float64Array, n: number, m: number, out: Float64Array): void {
  for (let a = 0; a < m; a++)
    for (let b = a; b < m; b += 3) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      const end = (a + 1) * n;
      const width = Math.min(3, m - b);
      let j = b * n;
      if (width === 3)
        for (let i = a * n; i < end; i++, j++) {
          const x = E[i]!;
          s0 += x * E[j]!;
          s1 += x * E[j + n]!;
          s2 += x * E[j + 2 * n]!;
        }
      else if (width === 2)
        for (let i = a * n; i < end; i++, j++) {
          const x = E[i]!;
          s0 += x * E[j]!;
          s1 += x * E[j + n]!;
        }
      else for (let i = a * n; i < end; i++, j++) s0 += E[i]! * E[j]!;
      out[b * m + a] = s0;
      if (width > 1) out[(b + 1) * m + a] = s1;
      if (width > 2) out[(b + 2) * m + a] = s2;
    }
}
