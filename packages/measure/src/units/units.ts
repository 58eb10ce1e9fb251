import type { Check, Table } from "@ie/contracts";
import type { Matrix } from "@ie/stats";
import type { MissingPolicy } from "../missing-rows.ts";

/** Which columns say what of the units, one row each. */
export interface UnitsSpec {
  readonly outcome: string;
  /** 0/1, or two texts. */
  readonly treatment: string;
  /** The treatment's value that is the control; null or left out for the usual one (0, false, no, control, off), else the first. */
  readonly control?: string | null;
  /** Columns, or terms of a formula: `age`, `I(age^2)`, `C(education)`, `age:married`, `log(income)`. */
  readonly covariates: readonly string[];
  /** Column that identifies units; a value that repeats is `data/duplicate-key`. */
  readonly unit?: string | null;
  /** Further columns that must be filled, as a model's own keys. */
  readonly further?: readonly string[];
  /** Default "error". */
  readonly missing?: MissingPolicy;
  /** Covariates that do not vary: refused by name (default), or left out of x and listed in `constant`. */
  readonly constants?: "error" | "omit";
}

/** What a method that compares treated with untreated units starts from; rows keep the table's order. */
export interface Units {
  readonly n: number;
  readonly nTreated: number;
  readonly nControl: number;
  /** n outcomes. */
  readonly y: Float64Array;
  /** n: 1 for treated units, 0 for controls. */
  readonly treated: Uint8Array;
  /** n × k: covariates, categories as indicators without their first level, no column of ones; independent of one another and of 1. */
  readonly x: Matrix;
  /** k names, such as `age` and `race[T.white]`. */
  readonly names: readonly string[];
  /** Covariates left out because they do not vary. */
  readonly constant: readonly string[];
  readonly outcome: string;
  readonly treatment: string;
  readonly levels: { readonly treated: string; readonly control: string };
  /** The rows in use, and their numbers in the table given, from 1. */
  readonly table: Table;
  readonly rowNumbers: Float64Array;
  /** Missing rows. */
  readonly checks: readonly Check[];
}
