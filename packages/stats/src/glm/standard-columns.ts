import type { Matrix } from "../linear-algebra/matrix.ts";

/** Rows handled at once: a block of some tens of columns stays in the cache. */
export const blockRows = 256;

/** How the columns of a design are centred and scaled; the first constant column, if there is one, is the intercept. */
export interface StandardColumns {
  /** Place of the intercept; −1 without one. */
  readonly intercept: number;
  /** k numbers: means where there is an intercept, else 0; 0 for the intercept itself. */
  readonly centres: Float64Array;
  /** k numbers: root mean square about the centre; 0 for a column that has none, as a second constant. */
  readonly scales: Float64Array;
}

/** Relative spread below which a column's deviations from its mean are rounding errors. */
const FLAT = 1e-13;

/** Centres and scales of `x` (n × k). RangeError, naming the place, when a number is not finite. */
export function standardColumns(who: string, x: Matrix): StandardColumns {
  const { rows: n, cols: k, data } = x;
  const centres = new Float64Array(k);
  const scales = new Float64Array(k);
  let intercept = -1;
  const moment = (j: number, centre: number): number => {
    let squares = 0;
    for (let i = j * n; i < (j + 1) * n; i++) squares += (data[i]! - centre) ** 2;
    return Math.sqrt(squares / n);
  };
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = j * n; i < (j + 1) * n; i++) sum += data[i]!;
    if (!Number.isFinite(sum)) {
      const row = data.subarray(j * n, (j + 1) * n).findIndex((value) => !Number.isFinite(value));
      throw new RangeError(`${who}: x must be finite; row ${row}, column ${j} is ${data[j * n + row]}`);
    }
    centres[j] = sum / n;
    scales[j] = moment(j, centres[j]!);
    if (intercept === -1 && centres[j] !== 0 && scales[j]! <= FLAT * Math.abs(centres[j]!)) intercept = j;
  }
  for (let j = 0; j < k; j++) {
    if (j === intercept) {
      scales[j] = centres[j]!;
      centres[j] = 0;
    } else if (intercept === -1) {
      centres[j] = 0;
      scales[j] = moment(j, 0);
    } else if (scales[j]! <= FLAT * Math.abs(centres[j]!)) scales[j] = 0;
  }
  return { intercept, centres, scales };
}

/** Rows `from` to `from + count` of the kept columns, centred and scaled, into `block` (count × kept, column-major). */
export function fillBlock(
  x: Matrix,
  { centres, scales }: StandardColumns,
  kept: readonly number[],
  from: number,
  count: number,
  block: Float64Array,
): void {
  const { rows: n, data } = x;
  for (let l = 0; l < kept.length; l++) {
    const j = kept[l]!;
    const centre = centres[j]!;
    const factor = 1 / scales[j]!;
    for (let i = 0, at = j * n + from, to = l * count; i < count; i++, at++, to++) {
      block[to] = (data[at]! - centre) * factor;
    }
  }
}
