import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";
import { type SyntheticFit, type SyntheticOptions } from "./fit.ts";
import { checkOptions, sidesPredictors } from "./options.ts";
import { separateSides, type SyntheticPanel } from "./panel.ts";
import { placeboFits, withErrors, type PlaceboFit } from "./placebo-fits.ts";

/** Options of {@link placeboTest}. */
export interface PlaceboOptions extends SyntheticOptions {
  /** Coverage of the intervals, in (0, 1). */
  readonly level: number;
  /**
   * The average effect is compared with the placebos' over
   * - `cross-fitted` (default): the root mean square of the mean gaps of blocks of periods before treatment, each predicted by a fit to the
   *   others, so that units that the donors fit well by chance do not stand out;
   * - `studentised`: the root mean squared gap before treatment, in the sample that was fitted;
   * - `difference`: 1.
   */
  readonly statistic?: "cross-fitted" | "studentised" | "difference";
  /** Blocks of `cross-fitted`, default 5, or as many as there are periods before treatment when they are fewer. */
  readonly folds?: number;
  /** Needed with several treated units, for random sets of as many donors. */
  readonly rng?: Rng;
  /** Random sets with several treated units, default 999. */
  readonly draws?: number;
  readonly signal?: AbortSignal;
}

/** Per period after treatment, T₁ each. */
export interface PlaceboPeriods {
  readonly effects: Float64Array;
  readonly pValues: Float64Array;
  /** Pointwise; NaN when `level` cannot be had. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Together they hold all effects with probability `level`; NaN when it cannot be had. */
  readonly bandLower: Float64Array;
  readonly bandUpper: Float64Array;
}

/** Result of {@link placeboTest}. */
export interface PlaceboTest {
  readonly fit: SyntheticFit;
  /** Average effect. */
  readonly estimate: number;
  /** Two-sided, share of placebos and treated with a statistic at least as large; never below `resolution`. */
  readonly pValue: number;
  /** Constant effects with p > 1 − level; null when `level` > `highestLevel` or the fit before treatment is perfect. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** What the estimate is divided by for the test. */
  readonly scale: number;
  /** 1 / (placebos + 1), the smallest possible p-value. */
  readonly resolution: number;
  /** 1 − `resolution`: the highest level with a bounded interval. */
  readonly highestLevel: number;
  /** Ratio of mean squared gaps after and before (Abadie, Diamond and Hainmueller 2010): of the treated, its rank from the top, its p. */
  readonly ratio: { readonly value: number; readonly rank: number; readonly pValue: number };
  readonly periods: PlaceboPeriods;
  /** One for each placebo: with one treated unit the donors in the order of `fit.donors`, else random sets of them. */
  readonly placebos: {
    readonly effects: Float64Array;
    readonly preRmspe: Float64Array;
    readonly ratios: Float64Array;
    /** What `effects` are divided by for the test; 1 each for `difference`. */
    readonly scales: Float64Array;
    /** T × placebos. */
    readonly gaps: Matrix;
  };
}

/** Blocks by default. */
const FOLDS = 5;
/** Statistics this close count as ties, as a share of themselves: sums in another order differ by rounding. */
const TIE = 1e-10;

/**
 * A fit with the scale by which {@link placeboTest} divides its average effect, when its placebos are known already.
 * RangeError as {@link fitSyntheticControl}.
 */
export function scaledEffect(
  panel: SyntheticPanel,
  options: SyntheticOptions,
): { readonly fit: SyntheticFit; readonly scale: number } {
  const who = "scaledEffect";
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const folds = Math.min(FOLDS, panel.preperiods);
  const { errors, ...fit } = withErrors(sides, sidesPredictors(panel, sides, options), { ...options, folds });
  return { fit, scale: errors.average };
}

/**
 * Permutation over units: the synthetic control is made for every donor as if it had been treated, with the truly treated units left out,
 * and the treated unit's average gap is compared with the placebos', each over its own error before treatment (Abadie, Diamond and
 * Hainmueller 2010; Firpo and Possebom 2018 for the choice of statistic and inversion). Exact when the treated unit is exchangeable with its donors.
 * The interval inverts the test for an effect that is the same in all periods after treatment: it excludes θ exactly when p(θ) ≤ 1 − level,
 * and so 0 exactly when `pValue` ≤ 1 − level. Bands invert the largest of the periods' statistics.
 *
 * RangeError as {@link fitSyntheticControl}, when there are fewer than 2 donors for each treated unit, `level` is not in (0, 1), or several
 * units are treated without an `rng`.
 */
