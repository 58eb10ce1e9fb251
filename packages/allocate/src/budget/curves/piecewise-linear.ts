import { clamp, type Curve } from "./curve.ts";
import { locate } from "./locate.ts";

/** Straight lines between points: concave runs meet at the knots where the slope rises. `x` ascending. */
export function piecewiseLinear(x: Float64Array, y: Float64Array, key: string): Curve {
  const cells = x.length - 1;
  const slopes = Float64Array.from({ length: cells }, (_, k) => (y[k + 1]! - y[k]!) / (x[k + 1]! - x[k]!));
  const runs: number[] = [x[0]!];
  for (let k = 1; k < cells; k++) if (slopes[k]! > slopes[k - 1]!) runs.push(x[k]!, x[k]!);
  runs.push(x[cells]!);
  const slope = (at: number): number => slopes[locate(x, at, 0, cells - 1)]!;
  return {
    value: (at) => {
      const k = locate(x, at, 0, cells - 1);
      return y[k]! + slopes[k]! * (at - x[k]!);
    },
    slope,
    curvature: () => 0,
    concave: Float64Array.from(runs),
    whereSlope: (lambda, a, b) => {
      // The left end of the first cell whose slope is below λ; slopes fall along a run.
      let first = locate(x, a, 0, cells - 1);
      let last = locate(x, b, 0, cells - 1);
      if (slopes[last]! >= lambda) return b;
      while (first < last) {
        const middle = (first + last) >> 1;
        if (slopes[middle]! >= lambda) first = middle + 1;
        else last = middle;
      }
      return clamp(x[first]!, a, b);
    },
    end: x[cells]!,
    error: 0,
    key,
  };
}
