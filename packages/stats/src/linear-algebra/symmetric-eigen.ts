/** QL steps that one eigenvalue may take; two are usual. */
const MOST_STEPS = 60;

/**
 * Eigenvalues and orthonormal eigenvectors of the symmetric n × n matrix `a`, which is left as it is: Householder tridiagonalisation and
 * implicit QL steps (Golub and Van Loan 2013, §8.3; Bowdler, Martin, Reinsch and Wilkinson 1968, Numer. Math. 11). Vector k stands at
 * `vectors[k * n]`, … and belongs to `values[k]`; the values are not sorted. Errors are of the order of the rounding of the largest value.
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const values = new Float64Array(n);
  const off = new Float64Array(n);
  tridiagonalise(a.slice(), n, values, off, vectors);
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(values[i]!), Math.abs(off[i]!));
  const small = Number.EPSILON * norm;
  for (let low = 0; low < n; low++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      let high = low;
      while (high < n - 1 && Math.abs(off[high]!) > small) high += 1;
      if (high === low) break;
      stepQl(values, off, vectors, n, low, high);
    }
  }
  return { values, vectors };
}

/** `s` becomes tridiagonal with diagonal `values` and `off` beside it; the reflections are applied to the rows of `vectors`. */
function tridiagonalise(
  s: Float64Array,
  n: number,
  values: Float64Array,
  off: Float64Array,
  vectors: Float64Array,
): void {
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    let length = 0;
    for (let i = k + 1; i < n; i++) length = Math.hypot(length, s[k * n + i]!);
    const lead = s[k * n + k + 1]!;
    off[k] = lead < 0 ? length : -length;
    if (length === 0 || k === n - 2) {
      if (k === n - 2) off[k] = lead;
      continue;
    }
    // H = I − v v′ with v′v = 2.
    const divisor = Math.sqrt(length * (length + Math.abs(lead)));
    for (let i = k + 1; i < n; i++) v[i] = s[k * n + i]! / divisor;
    v[k + 1] = (lead - off[k]!) / divisor;
    let inner = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) sum += s[at]! * v[j]!;
      w[i] = sum;
      inner += sum * v[i]!;
    }
    for (let i = k + 1; i < n; i++) w[i] = w[i]! - (inner / 2) * v[i]!;
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1, at = i * n + j; j < n; j++, at++) s[at] = s[at]! - (v[i]! * w[j]! + w[i]! * v[j]!);
    }
    reflectRows(vectors, n, k + 1, v, w);
  }
  for (let i = 0; i < n; i++) values[i] = s[i * n + i]!;
}

/** Rows `from`, … of `vectors` −= v (v′ vectors). `work`: n. */
function reflectRows(vectors: Float64Array, n: number, from: number, v: Float64Array, work: Float64Array): void {
  work.fill(0);
  for (let i = from; i < n; i++) {
    for (let j = 0, at = i * n; j < n; j++, at++) work[j] = work[j]! + v[i]! * vectors[at]!;
  }
  for (let i = from; i < n; i++) {
    for (let j = 0, at = i * n; j < n; j++, at++) vectors[at] = vectors[at]! - v[i]! * work[j]!;
  }
}

/** One implicit QL step with Wilkinson's shift on the rows and columns `low` … `high`. */
function stepQl(
  values: Float64Array,
  off: Float64Array,
  vectors: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const half = (values[low + 1]! - values[low]!) / (2 * off[low]!);
  const root = Math.hypot(half, 1);
  let bulge = values[high]! - values[low]! + off[low]! / (half < 0 ? half - root : half + root);
  let sine = 1;
  let cosine = 1;
  let moved = 0;
  for (let i = high - 1; i >= low; i--) {
    const across = sine * off[i]!;
    const along = cosine * off[i]!;
    const length = Math.hypot(across, bulge);
    off[i + 1] = length;
    if (length === 0) {
      values[i + 1] = values[i + 1]! - moved;
      off[high] = 0;
      return;
    }
    sine = across / length;
    cosine = bulge / length;
    const rest = values[i + 1]! - moved;
    const turn = (values[i]! - rest) * sine + 2 * cosine * along;
    moved = sine * turn;
    values[i + 1] = rest + moved;
    bulge = cosine * turn - along;
    for (let k = 0, a = i * n, b = a + n; k < n; k++, a++, b++) {
      const second = vectors[b]!;
      vectors[b] = sine * vectors[a]! + cosine * second;
      vectors[a] = cosine * vectors[a]! - sine * second;
    }
  }
  values[low] = values[low]! - moved;
  off[low] = bulge;
  off[high] = 0;
}
