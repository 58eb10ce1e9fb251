import { readFileSync } from "node:fs";
import { cholesky, createMatrix, createRng } from "@ie/stats";
import { createTable, numberColumn, textColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { drawCopula } from "./draw-copula.ts";
import { learnCopula } from "./learn-copula.ts";
import { shrinkToDefinite } from "./shrink-to-definite.ts";

const path = new URL("../../test/fixtures/normal-scores.json", import.meta.url);
const reference = JSON.parse(readFileSync(path, "utf8")) as { columns: number[][]; correlation: number[] };

test("correlations are those of normal scores by scipy, corrected for ties", () => {
  const table = createTable(
    Object.fromEntries(reference.columns.map((values, j) => [`x${j}`, Float64Array.from(values)])),
  );
  const { correlation, shrinkage } = learnCopula(table);
  expect(shrinkage).toBe(0);
  correlation.forEach((value, at) => expect(value).toBeCloseTo(reference.correlation[at]!, 9));
});

function shop(n: number): { price: Float64Array; stars: Float64Array; category: string[] } {
  const rng = createRng(3);
  const price = new Float64Array(n);
  const stars = new Float64Array(n);
  const category: string[] = [];
  for (let i = 0; i < n; i++) {
    const z = rng.normal();
    price[i] = Math.round(100 * Math.exp(3 + 0.5 * z)) / 100;
    stars[i] = i % 10 === 0 ? NaN : Math.min(5, Math.max(1, Math.round(3 + 0.8 * z + 0.6 * rng.normal())));
    category.push(z + rng.normal() > 0.8 ? "rare" : "usual");
  }
  return { price, stars, category };
}

describe("drawn rows", () => {
  const columns = shop(4000);
  const copula = learnCopula(createTable(columns));
  const drawn = drawCopula(copula, 20_000, createRng(8));

  test("have the quantiles, shares and missing cells of the training rows", () => {
    const price = numberColumn(drawn, "price").slice().sort();
    const sorted = columns.price.slice().sort();
    for (const p of [0.1, 0.5, 0.9]) {
      expect(price[Math.floor(p * 20_000)]! / sorted[Math.floor(p * 4000)]!).toBeCloseTo(1, 1);
    }
    const share = (cells: readonly string[]): number => cells.filter((cell) => cell === "rare").length / cells.length;
    expect(Math.abs(share(textColumn(drawn, "category")) - share(columns.category))).toBeLessThan(0.01);
    const stars = numberColumn(drawn, "stars");
    expect(Math.abs(stars.filter((value) => Number.isNaN(value)).length / 20_000 - 0.1)).toBeLessThan(0.01);
    expect(new Set(stars.filter((value) => !Number.isNaN(value)))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(numberColumn(drawn, "price").every((value) => Number(value.toFixed(2)) === value)).toBe(true);
  });

  test("have the correlations of the training rows", () => {
    learnCopula(drawn).correlation.forEach((value, at) => {
      expect(Math.abs(value - copula.correlation[at]!)).toBeLessThan(0.04);
    });
  });

  test("do not depend on how many are drawn, and survive JSON", () => {
    const few = drawCopula(JSON.parse(JSON.stringify(copula)) as typeof copula, 50, createRng(8));
    expect(few["price"]).toEqual(numberColumn(drawn, "price").slice(0, 50));
    expect(few["category"]).toEqual(textColumn(drawn, "category").slice(0, 50));
  });
});

test("correlations that cannot be are shrunk by the least that helps", () => {
  // eigenvalues 1 + 2 (-0.9), 1.9, 1.9: definite once 1 - 1.8 (1 - s) > 0, s > 4/9
  const { correlation, shrinkage } = shrinkToDefinite(Float64Array.of(1, -0.9, -0.9, -0.9, 1, -0.9, -0.9, -0.9, 1), 3);
  expect(shrinkage).toBeCloseTo(4 / 9, 5);
  expect(cholesky(createMatrix(3, 3, correlation))).not.toBeNull();
});

test("two equal columns are learnt and drawn together", () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i / 7);
  const copula = learnCopula(createTable({ a: x, b: x, constant: new Float64Array(50).fill(4) }));
  const drawn = drawCopula(copula, 200, createRng(1));
  const [a, b] = [numberColumn(drawn, "a"), numberColumn(drawn, "b")];
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(0.1);
  expect(new Set(numberColumn(drawn, "constant"))).toEqual(new Set([4]));
});

test.each([
  [{ a: Float64Array.of(1) }, /1 rows; two or more/],
  [{ a: Float64Array.of(1, Infinity) }, /column "a" has an infinite cell/],
  [{ a: Float64Array.of(NaN, NaN) }, /no column has a known cell/],
])("refuses %j", (columns, message) => {
  expect(() => learnCopula(createTable(columns))).toThrow(message);
});
