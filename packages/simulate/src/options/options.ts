/** A wave in the logarithm of demand: `amplitude` × sin 2π (t + phase) / period, t in days since 2024-01-01. */
export interface Season {
  /** Days. */
  readonly period: number;
  readonly amplitude: number;
  /** Days. */
  readonly phase: number;
}

/** Demand is multiplied by 1 + `lift` for `days` days from `date`, "YYYY-MM-DD", or "MM-DD" for every year. */
export interface Holiday {
  readonly date: string;
  readonly lift: number;
  readonly days: number;
}

/** What a confounded assignment looks at. */
export type Confounder = "quality" | "price" | "category";

/** Who is treated, and when. */
export type Assignment =
  | { readonly kind: "randomised" }
  /** The treated, drawn at random, start at these dates in equal shares. */
  | { readonly kind: "staggered"; readonly dates: readonly string[] }
  /** P(treated) = logistic(a + strength × z); z is the standardised covariate, a such that the fraction holds on average. */
  | { readonly kind: "confounded"; readonly by: Confounder; readonly strength: number }
  /** Products from this price or quality on are treated, and no others. */
  | { readonly kind: "cutoff"; readonly by: "quality" | "price"; readonly at: number }
  /** Whole markets are treated: the fraction of them, rounded, one at least. */
  | { readonly kind: "by_market" };

export interface EnrichmentChoice {
  /** Key in the map of enrichments. */
  readonly function: string;
  /** Relative effect once the ramp is over: 0.5 is +50 %. */
  readonly effectSize: number;
  /** Days over which the effect grows linearly; 0 is at once. */
  readonly rampDays: number;
  /** Share of the products (or markets) that are treated. */
  readonly fraction: number;
  /** First treated day; null is the first day. Staggered assignments have their own dates. */
  readonly start: string | null;
  /** Of the choice of products; null follows the simulation's seed. */
  readonly seed: number | null;
  /** Numbers for an enrichment of the user's own. */
  readonly params: Readonly<Record<string, unknown>>;
}

export interface SimulateOptions {
  /** `synthesizer` draws the products from a Gaussian copula of training products. */
  readonly mode: "rule" | "synthesizer";
  readonly seed: number;
  readonly products: number;
  /** First and last day, "YYYY-MM-DD"; null is 2024-01-01, and 90 days. */
  readonly dateStart: string | null;
  readonly dateEnd: string | null;
  /** `weekly`: ISO weeks, Monday to Sunday; the range is widened to whole weeks. */
  readonly granularity: "daily" | "weekly";
  /** Chance that a product of quality 0.5 sells at all on a day. */
  readonly saleProb: number;
  readonly impressionToVisitRate: number;
  readonly visitToCartRate: number;
  readonly cartToOrderRate: number;
  /** Mean units of an order; 1 at least. */
  readonly unitsPerOrder: number;
  /** Mean impressions of a product and day. */
  readonly impressions: number;
  /** Growth of demand a year: 0.1 is +10 %. */
  readonly trend: number;
  readonly seasons: readonly Season[];
  readonly holidays: readonly Holiday[];
  /** Standard deviation of the logarithm of a product's daily demand around its mean. */
  readonly noise: number;
  /** Correlation of that noise from one day to the next. */
  readonly autocorrelation: number;
  /** Share of the noise's variance that all products have in common: their correlation. */
  readonly commonShare: number;
  /** Further share that the products of one market have in common. */
  readonly marketShare: number;
  /** Of the rate from visit to cart, with respect to the day's price: -1.5 is usual. */
  readonly priceElasticity: number;
  /** Chance of a promotion on a day, and its discount. */
  readonly promotionRate: number;
  readonly promotionDepth: number;
  /** Chance that a stock-out begins on a day, and its mean length in days. No orders while it lasts. */
  readonly stockOutRate: number;
  readonly stockOutDays: number;
  /** Share of rows that are not recorded. */
  readonly missingRate: number;
  /** Chance that a day's demand is multiplied by `outlierFactor`. */
  readonly outlierRate: number;
  readonly outlierFactor: number;
  readonly markets: number;
  /** Whether products carry title, description, brand and features. */
  readonly details: boolean;
  readonly assignment: Assignment;
  readonly enrichment: EnrichmentChoice | null;
  /** Where the training products lie; read by whoever calls, not by this package. */
  readonly trainingDataPath: string | null;
}
