import * as z from "zod/mini";
import { level as levelOption } from "../models/level.ts";

type OrNull<T extends z.core.$ZodType> = z.ZodMiniDefault<z.ZodMiniNullable<T>>;

const column = z.string().check(z.minLength(1));
const none = <T extends z.core.$ZodType>(schema: T): OrNull<T> => z._default(z.nullable(schema), null);
const columns = z.array(column).check(z.minLength(1, { error: "is empty; name at least one covariate" }));
const cell = z.pipe(
  z.union([z.string(), z.number(), z.boolean()], { error: "expected a value of the treatment" }),
  z.transform(String),
);

/** Options that say which columns of a table of units are what; for the shape of `optionsSchema`. */
export const unitOptions: {
  readonly dependent_variable: OrNull<z.ZodMiniString>;
  readonly outcome_column: OrNull<z.ZodMiniString>;
  readonly treatment_column: z.ZodMiniString;
  readonly covariate_columns: OrNull<z.ZodMiniArray<z.ZodMiniString>>;
  readonly covariates: OrNull<z.ZodMiniArray<z.ZodMiniString>>;
  readonly control: OrNull<z.ZodMiniType<string>>;
  readonly unit_column: OrNull<z.ZodMiniString>;
  readonly missing: z.ZodMiniDefault<z.ZodMiniEnum<{ error: "error"; drop: "drop" }>>;
  readonly level: z.ZodMiniDefault<z.ZodMiniNumber>;
  readonly effect_unit: OrNull<z.ZodMiniString>;
} = {
  dependent_variable: none(column),
  outcome_column: none(column),
  treatment_column: column,
  covariate_columns: none(columns),
  covariates: none(columns),
  control: none(cell),
  unit_column: none(column),
  missing: z._default(z.enum(["error", "drop"]), "error"),
  level: levelOption,
  effect_unit: none(z.string()),
};

/** What `unitOptions` give once aliases are settled. */
export interface UnitOptions {
  readonly dependentVariable: string;
  readonly treatmentColumn: string;
  /** Columns, or terms such as `I(age^2)` and `C(education)`. */
  readonly covariateColumns: readonly string[];
  /** The treatment's value that is the control; null for the usual one. */
  readonly control: string | null;
  readonly unitColumn: string | null;
  readonly missing: "error" | "drop";
  /** Nominal coverage of the intervals. */
  readonly level: number;
  /** Unit of the effect; null for the outcome's name. */
  readonly effectUnit: string | null;
}

interface Given {
  readonly dependentVariable: string | null;
  readonly outcomeColumn: string | null;
  readonly treatmentColumn: string;
  readonly covariateColumns: readonly string[] | null;
  readonly covariates: readonly string[] | null;
  readonly control: string | null;
  readonly unitColumn: string | null;
  readonly missing: "error" | "drop";
  readonly level: number;
  readonly effectUnit: string | null;
}

export interface OptionFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Settles the aliases `outcome_column` and `covariates`; the outcome is "revenue" unless named. */
export function settleUnitOptions(given: Given): {
  readonly options: UnitOptions;
  readonly faults: readonly OptionFault[];
} {
  const faults: OptionFault[] = [];
  if (given.dependentVariable !== null && given.outcomeColumn !== null) {
    faults.push({ path: ["outcome_column"], message: "is the same as dependent_variable; give one" });
  }
  if (given.covariateColumns !== null && given.covariates !== null) {
    faults.push({ path: ["covariates"], message: "is the same as covariate_columns; give one" });
  }
  const covariateColumns = given.covariateColumns ?? given.covariates ?? [];
  if (covariateColumns.length === 0) {
    faults.push({
      path: ["covariate_columns"],
      message: "is missing; name what tells treated from untreated units before the treatment",
    });
  }
  const { control, unitColumn, missing, level, effectUnit, treatmentColumn } = given;
  return {
    options: {
      dependentVariable: given.dependentVariable ?? given.outcomeColumn ?? "revenue",
      treatmentColumn,
      covariateColumns,
      control,
      unitColumn,
      missing,
      level,
      effectUnit,
    },
    faults,
  };
}
