/** Compares lists of numbers by their first difference. */
function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** Nine digits: sums of the same numbers in another order round to the same. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

function byRow(columns: readonly Float64Array[], n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  return order.sort((a, b) => {
    for (const column of columns) if (column[a] !== column[b]) return column[a]! - column[b]!;
    return 0;
  });
}

/**
 * An order of rows that depends on what they hold, in `columns` (n each), not on where they stand or what their clusters are called: with
 * it, resampling gives the same answer for the same data. Rows of a cluster stay together; clusters are ordered by size, extremes and
 * sums. Rows or clusters that tie hold the same.
 */
export function canonicalOrder(columns: readonly Float64Array[], n: number, clusters: Int32Array | null): Int32Array {
  if (clusters === null) return byRow(columns, n);
  const rows = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const own = rows.get(clusters[i]!);
    if (own === undefined) rows.set(clusters[i]!, [i]);
    else own.push(i);
  }
  const keyed = [...rows.values()].map((own) => {
    const key = [own.length];
    for (const column of columns) {
      let [least, most, sum] = [Infinity, -Infinity, 0];
      for (const i of own) {
        least = Math.min(least, column[i]!);
        most = Math.max(most, column[i]!);
        sum += column[i]!;
      }
      key.push(least, most, rounded(sum));
    }
    return { own, key };
  });
  keyed.sort((a, b) => compareKeys(a.key, b.key));
  return Int32Array.from(keyed.flatMap(({ own }) => own));
}
