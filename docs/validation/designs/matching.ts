import { estimateOf, type Design, nothing, type Rng, type Targets, usual } from "../design.ts";
import { tableOf } from "./table-of.ts";

interface Shape {
  readonly group: string;
  readonly what: string;
  readonly covariates: number;
  /** Standard deviation of the log-odds of treatment. */
  readonly spread: number;
  readonly effect?: number;
  /** Curvature of the outcome in each covariate. */
  readonly curved?: number;
  /** Effect on treatment's log-odds of what is not in the table; its effect on the outcome is as many times that of the covariates. */
  readonly hidden?: number;
  /** Effect of the covariates together on the outcome; default 1. */
  readonly strength?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly targets?: Targets;
  readonly share?: number;
}

const n = 400;

function draw(
  rng: Rng,
  { covariates: k, spread, effect = 0, curved = 0, hidden = 0, strength = 1 }: Shape,
): Record<string, number> {
  const row: Record<string, number> = {};
  let [odds, y] = [-0.8, rng.normal()];
  for (let j = 1; j <= k; j++) {
    const x = rng.normal();
    row[`x${j}`] = x;
    odds += (spread * x) / Math.sqrt(k);
    y += (strength * (x + curved * x * x)) / Math.sqrt(k);
  }
  const u = rng.normal();
  const treated = rng.uniform() < 1 / (1 + Math.exp(-odds - hidden * u)) ? 1 : 0;
  return { ...row, treated, y: 10 + y + strength * hidden * u + effect * treated };
}

function matching(id: string, shape: Shape): Design {
  const { group, what, covariates, effect = 0 } = shape;
  return {
    id: `matching-${id}`,
    family: "matching",
    group,
    what,
    model: "nearest_neighbour_matching",
    options: {
      treatment_column: "treated",
      dependent_variable: "y",
      covariate_columns: Array.from({ length: covariates }, (_, j) => `x${j + 1}`),
      ...shape.options,
    },
    effect,
    targets: shape.targets ?? usual(effect),
    ...(shape.share === undefined ? {} : { share: shape.share }),
    observe: (measure, rng) => estimateOf(measure(tableOf(n, () => draw(rng, shape))), effect),
  };
}

const overlaps = [
  { name: "good", spread: 0.6 },
  { name: "poor", spread: 1.5 },
] as const;

const defaults = [1, 2, 5, 10].flatMap((covariates) =>
  overlaps.flatMap(({ name, spread }) =>
    (covariates === 5 ? [0, 0.5] : [0]).map((effect) =>
      matching(`${covariates}-${name}${effect === 0 ? "-null" : ""}`, {
        group: "With replacement, the default",
        what: `${covariates} covariates, ${name} overlap, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
        covariates,
        spread,
        effect,
      }),
    ),
  ),
);

const pairs = [1, 2, 5, 10].flatMap((covariates) =>
  overlaps.map(({ name, spread }) =>
    matching(`pairs-${covariates}-${name}-null`, {
      group: "Pairs without replacement, by propensity",
      what: `${covariates} covariates, ${name} overlap, no effect`,
      covariates,
      spread,
      options: { replace: false, distance: "propensity" },
    }),
  ),
);

const estimands = (["atc", "ate"] as const).map((estimand) =>
  matching(`${estimand}-5-good-null`, {
    group: "Other estimands and distances",
    what: `5 covariates, good overlap, estimand: ${estimand}, no effect`,
    covariates: 5,
    spread: 0.6,
    options: { estimand },
  }),
);

const distances = [
  { id: "mahalanobis", options: { distance: "mahalanobis" }, what: "distance: mahalanobis" },
  { id: "propensity", options: { distance: "propensity" }, what: "distance: propensity" },
  {
    id: "propensity-alone",
    options: { distance: "propensity", bias_correction: "none" },
    what: "distance: propensity, no bias correction, variance for the estimated score",
  },
].map(({ id, options, what }) =>
  matching(`${id}-5-good-null`, {
    group: "Other estimands and distances",
    what: `5 covariates, good overlap, ${what}, no effect`,
    covariates: 5,
    spread: 0.6,
    options,
  }),
);

const why = [
  matching("uncorrected-5-null", {
    group: "Why the default is what it is",
    what: "5 covariates, good overlap, no bias correction, no effect",
    covariates: 5,
    spread: 0.6,
    options: { bias_correction: "none" },
    targets: nothing,
  }),
  matching("hidden-null", {
    group: "What no matching can see",
    what: "1 covariate, another that moves both almost as much is not in the table, no effect",
    covariates: 1,
    spread: 1.5,
    strength: 3,
    hidden: 0.9,
    targets: { coverage: null, falseAlarms: null, alarm: "hidden_confounding" },
  }),
  matching("curved-10-null", {
    group: "What no matching can see",
    what: "10 covariates, an outcome curved in each, no effect: matches are far apart and the linear correction is wrong",
    covariates: 10,
    spread: 0.6,
    curved: 0.3,
    targets: { coverage: null, falseAlarms: null, alarm: "balance" },
  }),
  matching("curved-10-quadratic-null", {
    group: "What no matching can see",
    what: "the same with bias_correction: quadratic",
    covariates: 10,
    spread: 0.6,
    curved: 0.3,
    options: { bias_correction: "quadratic" },
  }),
];

/** Matching by numbers of covariates and overlap; with what it cannot see. */
export const matchingDesigns: readonly Design[] = [...defaults, ...pairs, ...estimands, ...distances, ...why];
