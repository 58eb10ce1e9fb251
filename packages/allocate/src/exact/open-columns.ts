import type { Problem } from "./problem.ts";

/** Columns that can still move or are basic; those that cannot only add to sums. */
export interface OpenColumns {
  /** In the first `count()` places. */
  readonly active: Int32Array;
  count(): number;
  /** Cost of the others, and their part of each row. */
  cost(): number;
  readonly sums: Float64Array;
  /** Opens all columns. */
  reset(): void;
  /** Sets aside the columns, not basic, whose bounds are equal. */
  freeze(x: Float64Array, reduced: Float64Array): void;
}

export function createOpenColumns(
  { columns: n, rows: m, matrix, cost }: Problem,
  lower: Float64Array,
  upper: Float64Array,
  position: Int32Array,
): OpenColumns {
  const active = new Int32Array(n);
  const sums = new Float64Array(m);
  let count = 0;
  let spent = 0;
  return {
    active,
    sums,
    count: () => count,
    cost: () => spent,
    reset: () => {
      for (let j = 0; j < n; j++) active[j] = j;
      count = n;
      spent = 0;
      sums.fill(0);
    },
    freeze: (x, reduced) => {
      let kept = 0;
      for (let a = 0; a < count; a++) {
        const j = active[a]!;
        if (position[j]! >= 0 || lower[j] !== upper[j]) {
          active[kept++] = j;
          continue;
        }
        const value = lower[j]!;
        x[j] = value;
        reduced[j] = 0;
        if (value === 0) continue;
        spent += cost[j]! * value;
        for (let i = 0, k = j * m; i < m; i++, k++) sums[i]! += matrix[k]! * value;
      }
      count = kept;
    },
  };
}
