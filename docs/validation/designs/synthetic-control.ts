import { createTable, type Table } from "@ie/table";
import { estimateOf, type Design, type Rng, type Targets, usual } from "../design.ts";

/** A panel that two factors move, and where the treated unit stands in it. */
interface Shape {
  readonly donors: number;
  readonly before: number;
  readonly after: number;
  /** Of factors and noise, which are AR(1) with variance 1. */
  readonly ar: number;
  /**
   * The treated unit's loadings and level: `average` of three donors, so that a synthetic control exists; `drawn` like a
   * donor's; `outside` all donors', by a fifth of the largest.
   */
  readonly place: "average" | "drawn" | "outside";
  readonly effect: number;
  readonly treated?: number;
}

function autoregression(rng: Rng, n: number, ar: number): Float64Array {
  const path = new Float64Array(n);
  const spread = Math.sqrt(1 - ar * ar);
  for (let t = 0; t < n; t++) path[t] = t === 0 ? rng.normal() : ar * path[t - 1]! + spread * rng.normal();
  return path;
}

/** Loadings on both factors and the level, whose standard deviation is 2. */
type Loadings = readonly [number, number, number];

function place(rng: Rng, donors: readonly Loadings[], where: Shape["place"]): Loadings {
  const of = (pick: (values: number[]) => number): Loadings => [
    pick(donors.map((each) => each[0])),
    pick(donors.map((each) => each[1])),
    pick(donors.map((each) => each[2])),
  ];
  if (where === "average") return of((values) => (values[0]! + values[1]! + values[2]!) / 3);
  if (where === "outside") return of((values) => 1.2 * Math.max(...values));
  return [rng.normal(), rng.normal(), 2 * rng.normal()];
}

function drawPanel(rng: Rng, { donors, before, after, ar, place: where, effect, treated = 1 }: Shape): Table {
  const n = before + after;
  const factors = [autoregression(rng, n, ar), autoregression(rng, n, ar)] as const;
  const others = Array.from({ length: donors }, (): Loadings => [rng.normal(), rng.normal(), 2 * rng.normal()]);
  const own = Array.from({ length: treated }, () => place(rng, others, where));
  const rows = [...own, ...others].flatMap(([first, second, level], u) => {
    const noise = autoregression(rng, n, ar);
    return Array.from(noise, (error, t) => ({
      unit_id: u < treated ? `treated ${u}` : `donor ${u}`,
      week: t,
      revenue:
        20 +
        level +
        first * factors[0][t]! +
        second * factors[1][t]! +
        error +
        (u < treated && t >= before ? effect : 0),
    }));
  });
  return createTable({
    unit_id: rows.map((row) => row.unit_id),
    week: Float64Array.from(rows, (row) => row.week),
    revenue: Float64Array.from(rows, (row) => row.revenue),
  });
}

const common = { unit_column: "unit_id", time_column: "week", outcome_column: "revenue" };

function design(
  group: string,
  shape: Shape,
  more: {
    readonly options?: Readonly<Record<string, unknown>>;
    readonly targets?: Targets;
    readonly share?: number;
    readonly name?: string;
  } = {},
): Design {
  const { donors, before, after, ar, place: where, effect, treated = 1 } = shape;
  const key = [
    "synthetic",
    more.name?.replace(/^.*: /, ""),
    treated > 1 ? treated : undefined,
    donors,
    before,
    ar,
    where,
    effect === 0 ? "null" : undefined,
  ];
  const standing = { average: "inside the donors' hull", drawn: "like a donor", outside: "outside the donors' hull" }[
    where
  ];
  return {
    id: key.filter((part) => part !== undefined).join("-"),
    family: "synthetic-control",
    group,
    what: `${treated > 1 ? `${treated} treated, ` : ""}${donors} donors, ${before} periods before and ${after} after, AR ${ar}, treated ${standing}${
      more.name === undefined ? "" : `, ${more.name}`
    }, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
    model: "synthetic_control",
    options: {
      ...common,
      treatment_time: before,
      treated_unit: Array.from({ length: treated }, (_, u) => `treated ${u}`),
      ...more.options,
    },
    effect,
    targets: more.targets ?? usual(effect),
    share: more.share ?? 0.5,
    observe: (measure, rng) => {
      const observation = estimateOf(measure(drawPanel(rng, shape)), effect);
      // with 19 donors the smallest p is 0.05 itself, which rejects
      return { ...observation, rejected: observation.lower > 0 || observation.upper < 0 };
    },
  };
}

const sizes = [19, 39].flatMap((donors) => [10, 20, 40].map((before) => ({ donors, before, after: 10 })));

const drawn = sizes.flatMap((size) =>
  [0, 0.5, 0.8].map((ar) =>
    design("A treated unit that is like its donors", { ...size, ar, place: "drawn", effect: 0 }),
  ),
);

const inside = sizes.flatMap((size) =>
  [0, 0.5, 0.8].flatMap((ar) =>
    (ar === 0.5 ? [0, 1.5] : [0]).map((effect) =>
      design("A treated unit that an average of donors matches", { ...size, ar, place: "average", effect }),
    ),
  ),
);

const outside = sizes.flatMap((size) =>
  [0, 0.5, 0.8].map((ar) =>
    design(
      "A treated unit that no average of donors reaches",
      { ...size, ar, place: "outside", effect: 0 },
      // No average comes near the treated unit, so that the interval may be wider than it need be, but not narrower.
      { targets: { coverage: [92, 100], falseAlarms: [0, 8] } },
    ),
  ),
);

const cell = { before: 20, after: 10, ar: 0.5, effect: 0 } as const;

const outsideMoved = [0, 0.5, 0.8].map((ar) =>
  design(
    "A treated unit that no average of donors reaches",
    { ...cell, ar, donors: 19, place: "outside" },
    { name: "method: demeaned", options: { method: "demeaned" } },
  ),
);

const methods = ["demeaned", "augmented", "synthetic_did"].map((method) =>
  design(
    "Other methods",
    { ...cell, donors: 19, place: "drawn" },
    { name: `method: ${method}`, options: { method }, share: method === "augmented" ? 0.1 : 0.5 },
  ),
);

const fewDonors = ["conformal", "t_test"].flatMap((inference) =>
  [
    { donors: 10, before: 40, after: 10 },
    { donors: 16, before: 20, after: 10 },
  ].map((size) =>
    design(
      "Fewer donors than placebos need",
      { ...cell, ...size, place: "drawn" },
      { name: `inference: ${inference}`, options: { inference } },
    ),
  ),
);

const several = [0, 1.5].map((effect) =>
  design(
    "Several treated units",
    { ...cell, donors: 30, place: "drawn", effect, treated: 3 },
    { options: { draws: 200 }, share: 0.25 },
  ),
);

/** Panels that two factors move, for `synthetic_control`. */
export const syntheticControlDesigns: readonly Design[] = [
  ...drawn,
  ...inside,
  ...outside,
  ...outsideMoved,
  ...methods,
  ...fewDonors,
  ...several,
];
