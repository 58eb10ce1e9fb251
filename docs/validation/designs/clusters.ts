import { estimateOf, type Design, usual } from "../design.ts";
import { tableOf } from "./table-of.ts";

interface Clusters {
  readonly clusters: number;
  readonly treated: number;
  /** Correlation of two rows of one cluster. */
  readonly icc: number;
  readonly effect: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly isAsked?: boolean;
}

function clustered(id: string, what: string, shape: Clusters): Design {
  const { clusters, treated, icc, effect } = shape;
  return {
    id,
    family: "experiment",
    group: "Clusters assigned as a whole",
    what,
    model: "experiment",
    options: { formula: "y ~ treatment", cluster: "store", ...shape.options },
    effect,
    targets: shape.isAsked === false ? { coverage: null, falseAlarms: null } : usual(effect),
    // Below 40 clusters a fit is a bootstrap.
    share: clusters < 40 ? 0.5 : 1,
    observe: (measure, rng) => {
      // From 10 to 30 rows a cluster.
      const sizes = Array.from({ length: clusters }, () => 10 + rng.integer(21));
      const shifts = sizes.map(() => Math.sqrt(icc) * rng.normal());
      const stores = sizes.flatMap((size, store) => Array.from({ length: size }, () => store));
      const table = tableOf(stores.length, (i) => {
        const store = stores[i]!;
        const treatment = store < treated ? 1 : 0;
        return { store, treatment, y: effect * treatment + shifts[store]! + Math.sqrt(1 - icc) * rng.normal() };
      });
      return estimateOf(measure(table), effect);
    },
  };
}

const grid = [
  [10, 5],
  [10, 3],
  [20, 10],
  [20, 4],
  [50, 25],
  [50, 5],
].flatMap(([clusters = 0, treated = 0]) =>
  [0.05, 0.2].map((icc) =>
    clustered(
      `clusters-${clusters}-${treated}-icc-${icc}-null`,
      `${treated} of ${clusters} clusters treated, ICC ${icc}, no effect`,
      { clusters, treated, icc, effect: 0 },
    ),
  ),
);

/** Rows of a cluster are treated together and resemble each other. */
export const clusterDesigns: readonly Design[] = [
  ...grid,
  clustered("clusters-20-10-icc-0.2", "10 of 20 clusters treated, ICC 0.2, effect 0.5", {
    clusters: 20,
    treated: 10,
    icc: 0.2,
    effect: 0.5,
  }),
  ...(["CR1", "CR2"] as const).map((covType) =>
    clustered(
      `clusters-10-3-icc-0.2-${covType.toLowerCase()}-null`,
      `3 of 10 clusters treated, ICC 0.2, cov_type: ${covType}, inference: t, no effect`,
      {
        clusters: 10,
        treated: 3,
        icc: 0.2,
        effect: 0,
        options: { cov_type: covType, inference: "t" },
        isAsked: covType === "CR2",
      },
    ),
  ),
  clustered("clusters-20-10-icc-0.2-ignored-null", "10 of 20 clusters treated, ICC 0.2, not declared, no effect", {
    clusters: 20,
    treated: 10,
    icc: 0.2,
    effect: 0,
    options: { cluster: null },
    isAsked: false,
  }),
];
