import { rescale } from "./rescale.ts";

/** Minimise cost · x over a box, with `rows` two-sided rows; rows and continuous columns are the program's times powers of two. */
export interface Problem {
  readonly columns: number;
  readonly rows: number;
  /** columns × rows; those of column j begin at j · rows. */
  readonly matrix: Float64Array;
  readonly cost: Float64Array;
  /** Finite. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 where the value is a whole number. */
  readonly whole: Uint8Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** What columns decided before add. */
  readonly base: Base;
  /** The program's values are these times the problem's; columns. */
  readonly units: Float64Array;
  /** The only column that is not whole; −1 of none, −2 of several. */
  readonly single: number;
}

/** Sums over decided columns, each as a sum and what its rounding lost. */
export interface Base {
  readonly cost: number;
  readonly costLost: number;
  /** rows each. */
  readonly activity: Float64Array;
  readonly activityLost: Float64Array;
  /** Largest absolute term; rows. */
  readonly largest: Float64Array;
}

/** Share of a row's magnitude that rounding of its terms may explain: beyond it a row is broken. */
export const rounding = 1e-12;
/** Likewise of rows where several continuous values come from the simplex method. */
export const looseRounding = 1e-9;

export function noBase(rows: number): Base {
  return {
    cost: 0,
    costLost: 0,
    activity: new Float64Array(rows),
    activityLost: new Float64Array(rows),
    largest: new Float64Array(rows),
  };
}

export function singleOf(whole: Uint8Array): number {
  const first = whole.indexOf(0);
  return first < 0 ? -1 : whole.indexOf(0, first + 1) < 0 ? first : -2;
}

/** What the relaxation allows a row beyond its bounds, so that no point is cut off that rounding admits. */
export function rowSlack(
  { columns, rows, matrix, lower, upper, base, rowLower, rowUpper }: Problem,
  row: number,
): number {
  let largest = base.largest[row]!;
  if (Math.abs(rowLower[row]!) < Infinity) largest = Math.max(largest, Math.abs(rowLower[row]!));
  if (Math.abs(rowUpper[row]!) < Infinity) largest = Math.max(largest, Math.abs(rowUpper[row]!));
  for (let j = 0; j < columns; j++) {
    const reach = Math.abs(matrix[j * rows + row]!) * Math.max(Math.abs(lower[j]!), Math.abs(upper[j]!));
    if (reach > largest) largest = reach;
  }
  return rounding * largest;
}

/** The same problem with only `kept` columns open and the others at `values`, scaled for those. */
export function restrict(problem: Problem, kept: Int32Array, values: Float64Array): Problem {
  const { rows, matrix, base } = problem;
  const open = new Uint8Array(problem.columns);
  for (const j of kept) open[j] = 1;
  const sums = { cost: base.cost, costLost: base.costLost };
  const activity = base.activity.slice();
  const activityLost = base.activityLost.slice();
  const largest = base.largest.slice();
  for (let j = 0; j < problem.columns; j++) {
    const value = values[j]!;
    if (open[j] === 1 || value === 0) continue;
    const term = problem.cost[j]! * value;
    const sum = sums.cost + term;
    sums.costLost += Math.abs(sums.cost) >= Math.abs(term) ? sums.cost - sum + term : term - sum + sums.cost;
    sums.cost = sum;
    for (let i = 0; i < rows; i++) {
      const part = matrix[j * rows + i]! * value;
      const before = activity[i]!;
      const after = before + part;
      activityLost[i]! += Math.abs(before) >= Math.abs(part) ? before - after + part : part - after + before;
      activity[i] = after;
      if (Math.abs(part) > largest[i]!) largest[i] = Math.abs(part);
    }
  }
  const columns = kept.length;
  const compact = new Float64Array(columns * rows);
  for (let k = 0, to = 0; k < columns; k++) {
    for (let i = 0, at = kept[k]! * rows; i < rows; i++) compact[to++] = matrix[at++]!;
  }
  const take = <T extends Float64Array | Uint8Array>(from: T, into: T): T => {
    for (let k = 0; k < columns; k++) into[k] = from[kept[k]!]!;
    return into;
  };
  const reals = (from: Float64Array): Float64Array => take(from, new Float64Array(columns));
  const whole = take(problem.whole, new Uint8Array(columns));
  return rescale({
    columns,
    rows,
    matrix: compact,
    cost: reals(problem.cost),
    lower: reals(problem.lower),
    upper: reals(problem.upper),
    whole,
    rowLower: problem.rowLower.slice(),
    rowUpper: problem.rowUpper.slice(),
    base: { ...sums, activity, activityLost, largest },
    units: reals(problem.units),
    single: singleOf(whole),
  });
}
