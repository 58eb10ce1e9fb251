import { isImpactError, type AssignedArms, type Column, type ImpactError, type Model, type Table } from "@ie/contracts";
import { rowCount } from "@ie/table";
import { calendarOf, type Calendar } from "./calendar.ts";
import { fewestUnits } from "../columns.ts";
import { codesOf, type Codes } from "../models/experiment/formula/codes.ts";

/** The parts of a plan that say what the rows are for. */
export interface ContractPlan {
  readonly model: Model<unknown>;
  readonly modelName: string;
  readonly modelOptions: unknown;
}

/** A table as the model will see it, with the parts that its columns have. */
export interface Subject {
  readonly table: Table;
  readonly rows: number;
  readonly who: string;
  /** Columns that the model reads; those of them that are there. */
  readonly needed: readonly string[];
  readonly present: readonly string[];
  readonly outcome: string | null;
  readonly unit: string | null;
  readonly time: string | null;
  /** Null without a column of dates or periods. */
  readonly calendar: Calendar | null;
  readonly numbers: readonly string[];
  readonly complete: readonly string[];
  readonly completeTreated: readonly string[];
  readonly key: readonly string[];
  /** Covariates that must vary, and all. */
  readonly varying: readonly string[];
  readonly covariates: readonly string[];
  readonly arms: AssignedArms | null;
  /** Why no arm can be told. */
  readonly armsFault: ImpactError | null;
  /** Places of each row's arm and unit; null without the column. */
  readonly armCodes: Codes | null;
  readonly unitCodes: Codes | null;
  readonly launch: string | number | null;
  readonly periods: { readonly before: number; readonly after: number; readonly evenly: boolean };
  readonly fewestRows: number;
}

/** The column of that name, or null. */
export function columnIn(table: Table, name: string | null): Column | null {
  return name !== null && Object.hasOwn(table, name) ? table[name]! : null;
}

/** Arms by the shuffled columns of a model that says no more. */
function guessedArms({ model, modelOptions }: ContractPlan, table: Table): AssignedArms | null {
  const column = model.refutable?.treatment?.(modelOptions, table)[0] ?? null;
  const cells = columnIn(table, column);
  if (column === null || cells === null) return null;
  const { length } = codesOf(cells).levels;
  return length > 10 ? null : { column, cells, control: null, most: 10 };
}

export function subjectOf(plan: ContractPlan, table: Table): Subject {
  const { model, modelName, modelOptions: options } = plan;
  const { needs, refutable } = model;
  const needed = model.columns(options);
  const present = needed.filter((name) => Object.hasOwn(table, name));
  const rows = rowCount(table);
  let arms: AssignedArms | null = null;
  let armsFault: ImpactError | null = null;
  try {
    if (rows > 0) arms = needs?.arms === undefined ? guessedArms(plan, table) : needs.arms(options, table);
  } catch (error) {
    if (!isImpactError(error)) throw error;
    armsFault = error;
  }
  const key = needs?.key?.(options) ?? [];
  const time = refutable?.time(options) ?? null;
  const unit = key.find((name) => name !== time) ?? refutable?.unit(options) ?? null;
  const unitCells = columnIn(table, unit);
  const timeCells = columnIn(table, time);
  return {
    table,
    rows,
    who: modelName,
    needed,
    present,
    outcome: refutable?.outcome(options) ?? null,
    unit,
    time,
    calendar: timeCells === null ? null : calendarOf(timeCells),
    numbers: (needs?.numbers?.(options, table) ?? []).filter((name) => Object.hasOwn(table, name)),
    complete: (needs?.complete?.(options) ?? []).filter((name) => Object.hasOwn(table, name)),
    completeTreated: needs?.completeTreated?.(options) ?? [],
    key: key.every((name) => Object.hasOwn(table, name)) ? key : [],
    varying: needs?.varying?.(options) ?? [],
    covariates: (needs?.covariates?.(options) ?? []).filter((name) => Object.hasOwn(table, name)),
    arms,
    armsFault,
    armCodes: arms === null ? null : codesOf(arms.cells),
    unitCodes: unitCells === null ? null : codesOf(unitCells),
    launch: refutable?.launch?.(options) ?? null,
    periods: needs?.periods?.(options) ?? { before: 1, after: 1, evenly: false },
    fewestRows: needs?.rows?.(options) ?? fewestUnits,
  };
}
