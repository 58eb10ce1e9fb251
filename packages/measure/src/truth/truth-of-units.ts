import type { Estimand, Example, PotentialTables, TrueEffect } from "@ie/contracts";
import { rowCount } from "@ie/table";
import { anyColumn } from "../columns.ts";
import { armsOf } from "../models/experiment/arms.ts";
import { gainOf, meanAt } from "./gain.ts";

interface Named {
  readonly dependentVariable: string;
  readonly treatmentColumn: string;
  readonly control: string | null;
}

/** The rows that an effect is about. */
export interface Population {
  /** 0-based. */
  readonly rows: Iterable<number>;
  /** One a row of the table; equal where left out. */
  readonly weights?: Float64Array;
}

/** Mean gain of the units of one row each that the estimand is about; all rows where no population is given. */
export function truthOfUnits<O extends Named>(
  who: string,
  { table, options }: Example<O>,
  { untreated, treated }: PotentialTables,
  estimand: Estimand | null,
  population: Population = { rows: Array.from({ length: rowCount(table) }, (_, row) => row) },
): TrueEffect {
  const { dependentVariable: outcome, treatmentColumn, control } = options;
  const gain = gainOf(treated, untreated, outcome);
  if (gain === null) return { unknown: `no potential outcomes of "${outcome}"` };
  const { codes } = armsOf(who, treatmentColumn, anyColumn(who, table, treatmentColumn), control, null);
  const kept = [...population.rows].filter(
    (row) => codes[row]! >= 0 && (estimand === "ate" || codes[row] === (estimand === "atc" ? 0 : 1)),
  );
  const value = meanAt(gain, kept, population.weights);
  return Number.isFinite(value) ? { value } : { unknown: "no row has both potential outcomes" };
}
