import type { Rng } from "../random/rng.ts";
import { groupRows, sortByGroup } from "./row-groups.ts";

/** Units (rows, or whole clusters) that were assigned at random within a stratum. */
export interface Stratum {
  /** First and last + 1 of the stratum's units. */
  readonly from: number;
  readonly to: number;
  readonly treated: number;
}

/** What was assigned at random, and how. Units stand stratum after stratum. */
export interface AssignmentDesign {
  /** Unit of each row, or −1 for a row of a stratum that has one arm only, which says nothing about the effect. */
  readonly unitOfRow: Int32Array;
  /** 0 or 1 of each unit. */
  readonly assignment: Uint8Array;
  readonly strata: readonly Stratum[];
}

/** The design of an `assignment` of n rows. RangeError when a cluster is not in one arm and one stratum. */
export function assignmentDesign(
  who: string,
  assignment: Uint8Array,
  strata: Int32Array | undefined,
  clusters: Int32Array | undefined,
): AssignmentDesign {
  const n = assignment.length;
  const rows = groupRows(n, clusters ? (i) => clusters[i]! : (i) => i);
  const first = new Int32Array(rows.count).fill(-1);
  for (let i = 0; i < n; i++) {
    const unit = rows.codes[i]!;
    const other = first[unit]!;
    if (other < 0) first[unit] = i;
    else if (assignment[i] !== assignment[other] || strata?.[i] !== strata?.[other]) {
      throw new RangeError(`${who}: a cluster must lie in one arm and one stratum; ${clusters?.[i]} does not`);
    }
  }
  const groups = groupRows(rows.count, strata ? (unit) => strata[first[unit]!]! : () => 0);
  const { starts, order } = sortByGroup(groups);
  const place = new Int32Array(rows.count).fill(-1);
  const kept: number[] = [];
  const found: Stratum[] = [];
  for (let g = 0; g < groups.count; g++) {
    const members = order.subarray(starts[g], starts[g + 1]);
    const treated = members.reduce((sum, unit) => sum + assignment[first[unit]!]!, 0);
    if (treated === 0 || treated === members.length) continue;
    found.push({ from: kept.length, to: kept.length + members.length, treated });
    for (const unit of members) {
      place[unit] = kept.length;
      kept.push(assignment[first[unit]!]!);
    }
  }
  return { unitOfRow: rows.codes.map((unit) => place[unit]!), assignment: Uint8Array.from(kept), strata: found };
}

/** Number of assignments with the same number of treated units in each stratum; Infinity beyond `limit`. */
export function countAssignments(strata: readonly Stratum[], limit: number): number {
  let count = 1;
  for (const { from, to, treated } of strata) {
    const size = to - from;
    for (let k = 1; k <= Math.min(treated, size - treated); k++) {
      count *= (size - k + 1) / k;
      if (count > 2 * limit) return Infinity;
    }
    count = Math.round(count);
  }
  return count <= limit ? count : Infinity;
}

/** Successive assignments: {@link AssignmentSequence.chosen} lists, stratum after stratum, the units of the smaller arm. */
export interface AssignmentSequence {
  readonly chosen: Int32Array;
  next(): void;
}

/** Independent random assignments with the design's numbers of treated units. */
export function randomAssignments(rng: Rng, strata: readonly Stratum[]): AssignmentSequence {
  const units = Int32Array.from({ length: strata.at(-1)?.to ?? 0 }, (_, i) => i);
  const sizes = strata.map(smallerArm);
  const chosen = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  return {
    chosen,
    next() {
      let at = 0;
      for (const [s, { from, to }] of strata.entries()) {
        // The first steps of a Fisher-Yates shuffle, from whatever order the units are in.
        for (let k = from; k < from + sizes[s]!; k++, at++) {
          const other = k + rng.integer(to - k);
          const unit = units[other]!;
          units[other] = units[k]!;
          units[k] = unit;
          chosen[at] = unit;
        }
      }
    },
  };
}

/** All assignments with the design's numbers of treated units, each once. */
export function allAssignments(strata: readonly Stratum[]): AssignmentSequence {
  const sizes = strata.map(smallerArm);
  const chosen = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  let isFirst = true;
  const starts: number[] = [];
  for (let s = 0, at = 0; s < strata.length; at += sizes[s]!, s++) starts.push(at);

  function reset(s: number): void {
    for (let k = 0; k < sizes[s]!; k++) chosen[starts[s]! + k] = strata[s]!.from + k;
  }

  /** The next subset of a stratum in lexicographic order; false after the last. */
  function advance(s: number): boolean {
    for (let k = sizes[s]! - 1; k >= 0; k--) {
      const at = starts[s]! + k;
      if (chosen[at]! >= strata[s]!.to - (sizes[s]! - k)) continue;
      const unit = chosen[at]! + 1;
      for (let j = k; j < sizes[s]!; j++) chosen[starts[s]! + j] = unit + j - k;
      return true;
    }
    return false;
  }

  return {
    chosen,
    next() {
      if (isFirst) {
        isFirst = false;
        for (let s = 0; s < strata.length; s++) reset(s);
        return;
      }
      for (let s = strata.length - 1; s >= 0; s--) {
        if (advance(s)) return;
        reset(s);
      }
    },
  };
}

/** Units in the smaller arm of a stratum; the treated if both are as large. */
export function smallerArm({ from, to, treated }: Stratum): number {
  return Math.min(treated, to - from - treated);
}
