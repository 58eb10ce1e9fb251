import { numberColumn, rowCount, textColumn, type Table } from "@ie/table";
import { categories, priceSpread } from "./categories.ts";

/** Products as the metrics need them, by index from 0; some thirty bytes a product where `id` is a rule. */
export interface Catalogue {
  readonly size: number;
  readonly id: (product: number) => string;
  /** Index into `categories`. */
  readonly category: Int32Array;
  readonly categories: readonly string[];
  readonly price: Float64Array;
  readonly quality: Float64Array;
  /** Index into `markets`. */
  readonly market: Int32Array;
  /** Sorted. */
  readonly markets: readonly string[];
}

/** Elasticity of impressions with respect to the price within a category: dear products are seen less. */
const appealElasticity = -0.3;
const meanAppeal = Math.exp((appealElasticity * priceSpread) ** 2 / 2);
const known = new Map(categories.map((each) => [each.name, each]));

/** Impressions of each of the catalogue's categories, relative to the mean of all. */
export function trafficOf({ categories: names }: Catalogue): Float64Array {
  return Float64Array.from(names, (name) => known.get(name)?.traffic ?? 1);
}

/** Impressions of a product of this price, relative to its category's mean. */
export function appealOf(category: string, price: number): number {
  const median = known.get(category)?.medianPrice;
  return median === undefined ? 1 : (price / median) ** appealElasticity / meanAppeal;
}

/** Codes of `cells` in the order of the sorted different ones. */
export function coded(cells: readonly string[]): { readonly codes: Int32Array; readonly levels: readonly string[] } {
  const levels = [...new Set(cells)].sort();
  const at = new Map(levels.map((name, i) => [name, i]));
  return { codes: Int32Array.from(cells, (name) => at.get(name)!), levels };
}

/** RangeError where `product_id` or `price` is missing, no price is positive, or a quality lies outside 0 to 1. */
export function catalogueOf(products: Table): Catalogue {
  const size = rowCount(products);
  const ids = products["product_id"] === undefined ? [] : Array.from(products["product_id"], String);
  if (ids.length === 0)
    throw new RangeError("simulateMetrics: no products; the table needs product_id, price and rows");
  if (new Set(ids).size < size)
    throw new RangeError("simulateMetrics: a product_id stands twice; each row is a product");
  const price = numberColumn(products, "price");
  const quality =
    products["quality_score"] === undefined
      ? new Float64Array(size).fill(0.5)
      : numberColumn(products, "quality_score");
  const wrong = ids.findIndex((_, i) => !(price[i]! > 0 && price[i]! < 1e9) || !(quality[i]! >= 0 && quality[i]! <= 1));
  if (wrong >= 0) {
    const found = `price ${price[wrong]} and quality_score ${quality[wrong]}`;
    throw new RangeError(
      `simulateMetrics: product "${ids[wrong]}" has ${found}; prices are positive, scores from 0 to 1`,
    );
  }
  const texts = (name: string): readonly string[] =>
    products[name] === undefined ? ids.map(() => "") : textColumn(products, name);
  const [category, market] = [coded(texts("category")), coded(texts("market"))];
  return {
    size,
    id: (product) => ids[product]!,
    category: category.codes,
    categories: category.levels,
    price,
    quality,
    market: market.codes,
    markets: market.levels,
  };
}
