import { looseRounding, rounding } from "./problem.ts";
import type { Incumbent } from "./search.ts";

/** Rounding of bounds, as a share of their terms: some times that of a row. */
const boundRounding = 4 * rounding;

export interface Gap extends Incumbent {
  /** What is done with a better point. */
  onTake: (values: Float64Array, cost: number) => void;
  /** The bound that stands once everything was dropped at the cutoff. */
  proved(): number;
  /** Whether a bound is at the cutoff but for the rounding of several continuous columns. */
  near(bound: number): boolean;
}

/** The best point's cost and what a bound must reach beside it: within the gap asked for, or within the rounding of sums of `magnitude`. */
export function createGap(
  asked: { readonly absoluteGap: number; readonly relativeGap: number },
  magnitude: number,
): Gap {
  const own = (cost: number): number => boundRounding * Math.max(magnitude, Math.abs(cost));
  const gap: Gap = {
    cost: Infinity,
    onTake: () => {},
    cutoff: () => {
      const { cost } = gap;
      if (cost === Infinity) return Infinity;
      return cost - Math.max(asked.absoluteGap, asked.relativeGap * Math.abs(cost), own(cost));
    },
    exact: () => (gap.cost === Infinity ? Infinity : gap.cost - own(gap.cost)),
    take: (values, cost) => gap.onTake(values, cost),
    proved: () => (gap.cutoff() >= gap.exact() ? gap.cost : gap.cutoff()),
    near: (bound) =>
      gap.cost === Infinity
        ? bound === Infinity
        : bound >= gap.cutoff() - looseRounding * Math.max(magnitude, Math.abs(gap.cost)),
  };
  return gap;
}
