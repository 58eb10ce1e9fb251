/** What a shop's page says of a product. Empty where nothing is said. */
export interface ProductDetails {
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  readonly features: readonly string[];
}

/** Completeness of a page, 0 to 1: title 30 % (full at 50 characters), description 35 % (at 100), features 20 % (at four), brand 15 %. */
export function qualityScore({ title, description, brand, features }: ProductDetails): number {
  const score =
    30 * Math.min(1, title.length / 50) +
    35 * Math.min(1, description.length / 100) +
    20 * Math.min(1, features.length / 4) +
    (brand === "" ? 0 : 15);
  return Math.round(100 * score) / 10_000;
}
