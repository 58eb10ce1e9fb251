import { ImpactError, type Check, type Table } from "@ie/contracts";
import { rowCount, select, withColumn } from "@ie/table";
import { anyColumn, requireUnits } from "../../columns.ts";
import { withoutMissing } from "../../missing-rows.ts";
import { armsOf, type Arms } from "./arms.ts";
import { attritionCheck, sampleRatioCheck } from "./checks/sample-ratio.ts";
import { countClusters, type ClusterCounts } from "./checks/clusters.ts";
import { codesOf } from "./formula/codes.ts";
import { formulaColumns, type Formula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";
import { outcomeColumns, type Outcome } from "./outcome.ts";
import { who } from "./who.ts";

/** The rows that an outcome's effect is estimated from. */
export interface Rows {
  readonly table: Table;
  /** Their numbers in the table given, from 1. */
  readonly numbers: Float64Array;
  readonly arms: Arms;
  /** One or two codings of the rows, none without clusters. */
  readonly clusters: readonly Int32Array[];
  /** Of the first coding. */
  readonly clusterCounts: ClusterCounts | null;
  readonly strata: Int32Array | null;
  readonly checks: readonly Check[];
}

/** A name that no column of a user has. */
const numbering = "\u0000row";

/** Codes of combinations of the columns' values. */
function combined(table: Table, columns: readonly string[]): Int32Array {
  const [first, ...rest] = columns.map((name) => codesOf(anyColumn(who, table, name)));
  return rest.reduce(
    (codes, { levels, codes: own }) => codes.map((code, i) => code * levels.length + own[i]!),
    first?.codes ?? new Int32Array(rowCount(table)),
  );
}

function countArms({ levels, codes }: Arms): readonly number[] {
  const counts = new Float64Array(levels.length);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) counts[codes[i]!]! += 1;
  return Array.from(counts);
}

/** Units by arm as assigned: clusters where each is in one arm, else rows. */
function assignedUnits(
  table: Table,
  arms: Arms,
  options: ExperimentOptions,
): { counts: readonly number[]; what: string } {
  const [cluster] = options.cluster;
  if (cluster !== undefined && options.cluster.length === 1) {
    const known = countClusters(codesOf(anyColumn(who, table, cluster)).codes, arms.codes, arms.levels.length);
    if (known.whole) return { counts: known.byArm, what: "clusters" };
  }
  return { counts: countArms(arms), what: "units" };
}

/** The rows of one outcome: complete ones, or a refusal. */
export function rowsOf(
  table: Table,
  formula: Formula,
  treatment: string,
  outcome: Outcome,
  options: ExperimentOptions,
): Rows {
  const own = outcomeColumns(outcome);
  const needed = [
    ...new Set([...own, ...formulaColumns(formula).slice(1), treatment, ...options.cluster, ...options.strata]),
  ];
  for (const name of [...needed, ...options.covariates]) anyColumn(who, table, name);
  const twice = options.covariates.find((name) => name === treatment || own.includes(name));
  if (twice !== undefined) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `covariate "${twice}" is also the ${twice === treatment ? "treatment" : "outcome"}`,
      hint: "covariates are measured before the assignment",
      facts: { column: twice },
    });
  }
  const assigned = armsOf(who, treatment, anyColumn(who, table, treatment), options.control, options.arm);
  const numbers = new Float64Array(rowCount(table));
  for (let i = 0; i < numbers.length; i++) numbers[i] = i + 1;
  const narrow = withColumn(select(table, [...new Set([...needed, ...options.covariates])]), numbering, numbers);
  const { table: rows, check } = withoutMissing(who, narrow, needed, own, options.missing);
  requireUnits(who, rowCount(rows), "rows");
  const arms =
    rows === narrow ? assigned : armsOf(who, treatment, anyColumn(who, rows, treatment), options.control, options.arm);
  const clusters = options.cluster.map((name) => codesOf(anyColumn(who, rows, name)).codes);
  const units = assignedUnits(table, assigned, options);
  const attrition =
    assigned.levels.length === arms.levels.length
      ? attritionCheck(arms.levels, countArms(assigned), countArms(arms))
      : null;
  return {
    table: rows,
    numbers: rows[numbering] as Float64Array, // made above
    arms,
    clusters,
    clusterCounts: clusters[0] === undefined ? null : countClusters(clusters[0], arms.codes, arms.levels.length),
    strata: options.strata.length === 0 ? null : combined(rows, options.strata),
    checks: [
      sampleRatioCheck(assigned.levels, units.counts, options.expectedShares, units.what),
      check,
      ...(attrition === null ? [] : [attrition]),
    ],
  };
}
