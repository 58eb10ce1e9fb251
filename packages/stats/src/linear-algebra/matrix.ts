/** A dense real matrix; element (i, j) stands at `data[i + j * rows]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  /** Column-major, rows × cols numbers. */
  readonly data: Float64Array;
}

/**
 * A matrix over `data` (column-major, not copied), or of zeros. RangeError when `data` does not hold rows × cols numbers.
 */
export function createMatrix(rows: number, cols: number, data?: Float64Array): Matrix {
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || rows < 0 || cols < 0) {
    throw new RangeError(`createMatrix: rows and cols must be whole and not negative; got ${rows} and ${cols}`);
  }
  if (data && data.length !== rows * cols) {
    throw new RangeError(`createMatrix: data must hold ${rows} x ${cols} numbers; got ${data.length}`);
  }
  return { rows, cols, data: data ?? new Float64Array(rows * cols) };
}
