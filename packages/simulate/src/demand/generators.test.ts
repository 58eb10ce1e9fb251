import { chiSquared, createRng } from "@ie/stats";
import { numberColumn, rowCount, textColumn, type Table } from "@ie/table";
import { describe, expect, test } from "vitest";
import { categories, priceSpread } from "../products/categories.ts";
import type { SimulateInput } from "../options/read-options.ts";
import { simulate, simulateProducts } from "../simulate.ts";
import { autoregression, dayFactors } from "./day-factors.ts";

/** Nothing but the funnel's own chance. */
const plain: SimulateInput = { products: 400, dateEnd: "2024-01-30", noise: 0, seasons: [], saleProb: 1 };
const column = (table: Table, name: string): Float64Array => numberColumn(table, name);
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const mean = (values: Float64Array): number => sum(values) / values.length;

/** Both tails of Pearson's test that Σ squares of standardised values has `df` degrees of freedom. */
function expectChiSquared(statistic: number, df: number): void {
  expect(chiSquared.upperTail(statistic, df)).toBeGreaterThan(1e-3);
  expect(chiSquared.cdf(statistic, df)).toBeGreaterThan(1e-3);
}

describe("the funnel", () => {
  const table = simulate(plain).table();
  const [impressions, visits, carts] = ["impressions", "visits", "cart_adds"].map((name) => column(table, name));
  const quality = column(table, "quality_score");

  test("has Poisson impressions within a product", () => {
    let statistic = 0;
    for (let product = 0; product < 400; product++) {
      const own = impressions!.slice(30 * product, 30 * product + 30);
      const level = mean(own);
      statistic += own.reduce((total, value) => total + (value - level) ** 2 / level, 0);
    }
    expectChiSquared(statistic, 400 * 29);
  });

  test.each([
    ["visits", 0.15, impressions!, visits!],
    ["cart adds", 0.25, visits!, carts!],
  ])("has binomial %s of rate %d", (_, rate, of, got) => {
    const spread = of.reduce((total, n) => total + n * rate * (1 - rate), 0);
    expect(Math.abs(sum(got) - rate * sum(of)) / Math.sqrt(spread)).toBeLessThan(3.3);
    const squares = of.reduce(
      (total, n, i) => total + (n === 0 ? 0 : (got[i]! - n * rate) ** 2 / (n * rate * (1 - rate))),
      0,
    );
    expect(squares / of.length).toBeCloseTo(1, 1);
  });

  test("has orders of rate 0.8 on days with sales, whose chance grows with quality", () => {
    const [orders, some] = [column(table, "orders"), carts!];
    const chances = quality.map((q) => Math.min(1, 0.8 + 0.4 * q));
    const expected = chances.reduce((total, chance, i) => total + 0.8 * chance * some[i]!, 0);
    expect(Math.abs(sum(orders) / expected - 1)).toBeLessThan(0.01);
    const busy = some.map((n) => (n >= 10 ? 1 : 0)); // with ten adds, no order means no sale
    const idle = sum(orders.map((n, i) => (n === 0 ? busy[i]! : 0)));
    const expectedIdle = sum(chances.map((chance, i) => (1 - chance) * busy[i]!));
    expect(Math.abs(idle - expectedIdle) / Math.sqrt(expectedIdle)).toBeLessThan(3.3);
  });

  test("has 1.2 units an order, and revenue at the price", () => {
    const [orders, units] = [column(table, "orders"), column(table, "ordered_units")];
    const extra = units.map((n, i) => n - orders[i]!);
    expect(Math.abs(sum(extra) - 0.2 * sum(orders)) / Math.sqrt(0.2 * sum(orders))).toBeLessThan(3.3);
    const [price, revenue] = [column(table, "price"), column(table, "revenue")];
    for (let row = 0; row < units.length; row++) expect(revenue[row]).toBeCloseTo(units[row]! * price[row]!, 6);
  });

  test("has the mean impressions that the options say", () => {
    const rows = simulate({ ...plain, products: 12_000, dateEnd: "2024-01-02", noise: 0.5, commonShare: 0 }).table();
    expect(Math.abs(mean(column(rows, "impressions")) / 400 - 1)).toBeLessThan(0.02);
  });
});

test("products have log-normal prices in equal categories, and the quality of their pages", () => {
  const table = simulateProducts({ products: 8000, details: true });
  for (const { name, medianPrice } of categories) {
    const logs = column(table, "price")
      .filter((_, i) => textColumn(table, "category")[i] === name)
      .map((price) => Math.log(price / medianPrice));
    expect(Math.abs(logs.length - 2000) / Math.sqrt(1500)).toBeLessThan(3.3);
    expect(Math.abs(mean(logs)) / (priceSpread / Math.sqrt(logs.length))).toBeLessThan(3.3);
    const variance = logs.reduce((total, z) => total + (z - mean(logs)) ** 2, 0) / priceSpread ** 2;
    expectChiSquared(variance, logs.length - 1);
  }
  const scores = column(table, "quality_score");
  expect(Math.min(...scores)).toBeGreaterThan(0);
  expect(Math.max(...scores)).toBeLessThanOrEqual(1);
});

