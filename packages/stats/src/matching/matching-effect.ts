import type { Matrix } from "../linear-algebra/matrix.ts";
import type { Cells } from "./cells.ts";
import { conditionalVariances } from "./conditional-variances.ts";
import { regressOnDonors, weightedMeans } from "./donor-regression.ts";
import type { CellMatches } from "./match-with-replacement.ts";
import { sideOf, type Side } from "./side.ts";
import { matchedMeans, type Usage } from "./usage.ts";

export interface MatchingEffectInput {
  /** n outcomes. */
  readonly y: Float64Array;
  readonly cells: Cells;
  /** Of the treated for ATT, of the controls for ATC, of both for ATE. */
  readonly matches: readonly CellMatches[];
  /** n × k covariates to correct for what differs within matches (Abadie and Imbens 2011); null corrects nothing. */
  readonly covariates: Matrix | null;
  readonly variance: MatchingVariance;
}

export interface MatchingVariance {
  /** Neighbours in the own arm that a unit's variance is told from; 0 takes one variance for all units. */
  readonly neighbours: number;
  /** Cells whose points tell neighbours; default those matched. */
  readonly cells?: Cells | undefined;
  /** Of the effect in the population that the units are from (default), or on these units. */
  readonly of?: "population" | "sample" | undefined;
  /**
   * Whether what the bias correction's regression explains counts as spread of the outcome, and its coefficients as known (as Abadie and
   * Imbens 2011 have it); default false: variances of residuals, with the coefficients' error.
   */
  readonly plain?: boolean | undefined;
}

/** Mean outcome without treatment of the same units, with what its ratio to the effect needs. */
export interface MatchingBaseline {
  readonly value: number;
  readonly variance: number;
  /** With the effect. */
  readonly covariance: number;
}

export interface MatchingEffect {
  readonly value: number;
  readonly stderr: number;
  /** Satterthwaite's (1946) degrees of freedom of the variance. */
  readonly df: number;
  /** Effect before the bias correction; the same where none was asked for. */
  readonly uncorrected: number;
  readonly baseline: MatchingBaseline;
  /** Units with a match, over which the effect is an average. */
  readonly matched: number;
  /** n: derivative of the effect by each outcome. */
  readonly weights: Float64Array;
  /** n: conditional variances in use. */
  readonly variances: Float64Array;
  /** One for each of `matches`. */
  readonly usage: readonly Usage[];
  /** Covariates without a coefficient of their own, by column, of any of the regressions. */
  readonly aliased: readonly number[];
}

/** Half the mean squared difference of matches less the effect (Abadie, Drukker, Herr and Imbens 2004, section 3). */
function commonVariance(cells: Cells, sides: readonly Side[], effect: number): number {
  let sum = 0;
  let units = 0;
  for (const { matches, residuals } of sides) {
    const sign = matches.arm === 1 ? 1 : -1;
    const squares = residuals.map((value) => value * value);
    const first = matchedMeans(cells, matches, residuals);
    const second = matchedMeans(cells, matches, squares);
    matches.focal.forEach((cell, f) => {
      for (let at = cells.start[cell]!; at < cells.start[cell + 1]!; at++) {
        const a = residuals[cells.members[at]!]! - sign * effect;
        sum += Math.max(0, a * a - 2 * a * first[f]! + second[f]!);
        units += 1;
      }
    });
  }
  return sum / (2 * units);
}

/** Residuals of y on the covariates within each arm. */
function armResiduals(y: Float64Array, x: Matrix, { of, arm }: Cells): Float64Array {
  const residuals = new Float64Array(y.length);
  for (const own of [0, 1]) {
    const weights = Float64Array.from(y, (_, i) => (arm[of[i]!] === own ? 1 : 0));
    const { fitted, rank } = regressOnDonors(y, x, weights, weightedMeans(x, weights));
    const units = weights.reduce((sum, each) => sum + each, 0);
    // An arm that its covariates fit almost exactly tells its spread by outcomes alone.
    const scale = units > 2 * rank ? Math.sqrt(units / (units - rank)) : null;
    for (let i = 0; i < y.length; i++) {
      if (weights[i] === 1) residuals[i] = scale === null ? y[i]! : scale * (y[i]! - fitted[i]!);
    }
  }
  return residuals;
}

