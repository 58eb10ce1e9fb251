import type { Rng } from "@ie/stats";
import { createTable, type Table } from "@ie/table";
import type { SimulateOptions } from "../options/options.ts";
import { categories, priceSpread } from "./categories.ts";
import { qualityScore } from "./quality-score.ts";
import { templateDetails } from "./template-details.ts";

/** The identifier of the product at `index`, the same at any number of products. */
export function productId(index: number): string {
  return `P${String(index + 1).padStart(5, "0")}`;
}

export function marketName(index: number): string {
  return `M${String(index + 1).padStart(2, "0")}`;
}

/** Name of the market of a product; each product stands in one. */
export function marketOf(rng: Rng, index: number, markets: number): number {
  return markets === 1 ? 0 : rng.stream("market of").stream(index).integer(markets);
}

/**
 * Products of the invented shop: `product_id`, `category`, `price`, `quality_score`, with several markets `market`, and with `details`
 * `title`, `description`, `brand`, `features` (joined by "; "). A product depends on its index and the seed alone.
 */
export function productTable(options: Pick<SimulateOptions, "products" | "markets" | "details">, rng: Rng): Table {
  const { products: n, markets, details } = options;
  const characteristics = rng.stream("characteristics");
  const [price, quality] = [new Float64Array(n), new Float64Array(n)];
  const texts = { id: [] as string[], category: [] as string[], market: [] as string[] };
  const pages = { title: [] as string[], description: [] as string[], brand: [] as string[], features: [] as string[] };
  for (let i = 0; i < n; i++) {
    const own = characteristics.stream(i);
    const category = categories[own.integer(categories.length)]!;
    price[i] = Math.round(100 * category.medianPrice * Math.exp(priceSpread * own.normal())) / 100;
    const page = templateDetails(own, category);
    quality[i] = qualityScore(page);
    texts.id.push(productId(i));
    texts.category.push(category.name);
    if (markets > 1) texts.market.push(marketName(marketOf(rng, i, markets)));
    if (!details) continue;
    pages.title.push(page.title);
    pages.description.push(page.description);
    pages.brand.push(page.brand);
    pages.features.push(page.features.join("; "));
  }
  return createTable({
    product_id: texts.id,
    category: texts.category,
    price,
    quality_score: quality,
    ...(markets > 1 ? { market: texts.market } : {}),
    ...(details ? pages : {}),
  });
}
