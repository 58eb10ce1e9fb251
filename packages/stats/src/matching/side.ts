import type { Matrix } from "../linear-algebra/matrix.ts";
import type { Cells } from "./cells.ts";
import { regressOnDonors, weightedMeans } from "./donor-regression.ts";
import type { CellMatches } from "./match-with-replacement.ts";
import { matchedMeans, usageOf, type Usage } from "./usage.ts";

/** The matches of one arm with what they say of each unit; an ATE has two. */
export interface Side {
  readonly matches: CellMatches;
  readonly usage: Usage;
  /** n outcomes less the donors' regression. */
  readonly residuals: Float64Array;
  /** n: effect for each matched unit, NaN for others. */
  readonly effects: Float64Array;
  /** n: outcome without treatment for each matched unit, observed or told from matches. */
  readonly baselines: Float64Array;
  /** Sums of the matched units' effects, of those before bias correction, and of their outcomes without treatment. */
  readonly sum: number;
  readonly uncorrected: number;
  readonly baseline: number;
  /** n: derivatives of `sum` and of `baseline` by each outcome. */
  readonly effectWeights: Float64Array;
  readonly baselineWeights: Float64Array;
  readonly aliased: readonly number[];
}

/** `plain`: the regression's coefficients count as known in the derivatives. */
export function sideOf(
  y: Float64Array,
  cells: Cells,
  matches: CellMatches,
  covariates: Matrix | null,
  plain: boolean,
): Side {
  const n = y.length;
  const sign = matches.arm === 1 ? 1 : -1;
  const usage = usageOf(cells, matches);
  const isFocal = new Float64Array(n);
  for (const cell of matches.focal) {
    for (let at = cells.start[cell]!; at < cells.start[cell + 1]!; at++) isFocal[cells.members[at]!] = 1;
  }
  const regression =
    covariates === null || usage.matched === 0
      ? null
      : regressOnDonors(y, covariates, usage.weights, weightedMeans(covariates, isFocal));
  const residuals = regression === null ? y : y.map((value, i) => value - regression.fitted[i]!);
  const effectWeights = new Float64Array(n);
  const baselineWeights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const donor = regression === null || plain ? usage.weights[i]! : usage.matched * regression.influence[i]!;
    effectWeights[i] = sign * (isFocal[i]! - donor);
    baselineWeights[i] = matches.arm === 1 ? donor : isFocal[i]!;
  }
  const effects = new Float64Array(n).fill(NaN);
  const baselines = new Float64Array(n).fill(NaN);
  const means = matchedMeans(cells, matches, residuals);
  const plainMeans = regression === null ? means : matchedMeans(cells, matches, y);
  let [sum, uncorrected, baseline] = [0, 0, 0];
  for (let f = 0; f < matches.focal.length; f++) {
    const cell = matches.focal[f]!;
    for (let at = cells.start[cell]!; at < cells.start[cell + 1]!; at++) {
      const i = cells.members[at]!;
      effects[i] = sign * (residuals[i]! - means[f]!);
      baselines[i] = matches.arm === 1 ? y[i]! - effects[i] : y[i]!;
      sum += effects[i];
      baseline += baselines[i];
      uncorrected += sign * (y[i]! - plainMeans[f]!);
    }
  }
  return {
    matches,
    usage,
    residuals,
    effects,
    baselines,
    sum,
    uncorrected,
    baseline,
    effectWeights,
    baselineWeights,
    aliased: regression?.aliased ?? [],
  };
}
