import { sampleWithoutReplacement, type Rng } from "@ie/stats";
import { adjectives, brands, type Category } from "./categories.ts";
import type { ProductDetails } from "./quality-score.ts";

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[rng.integer(from.length)]!;
}

/** A page from templates. Pages differ in how complete they are, so that quality does. */
export function templateDetails(rng: Rng, { name, nouns, features: all }: Category): ProductDetails {
  const noun = pick(rng, nouns);
  const brand = rng.uniform() < 0.85 ? pick(rng, brands) : "";
  const adjective = pick(rng, adjectives);
  const features = Array.from(sampleWithoutReplacement(rng, all.length, rng.integer(5)), (i) => all[i]!);
  const extra = rng.integer(3);
  const title = [
    brand,
    adjective,
    noun,
    ...(extra > 0 ? [`for ${name}`] : []),
    ...(extra > 1 ? features.slice(0, 2) : []),
  ]
    .filter((word) => word !== "")
    .join(" ");
  const sentences = [
    `${adjective} ${noun.toLowerCase()} made to last.`,
    `Chosen by our ${name} team for value and comfort.`,
    `Ships within two days and can be sent back for free.`,
  ];
  return { title, description: sentences.slice(0, rng.integer(4)).join(" "), brand, features };
}
