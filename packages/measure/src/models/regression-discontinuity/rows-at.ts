import { createMatrix, type Matrix } from "@ie/stats";
import type { Rows } from "./study.ts";

/** The rows at `places`, with the scores moved by `shift`. */
export function rowsAt({ x, y, clusters, covariates }: Rows, places: readonly number[], shift: number): Rows {
  return {
    x: Float64Array.from(places, (i) => x[i]! - shift),
    y: Float64Array.from(places, (i) => y[i]!),
    covariates: covariates === null ? null : matrixAt(covariates, places),
    clusters: clusters === null ? null : Int32Array.from(places, (i) => clusters[i]!),
  };
}

function matrixAt({ rows, cols, data }: Matrix, places: readonly number[]): Matrix {
  const own = createMatrix(places.length, cols);
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < places.length; i++) own.data[i + j * places.length] = data[places[i]! + j * rows]!;
  }
  return own;
}
