import { findRoot } from "../power/find-root.ts";
import { spendingBounds, type SpendingBoundsInput } from "./spending-bounds.ts";

export interface RepeatedIntervalInput extends SpendingBoundsInput {
  /** Effect and standard error at the last of `fractions`. */
  readonly estimate: number;
  readonly stderr: number;
}

export interface RepeatedInterval {
  /** Critical value of z at this look; Infinity where nothing may be spent yet. */
  readonly bound: number;
  /** Null where the interval has no end there. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** The smallest alpha at which this look rejects no effect; p < alpha exactly where the interval leaves out 0. */
  readonly pValue: number;
}

/**
 * Repeated confidence interval at the latest look (Jennison and Turnbull 1989): those of all looks hold the effect together with
 * probability 1 − alpha, whether or not the design stops when a bound is crossed. One-sided designs have a lower end only.
 * Errors as {@link spendingBounds}, and when `stderr` is not positive.
 */
export function repeatedInterval(input: RepeatedIntervalInput): RepeatedInterval {
  const { fractions, alpha, spending, sides, estimate, stderr } = input;
  if (!(stderr > 0)) throw new RangeError(`repeatedInterval: stderr must be positive; got ${stderr}`);
  const boundAt = (a: number): number => spendingBounds({ fractions, alpha: a, spending, sides }).at(-1)!;
  const bound = boundAt(alpha);
  const z = sides === 2 ? Math.abs(estimate / stderr) : estimate / stderr;
  // Finite everywhere, so that the search sees a sign where nothing may be spent.
  const excess = (logAlpha: number): number => Math.min(boundAt(Math.exp(logAlpha)), 100) - z;
  const [smallest, largest] = [-690, Math.log1p(-1e-9)];
  const never = excess(largest) >= 0;
  const half = bound * stderr;
  return {
    bound,
    lower: bound === Infinity ? null : estimate - half,
    upper: sides === 1 || bound === Infinity ? null : estimate + half,
    pValue: never ? 1 : excess(smallest) <= 0 ? Math.exp(smallest) : Math.exp(findRoot(excess, smallest, largest)),
  };
}
