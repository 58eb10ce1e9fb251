import { optionsSchema, type Schema } from "@ie/contracts";
import type { Spending } from "@ie/stats";
import * as z from "zod/mini";

/** What is compared between the arms, a unit at a time. Exactly one of mean, rate, and numerator with denominator. */
export interface MetricOptions {
  /** Mean of the control arm and standard deviation of the units. */
  readonly mean: number | null;
  readonly sd: number | null;
  /** Share of the control arm's units with the event. */
  readonly rate: number | null;
  /** Sums per unit whose ratio is the metric, such as revenue and orders. */
  readonly numerator: SumOptions | null;
  readonly denominator: SumOptions | null;
  /** Between the two sums, over units. */
  readonly correlation: number;
}

export interface SumOptions {
  readonly mean: number;
  readonly sd: number;
}

/** Units that are assigned together. */
export interface ClusterOptions {
  /** Intra-cluster correlation of the outcome. */
  readonly icc: number;
  /** Mean number of units in a cluster. */
  readonly size: number;
  /** Coefficient of variation of the sizes. */
  readonly cv: number;
}

/** An experiment on paper. */
export interface DesignOptions {
  readonly metric: MetricOptions;
  /** The smallest effect worth acting on: what is to be found with probability `power`. Null asks what a given size finds. */
  readonly effect: number | null;
  /** Whether `effect` is in the metric's unit or a share of the baseline. */
  readonly effectScale: "absolute" | "relative";
  /** Arms with the control. The error is split over the comparisons with it (Bonferroni). */
  readonly arms: number;
  /** Units in each treated arm for one in the control. */
  readonly allocation: number;
  readonly alpha: number;
  readonly power: number;
  readonly sides: 1 | 2;
  /** Units that there are, all arms together. */
  readonly units: number | null;
  readonly unitsPerDay: number | null;
  /** Days that there are; with `unitsPerDay` it gives `units`. */
  readonly days: number | null;
  /** Equally spaced looks, the last at the end. */
  readonly looks: number;
  readonly spending: Spending;
  /** Share of the outcome's variance that a covariate from before explains. */
  readonly cupedR2: number;
  readonly cluster: ClusterOptions | null;
}

const positive = z.number().check(z.positive());
const share = z.number().check(z.minimum(0), z.lt(1));
const sum = z.strictObject({ mean: z.number(), sd: positive });

const metric = z
  .strictObject({
    mean: z._default(z.nullable(z.number()), null),
    sd: z._default(z.nullable(positive), null),
    rate: z._default(z.nullable(z.number().check(z.gt(0), z.lt(1))), null),
    numerator: z._default(z.nullable(sum), null),
    denominator: z._default(z.nullable(sum), null),
    correlation: z._default(z.number().check(z.minimum(-1), z.maximum(1)), 0),
  })
  .check(
    z.refine(
      ({ mean, sd, rate, numerator, denominator }) =>
        (mean === null) === (sd === null) &&
        (numerator === null) === (denominator === null) &&
        [mean, rate, numerator].filter((given) => given !== null).length === 1,
      { error: "is not clear; give mean and sd, or rate, or numerator and denominator with mean and sd each" },
    ),
    z.refine(({ denominator }) => denominator?.mean !== 0, { error: "has a denominator of mean 0; there is no ratio" }),
  );

const base = optionsSchema({
  metric,
  effect: z._default(
    z.nullable(z.number().check(z.refine((effect) => effect !== 0, { error: "is 0; no size finds it" }))),
    null,
  ),
  effect_scale: z._default(z.enum(["absolute", "relative"]), "absolute"),
  arms: z._default(z.int().check(z.minimum(2), z.maximum(50)), 2),
  allocation: z._default(positive, 1),
  alpha: z._default(z.number().check(z.gt(0), z.maximum(0.5)), 0.05),
  power: z._default(z.number().check(z.gt(0), z.lt(1)), 0.8),
  sides: z._default(z.union([z.literal(1), z.literal(2)]), 2),
  units: z._default(z.nullable(positive), null),
  units_per_day: z._default(z.nullable(positive), null),
  days: z._default(z.nullable(positive), null),
  looks: z._default(z.int().check(z.minimum(1), z.maximum(200)), 1),
  spending: z._default(z.enum(["obrien_fleming", "pocock"]), "obrien_fleming"),
  cuped_r2: z._default(share, 0),
  cluster: z._default(
    z.nullable(
      z.strictObject({
        icc: z.number().check(z.minimum(0), z.maximum(1)),
        size: z.number().check(z.minimum(1)),
        cv: z._default(z.number().check(z.minimum(0)), 0),
      }),
    ),
    null,
  ),
});

/** The control's mean, rate or ratio. */
export function baselineOf({ mean, rate, numerator, denominator }: MetricOptions): number {
  return mean ?? rate ?? numerator!.mean / denominator!.mean; // the schema has checked that one is there
}

function faultOf(options: DesignOptions): { readonly path: readonly string[]; readonly message: string } | null {
  const { metric: given, effect, effectScale, alpha, power, units, days, unitsPerDay } = options;
  if (power <= alpha) return { path: ["power"], message: `${power} is not above alpha, ${alpha}` };
  if (days !== null && unitsPerDay === null) return { path: ["days"], message: "needs units_per_day beside it" };
  if (days !== null && units !== null) return { path: ["units"], message: "and days are both given; keep one" };
  if (effect === null && units === null && days === null)
    return {
      path: [],
      message: "neither an effect nor a size is given; give effect, units, or days with units_per_day",
    };
  const baseline = baselineOf(given);
  if (effectScale === "relative" && baseline === 0)
    return { path: ["effect_scale"], message: "is relative to a baseline of 0; give the effect as absolute" };
  const treated = baseline + (effect ?? 0) * (effectScale === "relative" ? baseline : 1);
  if (given.rate !== null && !(treated > 0 && treated < 1))
    return { path: ["effect"], message: `moves the rate from ${baseline} to ${treated}; it must stay inside (0, 1)` };
  return null;
}

/** The schema of the block `design:`. */
export const designOptions: Schema<DesignOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("design: options are validated at once");
      if (result.issues !== undefined) return result;
      const fault = faultOf(result.value);
      return fault === null ? { value: result.value } : { issues: [fault] };
    },
  },
};
