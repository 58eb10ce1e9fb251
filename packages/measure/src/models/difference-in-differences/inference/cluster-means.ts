import type { Changes } from "./arms.ts";

/** One change a cluster: the means of its members, so that every cluster weighs the same. Clusters must lie in one arm each. */
export function clusterMeans(changes: Changes): Changes {
  const { y, treated, covariates, clusters, clusterCount } = changes;
  const sizes = new Float64Array(clusterCount);
  for (const code of clusters) sizes[code]! += 1;
  const present = Int32Array.from(sizes.keys()).filter((code) => sizes[code]! > 0);
  const mean = (values: ArrayLike<number>): Float64Array => {
    const sums = new Float64Array(clusterCount);
    for (let i = 0; i < clusters.length; i++) sums[clusters[i]!]! += values[i]!;
    return Float64Array.from(present, (code) => sums[code]! / sizes[code]!);
  };
  return {
    y: mean(y),
    treated: Uint8Array.from(mean(treated)),
    covariates: covariates.map(mean),
    names: changes.names,
    clusters: Int32Array.from(present.keys()),
    clusterCount: present.length,
  };
}
