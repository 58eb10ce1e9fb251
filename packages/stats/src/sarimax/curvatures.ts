/** H⁻¹ = Σ v v'/value over directions v, from the eigenvalues of H scaled to a unit diagonal. */
export function curvatures(H: Float64Array, d: number): { vector: Float64Array; value: number }[] {
  const diagonal = Float64Array.from({ length: d }, (_, i) => Math.abs(H[i * d + i]!));
  const floor = 1e-10 * diagonal.reduce((m, v) => Math.max(m, v), 0);
  const scale = diagonal.map((v) => 1 / Math.sqrt(Math.max(v, floor, 1e-300)));
  const { values, vectors } = symmetricEigen(
    H.map((v, at) => v * scale[at % d]! * scale[Math.floor(at / d)]!),
    d,
  );
  return Array.from(values, (value, k) => ({
    vector: Float64Array.from({ length: d }, (_, i) => vectors[k * d + i]! * scale[i]!),
    value,
  }));
}

/** Cyclic Jacobi (Golub and Van Loan 2013, section 8.5) for a handful of parameters; vectors in columns. */
function symmetricEigen(H: Float64Array, d: number): { values: Float64Array; vectors: Float64Array } {
  const A = H.slice();
  const V = new Float64Array(d * d);
  for (let i = 0; i < d; i++) V[i * d + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < d; i++) {
      diagonal += A[i * d + i]! ** 2;
      for (let j = 0; j < i; j++) off += A[i * d + j]! ** 2;
    }
    if (!(off > 1e-32 * diagonal)) break;
    for (let p = 0; p < d; p++)
      for (let q = p + 1; q < d; q++) {
        const apq = A[p * d + q]!;
        if (apq === 0) continue;
        const tau = (A[q * d + q]! - A[p * d + p]!) / (2 * apq);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        for (let k = 0; k < d; k++) {
          const x = A[k * d + p]!;
          const y = A[k * d + q]!;
          A[k * d + p] = c * x - s * y;
          A[k * d + q] = s * x + c * y;
        }
        for (let k = 0; k < d; k++) {
          const x = A[p * d + k]!;
          const y = A[q * d + k]!;
          A[p * d + k] = c * x - s * y;
          A[q * d + k] = s * x + c * y;
          const v = V[p * d + k]!;
          const w = V[q * d + k]!;
          V[p * d + k] = c * v - s * w;
          V[q * d + k] = s * v + c * w;
        }
      }
  }
  return { values: Float64Array.from({ length: d }, (_, i) => A[i * d + i]!), vectors: V };
}
