import { ImpactError, type Column, type PotentialTables, type Table } from "@ie/contracts";
import { columnNames, rowCount, withColumn } from "@ie/table";
import { anyColumn, numericColumn } from "../columns.ts";

export interface PotentialOptions {
  /** Columns that together name a row in both tables; null for all that both have. */
  readonly keys: readonly string[] | null;
}

const endings = ["_untreated", "_treated"] as const;

function fault(
  code: "data/missing-column" | "data/duplicate-key" | "data/no-truth",
  what: string,
  hint: string,
): never {
  throw new ImpactError({ code, who: "truth", what, hint });
}

/** One text a row, the same for a number and its text. */
function keysOf(who: string, table: Table, names: readonly string[]): string[] {
  const columns = names.map((name) => anyColumn(who, table, name));
  return Array.from({ length: rowCount(table) }, (_, row) =>
    JSON.stringify(columns.map((column: Column) => String(column[row]))),
  );
}

/**
 * Both potential outcomes of a table's rows, from a second table that holds them for the same units and dates in columns
 * `<outcome>_untreated` and `<outcome>_treated`; it may have more rows. `data/no-truth` names the first row that it lacks.
 */
export function potentialFrom(
  table: Table,
  truth: Table,
  { keys }: PotentialOptions = { keys: null },
): PotentialTables {
  const outcomes = columnNames(truth)
    .filter((name) => name.endsWith(endings[0]))
    .map((name) => name.slice(0, -endings[0].length))
    .filter((name) => Object.hasOwn(truth, `${name}${endings[1]}`));
  if (outcomes.length === 0) {
    fault(
      "data/missing-column",
      "no column holds a potential outcome",
      "name them <outcome>_untreated and <outcome>_treated",
    );
  }
  const shared = keys ?? columnNames(truth).filter((name) => Object.hasOwn(table, name) && !outcomes.includes(name));
  if (shared.length === 0)
    fault("data/missing-column", "no column names its rows", "give the columns of unit and date");
  const at = new Map<string, number>();
  for (const [row, key] of keysOf("truth", truth, shared).entries()) {
    if (at.has(key)) {
      fault(
        "data/duplicate-key",
        `rows ${at.get(key)! + 1} and ${row + 1} are both ${shared.join(", ")} ${key}`,
        "give one row each",
      );
    }
    at.set(key, row);
  }
  const rows = keysOf("source", table, shared).map((key, row) => {
    const found = at.get(key);
    return (
      found ??
      fault(
        "data/no-truth",
        `no row for ${shared.join(", ")} ${key}, row ${row + 1} of the data`,
        "give the truth of the same rows",
      )
    );
  });
  const had = (ending: string): Table =>
    outcomes.reduce((next, name) => {
      const cells = numericColumn("truth", truth, `${name}${ending}`);
      return Object.hasOwn(table, name)
        ? withColumn(
            next,
            name,
            Float64Array.from(rows, (row) => cells[row]!),
          )
        : next;
    }, table);
  return { untreated: had(endings[0]), treated: had(endings[1]) };
}
