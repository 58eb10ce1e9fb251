import type { Rng } from "../random/rng.ts";
import { sampleWithoutReplacement } from "../random/sample.ts";
import { fitSides, type SyntheticFit, type SyntheticOptions } from "./fit.ts";
import { type SidesPredictors } from "./options.ts";
import { leftOutErrors, type LeftOutErrors } from "./left-out-errors.ts";
import { meanColumn, takeColumns, type SyntheticSides } from "./panel.ts";

/** What placebos are compared by. */
export interface PlaceboFit extends Pick<SyntheticFit, "gaps" | "effect" | "preMspe" | "postMspe"> {
  /** Of the methods' errors without treatment; see {@link PlaceboDraws.folds}. */
  readonly errors: LeftOutErrors;
}

/** Options of {@link placeboFits}. */
export interface PlaceboDraws extends SyntheticOptions {
  readonly rng?: Rng;
  readonly draws?: number;
  /** Blocks of periods before treatment that are left out for `errors`; 0: errors of the fit itself. */
  readonly folds: number;
  readonly signal?: AbortSignal;
}

/** Fits of donors as if treated: each in turn, or `draws` random sets when the target is the mean of several units. */
export function placeboFits(
  who: string,
  sides: SyntheticSides,
  predictors: SidesPredictors | null,
  options: PlaceboDraws,
): readonly PlaceboFit[] {
  const count = sides.columns.length;
  const { units } = sides;
  if (count < 2 * units) {
    throw new RangeError(`${who}: ${units} treated units need ${2 * units} donors for placebos; there are ${count}`);
  }
  if (units === 1) return Array.from({ length: count }, (_, j) => fitSet(sides, predictors, [j], options));
  const { rng, draws = 999 } = options;
  if (!rng) throw new RangeError(`${who}: several treated units need an rng for random sets of donors`);
  if (!Number.isInteger(draws) || draws < 1) {
    throw new RangeError(`${who}: draws must be a whole number of at least 1; got ${draws}`);
  }
  return Array.from({ length: draws }, () =>
    fitSet(sides, predictors, Array.from(sampleWithoutReplacement(rng, count, units)), options),
  );
}

function fitSet(
  sides: SyntheticSides,
  predictors: SidesPredictors | null,
  set: readonly number[],
  options: PlaceboDraws,
): PlaceboFit {
  options.signal?.throwIfAborted();
  const others = Array.from(sides.columns.keys()).filter((j) => !set.includes(j));
  const placebo: SyntheticSides = {
    target: meanColumn(sides.donors, set),
    donors: takeColumns(sides.donors, others),
    columns: Int32Array.from(others, (j) => sides.columns[j]!),
    preperiods: sides.preperiods,
    units: set.length,
  };
  const theirs = predictors && {
    ...predictors,
    target: meanColumn(predictors.donors, set),
    donors: takeColumns(predictors.donors, others),
  };
  return withErrors(placebo, theirs, options);
}

/** Sums of outcomes may miss by this share of the largest of them through rounding. */
const ROUNDING = 16 * Number.EPSILON;

function largestOutcome({ target, donors }: SyntheticSides): number {
  let most = 0;
  for (const y of target) most = Math.max(most, Math.abs(y));
  for (const y of donors.data) most = Math.max(most, Math.abs(y));
  return most;
}

/** A fit with its errors. What rounding leaves of a perfect fit is 0, lest one rounding error be compared with another. */
export function withErrors(
  sides: SyntheticSides,
  predictors: SidesPredictors | null,
  options: PlaceboDraws,
): SyntheticFit & PlaceboFit {
  const fit = fitSides(sides, predictors, options);
  const inSample = Math.sqrt(fit.preMspe);
  const errors =
    options.folds > 0
      ? leftOutErrors(sides, predictors, options, fit, options.folds)
      : { average: inSample, period: inSample };
  const floor = ROUNDING * largestOutcome(sides);
  if (errors.average > floor) return { ...fit, errors };
  const settle = (value: number): number => (Math.abs(value) <= floor ? 0 : value);
  return {
    ...fit,
    gaps: fit.gaps.map(settle),
    effect: settle(fit.effect),
    preMspe: fit.preMspe <= floor * floor ? 0 : fit.preMspe,
    postMspe: fit.postMspe <= floor * floor ? 0 : fit.postMspe,
    errors: { average: 0, period: settle(errors.period) },
  };
}
