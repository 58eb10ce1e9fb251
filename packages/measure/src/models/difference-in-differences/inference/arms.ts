import type { Check } from "@ie/contracts";

/** Changes of units or rows under two treatments, with their clusters. */
export interface Changes {
  /** n changes of the outcome. */
  readonly y: Float64Array;
  /** n flags. */
  readonly treated: Uint8Array;
  /** Covariates, n each, by `names`. */
  readonly covariates: readonly Float64Array[];
  readonly names: readonly string[];
  /** n codes 0 … clusterCount − 1. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** Clusters by arm. */
export interface ArmClusters {
  readonly treated: number;
  readonly control: number;
  /** Whether every cluster lies in one arm. */
  readonly isWhole: boolean;
  readonly total: number;
}

export function countClusters({ treated, clusters, clusterCount }: Changes): ArmClusters {
  const arms = new Uint8Array(clusterCount);
  for (let i = 0; i < clusters.length; i++) arms[clusters[i]!]! |= treated[i] === 1 ? 2 : 1;
  let [own, control, total, both] = [0, 0, 0, 0];
  for (const arm of arms) {
    if (arm === 0) continue;
    total += 1;
    if ((arm & 2) !== 0) own += 1;
    if ((arm & 1) !== 0) control += 1;
    if (arm === 3) both += 1;
  }
  return { treated: own, control, isWhole: both === 0, total };
}

/** Fewest clusters of an arm that show how much its clusters vary. */
export const fewestClusters = 3;

export function clustersCheck(
  column: string,
  { treated, control, isWhole, total }: ArmClusters,
  isPooled: boolean,
): Check {
  const least = Math.min(treated, control);
  const counts = `${treated} treated and ${control} untreated clusters by "${column}"`;
  const advice = isPooled
    ? `; ${least < fewestClusters ? `${least === 1 ? "one cluster does" : `${least} clusters do`} not show how much they vary, so that` : "here"} all are taken to vary alike: where the few vary twice as much, about a quarter of such intervals miss; compare with synthetic_control`
    : least < 5
      ? "; intervals rest on very few, so compare with inference: permutation"
      : "";
  return {
    name: "clusters",
    status: isPooled || least < 5 ? "warn" : "pass",
    message: isWhole ? `${counts}${advice}` : `${total} clusters by "${column}", some with treated and untreated units`,
    value: least,
  };
}
