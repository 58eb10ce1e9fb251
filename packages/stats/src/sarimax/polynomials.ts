/**
 * Coefficients φ of a stationary AR polynomial 1 − Σ φ_i B^i from its partial autocorrelations
 * (Barndorff-Nielsen and Schou 1973; Monahan 1984, eq. 2): φ⁽ᵏ⁾_i = φ⁽ᵏ⁻¹⁾_i − r_k φ⁽ᵏ⁻¹⁾_{k−i}.
 */
export function partialsToCoefficients(partials: Float64Array, out: Float64Array): void {
  for (let k = 0; k < partials.length; k++) {
    const r = partials[k]!;
    for (let i = 0, j = k - 1; i <= j; i++, j--) {
      const a = out[i]!;
      const b = out[j]!;
      out[i] = a - r * b;
      out[j] = b - r * a;
    }
    out[k] = r;
  }
}

/** Inverse of {@link partialsToCoefficients}; false when a root lies on or inside the unit circle (`out` is then partial). */
export function coefficientsToPartials(coefficients: Float64Array, out: Float64Array): boolean {
  out.set(coefficients);
  for (let k = out.length - 1; k >= 0; k--) {
    const r = out[k]!;
    const rest = 1 - r * r;
    if (!(rest > 0)) return false;
    for (let i = 0, j = k - 1; i <= j; i++, j--) {
      const a = out[i]!;
      const b = out[j]!;
      out[i] = (a + r * b) / rest;
      out[j] = (b + r * a) / rest;
    }
  }
  return true;
}

/** Whether every root of 1 − Σ c_i B^i exceeds `modulus`: Schur–Cohn on the polynomial in B·modulus. */
export function rootsExceed(coefficients: Float64Array, modulus: number): boolean {
  const scaled = coefficients.map((c, i) => c * modulus ** (i + 1));
  return coefficientsToPartials(scaled, new Float64Array(scaled.length));
}

export function negated(v: Float64Array): Float64Array {
  return v.map((x) => -x);
}

/** Product (1 + σ Σ a_i B^i)(1 + σ Σ b_j B^{sj}) = 1 + σ Σ out_k B^k with σ = −1 for AR and +1 for MA polynomials. */
export function multiplySeasonal(a: Float64Array, b: Float64Array, s: number, sign: 1 | -1, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < a.length; i++) out[i] = a[i]!;
  for (let j = 0; j < b.length; j++) {
    const lag = s * (j + 1);
    out[lag - 1] = out[lag - 1]! + b[j]!;
    for (let i = 0; i < a.length; i++) out[lag + i] = out[lag + i]! + sign * a[i]! * b[j]!;
  }
}

/** Lags at which the product of a degree-`a` polynomial in B with a degree-`b` polynomial in B^s may be non-zero. */
export function productLags(a: number, b: number, s: number): Int32Array {
  const lags = new Set<number>();
  for (let j = 0; j <= b; j++) for (let i = 0; i <= a; i++) lags.add(s * j + i);
  lags.delete(0);
  return Int32Array.from(lags).sort();
}
