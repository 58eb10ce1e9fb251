/** Deterministic normal deviates for tests (Park–Miller generator, Box–Muller). */
export function createNormals(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** ARMA series with unit innovations, after 500 steps of warming up. */
export function simulateArma(
  n: number,
  phi: readonly number[],
  theta: readonly number[],
  normal: () => number,
): Float64Array {
  const total = n + 500;
  const e = Float64Array.from({ length: total }, normal);
  const y = new Float64Array(total);
  for (let t = 0; t < total; t++) {
    let v = e[t]!;
    for (let i = 1; i <= Math.min(t, phi.length); i++) v += phi[i - 1]! * y[t - i]!;
    for (let j = 1; j <= Math.min(t, theta.length); j++) v += theta[j - 1]! * e[t - j]!;
    y[t] = v;
  }
  return y.slice(500);
}
