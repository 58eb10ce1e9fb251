import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { updateTriangle } from "../linear-algebra/triangle-update.ts";
import { blockRows } from "./row-coordinates.ts";

/** Numbers between 1 / `largest` and `largest` have squares that can be summed. */
const largest = 1e140;

/**
 * The triangle R of the QR decomposition of [X y], (p + 1) × (p + 1), in one pass over the rows. Columns whose squares a double would not
 * hold are scaled by a power of two on the way, which costs no accuracy. RangeError, naming the place, when a number is not finite.
 */
export function tallTriangle(x: Matrix, y: Float64Array): Matrix {
  const n = x.rows;
  const p = x.cols + 1;
  const columns = Array.from({ length: p }, (_, j) => (j < x.cols ? x.data.subarray(j * n, (j + 1) * n) : y));
  const scales = columns.map((column, j) =>
    scaleOf(column, (row) =>
      j < x.cols ? `x must be finite; row ${row}, column ${j}` : `y must be finite; row ${row}`,
    ),
  );
  const triangle = createMatrix(p, p);
  const block = new Float64Array(p * Math.min(n, blockRows));
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    for (let j = 0; j < p; j++) {
      block.set(columns[j]!.subarray(from, from + count), j * count);
      const scale = scales[j]!;
      if (scale !== 1) for (let i = j * count; i < (j + 1) * count; i++) block[i] = block[i]! * scale;
    }
    updateTriangle(triangle.data, p, block, count);
  }
  for (let j = 0; j < p; j++) {
    for (let i = j * p; i <= j * p + j; i++) triangle.data[i] = triangle.data[i]! / scales[j]!;
  }
  return triangle;
}

/** The power of two that brings a column near 1 if it is far from it; 1 otherwise. */
function scaleOf(column: Float64Array, place: (row: number) => string): number {
  let most = 0;
  for (let i = 0; i < column.length; i++) {
    const size = Math.abs(column[i]!);
    // Written so that NaN takes the branch.
    if (!(size <= most)) {
      if (!(size < Infinity)) throw new RangeError(`leastSquares: ${place(i)} is ${column[i]}`);
      most = size;
    }
  }
  return most === 0 || (most < largest && most > 1 / largest) ? 1 : 2 ** -Math.max(-1000, Math.round(Math.log2(most)));
}
