import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import type { MissingPolicy } from "../../missing-rows.ts";
import { level } from "../level.ts";
import { crossFaults } from "./option-faults.ts";

export type CovarianceKind = "auto" | "classical" | "HC0" | "HC1" | "HC2" | "HC3" | "HC4" | "CR0" | "CR1" | "CR2";

/** Repeated looks at one experiment; null is a single look at its end. */
export type Looks =
  | {
      readonly plan: "always_valid";
      /** Units at which the interval is narrowest, fixed before the first look. */
      readonly tuning: number;
    }
  | {
      readonly plan: "group_sequential";
      readonly spending: "obrien_fleming" | "pocock";
      /** Planned looks, equally spaced, and the number of this one, from 1. */
      readonly total: number | null;
      readonly look: number | null;
      /** Shares of the planned units at each look so far, this one last; instead of `total` and `look`. */
      readonly fractions: readonly number[] | null;
    };

/** Columns of a table of sums, one or more rows an arm. */
interface SummaryColumns {
  readonly arm: string;
  readonly n: string;
  readonly sum: string;
  /** Not needed for `metric: proportion`. */
  readonly sumSquares: string | null;
  readonly preSum: string | null;
  readonly preSumSquares: string | null;
  /** Sum of outcome × pre-period value. */
  readonly cross: string | null;
  readonly denominatorSum: string | null;
  readonly denominatorSumSquares: string | null;
  /** Sum of outcome × denominator. */
  readonly denominatorCross: string | null;
}

/** A further outcome; null is as the first is measured. */
interface OutcomeOption {
  readonly column: string;
  readonly metric: "mean" | "ratio" | "proportion" | null;
  readonly denominator: string | null;
}

export interface ExperimentOptions {
  /** `outcome ~ treatment + covariates`; null with `summary`. */
  readonly formula: string | null;
  /** Column that assigns the treatment; null where the formula leaves no doubt. */
  readonly treatment: string | null;
  /** The level of the treatment that is the control; null for the usual one (0, false, no, control, off), else the first. */
  readonly control: string | null;
  /** The level that the estimate is about; null for the first that is not the control. */
  readonly arm: string | null;
  readonly comparisons: "control" | "all_pairs";
  readonly metric: "mean" | "ratio" | "proportion";
  readonly denominator: string | null;
  /** Further outcomes, measured in the same way. */
  readonly outcomes: readonly OutcomeOption[];
  readonly family: "holm" | "bh" | "by" | "bonferroni" | "none";
  readonly covariates: readonly string[];
  readonly adjustment: "none" | "lin" | "cuped";
  readonly missingCovariates: "indicator" | "mean" | "error";
  /** Quantiles to which outcomes are cut, pooled over arms. */
  readonly winsorise: { readonly lower: number; readonly upper: number } | null;
  readonly covType: CovarianceKind;
  /** Columns, one or two, whose rows depend on each other. */
  readonly cluster: readonly string[];
  readonly inference: "auto" | "t" | "wild_bootstrap" | "randomisation";
  /** Columns within whose values the assignment was drawn. */
  readonly strata: readonly string[];
  readonly draws: number;
  readonly looks: Looks | null;
  /** The experiment still runs. */
  readonly interim: boolean;
  /** Designed share of each arm, by level. */
  readonly expectedShares: Readonly<Record<string, number>> | null;
  readonly summary: SummaryColumns | null;
  /** Nominal coverage of the intervals. */
  readonly level: number;
  readonly missing: MissingPolicy;
  /** Unit of the effect; null for the outcome's name. */
  readonly effectUnit: string | null;
}

/** Narrowest at a size that experiments on the web commonly have. */
const usualTuning = 5000;

const column = z.string().check(z.minLength(1));
const columns = z.union(
  [
    z.pipe(
      column,
      z.transform((name) => [name]),
    ),
    z.array(column),
  ],
  { error: "expected the name of a column, or a list of names" },
);
const cell = z.pipe(
  z.union([z.string(), z.number(), z.boolean()], { error: "expected a level of the treatment" }),
  z.transform(String),
);
const none = <T extends z.core.$ZodType>(schema: T): z.ZodMiniDefault<z.ZodMiniNullable<T>> =>
  z._default(z.nullable(schema), null);
const probability = z.number().check(z.minimum(0), z.maximum(1));

