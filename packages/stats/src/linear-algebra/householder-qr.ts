import { createMatrix, type Matrix } from "./matrix.ts";
import { addReflector, reflectBackward, reflectForward, type Reflectors } from "./reflectors.ts";

/** Share of its own length that a column must keep after projection on the earlier ones, not to count as aliased. */
const DEFAULT_TOLERANCE = 1e-10;

/**
 * QR of the columns of X (n × p) that are not linear combinations of earlier ones: X[, kept] = Q R. Columns are never reordered.
 */
export interface HouseholderQr {
  /** Rows of X. */
  readonly n: number;
  readonly rank: number;
  /** Column indexes of X that were kept, ascending, `rank` of them. */
  readonly kept: readonly number[];
  /** The other column indexes, ascending: each is, to the tolerance, a linear combination of kept columns before it. */
  readonly aliased: readonly number[];
  /** rank × rank, upper triangular. */
  readonly r: Matrix;
  /** Q in factored form; see {@link applyQ}. */
  readonly reflectors: Reflectors;
}

/**
 * Householder QR of `x` (n × p). Rank does not depend on the scale of a column: a column is aliased when no more than `tolerance`
 * (default 1e-10) of its own length remains after projection on the earlier ones; a column of zeros is aliased.
 * RangeError, naming the place, when `x` holds a number that is not finite.
 */
export function householderQr(x: Matrix, tolerance: number = DEFAULT_TOLERANCE): HouseholderQr {
  const n = x.rows;
  const reflectors: Reflectors = { vectors: [], products: [] };
  const factor: Float64Array[] = [];
  const kept: number[] = [];
  const aliased: number[] = [];
  for (let j = 0; j < x.cols; j++) {
    const rank = kept.length;
    const column = x.data.slice(j * n, (j + 1) * n);
    const length = norm(column, 0);
    if (!Number.isFinite(length)) throw notFinite(column, j);
    reflectForward(reflectors, column);
    const left = rank < n ? norm(column, rank) : 0;
    if (!(left > tolerance * length)) {
      aliased.push(j);
      continue;
    }
    kept.push(j);
    const leading = column[rank]!;
    const signed = leading < 0 ? -left : left;
    const above = column.slice(0, rank + 1);
    above[rank] = -signed;
    factor.push(above);
    // v = (leading + signed, rest) / √(left (left + |leading|)), so that vᵀv = 2.
    const divisor = Math.sqrt(left) * Math.sqrt(left + Math.abs(leading));
    column.fill(0, 0, rank);
    column[rank] = leading + signed;
    for (let i = rank; i < n; i++) column[i] = column[i]! / divisor;
    addReflector(reflectors, column);
  }
  const rank = kept.length;
  const r = createMatrix(rank, rank);
  for (const [k, column] of factor.entries()) r.data.set(column, k * rank);
  return { n, rank, kept, aliased, r, reflectors };
}

/** Euclidean norm of data[from], …, without overflow or underflow of the squares. */
function norm(data: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < data.length; i++) sum += data[i]! * data[i]!;
  if (sum > 1e-250 && sum < 1e250) return Math.sqrt(sum);
  let largest = 0;
  for (let i = from; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  if (largest === 0 || !(largest < Infinity)) return largest;
  sum = 0;
  for (let i = from; i < data.length; i++) sum += (data[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

function notFinite(values: Float64Array, column: number): RangeError {
  const row = values.findIndex((value) => !Number.isFinite(value));
  return new RangeError(`householderQr: x must be finite; row ${row}, column ${column} is ${values[row]}`);
}

function checkLength(qr: HouseholderQr, b: Float64Array): void {
  if (b.length !== qr.n) throw new RangeError(`householderQr: Q has ${qr.n} rows; the vector holds ${b.length}`);
}

/** Qᵀ b in a new array. `b`: n numbers. The first `rank` belong to the kept columns, the rest to their complement. */
export function applyQTransposed(qr: HouseholderQr, b: Float64Array): Float64Array {
  checkLength(qr, b);
  const result = Float64Array.from(b);
  reflectForward(qr.reflectors, result);
  return result;
}

/** Q b in a new array. `b`: n numbers. */
export function applyQ(qr: HouseholderQr, b: Float64Array): Float64Array {
  checkLength(qr, b);
  const result = Float64Array.from(b);
  reflectBackward(qr.reflectors, result);
  return result;
}
