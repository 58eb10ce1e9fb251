import { type Context, ImpactError, type Table } from "@ie/contracts";
import {
  createInferenceStream,
  createRegressionStream,
  type Matrix,
  type RobustKind,
  type StreamedInference,
  type StreamedLeastSquares,
} from "@ie/stats";
import { rowCount } from "@ie/table";
import { anyColumn } from "../columns.ts";
import type { MissingPolicy } from "../missing-rows.ts";
import type { Arms } from "../models/experiment/arms.ts";
import type { ArmMoments } from "../models/experiment/checks/arm-moments.ts";
import type { ClusterCounts } from "../models/experiment/checks/clusters.ts";
import { createClusterArms, createMomentSums } from "./arm-sums.ts";
import type { BatchDesign } from "./batch-design.ts";
import { completeRows, type OpenRows, passOver } from "./open-rows.ts";
import { who } from "../models/experiment/who.ts";

/** What both passes read and how. */
export interface Reading {
  readonly open: OpenRows;
  readonly columns: readonly string[];
  readonly arms: Pick<Arms, "column" | "levels" | "primary">;
  readonly cluster: string | null;
  readonly missing: MissingPolicy;
  readonly design: BatchDesign;
  readonly context: Pick<Context, "log" | "signal">;
}

export interface FirstPass {
  readonly fit: StreamedLeastSquares;
  /** Mean of each regressor over all rows, were every row of its arm, k. */
  readonly means: Float64Array;
  /** Rows of each arm in use, and with those left out. */
  readonly counts: readonly number[];
  readonly assigned: readonly number[];
  /** Mean outcome of each arm. */
  readonly averages: readonly number[];
  /** All rows, and those left out. */
  readonly rows: number;
  readonly dropped: number;
}

export interface SecondPass {
  readonly inference: StreamedInference;
  readonly moments: readonly ArmMoments[];
  /** Null without clusters. */
  readonly clusters: ClusterCounts | null;
}

/** Rows of one batch in use, ready for a regression. */
interface Block {
  readonly all: Table;
  readonly batch: Table;
  readonly x: Matrix;
  readonly y: Float64Array;
}

async function* blocks(reading: Reading, pass: string, sums: Float64Array): AsyncGenerator<Block, void, undefined> {
  const { open, columns, missing, design, context } = reading;
  for await (const { batch: all, before } of passOver(open, columns, pass, context)) {
    const batch = completeRows(all, before, columns, missing);
    yield { all, batch, x: design.matrix(batch, before, sums), y: design.outcome(batch, before) };
  }
}

/** Place of each row's arm; −1 where it is unknown. */
function armCodes(
  { column, levels }: Reading["arms"],
  known: Map<number | string, number>,
): (batch: Table) => Int32Array {
  return (batch) => {
    const cells = anyColumn(who, batch, column);
    const codes = new Int32Array(cells.length);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      let code = known.get(cell);
      if (code === undefined) known.set(cell, (code = levels.indexOf(String(cell))));
      codes[i] = code;
    }
    return codes;
  };
}

/** Coefficients, and sizes and means of the arms. */
export async function firstPass(reading: Reading): Promise<FirstPass> {
  const { design, arms } = reading;
  const k = design.names.length;
  const sums = new Float64Array(k);
  const stream = createRegressionStream(k);
  const codesOf = armCodes(arms, new Map());
  const counts = arms.levels.map(() => 0);
  const assigned = arms.levels.map(() => 0);
  const totals = arms.levels.map(() => 0);
  let dropped = 0;
  for await (const { all, batch, x, y } of blocks(reading, "first pass", sums)) {
    stream.add(x, y);
    const codes = codesOf(batch);
    for (let i = 0; i < y.length; i++) {
      const code = codes[i]!;
      counts[code] = counts[code]! + 1;
      totals[code] = totals[code]! + y[i]!;
    }
    for (const code of all === batch ? codes : codesOf(all)) if (code >= 0) assigned[code] = assigned[code]! + 1;
    dropped += rowCount(all) - y.length;
  }
  const { rows } = stream;
  return {
    fit: stream.finish(),
    means: sums.map((sum) => sum / rows),
    counts,
    assigned,
    averages: totals.map((total, arm) => total / counts[arm]!),
    rows: rows + dropped,
    dropped,
  };
}

/** Inference on `contrasts` from the same rows, opened again; degrees of freedom of the first `wanted` of them. */
export async function secondPass(
  reading: Reading,
  { fit, counts, averages }: FirstPass,
  contrasts: Matrix,
  wanted: number,
  kind: RobustKind,
): Promise<SecondPass> {
  const { design, cluster, arms } = reading;
  const stream = createInferenceStream(fit, contrasts, kind, { satterthwaite: wanted });
  const codesOf = armCodes(arms, new Map());
  const moments = createMomentSums(counts, averages);
  const clusterArms = cluster === null ? null : createClusterArms(arms.levels.length);
  const known = new Map<number | string, number>();
  const sums = new Float64Array(design.names.length);
  let rows = 0;
  for await (const { batch, x, y } of blocks(reading, "second pass", sums)) {
    rows += y.length;
    if (rows > fit.rows) break;
    const codes = codesOf(batch);
    moments.add(y, codes);
    const clusters = cluster === null ? null : clusterCodes(batch, cluster, known);
    if (clusters !== null) clusterArms?.add(clusters, codes);
    stream.add(x, y, clusters ?? undefined);
  }
  if (rows !== fit.rows) {
    throw new ImpactError({
      code: "data/unreadable",
      who,
      what: `the second pass has ${rows > fit.rows ? "more than " : ""}${Math.min(rows, fit.rows)} rows, the first had ${fit.rows}`,
      hint: "open must give the same rows each time",
      facts: { first: fit.rows, second: rows },
    });
  }
  return { inference: stream.finish(), moments: moments.finish(), clusters: clusterArms?.finish() ?? null };
}

/** Most clusters whose names are kept. */
const mostClusters = 5_000_000;

function clusterCodes(batch: Table, cluster: string, codes: Map<number | string, number>): Int32Array {
  const column = anyColumn(who, batch, cluster);
  const result = new Int32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const cell = column[i]!;
    let code = codes.get(cell);
    if (code === undefined) codes.set(cell, (code = codes.size));
    result[i] = code;
  }
  if (codes.size <= mostClusters) return result;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `column "${cluster}" has more than ${mostClusters} clusters`,
    hint: "add the rows of each cluster up before",
    facts: { column: cluster },
  });
}