describe("days", () => {
  const options = { trend: 0, seasons: [], holidays: [], noise: 0, autocorrelation: 0, commonShare: 0, marketShare: 0 };
  const days = ["2023-12-31", "2024-01-01", "2024-01-02", "2024-12-31", "2025-01-01"];
  const factors = (changes: Partial<Parameters<typeof dayFactors>[0]>): number[] =>
    Array.from(dayFactors({ ...options, ...changes }, days, [""], createRng(1))[0]!);

  test("grow by the trend each year", () => {
    expect(factors({ trend: 0.1 })[4]! / factors({ trend: 0.1 })[1]!).toBeCloseTo(1.1 ** (366 / 365.25), 12);
  });

  test("follow their seasons", () => {
    const wave = factors({ seasons: [{ period: 7, amplitude: 0.3, phase: 0.5 }] });
    expect(wave[2]).toBeCloseTo(Math.exp(0.3 * Math.sin((2 * Math.PI * 1.5) / 7)), 12);
  });

  test("are lifted on holidays, of one year or of all, over new year too", () => {
    expect(factors({ holidays: [{ date: "01-01", lift: 1, days: 1 }] }).map(Math.round)).toEqual([1, 2, 1, 1, 2]);
    expect(factors({ holidays: [{ date: "12-31", lift: 1, days: 2 }] }).map(Math.round)).toEqual([2, 2, 1, 2, 2]);
    expect(factors({ holidays: [{ date: "2024-01-01", lift: -1, days: 2 }] }).map(Math.round)).toEqual([1, 0, 0, 1, 1]);
    expect(factors({ holidays: [{ date: "02-29", lift: 1, days: 1 }] })).toEqual([1, 1, 1, 1, 1]);
  });

  test.each([0.7, -0.4, 0])("have noise of autocorrelation %d and unit variance", (coefficient) => {
    const z = autoregression(createRng(4), 40_000, coefficient);
    const lagged = z.slice(1).map((value, t) => value * z[t]!);
    expect(Math.abs(mean(z.map((value) => value * value)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(lagged) - coefficient)).toBeLessThan(0.05);
  });
});

describe("noise", () => {
  /** Correlation over days of the logarithms of two products' impressions, mean over pairs; same or different markets. */
  function correlations(commonShare: number, marketShare: number): { same: number; different: number } {
    const days = 360;
    const shared = { ...plain, noise: 0.5, impressions: 1e6, autocorrelation: 0, seasons: [] };
    const simulation = simulate({
      ...shared,
      products: 24,
      markets: 2,
      commonShare,
      marketShare,
      dateEnd: "2024-12-25",
    });
    const table = simulation.table();
    const logs = column(table, "impressions").map(Math.log);
    const series = Array.from({ length: 24 }, (_, i) => {
      const own = logs.slice(i * days, (i + 1) * days);
      const level = mean(own);
      const spread = Math.sqrt(mean(own.map((value) => (value - level) ** 2)));
      return own.map((value) => (value - level) / spread);
    });
    const market = textColumn(simulation.products, "market");
    const found = { same: [] as number[], different: [] as number[] };
    for (let i = 0; i < 24; i++) {
      for (let j = 0; j < i; j++) {
        const r = mean(series[i]!.map((value, t) => value * series[j]![t]!));
        found[market[i] === market[j] ? "same" : "different"].push(r);
      }
    }
    const average = (values: number[]): number => values.reduce((total, r) => total + r, 0) / values.length;
    return { same: average(found.same), different: average(found.different) };
  }

  test.each([
    [0, 0],
    [0.4, 0],
    [0.2, 0.5],
  ])("is shared by all products (%d) and within a market (%d)", (common, local) => {
    const { same, different } = correlations(common, local);
    expect(Math.abs(different - common)).toBeLessThan(0.08);
    expect(Math.abs(same - common - local)).toBeLessThan(0.08);
  });
});

describe("events", () => {
  test("stock-outs take their share of the days", () => {
    const table = simulate({
      ...plain,
      impressions: 4000,
      stockOutRate: 0.05,
      stockOutDays: 4,
      dateEnd: "2024-04-09",
    }).table();
    const quality = column(table, "quality_score");
    const idle = sum(column(table, "orders").map((n) => (n === 0 ? 1 : 0))) / rowCount(table);
    const unsold = mean(quality.map((q) => 1 - Math.min(1, 0.8 + 0.4 * q)));
    // spells of 4 days on average, 20 days apart where the shop sells: 4 of 4 + 19 days
    const out = 4 / (4 + 19);
    expect(Math.abs(idle - (out + (1 - out) * unsold))).toBeLessThan(0.015);
  });

  test("the missing rate is the share of rows that are not there", () => {
    const share = 1 - rowCount(simulate({ ...plain, missingRate: 0.2 }).table()) / 12_000;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.012);
  });

  test("outliers multiply a day's demand", () => {
    const table = simulate({ ...plain, outlierRate: 0.1, outlierFactor: 6 }).table();
    const usual = simulate(plain).table();
    const ratio = mean(column(table, "impressions")) / mean(column(usual, "impressions"));
    expect(Math.abs(ratio - 1.5)).toBeLessThan(0.05);
  });

  test("promotions lower the price, and demand follows by the elasticity", () => {
    const table = simulate({ ...plain, promotionRate: 0.3, promotionDepth: 0.2, priceElasticity: -2 }).table();
    const [price, visits, carts] = ["price", "visits", "cart_adds"].map((name) => column(table, name));
    const full = Float64Array.from({ length: 400 }, (_, i) => Math.max(...price!.slice(30 * i, 30 * i + 30)));
    const isReduced = (row: number): boolean => price![row]! < 0.9 * full[Math.floor(row / 30)]!;
    const rate = (on: boolean): number => {
      const kept = (values: Float64Array): number =>
        sum(values.map((value, row) => (isReduced(row) === on ? value : 0)));
      return kept(carts!) / kept(visits!);
    };
    expect(rate(false)).toBeCloseTo(0.25, 2);
    expect(rate(true)).toBeCloseTo(0.25 * 0.8 ** -2, 2);
  });
});
