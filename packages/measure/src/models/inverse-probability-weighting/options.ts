import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { settleUnitOptions, unitOptions, type UnitOptions } from "../../units/index.ts";
import { who } from "./who.ts";

export interface InverseProbabilityWeightingOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  /** "overlap" weights units by e (1 − e): the average effect among those who could be in either arm. */
  readonly weights: "inverse" | "overlap";
  readonly propensityModel: "logit" | "probit";
  /** Propensities between which units are kept; "crump" lets the scores choose; null keeps all. */
  readonly trim: "crump" | readonly [lowest: number, highest: number] | null;
  /** Covariates of the companion regression of the outcome; null for those of the propensity. */
  readonly outcomeCovariates: readonly string[] | null;
  /** Which of them may have another slope among the treated. */
  readonly outcomeInteractions: "all" | "none" | readonly string[];
}

const column = z.string().check(z.minLength(1));

const base = optionsSchema({
  ...unitOptions,
  estimand: z._default(z.enum(["ate", "att", "atc"]), "ate"),
  weights: z._default(z.enum(["inverse", "overlap"]), "inverse"),
  propensity_model: z._default(z.enum(["logit", "probit"]), "logit"),
  trim: z.optional(
    z.nullable(
      z.union(
        [
          z.enum(["none", "crump"]),
          z.tuple([z.number(), z.number()]).check(
            z.refine(([lowest, highest]) => lowest >= 0 && lowest < highest && highest <= 1, {
              error: "must ascend between 0 and 1, such as [0.1, 0.9]",
            }),
          ),
        ],
        { error: "expected none, crump, or two bounds that ascend between 0 and 1, such as [0.1, 0.9]" },
      ),
    ),
  ),
  outcome_covariates: z._default(z.nullable(z.array(column).check(z.minLength(1))), null),
  outcome_interactions: z._default(
    z.union([z.enum(["all", "none"]), z.array(column)], { error: "expected all, none, or a list of covariates" }),
    "all",
  ),
});

/** Crump, Hotz, Imbens and Mitnik (2009, section 4): near the best cut over a wide range of distributions. */
const ruleOfThumb = [0.1, 0.9] as const;

export const inverseProbabilityWeightingOptions: Schema<InverseProbabilityWeightingOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError(`${who}: options are validated at once`);
      if (result.issues !== undefined) return { issues: result.issues };
      const given = result.value;
      const { options: common, faults } = settleUnitOptions(given);
      const overlap = given.weights === "overlap";
      const own = given.trim === undefined ? (overlap ? null : ruleOfThumb) : given.trim;
      const options: InverseProbabilityWeightingOptions = {
        ...common,
        estimand: given.estimand,
        weights: given.weights,
        propensityModel: given.propensityModel,
        trim: own === "none" ? null : own,
        outcomeCovariates: given.outcomeCovariates,
        outcomeInteractions: given.outcomeInteractions,
      };
      const issues = [
        ...faults,
        ...(overlap && given.estimand !== "ate"
          ? [{ path: ["estimand"], message: "weights: overlap has a population of its own; leave estimand out" }]
          : []),
      ];
      return issues.length === 0 ? { value: options } : { issues };
    },
  },
};
