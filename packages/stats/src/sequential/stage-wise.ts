import { findRoot } from "../power/find-root.ts";
import { survivorsBefore } from "./crossing.ts";
import { exitAbove } from "./survivors.ts";

export interface StageWiseInput {
  /** Information at each look up to the one that stopped, as a share of the planned total. */
  readonly fractions: readonly number[];
  /** Critical value of z at each of these looks; the last is not used. */
  readonly bounds: ArrayLike<number>;
  readonly sides: 1 | 2;
  /** Effect and standard error at the look that stopped. */
  readonly estimate: number;
  readonly stderr: number;
  /** 0.95 where not given. */
  readonly level?: number;
}

export interface StageWiseResult {
  /** Median unbiased: as likely too high as too low, though looking early makes the plain estimate too large. */
  readonly estimate: number;
  readonly lower: number;
  /** Null with 1 side: the interval has no upper end. */
  readonly upper: number | null;
  /** Of no effect, from the same inversion as the interval; two-sided with 2 sides. */
  readonly pValue: number;
}

/**
 * Inference after a group-sequential test has crossed a bound or come to its last look, by the stage-wise ordering: results are the
 * stronger, the earlier they stop, and within a look the larger z (Tsiatis, Rosner and Mehta 1984; Jennison and Turnbull 2000, ch. 8).
 * p and interval come from one inversion, so that p < 1 − level exactly where 0 lies outside. A look that neither crossed nor was the
 * last has no such inference: use `repeatedInterval`. RangeError when the looks are impossible or `stderr` is not positive.
 */
export function stageWiseInference(input: StageWiseInput): StageWiseResult {
  const { fractions, sides, estimate, stderr, level = 0.95 } = input;
  if (!(stderr > 0 && level > 0 && level < 1))
    throw new RangeError(`stageWiseInference: stderr ${stderr}, level ${level}; they must be positive, level below 1`);
  const stages = survivorsBefore(input);
  const last = fractions.length - 1;
  const time = fractions[last]!;
  const root = Math.sqrt(time);
  const z = estimate / stderr;
  /** P(a result at least as high as z at this look) under a drift; it rises with the drift. */
  const atLeast = (drift: number, at = z): number => {
    let probability = exitAbove(stages[last]!, time, at * root, drift);
    for (let k = 0; k < last; k++)
      probability += exitAbove(stages[k]!, fractions[k]!, input.bounds[k]! * Math.sqrt(fractions[k]!), drift);
    return probability;
  };
  const driftAt = (probability: number): number => {
    const excess = (drift: number): number => atLeast(drift) - probability;
    let width = 4 / root;
    const centre = z / root;
    while (width < 1e4 && (excess(centre - width) > 0 || excess(centre + width) < 0)) width *= 2;
    return findRoot(excess, centre - width, centre + width);
  };
  // One unit of drift is one standard error of the planned total's estimate.
  const unit = stderr * root;
  const alpha = 1 - level;
  // At most z is at least −z, since bounds and null are symmetric: no small probability comes from a subtraction.
  const above = atLeast(0);
  return {
    estimate: unit * driftAt(0.5),
    lower: unit * driftAt(alpha / sides),
    upper: sides === 1 ? null : unit * driftAt(1 - alpha / 2),
    pValue: Math.min(1, sides === 1 ? above : 2 * Math.min(above, atLeast(0, -z))),
  };
}
