/**
 * Sum of values with a running compensation (Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen", method IV). The result depends on the order of values; sort them first for one that does not.
 */
export function compensatedSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const x of values) {
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  const total = sum + lost;
  if (Number.isFinite(total)) return total;
  if (!values.every(Number.isFinite)) return values.reduce((a, b) => a + b, 0);
  // A partial sum overflowed; a power of two scales without rounding.
  return compensatedSum(values.map((x) => x * 2 ** -64)) * 2 ** 64;
}

/** Mean of at least one value, by the same sum. */
export function compensatedMean(values: Float64Array): number {
  const sum = compensatedSum(values);
  return Number.isFinite(sum) ? sum / values.length : compensatedSum(values.map((x) => x / values.length));
}
