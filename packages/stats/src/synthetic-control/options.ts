import type { Matrix } from "../linear-algebra/matrix.ts";
import type { SyntheticOptions } from "./fit.ts";
import { meanColumn, takeColumns, type SyntheticPanel, type SyntheticSides } from "./panel.ts";

/** The predictors of one target and its donors. */
export interface SidesPredictors {
  readonly target: Float64Array;
  /** K × J. */
  readonly donors: Matrix;
  readonly from: number;
  readonly to: number;
}

/** The options' predictors for a panel's sides; null without. */
export function sidesPredictors(
  panel: SyntheticPanel,
  sides: SyntheticSides,
  { predictors }: SyntheticOptions,
): SidesPredictors | null {
  if (!predictors) return null;
  const { values, from = 0, to = panel.preperiods } = predictors;
  const scaled = scaleRows(values);
  return { target: meanColumn(scaled, panel.treated), donors: takeColumns(scaled, sides.columns), from, to };
}

/** Each row divided by its standard deviation over the columns. */
function scaleRows(values: Matrix): Matrix {
  const { rows, cols } = values;
  const scaled = { rows, cols, data: values.data.slice() };
  for (let k = 0; k < rows; k++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += values.data[j * rows + k]!;
    let square = 0;
    for (let j = 0; j < cols; j++) square += (values.data[j * rows + k]! - sum / cols) ** 2;
    const sd = Math.sqrt(square / (cols - 1));
    for (let j = 0; j < cols; j++) scaled.data[j * rows + k] = values.data[j * rows + k]! / sd;
  }
  return scaled;
}

/** RangeError for options that contradict each other or the panel. */
export function checkOptions(
  who: string,
  panel: SyntheticPanel,
  { method = "simplex", predictors, ridge }: SyntheticOptions,
): void {
  if ((method === "predictors") !== (predictors !== undefined)) {
    throw new RangeError(
      `${who}: predictors belong to method "predictors"; got ${predictors ? "some" : "none"} with "${method}"`,
    );
  }
  if (ridge !== undefined && !(method === "ridge-augmented" && ridge > 0 && ridge < Infinity)) {
    throw new RangeError(
      `${who}: ridge must be positive and finite and belongs to method "ridge-augmented"; got ${ridge}`,
    );
  }
  if (!predictors) return;
  const { values, from = 0, to = panel.preperiods } = predictors;
  const { rows, cols, data } = values;
  if (cols !== panel.outcomes.cols || rows === 0) {
    throw new RangeError(
      `${who}: predictors must have rows and ${panel.outcomes.cols} columns; it is ${rows} x ${cols}`,
    );
  }
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= panel.preperiods)) {
    throw new RangeError(
      `${who}: predictors are optimised over periods of 0 to ${panel.preperiods}; got ${from} to ${to}`,
    );
  }
  for (let k = 0; k < rows; k++) {
    let isConstant = true;
    for (let j = 0; j < cols; j++) {
      const value = data[j * rows + k]!;
      if (!Number.isFinite(value))
        throw new RangeError(`${who}: predictors must be finite; row ${k} of column ${j} is ${value}`);
      if (value !== data[k]!) isConstant = false;
    }
    if (isConstant) throw new RangeError(`${who}: predictors must vary over the units; row ${k} is ${data[k]} in all`);
  }
}
