import type { RegressionKernel } from "./kernel.ts";
import { dot, localPolynomial, moment, weightsOf } from "./local-polynomial.ts";
import { bandwidthRange, pilotBandwidth } from "./pilot-bandwidth.ts";
import type { Side } from "./side.ts";

/** Of the local regression (h) and of the one that measures its bias (b). */
export interface Bandwidths {
  readonly h: number;
  readonly b: number;
}

interface Target {
  /** Coefficient wanted, and the order of the regression that gives it. */
  readonly power: number;
  readonly order: number;
  /** Order of the regression that gives the leading bias. */
  readonly biasOrder: number;
}

/** Variance, bias and regularisation of one side, each without its power of the bandwidth. */
function moments(
  side: Side,
  errors: Float64Array,
  { power, order, biasOrder }: Target,
  [pilot, wide]: readonly [number, number],
  kernel: RegressionKernel,
): { readonly variance: number; readonly bias: number; readonly regular: number } | null {
  const local = localPolynomial(side, pilot, order, kernel);
  const curve = localPolynomial(side, wide, biasOrder, kernel);
  if (local === null || curve === null) return null;
  const weights = weightsOf(local, power);
  const next = weightsOf(curve, order + 1);
  const constant = moment(weights, side.x, order + 1) / pilot ** (order + 1 - power);
  return {
    variance: sumOfSquares(weights, errors) * pilot ** (2 * power + 1),
    bias: constant * dot(next, side.y),
    regular: 3 * constant * constant * sumOfSquares(next, errors),
  };
}

function sumOfSquares(weights: Float64Array, errors: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i]! * errors[i]!) ** 2;
  return sum;
}

/**
 * Bandwidths of least mean squared error for the jump of a local polynomial of order p, by the plug-in of Calonico, Cattaneo and Titiunik
 * (2014, section 2.3 and supplement S.2.6), with the regularisation of Imbens and Kalyanaraman (2012, equation 4.9) for the variance of the
 * estimated bias. One bandwidth for both sides. `errors`: residuals of each side whose squares estimate the variance. Null where there
 * are too few distinct values.
 */
export function discontinuityBandwidths(
  sides: readonly Side[],
  errors: readonly Float64Array[],
  order: number,
  kernel: RegressionKernel,
): Bandwidths | null {
  const [lowest, highest] = bandwidthRange(sides);
  const within = (value: number): number => Math.max(lowest, Math.min(highest, value));
  const pilot = pilotBandwidth(sides, kernel);
  const best = (target: Target, wide: readonly number[], regularise: boolean): number | null => {
    const [below, above] = sides.map((side, s) => moments(side, errors[s]!, target, [pilot, wide[s]!], kernel));
    if (below == null || above == null) return null;
    const rest = regularise ? below.regular + above.regular : 0;
    const squaredBias = (above.bias - below.bias) ** 2 + rest;
    const degree = target.order + 1 - target.power;
    const ratio = ((2 * target.power + 1) * (below.variance + above.variance)) / (2 * degree * squaredBias);
    const value = ratio ** (1 / (2 * target.order + 3));
    return Number.isFinite(value) ? within(value) : squaredBias === 0 ? highest : null;
  };
  const q = order + 1;
  const whole = sides.map((side) => Math.abs(side.x.at(-1) ?? 0) * (1 + 1e-8));
  const d = best({ power: q + 1, order: q + 1, biasOrder: q + 2 }, whole, false);
  if (d === null) return null;
  const b = best({ power: q, order: q, biasOrder: q + 1 }, [d, d], true);
  if (b === null) return null;
  const h = best({ power: 0, order, biasOrder: q }, [b, b], true);
  return h === null ? null : { h, b };
}
