import { clamp, wholeLine, type Curve } from "./curve.ts";

/**
 * β·xˢ / (Kˢ + xˢ). With t = ln(x/K) the slope is ln f′ = ln(βs/K) + (s − 1)t − 2 ln(1 + e^(st)), concave in t, so that Newton's
 * method from the right never leaves the falling branch.
 */
export function hill(beta: number, k: number, s: number): Curve {
  // f″ = 0 where (x/K)ˢ = (s − 1) / (s + 1).
  const inflection = s > 1 ? k * ((s - 1) / (s + 1)) ** (1 / s) : 0;
  const logScale = Math.log((beta * s) / k);
  const logSlope = (t: number): number => {
    const u = s * t;
    return logScale + (s - 1) * t - 2 * (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u)));
  };
  const steepest = s > 1 ? logSlope(Math.log(inflection / k)) : s === 1 ? logScale : Infinity;
  const share = (x: number): number => 1 / (1 + Math.exp(-s * Math.log(x / k)));
  const slope = (x: number): number => {
    if (x === 0) return beta === 0 || s > 1 ? 0 : s === 1 ? beta / k : Infinity;
    const tail = Math.exp(-Math.abs(s * Math.log(x / k)));
    return (((beta * s) / x) * tail) / ((1 + tail) * (1 + tail));
  };
  return {
    value: (x) => (x === 0 ? 0 : beta * share(x)),
    slope,
    curvature: (x) => {
      const at = x === 0 ? Number.MIN_VALUE : x;
      return (slope(at) / at) * (s - 1 - 2 * s * share(at));
    },
    concave: s > 1 ? Float64Array.of(inflection, Infinity) : wholeLine,
    whereSlope: (lambda, a, b) => {
      if (!(lambda > 0)) return b;
      const target = Math.log(lambda);
      if (target >= steepest || logScale === -Infinity) return a;
      let t = (logScale - target) / (s + 1); // right of the root: ln(1 + eᵘ) ≥ u
      for (let pass = 0; pass < 100; pass++) {
        const u = s * t;
        const tail = Math.exp(-Math.abs(u));
        const softplus = Math.log1p(tail) + (u > 0 ? u : 0);
        const sigma = u > 0 ? 1 / (1 + tail) : tail / (1 + tail);
        const step = (logScale + (s - 1) * t - 2 * softplus - target) / (s - 1 - 2 * s * sigma);
        t -= step;
        if (!(Math.abs(step) > 1e-9)) break; // quadratic: the step just taken leaves an error of its square
      }
      return clamp(k * Math.exp(t), a, b);
    },
    end: Infinity,
    error: 0,
    key: `hill ${beta} ${k} ${s}`,
  };
}
