import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { groupRows, type RowGroups } from "../regression/row-groups.ts";
import type { TwoWayData } from "./two-way-fixed-effects.ts";

/** Columns above which indicators of effects that no cluster nests are refused. */
const MOST_COLUMNS = 3000;

/**
 * The regression whose CR2 covariance and degrees of freedom are those of the one with all indicators: effects nested in clusters (no unit,
 * or no period, in two of them) may be partialled out, the others must stay as columns (Pustejovsky and Tipton 2018, theorem 2). The p
 * columns of `regressors` come last. `regressors`: n × p, in which a column of zeros marks one that the effects explain.
 */
export function effectsDesign(
  data: TwoWayData,
  regressors: Matrix,
  clusters: RowGroups,
): { x: Matrix; y: Float64Array } {
  const n = data.outcome.length;
  const units = groupRows(n, (i) => data.unit[i]!);
  const periods = groupRows(n, (i) => data.period[i]!);
  const areUnitsNested = isNested(units, clusters);
  const nested = areUnitsNested ? units : isNested(periods, clusters) ? periods : null;
  const shown = areUnitsNested ? [periods] : nested ? [units] : [units, periods];
  const indicators = shown.reduce((sum, { count }) => sum + count, 0);
  if (indicators > MOST_COLUMNS) {
    throw new RangeError(
      `twoWayInference: CR2 would need ${indicators} columns of effects; at most ${MOST_COLUMNS}, or clusters that nest the units`,
    );
  }
  const p = regressors.cols;
  const x = createMatrix(n, indicators + p);
  let from = 0;
  for (const { count, codes } of shown) {
    for (let i = 0; i < n; i++) x.data[(from + codes[i]!) * n + i] = 1;
    from += count;
  }
  for (let j = 0; j < p; j++) {
    const isExplained = regressors.data.subarray(j * n, (j + 1) * n).every((value) => value === 0);
    if (!isExplained) x.data.set(data.regressors.data.subarray(j * n, (j + 1) * n), (from + j) * n);
  }
  const y = data.outcome.slice();
  if (nested) {
    for (let j = 0; j < x.cols; j++) demean(x.data.subarray(j * n, (j + 1) * n), nested);
    demean(y, nested);
  }
  return { x, y };
}

/** True when the rows of each group lie in one cluster. */
function isNested(groups: RowGroups, clusters: RowGroups): boolean {
  const own = new Int32Array(groups.count).fill(-1);
  return groups.codes.every((group, i) => {
    const cluster = clusters.codes[i]!;
    if (own[group] === -1) own[group] = cluster;
    return own[group] === cluster;
  });
}

function demean(v: Float64Array, { count, codes }: RowGroups): void {
  const rows = new Float64Array(count);
  for (const code of codes) rows[code]! += 1;
  const means = new Float64Array(count);
  // Twice, since the first means are rounded on the scale of the data.
  for (let pass = 0; pass < 2; pass++) {
    means.fill(0);
    for (let i = 0; i < v.length; i++) means[codes[i]!]! += v[i]!;
    for (let i = 0; i < v.length; i++) v[i] = v[i]! - means[codes[i]!]! / rows[codes[i]!]!;
  }
}
