import { formatValue } from "@ie/contracts";
import type { Curve } from "./curves/curve.ts";
import { invalid } from "./fault.ts";
import type { Mean } from "./curves/mean.ts";
import { meanCurve } from "./mean-curve.ts";
import type { BudgetOptions } from "./options.ts";
import type { Group, Problem } from "./problem.ts";
import { readGroups } from "./read-groups.ts";
import type { Channel } from "./read-channels.ts";

/** What all plans of one question share. Channels are in the order of their names. */
export interface Model {
  readonly channels: readonly Channel[];
  readonly groups: readonly Group[];
  /** What the solver works on: tables where there are draws. */
  readonly curves: readonly Curve[];
  /** What is reported: exact sums over draws. */
  readonly exact: readonly Mean[];
  /** Draws behind the curves; 0 without. */
  readonly draws: number;
  /** Largest spend of each channel that the tables hold. */
  readonly reach: Float64Array;
}

/** The curve of a channel in draw d. */
export function curveOfDraw({ built }: Channel, d: number): Curve {
  return built.single ?? built.draws![d]!;
}

/** `largest`: the most that any channel may be asked to spend where its own limits say nothing. */
export function buildModel(channels: readonly Channel[], options: BudgetOptions, largest: Float64Array): Model {
  const reach = Float64Array.from(channels, ({ hi, current }, i) => Math.max(Math.min(hi, largest[i]!), current ?? 0));
  channels.forEach(({ name, built }, i) => {
    const most = built.mean.value(reach[i]!);
    if (!Number.isFinite(most))
      throw invalid(
        `channel ${formatValue(name)}: the response to ${reach[i]!} is ${most}`,
        "give smaller amounts, or a max",
      );
  });
  return {
    channels,
    groups: readGroups(
      options.groups ?? [],
      channels.map(({ name }) => name),
    ),
    curves: channels.map(({ built }, i) => built.single ?? meanCurve(built.mean, reach[i]! || 1, `draws ${i}`)),
    exact: channels.map(({ built }) => built.mean),
    draws: channels.find(({ built }) => built.draws !== null)?.built.draws!.length ?? 0,
    reach,
  };
}

/** The problem at a budget between `least` and `most`, with `price` responses charged per unit of spend. */
export function problemAt(
  model: Model,
  least: number,
  most: number,
  price: number,
  curves: readonly Curve[] = model.curves,
): Problem {
  const { channels, groups, reach } = model;
  const problem: Problem = {
    curves,
    lo: Float64Array.from(channels, ({ lo }) => lo),
    hi: Float64Array.from(channels, ({ lo, hi }, i) => Math.max(lo, Math.min(hi, most, reach[i]!))),
    off: Uint8Array.from(channels, ({ least }) => (least > 0 ? 1 : 0)),
    groups: groups.map((group, g) => (g === 0 ? { ...group, min: least, max: most } : group)),
    price,
  };
  channels.forEach(({ least }, i) => {
    // The whole budget does not reach the least effective spend.
    if (least > most) {
      problem.lo[i] = problem.hi[i] = 0;
      problem.off[i] = 0;
    }
  });
  return problem;
}
