import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { level } from "../level.ts";

/** How the outcome without treatment is made from the donors. */
export type Method = "outcomes" | "predictors" | "demeaned" | "augmented" | "synthetic_did" | "time_based_regression";

/** Which procedure gives the interval and the p-value; "auto" is the method's default. */
export type InferenceMethod = "auto" | "placebo" | "conformal" | "t_test" | "prediction" | "regression";

/** A date as text, or a number such as a year. */
type Time = string | number;

export interface PredictorOptions {
  readonly column: string;
  /** First and last period of the mean; null is the data's first, or the last before treatment. */
  readonly from: Time | null;
  readonly to: Time | null;
}

export interface SyntheticControlOptions {
  readonly treatmentTime: Time | null;
  /** Empty where `treatedColumn` says it. */
  readonly treatedUnits: readonly string[];
  /** 1 from a unit's first treated period on, else 0. */
  readonly treatedColumn: string | null;
  readonly outcomeColumn: string;
  readonly unitColumn: string;
  readonly timeColumn: string;
  readonly method: Method;
  readonly predictors: readonly PredictorOptions[];
  /** Periods over which the predictors' weights fit the outcome; null is all before treatment. */
  readonly fitFrom: Time | null;
  readonly fitTo: Time | null;
  /** Units that may serve as donors; null is every untreated one. */
  readonly donors: readonly string[] | null;
  readonly excludeDonors: readonly string[];
  /** Periods before treatment that count for neither side. */
  readonly anticipation: number;
  /** Periods used, of the data's; null is all. */
  readonly startTime: Time | null;
  readonly endTime: Time | null;
  readonly inference: InferenceMethod;
  /** Draws of a procedure that draws; null takes its own number. */
  readonly draws: number | null;
  /** Periods in which a treated unit has no outcome: refuse, or leave out. */
  readonly missing: "error" | "drop";
  readonly costColumn: string | null;
  readonly level: number;
  readonly effectUnit: string | null;
}

const column = z.string().check(z.minLength(1));
const time = z.union([z.string().check(z.minLength(1)), z.number()]);
const unit = z.union([z.string().check(z.minLength(1)), z.number()]);

const predictor = z.union([
  column,
  z.strictObject({
    column,
    from: z._default(z.nullable(time), null),
    to: z._default(z.nullable(time), null),
  }),
]);

const base = optionsSchema({
  treatment_time: z._default(z.nullable(time), null),
  treated_unit: z._default(z.nullable(z.union([unit, z.array(unit)])), null),
  treated_column: z._default(z.nullable(column), null),
  outcome_column: z._default(z.nullable(column), null),
  dependent_variable: z._default(z.nullable(column), null),
  unit_column: z._default(column, "unit_id"),
  time_column: z._default(column, "date"),
  method: z._default(
    z.enum(["outcomes", "predictors", "demeaned", "augmented", "synthetic_did", "time_based_regression"]),
    "outcomes",
  ),
  predictors: z._default(z.array(predictor), []),
  fit_from: z._default(z.nullable(time), null),
  fit_to: z._default(z.nullable(time), null),
  donors: z._default(z.nullable(z.array(unit)), null),
  exclude_donors: z._default(z.array(unit), []),
  anticipation: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 0),
  start_time: z._default(z.nullable(time), null),
  end_time: z._default(z.nullable(time), null),
  inference: z._default(z.enum(["auto", "placebo", "conformal", "t_test", "prediction", "regression"]), "auto"),
  draws: z._default(z.nullable(z.int().check(z.minimum(100), z.maximum(100_000))), null),
  missing: z._default(z.enum(["error", "drop"]), "error"),
  cost_column: z._default(z.nullable(column), null),
  level,
  effect_unit: z._default(z.nullable(z.string()), null),
});

type Given = typeof base extends Schema<infer O> ? O : never;

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

function listed(units: NonNullable<Given["treatedUnit"]> | null): string[] {
  return units === null ? [] : (Array.isArray(units) ? units : [units]).map(String);
}

function faultsOf(given: Given, treated: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  const fault = (key: string, message: string): void => void faults.push({ path: [key], message });
  if (treated.length === 0 && given.treatedColumn === null) {
    fault("treated_unit", "is missing; name the treated unit or units, or give treated_column");
  }
  if (new Set(treated).size < treated.length) fault("treated_unit", "names a unit twice; name each once");
  if (given.treatmentTime === null && given.treatedColumn === null) {
    fault("treatment_time", "is missing; give the first treated period");
  }
  if (given.outcomeColumn !== null && given.dependentVariable !== null) {
    fault("dependent_variable", "is another name of outcome_column; give one of them");
  }
  if (given.method === "predictors" && given.predictors.length === 0) {
    fault("predictors", "are missing; method predictors needs at least one, such as the outcome itself");
  }
  if (given.method !== "predictors" && given.predictors.length > 0) {
    fault("predictors", `belong to method predictors; the method is ${given.method}`);
  }
  if (given.method !== "predictors" && (given.fitFrom !== null || given.fitTo !== null)) {
    fault(
      given.fitFrom === null ? "fit_to" : "fit_from",
      `belongs to method predictors; the method is ${given.method}`,
    );
  }
  if ((given.inference === "regression") !== (given.method === "time_based_regression") && given.inference !== "auto") {
    fault("inference", `${given.inference} does not go with method ${given.method}; leave it auto`);
  }
  if (given.inference === "conformal" && given.method !== "outcomes" && given.method !== "demeaned") {
    fault("inference", `conformal needs method outcomes or demeaned; the method is ${given.method}`);
  }
  if (given.inference === "prediction" && given.method !== "outcomes") {
    fault("inference", `prediction needs method outcomes; the method is ${given.method}`);
  }
  const both = given.donors?.map(String).find((donor) => treated.includes(donor));
  if (both !== undefined) fault("donors", `has "${both}", which is treated; leave it out`);
  return faults;
}

function complete(given: Given, treatedUnits: readonly string[]): SyntheticControlOptions {
  const { treatedUnit: _, outcomeColumn, dependentVariable, predictors, donors, excludeDonors, ...rest } = given;
  return {
    ...rest,
    treatedUnits,
    outcomeColumn: outcomeColumn ?? dependentVariable ?? "revenue",
    predictors: predictors.map((each) => (typeof each === "string" ? { column: each, from: null, to: null } : each)),
    donors: donors === null ? null : donors.map(String),
    excludeDonors: excludeDonors.map(String),
  };
}

export const optionsOfSyntheticControl: Schema<SyntheticControlOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("synthetic_control: options are validated at once");
      if (result.issues !== undefined) return { issues: result.issues };
      const treated = listed(result.value.treatedUnit);
      const faults = faultsOf(result.value, treated);
      return faults.length > 0 ? { issues: faults } : { value: complete(result.value, treated) };
    },
  },
};
