import { clamp, wholeLine, type Curve } from "./curve.ts";

/** β·x / (K + x); the slope βK / (K + x)² inverts in closed form. */
export function michaelisMenten(beta: number, k: number): Curve {
  return {
    value: (x) => (beta * x) / (k + x),
    slope: (x) => (beta * k) / ((k + x) * (k + x)),
    curvature: (x) => (-2 * beta * k) / ((k + x) * (k + x) * (k + x)),
    concave: wholeLine,
    whereSlope: (lambda, a, b) => (lambda > 0 ? clamp(Math.sqrt((beta * k) / lambda) - k, a, b) : b),
    end: Infinity,
    error: 0,
    key: `michaelis_menten ${beta} ${k}`,
  };
}
