/** Halvings of an interval of doubles until nothing lies between its ends, with room. */
const MOST_STEPS = 200;

/** How many of the n (n + 1) / 2 averages (xᵢ + xⱼ) / 2, i ≤ j, exceed `value`. `sorted`: n numbers, ascending. */
function countAbove(sorted: Float64Array, value: number): number {
  let count = 0;
  let j = 0;
  for (let i = sorted.length - 1; i >= 0; i--) {
    // Partners of xᵢ from j on exceed; j grows as xᵢ falls.
    while (j < sorted.length && (sorted[i]! + sorted[j]!) / 2 <= value) j++;
    if (j > i) break;
    count += i - j + 1;
  }
  return count;
}

/**
 * The k-th largest of the Walsh averages (xᵢ + xⱼ) / 2, i ≤ j, to the last digits, in O(n) a step of bisection. `sorted`: n numbers,
 * ascending; k from 1 to n (n + 1) / 2.
 */
export function walshAverage(sorted: Float64Array, k: number): number {
  const n = sorted.length;
  if (!(Number.isInteger(k) && k >= 1 && k <= (n * (n + 1)) / 2)) {
    throw new RangeError(`walshAverage: k must be a whole number from 1 to ${(n * (n + 1)) / 2}; got ${k}`);
  }
  // countAbove(lower) ≥ k > countAbove(upper): the answer is the least value with fewer than k above it.
  let upper = sorted[n - 1]!;
  let lower = sorted[0]!;
  if (countAbove(sorted, lower) < k) return lower;
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = lower + (upper - lower) / 2;
    if (!(middle > lower && middle < upper)) break;
    if (countAbove(sorted, middle) >= k) lower = middle;
    else upper = middle;
  }
  return upper;
}
