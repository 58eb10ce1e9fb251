import { estimateOf, nothing, usual, type Design, type Rng, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

interface Observational {
  readonly n?: number;
  /** Covariates; the first two drive treatment and outcome, the others the outcome alone. */
  readonly k: number;
  readonly effect: number;
  /** Slopes of the propensity: 0.5 overlaps well, 1.5 poorly. */
  readonly pull?: number;
  /** Curves that the default, straight, regressions miss: of the propensity and of the outcome. */
  readonly bentPropensity?: number;
  readonly bentOutcome?: number;
  /** Weight of a confounder that is not in the table. */
  readonly hidden?: number;
  readonly clusters?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly targets?: Targets;
  readonly share?: number;
}

function rowOf(shape: Observational, rng: Rng, shock: readonly number[], i: number): Record<string, number> {
  const { k, effect, pull = 0.5, bentPropensity = 0, bentOutcome = 0, hidden = 0, clusters } = shape;
  const x = Array.from({ length: k }, () => rng.normal());
  const [a = 0, b = 0] = x;
  const u = rng.normal();
  const lean = pull * (a - b) + bentPropensity * (a * a - 1) + hidden * u;
  const g = clusters === undefined ? i : i % clusters;
  // With clusters the treatment leans on the store too, so that rows of one store are alike in both.
  const own = clusters === undefined ? 0 : shock[g]!;
  const treated = rng.uniform() < 1 / (1 + Math.exp(-lean)) ? 1 : 0;
  const level = x.reduce((sum, value, j) => sum + value / (1 + j), 0);
  const y =
    level + bentOutcome * a * a + hidden * u + own * (clusters === undefined ? 0 : 1 + treated) + effect * treated;
  const cells = Object.fromEntries(x.map((value, j) => [`x${j}`, value]));
  return { ...cells, store: g, treated, y: y + rng.normal() };
}

function observational(id: string, group: string, what: string, shape: Observational): Design {
  const { n = 400, k, effect, clusters } = shape;
  return {
    id: `doubly-robust-${id}`,
    family: "weighting",
    group,
    what,
    model: "doubly_robust",
    options: {
      dependent_variable: "y",
      treatment_column: "treated",
      covariate_columns: Array.from({ length: k }, (_, j) => `x${j}`),
      ...shape.options,
    },
    effect,
    targets: shape.targets ?? usual(effect),
    share: shape.share ?? 0.5,
    observe: (measure, rng) => {
      const shock = Array.from({ length: clusters ?? 0 }, () => 0.7 * rng.normal());
      return estimateOf(measure(tableOf(n, (i) => rowOf(shape, rng, shock, i))), effect);
    },
  };
}

const sizes = [1, 2, 5, 10].map((k) =>
  observational(`k${k}-null`, "Doubly robust, good overlap", `${k} covariates, 400 units, no effect`, { k, effect: 0 }),
);

const estimands = ["att", "atc"].map((estimand) =>
  observational(
    `${estimand}-null`,
    "Doubly robust, good overlap",
    `estimand: ${estimand}, 2 covariates, 400 units, no effect`,
    {
      k: 2,
      effect: 0,
      options: { estimand },
    },
  ),
);

/** Augmented weighting with cross-fitting, in the situations that it is for and in those that it is not. */
export const doublyRobustDesigns: readonly Design[] = [
  ...sizes,
  observational("effect", "Doubly robust, good overlap", "2 covariates, 400 units, effect 0.5", { k: 2, effect: 0.5 }),
  observational("small-null", "Doubly robust, good overlap", "2 covariates, 100 units, no effect", {
    k: 2,
    n: 100,
    effect: 0,
  }),
  ...estimands,
  observational(
    "squares-null",
    "Doubly robust, one regression wrong",
    "both regressions bent, squares: true, no effect",
    {
      k: 2,
      effect: 0,
      bentPropensity: 0.3,
      bentOutcome: 0.5,
      options: { squares: true },
    },
  ),
  observational(
    "outcome-bent-null",
    "Doubly robust, one regression wrong",
    "outcome bent, propensity right, no effect",
    {
      k: 2,
      effect: 0,
      bentOutcome: 0.5,
    },
  ),
  observational(
    "propensity-bent-null",
    "Doubly robust, one regression wrong",
    "propensity bent, outcome right, no effect",
    {
      k: 2,
      effect: 0,
      bentPropensity: 0.3,
    },
  ),
  observational(
    "lasso-null",
    "Doubly robust, one regression wrong",
    "20 covariates, outcome_model: lasso, propensity_model: ridge, no effect",
    {
      k: 20,
      effect: 0,
      options: { outcome_model: "lasso", propensity_model: "ridge", repeats: 1 },
      share: 0.2,
    },
  ),
  observational("poor-null", "Doubly robust, poor overlap", "slopes 1.5 instead of 0.5, 400 units, no effect", {
    k: 2,
    effect: 0,
    pull: 1.5,
    targets: { coverage: null, falseAlarms: null, alarm: "overlap" },
  }),
  observational("trimmed-null", "Doubly robust, poor overlap", "the same, trim: [0.1, 0.9]", {
    k: 2,
    effect: 0,
    pull: 1.5,
    options: { trim: [0.1, 0.9] },
  }),
  observational(
    "clusters-null",
    "Doubly robust, clusters",
    "50 stores of 8, effect differs by store, cluster: store, no effect on average",
    {
      k: 2,
      effect: 0,
      clusters: 50,
      options: { cluster: "store" },
    },
  ),
  observational("clusters-ignored-null", "Doubly robust, clusters", "the same without cluster: why to name it", {
    k: 2,
    effect: 0,
    clusters: 50,
    targets: nothing,
  }),
  observational(
    "hidden-null",
    "Doubly robust, hidden confounder",
    "a confounder as strong as the covariates is missing: no method of this kind sees it",
    {
      k: 2,
      effect: 0,
      hidden: 0.5,
      targets: nothing,
    },
  ),
];
