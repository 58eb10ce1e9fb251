import { ImpactError, type Check } from "@ie/contracts";
import type { Propensity, Units } from "../../units/index.ts";
import { classesOf, cutPoints } from "./cut-points.ts";
import { mergeStrata } from "./merge-strata.ts";
import type { SubclassificationOptions } from "./options.ts";
import { who } from "./who.ts";

export interface Strata {
  /** n, from 0 to count − 1. */
  readonly codes: Int32Array;
  readonly count: number;
  /** Classes that lacked an arm as they were cut, and the share of the estimand's units in them. */
  readonly lacking: number;
  readonly lackingShare: number;
  readonly check: Check;
}

/** Cells of the covariates' quantiles, numbered without gaps in their order; a covariate of few values has a class for each. */
function cells({ x, n }: Units, count: number): Int32Array {
  let codes: Int32Array = new Int32Array(n);
  for (let j = 0; j < x.cols; j++) {
    const values = x.data.subarray(j * n, (j + 1) * n);
    const own = classesOf(values, quantilesOrValues(values, count), false);
    const width = own.reduce((most, each) => Math.max(most, each), 0) + 1;
    // Numbered anew after each covariate: 5 classes of 20 covariates would not fit an integer.
    codes = numbered(Float64Array.from(codes, (code, i) => code * width + own[i]!));
  }
  return codes;
}

function quantilesOrValues(values: Float64Array, count: number): Float64Array {
  const distinct = new Set<number>();
  for (let i = 0; i < values.length && distinct.size <= count; i++) distinct.add(values[i]!);
  if (distinct.size > count) return cutPoints(values, count);
  return Float64Array.from(distinct)
    .sort()
    .subarray(0, distinct.size - 1);
}

function numbered(keys: Float64Array): Int32Array {
  const places = new Map([...new Set(keys)].sort((a, b) => a - b).map((key, place) => [key, place] as const));
  return Int32Array.from(keys, (key) => places.get(key)!); // every key is among them
}

/** Classes of the propensity score that hold equal numbers of the units whose effect is wanted. */
function scoreClasses({ treated }: Units, { scores }: Propensity, options: SubclassificationOptions): Int32Array {
  const arm = { ate: null, att: 1, atc: 0 }[options.estimand];
  const own = arm === null ? scores : scores.filter((_, i) => treated[i] === arm);
  return classesOf(scores, cutPoints(own, options.nStrata), true);
}

/** The classes, with those that lack an arm merged with a neighbour or left as they are. Throws where no class has both arms. */
export function strataOf(units: Units, propensity: Propensity | null, options: SubclassificationOptions): Strata {
  const { treated, n } = units;
  const cut =
    propensity === null
      ? cells(units, options.nStrata)
      : numbered(Float64Array.from(scoreClasses(units, propensity, options)));
  const count = cut.reduce((most, each) => Math.max(most, each), 0) + 1;
  const sizes = new Float64Array(2 * count);
  for (let i = 0; i < n; i++) sizes[2 * cut[i]! + treated[i]!]! += 1;
  const ofTarget = (s: number): number =>
    (options.estimand === "att" ? 0 : sizes[2 * s]!) + (options.estimand === "atc" ? 0 : sizes[2 * s + 1]!);
  let [lacking, lost, total] = [0, 0, 0];
  for (let s = 0; s < count; s++) {
    total += ofTarget(s);
    if (sizes[2 * s]! > 0 && sizes[2 * s + 1]! > 0) continue;
    lacking += 1;
    lost += ofTarget(s);
  }
  const share = lost / total;
  // A category that became several indicators has no order either.
  const isOrdered = options.strata === "propensity" || units.x.cols <= 1;
  if (options.emptyStrata === "merge" && !isOrdered) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `empty_strata: merge, but cells of ${units.names.join(", ")} have no order to merge along`,
      hint: "use drop, or strata: propensity",
    });
  }
  if (lacking === count) {
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `none of the ${count} strata has both treated and untreated units`,
      hint: "use fewer strata or covariates, or strata: propensity",
      facts: { strata: count },
    });
  }
  const those = { ate: "units", att: "treated units", atc: "untreated units" }[options.estimand];
  const percent = `${(100 * share).toFixed(1)} %`;
  if ((options.emptyStrata ?? (isOrdered ? "merge" : "drop")) === "drop") {
    const status = share > 0.2 ? "fail" : share > 0.05 ? "warn" : "pass";
    const message =
      lacking === 0
        ? `all ${count} strata have both arms`
        : `${lacking} of ${count} strata lack an arm and were left out with ${percent} of the ${those}: the effect is that of the other ${(100 * (1 - share)).toFixed(1)} %; use strata: propensity, or fewer strata, for everyone's`;
    return {
      codes: cut,
      count,
      lacking,
      lackingShare: share,
      check: { name: "strata", status, message, value: share },
    };
  }
  const merged = mergeStrata(cut, sizes);
  const status = share > 0.2 ? "fail" : merged.count < count ? "warn" : "pass";
  const message =
    merged.count === count
      ? `all ${count} strata have both arms`
      : `${count} strata became ${merged.count}: those with fewer than two units of an arm (${lacking} without any, with ${percent} of the ${those}) were merged with a neighbour, and their units are compared with less similar ones`;
  return { ...merged, lacking, lackingShare: share, check: { name: "strata", status, message, value: share } };
}
