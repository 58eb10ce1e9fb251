import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod";
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

const lag = z.int().min(0).max(12);
const difference = z.int().min(0).max(2);

export const interruptedTimeSeriesOptions: Schema<InterruptedTimeSeriesOptions> = optionsSchema({
  intervention_date: z.iso.date({ error: "is not a date; write it as YYYY-MM-DD" }),
  dependent_variable: z.string().min(1).default("revenue"),
  date_column: z.string().min(1).default("date"),
  order: z.tuple([lag, difference, lag]).default([1, 0, 0]),
  seasonal_order: z
    .tuple([z.int().min(0).max(4), difference, z.int().min(0).max(4), z.int().min(0).max(366)])
    .refine(([p, d, q, s]) => p + d + q === 0 || s >= 2, {
      error: "needs the periods of a season as its fourth number, at least 2",
    })
    .default([0, 0, 0, 0]),
  trend: z.enum(["n", "c", "t", "ct"]).default("c"),
  covariates: z.array(z.string()).default([]),
  missing: z.enum(["error", "model"]).default("error"),
  level,
  effect_unit: z.string().nullable().default(null),
});
