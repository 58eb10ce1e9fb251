import { complete } from "./complete.ts";
import { looseRounding, restrict, type Problem } from "./problem.ts";
import { createSimplex } from "./simplex.ts";

/**
 * Sets several continuous columns of a point whose whole columns are given to their cheapest values, in place, and gives its cost;
 * Infinity where there are none. The rows get no slack here, so that the point keeps them by other people's sums too.
 */
export function settleContinuous(problem: Problem, values: Float64Array): number {
  const kept = Int32Array.from(problem.whole.keys()).filter((j) => problem.whole[j] === 0);
  const rest = restrict(problem, kept, values);
  const simplex = createSimplex(rest, 0);
  simplex.load(null, 0);
  if (simplex.optimise(Infinity, 100 * (rest.rows + 2)) !== "optimal") return Infinity;
  kept.forEach((j, k) => {
    const value = Math.min(Math.max(simplex.x[k]!, rest.lower[k]!), rest.upper[k]!);
    values[j] = (value * rest.units[k]!) / problem.units[j]!;
  });
  const cost = complete(problem, values);
  return cost < Infinity ? cost : complete(problem, values, looseRounding);
}
