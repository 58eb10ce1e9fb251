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
/** From here on an arm's own spread is known well enough. */
const enoughClusters = 5;

/** Whose spread an interval rests on: that of each arm, of all alike, of others for a small cohort, of single outcomes, or a permutation of clusters. */
export type Spread = "own" | "pooled" | "borrowed" | "independent" | "permuted";

/** What a few clusters of an arm mean for the interval; empty where there are enough. */
function adviceOf({ treated, control }: ArmClusters, least: number, spread: Spread, isCollapsed: boolean): string {
  const isPooled = spread === "pooled" || spread === "borrowed";
  if (isPooled && least < fewestClusters) {
    const [few, verb] = least === 1 ? ["one cluster", "does"] : [`${least} clusters`, "do"];
    const wayOut = treated <= control ? "compare with synthetic_control" : "give more untreated clusters";
    return `; ${few} ${verb} not show how much they vary, so that all are taken to vary alike: where the few vary twice as much, about a quarter of such intervals miss the effect; ${wayOut}`;
  }
  if (spread === "pooled") {
    return "; all are taken to vary alike: where the treated vary twice as much, up to a third of such intervals miss the effect";
  }
  if (spread === "independent") {
    return "; cov_type classical takes the outcomes of a unit for independent of each other, which they hardly are; leave cov_type out";
  }
  if (spread === "borrowed") return "; dates with one or two treated clusters are taken to vary as the untreated do";
  if (least >= enoughClusters) return "";
  if (spread === "permuted")
    return "; where these few vary more than the others, a permutation finds effects too often";
  return `; the interval rests on very few${isCollapsed ? ", so compare with inference: permutation" : ""}`;
}

/** `isCollapsed`: the method can also be judged by permutation. */
export function clustersCheck(column: string, arms: ArmClusters, spread: Spread, isCollapsed: boolean = false): Check {
  const { treated, control, isWhole, total } = arms;
  // Without untreated clusters those treated later serve as such.
  const least = control === 0 ? treated : Math.min(treated, control);
  const advice = adviceOf(arms, least, spread, isCollapsed);
  const counts =
    control === 0
      ? `${treated} clusters by "${column}", all treated sooner or later`
      : isWhole
        ? `${treated} treated and ${control} untreated clusters by "${column}"`
        : `${total} clusters by "${column}", some with treated and untreated units`;
  return { name: "clusters", status: advice === "" ? "pass" : "warn", message: `${counts}${advice}`, value: least };
}
