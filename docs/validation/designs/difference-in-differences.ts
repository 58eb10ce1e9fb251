import type { Table } from "@ie/contracts";
import { estimateOf, nothing, usual, wide, type Design, type Rng, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

interface Shape {
  readonly groups: number;
  readonly treated: number;
  readonly periods?: number;
  readonly effect: number;
  /** Autocorrelation of a group's errors. */
  readonly ar?: number;
  /** Standard deviation of treated groups' errors; that of the others is 1. */
  readonly ratio?: number;
  /** Share of unit-periods that are not seen. */
  readonly missing?: number;
  /** Drift of the treated per period. */
  readonly drift?: number;
  /** Treatment begins here, one date for each treated group in turn; default the middle. */
  readonly dates?: readonly number[];
  /** The effect grows by as much as it is at first with every period. */
  readonly grows?: boolean;
}

interface Cells {
  readonly table: Table;
  /** Mean effect on treated unit-periods. */
  readonly truth: number;
}

/** Groups over periods with group and period effects and autoregressive errors of variance 1. */
function panelOf(rng: Rng, shape: Shape): Cells {
  const { groups, treated, periods = 20, effect, ar = 0.8, ratio = 1, missing = 0, drift = 0, grows = false } = shape;
  const dates = shape.dates ?? [periods / 2];
  const common = Array.from({ length: periods }, () => rng.normal());
  const rows: { unit: number; period: number; treatment: number; y: number }[] = [];
  let [sum, count] = [0, 0];
  for (let unit = 0; unit < groups; unit++) {
    const isTreated = unit < treated;
    const start = isTreated ? dates[unit % dates.length]! : Infinity;
    const level = 3 * rng.normal();
    let error = rng.normal();
    for (let period = 0; period < periods; period++) {
      if (period > 0) error = ar * error + Math.sqrt(1 - ar * ar) * rng.normal();
      const since = period - start;
      const own = since >= 0 ? effect * (grows ? since + 1 : 1) : 0;
      const y = level + common[period]! + (isTreated ? ratio : 1) * error + (isTreated ? drift * period : 0) + own;
      if (missing > 0 && rng.uniform() < missing) continue;
      rows.push({ unit, period, treatment: since >= 0 ? 1 : 0, y });
      if (since >= 0) {
        sum += own;
        count += 1;
      }
    }
  }
  return { table: tableOf(rows.length, (i) => rows[i]!), truth: sum / count };
}

const columns = { dependent_variable: "y", unit_column: "unit", time_column: "period", treatment_column: "treatment" };

function panel(
  id: string,
  group: string,
  what: string,
  shape: Shape,
  options: Readonly<Record<string, unknown>> = {},
  targets: Targets = usual(shape.effect),
): Design {
  const { truth } = panelOf({ normal: () => 0, uniform: () => 1 } as unknown as Rng, { ...shape, missing: 0 });
  return {
    id: `did-${id}`,
    family: "difference-in-differences",
    group,
    what,
    model: "difference_in_differences",
    options: { ...columns, ...options },
    effect: truth,
    targets,
    observe: (measure, rng) => estimateOf(measure(panelOf(rng, shape).table), truth),
  };
}

const oneDate = "One date, autocorrelation 0.8, 20 periods";

const grid = [
  [10, 1],
  [10, 3],
  [10, 5],
  [20, 1],
  [20, 3],
  [20, 5],
  [20, 10],
  [50, 1],
  [50, 3],
  [50, 5],
  [50, 25],
].map(([groups = 0, treated = 0]) =>
  panel(
    `${groups}-${treated}-null`,
    oneDate,
    `${treated} of ${groups} groups treated, no effect`,
    { groups, treated, effect: 0 },
    {},
    // Degrees of freedom that hold whatever the spread of three groups make intervals too wide where it is that of the others.
    treated === 3 ? { coverage: [93, 99], falseAlarms: [1, 8] } : usual(0),
  ),
);

const uneven = [
  [20, 3],
  [20, 5],
  [20, 10],
  [50, 5],
].map(([groups = 0, treated = 0]) =>
  panel(
    `${groups}-${treated}-ratio-2-null`,
    oneDate,
    `${treated} of ${groups} groups treated, their errors twice as large, no effect`,
    { groups, treated, ratio: 2, effect: 0 },
    {},
    treated === 3 ? wide(0) : usual(0),
  ),
);

const why = [
  panel(
    "20-1-ratio-2-null",
    "What no method knows",
    "1 of 20 groups treated, its errors twice as large, no effect",
    { groups: 20, treated: 1, ratio: 2, effect: 0 },
    {},
    { ...nothing, alarm: "clusters" },
  ),
  panel(
    "20-3-cr1-null",
    "Why the default is what it is",
    "3 of 20 groups treated, cov_type: CR1, no effect",
    { groups: 20, treated: 3, effect: 0 },
    { cov_type: "CR1" },
    nothing,
  ),
  panel(
    "50-5-cr1-null",
    "Why the default is what it is",
    "5 of 50 groups treated, cov_type: CR1, no effect",
    { groups: 50, treated: 5, effect: 0 },
    { cov_type: "CR1" },
    nothing,
  ),
  panel(
    "20-3-ratio-2-pooled-null",
    "Why the default is what it is",
    "3 of 20 groups treated, their errors twice as large, cov_type: classical, no effect",
    { groups: 20, treated: 3, ratio: 2, effect: 0 },
    { cov_type: "classical" },
    nothing,
  ),
];

const permutations = [
  [20, 1],
  [20, 3],
  [50, 5],
].map(([groups = 0, treated = 0]) =>
  panel(
    `${groups}-${treated}-permutation-null`,
    "Permutation of groups",
    `${treated} of ${groups} groups treated, inference: permutation, level ${treated === 1 ? 0.9 : 0.95}, no effect`,
    { groups, treated, effect: 0 },
    { inference: "permutation", draws: 499, ...(treated === 1 ? { level: 0.9 } : {}) },
    treated === 1 ? nothing : usual(0),
  ),
);

const staggeredDates = [6, 9, 12];
const staggered = "Staggered adoption in 3 cohorts, 15 periods, autocorrelation 0.5";
const staggeredDesigns = [
  [60, 30],
  [30, 15],
  [24, 3],
  [12, 6],
].flatMap(([groups = 0, treated = 0]) =>
  [0, 0.3].map((effect) =>
    panel(
      `staggered-${groups}-${treated}${effect === 0 ? "-null" : ""}`,
      staggered,
      `${treated} of ${groups} groups adopt${effect === 0 ? ", no effect" : ", effect growing by 0.3 a period"}`,
      { groups, treated, periods: 15, ar: 0.5, dates: staggeredDates, effect, grows: true },
    ),
  ),
);

const otherMethods = [
  panel(
    "staggered-60-30-imputation-null",
    staggered,
    "30 of 60 groups adopt, method: imputation, no effect",
    { groups: 60, treated: 30, periods: 15, ar: 0.5, dates: staggeredDates, effect: 0 },
    { method: "imputation" },
  ),
  panel(
    "staggered-60-30-imputation",
    staggered,
    "30 of 60 groups adopt, method: imputation, effect growing by 0.3 a period",
    { groups: 60, treated: 30, periods: 15, ar: 0.5, dates: staggeredDates, effect: 0.3, grows: true },
    { method: "imputation" },
  ),
  panel(
    "staggered-60-30-not-yet",
    staggered,
    "30 of 60 groups adopt, control_group: not_yet_treated, effect growing by 0.3 a period",
    { groups: 60, treated: 30, periods: 15, ar: 0.5, dates: staggeredDates, effect: 0.3, grows: true },
    { control_group: "not_yet_treated" },
  ),
  panel(
    "staggered-60-30-twfe",
    "Why the default is what it is",
    "30 of 60 groups adopt in 3 cohorts, effect growing by 0.3 a period, method: two_way_fixed_effects",
    { groups: 60, treated: 30, periods: 15, ar: 0.5, dates: staggeredDates, effect: 0.3, grows: true },
    { method: "two_way_fixed_effects" },
    { ...nothing, alarm: "forbidden_comparisons" },
  ),
];

const others = [
  panel("20-10", oneDate, "10 of 20 groups treated, effect 1", { groups: 20, treated: 10, effect: 1 }),
  panel("20-1", oneDate, "1 of 20 groups treated, effect 2", { groups: 20, treated: 1, effect: 2 }),
  panel("20-10-missing-null", "Gaps", "10 of 20 groups treated, 10 % of outcomes not seen, no effect", {
    groups: 20,
    treated: 10,
    missing: 0.1,
    effect: 0,
  }),
  panel(
    "drift-20-10-null",
    "Trends that part",
    "10 of 20 groups treated, drifting by 0.3 a period, no effect",
    { groups: 20, treated: 10, drift: 0.3, periods: 12, effect: 0 },
    {},
    { ...nothing, alarm: "parallel_trends_sensitivity" },
  ),
];

/** Groups over time: few and many treated, staggered dates, gaps, drifts. */
export const differenceInDifferencesDesigns: readonly Design[] = [
  ...grid,
  ...uneven,
  ...others,
  ...permutations,
  ...staggeredDesigns,
  ...otherMethods,
  ...why,
];
