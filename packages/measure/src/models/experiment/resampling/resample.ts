import { ImpactError, type Context } from "@ie/contracts";
import { createMatrix, randomisationTest, wildClusterBootstrap, type Matrix } from "@ie/stats";
import type { Contrast, Inferred } from "../contrast.ts";
import { inferredFrom } from "../procedure.ts";
import { who } from "../who.ts";
import { canonicalOrder } from "./canonical-order.ts";

/** The rows and settings that a resampling test takes. */
export interface ResamplingRows {
  readonly y: Float64Array;
  /** n × k. */
  readonly x: Matrix;
  /** Columns of x that are not combinations of earlier ones. */
  readonly kept: readonly number[];
  /** n places of arms. */
  readonly codes: Int32Array;
  readonly cluster: Int32Array | null;
  readonly strata: Int32Array | null;
  readonly draws: number;
  readonly level: number;
  readonly context: Context;
}

/** The result of a test by resampling, with the estimate that it inverts about. */
export interface Resampled {
  readonly estimate: number;
  readonly inferred: Inferred;
  /** Tests made, and the least p-value they can give. */
  readonly draws: number;
  readonly resolution: number;
  readonly enumerated: boolean;
}

function columnsOf(x: Matrix, columns: readonly number[], order: Int32Array): Matrix {
  const picked = createMatrix(order.length, columns.length);
  columns.forEach((j, c) => {
    const from = j * x.rows;
    const to = c * order.length;
    for (let i = 0; i < order.length; i++) picked.data[to + i] = x.data[from + order[i]!]!;
  });
  return picked;
}

function pickNumbers(values: Float64Array, order: Int32Array): Float64Array {
  return Float64Array.from(order, (i) => values[i]!);
}

function pickCodes(values: Int32Array, order: Int32Array): Int32Array {
  return order.map((i) => values[i]!);
}

/** Codes of the rows in their order, numbered by first appearance: a test may number clusters by their codes. */
function pickGroups(values: Int32Array, order: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return order.map((i) => {
    const known = numbers.get(values[i]!);
    if (known !== undefined) return known;
    numbers.set(values[i]!, numbers.size);
    return numbers.size - 1;
  });
}

/** Restricted wild cluster bootstrap-t of one contrast (Cameron, Gelbach and Miller 2008); null where it bounds no interval. */
export function wildBootstrap(
  { y, x, kept, cluster, draws, level, context, ...rest }: ResamplingRows,
  contrast: Contrast,
  weights: Float64Array,
  stream: string,
): Resampled | null {
  if (cluster === null) return null;
  const columns = kept.map((j) => x.data.subarray(j * x.rows, (j + 1) * x.rows));
  const order = canonicalOrder([y, Float64Array.from(rest.codes), ...columns], y.length, cluster);
  const test = wildClusterBootstrap(
    pickNumbers(y, order),
    columnsOf(x, kept, order),
    Float64Array.from(kept, (j) => weights[j]!),
    pickGroups(cluster, order),
    { rng: context.rng.stream("wild_bootstrap").stream(stream), draws, level, signal: context.signal },
  );
  if (test.interval === null || Number.isNaN(test.pValue)) return null;
  return {
    estimate: contrast.value,
    inferred: inferredFrom(contrast, test.interval, test.pValue),
    draws: test.draws,
    resolution: test.enumerated ? 2 / test.draws : 1 / (test.draws + 1),
    enumerated: test.enumerated,
  };
}

/** Fisher's randomisation test of one contrast among the rows of its two arms; null where it bounds no interval. */
export function randomisation(
  { y, x, codes, cluster, strata, draws, level, context }: ResamplingRows,
  contrast: Contrast,
  adjust: readonly number[],
  stream: string,
): Resampled | null {
  const rows = Int32Array.from(
    [...codes.keys()].filter((i) => codes[i] === contrast.arm || codes[i] === contrast.versus),
  );
  const [own, arm] = [pickNumbers(y, rows), pickCodes(codes, rows)];
  const covariates = columnsOf(x, adjust, rows);
  const columns = adjust.map((_, c) => covariates.data.subarray(c * rows.length, (c + 1) * rows.length));
  const clusters = cluster === null ? null : pickCodes(cluster, rows);
  const stratum = strata === null ? null : pickCodes(strata, rows);
  requireWholeClusters(arm, clusters, stratum);
  const content = [...(stratum === null ? [] : [Float64Array.from(stratum)]), own, ...columns, Float64Array.from(arm)];
  const order = canonicalOrder(content, rows.length, clusters);
  const test = randomisationTest(
    pickNumbers(own, order),
    Uint8Array.from(order, (i) => (arm[i] === contrast.arm ? 1 : 0)),
    {
      rng: context.rng.stream("randomisation").stream(stream),
      draws,
      level,
      signal: context.signal,
      ...(stratum === null ? {} : { strata: pickGroups(stratum, order) }),
      ...(clusters === null ? {} : { clusters: pickGroups(clusters, order) }),
      ...(adjust.length === 0 ? {} : { adjust: columnsOf(covariates, [...adjust.keys()], order) }),
    },
  );
  if (test.interval === null || Number.isNaN(test.pValue)) return null;
  return {
    estimate: test.estimate,
    inferred: inferredFrom({ ...contrast, value: test.estimate }, test.interval, test.pValue),
    draws: test.draws,
    resolution: test.resolution,
    enumerated: test.enumerated,
  };
}

function requireWholeClusters(arm: Int32Array, clusters: Int32Array | null, strata: Int32Array | null): void {
  if (clusters === null) return;
  const first = new Map<number, number>();
  for (let i = 0; i < clusters.length; i++) {
    const at = first.get(clusters[i]!);
    if (at === undefined) first.set(clusters[i]!, i);
    else if (arm[at] !== arm[i] || (strata !== null && strata[at] !== strata[i])) {
      throw new ImpactError({
        code: "data/out-of-range",
        who,
        what: `a cluster has rows in two ${arm[at] === arm[i] ? "strata" : "arms"}, so that it was not assigned as a whole`,
        hint: "randomisation draws whole clusters; name the cluster column under strata instead where its rows were assigned one by one",
      });
    }
  }
}
