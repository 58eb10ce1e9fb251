import { invert } from "./invert.ts";
import type { Problem } from "./problem.ts";

/** m of the columns of [A, −I], and the inverse of their matrix. */
export interface Basis {
  /** The columns; m. */
  readonly head: Int32Array;
  /** Place of each column in `head`, −1 of those outside; n + m. */
  readonly position: Int32Array;
  /** m × m, by rows. */
  readonly inverse: Float64Array;
  /** Takes the columns at `offset` of `heads`; the logicals where there are none or their matrix is singular. */
  load(heads: Int32Array | null, offset: number): void;
  /** Puts `column` in place `row`; `entering` is the inverse times that column. */
  replace(row: number, column: number, entering: Float64Array): void;
}

export function createBasis({ columns: n, rows: m, matrix }: Problem): Basis {
  const head = new Int32Array(m);
  const position = new Int32Array(n + m);
  const inverse = new Float64Array(m * m);
  const scratch = new Float64Array(m * m);

  const factorise = (): boolean => {
    for (let k = 0; k < m; k++) {
      const j = head[k]!;
      for (let i = 0; i < m; i++) scratch[i * m + k] = j < n ? matrix[j * m + i]! : i === j - n ? -1 : 0;
    }
    return invert(scratch, inverse, m);
  };

  return {
    head,
    position,
    inverse,
    load: (heads, offset) => {
      for (let k = 0; k < m; k++) head[k] = heads === null ? n + k : heads[offset + k]!;
      if (!factorise()) {
        for (let k = 0; k < m; k++) head[k] = n + k;
        factorise();
      }
      position.fill(-1);
      for (let k = 0; k < m; k++) position[head[k]!] = k;
    },
    replace: (row, column, entering) => {
      const divisor = entering[row]!;
      for (let i = 0; i < m; i++) inverse[row * m + i]! /= divisor;
      for (let k = 0; k < m; k++) {
        const factor = entering[k]!;
        if (k === row || factor === 0) continue;
        for (let i = 0; i < m; i++) inverse[k * m + i]! -= factor * inverse[row * m + i]!;
      }
      position[head[row]!] = -1;
      position[column] = row;
      head[row] = column;
    },
  };
}
