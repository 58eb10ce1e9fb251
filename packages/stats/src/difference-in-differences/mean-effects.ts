import { groupRows, sortByGroup } from "../regression/row-groups.ts";
import type { IndexedPanel } from "./index-panel.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

/**
 * For each of the rows `treated`, the mean effect from which its own is taken to deviate (Borusyak, Jaravel and Spiess 2024, eq. 8, and
 * their leave-one-out refinement): that of its cohort and period, or, where no other cluster is in it, of its event time, or of all treated
 * rows. NaN where all treated rows are of one cluster. `effects`: n.
 */
export function meanEffects(
  panel: StaggeredPanel,
  index: IndexedPanel,
  treated: Int32Array,
  effects: Float64Array,
  leaveOut: boolean,
): Float64Array {
  const { unit, period, firstTreated } = panel;
  const T = index.periods.length;
  const cohorts = groupRows(firstTreated.length, (i) => firstTreated[i]!);
  const levels: readonly ((row: number) => number)[] = [
    (i) => cohorts.codes[unit[i]!]! * T + index.periodCodes[i]!,
    (i) => period[i]! - firstTreated[unit[i]!]!,
    () => 0,
  ];
  const means = new Float64Array(treated.length).fill(NaN);
  const isOpen = new Uint8Array(treated.length).fill(1);
  for (const level of levels) {
    if (isOpen.includes(1)) fillLevel(panel, index, treated, effects, leaveOut, level, means, isOpen);
  }
  return means;
}

function fillLevel(
  { unit, weights }: StaggeredPanel,
  { clusters, clusterCount }: IndexedPanel,
  treated: Int32Array,
  effects: Float64Array,
  leaveOut: boolean,
  level: (row: number) => number,
  means: Float64Array,
  isOpen: Uint8Array,
): void {
  const groups = groupRows(treated.length, (k) => level(treated[k]!));
  const { starts, order } = sortByGroup(groups);
  const sums = new Float64Array(clusterCount);
  const counts = new Float64Array(clusterCount);
  for (let g = 0; g < groups.count; g++) {
    let sum = 0;
    let count = 0;
    let members = 0;
    for (let at = starts[g]!; at < starts[g + 1]!; at++) {
      const row = treated[order[at]!]!;
      const cluster = clusters[unit[row]!]!;
      // The estimator's weights are proportional to those of the units inside a cell.
      const square = (weights?.[unit[row]!] ?? 1) ** 2;
      if (counts[cluster] === 0) members += 1;
      sums[cluster]! += square * effects[row]!;
      counts[cluster]! += square;
      sum += square * effects[row]!;
      count += square;
    }
    for (let at = starts[g]!; at < starts[g + 1]!; at++) {
      const k = order[at]!;
      const cluster = clusters[unit[treated[k]!]!]!;
      if (isOpen[k] === 0 || members < 2) continue;
      means[k] = leaveOut ? (sum - sums[cluster]!) / (count - counts[cluster]!) : sum / count;
      isOpen[k] = 0;
    }
    for (let at = starts[g]!; at < starts[g + 1]!; at++) {
      const cluster = clusters[unit[treated[order[at]!]!]!]!;
      sums[cluster] = 0;
      counts[cluster] = 0;
    }
  }
}
