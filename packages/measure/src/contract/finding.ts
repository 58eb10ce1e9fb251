import type { ErrorCode } from "@ie/contracts";

/** `error`: the fit would refuse or mean nothing; `warning`: the answer may be wrong; `note`: worth a look. */
export type Severity = "error" | "warning" | "note";

/** One fault of the data, with its place and the way out. */
export interface DataFinding {
  readonly severity: Severity;
  readonly code: ErrorCode;
  /** What is wrong, values quoted; lower case, no full stop. */
  readonly message: string;
  /** First data row that shows it, from 1, of the table that the check saw. */
  readonly row: number | null;
  /** Line of the file that the row starts on, where it is known. */
  readonly line: number | null;
  readonly column: string | null;
  readonly date: string | null;
  readonly unit: string | null;
  /** How many rows, units or dates show it. */
  readonly count: number;
  /** What to do. */
  readonly fix: string;
}

type Given = Pick<DataFinding, "severity" | "code" | "message" | "fix"> & Partial<DataFinding>;

/** A finding; what is not given is unknown, and `count` 1. */
export function finding(given: Given): DataFinding {
  return { row: null, line: null, column: null, date: null, unit: null, count: 1, ...given };
}

/** Rows for people: the first few, and how many more there are. */
export function listRows(rows: readonly number[], count: number = rows.length): string {
  const shown = rows.slice(0, 3);
  const more = count - shown.length;
  return `row${count === 1 ? "" : "s"} ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** "1 row", "2 rows". */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}

/** A share of 0 to 1 as percent. */
export function percent(share: number): string {
  return share === 1 ? "100 %" : `${Number((100 * share).toPrecision(2))} %`;
}
