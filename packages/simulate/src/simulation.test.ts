import { createTable, numberColumn, rowCount, textColumn, type Table } from "@ie/table";
import { describe, expect, test } from "vitest";
import { metricNames } from "./demand/metrics.ts";
import type { SimulateInput } from "./options/read-options.ts";
import { simulate, simulateMetrics } from "./simulate.ts";

/** Everything at once. */
const rich: SimulateInput = {
  seed: 9,
  products: 60,
  dateStart: "2024-01-03",
  dateEnd: "2024-02-20",
  markets: 4,
  marketShare: 0.3,
  promotionRate: 0.1,
  priceElasticity: -1.5,
  stockOutRate: 0.02,
  missingRate: 0.05,
  outlierRate: 0.01,
  enrichment: {
    function: "combined_boost",
    params: { effect_size: 0.5, enrichment_fraction: 0.4, enrichment_start: "2024-01-20" },
  },
};

function concatenate(tables: readonly Table[]): Record<string, unknown[]> {
  const names = Object.keys(tables[0]!);
  return Object.fromEntries(names.map((name) => [name, tables.flatMap((table) => Array.from<unknown>(table[name]!))]));
}

describe("batches", () => {
  const whole = concatenate([simulate(rich).table({ potential: true })]);

  test.each([1, 7, 60, 1000])("of %i products hold the same bytes", (size) => {
    expect(concatenate([...simulate(rich).batches({ size, potential: true })])).toEqual(whole);
  });

  test("are the same in any order, by whoever makes them", () => {
    const parts = [40, 20, 0].map((first) => simulate(rich).table({ first, count: 20, potential: true }));
    expect(concatenate(parts.toReversed())).toEqual(whole);
  });

  test("leave the untreated outcomes as they are when the enrichment changes", () => {
    const plain = simulate({ ...rich, enrichment: null }).table();
    for (const name of metricNames) expect(Array.from(numberColumn(plain, name))).toEqual(whole[`${name}_0`]);
  });

  test("refuse ranges that leave the products", () => {
    expect(() => [...simulate(rich).batches({ first: 61 })]).toThrow(
      "batches: first is 61; it is a whole number from 0 to 60",
    );
    expect(() => [...simulate(rich).batches({ first: 50, count: 11 })]).toThrow("from 0 to 10");
    expect(() => [...simulate(rich).batches({ size: 0 })]).toThrow("batches: size is 0");
    expect(() => simulate(rich).table({ count: 0 })).toThrow("no products");
  });
});

test("a seed gives these very numbers", () => {
  const table = simulate({ seed: 1, products: 2, dateEnd: "2024-01-03" }).table();
  const first = (name: string): number[] => Array.from(numberColumn(table, name).slice(0, 3));
  expect(metricNames.map(first)).toMatchInlineSnapshot(`
    [
      [
        384,
        278,
        476,
      ],
      [
        50,
        38,
        85,
      ],
      [
        9,
        9,
        19,
      ],
      [
        0,
        0,
        16,
      ],
      [
        0,
        0,
        20,
      ],
      [
        0,
        0,
        2202,
      ],
    ]
  `);
});

