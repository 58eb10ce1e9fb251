import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import type { Design } from "./design.ts";
import { coefficientsToPartials, multiplySeasonal } from "./polynomials.ts";

export interface Start {
  readonly angles: Float64Array;
  /** Index of an MA angle held at ±π/2, the unit circle, by the symmetry of the likelihood there; null otherwise. */
  readonly pinned: number | null;
}

/**
 * Start vectors of angles u (partial autocorrelations sin u): Hannan–Rissanen; zero; lower-order estimates times a
 * common factor 1 ± 0.9B on both sides, from which near-cancelling pairs of roots are within reach; the same with the
 * last MA partial on the unit circle, where a maximum of its own may lie; `patterns` are combinations of ±0.5.
 */
export function startAngles(design: Design): { starts: Start[]; patterns: Start[] } {
  const { p, q, P, Q, armaCount } = design.shape;
  const plain = hannanRissanen(design, p, q, P, Q) ?? new Float64Array(armaCount);
  const starts: Start[] = [
    { angles: plain, pinned: null },
    { angles: new Float64Array(armaCount), pinned: null },
  ];
  const add = (angles: Float64Array | null, last: number, sign: number): void => {
    if (angles === null) return;
    if (angles !== plain) starts.push({ angles, pinned: null });
    const pinned = angles.slice();
    pinned[last] = (sign * Math.PI) / 2;
    starts.push({ angles: pinned, pinned: last });
  };
  for (const sign of [1, -1]) {
    const c = -0.9 * sign;
    if (q > 0) add(p > 0 ? hannanRissanen(design, p - 1, q - 1, P, Q, [c, 0]) : plain, p + q - 1, sign);
    if (Q > 0) add(P > 0 ? hannanRissanen(design, p, q, P - 1, Q - 1, [0, c]) : plain, armaCount - 1, sign);
  }
  const amplitude = Math.asin(0.5);
  const patterns = Array.from({ length: 1 << Math.min(armaCount, 4) }, (_, code) => ({
    angles: Float64Array.from({ length: armaCount }, (_, i) => ((code >> (i % 4)) & 1 ? -amplitude : amplitude)),
    pinned: null,
  }));
  return { starts, patterns };
}

/**
 * Hannan and Rissanen (1982): residuals of a long autoregression stand in for the innovations, then one least squares
 * on lagged outcomes and residuals. Products of seasonal and other lags are left out; this is only a start.
 * A non-zero factor c multiplies AR and MA polynomials by 1 + cB (or 1 + cB^s).
 */
function hannanRissanen(
  design: Design,
  p: number,
  q: number,
  P: number,
  Q: number,
  factors: readonly [number, number] = [0, 0],
): Float64Array | null {
  const { n } = design;
  const { s } = design.shape;
  const y = design.columns.subarray(0, n);
  const order = Math.min(Math.floor(n / 4), Math.max(10, 2 * (p + q)) + s * Math.max(P, Q));
  const needed = order + Math.max(p, s * P, q, s * Q);
  const count = p + q + P + Q;
  if (needed + 2 * count > n) return null;
  const e = q + Q > 0 ? longAutoregression(y, order) : y;
  const lagged: (readonly [Float64Array, number])[] = [];
  for (let i = 1; i <= p; i++) lagged.push([y, i]);
  for (let i = 1; i <= q; i++) lagged.push([e, i]);
  for (let i = 1; i <= P; i++) lagged.push([y, s * i]);
  for (let i = 1; i <= Q; i++) lagged.push([e, s * i]);
  const cross = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
    let sum = 0;
    for (let t = needed; t < n; t++) sum += a[t - i]! * b[t - j]!;
    return sum;
  };
  const normal = createMatrix(count, count);
  lagged.forEach(([a, i], row) =>
    lagged.forEach(([b, j], column) => {
      normal.data[column * count + row] = cross(a, i, b, j);
    }),
  );
  const lower = cholesky(normal);
  if (lower === null) return null;
  const b = choleskySolve(
    lower,
    Float64Array.from(lagged, ([a, i]) => cross(a, i, y, 0)),
  );
  const angles: number[] = [];
  let at = 0;
  for (const [length, sign, factor] of [
    [p, 1, factors[0]],
    [q, -1, factors[0]],
    [P, 1, factors[1]],
    [Q, -1, factors[1]],
  ] as const) {
    const block = Float64Array.from({ length }, (_, i) => sign * b[at + i]!);
    at += length;
    // Pull the roots outwards until the block is admissible.
    for (let tries = 0; !coefficientsToPartials(block, new Float64Array(length)); tries++) {
      if (tries === 60) return null;
      for (let i = 0; i < length; i++) block[i] = block[i]! * 0.9 ** (i + 1);
    }
    const whole = factor === 0 ? block : multiplied(block, -factor);
    const partials = new Float64Array(whole.length);
    coefficientsToPartials(whole, partials);
    for (const r of partials) angles.push(Math.asin(Math.max(-0.98, Math.min(0.98, r))));
  }
  return angles.every(Number.isFinite) ? Float64Array.from(angles) : null;
}

/** Coefficients of (1 − Σ c_i B^i)(1 − factor·B). */
function multiplied(c: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(c.length + 1);
  multiplySeasonal(c, Float64Array.of(factor), 1, -1, out);
  return out;
}

/** Residuals of the Yule–Walker autoregression of the given order (Levinson 1947; Durbin 1960); 0 before it can start. */
function longAutoregression(y: Float64Array, order: number): Float64Array {
  const n = y.length;
  const gamma = new Float64Array(order + 1);
  for (let k = 0; k <= order; k++) {
    let sum = 0;
    for (let t = k; t < n; t++) sum += y[t]! * y[t - k]!;
    gamma[k] = sum / n;
  }
  const phi = new Float64Array(order);
  let variance = gamma[0]!;
  for (let k = 0; k < order && variance > 0; k++) {
    let r = gamma[k + 1]!;
    for (let i = 0; i < k; i++) r -= phi[i]! * gamma[k - i]!;
    r /= variance;
    for (let i = 0, j = k - 1; i <= j; i++, j--) {
      const a = phi[i]!;
      const c = phi[j]!;
      phi[i] = a - r * c;
      phi[j] = c - r * a;
    }
    phi[k] = r;
    variance *= 1 - r * r;
  }
  const e = new Float64Array(n);
  e.set(y.subarray(order), order);
  for (let k = 0; k < order; k++) {
    const c = phi[k]!;
    for (let t = order; t < n; t++) e[t] = e[t]! - c * y[t - 1 - k]!;
  }
  return e;
}
