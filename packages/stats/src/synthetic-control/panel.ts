import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";

/** A balanced panel with block adoption: every treated unit is treated from the same period on. */
export interface SyntheticPanel {
  /** T × N outcomes: a column is the path of a unit. */
  readonly outcomes: Matrix;
  /** Columns of the treated units; all other columns are donors. */
  readonly treated: readonly number[];
  /** T₀, the periods before treatment: the first rows. */
  readonly preperiods: number;
}

/** The panel as one treated path (the mean of the treated units) and its donors. */
export interface SyntheticSides {
  /** T numbers. */
  readonly target: Float64Array;
  /** T × J. */
  readonly donors: Matrix;
  /** The J columns of the panel that the donors are. */
  readonly columns: Int32Array;
  readonly preperiods: number;
  /** Units that the target is the mean of. */
  readonly units: number;
}

/**
 * Separates a panel. RangeError when a number is not finite, a treated column is not there or named twice, there is no donor,
 * or a side of the intervention has no period.
 */
export function separateSides(who: string, panel: SyntheticPanel): SyntheticSides {
  const { outcomes, treated, preperiods } = panel;
  const { rows, cols, data } = outcomes;
  if (!Number.isInteger(preperiods) || preperiods < 1 || preperiods >= rows) {
    throw new RangeError(`${who}: preperiods must be a whole number from 1 to ${rows - 1}; got ${preperiods}`);
  }
  const isTreated = new Uint8Array(cols);
  for (const column of treated) {
    if (!(column >= 0 && column < cols && Number.isInteger(column)) || isTreated[column] === 1) {
      throw new RangeError(
        `${who}: treated must be different columns from 0 to ${cols - 1}; got ${treated.join(", ")}`,
      );
    }
    isTreated[column] = 1;
  }
  if (treated.length === 0 || treated.length === cols) {
    throw new RangeError(`${who}: the panel needs treated units and donors; ${treated.length} of ${cols} are treated`);
  }
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `${who}: outcomes must be finite; row ${at % rows} of column ${Math.floor(at / rows)} is ${data[at]}`,
    );
  }
  const columns = Int32Array.from({ length: cols - treated.length });
  let j = 0;
  for (let column = 0; column < cols; column++) if (isTreated[column] === 0) columns[j++] = column;
  const target = meanColumn(outcomes, treated);
  const donors = takeColumns(outcomes, columns);
  return { target, donors, columns, preperiods, units: treated.length };
}

/** The first `rows` rows. */
export function topRows(matrix: Matrix, rows: number): Matrix {
  const top = createMatrix(rows, matrix.cols);
  for (let j = 0; j < matrix.cols; j++) {
    top.data.set(matrix.data.subarray(j * matrix.rows, j * matrix.rows + rows), j * rows);
  }
  return top;
}

/** The columns named. */
export function takeColumns(matrix: Matrix, columns: Iterable<number>): Matrix {
  const chosen = Array.from(columns);
  const taken = createMatrix(matrix.rows, chosen.length);
  for (const [k, column] of chosen.entries()) {
    taken.data.set(matrix.data.subarray(column * matrix.rows, (column + 1) * matrix.rows), k * matrix.rows);
  }
  return taken;
}

/** Mean of the columns named. */
export function meanColumn(matrix: Matrix, columns: readonly number[]): Float64Array {
  const mean = new Float64Array(matrix.rows);
  for (const column of columns) {
    for (let t = 0; t < matrix.rows; t++) mean[t] = mean[t]! + matrix.data[column * matrix.rows + t]! / columns.length;
  }
  return mean;
}
