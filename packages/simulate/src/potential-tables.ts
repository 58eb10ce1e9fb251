import type { Table } from "@ie/table";
import { metricNames } from "./demand/metrics.ts";

/** The rows as they were recorded, and as they would have been. */
export interface PotentialRows {
  readonly recorded: Table;
  /** Had no product been treated. */
  readonly untreated: Table;
  /** Had every product been treated, from its start on. */
  readonly treated: Table;
}

const outcomes: ReadonlySet<string> = new Set(metricNames.flatMap((name) => [`${name}_0`, `${name}_1`]));

/** The three tables that one with `potential` holds. */
export function potentialTables(table: Table): PotentialRows {
  const recorded = Object.entries(table).filter(([name]) => !outcomes.has(name));
  const had = (ending: string): Table =>
    Object.freeze(Object.fromEntries(recorded.map(([name, column]) => [name, table[`${name}${ending}`] ?? column])));
  return { recorded: Object.freeze(Object.fromEntries(recorded)), untreated: had("_0"), treated: had("_1") };
}
