/**
 * A response curve as the solver sees it: twice differentiable but for knots, on [0, `end`]. It is concave on the runs of
 * `concave`, flat pairs of ends in ascending order, and convex between them.
 */
export interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly curvature: (x: number) => number;
  readonly concave: Float64Array;
  /** The x of the concave run [a, b] at which value(x) − λx is largest: where the slope is λ, or the nearer end. */
  readonly whereSlope: (lambda: number, a: number, b: number) => number;
  readonly end: number;
  /** How far `value` may lie from the curve that is meant. */
  readonly error: number;
  /** Equal for curves that are equal. */
  readonly key: string;
}

export const wholeLine: Float64Array = Float64Array.of(0, Infinity);

export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
