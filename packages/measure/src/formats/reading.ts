import type { DataObject } from "@ie/contracts";
import type { Budget } from "./budget.ts";
import type { Codecs } from "./codecs.ts";
import type { TableOptions } from "./table-options.ts";
import type { DateWindow } from "./window.ts";

/** What the readers of all formats are given. Columns are by their names in the file. */
export interface Reading {
  readonly who: string;
  readonly options: TableOptions;
  readonly budget: Budget;
  readonly codecs: Codecs;
  readonly signal: AbortSignal;
  /** Columns to read; null for all. */
  readonly only: ReadonlySet<string> | null;
  /** Columns that are text whatever their cells look like, and such as are numbers. */
  readonly text: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  /** Columns whose cells become dates. */
  readonly dates: ReadonlySet<string>;
  /** Batches are done with once the next is asked for, so that their arrays may be written again. */
  readonly isTransient: boolean;
  /** Rows outside may be left out where that is cheap. */
  readonly window: DateWindow | null;
  /** Is told all columns that an object has. */
  header(object: DataObject, names: readonly string[]): void;
  /** A cell of the object that is no number, where the column held numbers so far. */
  notNumber(object: DataObject, column: string, row: number, value: string): void;
}
