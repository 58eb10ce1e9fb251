import { clamp, type Curve } from "./curve.ts";
import { locate } from "./locate.ts";

export interface Knots {
  /** Ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Slopes. The first may be infinite where x[0] and y[0] are 0: the first cell is then a power curve through the second knot. */
  readonly slope: Float64Array;
  /** What the interpolant may err by. */
  readonly error: number;
}

/** Concave runs of a piecewise cubic; where the curvature is nothing but rounding it counts as concave. */
function concaveRuns(x: Float64Array, second: Float64Array, third: Float64Array, tiny: number): Float64Array {
  const runs: number[] = [];
  const add = (a: number, b: number): void => {
    if (runs.length > 0 && runs.at(-1) === a) runs[runs.length - 1] = b;
    else runs.push(a, b);
  };
  for (let k = 0; k + 1 < x.length; k++) {
    const h = x[k + 1]! - x[k]!;
    const flat = tiny / (h * h);
    const left = 2 * second[k]! <= flat;
    const right = 2 * second[k]! + 6 * third[k]! * h <= flat;
    const turn = clamp(x[k]! - second[k]! / (3 * third[k]!), x[k]!, x[k + 1]!);
    if (left && right) add(x[k]!, x[k + 1]!);
    else if (left) add(x[k]!, turn);
    else if (right) add(turn, x[k + 1]!);
  }
  return Float64Array.from(runs);
}

/** The cubic Hermite interpolant of values and slopes at knots, straight beyond them. */
export function piecewiseCubic({ x, y, slope, error }: Knots, key: string): Curve {
  const cells = x.length - 1;
  const second = new Float64Array(cells);
  const third = new Float64Array(cells);
  const power = slope[0] === Infinity ? (x[1]! * slope[1]!) / y[1]! : NaN;
  let range = 0;
  for (let k = 0; k < cells; k++) {
    const h = x[k + 1]! - x[k]!;
    const secant = (y[k + 1]! - y[k]!) / h;
    second[k] = (3 * secant - 2 * slope[k]! - slope[k + 1]!) / h;
    third[k] = (slope[k]! + slope[k + 1]! - 2 * secant) / (h * h);
    range = Math.max(range, Math.abs(y[k + 1]! - y[0]!));
  }
  if (!Number.isNaN(power)) {
    second[0] = -1;
    third[0] = 0;
  }
  const concave = concaveRuns(x, second, third, 1e-13 * range);
  const isPower = (k: number): boolean => k === 0 && !Number.isNaN(power);
  const value = (at: number): number => {
    const k = locate(x, at, 0, cells - 1);
    if (isPower(k)) return y[1]! * (at / x[1]!) ** power;
    const u = at - x[k]!;
    return y[k]! + u * (slope[k]! + u * (second[k]! + u * third[k]!));
  };
  const slopeAt = (at: number): number => {
    const k = locate(x, at, 0, cells - 1);
    if (isPower(k)) return slope[1]! * (at / x[1]!) ** (power - 1);
    const u = at - x[k]!;
    return slope[k]! + u * (2 * second[k]! + u * 3 * third[k]!);
  };
  return {
    value,
    slope: slopeAt,
    curvature: (at) => {
      const k = locate(x, at, 0, cells - 1);
      if (isPower(k)) return ((slope[1]! * (power - 1)) / x[1]!) * (at / x[1]!) ** (power - 2);
      return 2 * second[k]! + 6 * third[k]! * (at - x[k]!);
    },
    concave,
    whereSlope: (lambda, a, b) => {
      if (slopeAt(a) <= lambda) return a;
      if (slopeAt(b) >= lambda) return b;
      let first = locate(x, a, 0, cells - 1);
      let last = locate(x, b, 0, cells - 1);
      while (first < last) {
        const middle = (first + last + 1) >> 1;
        if (slope[middle]! >= lambda) first = middle;
        else last = middle - 1;
      }
      const k = first;
      if (isPower(k)) return clamp(x[1]! * (lambda / slope[1]!) ** (1 / (power - 1)), a, b);
      const over = slope[k]! - lambda;
      const root = second[k]! * second[k]! - 3 * third[k]! * over;
      const u = over / (Math.sqrt(root > 0 ? root : 0) - second[k]!); // the root at which the slope falls
      return clamp(Number.isNaN(u) ? x[k]! : x[k]! + u, Math.max(a, x[k]!), Math.min(b, x[k + 1]!));
    },
    end: x[cells]!,
    error,
    key,
  };
}
