/** What the draws say of one plan. All null-free: it exists only where there are draws. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
}

export interface ChannelPlan {
  readonly channel: string;
  readonly spend: number;
  readonly response: number;
  /** value × response / spend; null where nothing is spent. */
  readonly roas: number | null;
  /** Value of the next unit of money in this channel; null where the curve has no finite slope. */
  readonly marginalRoas: number | null;
  readonly current: number | null;
  /** spend − current. */
  readonly change: number | null;
  /** Whether the spend is above 1.2 times the largest that was observed; null where that is not known. */
  readonly extrapolated: boolean | null;
  /** Spread of the channel's response over draws; null without draws. */
  readonly spread: Spread | null;
}

/** A limit that holds the plan back. */
export interface BindingConstraint {
  readonly kind:
    | "budget"
    | "channel_min"
    | "channel_max"
    | "channel_fixed"
    | "min_effective"
    | "group_min"
    | "group_max";
  /** Of the channel or group; null for the budget. */
  readonly name: string | null;
  readonly limit: number;
  /** Value gained per unit by which the limit rises: below 0 for a floor that costs. Null where no finite price exists. */
  readonly shadowPrice: number | null;
}

/** What was proved. */
export interface Certificate {
  /** `optimal`: the gap is within the tolerance. `gap_left`: the relaxations ran out. `local`: a goal without a global proof. */
  readonly status: "optimal" | "gap_left" | "local";
  /** The goal's value at the plan (`objective`), which no plan can better beyond `bound`. For `least_spend` a least spend, else a largest value. */
  readonly objective: number;
  readonly bound: number;
  /** |bound − objective| / max(|bound|, |objective|). */
  readonly relativeGap: number;
  /** What interpolated curves may add to the bound, in its unit and included in it; 0 where every curve is a formula. */
  readonly curveError: number;
  /** Largest difference of marginal returns among channels that could exchange money, over the multiplier; null where none can, and for risk goals. */
  readonly kktResidual: number | null;
  /** Relaxations solved. */
  readonly nodes: number;
}

export interface Comparison {
  readonly currentSpend: number;
  readonly currentResponse: number;
  /** response − currentResponse. */
  readonly change: number;
  /** Share of draws in which the plan's response is above the current one's; null without draws. */
  readonly probabilityBetter: number | null;
  /** Spread of the change over draws; null without draws. */
  readonly spread: Spread | null;
}

/** An allocation of money with everything that can be said of it. Plain data, frozen. */
export interface BudgetPlan {
  /** In the order given. */
  readonly channels: readonly ChannelPlan[];
  readonly budget: number | null;
  readonly spend: number;
  readonly response: number;
  readonly roas: number | null;
  /** Value of the next unit of budget. */
  readonly marginalRoas: number | null;
  /** value × response − spend. */
  readonly profit: number;
  /** Against the current spends; null unless every channel has one. */
  readonly comparison: Comparison | null;
  readonly binding: readonly BindingConstraint[];
  readonly certificate: Certificate;
  /** Draws behind the curves; null without. */
  readonly draws: number | null;
  /** Spread of the total response over draws; null without draws. */
  readonly spread: Spread | null;
  readonly warnings: readonly string[];
}
