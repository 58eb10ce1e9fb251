import { indexPanel } from "./index-panel.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

/**
 * Units whose trends a 2×2 comparison takes as untreated: those never treated in the panel, treated later, treated earlier (already treated,
 * so that their changing effects are taken for a trend) or treated in all periods.
 */
export type BaconComparisonType = "untreated" | "later-treated" | "earlier-treated" | "always-treated";

/** One 2×2 comparison inside a two-way fixed-effects estimate. */
export interface BaconComparison {
  readonly type: BaconComparisonType;
  /** First treated period of the units that change treatment. */
  readonly treated: number;
  /** First treated period of the units compared with; Infinity for untreated ones. */
  readonly control: number;
  readonly estimate: number;
  /** Share of the estimate; all sum to 1. */
  readonly weight: number;
}

/** Result of {@link baconDecomposition}. */
export interface BaconDecomposition {
  readonly comparisons: readonly BaconComparison[];
  /** Sum of weights and weighted mean of estimates, of each type there is. */
  readonly byType: readonly {
    readonly type: BaconComparisonType;
    readonly weight: number;
    readonly estimate: number;
  }[];
  /** The two-way fixed-effects estimate: Σ weight · estimate. */
  readonly estimate: number;
}

/** Units with one path of treatment. */
interface Timing {
  readonly first: number;
  /** Share of units. */
  readonly size: number;
  /** Share of periods under treatment, D̄. */
  readonly exposure: number;
  /** Code of the first treated period, 0 when always and T when never treated. */
  readonly start: number;
  /** T mean outcomes. */
  readonly means: Float64Array;
}

/**
 * Decomposition of the two-way fixed-effects coefficient of treatment into 2×2 comparisons (Goodman-Bacon 2021, theorem 1). Weights and
 * clusters of the panel are not used. Null when the panel is not balanced or no comparison changes treatment.
 */
export function baconDecomposition(panel: StaggeredPanel): BaconDecomposition | null {
  const timings = groupByTiming(panel);
  if (timings === null) return null;
  const raw: BaconComparison[] = [];
  for (const a of timings) {
    for (const b of timings) {
      if (a.start >= b.start) continue;
      if (b.exposure === 0) {
        if (a.exposure < 1) raw.push(compare("untreated", a, b, 0, a.means.length));
      } else if (a.exposure === 1) raw.push(compare("always-treated", b, a, 0, a.means.length));
      else {
        raw.push(compare("later-treated", a, b, 0, b.start));
        raw.push(compare("earlier-treated", b, a, a.start, a.means.length));
      }
    }
  }
  const total = raw.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return null;
  const comparisons = raw.map((one) => ({ ...one, weight: one.weight / total }));
  const types = ["untreated", "later-treated", "earlier-treated", "always-treated"] as const;
  const byType = types.flatMap((type) => {
    const own = comparisons.filter((one) => one.type === type);
    const weight = own.reduce((sum, one) => sum + one.weight, 0);
    const estimate = own.reduce((sum, one) => sum + one.weight * one.estimate, 0) / weight;
    return own.length > 0 ? [{ type, weight, estimate }] : [];
  });
  return { comparisons, byType, estimate: comparisons.reduce((sum, one) => sum + one.weight * one.estimate, 0) };
}

/** The comparison over periods `from` … `to` − 1, in which `treated` changes treatment and `control` does not; its weight is not yet scaled. */
function compare(
  type: BaconComparisonType,
  treated: Timing,
  control: Timing,
  from: number,
  to: number,
): BaconComparison {
  const { means, start } = treated;
  const gap = (low: number, high: number): number => {
    let sum = 0;
    for (let t = low; t < high; t++) sum += (means[t]! - control.means[t]!) / (high - low);
    return sum;
  };
  const both = treated.size + control.size;
  const share = treated.size / both;
  const window = (to - from) / means.length;
  const exposure = (to - start) / (to - from);
  // Squared share of the sample times the variance of treatment that no effect explains (eqs. 7–10).
  const weight = (both * window) ** 2 * share * (1 - share) * exposure * (1 - exposure);
  return {
    type,
    treated: treated.first,
    control: control.first,
    estimate: gap(start, to) - gap(from, start),
    weight,
  };
}

function groupByTiming(panel: StaggeredPanel): readonly Timing[] | null {
  const { periods, rowAt, units } = indexPanel("baconDecomposition", panel);
  const T = periods.length;
  if (panel.outcome.length !== units * T) return null;
  const groups = new Map<number, { first: number; count: number; means: Float64Array }>();
  for (let i = 0; i < units; i++) {
    const first = panel.firstTreated[i]!;
    let start = 0;
    while (start < T && periods[start]! < first) start += 1;
    let group = groups.get(start);
    if (!group)
      groups.set(start, (group = { first: start === T ? Infinity : first, count: 0, means: new Float64Array(T) }));
    group.count += 1;
    for (let t = 0; t < T; t++) group.means[t]! += panel.outcome[rowAt[i * T + t]!]!;
  }
  return Array.from(groups.entries(), ([start, { first, count, means }]) => ({
    first,
    start,
    size: count / units,
    exposure: (T - start) / T,
    means: means.map((sum) => sum / count),
  })).sort((a, b) => a.start - b.start);
}
