import { ImpactError } from "@ie/contracts";
import type { Rng } from "@ie/stats";
import { anyColumn } from "../../columns.ts";
import type { Units } from "../../units/index.ts";
import { codesOf } from "../experiment/formula/codes.ts";
import { rowHashes } from "./row-hashes.ts";
import { who } from "./who.ts";

/** Who is predicted together, from all others. */
export interface Folds {
  /** n folds from 0. */
  readonly codes: Int32Array;
  readonly count: number;
}

/** Units that are not independent of each other. */
export interface Clusters {
  readonly codes: Int32Array;
  readonly count: number;
}

export function clustersOf({ table }: Units, name: string | null): Clusters | null {
  if (name === null) return null;
  const { codes, levels } = codesOf(anyColumn(who, table, name));
  if (levels.length >= 2) return { codes, count: levels.length };
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `column "${name}" has one cluster`,
    hint: "a standard error needs at least two independent clusters",
    facts: { column: name },
  });
}

/** Folds as a column gives them. `data/out-of-range` where a cluster is in more than one. */
export function foldsOfColumn({ table, rowNumbers }: Units, name: string, clusters: Clusters | null): Folds {
  const { codes, levels } = codesOf(anyColumn(who, table, name));
  if (levels.length < 2) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `fold column "${name}" has one value`,
      hint: "name at least two folds, or set folds: 1 for none",
      facts: { column: name },
    });
  }
  if (clusters !== null) {
    const first = new Int32Array(clusters.count).fill(-1);
    for (let i = 0; i < codes.length; i++) {
      const cluster = clusters.codes[i]!;
      if (first[cluster] === -1) first[cluster] = codes[i]!;
      if (first[cluster] === codes[i]) continue;
      throw new ImpactError({
        code: "data/out-of-range",
        who,
        what: `the cluster of row ${rowNumbers[i]} is in more than one fold of "${name}"`,
        hint: "keep clusters together, or the regressions see the units that they predict",
        facts: { column: name, row: rowNumbers[i] },
      });
    }
  }
  return { codes, count: levels.length };
}

/** Deals the sorted out to folds in turn, beginning with fold `from`. */
function deal(order: Int32Array, count: number, codes: Int32Array, from: number): void {
  for (let rank = 0; rank < order.length; rank++) codes[order[rank]!] = (from + rank) % count;
}

/**
 * Folds of equal size in each arm by the order of hashes; of units alike in treatment and covariates by their outcomes, so that nothing
 * depends on the order of rows or the outcome's unit. Clusters stay together.
 */
export function drawFolds(units: Units, count: number, clusters: Clusters | null, rng: Rng): Folds {
  const { n, nControl, treated, y, x, names } = units;
  const codes = new Int32Array(n);
  if (count === 1) return { codes, count };
  const hashes = rowHashes(treated, x, names, rng);
  if (clusters === null) {
    for (const arm of [0, 1]) {
      const rows = Int32Array.from({ length: n }, (_, i) => i).filter((i) => treated[i] === arm);
      rows.sort((a, b) => hashes[a]! - hashes[b]! || y[a]! - y[b]!);
      deal(rows, count, codes, arm === 0 ? 0 : nControl % count);
    }
    return { codes, count };
  }
  // Sums of whole numbers within a modulus: the order of a cluster's rows leaves no trace.
  const sums = new Float64Array(clusters.count);
  const modulus = 2 ** 48;
  for (let i = 0; i < n; i++) {
    const g = clusters.codes[i]!;
    sums[g] = (sums[g]! + Math.floor(hashes[i]! * modulus)) % modulus;
  }
  const order = Int32Array.from(sums, (_, g) => g).sort((a, b) => sums[a]! - sums[b]! || a - b);
  const own = new Int32Array(clusters.count);
  deal(order, count, own, 0);
  for (let i = 0; i < n; i++) codes[i] = own[clusters.codes[i]!]!;
  return { codes, count };
}
