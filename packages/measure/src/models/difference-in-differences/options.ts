import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { level } from "../level.ts";

export type Method = "two_by_two" | "collapsed" | "group_time" | "imputation" | "two_way_fixed_effects";
export type CovType = "auto" | "classical" | "HC0" | "HC1" | "HC2" | "HC3" | "CR0" | "CR1" | "CR2";

export interface DifferenceInDifferencesOptions {
  readonly method: "auto" | Method;
  readonly dependentVariable: string;
  /** Null: rows are repeated cross-sections. */
  readonly unitColumn: string | null;
  readonly timeColumn: string | null;
  /** 0/1: who belongs to the treated group; or, without a date, when treatment is in force. */
  readonly treatmentColumn: string | null;
  /** 0/1: the periods after the intervention. */
  readonly postColumn: string | null;
  /** First treated period of each unit; empty, 0 or infinite for never. */
  readonly firstTreatedColumn: string | null;
  /** Ids, in place of a column. */
  readonly treatedUnits: readonly (string | number)[];
  /** First treated period. */
  readonly interventionDate: string | number | null;
  /** Level of the assignment; null takes units, or rows without units. */
  readonly cluster: string | null;
  readonly covariates: readonly string[];
  /** Null takes the never treated where there are any. */
  readonly controlGroup: "never_treated" | "not_yet_treated" | null;
  readonly estimator: "doubly_robust" | "regression" | "weighting";
  /** Periods before the first treated one in which treatment may already act. */
  readonly anticipation: number;
  readonly aggregation: "simple" | "group" | "dynamic" | "calendar";
  readonly inference: "auto" | "t" | "permutation";
  readonly covType: CovType;
  /** Of permutations and of the simultaneous bands. */
  readonly draws: number;
  readonly level: number;
  readonly missing: "error" | "drop";
  readonly effectUnit: string | null;
}

const column = z.string().check(z.minLength(1));
const cell = z.union([z.string().check(z.minLength(1)), z.number()], { error: "expected text or a number" });

function none<S extends z.ZodMiniType>(schema: S): z.ZodMiniDefault<z.ZodMiniNullable<S>> {
  return z._default(z.nullable(schema), null);
}

