/** Scratch for {@link createInitialColumn}: one allocation per fit. */
export type InitialColumn = (phi: Float64Array, theta: Float64Array, out: Float64Array) => boolean;

/**
 * Returns a function that writes cov(α_t, y_t)/σ², the first column of the stationary state covariance in Harvey's form
 * (Harvey 1989, section 3.3), for y_t = Σ φ_i y_{t−i} + ε_t + Σ θ_j ε_{t−j}; false when φ is not stationary.
 *
 * Autocovariances come from the AR part's own, by the Levinson recursion run down and up again (which stays accurate as
 * a root nears the circle, where solving the Yule–Walker system does not), convolved with the MA part.
 */
export function createInitialColumn(p: number, q: number): InitialColumn {
  const orders: Float64Array[] = Array.from({ length: p }, (_, k) => new Float64Array(k + 1));
  const ar = new Float64Array(p + q + 1);
  const ma = new Float64Array(q + 1);
  const convolved = new Float64Array(q + 1);
  const gamma = new Float64Array(p + 1);
  const psi = new Float64Array(q + 1);

  return (phi, theta, out) => {
    // Levinson downwards: orders[k] holds the best linear predictor of order k + 1.
    let variance = 1;
    if (p > 0) orders[p - 1]!.set(phi);
    for (let k = p - 1; k >= 0; k--) {
      const c = orders[k]!;
      const r = c[k]!;
      const rest = 1 - r * r;
      if (!(rest > 1e-14)) return false;
      variance /= rest;
      if (k === 0) break;
      const lower = orders[k - 1]!;
      for (let i = 0; i < k; i++) lower[i] = (c[i]! + r * c[k - 1 - i]!) / rest;
    }
    ar[0] = variance;
    for (let k = 1; k <= p + q; k++) {
      const c = orders[Math.min(k, p) - 1];
      let sum = 0;
      if (c !== undefined) for (let i = 0; i < c.length; i++) sum += c[i]! * ar[k - 1 - i]!;
      ar[k] = sum;
    }
    ma[0] = 1;
    for (let j = 1; j <= q; j++) ma[j] = theta[j - 1]!;
    for (let k = 0; k <= q; k++) {
      let sum = 0;
      for (let i = 0; i + k <= q; i++) sum += ma[i]! * ma[i + k]!;
      convolved[k] = sum;
    }
    for (let k = 0; k <= p; k++) {
      let sum = convolved[0]! * ar[k]!;
      for (let j = 1; j <= q; j++) if (convolved[j] !== 0) sum += convolved[j]! * (ar[Math.abs(k - j)]! + ar[k + j]!);
      gamma[k] = sum;
    }
    for (let j = 0; j <= q; j++) {
      let sum = ma[j]!;
      for (let i = 1; i <= Math.min(j, p); i++) sum += phi[i - 1]! * psi[j - i]!;
      psi[j] = sum;
    }
    out[0] = gamma[0]!;
    for (let i = 1; i < out.length; i++) {
      let sum = 0;
      for (let j = i + 1; j <= p; j++) sum += phi[j - 1]! * gamma[j - i]!;
      for (let j = i; j <= q; j++) sum += ma[j]! * psi[j - i]!;
      out[i] = sum;
    }
    return true;
  };
}
