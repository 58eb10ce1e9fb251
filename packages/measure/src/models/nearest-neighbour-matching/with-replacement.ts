import {
  cellsOf,
  matchingCoordinates,
  matchingEffect,
  matchWithReplacement,
  propensityAdjustment,
  type CellMatches,
  type MatchingVariance,
} from "@ie/stats";
import type { Correction, Matched } from "./matched.ts";
import type { NearestNeighbourMatchingOptions } from "./options.ts";
import type { Study } from "./study.ts";

const armsOf = { att: [1], atc: [0], ate: [1, 0] } as const;

export function matchesOf(
  { cells, caliper, widths }: Study,
  options: NearestNeighbourMatchingOptions,
): readonly CellMatches[] {
  const { ratio, ties, estimand } = options;
  return armsOf[estimand].map((arm) => matchWithReplacement(cells, arm, { ratio, ties, caliper, widths }));
}

/** n: each unit's outcome less its nearest neighbours' in the covariates, treated less control. */
function unitEffects({ units }: Study): Float64Array {
  const { coordinates } = matchingCoordinates(units.x, "inverse_variance");
  const cells = cellsOf({ coordinates, treated: units.treated });
  const size = (cell: number): number => cells.start[cell + 1]! - cells.start[cell]!;
  const sums = new Float64Array(cells.count);
  for (let i = 0; i < units.n; i++) sums[cells.of[i]!]! += units.y[i]!;
  const means = new Float64Array(cells.count).fill(NaN);
  for (const arm of [0, 1]) {
    const { focal, start, donor } = matchWithReplacement(cells, arm, { ratio: 1 });
    focal.forEach((cell, f) => {
      let [sum, count] = [0, 0];
      for (let e = start[f]!; e < start[f + 1]!; e++) {
        sum += sums[donor[e]!]!;
        count += size(donor[e]!);
      }
      means[cell] = sum / count;
    });
  }
  return units.y.map((value, i) => (units.treated[i] === 1 ? 1 : -1) * (value - means[cells.of[i]!]!));
}

/** Abadie and Imbens (2016), for an estimate that rests on the score alone. */
function adjustmentOf(study: Study, options: NearestNeighbourMatchingOptions, effect: number): number | null {
  const { units, scores } = study;
  if (scores === null || !options.distance.endsWith("propensity")) return null;
  if (units.nTreated < 2 || units.nControl < 2) return null;
  const { fit, design } = scores;
  const places = new Int32Array(units.n);
  study.cells.members.forEach((unit, at) => (places[unit] = at - study.cells.start[study.cells.of[unit]!]!));
  return propensityAdjustment({
    estimand: options.estimand,
    y: units.y,
    treated: units.treated,
    design,
    scores: fit.probabilities,
    densities: fit.densities,
    covariance: fit.covariance,
    unitEffects: options.estimand === "ate" ? null : unitEffects(study),
    effect,
    places,
  });
}

/** The effect of matches with replacement; null where no unit has one. */
export function effectWithReplacement(
  study: Study,
  matches: readonly CellMatches[],
  columns: Correction,
  options: NearestNeighbourMatchingOptions,
): Matched | null {
  const { units, cells } = study;
  const kind = options.standardError;
  const variance: MatchingVariance = {
    neighbours: kind === "homoskedastic" ? 0 : options.varianceNeighbours,
    cells: study.neighbours,
    of: options.target,
    plain: kind !== "residual",
  };
  const found = matchingEffect({ y: units.y, cells, matches, covariates: columns, variance });
  if (found === null) return null;
  const adjustment = columns === null ? adjustmentOf(study, options, found.value) : null;
  const adjusted = found.stderr ** 2 + (adjustment ?? 0);
  const weights = new Float64Array(units.n);
  const focal = new Uint8Array(units.n);
  const times = new Float64Array(units.n);
  let largestDistance = 0;
  let short = 0;
  matches.forEach((side, s) => {
    const usage = found.usage[s]!;
    side.focal.forEach((cell, f) => {
      const size = cells.start[cell + 1]! - cells.start[cell]!;
      if (usage.counts[f]! < options.ratio) short += size;
      for (let at = cells.start[cell]!; at < cells.start[cell + 1]!; at++) {
        focal[cells.members[at]!] = 1;
        weights[cells.members[at]!]! += 1;
      }
    });
    for (let i = 0; i < units.n; i++) {
      weights[i]! += usage.weights[i]!;
      times[i]! += usage.times[i]!;
    }
    for (const distance of side.distance) if (distance > largestDistance) largestDistance = distance;
  });
  // Under the residuals' variances the sum's few large weights show in its degrees of freedom.
  const df = kind === "residual" || columns === null ? found.df : Infinity;
  return {
    value: found.value,
    stderr: Math.sqrt(adjusted > 0 ? adjusted : found.stderr ** 2),
    df: kind === "homoskedastic" ? Infinity : df,
    uncorrected: found.uncorrected,
    controlMean: found.baseline.value,
    controlVariance: found.baseline.variance,
    controlCovariance: found.baseline.covariance,
    weights,
    focal,
    times,
    largestDistance,
    short,
    aliased: found.aliased,
    inference: kind === "homoskedastic" ? "Abadie–Imbens, one variance, normal" : "Abadie–Imbens, t",
    differences: null,
    sets: null,
    scoreAdjustment: adjustment === null || adjusted <= 0 ? null : adjustment,
  };
}
