import { matchedSetsEffect, matchWithoutReplacement, type Cells, type MatchedSets } from "@ie/stats";
import type { Correction, Matched } from "./matched.ts";
import type { NearestNeighbourMatchingOptions } from "./options.ts";
import type { Study } from "./study.ts";

/** Units of `arm` by propensity of their own arm, then by coordinates, then in the cells' order. */
function orderOf({ cells, scores, units }: Study, arm: number, order: "largest" | "smallest"): Int32Array {
  const place = new Int32Array(units.n);
  cells.members.forEach((unit, at) => (place[unit] = at));
  const sign = (order === "largest" ? -1 : 1) * (arm === 1 ? 1 : -1);
  const score = scores?.fit.linearPredictor ?? new Float64Array(units.n);
  return Int32Array.from(place.keys())
    .filter((i) => units.treated[i] === arm)
    .sort((a, b) => sign * (score[a]! - score[b]!) || byPoints(cells, a, b) || place[a]! - place[b]!);
}

function byPoints({ of, points, dimensions: d }: Cells, a: number, b: number): number {
  for (let j = 0; j < d; j++) {
    const difference = points[of[a]! * d + j]! - points[of[b]! * d + j]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

export function setsOf(study: Study, options: NearestNeighbourMatchingOptions): MatchedSets {
  const arm = options.estimand === "atc" ? 0 : 1;
  const { cells, caliper, widths } = study;
  const order = orderOf(study, arm, options.order);
  return matchWithoutReplacement(cells, arm, { ratio: options.ratio, order, caliper, widths });
}

/** The effect of matched sets; null where there is none. */
export function effectWithoutReplacement(
  { units }: Study,
  sets: MatchedSets,
  columns: Correction,
  ratio: number,
): Matched | null {
  const found = matchedSetsEffect(units.y, sets, columns);
  if (found === null) return null;
  const { n, y } = units;
  const weights = new Float64Array(n);
  const focal = new Uint8Array(n);
  const times = new Float64Array(n);
  const codes = new Int32Array(n).fill(-1);
  const differences = new Float64Array(sets.focal.length);
  const sign = sets.arm === 1 ? 1 : -1;
  let short = 0;
  for (let s = 0; s < sets.focal.length; s++) {
    const i = sets.focal[s]!;
    const m = sets.start[s + 1]! - sets.start[s]!;
    if (m < ratio) short += 1;
    focal[i] = 1;
    weights[i] = 1;
    codes[i] = s;
    let mean = 0;
    for (let e = sets.start[s]!; e < sets.start[s + 1]!; e++) {
      const j = sets.partner[e]!;
      weights[j] = 1 / m;
      times[j] = 1;
      codes[j] = s;
      mean += y[j]! / m;
    }
    differences[s] = sign * (y[i]! - mean);
  }
  return {
    value: found.value,
    stderr: found.stderr,
    df: found.df,
    uncorrected: found.uncorrected,
    aliased: found.aliased,
    controlMean: found.baseline.value,
    controlVariance: found.baseline.variance,
    controlCovariance: found.baseline.covariance,
    weights,
    focal,
    times,
    largestDistance: sets.distance.reduce((most, distance) => Math.max(most, distance), 0),
    short,
    inference: "clustered by matched set, t",
    differences,
    sets: codes,
    scoreAdjustment: null,
  };
}
