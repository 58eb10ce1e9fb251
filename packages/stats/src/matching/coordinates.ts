import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";

/**
 * How covariates become coordinates whose Euclidean distance is the distance of a match: each over its standard deviation
 * (`inverse_variance`; Abadie and Imbens 2011), whitened by the covariance matrix (`mahalanobis`; Rubin 1980), or as they are (`euclidean`).
 */
export type MatchingMetric = "inverse_variance" | "mahalanobis" | "euclidean";

export interface MatchingCoordinates {
  /** n × the columns in use. */
  readonly coordinates: Matrix;
  /** Ascending indexes of the columns in use. */
  readonly kept: readonly number[];
  /** Columns that do not vary, and for `mahalanobis` those that are linear combinations of earlier ones. */
  readonly aliased: readonly number[];
}

/** Least share of a column's variance that earlier columns must leave. */
const LEAST_SHARE = 1e-10;

/** Means and standard deviations (divisor n) of the columns. */
function moments({ rows, cols, data }: Matrix): { means: Float64Array; deviations: Float64Array } {
  const means = new Float64Array(cols);
  const deviations = new Float64Array(cols);
  for (let j = 0; j < cols; j++) {
    const column = data.subarray(j * rows, (j + 1) * rows);
    const origin = column[0] ?? 0;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += column[i]! - origin;
    const mean = origin + sum / rows;
    let squares = 0;
    let most = 0;
    for (let i = 0; i < rows; i++) {
      squares += (column[i]! - mean) ** 2;
      most = Math.max(most, Math.abs(column[i]!));
    }
    means[j] = mean;
    const deviation = Math.sqrt(squares / rows);
    // What rounding of a constant leaves is no variation.
    deviations[j] = deviation > 1e-13 * most ? deviation : 0;
  }
  return { means, deviations };
}

/**
 * Coordinates of matching. `x`: n × k covariates. Standard deviations and covariances are those of all n rows with divisor n; a caliper of
 * 0.2 on `inverse_variance` coordinates is 0.2 standard deviations. RangeError when a number is not finite.
 */
export function matchingCoordinates(x: Matrix, metric: MatchingMetric): MatchingCoordinates {
  const { rows: n, cols: k, data } = x;
  if (!data.every(Number.isFinite)) throw new RangeError("matchingCoordinates: x must be finite");
  const { means, deviations } = moments(x);
  const varying = [...deviations.keys()].filter((j) => deviations[j]! > 0);
  const kept: number[] = [];
  const columns: Float64Array[] = [];
  for (const j of varying) {
    const column = data.slice(j * n, (j + 1) * n);
    if (metric !== "euclidean") for (let i = 0; i < n; i++) column[i] = (column[i]! - means[j]!) / deviations[j]!;
    if (metric === "mahalanobis") {
      // Gram–Schmidt on standardised columns is the Cholesky factor's inverse applied to each row.
      for (let pass = 0; pass < 2; pass++) {
        for (const earlier of columns) {
          let product = 0;
          for (let i = 0; i < n; i++) product += column[i]! * earlier[i]!;
          product /= n;
          for (let i = 0; i < n; i++) column[i] = column[i]! - product * earlier[i]!;
        }
      }
      let squares = 0;
      for (let i = 0; i < n; i++) squares += column[i]! * column[i]!;
      const left = squares / n;
      if (!(left > LEAST_SHARE)) continue;
      const root = Math.sqrt(left);
      for (let i = 0; i < n; i++) column[i] = column[i]! / root;
    }
    kept.push(j);
    columns.push(column);
  }
  const coordinates = createMatrix(n, kept.length);
  columns.forEach((column, a) => coordinates.data.set(column, a * n));
  return { coordinates, kept, aliased: [...Array(k).keys()].filter((j) => !kept.includes(j)) };
}
