import { optionsSchema, type Schema } from "@ie/contracts";
import type { RegressionKernel } from "@ie/stats";
import * as z from "zod/mini";
import { level } from "../level.ts";
import { who } from "./who.ts";

export interface RegressionDiscontinuityOptions {
  readonly dependentVariable: string;
  /** The score that decides who is treated. */
  readonly runningColumn: string;
  readonly cutoff: number;
  /** Side that is treated; a score of exactly the cutoff belongs to it. */
  readonly treated: "above" | "below";
  /** Who was treated, 0 or 1, to be held against the rule; null where no column says it. */
  readonly treatmentColumn: string | null;
  /** Distance from the cutoff within which rows count, in units of the score; null for that of least mean squared error. */
  readonly bandwidth: number | null;
  readonly kernel: RegressionKernel;
  /** Of the local polynomial. */
  readonly order: number;
  /** Columns, or terms such as `I(age^2)`, from before the treatment. */
  readonly covariateColumns: readonly string[];
  /** Column of rows that depend on each other. */
  readonly cluster: string | null;
  readonly unitColumn: string | null;
  readonly missing: "error" | "drop";
  readonly level: number;
  readonly effectUnit: string | null;
}

const column = z.string().check(z.minLength(1));
const optional = z._default(z.nullable(column), null);
const columns = z._default(z.nullable(z.array(column)), null);

const base = optionsSchema({
  dependent_variable: optional,
  outcome_column: optional,
  running_column: column,
  cutoff: z.number(),
  treated: z._default(z.enum(["above", "below"]), "above"),
  treatment_column: optional,
  bandwidth: z._default(z.nullable(z.number().check(z.positive())), null),
  kernel: z._default(z.enum(["triangular", "epanechnikov", "uniform"]), "triangular"),
  order: z._default(z.int().check(z.minimum(1), z.maximum(3)), 1),
  covariate_columns: columns,
  covariates: columns,
  cluster: optional,
  unit_column: optional,
  missing: z._default(z.enum(["error", "drop"]), "error"),
  level,
  effect_unit: z._default(z.nullable(z.string()), null),
});

export const regressionDiscontinuityOptions: Schema<RegressionDiscontinuityOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError(`${who}: options are validated at once`);
      if (result.issues !== undefined) return { issues: result.issues };
      const { outcomeColumn, covariates, ...given } = result.value;
      const options: RegressionDiscontinuityOptions = {
        ...given,
        dependentVariable: given.dependentVariable ?? outcomeColumn ?? "revenue",
        covariateColumns: given.covariateColumns ?? covariates ?? [],
      };
      const { runningColumn, dependentVariable, covariateColumns } = options;
      const fault = (path: string, message: string, is: boolean) => (is ? [{ path: [path], message }] : []);
      const issues = [
        ...fault(
          "outcome_column",
          "is the same as dependent_variable; give one",
          given.dependentVariable !== null && outcomeColumn !== null,
        ),
        ...fault(
          "covariates",
          "is the same as covariate_columns; give one",
          given.covariateColumns !== null && covariates !== null,
        ),
        ...fault("running_column", "is the outcome too", runningColumn === dependentVariable),
        ...fault("treatment_column", "is the outcome too", options.treatmentColumn === dependentVariable),
        ...fault(
          "covariate_columns",
          `"${runningColumn}" is the running variable, which the method adjusts for by itself; leave it out`,
          covariateColumns.includes(runningColumn),
        ),
      ];
      return issues.length === 0 ? { value: options } : { issues };
    },
  },
};