export function placeboTest(panel: SyntheticPanel, options: PlaceboOptions): PlaceboTest {
  const who = "placeboTest";
  if (!(options.level > 0 && options.level < 1)) {
    throw new RangeError(`${who}: level must lie between 0 and 1; got ${options.level}`);
  }
  const sides = separateSides(who, panel);
  checkOptions(who, panel, options);
  const predictors = sidesPredictors(panel, sides, options);
  const statistic = options.statistic ?? "cross-fitted";
  const t0 = panel.preperiods;
  const folds = statistic === "cross-fitted" ? Math.min(options.folds ?? FOLDS, t0) : 0;
  if (statistic === "cross-fitted" && !(Number.isInteger(folds) && folds >= 2)) {
    throw new RangeError(
      `${who}: folds must be a whole number of at least 2 with as many periods before treatment; got ${folds}`,
    );
  }
  const { errors, ...fit } = withErrors(sides, predictors, { ...options, folds });
  const fits = placeboFits(who, sides, predictors, { ...options, folds });
  const count = fits.length;
  const periods = panel.outcomes.rows;
  const isScaled = statistic !== "difference";
  const scale = isScaled ? errors.average : 1;
  const scales = fits.map((each) => (isScaled ? each.errors.average : 1));
  const periodScale = isScaled ? errors.period : 1;
  const periodScales = fits.map((each) => (isScaled ? each.errors.period : 1));
  // The number of placebo statistics that a rejection leaves above: p = (1 + above) / (count + 1) ≤ 1 − level.
  const allowed = Math.floor((1 - options.level) * (count + 1) + 1e-9) - 1;

  const average = compare(
    fit.effect,
    scale,
    fits.map((each) => each.effect),
    scales,
    allowed,
  );
  const ratios = Float64Array.from(fits, ratio);
  const above = countAbove(ratios, ratio(fit));
  const afterwards = Array.from({ length: periods - t0 }, (_, k) =>
    compare(
      fit.gaps[t0 + k]!,
      periodScale,
      fits.map((each) => each.gaps[t0 + k]!),
      periodScales,
      allowed,
    ),
  );
  const largest = fits.map((each) => each.gaps.subarray(t0).reduce((most, gap) => Math.max(most, Math.abs(gap)), 0));
  const band = compare(0, periodScale, largest, periodScales, allowed).reach;
  const effects = fit.gaps.slice(t0);
  const gaps = createMatrix(periods, count);
  for (const [k, each] of fits.entries()) gaps.data.set(each.gaps, k * periods);
  return {
    fit,
    estimate: fit.effect,
    pValue: average.pValue,
    interval: Number.isNaN(average.reach)
      ? null
      : { lower: fit.effect - average.reach, upper: fit.effect + average.reach },
    scale,
    resolution: 1 / (count + 1),
    highestLevel: count / (count + 1),
    ratio: { value: ratio(fit), rank: 1 + above, pValue: (1 + above) / (count + 1) },
    periods: {
      effects,
      pValues: Float64Array.from(afterwards, (each) => each.pValue),
      lower: effects.map((effect, k) => effect - afterwards[k]!.reach),
      upper: effects.map((effect, k) => effect + afterwards[k]!.reach),
      bandLower: effects.map((effect) => effect - band),
      bandUpper: effects.map((effect) => effect + band),
    },
    placebos: {
      effects: Float64Array.from(fits, (each) => each.effect),
      preRmspe: Float64Array.from(fits, (each) => Math.sqrt(each.preMspe)),
      ratios,
      scales: Float64Array.from(scales),
      gaps,
    },
  };
}

/** p of no effect, and how far from the estimate an effect may lie for p > 1 − level; NaN where there is no such bound. */
function compare(
  effect: number,
  scale: number,
  effects: readonly number[],
  scales: readonly number[],
  allowed: number,
): { readonly pValue: number; readonly reach: number } {
  const statistics = Float64Array.from(effects, (each, k) => quotient(Math.abs(each), scales[k]!)).sort();
  const above = countAbove(statistics, quotient(Math.abs(effect), scale));
  const critical = allowed < 0 ? NaN : statistics[statistics.length - 1 - allowed]!;
  const reach = scale === 0 ? NaN : critical * scale * (1 + TIE);
  return { pValue: (1 + above) / (statistics.length + 1), reach: reach < Infinity ? reach : NaN };
}

function countAbove(statistics: Float64Array, value: number): number {
  let above = 0;
  for (const each of statistics) if (each * (1 + TIE) >= value) above++;
  return above;
}

const ratio = (fit: Pick<PlaceboFit, "preMspe" | "postMspe">): number => quotient(fit.postMspe, fit.preMspe);

const quotient = (a: number, b: number): number => (a === 0 ? 0 : a / b);
