/**
 * Orthonormal polynomials of degree 1 to `degree` in x (n), by the three-term recurrence (Kennedy and Gentle 1980, section 8.5):
 * the columns are orthogonal to the constant and to one another, each of length 1. Of fewer distinct values than that, zeros.
 */
export function orthogonalPolynomials(x: Float64Array, degree: number): readonly Float64Array[] {
  const n = x.length;
  const centre = x.reduce((sum, value) => sum + value, 0) / n;
  const spread = x.reduce((most, value) => Math.max(most, Math.abs(value - centre)), 0);
  const z = x.map((value) => (spread > 0 ? (value - centre) / spread : 0));
  const columns = [new Float64Array(n).fill(1 / Math.sqrt(n))];
  for (let d = 1; d <= degree; d++) {
    const next = columns[d - 1]!.map((value, i) => value * z[i]!);
    const before = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    // Against all earlier columns, twice: once leaves rounding errors of the first pass.
    for (const other of [...columns, ...columns]) {
      let along = 0;
      for (let i = 0; i < n; i++) along += next[i]! * other[i]!;
      for (let i = 0; i < n; i++) next[i] = next[i]! - along * other[i]!;
    }
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    columns.push(length > 1e-10 * before ? next.map((value) => value / length) : new Float64Array(n));
  }
  return columns.slice(1);
}
