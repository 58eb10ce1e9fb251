/** A number, or its values in posterior draws: every parameter that has draws has equally many, and draw d is one joint draw of all channels. */
export type Parameter = number | ArrayLike<number>;

/** β·xˢ / (Kˢ + xˢ): concave for a slope s ≤ 1, S-shaped above (Hill 1910). */
export interface HillCurve {
  readonly type: "hill";
  /** Response at saturation, β ≥ 0. */
  readonly beta: Parameter;
  /** Spend K > 0 that gives half of it. */
  readonly halfSaturation: Parameter;
  /** Exponent s > 0. */
  readonly slope: Parameter;
}

/** β·x / (K + x): Hill's curve with slope 1. */
export interface MichaelisMentenCurve {
  readonly type: "michaelis_menten";
  readonly beta: Parameter;
  readonly halfSaturation: Parameter;
}

/** β·(1 − e^(−λx)). */
export interface ExponentialCurve {
  readonly type: "exponential";
  readonly beta: Parameter;
  /** λ > 0, per unit of spend. */
  readonly rate: Parameter;
}

/**
 * β·(σ(λ(x − m)) − σ(−λm)) / (1 − σ(−λm)) with σ(u) = 1 / (1 + e^(−u)): 0 at no spend, β at saturation. The midpoint m ≥ 0, by
 * default 0, is where it turns; at m = 0 it is β·(1 − e^(−λx)) / (1 + e^(−λx)), concave.
 */
export interface LogisticCurve {
  readonly type: "logistic";
  readonly beta: Parameter;
  readonly rate: Parameter;
  readonly midpoint?: Parameter;
}

/** a·xᵖ with a ≥ 0, p > 0: a square root at p = ½, a straight line at p = 1. */
export interface PowerCurve {
  readonly type: "power";
  readonly scale: Parameter;
  readonly exponent: Parameter;
}

/** A curve known at points: joined by a monotone cubic (Fritsch and Carlson 1980) or by straight lines. */
export interface SampledCurve {
  readonly type: "sampled";
  /** Ascending, the first ≥ 0; no spend outside of them is ever proposed. */
  readonly spend: ArrayLike<number>;
  /** Response at each point, or one such array a posterior draw. */
  readonly response: ArrayLike<number> | readonly ArrayLike<number>[];
  readonly interpolation?: "monotone" | "linear";
}

/** A user's own function, sampled between 0 and `upTo` until a cubic through the samples errs less than 1e-9 of the range. */
export interface FunctionCurve {
  readonly type: "function";
  readonly response: (spend: number) => number;
  /** The largest spend that may be proposed. */
  readonly upTo: number;
}

/** What a channel returns for a spend, in any unit of response; the spend is per the period that the budget is for. */
export type ResponseCurve =
  | HillCurve
  | MichaelisMentenCurve
  | ExponentialCurve
  | LogisticCurve
  | PowerCurve
  | SampledCurve
  | FunctionCurve;
