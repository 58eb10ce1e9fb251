import { formatValue } from "@ie/contracts";
import { climbGradient } from "./climb-gradient.ts";
import { infeasible, invalid } from "./fault.ts";
import { createModelStep } from "./model-step.ts";
import type { BudgetGroup } from "./options.ts";
import type { Box } from "./problem.ts";
import { reachOf } from "./reach.ts";
import { readGroups } from "./read-groups.ts";

/**
 * What spends are worth, however they work together. Writes the gradient at `spends` and, where it is known, the size of each
 * second derivative into `bend` (0 else), and returns the value to be made large.
 */
export type SpendObjective = (spends: Float64Array, gradient: Float64Array, bend: Float64Array) => number;

/** What spends may be; one entry of each array a spend, such as one a channel and week. */
export interface SpendLimits {
  /** Unique; groups refer to them. */
  readonly names: readonly string[];
  readonly min: ArrayLike<number>;
  readonly max: ArrayLike<number>;
  readonly budget: number;
  /** `all` where it is left out. */
  readonly spend?: "all" | "at_most";
  readonly groups?: readonly BudgetGroup[];
}

export interface ClimbedSpends {
  readonly spends: Float64Array;
  readonly value: number;
}

/**
 * A local maximum of an objective that is no sum over spends, such as the response to a plan by week with carry-over: spectral
 * projected gradients (Birgin, Martínez and Raydan 2000) over the limits of a budget. The global one where the objective is concave.
 *
 * `start`: a spend each; it is moved to the nearest point within the limits first.
 * Throws `config/invalid` for impossible input, `solve/infeasible` where the limits allow nothing.
 */
export function climbSpends(
  objective: SpendObjective,
  { names, min, max, budget, spend = "all", groups = [] }: SpendLimits,
  start: ArrayLike<number>,
): ClimbedSpends {
  const n = names.length;
  const read = (key: string, values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => {
      if (values.length === n && values[i]! >= 0 && values[i]! < Infinity) return values[i]!;
      throw invalid(
        `spends: ${key} has ${values.length} entries, of which entry ${i} is ${formatValue(values[i])}`,
        `give ${n} amounts of 0 or more`,
      );
    });
  if (!(budget >= 0 && budget < Infinity))
    throw invalid(`the budget is ${formatValue(budget)}`, "give an amount of 0 or more");
  const box: Box = { lo: read("min", min), hi: read("max", max), off: new Uint8Array(n) };
  const spends = read("start", start);
  const tree = readGroups(groups, names).map((group, g) =>
    g === 0 ? { ...group, min: spend === "all" ? budget : 0, max: budget } : group,
  );
  if (
    box.lo.some((lo, i) => lo > box.hi[i]!) ||
    !reachOf(tree, box, new Float64Array(tree.length), new Float64Array(tree.length))
  )
    throw infeasible(`the limits of ${n} spends do not meet the budget ${budget}`, "widen a min or max", { budget });
  const step = createModelStep({ ...box, curves: [], groups: tree, price: 0 });
  step(spends.slice(), new Float64Array(n), new Float64Array(n).fill(1), spends);
  return Object.freeze({ value: climbGradient(objective, step, spends, 2000), spends });
}
