import type { Relative } from "@ie/contracts";
import { relativeOf } from "../../experiment/relative.ts";
import { fewestClusters, type Changes } from "./arms.ts";
import type { Inferred } from "./inferred.ts";

/** Centred sums of clusters of one arm over its size: products of two such columns are covariances of means. */
function errorsOf(values: Float64Array, { treated, clusters, clusterCount }: Changes, arm: 0 | 1): Float64Array {
  const sums = new Float64Array(clusterCount);
  const has = new Uint8Array(clusterCount);
  let [n, mean] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (treated[i] !== arm) continue;
    n += 1;
    mean += values[i]!;
    has[clusters[i]!] = 1;
  }
  mean /= n;
  for (let i = 0; i < values.length; i++) if (treated[i] === arm) sums[clusters[i]!]! += (values[i]! - mean) / n;
  const count = has.reduce((sum, one) => sum + one, 0);
  const factor = count > 1 ? Math.sqrt(count / (count - 1)) : 0;
  return sums.map((value) => factor * value);
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/**
 * The effect as a share of what the treated would have had: their mean before plus the change of the others. Interval by Fieller (1954) at
 * the critical value of the absolute one. `before`, `after`: means of the same members as `changes`.
 */
export function relativeChange(
  changes: Changes,
  before: Float64Array,
  after: Float64Array,
  { value, stderr, interval }: Inferred,
): Relative | null {
  if (stderr === null) return null;
  const { treated, y } = changes;
  let [own, n] = [0, 0];
  const present = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < y.length; i++) {
    present[treated[i]!]!.add(changes.clusters[i]!);
    if (treated[i] !== 1) continue;
    own += after[i]!;
    n += 1;
  }
  const [controls, treatedClusters] = [present[0]!.size, present[1]!.size];
  const untreated = errorsOf(y, changes, 0);
  // A few treated clusters are taken to vary as the untreated do, and the other way round.
  const level1 = errorsOf(before, changes, treatedClusters < fewestClusters ? 0 : 1);
  const change1 = errorsOf(y, changes, treatedClusters < fewestClusters ? 0 : 1);
  const scale1 = treatedClusters < fewestClusters ? controls / treatedClusters : 1;
  const [change0, scale0] = controls < fewestClusters ? [change1, treatedClusters / controls] : [untreated, 1];
  const variance = scale1 * inner(level1, level1) + scale0 * inner(change0, change0);
  const covariance = scale1 * inner(change1, level1) - scale0 * inner(change0, change0);
  const critical = (interval.upper - interval.lower) / 2 / stderr;
  const baseline = { value: own / n - value, variance, covariance };
  return relativeOf({ arm: 1, versus: 0, value, stderr, df: NaN, baseline }, critical, interval.level);
}
