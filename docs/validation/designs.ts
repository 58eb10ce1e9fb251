import type { createRng } from "@ie/stats";
import { addDays, createTable, type Table } from "@ie/table";

type Rng = ReturnType<typeof createRng>;

/** One simulated situation with a known effect, and how the effect is to be measured. */
export interface Design {
  readonly id: string;
  readonly what: string;
  readonly model: "experiment" | "interrupted_time_series";
  readonly options: Readonly<Record<string, unknown>>;
  readonly effect: number;
  /** Coverage of the 95 % interval that is asked for, percent. */
  readonly target: readonly [number, number];
  draw(rng: Rng): Table;
}

interface Steps {
  readonly level: number;
  readonly effect: number;
  readonly before: number;
  readonly after: number;
  readonly ar: number;
  /** Of the innovations. */
  readonly sd: number;
  readonly slope?: number;
}

function series(rng: Rng, { level, effect, before, after, ar, sd, slope = 0 }: Steps): Table {
  const n = before + after;
  const date = Array.from({ length: n }, (_, i) => addDays("2024-01-01", i));
  let noise = (sd / Math.sqrt(1 - ar * ar)) * rng.normal();
  const revenue = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (i > 0) noise = ar * noise + sd * rng.normal();
    revenue[i] = level + slope * i + (i >= before ? effect : 0) + noise;
  }
  return createTable({ date, revenue });
}

function steps(id: string, what: string, shape: Steps): Design {
  return {
    id,
    what,
    model: "interrupted_time_series",
    options: {
      intervention_date: addDays("2024-01-01", shape.before),
      order: [1, 0, 0],
      ...(shape.slope === undefined ? {} : { trend: "ct" }),
    },
    effect: shape.effect,
    target: [93, 97],
    draw: (rng) => series(rng, shape),
  };
}

interface Arms {
  readonly treated: number;
  readonly control: number;
  readonly sdTreated: number;
  readonly sdControl: number;
  readonly effect: number;
}

function arms(id: string, what: string, shape: Arms, target: Design["target"] = [93, 97], covType?: string): Design {
  return {
    id,
    what,
    model: "experiment",
    options: { formula: "y ~ treatment + x1 + x2", ...(covType === undefined ? {} : { cov_type: covType }) },
    effect: shape.effect,
    target,
    draw: (rng) => {
      const n = shape.treated + shape.control;
      const treatment = Float64Array.from({ length: n }, (_, i) => (i < shape.treated ? 1 : 0));
      const x1 = Float64Array.from(treatment, () => 50 + 10 * rng.normal());
      const x2 = Float64Array.from(treatment, () => rng.normal());
      const y = Float64Array.from(treatment, (t, i) => {
        const sd = t === 1 ? shape.sdTreated : shape.sdControl;
        return 5 + shape.effect * t + 0.8 * x1[i]! - 0.5 * x2[i]! + sd * rng.normal();
      });
      return createTable({ treatment, x1, x2, y });
    },
  };
}

/** The Monte Carlo designs; `target` is the coverage that is asked for. */
export const designs: readonly Design[] = [
  steps("its-level-100", "level 100, effect 20, AR 0.5, 45 + 45 days", {
    level: 100,
    effect: 20,
    before: 45,
    after: 45,
    ar: 0.5,
    sd: 9,
  }),
  steps("its-level-100-null", "the same without an effect", {
    level: 100,
    effect: 0,
    before: 45,
    after: 45,
    ar: 0.5,
    sd: 9,
  }),
  steps("its-level-3200", "level 3200, effect 600, AR 0.25, 45 + 47 days", {
    level: 3200,
    effect: 600,
    before: 45,
    after: 47,
    ar: 0.25,
    sd: 885,
  }),
  steps("its-level-3200-null", "the same without an effect", {
    level: 3200,
    effect: 0,
    before: 45,
    after: 47,
    ar: 0.25,
    sd: 885,
  }),
  steps("its-level-0", "level 0, effect 5, AR 0.5, 120 + 80 days", {
    level: 0,
    effect: 5,
    before: 120,
    after: 80,
    ar: 0.5,
    sd: 1,
  }),
  steps("its-trend", "trend 5 a day, effect 50, AR 0.5, 80 + 40 days, trend: ct", {
    level: 1000,
    effect: 50,
    before: 80,
    after: 40,
    ar: 0.5,
    sd: 40,
    slope: 5,
  }),
  steps("its-ar-08", "level 100, effect 20, AR 0.8, 52 + 52 days", {
    level: 100,
    effect: 20,
    before: 52,
    after: 52,
    ar: 0.8,
    sd: 6,
  }),
  steps("its-short", "level 100, effect 20, AR 0.4, 16 + 16 days", {
    level: 100,
    effect: 20,
    before: 16,
    after: 16,
    ar: 0.4,
    sd: 9,
  }),
  arms("experiment-unequal", "60 treated of 300, four times the spread", {
    treated: 60,
    control: 240,
    sdTreated: 20,
    sdControl: 5,
    effect: 3,
  }),
  arms("experiment-unequal-null", "the same without an effect", {
    treated: 60,
    control: 240,
    sdTreated: 20,
    sdControl: 5,
    effect: 0,
  }),
  arms("experiment-equal", "150 treated of 300, equal spread", {
    treated: 150,
    control: 150,
    sdTreated: 10,
    sdControl: 10,
    effect: 3,
  }),
  arms("experiment-small-arm", "5 treated of 50, twice the spread", {
    treated: 5,
    control: 45,
    sdTreated: 20,
    sdControl: 10,
    effect: 3,
  }),
  arms(
    "experiment-unequal-classical",
    "60 treated of 300, with cov_type: classical (why it is not the default)",
    { treated: 60, control: 240, sdTreated: 20, sdControl: 5, effect: 3 },
    [0, 100],
    "classical",
  ),
];
