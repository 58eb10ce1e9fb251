import { createExactSum, type ExactSum } from "./exact-sum.ts";

/** An {@link ExactSum} for each of many groups, numbered from 0. */
export interface ExactSums {
  /** Adds `values[i]` to the sum of `groups[i]`, where that is not negative, for the first `count` rows. */
  add(groups: Int32Array, values: Float64Array, count: number): void;
  /** As of {@link ExactSum}. */
  value(group: number): number;
  mean(group: number, count: number): number;
}

export function createExactSums(): ExactSums {
  // Group g has [2g] + [2g + 1], exactly; NaN where two numbers were not enough, and `wide` has its sum.
  let pairs = new Float64Array(2048);
  const wide = new Map<number, ExactSum>();

  function widen(group: number, value: number): void {
    let sum = wide.get(group);
    if (sum === undefined) {
      sum = createExactSum();
      sum.add(pairs[2 * group]!);
      sum.add(pairs[2 * group + 1]!);
      wide.set(group, sum);
      pairs[2 * group] = NaN;
    }
    sum.add(value);
  }

  return {
    add(groups, values, count) {
      let most = 0;
      for (let i = 0; i < count; i++) if (groups[i]! > most) most = groups[i]!;
      if (2 * most >= pairs.length) {
        const larger = new Float64Array(4 * (most + 1));
        larger.set(pairs);
        pairs = larger;
      }
      const at = pairs;
      for (let i = 0; i < count; i++) {
        const p = groups[i]! << 1;
        if (p < 0) continue;
        const x = values[i]!;
        const high = at[p]!;
        const low = at[p + 1]!;
        // What rounding loses of high + x (Knuth 1969, section 4.2.2, theorem B), and whether low can take it without loss.
        const nextHigh = high + x;
        const taken = nextHigh - high;
        const lost = high - (nextHigh - taken) + (x - taken);
        const nextLow = low + lost;
        if (nextLow - low === lost && nextLow - lost === low) {
          at[p] = nextHigh;
          at[p + 1] = nextLow;
        } else widen(p >> 1, x);
      }
    },
    value: (group) => wide.get(group)?.value() ?? (pairs[2 * group] ?? 0) + (pairs[2 * group + 1] ?? 0),
    mean: (group, count) =>
      wide.get(group)?.mean(count) ?? ((pairs[2 * group] ?? 0) + (pairs[2 * group + 1] ?? 0)) / count,
  };
}
