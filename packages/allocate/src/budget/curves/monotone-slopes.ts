/**
 * Slopes at the knots with which a cubic Hermite interpolant keeps the data's monotone pieces (Fritsch and Butland 1984, with
 * three-point ends held to the data's sign). `x` ascending.
 */
export function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const slopes = new Float64Array(n);
  const h = (k: number): number => x[k + 1]! - x[k]!;
  const delta = (k: number): number => (y[k + 1]! - y[k]!) / h(k);
  if (n === 2) return slopes.fill(delta(0));
  for (let k = 1; k < n - 1; k++) {
    const [a, b] = [delta(k - 1), delta(k)];
    if (!(a * b > 0)) continue;
    const [v, w] = [2 * h(k) + h(k - 1), h(k) + 2 * h(k - 1)];
    slopes[k] = (v + w) / (v / a + w / b);
  }
  slopes[0] = endSlope(h(0), h(1), delta(0), delta(1));
  slopes[n - 1] = endSlope(h(n - 2), h(n - 3), delta(n - 2), delta(n - 3));
  return slopes;
}

function endSlope(h0: number, h1: number, d0: number, d1: number): number {
  const slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (!(slope * d0 > 0)) return 0;
  return d0 * d1 <= 0 && Math.abs(slope) > 3 * Math.abs(d0) ? 3 * d0 : slope;
}
