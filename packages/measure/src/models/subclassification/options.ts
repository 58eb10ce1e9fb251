import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { settledOptions, settleUnitOptions, unitOptions, type UnitOptions } from "../../units/index.ts";
import { who } from "./who.ts";

export interface SubclassificationOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  /** "propensity": classes of the propensity score; "quantiles": cells of every covariate's quantiles. */
  readonly strata: "propensity" | "quantiles";
  /** Classes of the propensity score, or of each covariate. */
  readonly nStrata: number;
  readonly propensityModel: "logit" | "probit";
  /** "regression" moves each class's means to equal covariates; "none" compares plain means. */
  readonly adjustment: "regression" | "none";
  /** What is done with a class that lacks an arm; null merges classes that have an order, and drops others. */
  readonly emptyStrata: "merge" | "drop" | null;
}

const base = optionsSchema({
  ...unitOptions,
  estimand: z._default(z.enum(["ate", "att", "atc"]), "att"),
  strata: z._default(z.enum(["propensity", "quantiles"]), "propensity"),
  n_strata: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 5),
  propensity_model: z._default(z.enum(["logit", "probit"]), "logit"),
  adjustment: z._default(z.enum(["regression", "none"]), "regression"),
  empty_strata: z._default(z.nullable(z.enum(["merge", "drop"])), null),
});

export const subclassificationOptions: Schema<SubclassificationOptions> = settledOptions(who, base, (given) => {
  const { options: common, faults } = settleUnitOptions(given);
  const { estimand, strata, nStrata, propensityModel, adjustment, emptyStrata } = given;
  const isOrdered = strata === "propensity" || common.covariateColumns.length === 1;
  return {
    options: { ...common, estimand, strata, nStrata, propensityModel, adjustment, emptyStrata },
    faults: [
      ...faults,
      ...(emptyStrata === "merge" && !isOrdered
        ? [{ path: ["empty_strata"], message: "cells of several covariates have no order to merge along; use drop" }]
        : []),
    ],
  };
});
