import { optionsSchema, type DataSource, type Rng } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { addDays, createTable, daysBetween } from "@ie/table";
import * as z from "zod";

/** An invented effect: from `start` on, a share of the products sells more by `boost`. */
interface Enrichment {
  readonly boost: number;
  readonly fraction: number;
  readonly start: string | null;
}

export interface MockOptions {
  readonly seed: number | null;
  /** How many products there are; a query's sample size takes its place. */
  readonly products: number;
  readonly enrichment: Enrichment | null;
}

const enrichment = z
  .object({
    function: z.string(),
    params: z.object({
      effect_size: z.number().optional(),
      quality_boost: z.number().optional(),
      enrichment_fraction: z.number().min(0).max(1).default(1),
      enrichment_start: z.string().nullable().default(null),
    }),
  })
  .transform(({ params }, context) => {
    const boost = params.effect_size ?? params.quality_boost;
    if (boost === undefined) {
      context.addIssue({ code: "custom", path: ["params"], message: "has no size; give effect_size or quality_boost" });
      return z.NEVER;
    }
    return { boost, fraction: params.enrichment_fraction, start: params.enrichment_start };
  });

const categories = ["electronics", "home", "sports", "books"];

/** A count with the mean and spread of a Poisson variable, by rounding a normal one. */
function count(rng: Rng, mean: number): number {
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
}

/**
 * Invented retail rows, one a product and day: price, impressions, visits, ordered_units, revenue, enriched. For trying
 * the engine out and for tests; every result says that its data are made up. The same seed gives the same rows.
 */
export const mock: DataSource<MockOptions> = {
  mock: true,
  options: optionsSchema({
    mode: z.literal("rule").default("rule"),
    path: z.string().nullable().default(null),
    seed: z.int().min(0).nullable().default(null),
    products: z.int().min(1).max(100_000).default(100),
    enrichment: enrichment.nullable().default(null),
  }),
  load: async (options, query, context) => {
    context.signal.throwIfAborted();
    const { enrichment: effect } = options;
    const rng = options.seed === null ? context.rng : createRng(options.seed);
    const products = query.sampleSize ?? options.products;
    const from = query.from ?? "2024-01-01";
    const days = daysBetween(from, query.to ?? addDays(from, 89)) + 1;
    const n = products * days;
    const ids: string[] = [];
    const kinds: string[] = [];
    const dates: string[] = [];
    const enriched: string[] = [];
    const [price, impressions, visits, units, revenue] = Array.from({ length: 5 }, () => new Float64Array(n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const calendar = Array.from({ length: days }, (_, day) => addDays(from, day));
    const market = rng.stream("market");
    let mood = 0;
    const level = calendar.map(() => {
      mood = 0.4 * mood + 0.03 * market.normal();
      return 1 + mood;
    });
    for (let product = 0, row = 0; product < products; product++) {
      const own = rng.stream("product").stream(product);
      const cost = Math.round(100 * (8 + 40 * own.uniform() ** 2)) / 100;
      const reach = 200 + 400 * own.uniform();
      const treated = effect !== null && own.uniform() < effect.fraction;
      for (let day = 0; day < days; day++, row++) {
        const date = calendar[day]!;
        const lift = treated && effect !== null && date >= (effect.start ?? from) ? 1 + effect.boost : 1;
        ids.push(`P${String(product + 1).padStart(5, "0")}`);
        kinds.push(categories[product % categories.length]!);
        dates.push(date);
        enriched.push(treated ? "True" : "False");
        price[row] = cost;
        impressions[row] = count(own, reach * level[day]!);
        visits[row] = count(own, 0.15 * impressions[row]!);
        units[row] = count(own, 0.2 * visits[row]! * lift);
        revenue[row] = Math.round(100 * cost * units[row]!) / 100;
      }
    }
    context.log.warn("mock: these rows are invented", { products, days });
    const table = {
      product_id: ids,
      category: kinds,
      date: dates,
      price,
      impressions,
      visits,
      ordered_units: units,
      revenue,
      enriched,
    };
    return createTable(table);
  },
};
