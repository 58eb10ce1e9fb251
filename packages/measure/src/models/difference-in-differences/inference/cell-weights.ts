import type { AggregatedEffects, GroupTimeEffects } from "@ie/stats";

type Kind = AggregatedEffects["kind"];

/** Weight of each cell in the mean of those chosen, by size of their groups or equal. */
function mean(effects: GroupTimeEffects, chosen: readonly number[], bySize: boolean): Float64Array {
  const weights = new Float64Array(effects.cells.length);
  let total = 0;
  for (const at of chosen) {
    const weight = bySize ? effects.shares[effects.groups.indexOf(effects.cells[at]!.group)]! : 1;
    weights[at] = weight;
    total += weight;
  }
  return weights.map((weight) => weight / total);
}

/** Weight of each cell in the aggregate called `label` (event time, group or period), as `aggregateEffects` takes it. */
export function labelWeights(effects: GroupTimeEffects, kind: Kind, label: number): Float64Array {
  const chosen = [...effects.cells.entries()]
    .filter(([, cell]) => {
      if (cell.reason !== null || (kind !== "dynamic" && !cell.isPost)) return false;
      return (kind === "dynamic" ? cell.eventTime : kind === "group" ? cell.group : cell.period) === label;
    })
    .map(([at]) => at);
  return mean(effects, chosen, kind !== "group");
}

/** Weight of each cell in the overall effect of an aggregation with these labels. */
export function overallWeights(
  effects: GroupTimeEffects,
  { kind, labels }: Pick<AggregatedEffects, "kind" | "labels">,
): Float64Array {
  if (kind === "simple") {
    const post = [...effects.cells.entries()].filter(([, cell]) => cell.isPost && cell.reason === null);
    return mean(
      effects,
      post.map(([at]) => at),
      true,
    );
  }
  const used = kind === "dynamic" ? labels.filter((label) => label >= 0) : labels;
  const shares = Array.from(used, (label) => (kind === "group" ? effects.shares[effects.groups.indexOf(label)]! : 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const weights = new Float64Array(effects.cells.length);
  for (const [k, label] of used.entries()) {
    const own = labelWeights(effects, kind, label);
    for (let at = 0; at < weights.length; at++) weights[at]! += (shares[k]! / total) * own[at]!;
  }
  return weights;
}
