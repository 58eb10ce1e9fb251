/** Sweeps of Jacobi's method never exceed about ten. */
const mostSweeps = 60;

/**
 * Eigenvalues and orthonormal eigenvectors (column after column) of a symmetric n × n matrix by cyclic Jacobi rotations
 * (Golub and Van Loan 2013, §8.5). `a` is not changed. The order of the values means nothing.
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const s = a.slice();
  const vectors = new Float64Array(n * n);
  let total = 0;
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let at = 0; at < s.length; at++) total += s[at]! * s[at]!;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let p = 1; p < n; p++) for (let q = 0; q < p; q++) off += s[p * n + q]! ** 2;
    if (!(off > 1e-34 * total)) break;
    for (let p = 1; p < n; p++) for (let q = 0; q < p; q++) rotate(s, vectors, n, q, p);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => s[i * n + i]!), vectors };
}

function rotate(s: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const off = s[p * n + q]!;
  if (off === 0) return;
  const theta = (s[q * n + q]! - s[p * n + p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const cosine = 1 / Math.sqrt(1 + t * t);
  const sine = t * cosine;
  for (let i = 0; i < n; i++) mix(s, i * n + p, i * n + q, cosine, sine);
  for (let i = 0; i < n; i++) mix(s, p * n + i, q * n + i, cosine, sine);
  for (let i = 0; i < n; i++) mix(vectors, p * n + i, q * n + i, cosine, sine);
}

function mix(data: Float64Array, a: number, b: number, cosine: number, sine: number): void {
  const x = data[a]!;
  const y = data[b]!;
  data[a] = cosine * x - sine * y;
  data[b] = sine * x + cosine * y;
}
