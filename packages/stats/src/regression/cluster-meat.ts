import { solveLower } from "../linear-algebra/triangular.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { LeastSquares } from "./least-squares.ts";
import type { RowGroups } from "./row-groups.ts";

/** Transpose of a square matrix. */
function transposed(r: Matrix): Matrix {
  const n = r.rows;
  const result = createMatrix(n, n);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) result.data[i * n + j] = r.data[j * n + i]!;
  return result;
}

/** meat += z z′ (rank × rank). */
export function addOuter(meat: Float64Array, z: Float64Array): void {
  const rank = z.length;
  for (let j = 0; j < rank; j++) {
    const own = z[j]!;
    for (let l = 0; l < rank; l++) meat[j * rank + l] = meat[j * rank + l]! + own * z[l]!;
  }
}

/** Σ z z′ over clusters with z = Q′e of a cluster's rows: the meat of CR0 (Liang and Zeger 1986) in the basis Q, rank × rank. */
export function clusterMeat(fit: LeastSquares, x: Matrix, groups: RowGroups): Float64Array {
  const { kept, rank, residuals } = fit;
  const n = x.rows;
  const scores = new Float64Array(groups.count * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = 0, from = kept[j]! * n; i < n; i++) {
      const at = groups.codes[i]! * rank + j;
      scores[at] = scores[at]! + x.data[from + i]! * residuals[i]!;
    }
  }
  const lower = transposed(fit.r);
  const meat = new Float64Array(rank * rank);
  for (let g = 0; g < groups.count; g++) {
    addOuter(meat, solveLower(lower, scores.subarray(g * rank, (g + 1) * rank)));
  }
  return meat;
}