const metric = z.enum(["mean", "ratio", "proportion"]);
const outcome = z.union(
  [
    z.pipe(
      column,
      z.transform((name): OutcomeOption => ({ column: name, metric: null, denominator: null })),
    ),
    z.strictObject({ column, metric: none(metric), denominator: none(column) }),
  ],
  { error: "expected the name of a column, or {column, metric, denominator}" },
);

const looks = z.discriminatedUnion("plan", [
  z.strictObject({
    plan: z.literal("always_valid"),
    tuning: z._default(z.number().check(z.positive()), usualTuning),
  }),
  z.strictObject({
    plan: z.literal("group_sequential"),
    spending: z._default(z.enum(["obrien_fleming", "pocock"]), "obrien_fleming"),
    total: none(z.int().check(z.minimum(1), z.maximum(500))),
    look: none(z.int().check(z.minimum(1))),
    fractions: none(z.array(z.number().check(z.gt(0), z.lte(1))).check(z.minLength(1), z.maxLength(500))),
  }),
]);

const summary = z.pipe(
  z.strictObject({
    arm: column,
    n: column,
    sum: column,
    sum_squares: none(column),
    pre_sum: none(column),
    pre_sum_squares: none(column),
    cross: none(column),
    denominator_sum: none(column),
    denominator_sum_squares: none(column),
    denominator_cross: none(column),
  }),
  z.transform((given): SummaryColumns => ({
    arm: given.arm,
    n: given.n,
    sum: given.sum,
    sumSquares: given.sum_squares,
    preSum: given.pre_sum,
    preSumSquares: given.pre_sum_squares,
    cross: given.cross,
    denominatorSum: given.denominator_sum,
    denominatorSumSquares: given.denominator_sum_squares,
    denominatorCross: given.denominator_cross,
  })),
);

const base = optionsSchema({
  formula: none(z.string().check(z.minLength(1))),
  treatment: none(column),
  control: none(cell),
  arm: none(cell),
  comparisons: z._default(z.enum(["control", "all_pairs"]), "control"),
  metric: z._default(metric, "mean"),
  denominator: none(column),
  outcomes: z._default(z.array(outcome), []),
  family: z._default(z.enum(["holm", "bh", "by", "bonferroni", "none"]), "holm"),
  covariates: z._default(columns, []),
  adjustment: none(z.enum(["none", "lin", "cuped"])),
  missing_covariates: z._default(z.enum(["indicator", "mean", "error"]), "indicator"),
  winsorise: none(
    z.strictObject({ lower: z._default(probability, 0), upper: z._default(probability, 1) }).check(
      z.refine(({ lower, upper }) => lower < upper, {
        error: "lower must be below upper; both are quantiles, such as 0 and 0.99",
      }),
    ),
  ),
  cov_type: z._default(
    z.pipe(
      z.enum(["auto", "nonrobust", "classical", "HC0", "HC1", "HC2", "HC3", "HC4", "CR0", "CR1", "CR2"]),
      z.transform((kind) => (kind === "nonrobust" ? "classical" : kind)),
    ),
    "auto",
  ),
  cluster: z._default(z.nullable(columns), null),
  inference: z._default(z.enum(["auto", "t", "wild_bootstrap", "randomisation"]), "auto"),
  strata: z._default(columns, []),
  draws: z._default(z.int().check(z.minimum(99), z.maximum(1_000_000)), 9999),
  looks: none(looks),
  interim: z._default(z.boolean(), false),
  expected_shares: none(z.record(z.string(), z.number().check(z.positive()))),
  summary: none(summary),
  level,
  missing: z._default(z.enum(["error", "drop"]), "error"),
  effect_unit: none(z.string()),
});

function defaultAdjustment({
  covariates,
  summary: sums,
}: Pick<ExperimentOptions, "covariates" | "summary">): "none" | "lin" | "cuped" {
  if (sums !== null && sums.preSum !== null) return "cuped";
  return covariates.length > 0 ? "lin" : "none";
}

export const experimentOptions: Schema<ExperimentOptions> = {
  "~standard": {
    version: 1,
    vendor: "zod",
    validate: (value) => {
      const result = base["~standard"].validate(value);
      if (result instanceof Promise) throw new TypeError("experiment: options are validated at once");
      if (result.issues !== undefined) return result;
      const { cluster, adjustment, ...rest } = result.value;
      const options: ExperimentOptions = {
        ...rest,
        cluster: cluster ?? [],
        adjustment: adjustment ?? defaultAdjustment(rest),
      };
      const issues = crossFaults(options);
      return issues.length === 0 ? { value: options } : { issues };
    },
  },
};
