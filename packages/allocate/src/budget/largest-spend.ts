import type { Curve } from "./curves/curve.ts";
import { invalid } from "./fault.ts";
import type { BudgetGroup } from "./options.ts";
import type { Channel } from "./read-channels.ts";
import type { Settings } from "./read-options.ts";

const lastRun = ({ concave }: Curve): number => concave.at(-2) ?? Infinity;

/** A point of the last concave run from which on `enough` holds, since slopes only fall there. */
function beyond(channel: Channel, enough: (x: number, value: number, slope: number) => boolean): number {
  const { built, lo, hi, name, current } = channel;
  if (hi < Infinity) return hi;
  const curves = built.draws ?? [built.single!];
  let x = Math.max(lo, current ?? 0, ...curves.map(lastRun)) || 1;
  for (let pass = 0; pass < 400 && Number.isFinite(x); pass++) {
    if (enough(x, built.mean.value(x), built.mean.slope(x))) return x;
    x *= 2;
  }
  throw invalid(
    `channel "${name}" may spend without end: there is no budget, and its curve never flattens enough`,
    "give it a max, or give a budget",
  );
}

/** The largest value on [0, x] of a curve that may fall. */
function highest({ built }: Channel, x: number): number {
  let most = 0;
  for (let k = 0; k <= 32; k++) most = Math.max(most, built.mean.value((x * k) / 32));
  return most;
}

/** For each channel a spend beyond which it cannot be part of the answer: the budget, or what the goal implies where there is none. */
export function largestSpends(
  channels: readonly Channel[],
  { goal, value, budget }: Settings,
  groups: readonly BudgetGroup[],
): Float64Array {
  if (budget !== null) return Float64Array.from(channels, ({ lo }) => Math.max(budget, lo));
  // What groups must spend, their channels may have to.
  const floor = groups.reduce((sum, { min = 0 }) => sum + min, 0);
  const spends = (of: (channel: Channel) => number): Float64Array =>
    Float64Array.from(channels, (channel) => Math.max(of(channel), Math.min(channel.hi, floor)));
  if (goal.type === "least_spend") {
    const target = goal.response;
    return spends((channel) => beyond(channel, (x, y, slope) => y >= target || slope * x <= 1e-9 * y));
  }
  const price = (goal.type === "profit" ? 1 : "atLeast" in goal ? goal.atLeast : 0) / value;
  if (goal.type !== "roas") {
    // Every unit beyond costs more than it returns, and so does the whole from the least spend on.
    return spends((channel) => {
      const least = channel.built.mean.value(channel.lo);
      return beyond(channel, (x, y, slope) => slope < price && y - least < price * (x - channel.lo));
    });
  }
  // Channels may pay for each other. Past xᵢ slopes are below price/2, so price·Σx ≤ Σf ≤ Σfᵢ(xᵢ) + price/2·Σx bounds the sum.
  const total = channels.reduce((sum, channel) => {
    const x = beyond(channel, (_, __, slope) => slope < price / 2);
    return sum + highest(channel, x);
  }, 0);
  return spends(({ hi }) => Math.min(hi, (2 * total) / price));
}
