/** Below this share of the largest entry a pivot counts as 0. */
const singular = 1e-11;

/** Inverts the m × m row-major `matrix` (destroyed) into `inverse` by Gauss–Jordan elimination with row exchanges; false of a singular one. */
export function invert(matrix: Float64Array, inverse: Float64Array, m: number): boolean {
  let scale = 0;
  for (let k = 0; k < m * m; k++) scale = Math.max(scale, Math.abs(matrix[k]!));
  inverse.fill(0);
  for (let i = 0; i < m; i++) inverse[i * m + i] = 1;
  for (let c = 0; c < m; c++) {
    let p = c;
    for (let i = c + 1; i < m; i++) if (Math.abs(matrix[i * m + c]!) > Math.abs(matrix[p * m + c]!)) p = i;
    const pivot = matrix[p * m + c]!;
    if (!(Math.abs(pivot) > singular * scale)) return false;
    if (p !== c) {
      for (let k = 0; k < m; k++) {
        const a = matrix[p * m + k]!;
        matrix[p * m + k] = matrix[c * m + k]!;
        matrix[c * m + k] = a;
        const b = inverse[p * m + k]!;
        inverse[p * m + k] = inverse[c * m + k]!;
        inverse[c * m + k] = b;
      }
    }
    for (let k = 0; k < m; k++) {
      matrix[c * m + k]! /= pivot;
      inverse[c * m + k]! /= pivot;
    }
    for (let i = 0; i < m; i++) {
      const factor = matrix[i * m + c]!;
      if (i === c || factor === 0) continue;
      for (let k = 0; k < m; k++) {
        matrix[i * m + k]! -= factor * matrix[c * m + k]!;
        inverse[i * m + k]! -= factor * inverse[c * m + k]!;
      }
    }
  }
  return true;
}
