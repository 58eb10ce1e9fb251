import type { Matrix } from "@ie/stats";

/** Columns of a long table with one row for each unit and period. */
export interface PanelColumns {
  readonly unit: string;
  readonly time: string;
  readonly outcome: string;
  /** Numeric columns read beside the outcome; an empty cell is NaN. */
  readonly covariates?: readonly string[];
}

/** Rows of a table as paths of units. Every array of units follows `units`, every array of periods `periods`. */
export interface Panel {
  readonly columns: PanelColumns;
  /** Ids as text: integers by size where all are integers, else by code points. */
  readonly units: readonly string[];
  /** Ascending: canonical dates, or numbers as text. */
  readonly periods: readonly string[];
  /** Whether periods are dates or numbers (years, weeks). */
  readonly calendar: "date" | "number";
  /** Numbers that grow with time, one a period: days since the first date, or the numbers themselves. */
  readonly times: Float64Array;
  /** periods × units, so that column u is the path of unit u; NaN where no row or no outcome is there. */
  readonly outcome: Matrix;
  /** periods × units by name. */
  readonly covariates: Readonly<Record<string, Matrix>>;
  /** periods × units: row of the table, −1 where it has none. */
  readonly rows: Int32Array;
}

/** The outcomes of unit `u`, one a period; a view. */
export function pathOf({ outcome }: Panel, u: number): Float64Array {
  return outcome.data.subarray(u * outcome.rows, (u + 1) * outcome.rows);
}
