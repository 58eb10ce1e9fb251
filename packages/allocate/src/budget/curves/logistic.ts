import { clamp, type Curve } from "./curve.ts";

/** β·(σ(r(x − m)) − σ(−rm)) / (1 − σ(−rm)): written with e^(−rx) so that small responses keep their digits. */
export function logistic(beta: number, rate: number, midpoint: number): Curve {
  // With q = e^(rm): f = β (1 − e^(−rx)) / (1 + q e^(−rx)).
  const q = Math.exp(rate * midpoint);
  const value = (x: number): number => (-beta * Math.expm1(-rate * x)) / (1 + Math.exp(rate * (midpoint - x)));
  const height = beta * (1 + 1 / q); // β / (1 − σ(−rm))
  const slope = (x: number): number => {
    const tail = Math.exp(-Math.abs(rate * (x - midpoint)));
    return (height * rate * tail) / ((1 + tail) * (1 + tail));
  };
  return {
    value,
    slope,
    curvature: (x) => -rate * slope(x) * Math.tanh((rate * (x - midpoint)) / 2),
    concave: Float64Array.of(midpoint, Infinity),
    whereSlope: (lambda, a, b) => {
      if (!(lambda > 0)) return b;
      const ratio = lambda / (height * rate); // σ(1 − σ) = ratio, the larger σ
      if (!(ratio < 0.25)) return a;
      const root = Math.sqrt(1 - 4 * ratio);
      return clamp(midpoint + Math.log(((1 + root) * (1 + root)) / (4 * ratio)) / rate, a, b);
    },
    end: Infinity,
    error: 0,
    key: `logistic ${beta} ${rate} ${midpoint}`,
  };
}
