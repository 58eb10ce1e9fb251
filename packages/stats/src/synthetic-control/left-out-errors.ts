import { createMatrix } from "../linear-algebra/matrix.ts";
import { fitSides, type SyntheticFit, type SyntheticOptions } from "./fit.ts";
import { type SidesPredictors } from "./options.ts";
import type { SyntheticSides } from "./panel.ts";

/** Errors in periods before treatment that a fit to the other periods makes. */
export interface LeftOutErrors {
  /** Root mean square of the blocks' mean gaps. */
  readonly average: number;
  /** Root mean square of the periods' gaps. */
  readonly period: number;
}

/**
 * Leaves `folds` blocks of periods before treatment out in turn, and predicts each by the method fitted to the others. The method
 * `predictors` keeps its weights: they hang on the predictors more than on single periods.
 */
export function leftOutErrors(
  sides: SyntheticSides,
  predictors: SidesPredictors | null,
  options: SyntheticOptions,
  fit: Pick<SyntheticFit, "gaps" | "weights">,
  folds: number,
): LeftOutErrors {
  const t0 = sides.preperiods;
  let blocks = 0;
  let periods = 0;
  for (let k = 0; k < folds; k++) {
    const from = Math.floor((k * t0) / folds);
    const to = Math.floor(((k + 1) * t0) / folds);
    const gaps =
      predictors === null
        ? fitSides(withBlockLast(sides, from, to, false), null, options, fit.weights).gaps.subarray(t0 - (to - from))
        : fit.gaps.subarray(from, to);
    let sum = 0;
    for (const gap of gaps) {
      sum += gap;
      periods += (gap * gap) / t0;
    }
    blocks += (sum / (to - from)) ** 2 / folds;
  }
  return { average: Math.sqrt(blocks), period: Math.sqrt(periods) };
}

/** Rows `from` to `to` last, behind the other periods before treatment and, when `keepAfter`, those from treatment on. */
export function withBlockLast(sides: SyntheticSides, from: number, to: number, keepAfter: boolean): SyntheticSides {
  const { donors, target, preperiods } = sides;
  const rows = keepAfter ? target.length : preperiods;
  const size = to - from;
  const arrange = (result: Float64Array, at: number, path: Float64Array): void => {
    result.set(path.subarray(0, from), at);
    result.set(path.subarray(to, rows), at + from);
    result.set(path.subarray(from, to), at + rows - size);
  };
  const arranged = { ...sides, donors: createMatrix(rows, donors.cols), target: new Float64Array(rows) };
  arrange(arranged.target, 0, target);
  for (let j = 0; j < donors.cols; j++) {
    arrange(arranged.donors.data, j * rows, donors.data.subarray(j * donors.rows, (j + 1) * donors.rows));
  }
  return { ...arranged, preperiods: preperiods - size };
}
