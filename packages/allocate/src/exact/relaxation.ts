/** `above`: the problem is proved to have no point below the cutoff; `stalled`: out of iterations or digits, the bound still holds. */
export type Outcome = "optimal" | "above" | "stalled";

/**
 * The linear relaxation, min c · x with A x − r = 0, columns x in a box, logicals r between the rows' bounds. Column indices go on
 * from the n columns to the m logicals.
 */
export interface Simplex {
  /** n + m working bounds of the columns and logicals. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** n + m values. */
  readonly x: Float64Array;
  /** n + m reduced costs as of the last `bound()`. */
  readonly reduced: Float64Array;
  /** The basic columns; m. */
  readonly head: Int32Array;
  /** Position in the basis, −1 of the others; n + m. */
  readonly position: Int32Array;
  /** Dual values as of the last `bound()`; m. */
  readonly prices: Float64Array;
  /** Starts from the basis at `offset` of `heads`, or from the logicals. */
  load(heads: Int32Array | null, offset: number): void;
  /** Sets aside columns whose bounds are equal, until the next `load`. */
  freeze(): void;
  /** Columns that are not set aside, in the first `live()` places. */
  readonly active: Int32Array;
  live(): number;
  /** Takes up to `limit` dual steps, and stops early once the bound is at `cutoff`. */
  optimise(cutoff: number, limit: number): Outcome;
  /** A lower bound of c · x from the current prices alone, which holds whatever the method's own tolerances (Neumaier & Shcherbina 2004). */
  bound(): number;
  /** Sum of the absolute terms of that bound: its rounding is a share of this. */
  magnitude(): number;
  /** What the bound gains at least when the basic column at this position must keep to `floor` or below it, then to `floor` + 1 or above. */
  look(position: number, floor: number): void;
  /** Gains of the last look. */
  readonly gains: { down: number; up: number };
}
