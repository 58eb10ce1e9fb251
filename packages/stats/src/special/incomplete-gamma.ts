import { deviance } from "./deviance.ts";
import { logGammaOnePlus, stirlingError } from "./log-gamma.ts";
import { integrateTail } from "./tail-quadrature.ts";
import type { TailPoint, Tails } from "./tails.ts";

/** From this shape on, tails are integrated by quadrature at constant cost; below it, series and continued fraction are short. */
const QUADRATURE_FROM = 20;

/**
 * Regularised incomplete gamma functions P(a, x) (`lower`) and Q(a, x) (`upper`) for a > 0, x ≥ 0; each keeps its relative
 * accuracy in its own far tail (DLMF 8.2.4). NaN arguments, and arguments outside that range, give NaN in both.
 */
export function regularisedGamma(a: number, x: number): Tails {
  if (!(a > 0 && a < Infinity && x >= 0)) return { lower: NaN, upper: NaN };
  const { lower, upper } = gammaTails(a, x, (x - a) / a);
  return { lower, upper };
}

/** Tails of the unit-scale gamma distribution; `u` = (x − a) / a, which a caller may know more precisely than x. */
export function gammaTails(a: number, x: number, u: number): TailPoint {
  if (x === 0) return { lower: 0, upper: 1, density: 0, logSlope: a };
  if (x === Infinity) return { lower: 1, upper: 0, density: 0, logSlope: -Infinity };
  // x^a e^{−x} / Γ(a), in Loader's form: no large terms cancel.
  const density = Math.sqrt(a / (2 * Math.PI)) * Math.exp(-a * deviance(u, x / a) - stirlingError(a));
  const logSlope = -a * u;
  if (a >= QUADRATURE_FROM) {
    const tail = density * quadrature(a, x, a * u);
    return u < 0
      ? { lower: tail, upper: 1 - tail, density, logSlope }
      : { lower: 1 - tail, upper: tail, density, logSlope };
  }
  if (a < 1 && x < 1) return { ...smallShape(a, x), density, logSlope };
  if (x < a) {
    const lower = (density / a) * series(a, x);
    return { lower, upper: 1 - lower, density, logSlope };
  }
  const upper = density * continuedFraction(a, x);
  return { lower: 1 - upper, upper, density, logSlope };
}

/** Tail on x's side of the mean over the density; `excess` = x − a. */
function quadrature(a: number, x: number, excess: number): number {
  const side = excess < 0 ? -1 : 1;
  const drift = (excess + 1) * side;
  return integrateTail(
    {
      value: (tau) => -(a - 1) * deviance(side * tau, 1 + side * tau) - drift * tau,
      derivative: (tau) => ((1 - a) * tau) / (1 + side * tau) - drift,
      slope: drift,
      curvature: a - 1,
    },
    side < 0 ? 1 : Infinity,
  );
}

/** a < 1 and x < 1 (DLMF 8.7.1): Q is taken from expm1, since P is near 1 when a is small. */
function smallShape(a: number, x: number): Tails {
  let power = 1;
  let sum = 0;
  for (let n = 1; ; n++) {
    power *= -x / n;
    const next = sum + power / (a + n);
    if (next === sum) break;
    sum = next;
  }
  const log = a * Math.log(x) - logGammaOnePlus(a);
  const lead = Math.exp(log);
  return { lower: lead * (1 + a * sum), upper: -Math.expm1(log) - lead * a * sum };
}

/** Σ xⁿ / ((a + 1) … (a + n)) (DLMF 8.11.4). */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; ; n++) {
    term *= x / (a + n);
    const next = sum + term;
    if (next === sum) return sum;
    sum = next;
  }
}

/** Γ(a, x) e^x x^{−a} as Legendre's continued fraction (DLMF 8.9.2, even part), by the modified Lentz method. */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 10_000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (b + step * d);
    c = b + step / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}
