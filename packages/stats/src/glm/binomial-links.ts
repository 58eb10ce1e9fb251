import { expMinusSquare } from "../special/erfc.ts";
import { upperTail } from "../distributions/normal.ts";

export type BinomialLink = "logit" | "probit";

/** What one observation adds, by reference: written into `out` so that a loop over rows allocates nothing. */
export interface Contribution {
  /** P(y = 1). */
  probability: number;
  /** dP / dη. */
  density: number;
  /** Log-likelihood. */
  logLikelihood: number;
  /** Its first derivative in η. */
  score: number;
  /** Minus its second derivative, ≥ 0: both links have a concave log-likelihood. */
  curvature: number;
}

/** `eta`: the linear predictor; `y`: 0 or 1. */
export function logit(eta: number, y: number, out: Contribution): void {
  const tail = Math.exp(-Math.abs(eta));
  const p = eta > 0 ? 1 / (1 + tail) : tail / (1 + tail);
  const q = eta > 0 ? tail / (1 + tail) : 1 / (1 + tail);
  out.probability = p;
  out.density = p * q;
  out.logLikelihood = Math.min(0, y === 1 ? eta : -eta) - Math.log1p(tail);
  out.score = y === 1 ? q : -p;
  out.curvature = p * q;
}

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Here the normal tail nears the smallest double, and its expansion is exact to rounding. */
const FAR = 36;

/** As {@link logit}, P = Φ(η): score λ = q φ / Φ(q η) and curvature λ (λ + η) with q = 2 y − 1 (Greene 2018, section 17.3). */
export function probit(eta: number, y: number, out: Contribution): void {
  const sign = y === 1 ? 1 : -1;
  const z = sign * eta;
  const density = expMinusSquare(eta, 0.5) / ROOT_TWO_PI;
  out.probability = upperTail(-eta);
  out.density = density;
  if (z > -FAR) {
    const tail = upperTail(-z);
    const mills = density / tail;
    out.logLikelihood = z > 0 ? Math.log1p(-upperTail(z)) : Math.log(tail);
    out.score = sign * mills;
    out.curvature = Math.max(0, mills * (mills + z));
    return;
  }
  // φ(z) / Φ(z) = |z| + 1/|z| − 2/|z|³ + …, so that the curvature tends to 1 (Abramowitz and Stegun 26.2.12).
  const far = -z;
  out.logLikelihood = -(z * z) / 2 - Math.log(ROOT_TWO_PI * far) - 1 / (z * z);
  out.score = sign * (far + 1 / far);
  out.curvature = 1 - 1 / (z * z);
}