describe("truth", () => {
  const simulation = simulate({ ...rich, missingRate: 0 });
  const table = simulation.table({ potential: true });
  const [dates, treated] = [textColumn(table, "date"), numberColumn(table, "treated")];

  /** Means over rows, the slow obvious way. */
  function twin(
    metric: string,
    from: string,
    to: string,
  ): { att: number; ate: number; atc: number; cumulative: number } {
    const [y0, y1] = [numberColumn(table, `${metric}_0`), numberColumn(table, `${metric}_1`)];
    const enriched = textColumn(table, "enriched");
    const mean = (keep: (row: number) => boolean): [number, number] => {
      const rows = dates.flatMap((date, row) =>
        date >= from && date <= to && date >= "2024-01-20" && keep(row) ? [row] : [],
      );
      const sum = rows.reduce((total, row) => total + y1[row]! - y0[row]!, 0);
      return [sum / rows.length, sum];
    };
    const [att, cumulative] = mean((row) => treated[row] === 1);
    return { att, cumulative, ate: mean(() => true)[0], atc: mean((row) => enriched[row] === "False")[0] };
  }

  test.each([
    ["2024-01-01", "2024-12-31"],
    ["2024-01-25", "2024-02-02"],
  ])("from %s to %s is the mean of differences of potential outcomes", (from, to) => {
    const { effects, treatedProducts } = simulation.truth({ from, to });
    expect(treatedProducts).toBe(24);
    for (const metric of ["ordered_units", "revenue"] as const) {
      const expected = twin(metric, from, to);
      for (const key of ["att", "ate", "atc", "cumulative"] as const)
        expect(effects[metric][key]).toBeCloseTo(expected[key], 6);
    }
  });

  test("is nobody's, hence null, before the treatment", () => {
    const { effects, treatedProducts, treatedPeriods } = simulation.truth({ to: "2024-01-19" });
    expect([treatedProducts, treatedPeriods]).toEqual([0, 0]);
    expect(effects.revenue).toEqual({
      ate: null,
      att: null,
      atc: null,
      cumulative: 0,
      perUnit: null,
      perPeriod: null,
      relative: null,
    });
  });

  test("is the same whether or not rows were made, and counts rows that were not recorded", () => {
    expect(simulate(rich).truth()).toEqual(simulation.truth());
  });

  test("needs a period", () => {
    expect(() => simulation.truth({ from: "2025-01-01" })).toThrow(
      "no period from 2025-01-01 to the end; there is 2024-01-03 to 2024-02-20",
    );
  });
});

describe("weekly rows", () => {
  const input: SimulateInput = { ...rich, missingRate: 0, granularity: "weekly" };
  const weekly = simulate(input);
  const daily = simulate({ ...input, granularity: "daily", dateStart: "2024-01-01", dateEnd: "2024-02-25" });

  test("begin on Mondays and widen the range to whole weeks", () => {
    const dates = textColumn(weekly.table({ count: 1 }), "date");
    expect(dates).toHaveLength(8);
    expect([dates[0], dates.at(-1)]).toEqual(["2024-01-01", "2024-02-19"]);
  });

  test("are sums of the days", () => {
    const [weeks, days] = [weekly.table(), daily.table()];
    for (const name of metricNames) {
      const [week, day] = [numberColumn(weeks, name), numberColumn(days, name)];
      for (let row = 0; row < week.length; row++) {
        expect(day.slice(7 * row, 7 * row + 7).reduce((sum, value) => sum + value, 0)).toBeCloseTo(week[row]!, 6);
      }
    }
    expect(weekly.truth().effects.revenue.cumulative).toBeCloseTo(daily.truth().effects.revenue.cumulative, 6);
  });
});

describe("products at hand", () => {
  test("need an identifier and a price alone", () => {
    const products = createTable({ product_id: ["a", "b"], price: Float64Array.of(1, 2) });
    expect(rowCount(simulateMetrics(products, { dateEnd: "2024-01-05" }).table())).toBe(10);
  });

  test.each([
    [{ price: Float64Array.of(1) }, /no products/],
    [{ product_id: ["a", "a"], price: Float64Array.of(1, 2) }, /stands twice/],
    [{ product_id: ["a"], price: Float64Array.of(-1) }, /product "a" has price -1/],
    [{ product_id: ["a"], price: Float64Array.of(NaN) }, /product "a" has price NaN/],
    [{ product_id: ["a"], price: Float64Array.of(1), quality_score: Float64Array.of(2) }, /quality_score 2/],
  ])("refuses %j", (columns, message) => {
    expect(() => simulateMetrics(createTable(columns))).toThrow(message);
  });
});
