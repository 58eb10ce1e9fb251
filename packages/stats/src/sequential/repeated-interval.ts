import * as normal from "../distributions/normal.ts";
import { checkAlpha, checkFractions } from "./looks.ts";
import { boundOf, lastLook, type SpendingBoundsInput } from "./spending-bounds.ts";
import { spendingAlpha } from "./spending.ts";
import { exitAbove } from "./survivors.ts";

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

/** Range of log alpha that is searched: alpha within doubles and below 1. */
const SMALLEST = -690;
const LARGEST = Math.log1p(-1e-9);

/**
 * Repeated confidence interval at the latest look (Jennison and Turnbull 1989): those of all looks hold the effect together with
 * probability 1 − alpha, whether or not the design stops when a bound is crossed. One-sided designs have a lower end only.
 * Errors as {@link spendingBounds}, and when `stderr` is not positive.
 */
export function repeatedInterval(input: RepeatedIntervalInput): RepeatedInterval {
  const { fractions, alpha, sides, estimate, stderr } = input;
  if (!(stderr > 0)) throw new RangeError(`repeatedInterval: stderr must be positive; got ${stderr}`);
  checkFractions("repeatedInterval", fractions);
  checkAlpha("repeatedInterval", alpha, sides);
  const bound = boundOf(lastLook(input));
  const half = bound * stderr;
  const z = sides === 2 ? Math.abs(estimate / stderr) : estimate / stderr;
  return {
    bound,
    lower: bound === Infinity ? null : estimate - half,
    upper: sides === 1 || bound === Infinity ? null : estimate + half,
    pValue: rejectingAlpha(input, z),
  };
}

/** The alpha whose bound at the last look is z; 1 where even the largest alpha's bound lies above. */
function rejectingAlpha(design: SpendingBoundsInput, z: number): number {
  const { fractions, spending, sides } = design;
  const time = fractions.at(-1)!;
  let near: Float64Array | null = null;
  /** Positive where alpha's bound lies below z: log of what may be spent over what lies beyond z. */
  const excess = (logAlpha: number): number => {
    const last = lastLook({ ...design, alpha: Math.exp(logAlpha) }, near);
    near = last.before;
    const beyond = exitAbove(last.survivors, time, z * Math.sqrt(time), 0);
    return Math.log(last.allowed) - Math.log(Math.max(beyond, Number.MIN_VALUE));
  };
  // As if there were this look alone, whose alpha is known: the looks before move it by a factor.
  const alone = Math.log(sides * spendingAlpha(time, normal.upperTail(z), spending));
  const root = increasingRoot(excess, Math.min(Math.max(alone, SMALLEST), LARGEST), SMALLEST, LARGEST);
  return root === LARGEST ? 1 : Math.exp(root);
}

/**
 * Where the increasing f is 0 between `low` and `high`, or the end beyond which it is, by secants from `start` that stay inside what is
 * known of the root. f may be −∞.
 */
function increasingRoot(f: (x: number) => number, start: number, low: number, high: number): number {
  let [below, above] = [low, high];
  let [x, fx] = [start, f(start)];
  let slope = 1;
  let before = Infinity;
  for (let pass = 0; pass < 200; pass++) {
    if (fx === 0 || (x === high && fx < 0) || (x === low && fx > 0)) return x;
    if (fx < 0) below = x;
    else above = x;
    let next = x - fx / slope;
    // An end that was not tried yet is; between tried ones the middle is safe, and after many secants quicker.
    if (!(next < above)) next = above === high ? high : (x + above) / 2;
    else if (!(next > below)) next = below === low ? low : (x + below) / 2;
    else if (pass > 12) next = (below + above) / 2;
    // Where steps shrink fast, what a secant leaves is of the order of its step times the step before.
    const step = Math.abs(next - x);
    const left = step < 1e-3 * before ? step * before : step;
    if (left <= 4e-15 * Math.max(1, Math.abs(x))) return next;
    before = step;
    const value = f(next);
    const secant = (value - fx) / (next - x);
    if (secant > 0 && secant < Infinity) slope = secant;
    [x, fx] = [next, value];
  }
  return x;
}
