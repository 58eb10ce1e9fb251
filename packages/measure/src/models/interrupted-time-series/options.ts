import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { level } from "../level.ts";

/** c: constant; t: linear trend; n: neither. */
export type Trend = "n" | "c" | "t" | "ct";

export interface InterruptedTimeSeriesOptions {
  /** First date with the intervention, "YYYY-MM-DD". */
  readonly interventionDate: string;
  readonly dependentVariable: string;
  readonly dateColumn: string;
  /** p, d, q. */
  readonly order: readonly [number, number, number];
  /** P, D, Q and the periods of a season. */
  readonly seasonalOrder: readonly [number, number, number, number];
  readonly trend: Trend;
  /** Columns that move the outcome but that the intervention does not move. */
  readonly covariates: readonly string[];
  /** What to do with dates without an outcome: refuse, or let the state space bridge them. */
  readonly missing: "error" | "model";
  readonly level: number;
  readonly effectUnit: string | null;
}

const lag = z.int().check(z.minimum(0), z.maximum(12));
const difference = z.int().check(z.minimum(0), z.maximum(2));
const seasonalLag = z.int().check(z.minimum(0), z.maximum(4));

export const interruptedTimeSeriesOptions: Schema<InterruptedTimeSeriesOptions> = optionsSchema({
  intervention_date: z.iso.date({ error: "is not a date; write it as YYYY-MM-DD" }),
  dependent_variable: z._default(z.string().check(z.minLength(1)), "revenue"),
  date_column: z._default(z.string().check(z.minLength(1)), "date"),
  order: z._default(z.tuple([lag, difference, lag]), [1, 0, 0]),
  seasonal_order: z._default(
    z.tuple([seasonalLag, difference, seasonalLag, z.int().check(z.minimum(0), z.maximum(366))]).check(
      z.refine(([p, d, q, s]) => p + d + q === 0 || s >= 2, {
        error: "needs the periods of a season as its fourth number, at least 2",
      }),
    ),
    [0, 0, 0, 0],
  ),
  trend: z._default(z.enum(["n", "c", "t", "ct"]), "c"),
  covariates: z._default(z.array(z.string()), []),
  missing: z._default(z.enum(["error", "model"]), "error"),
  level,
  effect_unit: z._default(z.nullable(z.string()), null),
});
