import { numberColumn, textColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import type { SimulateInput } from "../options/read-options.ts";
import { simulate } from "../simulate.ts";

function enriched(
  input: SimulateInput,
  fraction: number,
): { treated: boolean[]; dates: string[]; z: Record<string, Float64Array>; market: string[] } {
  const enrichment = { function: "quantity_boost", params: { effect_size: 0.1, enrichment_fraction: fraction } };
  const simulation = simulate({ products: 3000, dateEnd: "2024-01-04", ...input, enrichment });
  const table = simulation.table();
  const everyFourth = (name: string): string[] => textColumn(table, name).filter((_, row) => row % 4 === 0);
  const { products } = simulation;
  return {
    treated: everyFourth("enriched").map((flag) => flag === "True"),
    dates: everyFourth("treatment_date"),
    z: { price: numberColumn(products, "price").map(Math.log), quality: numberColumn(products, "quality_score") },
    market: products["market"] === undefined ? [] : [...textColumn(products, "market")],
  };
}

/** Difference of the means of treated and others, in standard errors. */
function tScore(values: Float64Array, treated: readonly boolean[]): number {
  const arm = (flag: boolean): { mean: number; error: number } => {
    const own = values.filter((_, i) => treated[i] === flag);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return { mean, error: own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length ** 2 };
  };
  const [a, b] = [arm(true), arm(false)];
  return (a.mean - b.mean) / Math.sqrt(a.error + b.error);
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

describe("assignment", () => {
  test("at random treats the very share, and depends on nothing", () => {
    const { treated, z } = enriched({}, 0.3);
    expect(count(treated)).toBe(900);
    for (const values of Object.values(z)) expect(Math.abs(tScore(values, treated))).toBeLessThan(3.3);
  });

  test("by a seed of its own stays while the simulation's seed changes", () => {
    const run = (seed: number): string[] =>
      textColumn(
        simulate({
          seed,
          products: 50,
          dateEnd: "2024-01-01",
          enrichment: { function: "quantity_boost", params: { effect_size: 1, enrichment_fraction: 0.5, seed: 42 } },
        }).table(),
        "enriched",
      ).slice();
    expect(run(1)).toEqual(run(2));
  });

  test("staggered starts the treated at each date in equal shares", () => {
    const { treated, dates } = enriched(
      { assignment: { kind: "staggered", dates: ["2024-01-02", "2024-01-03", "2024-01-04"] } },
      0.3,
    );
    expect(count(treated)).toBe(900);
    for (const day of [2, 3, 4]) expect(dates.filter((date) => date === `2024-01-0${day}`)).toHaveLength(300);
    expect(dates.filter((date) => date === "")).toHaveLength(2100);
  });

  test.each(["quality", "price"] as const)("confounded by %s follows it and keeps the share", (by) => {
    for (const strength of [1, -2]) {
      const { treated, z } = enriched({ assignment: { kind: "confounded", by, strength } }, 0.3);
      expect(Math.abs(count(treated) / 3000 - 0.3)).toBeLessThan(0.03);
      expect(Math.sign(strength) * tScore(z[by]!, treated)).toBeGreaterThan(10);
    }
  });

  test("confounded by strength 0 is at random", () => {
    const { treated, z } = enriched({ assignment: { kind: "confounded", by: "quality", strength: 0 } }, 0.5);
    expect(Math.abs(tScore(z["quality"]!, treated))).toBeLessThan(3.3);
  });

  test("by market treats whole markets", () => {
    const { treated, market } = enriched({ assignment: "by_market", markets: 8 }, 0.25);
    const arms = new Map<string, Set<boolean>>();
    market.forEach((name, i) => arms.set(name, (arms.get(name) ?? new Set()).add(treated[i]!)));
    expect([...arms.values()].every(({ size }) => size === 1)).toBe(true);
    expect([...arms.values()].filter((arm) => arm.has(true))).toHaveLength(2);
  });

  test.each([
    ["price", 30],
    ["quality", 0.6],
  ] as const)("by a cutoff of %s treats those from it on", (by, at) => {
    const { treated, z } = enriched({ assignment: { kind: "cutoff", by, at } }, 1);
    const limit = by === "price" ? Math.log(at) : at;
    expect(treated).toEqual(Array.from(z[by]!, (value) => value >= limit));
    expect(count(treated)).toBeGreaterThan(300);
    expect(count(treated)).toBeLessThan(2700);
  });

  test("by a cutoff takes no share", () => {
    expect(() => enriched({ assignment: { kind: "cutoff", by: "price", at: 30 } }, 0.5)).toThrow(
      "enrichment: has an enrichment_fraction, which assignment cutoff decides; leave it out",
    );
  });

  test.each([0, 1])("of share %d treats none or all", (fraction) => {
    for (const kind of ["randomised", "confounded"] as const) {
      expect(count(enriched({ assignment: kind }, fraction).treated)).toBe(3000 * fraction);
    }
  });
});
