/**
 * Largest distance of the values' distribution function from the uniform one on (0, 1), and its asymptotic p-value with Stephens's
 * (1970) correction for finite samples.
 */
export function kolmogorov(values: readonly number[]): { readonly statistic: number; readonly pValue: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const statistic = sorted.reduce((most, value, i) => Math.max(most, value - i / n, (i + 1) / n - value), 0);
  const root = Math.sqrt(n);
  const scaled = statistic * (root + 0.12 + 0.11 / root);
  let sum = 0;
  for (let j = 1; j <= 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * scaled * scaled);
  return { statistic, pValue: scaled < 0.3 ? 1 : Math.min(1, Math.max(0, sum)) };
}
