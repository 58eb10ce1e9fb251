/** Multiplicative seasonal ARIMA(p, d, q)(P, D, Q)s of a regression's errors (Box and Jenkins 1976). */
export interface SarimaxOrder {
  readonly order: readonly [p: number, d: number, q: number];
  /** `s` is the season's length in observations; it may be 0 when P = D = Q = 0. */
  readonly seasonalOrder: readonly [P: number, D: number, Q: number, s: number];
  /** Mean of the series, or of the differenced series when d + D > 0. */
  readonly constant: boolean;
}

/** Parameters in natural units; MA signs as in (1 + θB), AR signs as in (1 − φB), Φ and Θ at lags s, 2s, … */
export interface SarimaxParameters {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  readonly seasonalAr: Float64Array;
  readonly seasonalMa: Float64Array;
  /** Constant first when the model has one, then one entry per regressor. */
  readonly coefficients: Float64Array;
  readonly sigma2: number;
}

/** Lengths that follow from the orders. */
export interface Shape {
  readonly p: number;
  readonly q: number;
  readonly P: number;
  readonly Q: number;
  readonly s: number;
  /** Observations lost by differencing, d + sD. */
  readonly lost: number;
  /** Free ARMA parameters, p + q + P + Q. */
  readonly armaCount: number;
  /** Degree of the full AR polynomial, p + sP. */
  readonly arDegree: number;
  /** Degree of the full MA polynomial, q + sQ. */
  readonly maDegree: number;
  /** Length of Harvey's state vector, max(arDegree, maDegree + 1). */
  readonly stateSize: number;
}

export function shapeOf(model: SarimaxOrder, who: string): Shape {
  const [p, d, q] = model.order;
  const [P, D, Q, s] = model.seasonalOrder;
  for (const v of [p, d, q, P, D, Q, s])
    if (!Number.isSafeInteger(v) || v < 0)
      throw new RangeError(`${who}: orders must be non-negative integers; got (${p},${d},${q})(${P},${D},${Q})${s}`);
  if (P + D + Q > 0 && s < 2) throw new RangeError(`${who}: a seasonal order needs a season of at least 2; got ${s}`);
  const arDegree = p + s * P;
  const maDegree = q + s * Q;
  return {
    p,
    q,
    P,
    Q,
    s,
    lost: d + s * D,
    armaCount: p + q + P + Q,
    arDegree,
    maDegree,
    stateSize: Math.max(arDegree, maDegree + 1),
  };
}

/** Coefficients δ of the differencing operator (1 − B)^d (1 − B^s)^D = 1 − Σ δ_i B^i, `lost` of them. */
export function differencingWeights(model: SarimaxOrder): Float64Array {
  const [, d] = model.order;
  const [, D, , s] = model.seasonalOrder;
  let polynomial = Float64Array.of(1);
  const multiply = (lag: number): void => {
    const next = new Float64Array(polynomial.length + lag);
    polynomial.forEach((c, i) => {
      next[i] = next[i]! + c;
      next[i + lag] = next[i + lag]! - c;
    });
    polynomial = next;
  };
  for (let i = 0; i < d; i++) multiply(1);
  for (let i = 0; i < D; i++) multiply(s);
  return polynomial.subarray(1).map((c) => (c === 0 ? 0 : -c));
}
