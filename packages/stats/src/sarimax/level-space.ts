/**
 * Sequences of length n with (1 − B)^d (1 − B^s)^D f = 0, orthonormal over the rows with `observed` = 1: what an unknown start of
 * the levels can add to them. Fewer than `delta.length` when the observed rows do not tell all of them apart.
 */
export function unknownStarts(delta: Float64Array, n: number, observed: Uint8Array): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let k = 0; k < delta.length; k++) {
    const f = new Float64Array(n);
    if (k < n) f[k] = 1;
    continueLevels(f, delta, delta.length, 0);
    const before = Math.sqrt(observedDot(f, f, observed));
    for (let pass = 0; pass < 2; pass++)
      for (const q of basis) {
        const share = observedDot(q, f, observed);
        for (let t = 0; t < n; t++) f[t] = f[t]! - share * q[t]!;
      }
    const rest = Math.sqrt(observedDot(f, f, observed));
    if (rest > 1e-9 * before) basis.push(f.map((v) => v / rest));
  }
  return basis;
}

/** Fills f from row `from` on so that its difference is `step` there. */
export function continueLevels(f: Float64Array, delta: Float64Array, from: number, step: number): void {
  for (let t = from; t < f.length; t++) {
    let value = step;
    for (let i = 0; i < delta.length; i++) if (delta[i] !== 0) value += delta[i]! * (f[t - 1 - i] ?? 0);
    f[t] = value;
  }
}

/** The continuation of f for `horizon` rows with a difference of `step`. */
export function continuation(f: Float64Array, delta: Float64Array, horizon: number, step: number): Float64Array {
  const joined = new Float64Array(delta.length + horizon);
  if (delta.length > 0) joined.set(f.subarray(f.length - delta.length));
  continueLevels(joined, delta, delta.length, step);
  return joined.subarray(delta.length);
}

function observedDot(a: Float64Array, b: Float64Array, observed: Uint8Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) if (observed[t] === 1) sum += a[t]! * b[t]!;
  return sum;
}
