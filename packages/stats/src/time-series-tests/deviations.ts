/** Known values less their mean (NaN stays), with the sum of squares: 0 where no more than rounding is left. */
export function deviations(y: Float64Array): { d: Float64Array; squares: number; n: number } {
  let n = 0;
  let sum = 0;
  let size = 0;
  for (const value of y)
    if (!Number.isNaN(value)) {
      n++;
      sum += value;
      size = Math.max(size, Math.abs(value));
    }
  const d = y.map((value) => value - sum / n);
  const squares = d.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value * value), 0);
  return { d, squares: squares > n * (1e-13 * size) ** 2 ? squares : 0, n };
}
