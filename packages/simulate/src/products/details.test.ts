import { createTable, numberColumn, textColumn } from "@ie/table";
import { expect, test } from "vitest";
import { simulateProducts } from "../simulate.ts";
import { describeProducts, writeProducts } from "./describe-products.ts";
import { qualityScore } from "./quality-score.ts";

test.each([
  [{ title: "", description: "", brand: "", features: [] }, 0],
  [{ title: "x".repeat(25), description: "", brand: "", features: [] }, 0.15],
  [{ title: "x".repeat(80), description: "x".repeat(50), brand: "B", features: ["a", "b", "c"] }, 0.775],
  [{ title: "x".repeat(50), description: "x".repeat(100), brand: "B", features: ["a", "b", "c", "d", "e"] }, 1],
])("quality of %j", (details, score) => {
  expect(qualityScore(details)).toBe(score);
});

test("descriptions are the same for the same seed and score what they say", () => {
  const products = createTable({ product_id: ["a", "b"], category: ["books", "toys"], price: Float64Array.of(1, 2) });
  const described = describeProducts(products, 3);
  expect(described).toEqual(describeProducts(products, 3));
  expect(described).not.toEqual(describeProducts(products, 4));
  expect(textColumn(described, "title")[1]).toContain("toys");
  textColumn(described, "title").forEach((title, i) => {
    const features = textColumn(described, "features")[i]!;
    const page = {
      title,
      description: textColumn(described, "description")[i]!,
      brand: textColumn(described, "brand")[i]!,
      features: features === "" ? [] : features.split("; "),
    };
    expect(numberColumn(described, "quality_score")[i]).toBe(qualityScore(page));
  });
});

test("a product stays the same among more of them", () => {
  const [few, many] = [
    simulateProducts({ products: 5, details: true }),
    simulateProducts({ products: 50, details: true }),
  ];
  for (const name of ["product_id", "category", "price", "quality_score", "title"]) {
    expect(Array.from<unknown>(many[name]!.slice(0, 5))).toEqual(Array.from<unknown>(few[name]!));
  }
});

test("a writer writes, and is not believed blindly", async () => {
  const products = simulateProducts({ products: 2 });
  const page = { title: "A title", description: "Text", brand: "B", features: ["f"] };
  const written = await writeProducts(products, () => Promise.resolve(page));
  expect(textColumn(written, "title")).toEqual(["A title", "A title"]);
  const answers: unknown[] = [null, undefined, {}, { ...page, features: "none" }, { ...page, title: 3 }];
  for (const answer of answers) {
    // what a language model may say in spite of the type
    await expect(writeProducts(products, () => Promise.resolve(answer as typeof page))).rejects.toThrow(
      /the writer's answer for "P00001" is no page/,
    );
  }
});
