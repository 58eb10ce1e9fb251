import { fitSides, fitSyntheticControl, type SyntheticFit, type SyntheticOptions } from "./fit.ts";
import { checkOptions, sidesPredictors } from "./options.ts";
import { separateSides, takeColumns, topRows, type SyntheticPanel } from "./panel.ts";

/**
 * The fit as if treatment had begun after `preperiods` periods, on the T₀ periods before the actual treatment only: its `effect` and later
 * gaps should be near zero (Abadie, Diamond and Hainmueller 2015). Predictors are those given, optimised over periods before the placebo
 * date. RangeError unless 1 ≤ `preperiods` < T₀.
 */
export function inTimePlacebo(panel: SyntheticPanel, preperiods: number, options: SyntheticOptions = {}): SyntheticFit {
  const who = "inTimePlacebo";
  separateSides(who, panel);
  if (!Number.isInteger(preperiods) || preperiods < 1 || preperiods >= panel.preperiods) {
    throw new RangeError(
      `${who}: preperiods must be a whole number from 1 to ${panel.preperiods - 1}; got ${preperiods}`,
    );
  }
  const { predictors } = options;
  const shortened = predictors && {
    ...predictors,
    from: Math.min(predictors.from ?? 0, preperiods - 1),
    to: Math.min(predictors.to ?? preperiods, preperiods),
  };
  return fitSyntheticControl(
    { outcomes: topRows(panel.outcomes, panel.preperiods), treated: panel.treated, preperiods },
    shortened ? { ...options, predictors: shortened } : options,
  );
}

/** A fit without one donor. */
export interface LeftOutDonor {
  /** Column of the panel. */
  readonly donor: number;
  /** Its weight in the fit with all donors. */
  readonly weight: number;
  readonly effect: number;
  readonly preMspe: number;
  /** T numbers. */
  readonly synthetic: Float64Array;
}

/**
 * Fits without each donor that has weight in the fit with all, largest weight first; `most` of them (default all). Empty with one donor.
 * RangeError as {@link fitSyntheticControl}.
 */
export function leaveOneOutDonors(
  panel: SyntheticPanel,
  options: SyntheticOptions = {},
  most: number = Infinity,
): readonly LeftOutDonor[] {
  const who = "leaveOneOutDonors";
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const predictors = sidesPredictors(panel, sides, options);
  const count = sides.columns.length;
  if (count === 1) return [];
  const { weights } = fitSides(sides, predictors, options);
  const order = Array.from(weights.keys())
    .filter((j) => weights[j] !== 0)
    .sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b)
    .slice(0, most);
  return order.map((left) => {
    const kept = Array.from(sides.columns.keys()).filter((j) => j !== left);
    const fewer = {
      ...sides,
      donors: takeColumns(sides.donors, kept),
      columns: sides.columns.filter((_, j) => j !== left),
    };
    const theirs = predictors && { ...predictors, donors: takeColumns(predictors.donors, kept) };
    const start = weights.filter((_, j) => j !== left);
    const { effect, preMspe, synthetic } = fitSides(fewer, theirs, options, start);
    return { donor: sides.columns[left]!, weight: weights[left]!, effect, preMspe, synthetic };
  });
}
