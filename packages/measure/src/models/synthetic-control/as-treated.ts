import { createMatrix, type SyntheticPanel } from "@ie/stats";

/** One column as treated, without the columns that are treated in truth, in the order treated, donors. */
export function asTreated({ outcomes, treated, preperiods }: SyntheticPanel, column: number): SyntheticPanel {
  const { rows, cols, data } = outcomes;
  const others = Array.from({ length: cols }, (_, u) => u).filter((u) => u !== column && !treated.includes(u));
  const matrix = createMatrix(rows, others.length + 1);
  [column, ...others].forEach((u, j) => matrix.data.set(data.subarray(u * rows, (u + 1) * rows), j * rows));
  return { outcomes: matrix, treated: [0], preperiods };
}
