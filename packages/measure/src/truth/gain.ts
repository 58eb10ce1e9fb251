import type { PotentialTables, Table } from "@ie/contracts";
import { withColumn } from "@ie/table";

/** `after` less `before` of a numeric column, row by row; NaN where one of them is missing. Null where a table does not hold it as numbers. */
export function gainOf(after: Table, before: Table, name: string): Float64Array | null {
  const [one, other] = [after[name], before[name]];
  if (!(one instanceof Float64Array) || !(other instanceof Float64Array)) return null;
  return one.map((value, row) => value - other[row]!);
}

/**
 * The table with what treatment did to each outcome in place of the outcome: 0 for untreated rows. A linear estimator of an effect on the
 * treated gives their true effect there, whatever it takes for the untreated. Null where nothing is known, or nothing has an effect.
 */
export function effectTable(table: Table, { untreated }: PotentialTables, outcome: string): Table | null {
  const gain = gainOf(table, untreated, outcome);
  return gain === null || gain.every((value) => value === 0 || Number.isNaN(value))
    ? null
    : withColumn(table, outcome, gain);
}

/** What {@link effectTable} leaves to say: no effect at all, or nothing known. */
export function withoutEffect(
  table: Table,
  { untreated }: PotentialTables,
  outcome: string,
): { value: number } | { unknown: string } {
  return gainOf(table, untreated, outcome) === null
    ? { unknown: `no potential outcomes of "${outcome}"` }
    : { value: 0 };
}

/** Mean of the values at `rows`, weighted where there are weights; missing ones left out. NaN without any. */
export function meanAt(values: Float64Array, rows: Iterable<number>, weights?: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (const row of rows) {
    const value = values[row]!;
    const weight = weights?.[row] ?? 1;
    if (Number.isNaN(value)) continue;
    sum += weight * value;
    total += weight;
  }
  return sum / total;
}
