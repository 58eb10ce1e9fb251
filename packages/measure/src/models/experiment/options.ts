import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod";
import type { MissingPolicy } from "../../missing-rows.ts";
import { level } from "../level.ts";

export type CovarianceKind = "classical" | "HC0" | "HC1" | "HC2" | "HC3";

export interface ExperimentOptions {
  /** `outcome ~ treatment + covariates`. */
  readonly formula: string;
  /** Column that assigns the treatment; null where the formula leaves no doubt. */
  readonly treatment: string | null;
  /** The level of the treatment that is the control; null for the usual one (0, False, no, control), else the first. */
  readonly control: string | null;
  readonly covType: CovarianceKind;
  /** Nominal coverage of the intervals. */
  readonly level: number;
  readonly missing: MissingPolicy;
  /** Unit of the effect; null for the outcome's name. */
  readonly effectUnit: string | null;
}

export const experimentOptions: Schema<ExperimentOptions> = optionsSchema({
  formula: z.string().min(1),
  treatment: z.string().nullable().default(null),
  control: z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable().default(null),
  cov_type: z
    .enum(["nonrobust", "classical", "HC0", "HC1", "HC2", "HC3"])
    .transform((kind) => (kind === "nonrobust" ? "classical" : kind))
    .default("HC3"),
  level,
  missing: z.enum(["error", "drop"]).default("error"),
  effect_unit: z.string().nullable().default(null),
});