const base = optionsSchema({
  method: z._default(
    z.enum(["auto", "two_by_two", "collapsed", "group_time", "imputation", "two_way_fixed_effects"]),
    "auto",
  ),
  dependent_variable: none(column),
  outcome_column: none(column),
  unit_column: none(column),
  time_column: none(column),
  treatment_column: none(column),
  post_column: none(column),
  first_treated_column: none(column),
  treated_units: z._default(z.array(cell), []),
  treated_unit: none(cell),
  intervention_date: none(cell),
  treatment_time: none(cell),
  cluster: none(column),
  covariates: none(z.array(column)),
  covariate_columns: none(z.array(column)),
  control_group: none(z.enum(["never_treated", "not_yet_treated"])),
  estimator: z._default(z.enum(["doubly_robust", "regression", "weighting"]), "doubly_robust"),
  anticipation: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 0),
  aggregation: z._default(z.enum(["simple", "group", "dynamic", "calendar"]), "simple"),
  inference: z._default(z.enum(["auto", "t", "permutation"]), "auto"),
  cov_type: z._default(z.enum(["auto", "classical", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2"]), "auto"),
  draws: z._default(z.int().check(z.minimum(99), z.maximum(1_000_000)), 1999),
  level,
  missing: z._default(z.enum(["error", "drop"]), "error"),
  effect_unit: none(z.string()),
});

type Given = typeof base extends Schema<infer O> ? O : never;
type Issue = { readonly path: readonly string[]; readonly message: string };

function faultsOf(given: Given, options: DifferenceInDifferencesOptions): Issue[] {
  const issues: Issue[] = [];
  const fault = (key: string, message: string): void => void issues.push({ path: [key], message });
  for (const [name, alias] of [
    ["dependentVariable", "outcomeColumn"],
    ["interventionDate", "treatmentTime"],
    ["covariates", "covariateColumns"],
  ] as const) {
    const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (given[name] !== null && given[alias] !== null) fault(snake(alias), `is the same as ${snake(name)}; give one`);
  }
  const { method, unitColumn, timeColumn, treatmentColumn, postColumn, firstTreatedColumn } = options;
  const { treatedUnits, interventionDate } = options;
  const isDated = interventionDate !== null || postColumn !== null;
  const isRows = method === "two_by_two" || (method === "auto" && unitColumn === null);
  if (interventionDate !== null && postColumn !== null)
    fault("post_column", "and intervention_date say the same; give one");
  if (interventionDate !== null && timeColumn === null) fault("time_column", "is missing; intervention_date needs it");
  if (isRows) {
    if (treatmentColumn === null) fault("treatment_column", "is missing; give the 0/1 column of the treated group");
    if (!isDated) {
      fault(
        "post_column",
        "is missing; give the 0/1 column of the time after the intervention, or time_column and intervention_date",
      );
    }
    if (firstTreatedColumn !== null) fault("first_treated_column", "needs unit_column");
    if (treatedUnits.length > 0) fault("treated_units", "need unit_column and another method than two_by_two");
    if (options.anticipation > 0 && timeColumn === null) fault("anticipation", "needs time_column");
  } else {
    if (unitColumn === null) fault("unit_column", `is missing; method ${method} follows units over periods`);
    if (timeColumn === null) fault("time_column", "is missing; give the column of periods");
    const told = [treatmentColumn, firstTreatedColumn, treatedUnits.length > 0 ? "" : null].filter(
      (one) => one !== null,
    );
    if (told.length !== 1) {
      fault(
        "treatment_column",
        `${told.length === 0 ? "is missing" : "is one way of several"}; give exactly one of treatment_column, first_treated_column and treated_units`,
      );
    }
    if (firstTreatedColumn !== null && isDated)
      fault("first_treated_column", "holds the dates; leave intervention_date and post_column out");
    if (treatedUnits.length > 0 && !isDated) fault("intervention_date", "is missing; treated_units need it");
  }
  const twice = options.covariates.find((name) =>
    [options.dependentVariable, unitColumn, timeColumn, treatmentColumn, postColumn, firstTreatedColumn].includes(name),
  );
  if (twice !== undefined) fault("covariates", `"${twice}" has another part already; covariates are other columns`);
  const isCollapsed = isRows || method === "auto" || method === "collapsed";
  if (options.inference === "permutation" && !isCollapsed) {
    fault("inference", `permutation needs method collapsed or two_by_two; the method is ${method}`);
  }
  if (options.inference === "permutation" && options.covType !== "auto") {
    fault("cov_type", "has no part in permutation; leave it out");
  }
  if (options.covType !== "auto" && (method === "group_time" || method === "imputation")) {
    fault("cov_type", `has no part in method ${method}, whose errors come from influence functions`);
  }
  if (options.covType.startsWith("HC") && method === "two_way_fixed_effects") {
    fault(
      "cov_type",
      `${options.covType} ignores that outcomes of a unit resemble each other; take CR2, or leave it out`,
    );
  } else if (options.covType.startsWith("HC") && options.cluster !== null) {
    fault("cov_type", `${options.covType} ignores the clusters given; take CR2, or leave cluster out`);
  }
  if (options.covType === "classical" && options.cluster !== null) {
    fault("cov_type", "classical ignores the clusters given; take CR2, or leave cluster out");
  }
  return issues;
}

export const differenceInDifferencesOptions: Schema<DifferenceInDifferencesOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("difference_in_differences: options are validated at once");
      if (result.issues !== undefined) return result;
      const given = result.value;
      const { outcomeColumn, treatmentTime, covariateColumns, treatedUnit, ...rest } = given;
      const options: DifferenceInDifferencesOptions = {
        ...rest,
        dependentVariable: given.dependentVariable ?? outcomeColumn ?? "revenue",
        interventionDate: given.interventionDate ?? treatmentTime,
        covariates: given.covariates ?? covariateColumns ?? [],
        treatedUnits: treatedUnit === null ? given.treatedUnits : [...given.treatedUnits, treatedUnit],
      };
      const issues = faultsOf(given, options);
      return issues.length === 0 ? { value: options } : { issues };
    },
  },
};
