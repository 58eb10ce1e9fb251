import type { LinearProgram } from "@ie/contracts";
import type { Rng } from "@ie/stats";

export const pisingerClasses = ["uncorrelated", "weakly", "strongly", "inverse", "almost", "subset"] as const;
export type PisingerClass = (typeof pisingerClasses)[number];

/** Weight and profit of an item with whole numbers up to `range` (Pisinger 2005, section 2). */
export function pisingerItem(name: PisingerClass, range: number, rng: Rng): readonly [weight: number, profit: number] {
  const draw = (from: number, to: number): number => from + Math.floor(rng.uniform() * (to - from + 1));
  const w = draw(1, range);
  if (name === "uncorrelated") return [w, draw(1, range)];
  if (name === "weakly") return [w, Math.max(1, w + draw(-range / 10, range / 10))];
  if (name === "strongly") return [w, w + range / 10];
  if (name === "inverse") return [w + range / 10, w];
  if (name === "almost") return [w, w + range / 10 + draw(-range / 500, range / 500)];
  return [w, w];
}

/** A knapsack of n items of a class, with a capacity of half their weight. */
export function pisinger(name: PisingerClass, n: number, range: number, rng: Rng): LinearProgram {
  const items = Array.from({ length: n }, () => pisingerItem(name, range, rng));
  const weights = Float64Array.from(items, ([weight]) => weight);
  const upper = new Float64Array(n).fill(1);
  return {
    direction: "maximise",
    objective: Float64Array.from(items, ([, profit]) => profit),
    constraints: [{ coefficients: weights, lower: null, upper: Math.floor(weights.reduce((a, b) => a + b, 0) / 2) }],
    lower: new Float64Array(n),
    upper,
    integer: Array.from(upper, () => true),
  };
}
