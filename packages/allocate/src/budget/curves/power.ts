import { clamp, wholeLine, type Curve } from "./curve.ts";

/** a·xᵖ: concave for p ≤ 1, convex above. */
export function power(scale: number, p: number): Curve {
  return {
    value: (x) => scale * x ** p,
    slope: (x) => (scale === 0 ? 0 : scale * p * x ** (p - 1)),
    curvature: (x) => (p === 1 || scale === 0 ? 0 : scale * p * (p - 1) * x ** (p - 2)),
    concave: p > 1 ? new Float64Array(0) : wholeLine,
    whereSlope: (lambda, a, b) => {
      if (!(lambda > 0)) return b;
      if (p === 1) return scale >= lambda ? b : a;
      return clamp(((scale * p) / lambda) ** (1 / (1 - p)), a, b);
    },
    end: Infinity,
    error: 0,
    key: `power ${scale} ${p}`,
  };
}
