import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import {
  settledOptions,
  settleUnitOptions,
  trimOption,
  unitOptions,
  type Trim,
  type UnitOptions,
} from "../../units/index.ts";
import { who } from "./who.ts";

export interface InverseProbabilityWeightingOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  /** "overlap" weights units by e (1 − e): the average effect among those who could be in either arm. */
  readonly weights: "inverse" | "overlap";
  readonly propensityModel: "logit" | "probit";
  readonly trim: Trim;
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
  trim: trimOption,
  outcome_covariates: z._default(z.nullable(z.array(column).check(z.minLength(1))), null),
  outcome_interactions: z._default(
    z.union([z.enum(["all", "none"]), z.array(column)], { error: "expected all, none, or a list of covariates" }),
    "all",
  ),
});

/** Crump, Hotz, Imbens and Mitnik (2009, section 4): near the best cut over a wide range of distributions. */
const ruleOfThumb = [0.1, 0.9] as const;

export const inverseProbabilityWeightingOptions: Schema<InverseProbabilityWeightingOptions> = settledOptions(
  who,
  base,
  (given) => {
    const { options: common, faults } = settleUnitOptions(given);
    const { estimand, weights, propensityModel, outcomeCovariates, outcomeInteractions } = given;
    const overlap = weights === "overlap";
    const trim = given.trim === undefined ? (overlap ? null : ruleOfThumb) : given.trim;
    return {
      options: { ...common, estimand, weights, propensityModel, trim, outcomeCovariates, outcomeInteractions },
      faults: [
        ...faults,
        ...(overlap && estimand !== "ate"
          ? [{ path: ["estimand"], message: "weights: overlap has a population of its own; leave estimand out" }]
          : []),
      ],
    };
  },
);
