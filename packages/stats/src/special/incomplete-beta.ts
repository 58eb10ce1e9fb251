import { deviance } from "./deviance.ts";
import { productError, sumError } from "./double-double.ts";
import { logGammaIncrement, logGammaOnePlus, stirlingError } from "./log-gamma.ts";
import { integrateTail } from "./tail-quadrature.ts";
import type { TailPoint, Tails } from "./tails.ts";

/** When both shapes reach this, tails are integrated by quadrature at constant cost. */
const QUADRATURE_FROM = 20;

/**
 * Regularised incomplete beta functions I_x(a, b) (`lower`) and 1 − I_x(a, b) (`upper`) for a, b > 0, 0 ≤ x ≤ 1; each keeps its
 * relative accuracy in its own far tail (DLMF 8.17.2). NaN arguments, and arguments outside that range, give NaN in both.
 */
export function regularisedBeta(x: number, a: number, b: number): Tails {
  if (!(a > 0 && a < Infinity && b > 0 && b < Infinity && x >= 0 && x <= 1)) return { lower: NaN, upper: NaN };
  const { lower, upper } = betaTails(a, b, x, 1 - x, excessOverMean(x, a, b));
  return { lower, upper };
}

/** (a + b) x − a to full relative accuracy. */
export function excessOverMean(x: number, a: number, b: number): number {
  const total = a + b;
  const product = total * x;
  return product - a + (productError(total, x, product) + sumError(a, b, total) * x);
}

/**
 * Tails of the beta distribution at x, with y = 1 − x and w = b x − a y. Each of the three need only be accurate relative to
 * itself, which is what lets a caller in other variables (F, Student's t) keep every digit. `density` is with respect to logit x.
 */
export function betaTails(a: number, b: number, x: number, y: number, w: number): TailPoint {
  const logSlope = -w;
  if (x === 0) return { lower: 0, upper: 1, density: 0, logSlope };
  if (y === 0) return { lower: 1, upper: 0, density: 0, logSlope };
  const density = logitDensity(a, b, x, y, w);
  if (Math.min(a, b) >= QUADRATURE_FROM) {
    return w < 0
      ? fromLower(density * quadrature(a, b, x, y, w), density, logSlope)
      : fromUpper(density * quadrature(b, a, y, x, -w), density, logSlope);
  }
  if (a < 1 && x <= 0.5 && b * x <= 1) return { ...smallShape(a, b, x), density, logSlope };
  if (b < 1 && y <= 0.5 && a * y <= 1) {
    const { lower: upper, upper: lower } = smallShape(b, a, y);
    return { lower, upper, density, logSlope };
  }
  return w < 0
    ? fromLower(density * continuedFraction(a, b, x, y, -w), density, logSlope)
    : fromUpper(density * continuedFraction(b, a, y, x, w), density, logSlope);
}

function fromLower(lower: number, density: number, logSlope: number): TailPoint {
  return { lower, upper: 1 - lower, density, logSlope };
}

function fromUpper(upper: number, density: number, logSlope: number): TailPoint {
  return { lower: 1 - upper, upper, density, logSlope };
}

/** x^a y^b / B(a, b), in Loader's form: no large terms cancel. */
function logitDensity(a: number, b: number, x: number, y: number, w: number): number {
  const total = a + b;
  const log =
    stirlingError(total) -
    stirlingError(a) -
    stirlingError(b) -
    a * deviance(w / a, x * (total / a)) -
    b * deviance(-w / b, y * (total / b));
  return Math.sqrt((a / total) * (b / (2 * Math.PI))) * Math.exp(log);
}

/** I_x(a, b) over the density for x below the mean (w ≤ 0): ∫ (1 − τ)^{a−1} (1 + τx/y)^{b−1} dτ / y. */
function quadrature(a: number, b: number, x: number, y: number, w: number): number {
  const odds = x / y;
  const drift = (x - y - w) / y;
  const integral = integrateTail(
    {
      value: (tau) => -(a - 1) * deviance(-tau, 1 - tau) - (b - 1) * deviance(odds * tau, 1 + odds * tau) - drift * tau,
      derivative: (tau) => (1 - a) * (tau / (1 - tau)) - (b - 1) * odds * odds * (tau / (1 + odds * tau)) - drift,
      slope: drift,
      curvature: a - 1 + (b - 1) * odds * odds,
    },
    1,
  );
  return integral / y;
}

/** a < 1 (DLMF 8.17.7 with 15.8.1): the upper tail is taken from expm1, since the lower is near 1 when a is small. */
function smallShape(a: number, b: number, x: number): Tails {
  let power = 1;
  let sum = 0;
  for (let n = 1; ; n++) {
    power *= ((n - b) / n) * x;
    const next = sum + power / (a + n);
    if (next === sum) break;
    sum = next;
  }
  const log = a * Math.log(x) - logGammaOnePlus(a) + logGammaIncrement(b, a);
  const lead = Math.exp(log);
  return { lower: lead * (1 + a * sum), upper: -Math.expm1(log) - lead * a * sum };
}

/**
 * I_x(a, b) over the density for λ = a − (a + b) x ≥ 0 (DiDonato and Morris 1992, ACM TOMS 18, eq. 9), whose partial
 * denominators are sums of positive terms, by the modified Lentz method.
 */
function continuedFraction(a: number, b: number, x: number, y: number, lambda: number): number {
  let denominator = (a / (a + 1)) * (lambda + 1);
  let c = Infinity;
  let d = 1 / denominator;
  let value = d;
  for (let n = 1; n < 10_000; n++) {
    const even = a + 2 * n - 1;
    const cross = n * (b - n) * x;
    const numerator = ((a + n - 1) / even) * ((a + b + n - 1) / even) * cross * x;
    denominator = n + cross / even + ((a + n) / (even + 2)) * (lambda + 1 + n * (1 + y));
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}
