import { createMatrix, leastSquares, type Matrix, type StreamedLeastSquares } from "@ie/stats";

/** Share of the largest weight by which a weight may differ from what its combination says. */
const tolerance = 1e-7;

/**
 * Contrasts (k × m) without weights on the columns left out, where those columns' combinations weigh likewise; a contrast that the rows
 * do not determine keeps its weights, so that it has no value.
 */
export function settleAliased({ kept, aliased, triangle }: StreamedLeastSquares, contrasts: Matrix): Matrix {
  const k = contrasts.rows;
  const n = triangle.rows;
  const settled = createMatrix(k, contrasts.cols, contrasts.data.slice());
  if (aliased.length === 0) return settled;
  const x = createMatrix(n, kept.length);
  for (const [at, j] of kept.entries()) x.data.set(triangle.data.subarray(j * n, (j + 1) * n), at * n);
  for (const j of aliased) {
    const { coefficients } = leastSquares(x, triangle.data.slice(j * n, (j + 1) * n));
    for (let c = 0; c < contrasts.cols; c++) {
      const weight = contrasts.data[c * k + j]!;
      const parts = Array.from(coefficients, (value, at) => value * contrasts.data[c * k + kept[at]!]!);
      const size = Math.max(Math.abs(weight), ...parts.map(Math.abs));
      const combined = parts.reduce((sum, part) => sum + part, 0);
      if (Math.abs(combined - weight) <= tolerance * size) settled.data[c * k + j] = 0;
    }
  }
  return settled;
}
