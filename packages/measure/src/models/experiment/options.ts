import type { MissingPolicy } from "../../missing-rows.ts";

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
export interface SummaryColumns {
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
export interface OutcomeOption {
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
