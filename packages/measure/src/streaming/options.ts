import { optionsSchema, type Schema } from "@ie/contracts";
import type { RobustKind } from "@ie/stats";
import * as z from "zod/mini";
import type { MissingPolicy } from "../missing-rows.ts";
import { level } from "../models/level.ts";

export interface StreamedExperimentOptions {
  /** `outcome ~ covariates`: numbers, functions of a number such as log(x), factors and products; the treatment need not stand in it. */
  readonly formula: string;
  /** Column that assigns the treatment. */
  readonly treatment: string;
  /** The level of the treatment that is the control; null for the usual one (0, False, no, control), else the first. */
  readonly control: string | null;
  /** The arm whose effect is the estimate; null for the first that is not the control. */
  readonly arm: string | null;
  /** `auto`: HC2, with clusters CR2, each with Satterthwaite's degrees of freedom. */
  readonly covType: "auto" | RobustKind;
  /** Column of the clusters; null where rows are independent. */
  readonly cluster: string | null;
  /** Nominal coverage of the intervals. */
  readonly level: number;
  readonly missing: MissingPolicy;
  /** Share of the units that each arm should have, for the check of the sample ratio. */
  readonly expectedShares: Readonly<Record<string, number>> | null;
  /** Levels of factors, of the treatment too, the reference first; what is not listed is found in a pass of its own. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** Whether the other terms of the formula are reported; their degrees of freedom cost as much as the fit once more each. */
  readonly terms: boolean;
  /** Unit of the effect; null for the outcome's name. */
  readonly effectUnit: string | null;
}

const scalar = z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String));
const kinds = ["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "CR0", "CR1", "CR2"] as const;

export const streamedExperimentOptions: Schema<StreamedExperimentOptions> = optionsSchema({
  formula: z.string().check(z.minLength(1)),
  treatment: z.string().check(z.minLength(1)),
  control: z._default(z.nullable(scalar), null),
  arm: z._default(z.nullable(scalar), null),
  cov_type: z._default(
    z.pipe(
      z.enum(["auto", "nonrobust", ...kinds]),
      z.transform((kind) => (kind === "nonrobust" ? "classical" : kind)),
    ),
    "auto",
  ),
  cluster: z._default(z.nullable(z.string()), null),
  level,
  missing: z._default(z.enum(["error", "drop"]), "error"),
  expected_shares: z._default(z.nullable(z.record(z.string(), z.number().check(z.positive()))), null),
  levels: z._default(z.record(z.string(), z.array(scalar).check(z.minLength(2))), {}),
  terms: z._default(z.boolean(), true),
  effect_unit: z._default(z.nullable(z.string()), null),
});
