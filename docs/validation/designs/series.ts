import { addDays, createTable, type Table } from "@ie/table";
import { estimateOf, nothing, type Design, type Rng, type Targets, usual, wide } from "../design.ts";

/** A daily series with a step, and what disturbs it. */
export interface Shape {
  readonly level: number;
  readonly effect: number;
  readonly before: number;
  readonly after: number;
  /** Of the errors, which are AR(1); 1 is a random walk. */
  readonly ar: number;
  /** Of the innovations. */
  readonly sd: number;
  readonly slope?: number;
  /** Height of a week's wave. */
  readonly season?: number;
  /** Share of days that are ten innovations off. */
  readonly outliers?: number;
  /** Share of days without a row. */
  readonly gaps?: number;
  /** Whether a control series x (AR 0.5) moves the outcome. */
  readonly control?: boolean;
}

const start = "2024-01-01";

function drawSeries(rng: Rng, shape: Shape): Table {
  const { level, effect, before, after, ar, sd, slope = 0, season = 0, outliers = 0, gaps = 0 } = shape;
  const n = before + after;
  let noise = ar === 1 ? 0 : (sd / Math.sqrt(1 - ar * ar)) * rng.normal();
  let control = rng.normal();
  const rows: { date: string; revenue: number; x: number }[] = [];
  for (let i = 0; i < n; i++) {
    if (i > 0) noise = ar * noise + sd * rng.normal();
    control = 0.5 * control + rng.normal();
    const wave = season * Math.sin((2 * Math.PI * i) / 7 + 1);
    const outlier = outliers > 0 && rng.uniform() < outliers ? 10 * sd * (rng.uniform() < 0.5 ? -1 : 1) : 0;
    const isGap = gaps > 0 && i > 0 && i !== before && i < n - 1 && rng.uniform() < gaps;
    const revenue = level + slope * i + wave + (i >= before ? effect : 0) + noise + outlier;
    if (!isGap) {
      const drift = shape.control === true ? 1.2 * sd * control : 0;
      rows.push({ date: addDays(start, i), revenue: revenue + drift, x: 10 + control });
    }
  }
  return createTable({
    date: rows.map(({ date }) => date),
    revenue: Float64Array.from(rows, ({ revenue }) => revenue),
    ...(shape.control === true ? { x: Float64Array.from(rows, ({ x }) => x) } : {}),
  });
}

/** A design of the model `interrupted_time_series`. */
export function seriesDesign(
  id: string,
  group: string,
  what: string,
  shape: Shape,
  more: {
    readonly options?: Readonly<Record<string, unknown>>;
    readonly targets?: Targets;
    readonly share?: number;
    readonly family?: Design["family"];
  } = {},
): Design {
  const { effect, before, after, ar } = shape;
  const targets = more.targets ?? (before + after <= 24 || ar >= 0.8 ? wide : usual)(effect);
  return {
    id,
    family: more.family ?? "interrupted-time-series",
    group,
    what,
    model: "interrupted_time_series",
    // Placebo dates are a check: they take most of the time and change no interval.
    options: { intervention_date: addDays(start, before), placebo_dates: 0, ...more.options },
    effect,
    targets,
    ...(more.share === undefined ? {} : { share: more.share }),
    observe: (measure, rng) => estimateOf(measure(drawSeries(rng, shape)), effect),
  };
}

/** One of the fake dates before the intervention, drawn at random: what the check `placebo_dates` counts. */
function placeboDesign(id: string, group: string, what: string, shape: Shape): Design {
  const base = seriesDesign(id, group, what, shape, { options: { placebo_dates: 20 }, targets: nothing });
  return {
    ...base,
    observe: (measure, rng) => {
      const placebo = measure(drawSeries(rng, shape)).tables!["placebo"]!; // twenty are tried
      const columns = ["effect", "std_error", "lower", "upper", "p_value"].map((name) => placebo[name] as Float64Array);
      const at = rng.integer(columns[0]!.length);
      const [value, stderr, lower, upper, pValue] = columns.map((column) => column[at]!) as [
        number,
        number,
        number,
        number,
        number,
      ];
      return { value, stderr, lower, upper, pValue, alarms: [] };
    },
  };
}

const shapes = {
  level: {},
  trend: { slope: 0.5 },
  season: { season: 15 },
} as const;

/** Two thirds of the dates before the intervention. */
function split(n: number): { readonly before: number; readonly after: number } {
  const before = Math.round((2 * n) / 3);
  return { before, after: n - before };
}

const group = "Defaults (regression with autoregressive errors)";

const grid = Object.entries(shapes).flatMap(([name, shape]) =>
  [0.3, 0.5, 0.8].flatMap((ar) =>
    [24, 48, 104, 365].map((n) =>
      seriesDesign(
        `its-${name}-ar-${ar}-n-${n}-null`,
        group,
        `${name}, AR ${ar}, ${n} days, no effect`,
        { level: 100, effect: 0, ...split(n), ar, sd: 9, ...shape },
        { share: n === 365 ? 0.5 : 1 },
      ),
    ),
  ),
);

const powered = Object.entries(shapes).map(([name, shape]) =>
  seriesDesign(`its-${name}-ar-0.5-n-104`, group, `${name}, AR 0.5, 104 days, effect 20`, {
    level: 100,
    effect: 20,
    ...split(104),
    ar: 0.5,
    sd: 9,
    ...shape,
  }),
);

const plain: Shape = { level: 100, effect: 0, ...split(104), ar: 0.5, sd: 9 };

const disturbed = [
  seriesDesign("its-outliers-null", group, "level, AR 0.5, 104 days, 3 % outliers, no effect", {
    ...plain,
    outliers: 0.03,
  }),
  seriesDesign(
    "its-gaps-null",
    group,
    "level, AR 0.5, 104 days, 10 % without a row, missing: model, no effect",
    { ...plain, gaps: 0.1 },
    { options: { missing: "model" } },
  ),
  seriesDesign(
    "its-random-walk-null",
    group,
    "random walk, 104 days, no effect",
    { ...plain, ar: 1 },
    { targets: { ...nothing, alarm: "unit_root" } },
  ),
  placeboDesign(
    "its-random-walk-placebo-date-null",
    group,
    "random walk, 104 days, a fake date before the intervention",
    {
      ...plain,
      ar: 1,
    },
  ),
];

/** The default method on level, trend and season by autocorrelation and length, and with what disturbs it. */
export const seriesDesigns: readonly Design[] = [...grid, ...powered, ...disturbed];
