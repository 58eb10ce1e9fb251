/** Scale of the effect that an E-value is asked for. `common`: outcomes that 15 % or more of the units have. */
export type EValueScale =
  | "risk_ratio"
  | "odds_ratio"
  | "odds_ratio_common"
  | "hazard_ratio"
  | "hazard_ratio_common"
  | "standardised_difference";

/** Least strength, as a risk ratio with treatment and with outcome alike, of a confounder that explains an effect away; at least 1. */
export interface EValue {
  /** The effect as a risk ratio, approximately where the scale is another. */
  readonly riskRatio: number;
  /** To move the estimate to no effect. */
  readonly estimate: number;
  /** To move the nearer confidence limit to no effect; 1 where the interval holds no effect already. */
  readonly limit: number;
}

/** RR + √(RR (RR − 1)) of a ratio or its reciprocal, whichever is above 1. */
function strength(ratio: number): number {
  const above = ratio < 1 ? 1 / ratio : ratio;
  return above + Math.sqrt(above * (above - 1));
}

/** Chinn's (2000) conversion of a standardised difference through an odds ratio, as VanderWeele and Ding use it. */
const PER_DEVIATION = 0.91;

function toRiskRatio(scale: EValueScale, value: number): number {
  switch (scale) {
    case "standardised_difference":
      return Math.exp(PER_DEVIATION * value);
    case "odds_ratio_common":
      return Math.sqrt(value);
    case "hazard_ratio_common":
      return (1 - 0.5 ** Math.sqrt(value)) / (1 - 0.5 ** Math.sqrt(1 / value));
    default:
      return value;
  }
}

/**
 * E-values of an estimate and of its interval (VanderWeele and Ding 2017, Ann. Intern. Med. 167; table 2 for the scales other than risk
 * ratios). A rare outcome's odds and hazard ratios are taken as risk ratios. RangeError unless lower ≤ estimate ≤ upper, and all are
 * positive on a ratio scale.
 */
export function eValue(scale: EValueScale, estimate: number, lower: number, upper: number): EValue {
  const isRatio = scale !== "standardised_difference";
  if (!(lower <= estimate && estimate <= upper && (!isRatio || lower > 0))) {
    const wanted = isRatio ? "positive and in order" : "in order";
    throw new RangeError(`eValue: lower, estimate and upper must be ${wanted}; got ${lower}, ${estimate}, ${upper}`);
  }
  const riskRatio = toRiskRatio(scale, estimate);
  const nearer = toRiskRatio(scale, riskRatio >= 1 ? lower : upper);
  const holdsNone = riskRatio >= 1 ? nearer <= 1 : nearer >= 1;
  return { riskRatio, estimate: strength(riskRatio), limit: holdsNone ? 1 : strength(nearer) };
}
