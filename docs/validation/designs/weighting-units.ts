import type { Table } from "@ie/contracts";
import { estimateOf, type Design, type Rng, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

/** Units whose treatment depends on covariates. */
interface Confounded {
  readonly n: number;
  readonly covariates: number;
  readonly overlap: "good" | "poor";
  readonly effect: number;
  /** Treated by a covariate that the analyst does not have. */
  readonly hidden?: boolean;
  /** Adds a square to the outcome that the analysis does not know of. */
  readonly curved?: boolean;
}

/** Slope of the log odds in the standardised sum of the covariates: propensities from about .15 to .85, or to within .02 of 0 and 1. */
const slopes = { good: 0.6, poor: 1.5 } as const;

/** Covariates x1 …, treatment `treated` by a logit of them, outcome `y` with standard deviation 1 beyond them. */
function confoundedUnits(shape: Confounded, rng: Rng): Table {
  const { n, covariates, overlap, effect, hidden = false, curved = false } = shape;
  return tableOf(n, () => {
    const x = Array.from({ length: covariates }, () => rng.normal());
    const sum = x.reduce((total, value) => total + value, 0) / Math.sqrt(covariates);
    const other = hidden ? rng.normal() : 0;
    const treated = rng.uniform() < 1 / (1 + Math.exp(0.3 - slopes[overlap] * sum - 0.6 * other)) ? 1 : 0;
    const square = curved ? 0.3 * (x[0]! * x[0]! - 1) : 0;
    return {
      ...Object.fromEntries(x.map((value, j) => [`x${j + 1}`, value] as const)),
      treated,
      y: 5 + 2 * sum + square + other + effect * treated + rng.normal(),
    };
  });
}

const covariateNames = (count: number): readonly string[] => Array.from({ length: count }, (_, j) => `x${j + 1}`);

type DesignOf = (
  id: string,
  group: string,
  what: string,
  shape: Confounded,
  options: Readonly<Record<string, unknown>>,
  targets: Targets,
) => Design;

/** Designs of one model, with every covariate named. */
export function designsOf(model: "inverse_probability_weighting" | "subclassification"): DesignOf {
  return (id, group, what, shape, options, targets) => ({
    id: `${model.replaceAll("_", "-")}-${id}`,
    family: "weighting",
    group,
    what,
    model,
    options: {
      treatment_column: "treated",
      dependent_variable: "y",
      covariate_columns: covariateNames(shape.covariates),
      ...options,
    },
    effect: shape.effect,
    targets,
    observe: (measure, rng) => estimateOf(measure(confoundedUnits(shape, rng)), shape.effect),
  });
}
