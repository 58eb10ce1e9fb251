import { jacobianOf, type VectorFunction } from "@ie/stats";
import type { MetricsApproximationOptions } from "./options.ts";
import type { Response } from "./response.ts";
import type { Rows } from "./rows.ts";

/** The effect as a function of the parameters, and what no parameter shares. */
export interface EffectFunction {
  /** Sum, or mean, of the units' changes at `parameters`. */
  at(parameters: Float64Array): number;
  /** Variance of that sum from what each unit has of its own: its response, and the errors in its metrics. */
  readonly ownVariance: number;
}

function sumOf({ before, after, baseline }: Rows, response: Response, parameters: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < before.length; i++) sum += response.change(before[i]!, after[i]!, baseline[i]!, parameters);
  return sum;
}

/** Σ of the squared slopes of the units' changes by their metrics, before and after. */
function squaredSlopes({ before, after, baseline }: Rows, response: Response, parameters: Float64Array): number {
  const metrics = new Float64Array(2);
  let base = 0;
  const change: VectorFunction = ([b = NaN, a = NaN], out) => {
    out[0] = response.change(b, a, base, parameters);
  };
  let sum = 0;
  for (let i = 0; i < before.length; i++) {
    metrics[0] = before[i]!;
    metrics[1] = after[i]!;
    base = baseline[i]!;
    const [byBefore = 0, byAfter = 0] = jacobianOf(change, metrics, 1).data;
    sum += byBefore * byBefore + byAfter * byAfter;
  }
  return sum;
}

/** The effect over the rows. Parameters of a linear response are weighed once, not at every draw. */
export function effectOf(
  rows: Rows,
  response: Response,
  options: MetricsApproximationOptions,
  centre: Float64Array,
): EffectFunction {
  const { unitNoise, metricStdError, effect } = options;
  const scale = effect === "total" ? 1 : 1 / rows.before.length;
  const squares = rows.baseline.reduce((sum, value) => sum + value * value, 0);
  const slopes = metricStdError > 0 ? squaredSlopes(rows, response, centre) : 0;
  const ownVariance = scale ** 2 * (unitNoise ** 2 * squares + metricStdError ** 2 * slopes);
  if (response.isLinear !== true) return { at: (each) => scale * sumOf(rows, response, each), ownVariance };
  const unit = new Float64Array(centre.length);
  const weights = Float64Array.from(centre, (_, j) => {
    unit.fill(0);
    unit[j] = 1;
    return scale * sumOf(rows, response, unit);
  });
  return { at: (each) => each.reduce((sum, value, j) => sum + value * weights[j]!, 0), ownVariance };
}
