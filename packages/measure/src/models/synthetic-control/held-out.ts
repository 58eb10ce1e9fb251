import {
  createMatrix,
  fitSyntheticControl,
  type SyntheticFit,
  type SyntheticOptions,
  type SyntheticPanel,
} from "@ie/stats";

/** Blocks of neighbouring periods before treatment, each predicted by weights that the others gave. */
const blocks = 5;

/** The periods before treatment with those of one block moved to the end, as if treatment began there. */
function withBlockLast({ outcomes, treated, preperiods }: SyntheticPanel, from: number, to: number): SyntheticPanel {
  const { cols, rows, data } = outcomes;
  const moved = createMatrix(preperiods, cols);
  for (let u = 0; u < cols; u++) {
    const path = data.subarray(u * rows, u * rows + preperiods);
    const at = u * preperiods;
    moved.data.set(path.subarray(0, from), at);
    moved.data.set(path.subarray(to), at + from);
    moved.data.set(path.subarray(from, to), at + preperiods - (to - from));
  }
  return { outcomes: moved, treated, preperiods: preperiods - (to - from) };
}

/**
 * Root mean square of the mean gaps of held-out blocks: what `placeboTest` divides an average effect by, for a treated unit
 * whose placebos are known already. With predictors the weights are kept, as there.
 */
export function heldOutScale(panel: SyntheticPanel, options: SyntheticOptions, fit: SyntheticFit): number {
  const { preperiods } = panel;
  const count = Math.min(blocks, preperiods);
  let squares = 0;
  for (let k = 0; k < count; k++) {
    const from = Math.floor((k * preperiods) / count);
    const to = Math.floor(((k + 1) * preperiods) / count);
    const mean =
      options.predictors === undefined
        ? fitSyntheticControl(withBlockLast(panel, from, to), options).effect
        : fit.gaps.subarray(from, to).reduce((sum, gap) => sum + gap, 0) / (to - from);
    squares += mean * mean;
  }
  return Math.sqrt(squares / count);
}

/** One column as treated, without the columns that are treated in truth, in the order treated, donors. */
export function asTreated({ outcomes, treated, preperiods }: SyntheticPanel, column: number): SyntheticPanel {
  const { rows, cols, data } = outcomes;
  const others = Array.from({ length: cols }, (_, u) => u).filter((u) => u !== column && !treated.includes(u));
  const matrix = createMatrix(rows, others.length + 1);
  [column, ...others].forEach((u, j) => matrix.data.set(data.subarray(u * rows, (u + 1) * rows), j * rows));
  return { outcomes: matrix, treated: [0], preperiods };
}
