import { createRng } from "@ie/stats";
import { numberColumn, rowCount, textColumn, withColumn, type Table } from "@ie/table";
import { categories } from "./categories.ts";
import { qualityScore, type ProductDetails } from "./quality-score.ts";
import { templateDetails } from "./template-details.ts";

const commonFeatures = ["Two-year warranty", "Easy to clean", "Recycled materials", "Gift wrapping"];

/** What a writer is told of a product. */
export interface ProductBrief {
  readonly productId: string;
  readonly category: string;
  readonly price: number;
}

/** Writes a product's page, with a language model for example. */
export type DetailsWriter = (brief: ProductBrief) => Promise<ProductDetails>;

function withDetails(products: Table, pages: readonly ProductDetails[]): Table {
  const columns = {
    title: pages.map(({ title }) => title),
    description: pages.map(({ description }) => description),
    brand: pages.map(({ brand }) => brand),
    features: pages.map(({ features }) => features.join("; ")),
    quality_score: Float64Array.from(pages, qualityScore),
  };
  return Object.entries(columns).reduce((table, [name, column]) => withColumn(table, name, column), products);
}

/**
 * Products (`product_id`, `category`) with `title`, `description`, `brand`, `features` from templates and the `quality_score` of these. A
 * category that the templates do not know is described with words of its own. RangeError where a column is missing.
 */
export function describeProducts(products: Table, seed: number = 0): Table {
  const rng = createRng(seed).stream("details");
  const ids = textColumn(products, "product_id");
  const names = textColumn(products, "category");
  const pages = ids.map((id, i) => {
    const name = names[i]!;
    const known = categories.find((category) => category.name === name);
    return templateDetails(
      rng.stream(id),
      known ?? { ...categories[0]!, name, nouns: [name], features: commonFeatures },
    );
  });
  return withDetails(products, pages);
}

/** As {@link describeProducts}, by a writer of the user's own, one product after the other. TypeError where its answer is no page. */
export async function writeProducts(products: Table, write: DetailsWriter): Promise<Table> {
  const ids = textColumn(products, "product_id");
  const names = textColumn(products, "category");
  const prices = numberColumn(products, "price");
  const pages: ProductDetails[] = [];
  for (let i = 0; i < rowCount(products); i++) {
    const page = await write({ productId: ids[i]!, category: names[i]!, price: prices[i]! });
    requirePage(ids[i]!, page);
    pages.push(page);
  }
  return withDetails(products, pages);
}

/** A language model's answer may be anything. */
function requirePage(id: string, page: Partial<Record<keyof ProductDetails, unknown>> | null | undefined): void {
  const isText = (value: unknown): boolean => typeof value === "string";
  const { title, description, brand, features } = page ?? {};
  if ([title, description, brand].every(isText) && Array.isArray(features) && features.every(isText)) return;
  throw new TypeError(
    `writeProducts: the writer's answer for "${id}" is no page; it has the texts title, description, brand and the list features`,
  );
}
