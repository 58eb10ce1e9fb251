import type { Table } from "@ie/contracts";
import type { DataFinding } from "../finding.ts";
import type { Subject } from "../subject.ts";
import { arms } from "./arms.ts";
import { columns } from "./columns.ts";
import { dateFormats } from "./date-formats.ts";
import { dates } from "./dates.ts";
import { gaps } from "./gaps.ts";
import { keys } from "./keys.ts";
import { leakage } from "./leakage.ts";
import { missing } from "./missing.ts";
import { numbers } from "./numbers.ts";
import { outliers } from "./outliers.ts";
import { periods } from "./periods.ts";
import { personal } from "./personal.ts";
import { repeats } from "./repeats.ts";
import { scales } from "./scales.ts";
import { sizes } from "./sizes.ts";
import { spellings } from "./spellings.ts";
import { unitChanges } from "./unit-changes.ts";
import { variation } from "./variation.ts";

/** Looks at a table for what its model needs. */
export type ModelCheck = (subject: Subject) => readonly DataFinding[];

/** What a check of a table may know beside it. */
export interface TableContext {
  readonly today: string | null;
  /** Columns that the model reads and its own checks judge; empty where it reads another table. */
  readonly needed: readonly string[];
}

/** Looks at a table as it came, whatever it is for. */
export type TableCheck = (table: Table, context: TableContext) => readonly DataFinding[];

export const modelChecks: readonly ModelCheck[] = [
  columns,
  numbers,
  missing,
  sizes,
  variation,
  dates,
  keys,
  gaps,
  arms,
  periods,
  leakage,
  unitChanges,
  outliers,
];

export const tableChecks: readonly TableCheck[] = [personal, dateFormats, spellings, scales, repeats];
