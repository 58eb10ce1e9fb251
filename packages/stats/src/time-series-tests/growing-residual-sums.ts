import type { Matrix } from "../linear-algebra/matrix.ts";

/**
 * Residual sums of squares of y on x over the first 1, 2, …, n rows, or over the last ones when `backwards`: one Givens
 * rotation of each row into R (Golub and Van Loan 2013, section 5.1.8), O(n k²) for all of them.
 */
export function growingResidualSums(y: Float64Array, x: Matrix, backwards: boolean): Float64Array {
  const n = y.length;
  const k = x.cols;
  const width = k + 1;
  const R = new Float64Array(k * width);
  const row = new Float64Array(width);
  const largest = Float64Array.from({ length: k }, (_, j) =>
    x.data.subarray(j * n, (j + 1) * n).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  const out = new Float64Array(n);
  let rss = 0;
  for (let i = 0; i < n; i++) {
    const at = backwards ? n - 1 - i : i;
    for (let j = 0; j < k; j++) row[j] = x.data[j * n + at]!;
    row[k] = y[at]!;
    for (let j = 0; j < k; j++) {
      const base = j * width;
      const b = row[j]!;
      // What rounding leaves of a column that the earlier ones span is no direction of its own.
      if (!(Math.abs(b) > 1e-10 * largest[j]!)) continue;
      const a = R[base + j]!;
      const length = Math.hypot(a, b);
      const c = a / length;
      const s = b / length;
      for (let l = j; l < width; l++) {
        const above = R[base + l]!;
        R[base + l] = c * above + s * row[l]!;
        row[l] = c * row[l]! - s * above;
      }
    }
    rss += row[k] ** 2;
    out[i] = rss;
  }
  return out;
}
