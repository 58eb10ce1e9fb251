import type { Matrix } from "../linear-algebra/matrix.ts";
import { regressOnDonors, weightedMeans } from "./donor-regression.ts";
import type { MatchedSets } from "./match-without-replacement.ts";
import type { MatchingBaseline } from "./matching-effect.ts";

export interface MatchedSetsEffect {
  readonly value: number;
  /** Clustered by matched set (Abadie and Spiess 2022), with the factor G/(G − 1) · (n − 1)/(n − k). */
  readonly stderr: number;
  /** Sets less one. */
  readonly df: number;
  /** Effect before the bias correction; the same where none was asked for. */
  readonly uncorrected: number;
  readonly baseline: MatchingBaseline;
  readonly matched: number;
  /** n: derivative of the effect by each outcome. */
  readonly weights: Float64Array;
  readonly aliased: readonly number[];
}

/**
 * Average effect by matching without replacement: mean over sets of the matched unit less its partners, both less a regression of the
 * partners' outcomes on the covariates. `y`: n; `covariates`: n × k or null. Null where there is no set; NaN as standard error of one set.
 */
export function matchedSetsEffect(
  y: Float64Array,
  sets: MatchedSets,
  covariates: Matrix | null,
): MatchedSetsEffect | null {
  const { arm, focal, start, partner } = sets;
  const n = y.length;
  const groups = focal.length;
  if (groups === 0) return null;
  const sign = arm === 1 ? 1 : -1;
  const donorWeights = new Float64Array(n);
  const focalWeights = new Float64Array(n);
  for (let s = 0; s < groups; s++) {
    focalWeights[focal[s]!] = 1;
    const share = 1 / (start[s + 1]! - start[s]!);
    for (let e = start[s]!; e < start[s + 1]!; e++) donorWeights[partner[e]!] = share;
  }
  const { fitted, influence, rank, aliased } = regressOnDonors(
    y,
    covariates ?? { rows: n, cols: 0, data: new Float64Array(0) },
    donorWeights,
    covariates === null ? new Float64Array(0) : weightedMeans(covariates, focalWeights),
  );
  let [sum, uncorrected, level] = [0, 0, 0];
  for (let s = 0; s < groups; s++) {
    const i = focal[s]!;
    const m = start[s + 1]! - start[s]!;
    let plain = y[i]!;
    for (let e = start[s]!; e < start[s + 1]!; e++) plain -= y[partner[e]!]! / m;
    uncorrected += sign * plain;
    // The partners' weighted residuals sum to 0 over the sets.
    sum += sign * (y[i]! - fitted[i]!);
    level += arm === 1 ? fitted[i]! : y[i]!;
  }
  const value = sum / groups;
  const baseline = level / groups;
  let [squares, baselineSquares, products] = [0, 0, 0];
  for (let s = 0; s < groups; s++) {
    const i = focal[s]!;
    let own = (sign * (y[i]! - fitted[i]!) - value) / groups;
    let ofBaseline = ((arm === 1 ? fitted[i]! : y[i]!) - baseline) / groups;
    for (let e = start[s]!; e < start[s + 1]!; e++) {
      const j = partner[e]!;
      const donor = influence[j]! * (y[j]! - fitted[j]!);
      own -= sign * donor;
      if (arm === 1) ofBaseline += donor;
    }
    squares += own * own;
    baselineSquares += ofBaseline * ofBaseline;
    products += own * ofBaseline;
  }
  const units = groups + partner.length;
  const factor = (groups / (groups - 1)) * ((units - 1) / (units - 1 - rank));
  return {
    value,
    stderr: Math.sqrt(squares * factor),
    df: groups - 1,
    uncorrected: uncorrected / groups,
    baseline: { value: baseline, variance: baselineSquares * factor, covariance: products * factor },
    matched: groups,
    weights: Float64Array.from(y, (_, i) => sign * (focalWeights[i]! / groups - influence[i]!)),
    aliased,
  };
}
