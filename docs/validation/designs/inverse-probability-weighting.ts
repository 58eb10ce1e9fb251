import { nothing, usual, type Design } from "../design.ts";
import { designsOf } from "./weighting-units.ts";

const design = designsOf("inverse_probability_weighting");

const group = "Inverse probability weighting";

const defaults = [1, 2, 5, 10].flatMap((covariates) =>
  (["good", "poor"] as const).map((overlap) =>
    design(
      `${covariates}-${overlap}-null`,
      group,
      `300 units, ${covariates} covariate${covariates === 1 ? "" : "s"}, ${overlap} overlap, no effect`,
      { n: 300, covariates, overlap, effect: 0, curved: true },
      {},
      usual(0),
    ),
  ),
);

const estimands = (["att", "atc"] as const).map((estimand) =>
  design(
    `5-poor-${estimand}`,
    group,
    `300 units, 5 covariates, poor overlap, estimand: ${estimand}, effect 1`,
    { n: 300, covariates: 5, overlap: "poor", effect: 1 },
    { estimand },
    usual(1),
  ),
);

const others = [
  design(
    "5-poor-overlap-weights-null",
    group,
    "the same, weights: overlap, no effect",
    { n: 300, covariates: 5, overlap: "poor", effect: 0 },
    { weights: "overlap" },
    usual(0),
  ),
  design(
    "2-good-probit",
    group,
    "150 units, 2 covariates, good overlap, propensity_model: probit, effect 1",
    { n: 150, covariates: 2, overlap: "good", effect: 1 },
    { propensity_model: "probit" },
    usual(1),
  ),
  design(
    "5-poor-untrimmed-null",
    "Why the default is what it is",
    "inverse_probability_weighting, 300 units, 5 covariates, poor overlap, trim: none, no effect",
    { n: 300, covariates: 5, overlap: "poor", effect: 0 },
    { trim: "none" },
    nothing,
  ),
  design(
    "2-good-hidden-null",
    "A covariate that is not there",
    "inverse_probability_weighting, 300 units, 2 covariates and a hidden one, no effect",
    { n: 300, covariates: 2, overlap: "good", effect: 0, hidden: true },
    {},
    nothing,
  ),
];

/** Weighting under good and poor overlap, with 1 to 10 covariates. */
export const inverseProbabilityWeightingDesigns: readonly Design[] = [...defaults, ...estimands, ...others];
