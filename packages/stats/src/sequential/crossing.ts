import { findRoot } from "../power/find-root.ts";
import { checkFractions } from "./looks.ts";
import { continuation } from "./spending-bounds.ts";
import { advance, atStart, exitAbove, exitBelow, type Survivors } from "./survivors.ts";

/** A design with its bounds. */
export interface Boundaries {
  /** Information at each look as a share of the planned total, ascending. */
  readonly fractions: readonly number[];
  /** Critical value of z at each look; Infinity where a look cannot stop. */
  readonly bounds: ArrayLike<number>;
  readonly sides: 1 | 2;
}

/** The survivors before each look. */
export function survivorsBefore({ fractions, bounds, sides }: Boundaries): readonly Survivors[] {
  checkFractions("crossing", fractions);
  if (bounds.length !== fractions.length)
    throw new RangeError(`crossing: ${bounds.length} bounds for ${fractions.length} looks; give one for each`);
  const stages: Survivors[] = [atStart];
  for (let k = 0; k + 1 < fractions.length; k++) {
    const time = fractions[k]!;
    const range = continuation(time, bounds[k]!, sides);
    stages.push(advance(stages[k]!, time, ...range, fractions[k + 1]!));
  }
  return stages;
}

/** Probabilities of stopping at each look, by side. */
export interface Crossing {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/**
 * The crossing probabilities of a design as a function of the drift: z at fraction t is normal with mean drift · √t, and increments are
 * independent (Armitage, McPherson and Rowe 1969). The recursion runs once, whatever the number of drifts.
 * RangeError when the looks are impossible.
 */
export function crossingFunction(boundaries: Boundaries): (drift: number) => Crossing {
  const { fractions, bounds, sides } = boundaries;
  const stages = survivorsBefore(boundaries);
  return (drift) => ({
    upper: Float64Array.from(fractions, (t, k) => exitAbove(stages[k]!, t, bounds[k]! * Math.sqrt(t), drift)),
    lower: Float64Array.from(fractions, (t, k) =>
      sides === 1 ? 0 : exitBelow(stages[k]!, t, -bounds[k]! * Math.sqrt(t), drift),
    ),
  });
}

/** Probability of crossing the upper and the lower bound at each look under one drift; see {@link crossingFunction}. */
export function crossingProbabilities(boundaries: Boundaries, drift: number): Crossing {
  return crossingFunction(boundaries)(drift);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The drift (mean of z with all the information) at which the design crosses a bound with probability `power`; NaN where none does. */
export function driftForPower(boundaries: Boundaries, power: number): number {
  const crossing = crossingFunction(boundaries);
  const excess = (drift: number): number => {
    const { upper, lower } = crossing(drift);
    return sum(upper) + sum(lower) - power;
  };
  return findRoot(excess, 0, 10);
}
