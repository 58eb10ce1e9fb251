import type { Matrix } from "../linear-algebra/matrix.ts";
import { separateSides, topRows, type SyntheticPanel, type SyntheticSides } from "./panel.ts";
import { checkOptions, sidesPredictors, type SidesPredictors } from "./options.ts";
import { predictorWeights } from "./predictor-weights.ts";
import { ridgeAugmentedWeights } from "./ridge-augmented-weights.ts";
import { simplexWeights } from "./simplex-weights.ts";
import { syntheticDidWeights } from "./synthetic-did-weights.ts";
import { mean } from "./mean.ts";

/**
 * How the counterfactual is made of the donors; each is a linear combination of their paths plus a constant.
 * - `simplex`: weights ≥ 0 that sum to 1, closest to the path before treatment (Abadie and Gardeazabal 2003 without predictors);
 * - `demeaned`: the same with a free constant (Doudchenko and Imbens 2016; Ferman and Pinto 2021);
 * - `predictors`: weights closest in predictors, whose importance is optimised (Abadie, Diamond and Hainmueller 2010);
 * - `ridge-augmented`: `simplex` corrected by a ridge regression, weights may be negative (Ben-Michael, Feller and Rothstein 2021);
 * - `synthetic-did`: unit and period weights (Arkhangelsky et al. 2021);
 * - `difference-in-differences`: equal weights and a free constant.
 */
export type SyntheticMethod =
  | "simplex"
  | "demeaned"
  | "predictors"
  | "ridge-augmented"
  | "synthetic-did"
  | "difference-in-differences";

/** Predictors of the outcome, for `predictors`. */
export interface Predictors {
  /** K × N, a column for each unit of the panel; scaled inside to unit standard deviation over units. */
  readonly values: Matrix;
  /** Periods whose outcomes the importance of predictors is optimised for, default all before treatment: `from` ≤ t < `to`. */
  readonly from?: number;
  readonly to?: number;
}

/** Options of {@link fitSyntheticControl}. */
export interface SyntheticOptions {
  /** Default `simplex`. */
  readonly method?: SyntheticMethod;
  /** Needed by `predictors`, not allowed otherwise. */
  readonly predictors?: Predictors;
  /** Penalty of `ridge-augmented` in squared units of the outcome; default by leave-one-period-out cross-validation. */
  readonly ridge?: number;
}

/** A fitted synthetic control. */
export interface SyntheticFit {
  readonly method: SyntheticMethod;
  /** J columns of the panel that are donors, ascending. */
  readonly donors: Int32Array;
  /** J weights, in the order of `donors`; they sum to 1. */
  readonly weights: Float64Array;
  /** Added to the weighted donors; 0 for methods without a constant. */
  readonly intercept: number;
  /** T₀ period weights λ of `synthetic-did` (1/T₀ each of `difference-in-differences`), else null. */
  readonly timeWeights: Float64Array | null;
  /** K importances of the predictors, which sum to 1; null without predictors. */
  readonly predictorWeights: Float64Array | null;
  /** Penalty of `ridge-augmented` in squared units of the outcome, else null. */
  readonly ridge: number | null;
  /** T numbers: mean of the treated units. */
  readonly treated: Float64Array;
  /** T numbers: the counterfactual, also before treatment. */
  readonly synthetic: Float64Array;
  /** T numbers, `treated` − `synthetic`. */
  readonly gaps: Float64Array;
  /** Mean gap from treatment on, per treated unit and period. */
  readonly effect: number;
  /** Mean squared gap before treatment. */
  readonly preMspe: number;
  readonly postMspe: number;
  /** Relative KKT residual of the quadratic program that gave the weights; below 1e-8 the weights are optimal. */
  readonly kkt: number;
  readonly converged: boolean;
}

/**
 * Fits a synthetic control. RangeError for a panel that {@link SyntheticPanel} forbids, or for predictors that are missing, superfluous,
 * not finite or constant over the units.
 */
export function fitSyntheticControl(panel: SyntheticPanel, options: SyntheticOptions = {}): SyntheticFit {
  const sides = separateSides("fitSyntheticControl", panel);
  checkOptions("fitSyntheticControl", panel, options);
  return fitSides(sides, sidesPredictors(panel, sides, options), options);
}

/** Fits one target on its donors; `start`: weights to begin from. */
export function fitSides(
  sides: SyntheticSides,
  predictors: SidesPredictors | null,
  options: SyntheticOptions,
  start?: Float64Array,
): SyntheticFit {
  const { target, donors, columns, preperiods } = sides;
  const method = options.method ?? "simplex";
  const before = topRows(donors, preperiods);
  const path = target.subarray(0, preperiods);
  const solution = solveWeights(method, sides, before, path, predictors, options, start);
  const synthetic = new Float64Array(target.length).fill(solution.intercept);
  for (let j = 0; j < donors.cols; j++) {
    const w = solution.weights[j]!;
    if (w === 0) continue;
    for (let t = 0, at = j * donors.rows; t < donors.rows; t++, at++)
      synthetic[t] = synthetic[t]! + w * donors.data[at]!;
  }
  const gaps = target.map((value, t) => value - synthetic[t]!);
  const after = gaps.subarray(preperiods);
  return {
    method,
    donors: columns,
    timeWeights: null,
    predictorWeights: null,
    ridge: null,
    ...solution,
    treated: target,
    synthetic,
    gaps,
    effect: mean(after),
    preMspe: meanSquare(gaps.subarray(0, preperiods)),
    postMspe: meanSquare(after),
  };
}

function solveWeights(
  method: SyntheticMethod,
  sides: SyntheticSides,
  before: Matrix,
  path: Float64Array,
  predictors: SidesPredictors | null,
  options: SyntheticOptions,
  start: Float64Array | undefined,
): Solution {
  switch (method) {
    case "simplex":
    case "demeaned":
      return simplexWeights(before, path, { intercept: method === "demeaned", ...(start ? { start } : {}) });
    case "ridge-augmented":
      return ridgeAugmentedWeights(before, path, options.ridge);
    case "synthetic-did":
      return syntheticDidWeights(sides, before, path);
    case "difference-in-differences":
      return equalWeights(before, path);
    case "predictors":
      if (!predictors) throw new RangeError('fitSyntheticControl: method "predictors" needs predictors');
      return predictorWeights(before, path, predictors);
    default:
      throw new RangeError(`fitSyntheticControl: there is no method "${String(method)}"`);
  }
}

/** What each method finds. */
export type Solution = Pick<SyntheticFit, "weights" | "intercept" | "kkt" | "converged"> &
  Partial<Pick<SyntheticFit, "timeWeights" | "predictorWeights" | "ridge">>;

function equalWeights(before: Matrix, path: Float64Array): Solution {
  const weights = new Float64Array(before.cols).fill(1 / before.cols);
  const timeWeights = new Float64Array(before.rows).fill(1 / before.rows);
  return { weights, timeWeights, intercept: mean(path) - mean(before.data), kkt: 0, converged: true };
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}
