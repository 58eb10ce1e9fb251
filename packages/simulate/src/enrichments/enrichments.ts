/** Stages of the funnel that an enrichment multiplies. What comes after one of them follows; what comes before it rises only where it must. */
export type Reach = "units" | "cart" | "visits";

export interface EnrichedProduct {
  readonly index: number;
  readonly category: string;
  readonly price: number;
  readonly quality: number;
}

/**
 * What a treatment does. The potential outcome under treatment has exactly 1 + effect times the mean of the one without it: counts are
 * multiplied, and rounded up or down at random without bias.
 */
export interface Enrichment {
  /** The first stage that is multiplied: `units` changes units and revenue, `cart` cart adds and orders too, `visits` visits too. */
  readonly reach: Reach;
  /** Default of `ramp_days`. */
  readonly rampDays?: number;
  /** False where `effect_size` may be left out. */
  readonly needsSize?: boolean;
  /**
   * Relative effect on a product, `day` days after its start (0 is the first), in place of `effect_size` after the ramp. At least -1.
   * Pure. `size` is the effect that the options and the ramp give; `params` are the further ones, in snake_case.
   */
  readonly effect?: (
    product: EnrichedProduct,
    day: number,
    size: number,
    params: Readonly<Record<string, unknown>>,
  ) => number;
}

export type Enrichments = Readonly<Record<string, Enrichment>>;

/** The built-in enrichments, by the names of configurations. */
export const enrichments: {
  readonly quantity_boost: Enrichment;
  readonly probability_boost: Enrichment;
  readonly product_detail_boost: Enrichment;
  readonly combined_boost: Enrichment;
} & Enrichments = {
  quantity_boost: { reach: "units" },
  probability_boost: { reach: "cart" },
  product_detail_boost: { reach: "visits" },
  combined_boost: { reach: "units", rampDays: 7 },
};
