import { numberColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { metricNames, type Metric } from "../demand/metrics.ts";
import { simulate } from "../simulate.ts";
import type { Simulation } from "../simulation.ts";
import { enrichments, type Enrichment } from "./enrichments.ts";

function boosted(name: string, effect_size: number, params: object = {}, products: number = 1200): Simulation {
  return simulate({
    products,
    dateEnd: "2024-01-30",
    impressions: 20_000, // hundreds of units a row, so that rounding to whole ones hides nothing
    enrichment: { function: name, params: { effect_size, enrichment_fraction: 0.5, ...params } },
  });
}

const moved: Readonly<Record<string, readonly Metric[]>> = {
  quantity_boost: ["ordered_units", "revenue"],
  probability_boost: ["cart_adds", "orders", "ordered_units", "revenue"],
  product_detail_boost: ["visits", "cart_adds", "orders", "ordered_units", "revenue"],
  combined_boost: ["ordered_units", "revenue"],
};

describe.each(Object.keys(enrichments))("%s", (name) => {
  test.each([0.5, 0.03, -0.3])("of nominal %d is that, to one part in a hundred", (nominal) => {
    const { effects } = boosted(name, nominal, { ramp_days: 0 }).truth();
    for (const metric of moved[name]!) {
      expect(Math.abs(effects[metric].relative! - nominal)).toBeLessThan(0.01 * Math.abs(nominal));
      const everyone = effects[metric].ate! / effects[metric].att!;
      expect(Math.abs(everyone - 1)).toBeLessThan(0.1);
    }
  });

  test.each([4, 0.5, -0.6, -1])("of %d keeps the funnel a funnel", (nominal) => {
    const table = boosted(name, nominal, { enrichment_fraction: 1, ramp_days: 0 }, 40).table();
    const stages = metricNames.slice(0, 4).map((metric) => numberColumn(table, metric));
    const units = numberColumn(table, "ordered_units");
    for (let row = 0; row < units.length; row++) {
      for (let k = 1; k < 4; k++) expect(stages[k]![row]!).toBeLessThanOrEqual(stages[k - 1]![row]!);
      expect(units[row]!).toBeGreaterThanOrEqual(stages[3]![row]!);
    }
    if (nominal === -1) expect(units.every((value) => value === 0)).toBe(true);
  });
});

test("a ramp grows by the same share each day", () => {
  const simulation = boosted("combined_boost", 0.4, { ramp_days: 4, enrichment_start: "2024-01-10" }, 3000);
  const on = (day: string): number => simulation.truth({ from: day, to: day }).effects.ordered_units.relative!;
  [0.1, 0.2, 0.3, 0.4, 0.4].forEach((share, k) => expect(on(`2024-01-${10 + k}`)).toBeCloseTo(share, 2));
});

test("a ramp goes on where it began before the first day", () => {
  const simulation = boosted("combined_boost", 0.4, { ramp_days: 4, enrichment_start: "2023-12-30" }, 2000);
  expect(simulation.truth({ to: "2024-01-01" }).effects.ordered_units.relative).toBeCloseTo(0.3, 2);
});

describe("an enrichment of the user's own", () => {
  const run = (effect: NonNullable<Enrichment["effect"]>): Simulation =>
    simulate(
      { products: 800, dateEnd: "2024-01-20", enrichment: { function: "mine", params: { half_life: 4 } } },
      { enrichments: { mine: { reach: "cart", needsSize: false, effect } } },
    );

  test.each(["units", "cart", "visits"] as const)(
    "that reaches %s has its nominal effect, to one part in a hundred",
    (reach) => {
      const simulation = simulate(
        {
          products: 1200,
          dateEnd: "2024-01-30",
          impressions: 20_000,
          enrichment: { function: "mine", params: { enrichment_fraction: 0.5, third: 0.12 } },
        },
        { enrichments: { mine: { reach, needsSize: false, effect: (_, _day, _size, { third }) => third as number } } },
      );
      const { relative } = simulation.truth().effects.ordered_units;
      expect(Math.abs(relative! / 0.12 - 1)).toBeLessThan(0.01);
    },
  );

  test("may fade and differ by product", () => {
    const simulation = run(({ category }, day, _, { half_life }) =>
      category === "books" ? 0 : 0.8 * 0.5 ** (day / (half_life as number)),
    );
    const table = simulation.table({ potential: true });
    const [y0, y1] = [numberColumn(table, "orders_0"), numberColumn(table, "orders_1")];
    const category = table["category"] as readonly string[];
    const sums = { books: [0, 0], others: [0, 0] };
    category.forEach((name, row) => {
      const sum = sums[name === "books" ? "books" : "others"];
      if (table["date"]![row] !== "2024-01-05") return;
      sum[0]! += y0[row]!;
      sum[1]! += y1[row]!;
    });
    expect(sums.books[1]).toBe(sums.books[0]);
    expect(sums.others[1]! / sums.others[0]!).toBeCloseTo(1.4, 1);
  });

  test.each([-1.1, NaN, Infinity])("may not have the effect %d", (size) => {
    expect(() => run(() => size).truth()).toThrow(/enrichment "mine" gives product 0 the effect/);
  });
});
