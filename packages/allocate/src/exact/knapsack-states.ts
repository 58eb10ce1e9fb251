/** Most states at once, and most decisions remembered: beyond them there is no answer. About 20 and 8 bytes each. */
const mostStates = 400_000;
const mostDecisions = 6_000_000;

/** Undominated partial answers of a knapsack, by rising weight and profit. */
export interface States {
  count(): number;
  weight(k: number): number;
  profit(k: number): number;
  /** The decisions that lead to state k, each an item added (its number) or removed (its complement). */
  decisions(k: number): readonly number[];
  /** Lets `item` be added (or with `remove`, removed): weight and profit change by these. False where there are too many states. */
  extend(item: number, weight: number, profit: number, remove: boolean): boolean;
  /** Keeps the states for which `keep` holds. */
  filter(keep: (weight: number, profit: number) => boolean): void;
}

export function createStates(weight: number, profit: number): States {
  let capacity = 1024;
  const make = (): { w: Float64Array; p: Float64Array; last: Int32Array } => ({
    w: new Float64Array(capacity),
    p: new Float64Array(capacity),
    last: new Int32Array(capacity),
  });
  let from = make();
  let to = make();
  let count = 1;
  from.w[0] = weight;
  from.p[0] = profit;
  from.last[0] = -1;
  let before = new Int32Array(4096);
  let items = new Int32Array(4096);
  let decided = 0;

  const wider = <T extends Float64Array | Int32Array>(old: T, fresh: T): T => {
    fresh.set(old);
    return fresh;
  };

  return {
    count: () => count,
    weight: (k) => from.w[k]!,
    profit: (k) => from.p[k]!,
    decisions: (k) => {
      const path: number[] = [];
      for (let at = from.last[k]!; at >= 0; at = before[at]!) path.push(items[at]!);
      return path;
    },
    extend: (item, weight, profit, remove) => {
      if (2 * count > mostStates || decided + count > mostDecisions) return false;
      if (2 * count > capacity) {
        while (2 * count > capacity) capacity *= 2;
        const old = from;
        from = make();
        from.w.set(old.w);
        from.p.set(old.p);
        from.last.set(old.last);
        to = make();
      }
      while (decided + count > items.length) {
        before = wider(before, new Int32Array(before.length * 2));
        items = wider(items, new Int32Array(items.length * 2));
      }
      const { w, p, last } = from;
      const { w: w2, p: p2, last: last2 } = to;
      const sign = remove ? -1 : 1;
      const dw = sign * weight;
      const dp = sign * profit;
      const name = remove ? ~item : item;
      let kept = 0;
      let top = -Infinity;
      // Two lists by rising weight, merged; of equal weights the more profitable first, so that the other falls to it.
      for (let a = 0, b = 0; a < count || b < count;) {
        const wa = a < count ? w[a]! : Infinity;
        const wb = b < count ? w[b]! + dw : Infinity;
        const first = wa < wb || (wa === wb && p[a]! >= p[b]! + dp);
        if (first) {
          if (p[a]! > top) {
            top = p[a]!;
            w2[kept] = wa;
            p2[kept] = top;
            last2[kept++] = last[a]!;
          }
          a++;
        } else {
          const next = p[b]! + dp;
          if (next > top) {
            top = next;
            w2[kept] = wb;
            p2[kept] = top;
            before[decided] = last[b]!;
            items[decided] = name;
            last2[kept++] = decided++;
          }
          b++;
        }
      }
      count = kept;
      [from, to] = [to, from];
      return true;
    },
    filter: (keep) => {
      const { w, p, last } = from;
      let kept = 0;
      for (let k = 0; k < count; k++) {
        if (!keep(w[k]!, p[k]!)) continue;
        w[kept] = w[k]!;
        p[kept] = p[k]!;
        last[kept++] = last[k]!;
      }
      count = kept;
    },
  };
}
