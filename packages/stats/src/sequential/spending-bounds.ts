import * as normal from "../distributions/normal.ts";
import { checkAlpha, checkFractions } from "./looks.ts";
import { spentBy, type Spending } from "./spending.ts";
import { advance, atStart, densityAt, exitAbove, type Survivors } from "./survivors.ts";

export interface SpendingBoundsInput {
  /** Information at each look so far as a share of the planned total, ascending; the last may be below 1. */
  readonly fractions: readonly number[];
  /** Error of the whole design, both sides together. */
  readonly alpha: number;
  readonly spending: Spending;
  readonly sides: 1 | 2;
}

/** Where the nodes end towards a side without a bound, in standard deviations: covers every drift below 10. */
const OPEN_REACH = 20;
/** Beyond this, tails are 0 in doubles. */
const CLOSED_REACH = 37;
/** What may be spent at a look is nothing below this. */
const NOTHING = 1e-300;

/** The interval of values that go on at a look. */
export function continuation(time: number, bound: number, sides: 1 | 2): readonly [low: number, high: number] {
  const high = Math.min(bound, CLOSED_REACH) * Math.sqrt(time);
  return [sides === 2 ? -high : -OPEN_REACH * Math.sqrt(time), high];
}

/** A design at its last look, the looks before it settled. */
export interface LastLook {
  readonly survivors: Survivors;
  readonly time: number;
  /** The error that this look may spend on one side; 0 where that is nothing. */
  readonly allowed: number;
  /** Critical values of the looks before. */
  readonly before: Float64Array;
}

/** The looks before the last, each with the bound that its spending allows. `near`: bounds of a design much like it, to start from. */
export function lastLook(
  { fractions, alpha, spending, sides }: SpendingBoundsInput,
  near: Float64Array | null = null,
): LastLook {
  const before = new Float64Array(fractions.length - 1);
  let survivors: Survivors = atStart;
  let spent = 0;
  const allowedAt = (time: number): number => {
    const allowed = spentBy(time, alpha / sides, spending) - spent;
    return allowed > NOTHING ? allowed : 0;
  };
  for (let k = 0; k < before.length; k++) {
    const time = fractions[k]!;
    const allowed = allowedAt(time);
    const bound = boundFor(survivors, time, allowed, near?.[k] ?? before[k - 1] ?? 0);
    before[k] = bound;
    if (bound < Infinity) spent = spentBy(time, alpha / sides, spending);
    survivors = advance(survivors, time, ...continuation(time, bound, sides), fractions[k + 1]!);
  }
  const time = fractions.at(-1)!;
  return { survivors, time, allowed: allowedAt(time), before };
}

/**
 * Critical values of z at each look, so that the error spent by each look is what the spending function of Lan and DeMets (1983) allows:
 * with 2 sides at ±the value, each side spending alpha / 2. Earlier bounds do not depend on later looks. Infinity where nothing may be
 * spent yet. RangeError when the fractions do not ascend within (0, 1] or `alpha` is not inside (0, 1).
 */
export function spendingBounds(input: SpendingBoundsInput): Float64Array {
  checkFractions("spendingBounds", input.fractions);
  checkAlpha("spendingBounds", input.alpha, input.sides);
  const last = lastLook(input);
  return Float64Array.of(...last.before, boundOf(last));
}

/** The critical value of the last look. */
export function boundOf({ survivors, time, allowed, before }: LastLook): number {
  return boundFor(survivors, time, allowed, before.at(-1) ?? 0);
}

/** The z that survivors exceed with probability `target`. */
function boundFor(from: Survivors, time: number, target: number, start: number): number {
  if (target === 0) return Infinity;
  if (from === atStart) return normal.upperTailQuantile(target);
  const root = Math.sqrt(time);
  let z = start < Infinity ? start : CLOSED_REACH / 2;
  // Newton on the logarithm, which is concave in z: after one step it comes down to the root from above.
  for (let pass = 0; pass < 100; pass++) {
    const exit = exitAbove(from, time, z * root, 0);
    if (exit === 0) {
      z *= 0.75;
      continue;
    }
    const step = (Math.log(exit / target) * exit) / (root * densityAt(from, time, z * root));
    z += step;
    if (Math.abs(step) < 1e-12) break;
  }
  return z;
}
