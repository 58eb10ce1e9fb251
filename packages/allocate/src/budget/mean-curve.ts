import type { Curve } from "./curves/curve.ts";
import type { Mean } from "./curves/mean.ts";
import { piecewiseCubic } from "./curves/piecewise-cubic.ts";
import { tabulate } from "./curves/tabulate.ts";

/**
 * The mean curve on [0, end] as a table: many evaluations cost as much as one of a formula. The mean of S-shaped curves may turn
 * more than once, which the table's runs show.
 */
export function meanCurve(mean: Mean, end: number, key: string): Curve {
  return piecewiseCubic(
    tabulate((x, out) => mean.evaluate(x, out), end, { tolerance: 4e-9, maxKnots: 1000 }),
    key,
  );
}
