import * as studentT from "../distributions/student-t.ts";
import { fitSides, type SyntheticOptions } from "./fit.ts";
import { checkOptions, sidesPredictors } from "./options.ts";
import { withBlockLast } from "./left-out-errors.ts";
import { separateSides, type SyntheticPanel } from "./panel.ts";
import { mean } from "./mean.ts";

/** Options of {@link crossFitTest}. */
export interface CrossFitOptions extends SyntheticOptions {
  /** Coverage of the interval, in (0, 1). */
  readonly level: number;
  /** K, default 3: blocks of periods before treatment, each left out once. */
  readonly folds?: number;
}

/** Result of {@link crossFitTest}. */
export interface CrossFitTest {
  /** Average effect less the bias that the left-out blocks show. */
  readonly estimate: number;
  readonly stderr: number;
  /** K − 1. */
  readonly df: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly interval: { readonly lower: number; readonly upper: number };
}

/**
 * Debiased t-test of the average effect (Chernozhukov, Wüthrich and Zhu 2018, arXiv 1812.10820, section 2): the last K blocks of
 * min(⌊T₀ / K⌋, T₁) periods before treatment are left out in turn, the mean gap of the block is taken from the mean gap after treatment, and
 * the K differences are compared with Student's t on K − 1 degrees of freedom. Valid with many stationary periods on both sides; needs no
 * exchangeable donors. RangeError as {@link fitSyntheticControl}, or when `folds` is not a whole number from 2 to T₀ / 2.
 * Predictors are held fixed and optimised over the periods kept.
 */
export function crossFitTest(panel: SyntheticPanel, options: CrossFitOptions): CrossFitTest {
  const who = "crossFitTest";
  const { level, folds = 3 } = options;
  const t0 = panel.preperiods;
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must lie between 0 and 1; got ${level}`);
  if (!Number.isInteger(folds) || folds < 2 || folds > t0 / 2) {
    throw new RangeError(`${who}: folds must be a whole number from 2 to half of ${t0} periods; got ${folds}`);
  }
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const predictors = sidesPredictors(panel, sides, options);
  const t1 = sides.target.length - t0;
  const size = Math.min(Math.floor(t0 / folds), t1);
  const effects = new Float64Array(folds);
  for (let k = 0; k < folds; k++) {
    const from = t0 - (folds - k) * size;
    const kept = t0 - size;
    const shortened = predictors && {
      ...predictors,
      from: predictors.from - Math.min(size, Math.max(0, predictors.from - from)),
      to: predictors.to - Math.min(size, Math.max(0, predictors.to - from)),
    };
    const { gaps } = fitSides(withBlockLast(sides, from, from + size, true), shortened, options);
    effects[k] = mean(gaps.subarray(kept, kept + t1)) - mean(gaps.subarray(kept + t1));
  }
  const estimate = mean(effects);
  const variance = effects.reduce((sum, each) => sum + (each - estimate) ** 2, 0) / (folds - 1);
  const stderr = Math.sqrt((1 + (folds * size) / t1) * (variance / folds));
  const df = folds - 1;
  const reach = studentT.upperTailQuantile((1 - level) / 2, df) * stderr;
  const pValue = stderr > 0 ? 2 * studentT.upperTail(Math.abs(estimate) / stderr, df) : NaN;
  return { estimate, stderr, df, pValue, interval: { lower: estimate - reach, upper: estimate + reach } };
}
