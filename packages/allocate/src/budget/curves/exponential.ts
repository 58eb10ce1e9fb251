import { clamp, wholeLine, type Curve } from "./curve.ts";

/** β·(1 − e^(−rx)). */
export function exponential(beta: number, rate: number): Curve {
  return {
    value: (x) => -beta * Math.expm1(-rate * x),
    slope: (x) => beta * rate * Math.exp(-rate * x),
    curvature: (x) => -beta * rate * rate * Math.exp(-rate * x),
    concave: wholeLine,
    whereSlope: (lambda, a, b) => (lambda > 0 ? clamp(Math.log((beta * rate) / lambda) / rate, a, b) : b),
    end: Infinity,
    error: 0,
    key: `exponential ${beta} ${rate}`,
  };
}
