import { wholeLine, type Curve } from "./curves/curve.ts";
import type { Problem } from "./problem.ts";
import { createRelaxation } from "./relaxation.ts";

/** Writes into `into` the allowed point at which Σ gradientᵢ·(xᵢ − fromᵢ) − Σ bendᵢ·(xᵢ − fromᵢ)² / 2 is largest; every bend above 0. */
export type ModelStep = (from: Float64Array, gradient: Float64Array, bend: Float64Array, into: Float64Array) => void;

/** The step over the box and group limits of `problem`: the same separable problem with parabolas for curves. */
export function createModelStep(problem: Problem): ModelStep {
  const n = problem.lo.length;
  const top = new Float64Array(n);
  const bends = new Float64Array(n);
  const curves = Array.from(top, (_, i): Curve => ({
    value: (x) => (-bends[i]! * (x - top[i]!) ** 2) / 2,
    slope: (x) => bends[i]! * (top[i]! - x),
    curvature: () => -bends[i]!,
    concave: wholeLine,
    whereSlope: (lambda, a, b) => Math.min(Math.max(top[i]! - lambda / bends[i]!, a), b),
    end: Infinity,
    error: 0,
    key: "",
  }));
  const box = { lo: problem.lo, hi: problem.hi, off: new Uint8Array(n) };
  const relaxation = createRelaxation({ ...problem, curves, price: 0 });
  return (from, gradient, bend, into) => {
    bends.set(bend);
    for (let i = 0; i < n; i++) top[i] = from[i]! + gradient[i]! / bend[i]!;
    relaxation.solve(box);
    into.set(relaxation.x);
  };
}
