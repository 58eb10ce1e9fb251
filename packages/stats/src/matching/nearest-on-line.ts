/**
 * For each of n points on a line the `count` nearest units of `arm`, itself among them where it is of that arm, as n × count units,
 * row-major. The arm holds at least `count` units; `places`: n, which of equal values comes first.
 */
export function nearestOnLine(
  values: Float64Array,
  arms: Uint8Array,
  arm: number,
  count: number,
  places: Int32Array,
): Int32Array {
  const n = values.length;
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || places[a]! - places[b]!);
  const own = order.filter((i) => arms[i] === arm);
  const m = own.length;
  if (m < count) throw new RangeError(`nearestOnLine: arm ${arm} must hold ${count} units; it holds ${m}`);
  const nearest = new Int32Array(n * count);
  let from = 0;
  for (const i of order) {
    const x = values[i]!;
    // The window of `count` moves right while the unit after it is nearer than its first.
    while (from + count < m && values[own[from + count]!]! - x < x - values[own[from]!]!) from += 1;
    nearest.set(own.subarray(from, from + count), i * count);
  }
  return nearest;
}
