import type { Matrix } from "../linear-algebra/matrix.ts";
import { biasReducedMeat } from "./bias-reduced-meat.ts";
import { clusterMeat } from "./cluster-meat.ts";
import { projected, type ContrastCovariance } from "./contrast-covariance.ts";
import type { LeastSquares } from "./least-squares.ts";
import { positivePart } from "./positive-part.ts";
import { groupRows, type RowGroups } from "./row-groups.ts";

export type ClusteredKind = "CR0" | "CR1" | "CR2";

/**
 * Covariance of m contrasts with coordinates `u` (rank × m) from one or two codings of clusters; of two, V₁ + V₂ − V₁₂ with the
 * correction of each (Cameron, Gelbach and Miller 2011) and the smaller degrees of freedom.
 */
export function clusteredCovariance(
  fit: LeastSquares,
  x: Matrix,
  u: Float64Array,
  kind: ClusteredKind,
  clusters: readonly Int32Array[],
): ContrastCovariance {
  const { rank } = fit;
  const n = x.rows;
  const m = rank === 0 ? 0 : u.length / rank;
  const codings = clusters.map((codes) => groupRows(n, (i) => codes[i]!));
  const [first, second] = codings;
  if (first && second) codings.push(groupRows(n, (i) => first.codes[i]! * second.count + second.codes[i]!));
  const sum = new Float64Array(rank * rank);
  const leverageOne = new Uint8Array(m);
  const df = new Float64Array(m).fill(Infinity);
  for (const [at, groups] of codings.entries()) {
    const isIntersection = at === 2;
    const part = oneWay(fit, x, u, kind, groups);
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + (isIntersection ? -part.meat[i]! : part.meat[i]!);
    for (let c = 0; c < m; c++) {
      if (part.leverageOne?.[c]) leverageOne[c] = 1;
      if (!isIntersection) df[c] = Math.min(df[c]!, part.df?.[c] ?? groups.count - 1);
    }
  }
  const { meat, repaired } = second ? positivePart(sum, rank) : { meat: sum, repaired: false };
  const hasOneCluster = codings.some(({ count }, at) => at < 2 && count < 2);
  return { covariance: projected(meat, u, rank), df, leverageOne, hasOneCluster, repaired };
}

function oneWay(
  fit: LeastSquares,
  x: Matrix,
  u: Float64Array,
  kind: ClusteredKind,
  groups: RowGroups,
): { meat: Float64Array; df?: Float64Array; leverageOne?: Uint8Array } {
  if (kind === "CR2") return biasReducedMeat(fit, x, u, groups);
  const meat = clusterMeat(fit, x, groups);
  if (kind === "CR0") return { meat };
  const n = x.rows;
  // Stata's correction (Cameron and Miller 2015).
  const factor = (groups.count / (groups.count - 1)) * ((n - 1) / fit.dfResidual);
  return { meat: meat.map((value) => value * factor) };
}
