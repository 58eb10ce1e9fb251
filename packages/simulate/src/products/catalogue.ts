import { numberColumn, rowCount, textColumn, type Table } from "@ie/table";
import { categories, priceSpread } from "./categories.ts";

/** Products as the metrics need them, one entry a product. */
export interface Catalogue {
  readonly size: number;
  readonly ids: readonly string[];
  readonly category: readonly string[];
  /** Impressions of the category, relative to the mean of all. */
  readonly traffic: Float64Array;
  /** Impressions relative to the category's: dear products are seen less. */
  readonly appeal: Float64Array;
  readonly price: Float64Array;
  readonly quality: Float64Array;
  /** Index into `markets`. */
  readonly market: Int32Array;
  readonly markets: readonly string[];
}

/** Elasticity of impressions with respect to the price within a category. */
const appealElasticity = -0.3;

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
  const category = products["category"] === undefined ? ids.map(() => "") : textColumn(products, "category");
  const known = new Map(categories.map((each) => [each.name, each]));
  const meanAppeal = Math.exp((appealElasticity * priceSpread) ** 2 / 2);
  const places = products["market"] === undefined ? ids.map(() => "") : textColumn(products, "market");
  const markets = [...new Set(places)].sort();
  const at = new Map(markets.map((name, i) => [name, i]));
  return {
    size,
    ids,
    category,
    traffic: Float64Array.from(category, (name) => known.get(name)?.traffic ?? 1),
    appeal: Float64Array.from(category, (name, i) => {
      const median = known.get(name)?.medianPrice;
      return median === undefined ? 1 : (price[i]! / median) ** appealElasticity / meanAppeal;
    }),
    price,
    quality,
    market: Int32Array.from(places, (name) => at.get(name)!),
    markets,
  };
}
