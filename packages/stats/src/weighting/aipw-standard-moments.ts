import { blockRows, fillBlock, standardColumns, type StandardColumns } from "../glm/standard-columns.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { addWeightedGram } from "../regression/weighted-gram.ts";

/** Second moments of standardised columns and centred outcomes, all that penalised least squares needs of the rows. */
export interface StandardMoments {
  readonly rows: number;
  readonly columns: StandardColumns;
  /** Columns that vary, the intercept apart; q of them. */
  readonly kept: readonly number[];
  /** q × q: correlations. */
  readonly gram: Matrix;
  /** q: mean product of a column with the centred outcome. */
  readonly moments: Float64Array;
  readonly mean: number;
  /** Mean squared deviation of y. */
  readonly variance: number;
}

/** `x`: n × k with a column of ones, `y`: n. */
export function standardMoments(who: string, x: Matrix, y: Float64Array): StandardMoments {
  const n = x.rows;
  const columns = standardColumns(who, x);
  const kept = Array.from({ length: x.cols }, (_, j) => j).filter(
    (j) => j !== columns.intercept && columns.scales[j]! > 0,
  );
  const q = kept.length;
  const lower = new Float64Array(q * q);
  const moments = new Float64Array(q);
  const block = new Float64Array(q * blockRows);
  const work = new Float64Array(blockRows);
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (y[i]! - mean) ** 2 / n;
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    fillBlock(x, columns, kept, from, count, block);
    addWeightedGram(lower, null, block, count, q, work);
    for (let l = 0; l < q; l++) {
      let sum = 0;
      for (let i = 0, at = l * count; i < count; i++, at++) sum += (y[from + i]! - mean) * block[at]!;
      moments[l] = moments[l]! + sum / n;
    }
  }
  const gram = createMatrix(q, q);
  for (let j = 0; j < q; j++) {
    for (let l = 0; l <= j; l++) {
      gram.data[l * q + j] = lower[j * q + l]! / n;
      gram.data[j * q + l] = lower[j * q + l]! / n;
    }
  }
  return { rows: n, columns, kept, gram, moments, mean, variance };
}

/** Coefficients of the columns of x (k) from those of the standardised ones (q) and the fitted value at their centres. */
export function unstandardise(k: number, own: StandardMoments, gamma: Float64Array, centre: number): Float64Array {
  const { columns, kept } = own;
  const coefficients = new Float64Array(k);
  let constant = centre;
  kept.forEach((j, l) => {
    coefficients[j] = gamma[l]! / columns.scales[j]!;
    constant -= coefficients[j] * columns.centres[j]!;
  });
  coefficients[columns.intercept] = constant / columns.scales[columns.intercept]!;
  return coefficients;
}
