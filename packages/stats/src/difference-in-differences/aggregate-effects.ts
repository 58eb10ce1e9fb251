import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { GroupTimeCell, GroupTimeEffects } from "./group-time-effects.ts";

/** Options of {@link aggregateEffects}. */
export interface AggregateOptions {
  /**
   * Dynamic only: keep the groups seen up to event time `balance` at least and event times up to it, so that from 0 on all event times
   * have the same groups.
   */
  readonly balance?: number;
  /** Dynamic only: event times reported, ends included. */
  readonly eventTimes?: readonly [number, number];
}

/** A mean effect with its standard error and the influence of each of C clusters on it. */
export interface EffectMean {
  readonly value: number;
  readonly stderr: number;
  readonly influence: Float64Array;
}

/** Weighted means of group-time effects. */
export interface AggregatedEffects {
  readonly kind: "simple" | "dynamic" | "group" | "calendar";
  /** Event times, groups or periods, ascending; empty for `simple`. */
  readonly labels: Float64Array;
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  /** One for each label, C numbers each, as in {@link GroupTimeEffects}. */
  readonly influence: readonly Float64Array[];
  /** Joint covariance of `values`. */
  readonly covariance: Matrix;
  /** Mean after treatment: see {@link aggregateEffects}. NaN without any cell after treatment. */
  readonly overall: EffectMean;
}

/**
 * Means of ATT(g, t) over cells that have an estimate (Callaway and Sant'Anna 2021, §3).
 *
 * | kind | one value for each | overall |
 * |---|---|---|
 * | simple | – | all cells after treatment, by size of group |
 * | dynamic | event time, by size of group | equal weights on event times from 0 on |
 * | group | group, equal weights on its periods after treatment | by size of group |
 * | calendar | period with treated groups, by size of group | equal weights on periods |
 *
 * Influence includes that of estimated group sizes.
 */
export function aggregateEffects(
  effects: GroupTimeEffects,
  kind: AggregatedEffects["kind"],
  options: AggregateOptions = {},
): AggregatedEffects {
  const { cells, groups, periods } = effects;
  const known = Array.from(cells.keys()).filter((at) => cells[at]!.reason === null);
  const post = known.filter((at) => cells[at]!.isPost);
  const parts: { label: number; mean: EffectMean }[] = [];
  const add = (label: number, chosen: readonly number[], bySize: boolean): void => {
    if (chosen.length > 0) parts.push({ label, mean: meanOfCells(effects, chosen, bySize) });
  };
  if (kind === "dynamic") {
    const shown = known.filter((at) => isShown(cells[at]!, periods.at(-1)!, options));
    const times = Float64Array.from(new Set(shown.map((at) => cells[at]!.eventTime))).sort();
    for (const e of times)
      add(
        e,
        shown.filter((at) => cells[at]!.eventTime === e),
        true,
      );
  } else if (kind === "group") {
    for (const g of groups)
      add(
        g,
        post.filter((at) => cells[at]!.group === g),
        false,
      );
  } else if (kind === "calendar") {
    for (const t of periods)
      add(
        t,
        post.filter((at) => cells[at]!.period === t),
        true,
      );
  }
  return { kind, ...stack(parts), overall: overallOf(effects, kind, parts, post) };
}

function isShown(cell: GroupTimeCell, last: number, { balance, eventTimes }: AggregateOptions): boolean {
  if (eventTimes && (cell.eventTime < eventTimes[0] || cell.eventTime > eventTimes[1])) return false;
  return balance === undefined || (last - cell.group >= balance && cell.eventTime <= balance);
}

function overallOf(
  effects: GroupTimeEffects,
  kind: AggregatedEffects["kind"],
  parts: readonly { label: number; mean: EffectMean }[],
  post: readonly number[],
): EffectMean {
  if (post.length === 0) return noMean(effects.clusters);
  if (kind === "simple") return meanOfCells(effects, post, true);
  const means = parts.filter(({ label }) => kind !== "dynamic" || label >= 0);
  const shares = means.map(({ label }) => (kind === "group" ? effects.groups.indexOf(label) : null));
  return weightedMean(
    effects,
    means.map(({ mean }) => mean),
    shares,
  );
}

function meanOfCells(effects: GroupTimeEffects, chosen: readonly number[], bySize: boolean): EffectMean {
  const means = chosen.map((at) => ({
    value: effects.cells[at]!.value,
    stderr: effects.cells[at]!.stderr,
    influence: effects.influence[at]!,
  }));
  return weightedMean(
    effects,
    means,
    chosen.map((at) => (bySize ? effects.groups.indexOf(effects.cells[at]!.group) : null)),
  );
}

/** Mean of `means` by the shares of the groups of the given numbers, or with equal weights where they are null. */
function weightedMean(
  { shares, shareInfluence, clusters }: GroupTimeEffects,
  means: readonly EffectMean[],
  groups: readonly (number | null)[],
): EffectMean {
  if (means.length === 0) return noMean(clusters);
  const raw = groups.map((g) => (g === null ? 1 : shares[g]!));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  let value = 0;
  for (const [i, mean] of means.entries()) value += (raw[i]! / total) * mean.value;
  const influence = new Float64Array(clusters);
  for (const [i, mean] of means.entries()) {
    const weight = raw[i]! / total;
    for (let c = 0; c < clusters; c++) influence[c] = influence[c]! + weight * mean.influence[c]!;
    const g = groups[i];
    if (g === null || g === undefined) continue;
    // Derivative of Σ p a / Σ p in the group's share p.
    const factor = (mean.value - value) / total;
    for (let c = 0; c < clusters; c++) influence[c] = influence[c]! + factor * shareInfluence[g]![c]!;
  }
  return { value, stderr: Math.sqrt(inner(influence, influence)), influence };
}

function noMean(clusters: number): EffectMean {
  return { value: NaN, stderr: NaN, influence: new Float64Array(clusters).fill(NaN) };
}

function stack(
  parts: readonly { label: number; mean: EffectMean }[],
): Pick<AggregatedEffects, "labels" | "values" | "stderr" | "influence" | "covariance"> {
  const influence = parts.map(({ mean }) => mean.influence);
  return {
    labels: Float64Array.from(parts, ({ label }) => label),
    values: Float64Array.from(parts, ({ mean }) => mean.value),
    stderr: Float64Array.from(parts, ({ mean }) => mean.stderr),
    influence,
    covariance: influenceCovariance(influence),
  };
}

/** Joint covariance, m × m, of estimates with m columns of influence. */
export function influenceCovariance(influence: readonly Float64Array[]): Matrix {
  const m = influence.length;
  const covariance = createMatrix(m, m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      const value = inner(influence[a]!, influence[b]!);
      covariance.data[a * m + b] = value;
      covariance.data[b * m + a] = value;
    }
  }
  return covariance;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
  return sum;
}
