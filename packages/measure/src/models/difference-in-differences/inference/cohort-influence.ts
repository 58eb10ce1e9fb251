import type { GroupTimeEffects } from "@ie/stats";
import { fewestClusters } from "./arms.ts";

/** Columns of influence whose inner products are variances fit for few clusters, and degrees of freedom. */
export interface CorrectedInfluence {
  /** One for each estimate, of equal length. */
  readonly columns: readonly Float64Array[];
  readonly df: Float64Array;
  /** Whether some cohort was too small to show its own variance, which was taken from clusters of others. */
  readonly borrows: boolean;
}

/** A weighted mean of cells: the influence of clusters on it, and the weight of each cell. */
interface CellMean {
  readonly influence: Float64Array;
  readonly weights: Float64Array;
}

/** Entries whose sum of squares is a variance, and their degrees of freedom. */
interface Part {
  readonly entries: Float64Array;
  readonly df: number;
}

/**
 * Influence functions know nothing of degrees of freedom. Here each cohort's own spread gets Bessel's correction, and a cohort of fewer than
 * three clusters, whose residuals show (next to) nothing, takes the spread that the untreated show on the same comparisons. Degrees of
 * freedom are those of Bell and McCaffrey (2002): Satterthwaite's where every cohort varies as the untreated do. With one date, no
 * covariates and three clusters on each side these are variance and degrees of freedom of CR2.
 *
 * Sizes of cohorts are taken as given, since the effect asked for is that on the units that were treated: what clusters of a cohort share, as
 * the influence of estimated shares, drops out. `cohortOf`: of each cluster, Infinity for never treated. Null where the variance is not to be
 * had: fewer than three clusters (or no more than `covariates`) were never treated, and there are several dates or the treated are as few.
 */
export function correctInfluence(
  effects: GroupTimeEffects,
  cohortOf: Float64Array,
  means: readonly CellMean[],
  covariates: number,
): CorrectedInfluence | null {
  const cohorts = [...effects.groups];
  const members = [...cohorts, Infinity].map((cohort) =>
    Int32Array.from(cohortOf.keys()).filter((c) => cohortOf[c] === cohort),
  );
  const controls = members.at(-1)!;
  // The slopes of covariates are those of the untreated.
  const rest = controls.length - 1 - covariates;
  const small = members.map(({ length }) => length < fewestClusters);
  const df = new Float64Array(means.length);
  if (small.at(-1)) {
    const isReversed = cohorts.length === 1 && !small[0] && controls.length > 0;
    const isNotYet = controls.length === 0 && !small.slice(0, -1).includes(true);
    if (!isReversed && !isNotYet) return null;
    const columns = means.map((mean, m) => {
      const parts = members.slice(0, -1).map((clusters) => centred(mean.influence, clusters));
      const [own] = parts;
      // The treated show the spread that the untreated are too few to show.
      if (isReversed) parts.push(own!.map((value) => value * Math.sqrt(members[0]!.length / controls.length)));
      df[m] = isReversed
        ? members[0]!.length - 1
        : satterthwaite(parts.map((entries) => ({ entries, df: entries.length - 1 })));
      return join(parts);
    });
    return { columns, df, borrows: isReversed };
  }
  if (rest < 1) return null;
  const columns = means.map((mean, m) => {
    const untreated = centred(mean.influence, controls, covariates);
    const cells = cellsOfCohorts(effects, mean.weights);
    const alike = cohorts.map((cohort, g) => {
      const own = cells.get(cohort);
      // Entries of a small cohort have their place in every column.
      if (own === undefined) return small[g] ? new Float64Array(controls.length) : none;
      return asUntreated(effects, mean.weights, own, controls, rest, members[g]!.length);
    });
    const own = cohorts.map((_, g) => (small[g] ? alike[g]! : centred(mean.influence, members[g]!)));
    const pooled = join([untreated, ...alike.filter((_, g) => small[g])]);
    df[m] = satterthwaite([
      { entries: pooled, df: rest },
      ...alike.map((entries, g) => ({ entries, df: members[g]!.length - 1 })).filter((_, g) => !small[g]),
    ]);
    return join([untreated, ...own]);
  });
  return { columns, df, borrows: small.includes(true) };
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function meanOf(influence: Float64Array, clusters: Int32Array): number {
  let sum = 0;
  for (const c of clusters) sum += influence[c]!;
  return clusters.length === 0 ? 0 : sum / clusters.length;
}

/** Entries less their mean, times √(n/(n − 1 − covariates)). */
function centred(influence: Float64Array, clusters: Int32Array, covariates: number = 0): Float64Array {
  const n = clusters.length;
  const mean = meanOf(influence, clusters);
  const factor = Math.sqrt(n / (n - 1 - covariates));
  return Float64Array.from(clusters, (c) => factor * (influence[c]! - mean));
}

const none = new Float64Array(0);

/** Cells with a weight, by cohort. */
function cellsOfCohorts({ cells }: GroupTimeEffects, weights: Float64Array): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [at, { group }] of cells.entries()) {
    if (weights[at] === 0) continue;
    const own = found.get(group);
    if (own === undefined) found.set(group, [at]);
    else own.push(at);
  }
  return found;
}

/** What the untreated show of the error of the mean change of `n` clusters, over the `cells` of their cohort with the same weights. `rest`: degrees of freedom. */
function asUntreated(
  { influence }: GroupTimeEffects,
  weights: Float64Array,
  cells: readonly number[],
  controls: Int32Array,
  rest: number,
  n: number,
): Float64Array {
  const sums = new Float64Array(controls.length);
  for (const at of cells) {
    const column = influence[at]!;
    // The cell may be compared with more than the never treated; an entry is a change over their number.
    const compared = column.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) - n;
    const mean = meanOf(column, controls);
    const factor = weights[at]! * Math.max(compared, controls.length);
    for (let j = 0; j < controls.length; j++) sums[j]! += factor * (column[controls[j]!]! - mean);
  }
  const scale = 1 / Math.sqrt(rest * n);
  return sums.map((value) => scale * value);
}

/** Degrees of freedom of a sum of independent variances. */
function satterthwaite(parts: readonly Part[]): number {
  let [total, squares] = [0, 0];
  for (const { entries, df } of parts) {
    const variance = sumOfSquares(entries);
    total += variance;
    squares += variance ** 2 / df;
  }
  return squares > 0 ? total ** 2 / squares : NaN;
}

export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
