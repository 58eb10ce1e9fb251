import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
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
  formula: z.string().check(z.minLength(1)),
  treatment: z._default(z.nullable(z.string()), null),
  control: z._default(z.nullable(z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String))), null),
  cov_type: z._default(
    z.pipe(
      z.enum(["nonrobust", "classical", "HC0", "HC1", "HC2", "HC3"]),
      z.transform((kind) => (kind === "nonrobust" ? "classical" : kind)),
    ),
    "HC3",
  ),
  level,
  missing: z._default(z.enum(["error", "drop"]), "error"),
  effect_unit: z._default(z.nullable(z.string()), null),
});
