import type { Check, Table } from "@ie/contracts";
import { codesOf } from "../formula/codes.ts";

/** Fewest units of a result (the documents' invariant). */
export const fewestUnits = 30;

export interface ClusterCounts {
  readonly total: number;
  /** Clusters with a row in each arm. */
  readonly byArm: readonly number[];
  /** Whether every cluster lies in one arm. */
  readonly whole: boolean;
}

export function countClusters(clusters: Int32Array, codes: Int32Array, arms: number): ClusterCounts {
  const members = Array.from({ length: arms }, () => new Set<number>());
  for (let i = 0; i < clusters.length; i++) members[codes[i]!]?.add(clusters[i]!);
  const total = new Set(clusters).size;
  const byArm = members.map(({ size }) => size);
  return { total, byArm, whole: byArm.reduce((sum, n) => sum + n, 0) === total };
}

/** Fewest clusters of an arm that show how much clusters vary. */
const fewestInArm = 5;

/** Whether there are clusters enough to tell the treatment from the clusters that had it. */
export function clustersCheck(column: string, { total, byArm }: ClusterCounts): Check {
  const least = Math.min(...byArm);
  const few = least < fewestInArm;
  return {
    name: "clusters",
    status: few || total < fewestUnits ? "warn" : "pass",
    message: `${total} clusters by "${column}", ${least} in the smallest arm${
      few ? "; intervals rest on very few, so try inference: randomisation" : ""
    }${total < fewestUnits ? `; sample_size counts rows, since a result needs ${fewestUnits} units` : ""}`,
    value: total,
  };
}

const looksLikeId = /^(id|unit)$|(_id|Id)$/;

/**
 * A column that names units, is declared nowhere, and repeats, each value within one arm: its rows were assigned together, so that they are
 * no independent units. Null where there is none.
 */
export function repeatedUnitsCheck(table: Table, codes: Int32Array, declared: ReadonlySet<string>): Check | null {
  for (const [name, cells] of Object.entries(table)) {
    if (declared.has(name) || !looksLikeId.test(name)) continue;
    const ids = codesOf(cells);
    const n = codes.length;
    if (ids.codes.includes(-1) || ids.levels.length >= n || ids.levels.length < 4) continue;
    const arm = new Int32Array(ids.levels.length).fill(-1);
    let whole = true;
    for (let i = 0; i < n && whole; i++) {
      const id = ids.codes[i]!;
      if (arm[id] === -1) arm[id] = codes[i]!;
      else whole = arm[id] === codes[i];
    }
    if (!whole) continue;
    return {
      name: "repeated_units",
      status: "warn",
      message: `"${name}" repeats: ${ids.levels.length} values in ${n} rows, each in one arm; if it was assigned as a whole, set cluster: ${name}, or the interval is too narrow`,
      value: ids.levels.length,
    };
  }
  return null;
}
