import { isIsoDate } from "@ie/table";
import { en } from "zod/locales";
import * as z from "zod/mini";
import { camelCase, respell } from "./key-spelling.ts";
import type { SimulateOptions } from "./options.ts";
import type { Fault } from "./original-keys.ts";

const share = (): z.ZodMiniNumber => z.number().check(z.minimum(0), z.maximum(1));
const atLeast = (least: number, most: number): z.ZodMiniNumber => z.number().check(z.minimum(least), z.maximum(most));
const whole = (least: number, most: number): z.ZodMiniNumberFormat => z.int().check(z.minimum(least), z.maximum(most));
const seed = (): z.ZodMiniNumberFormat => whole(0, Number.MAX_SAFE_INTEGER);
const date = z.string().check(z.refine(isIsoDate, { error: "is no date of the calendar; write it as YYYY-MM-DD" }));
const holidayDate = z.string().check(
  z.refine((text) => isIsoDate(text) || isIsoDate(`2024-${text}`), {
    error: "is no date of the calendar; write it as YYYY-MM-DD or MM-DD",
  }),
);

const season = z.strictObject({
  period: atLeast(2, 36_525),
  amplitude: atLeast(-3, 3),
  phase: z._default(z.number(), 0),
});
const holiday = z.strictObject({
  date: holidayDate,
  lift: atLeast(-1, 100),
  days: z._default(whole(1, 60), 1),
});

const kinds = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("randomised") }),
  z.strictObject({ kind: z.literal("staggered"), dates: z.array(date).check(z.minLength(1)) }),
  z.strictObject({
    kind: z.literal("confounded"),
    by: z._default(z.enum(["quality", "price", "category"]), "quality"),
    strength: z._default(atLeast(-10, 10), 1),
  }),
  z.strictObject({
    kind: z.literal("cutoff"),
    by: z._default(z.enum(["quality", "price"]), "quality"),
    at: z.number(),
  }),
  z.strictObject({ kind: z.literal("by_market") }),
]);
const assignment = z.pipe(
  z.transform((given) => (typeof given === "string" ? { kind: given } : given)),
  kinds,
);

/** Parameters of every enrichment; others are its own. */
export const enrichmentParams: readonly string[] = [
  "effect_size",
  "quality_boost",
  "ramp_days",
  "enrichment_fraction",
  "enrichment_start",
  "seed",
];
const params = z.looseObject({
  effect_size: z.optional(atLeast(-1, 100)),
  quality_boost: z.optional(atLeast(-1, 100)),
  ramp_days: z.optional(whole(0, 3650)),
  enrichment_fraction: z._default(share(), 1),
  enrichment_start: z._default(z.nullable(date), null),
  seed: z._default(z.nullable(seed()), null),
});

/** Options in one flat map of snake_case keys, with their defaults. */
const shape = z.strictObject({
  mode: z._default(z.enum(["rule", "synthesizer"]), "rule"),
  seed: z._default(seed(), 0),
  products: z._default(whole(1, 10_000_000), 100),
  date_start: z._default(z.nullable(date), null),
  date_end: z._default(z.nullable(date), null),
  granularity: z._default(z.enum(["daily", "weekly"]), "daily"),
  sale_prob: z._default(share(), 0.7),
  impression_to_visit_rate: z._default(share(), 0.15),
  visit_to_cart_rate: z._default(share(), 0.25),
  cart_to_order_rate: z._default(share(), 0.8),
  units_per_order: z._default(atLeast(1, 1000), 1.2),
  impressions: z._default(atLeast(0, 1e6), 400),
  trend: z._default(atLeast(-0.99, 100), 0),
  seasons: z._default(z.array(season), [{ period: 7, amplitude: 0.1, phase: 0 }]),
  holidays: z._default(z.array(holiday), []),
  noise: z._default(atLeast(0, 3), 0.2),
  autocorrelation: z._default(atLeast(-0.999, 0.999), 0.4),
  common_share: z._default(share(), 0.05),
  market_share: z._default(share(), 0),
  price_elasticity: z._default(atLeast(-20, 0), 0),
  promotion_rate: z._default(share(), 0),
  promotion_depth: z._default(atLeast(0, 0.95), 0.2),
  stock_out_rate: z._default(share(), 0),
  stock_out_days: z._default(atLeast(1, 1000), 3),
  missing_rate: z._default(atLeast(0, 0.99), 0),
  outlier_rate: z._default(share(), 0),
  outlier_factor: z._default(atLeast(0, 100), 5),
  markets: z._default(whole(1, 100_000), 1),
  details: z._default(z.boolean(), false),
  assignment: z._default(assignment, { kind: "randomised" }),
  enrichment: z._default(
    z.nullable(
      z.strictObject({
        function: z.string(),
        params: z._default(params, { enrichment_fraction: 1, enrichment_start: null, seed: null }),
      }),
    ),
    null,
  ),
  training_data_path: z._default(z.nullable(z.string()), null),
});

/** Parameters of an enrichment as configurations write them, with those of its own. */
interface GivenParams {
  readonly effect_size?: number | undefined;
  readonly quality_boost?: number | undefined;
  readonly ramp_days?: number | undefined;
  readonly enrichment_fraction: number;
  readonly enrichment_start: string | null;
  readonly seed: number | null;
  readonly [own: string]: unknown;
}

export interface GivenOptions extends Omit<SimulateOptions, "enrichment"> {
  readonly enrichment: { readonly function: string; readonly params: GivenParams } | null;
}

export type Parsed = { readonly given: GivenOptions } | { readonly faults: readonly Fault[] };

/** Options with each in its range and defaults filled in. */
export function parseShape(value: unknown): Parsed {
  const { data, error } = shape.safeParse(value, { error: en().localeError });
  if (error === undefined) {
    const { enrichment, ...rest } = data;
    // the keys of `shape` are those of SimulateOptions in snake_case
    return { given: { ...(respell(rest, camelCase) as Omit<GivenOptions, "enrichment">), enrichment } };
  }
  const known = Object.keys(shape.shape).join(", ");
  const faults = error.issues.flatMap((issue): Fault[] => {
    const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    const others = path.length === 0 ? `; there is ${known}` : "";
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown option "${key}"${others}` }));
  });
  return { faults };
}
