import type { Rng } from "@ie/stats";
import { createTable, type Table } from "@ie/table";
import type { SimulateOptions } from "../options/options.ts";
import { coded, type Catalogue } from "./catalogue.ts";
import { categories, priceSpread } from "./categories.ts";
import { qualityScore, type ProductDetails } from "./quality-score.ts";
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

/** What a product is, by its index and the seed alone. `category`: index into the shop's. */
function productAt(
  characteristics: Rng,
  index: number,
): { readonly category: number; readonly price: number; readonly page: ProductDetails } {
  const own = characteristics.stream(index);
  const category = own.integer(categories.length);
  const { medianPrice } = categories[category]!;
  const price = Math.round(100 * medianPrice * Math.exp(priceSpread * own.normal())) / 100;
  return { category, price, page: templateDetails(own, categories[category]!) };
}

/** The products of {@link productTable} without their texts. */
export function ruleCatalogue(
  { products: n, markets }: Pick<SimulateOptions, "products" | "markets">,
  rng: Rng,
): Catalogue {
  const characteristics = rng.stream("characteristics");
  const [price, quality] = [new Float64Array(n), new Float64Array(n)];
  const [category, market] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    const product = productAt(characteristics, i);
    category[i] = product.category;
    price[i] = product.price;
    quality[i] = qualityScore(product.page);
    market[i] = marketOf(rng, i, markets);
  }
  // markets without products are none, and the others stand in the order of their names, as in a table
  const used = [...new Set(market)];
  const { codes, levels } = coded(used.map((code) => (markets > 1 ? marketName(code) : "")));
  const place = new Map(used.map((code, k) => [code, codes[k]!]));
  return {
    size: n,
    id: productId,
    category,
    categories: categories.map(({ name }) => name),
    price,
    quality,
    market: market.map((code) => place.get(code)!),
    markets: levels,
  };
}

/**
 * Products of the invented shop: `product_id`, `category`, `price`, `quality_score`, with several markets `market`, and with `details`
 * `title`, `description`, `brand`, `features` (joined by "; "). A product depends on its index and the seed alone; `n` of them from `first` on.
 */
export function productTable(
  { products, markets, details }: Pick<SimulateOptions, "products" | "markets" | "details">,
  rng: Rng,
  first: number = 0,
  n: number = products - first,
): Table {
  const characteristics = rng.stream("characteristics");
  const [price, quality] = [new Float64Array(n), new Float64Array(n)];
  const texts = { id: [] as string[], category: [] as string[], market: [] as string[] };
  const pages = { title: [] as string[], description: [] as string[], brand: [] as string[], features: [] as string[] };
  for (let i = 0; i < n; i++) {
    const { category, price: own, page } = productAt(characteristics, first + i);
    price[i] = own;
    quality[i] = qualityScore(page);
    texts.id.push(productId(first + i));
    texts.category.push(categories[category]!.name);
    if (markets > 1) texts.market.push(marketName(marketOf(rng, first + i, markets)));
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
