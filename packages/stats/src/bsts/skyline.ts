/**
 * The lower triangle of a sparse symmetric matrix, each row from its first non-zero to the diagonal (Jennings 1966): the Cholesky
 * factor fits into the same places. Entry (i, j) stands at [start[i] + j].
 */
export interface Skyline {
  readonly size: number;
  readonly first: Int32Array;
  readonly start: Int32Array;
  /** Entries in all. */
  readonly entries: number;
}

export function createSkyline(first: Int32Array): Skyline {
  const start = new Int32Array(first.length);
  let entries = 0;
  for (let i = 0; i < first.length; i++) {
    start[i] = entries - first[i]!;
    entries += i - first[i]! + 1;
  }
  return { size: first.length, first, start, entries };
}

/** Overwrites `a` by its Cholesky factor L; `inverse` receives 1/L_ii. False when `a` is not positive definite. */
export function factorSkyline(skyline: Skyline, a: Float64Array, inverse: Float64Array): boolean {
  const { size, first, start } = skyline;
  for (let i = 0; i < size; i++) {
    const row = start[i]!;
    const from = first[i]!;
    let pivot = a[row + i]!;
    for (let j = from; j < i; j++) {
      const other = start[j]!;
      let sum = a[row + j]!;
      for (let k = Math.max(from, first[j]!); k < j; k++) sum -= a[row + k]! * a[other + k]!;
      sum *= inverse[j]!;
      a[row + j] = sum;
      pivot -= sum * sum;
    }
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[row + i] = root;
    inverse[i] = 1 / root;
  }
  return true;
}

/** B ← L⁻¹ B for the `columns` columns of B, one after the other, four at a time so that they share each read of L. */
export function solveSkyline(
  skyline: Skyline,
  l: Float64Array,
  inverse: Float64Array,
  b: Float64Array,
  columns: number,
): void {
  const { size, first, start } = skyline;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const b0 = column * size;
    const b1 = b0 + size;
    const b2 = b1 + size;
    const b3 = b2 + size;
    for (let i = 0; i < size; i++) {
      const row = start[i]!;
      let s0 = b[b0 + i]!;
      let s1 = b[b1 + i]!;
      let s2 = b[b2 + i]!;
      let s3 = b[b3 + i]!;
      for (let k = first[i]!; k < i; k++) {
        const factor = l[row + k]!;
        s0 -= factor * b[b0 + k]!;
        s1 -= factor * b[b1 + k]!;
        s2 -= factor * b[b2 + k]!;
        s3 -= factor * b[b3 + k]!;
      }
      const scale = inverse[i]!;
      b[b0 + i] = s0 * scale;
      b[b1 + i] = s1 * scale;
      b[b2 + i] = s2 * scale;
      b[b3 + i] = s3 * scale;
    }
  }
  for (; column < columns; column++) {
    const at = column * size;
    for (let i = 0; i < size; i++) {
      const row = start[i]!;
      let sum = b[at + i]!;
      for (let k = first[i]!; k < i; k++) sum -= l[row + k]! * b[at + k]!;
      b[at + i] = sum * inverse[i]!;
    }
  }
}

/** b ← L'⁻¹ b. */
export function solveSkylineTransposed(
  skyline: Skyline,
  l: Float64Array,
  inverse: Float64Array,
  b: Float64Array,
): void {
  const { size, first, start } = skyline;
  for (let i = size - 1; i >= 0; i--) {
    const row = start[i]!;
    const value = b[i]! * inverse[i]!;
    b[i] = value;
    for (let k = first[i]!; k < i; k++) b[k] = b[k]! - l[row + k]! * value;
  }
}