/**
 * Average effect by matching with replacement, with bias correction (Abadie and Imbens 2011) and the standard error of Abadie and Imbens
 * (2006, theorems 6 and 7). Null where no unit has a match. NaN as standard error where a unit in use has no neighbour.
 */
export function matchingEffect(input: MatchingEffectInput): MatchingEffect | null {
  const { y, cells, covariates, variance } = input;
  const { neighbours, of = "population", plain = false } = variance;
  const n = y.length;
  const sides = input.matches.map((matches) => sideOf(y, cells, matches, covariates, plain));
  const mean = (part: (side: Side) => number): number => sides.reduce((sum, side) => sum + part(side), 0) / matched;
  const matched = sides.reduce((sum, { usage }) => sum + usage.matched, 0);
  if (matched === 0) return null;
  const value = mean(({ sum }) => sum);
  const baseline = mean((side) => side.baseline);
  const variances =
    neighbours === 0
      ? new Float64Array(n).fill(commonVariance(cells, sides, value))
      : conditionalVariances(
          variance.cells ?? cells,
          covariates === null || plain ? y : armResiduals(y, covariates, cells),
          neighbours,
        );

  const weights = new Float64Array(n);
  // The variance is the spread of the effects told plus multiples of conditional variances: of a unit used K times about K² − K.
  const multiples = new Float64Array(n);
  let [baselineVariance, covariance] = [0, 0];
  for (let i = 0; i < n; i++) {
    let ofBaseline = 0;
    for (const side of sides) {
      weights[i]! += side.effectWeights[i]! / matched;
      ofBaseline += side.baselineWeights[i]! / matched;
    }
    const own = weights[i]!;
    multiples[i] = own * own;
    if (ofBaseline === 0) continue;
    baselineVariance += ofBaseline * ofBaseline * variances[i]!;
    covariance += own * ofBaseline * variances[i]!;
  }
  let spread = 0;
  if (of === "population") {
    let [baselineSpread, together] = [0, 0];
    for (const { effects, baselines, usage, matches } of sides) {
      for (let i = 0; i < n; i++) {
        const square = usage.squares[i]!;
        if (square > 0) {
          multiples[i]! -= square / matched ** 2;
          if (matches.arm === 1) {
            baselineSpread -= square * variances[i]!;
            together += square * variances[i]!;
          }
        }
        if (Number.isNaN(effects[i]!)) continue;
        const [effect, level] = [effects[i]! - value, baselines[i]! - baseline];
        multiples[i]! -= 1 / matched ** 2;
        spread += effect * effect;
        baselineSpread += level * level - (matches.arm === 1 ? 0 : variances[i]!);
        together += effect * level + (matches.arm === 1 ? 0 : variances[i]!);
      }
    }
    spread /= matched ** 2;
    baselineVariance += baselineSpread / matched ** 2;
    covariance += together / matched ** 2;
  }
  let [rest, sum, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    // Rounding alone is no multiple.
    if (Math.abs(multiples[i]!) < 1e-14 / matched ** 2) continue;
    rest += multiples[i]! * variances[i]!;
    sum += multiples[i]!;
    squares += multiples[i]! ** 2;
  }
  const total = spread + rest;
  // Satterthwaite (1946): n − 1 degrees of freedom for the spread, one for each unit's variance, weighed by its multiple.
  const restDf = squares > 0 ? sum ** 2 / squares : Infinity;
  const df = total ** 2 / (spread ** 2 / Math.max(1, matched - 1) + rest ** 2 / restDf);
  return {
    value,
    stderr: Math.sqrt(Math.max(0, total)),
    df,
    uncorrected: mean((side) => side.uncorrected),
    baseline: { value: baseline, variance: Math.max(0, baselineVariance), covariance },
    matched,
    weights,
    variances,
    usage: sides.map(({ usage }) => usage),
    aliased: [...new Set(sides.flatMap(({ aliased }) => aliased))].sort((a, b) => a - b),
  };
}
