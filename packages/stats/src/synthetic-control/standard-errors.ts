import type { Rng } from "../random/rng.ts";
import { fitSides, type SyntheticOptions } from "./fit.ts";
import { checkOptions, sidesPredictors } from "./options.ts";
import { meanColumn, separateSides, takeColumns, type SyntheticPanel } from "./panel.ts";
import { placeboFits } from "./placebo-fits.ts";

/** Result of {@link placeboStandardError}. */
export interface PlaceboStandardError {
  readonly stderr: number;
  /** One for each placebo. */
  readonly effects: Float64Array;
}

/**
 * Standard deviation of the effects of placebos (Arkhangelsky et al. 2021, algorithm 4): each donor in turn with one treated unit, else
 * `draws` (default 999) random sets of as many donors as there are treated units. It assumes that treated and donors have errors of the
 * same variance; the normal interval made with it has no guarantee for one treated unit, for which `placeboTest` is there.
 * RangeError as `placeboTest`.
 */
export function placeboStandardError(
  panel: SyntheticPanel,
  options: SyntheticOptions & { readonly rng?: Rng; readonly draws?: number; readonly signal?: AbortSignal } = {},
): PlaceboStandardError {
  const who = "placeboStandardError";
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const predictors = sidesPredictors(panel, sides, options);
  const effects = Float64Array.from(placeboFits(who, sides, predictors, { ...options, folds: 0 }), (fit) => fit.effect);
  const mean = effects.reduce((sum, each) => sum + each, 0) / effects.length;
  const squares = effects.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { stderr: Math.sqrt(squares / (effects.length - 1)), effects };
}

/**
 * Jackknife over units with unit and period weights held fixed (Arkhangelsky et al. 2021, algorithm 3), conservative with many treated units.
 * NaN with one treated unit or with one donor of weight, where it is not defined. RangeError as `fitSyntheticControl`.
 */
export function jackknifeStandardError(panel: SyntheticPanel, options: SyntheticOptions = {}): number {
  const who = "jackknifeStandardError";
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const { weights, timeWeights } = fitSides(sides, sidesPredictors(panel, sides, options), options);
  const units = panel.treated.length;
  const carriers = weights.reduce((count, w) => count + (w === 0 ? 0 : 1), 0);
  if (units < 2 || carriers < 2) return NaN;
  const t0 = panel.preperiods;
  // Each path as the mean after treatment less the weighted mean before: the effect is a contrast of these.
  const changeOf = (path: Float64Array): number => {
    let before = 0;
    if (timeWeights) for (let t = 0; t < t0; t++) before += timeWeights[t]! * path[t]!;
    let after = 0;
    for (let t = t0; t < path.length; t++) after += path[t]! / (path.length - t0);
    return after - before;
  };
  const all = takeColumns(panel.outcomes, panel.treated);
  const treated = Float64Array.from({ length: units }, (_, i) => changeOf(meanColumn(all, [i])));
  const donors = Float64Array.from(sides.columns, (_, j) => changeOf(meanColumn(sides.donors, [j])));
  const sum = treated.reduce((total, each) => total + each, 0);
  let synthetic = 0;
  for (let j = 0; j < donors.length; j++) synthetic += weights[j]! * donors[j]!;
  const effects: number[] = [];
  for (const own of treated) effects.push((sum - own) / (units - 1) - synthetic);
  for (let j = 0; j < donors.length; j++) {
    effects.push(sum / units - (synthetic - weights[j]! * donors[j]!) / (1 - weights[j]!));
  }
  const n = effects.length;
  const mean = effects.reduce((total, each) => total + each, 0) / n;
  return Math.sqrt(((n - 1) / n) * effects.reduce((total, each) => total + (each - mean) ** 2, 0));
}
