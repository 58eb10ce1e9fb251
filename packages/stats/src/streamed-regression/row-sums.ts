import type { NoVariance } from "../regression/robust-inference.ts";

/** What a second pass has added up: m × m covariance, m degrees of freedom, and which contrasts have no variance. */
export interface Sums {
  readonly covariance: Float64Array;
  readonly df: Float64Array;
  readonly reasons: readonly (NoVariance | null)[];
  /** Clusters seen; null without clusters. */
  readonly clusters: number | null;
}

/** Rows of a block as a second pass sees them. */
interface Rows {
  readonly count: number;
  /** y − x′β̂, count. */
  readonly residuals: Float64Array;
  /** Weight of each row in each contrast, m arrays of count. */
  readonly weights: readonly Float64Array[];
  /** Coordinates in Q, count × rank, column-major. */
  readonly q: Float64Array;
}

/** Adds up what one kind of covariance needs. */
export interface RowSums {
  /** `clusters`: codes of the rows, with the place of the first. */
  add(rows: Rows, clusters: Int32Array | null, from: number): void;
  finish(): Sums;
}
