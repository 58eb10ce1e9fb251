import { nothing, usual, type Design } from "../design.ts";
import { designsOf } from "./weighting-units.ts";

const design = designsOf("subclassification");

const group = "Subclassification";

const defaults = [1, 2, 5, 10].flatMap((covariates) =>
  (["good", "poor"] as const).map((overlap) =>
    design(
      `${covariates}-${overlap}-null`,
      group,
      `300 units, ${covariates} covariate${covariates === 1 ? "" : "s"}, ${overlap} overlap, no effect`,
      { n: 300, covariates, overlap, effect: 0 },
      {},
      usual(0),
    ),
  ),
);

const others = [
  design(
    "5-poor-ate",
    group,
    "300 units, 5 covariates, poor overlap, estimand: ate, effect 1",
    { n: 300, covariates: 5, overlap: "poor", effect: 1 },
    { estimand: "ate" },
    usual(1),
  ),
  design(
    "2-good-curved-null",
    group,
    "300 units, 2 covariates, good overlap, outcome with a square, no effect",
    { n: 300, covariates: 2, overlap: "good", effect: 0, curved: true },
    {},
    usual(0),
  ),
  design(
    "2-good-unadjusted-null",
    "Why the default is what it is",
    "subclassification, 300 units, 2 covariates, good overlap, adjustment: none, no effect",
    { n: 300, covariates: 2, overlap: "good", effect: 0 },
    { adjustment: "none" },
    nothing,
  ),
  design(
    "2-cells-unadjusted-null",
    "Why the default is what it is",
    "the same in the cells of five quantiles of each covariate, strata: quantiles",
    { n: 300, covariates: 2, overlap: "good", effect: 0 },
    { strata: "quantiles", adjustment: "none" },
    nothing,
  ),
  design(
    "2-good-hidden-null",
    "A covariate that is not there",
    "subclassification, 300 units, 2 covariates and a hidden one, no effect",
    { n: 300, covariates: 2, overlap: "good", effect: 0, hidden: true },
    {},
    nothing,
  ),
];

/** Classes of the propensity score under good and poor overlap, with 1 to 10 covariates. */
export const subclassificationDesigns: readonly Design[] = [...defaults, ...others];
