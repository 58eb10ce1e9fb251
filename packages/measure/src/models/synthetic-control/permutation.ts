import type { Interval } from "@ie/contracts";
import type { PlaceboTest } from "@ie/stats";

/** Statistics this close count as ties: sums in another order differ by rounding. */
const tie = 1e-10;

export interface Permuted {
  readonly pValue: number;
  /** Null where the placebos bound no effect at the level. */
  readonly interval: Interval | null;
}

/** The value among `sorted` (ascending) that an effect must exceed to be rejected; Infinity where none can be. */
function critical(sorted: Float64Array, level: number): number {
  const mayExceed = Math.floor((1 - level) * (sorted.length + 1) + 1e-9) - 1;
  return mayExceed < 0 ? Infinity : sorted[sorted.length - 1 - mayExceed]!;
}

/** p of no effect, and the effects with p > 1 − level, by the placebos' |effect| ÷ scale. */
export function permute(effect: number, scale: number, statistics: Float64Array, level: number): Permuted {
  const own = effect === 0 ? 0 : Math.abs(effect) / scale;
  const atLeast = statistics.reduce((count, each) => count + (each * (1 + tie) >= own ? 1 : 0), 0);
  const half = critical(statistics.toSorted(), level) * scale * (1 + tie);
  return {
    pValue: (1 + atLeast) / (statistics.length + 1),
    interval: half > 0 && half < Infinity ? { lower: effect - half, upper: effect + half, level } : null,
  };
}

/** |average effect| ÷ scale of each placebo. */
export function statisticsOf({ placebos }: PlaceboTest): Float64Array {
  return placebos.effects.map((effect, j) => (effect === 0 ? 0 : Math.abs(effect) / placebos.scales[j]!));
}

/** Sums of the gaps from treatment on with the interval of each; the last is the estimate's times the periods. */
export function permuteSums(
  { fit, placebos, scale }: PlaceboTest,
  preperiods: number,
  level: number,
): (Interval | null)[] {
  const { rows, data } = placebos.gaps;
  const { scales } = placebos;
  const sums = new Float64Array(scales.length);
  let own = 0;
  return Array.from(fit.gaps.subarray(preperiods), (gap, h) => {
    own += gap;
    for (let j = 0; j < sums.length; j++) sums[j] = sums[j]! + data[j * rows + preperiods + h]!;
    const statistics = sums.map((sum, j) => (sum === 0 ? 0 : Math.abs(sum) / scales[j]!));
    return permute(own, scale, statistics, level).interval;
  });
}
