import type { ResponseCurve } from "./response-curve.ts";

/** An amount of money, or a share of the channel's current spend. */
export type Amount = number | { readonly ofCurrent: number };

export interface BudgetChannel {
  /** Name, unique. */
  readonly channel: string;
  readonly curve: ResponseCurve;
  /** What is spent now; plans are compared with it. */
  readonly current?: number;
  /** Least and most spend. Without them 0 and the whole budget. */
  readonly min?: Amount;
  readonly max?: Amount;
  /** Spend nothing, or at least this. */
  readonly minEffective?: number;
  /** `true` keeps the current spend; a number keeps that. */
  readonly fixed?: boolean | number;
  /** Largest spend in the data behind the curve: plans above 1.2 times that are marked as extrapolation. */
  readonly observedMax?: number;
}

/** Limits on the sum of some channels. Two groups are apart or one lies within the other. */
export interface BudgetGroup {
  readonly group: string;
  readonly channels: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * What a plan is for. With posterior draws a response is the mean over draws.
 * - `response`: most response within the budget.
 * - `profit`: most value × response − spend; the budget, where there is one, is a limit.
 * - `roas`: the largest spend whose value × response is still `atLeast` times the spend, as long as more spend brings more.
 * - `marginal_roas`: spend until the next unit of money returns `atLeast`, on the best plan of that kind.
 * - `least_spend`: the cheapest plan with a response of at least `response`.
 * - `mean_sd`, `mean_variance`: response − k·sd, response − (k/2)·variance over draws.
 * - `cvar`: mean response of the worst `share` of the draws.
 */
export type BudgetGoal =
  | { readonly type: "response" }
  | { readonly type: "profit" }
  | { readonly type: "roas"; readonly atLeast: number }
  | { readonly type: "marginal_roas"; readonly atLeast: number }
  | { readonly type: "least_spend"; readonly response: number }
  | { readonly type: "mean_sd"; readonly k: number }
  | { readonly type: "mean_variance"; readonly k: number }
  | { readonly type: "cvar"; readonly share: number };

export interface BudgetOptions {
  /** `response` where it is left out. */
  readonly goal?: BudgetGoal;
  /** Whether the budget is spent to the last unit (`all`, the default of `response` and of the risk goals) or is a limit (`at_most`). */
  readonly spend?: "all" | "at_most";
  /** Currency per unit of response; 1 where it is left out. */
  readonly value?: number;
  readonly groups?: readonly BudgetGroup[];
  /** Every channel stays within this share of its current spend, such as 0.3; a channel's own `min` and `max` go first. */
  readonly maxChange?: number;
  /** The proof ends when (bound − response) / response is at most this; 1e-7 where it is left out. */
  readonly tolerance?: number;
  /** The proof is given up, and its gap reported, after this many relaxations; 20,000 where it is left out. */
  readonly maxNodes?: number;
}
