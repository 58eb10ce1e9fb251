import type { Matrix } from "../linear-algebra/matrix.ts";

/** Largest magnitude whose square can still be summed. */
const largest = 1e140;

/** RangeError unless `x` has k columns, `y` one number for each of its rows, and all are finite. */
export function checkBlock(who: string, k: number, x: Matrix, y: Float64Array): void {
  if (x.cols !== k || y.length !== x.rows) {
    throw new RangeError(
      `${who}: a block must be rows x ${k} with one y a row; got ${x.rows} x ${x.cols} and ${y.length}`,
    );
  }
  const { data } = x;
  for (let at = 0; at < data.length; at++) {
    if (!(Math.abs(data[at]!) < largest)) {
      const place = `row ${at % x.rows}, column ${Math.floor(at / x.rows)}`;
      throw new RangeError(`${who}: x must be finite and below ${largest}; ${place} is ${data[at]}`);
    }
  }
  for (let i = 0; i < y.length; i++) {
    if (!(Math.abs(y[i]!) < largest)) {
      throw new RangeError(`${who}: y must be finite and below ${largest}; row ${i} is ${y[i]}`);
    }
  }
}
