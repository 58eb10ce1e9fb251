import { chiSquared, createRng, normal } from "@ie/stats";
import { numberColumn, rowCount, textColumn, type Table } from "@ie/table";
import { describe, expect, test } from "vitest";
import type { SimulateInput } from "../options/read-options.ts";
import { priceSpread, categories } from "../products/categories.ts";
import { simulate, simulateProducts } from "../simulate.ts";
import { autoregression } from "./day-factors.ts";

/** Nothing but what a test asks for. */
const plain: SimulateInput = { noise: 0, seasons: [], saleProb: 1 };

/** Kolmogorov's √n · sup |F̂ − F| stays below 1.95 in 999 of 1000 samples. */
function expectLaw(values: ArrayLike<number>, cdf: (x: number) => number): void {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => (distance = Math.max(distance, cdf(x) - i / n, (i + 1) / n - cdf(x))));
  expect(Math.sqrt(n) * distance).toBeLessThan(1.95);
}

/** Pearson's test of counts against their expectations. */
function expectCounts(counts: readonly number[], expected: readonly number[]): void {
  const statistic = counts.reduce((sum, count, k) => sum + (count - expected[k]!) ** 2 / expected[k]!, 0);
  expect(chiSquared.upperTail(statistic, counts.length - 1)).toBeGreaterThan(1e-3);
}

const repeat = (n: number, value: number): number[] => Array.from({ length: n }, () => value);

/** Values of one column, product by product. */
function byProduct(table: Table, name: string, products: number): Float64Array[] {
  const column = numberColumn(table, name);
  const periods = rowCount(table) / products;
  return Array.from({ length: products }, (_, i) => column.slice(i * periods, (i + 1) * periods));
}

describe("products", () => {
  const products = simulateProducts({ products: 6000, markets: 5, seed: 3 });

  test("have prices that are log-normal around their category's median", () => {
    const [price, category] = [numberColumn(products, "price"), textColumn(products, "category")];
    const median = new Map(categories.map((each) => [each.name, each.medianPrice]));
    expectLaw(
      price.map((value, i) => Math.log(value / median.get(category[i]!)!) / priceSpread),
      (z) => normal.cdf(z),
    );
  });

  test("stand in each category and market equally often, and independently", () => {
    const [category, market] = [textColumn(products, "category"), textColumn(products, "market")];
    const cells = new Map<string, number>();
    category.forEach((name, i) => cells.set(`${name} ${market[i]}`, (cells.get(`${name} ${market[i]}`) ?? 0) + 1));
    expectCounts([...cells.values()], repeat(20, 300));
  });

  test("differ in demand by a log-normal factor of spread 0.5", () => {
    const input = { ...plain, products: 3000, impressions: 1e6, dateEnd: "2024-01-01" };
    const simulation = simulate(input);
    const rows = simulation.table();
    const [price, category] = [numberColumn(simulation.products, "price"), textColumn(simulation.products, "category")];
    const known = new Map(categories.map((each) => [each.name, each]));
    const meanAppeal = Math.exp((0.3 * priceSpread) ** 2 / 2);
    const logs = numberColumn(rows, "impressions").map((count, i) => {
      const { medianPrice, traffic } = known.get(category[i]!)!;
      return Math.log(count / (1e6 * traffic * ((price[i]! / medianPrice) ** -0.3 / meanAppeal)));
    });
    expectLaw(
      logs.map((value) => (value + 0.125) / 0.5),
      (z) => normal.cdf(z),
    );
  });
});

describe("noise", () => {
  test.each([0, 0.8])("of autocorrelation %d is normal, and so are its innovations", (coefficient) => {
    const z = autoregression(createRng(11), 40_000, coefficient);
    const innovations = z.slice(1).map((value, t) => (value - coefficient * z[t]!) / Math.sqrt(1 - coefficient ** 2));
    expectLaw(innovations, (x) => normal.cdf(x));
    // far enough apart to be as good as independent
    expectLaw(
      z.filter((_, t) => t % 40 === 0),
      (x) => normal.cdf(x),
    );
  });

  test("multiplies a product's demand log-normally, with its autocorrelation", () => {
    const options = { ...plain, noise: 0.4, autocorrelation: 0.6, commonShare: 0, impressions: 1e6 };
    const series = byProduct(simulate({ ...options, products: 40, dateEnd: "2024-12-30" }).table(), "impressions", 40);
    let [lagged, squares] = [0, 0];
    for (const own of series) {
      const logs = own.map(Math.log);
      const level = logs.reduce((sum, value) => sum + value, 0) / logs.length;
      logs.forEach((value, t) => {
        squares += (value - level) ** 2;
        if (t > 0) lagged += (value - level) * (logs[t - 1]! - level);
      });
    }
    expect(Math.abs(Math.sqrt(squares / (40 * 365)) / 0.4 - 1)).toBeLessThan(0.03);
    expect(Math.abs(lagged / squares - 0.6)).toBeLessThan(0.03);
  });
});

describe("events", () => {
  test("stock-outs last geometric times, and begin at their rate", () => {
    const table = simulate({
      ...plain,
      products: 200,
      impressions: 20_000,
      saleProb: 1,
      cartToOrderRate: 1,
      stockOutRate: 0.04,
      stockOutDays: 3,
      dateEnd: "2024-12-30",
    }).table();
    const quality = byProduct(table, "quality_score", 200);
    const orders = byProduct(table, "orders", 200).filter((_, i) => quality[i]![0]! >= 0.5); // these always sell
    const lengths = repeat(12, 0);
    let [spells, selling] = [0, 0];
    for (const own of orders) {
      let run = 0;
      own.forEach((count, t) => {
        if (count === 0) run += 1;
        else {
          // a spell that ends before the next may begin; those cut by the window are not counted
          if (run > 0 && run < t) {
            lengths[Math.min(run, 12) - 1]! += 1;
            spells += 1;
          }
          run = 0;
          selling += 1;
        }
      });
    }
    // a new spell may follow at once, so that lengths are sums of spells: geometric with the chance of both to end
    const end = (1 / 3) * (1 - 0.04);
    const expected = lengths.map((_, k) => spells * (k < 11 ? end * (1 - end) ** k : (1 - end) ** 11));
    expectCounts(lengths, expected);
    expect(Math.abs(spells / selling / 0.04 - 1)).toBeLessThan(0.1);
  });

  test("missing rows are independent: their number of each product is binomial", () => {
    const [products, days, rate] = [1500, 30, 0.1];
    const table = simulate({ ...plain, products, dateEnd: "2024-01-30", missingRate: rate }).table();
    const left = new Map<string, number>();
    for (const id of textColumn(table, "product_id")) left.set(id, (left.get(id) ?? 0) + 1);
    const counts = repeat(8, 0);
    for (const seen of left.values()) counts[Math.min(7, days - seen)]! += 1;
    const expected = repeat(8, products);
    let chance = (1 - rate) ** days;
    for (let k = 0; k < 7; k++) {
      expected[k] = products * chance;
      expected[7]! -= expected[k]!;
      chance *= ((days - k) / (k + 1)) * (rate / (1 - rate));
    }
    expectCounts(counts, expected);
  });

  test("outliers come at their rate and have their size", () => {
    const input = { ...plain, products: 300, impressions: 1e5, dateEnd: "2024-01-30" };
    const usual = numberColumn(simulate(input).table(), "impressions");
    const rows = numberColumn(simulate({ ...input, outlierRate: 0.02, outlierFactor: 5 }).table(), "impressions");
    const ratios = rows.map((count, i) => count / usual[i]!);
    const high = ratios.filter((ratio) => ratio > 3);
    expect(Math.abs(high.length - 180) / Math.sqrt(180 * 0.98)).toBeLessThan(3.3);
    expect(high.every((ratio) => Math.abs(ratio - 5) < 0.5)).toBe(true);
  });
});

describe("assignment", () => {
  const flags = (input: SimulateInput, fraction: number): boolean[] =>
    textColumn(
      simulate({
        dateEnd: "2024-01-01",
        ...input,
        enrichment: { function: "quantity_boost", params: { effect_size: 1, enrichment_fraction: fraction } },
      }).table(),
      "enriched",
    ).map((flag) => flag === "True");

  test("at random treats each product equally often, and each pair", () => {
    const counts = repeat(10, 0);
    const pairs = repeat(45, 0);
    for (let seed = 0; seed < 2000; seed++) {
      const treated = flags({ products: 10, seed }, 0.4);
      let pair = 0;
      treated.forEach((is, i) => {
        if (is) counts[i]! += 1;
        for (let j = 0; j < i; j++, pair++) if (is && treated[j]) pairs[pair]! += 1;
      });
    }
    expectCounts(counts, repeat(10, 800));
    expectCounts(pairs, repeat(45, (2000 * 4 * 3) / 90));
  });

  test("by market treats each market equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const input = { products: 40, markets: 4, seed, assignment: "by_market" as const };
      const markets = textColumn(simulateProducts({ ...input }), "market");
      if (new Set(markets).size < 4) continue;
      for (const name of new Set(flags(input, 0.25).flatMap((is, i) => (is ? [markets[i]!] : []))))
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expectCounts([...counts.values()], repeat(4, total / 4));
  });

  test("confounded follows the logistic function of the standardised covariate", () => {
    const input = { products: 8000, seed: 2, assignment: { kind: "confounded", by: "price", strength: 1.5 } as const };
    const treated = flags(input, 0.4);
    const logs = numberColumn(simulateProducts(input), "price").map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
    const x = logs.map((value) => (1.5 * (value - mean)) / sd);
    const chance = (a: number, i: number): number => 1 / (1 + Math.exp(-a - x[i]!));
    let [low, high] = [-10, 10];
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2;
      if (x.reduce((sum, _, i) => sum + chance(middle, i), 0) < 3200) low = middle;
      else high = middle;
    }
    const order = Array.from(x.keys()).sort((i, j) => x[i]! - x[j]!);
    let statistic = 0;
    for (let decile = 0; decile < 10; decile++) {
      const own = order.slice(800 * decile, 800 * decile + 800);
      const expected = own.reduce((sum, i) => sum + chance(low, i), 0);
      const variance = own.reduce((sum, i) => sum + chance(low, i) * (1 - chance(low, i)), 0);
      const found = own.filter((i) => treated[i]).length;
      statistic += (found - expected) ** 2 / variance;
    }
    expect(chiSquared.upperTail(statistic, 10)).toBeGreaterThan(1e-3);
  });

  test("staggered cohorts are drawn at random among the treated", () => {
    const sums = repeat(3, 0);
    for (let seed = 0; seed < 300; seed++) {
      const table = simulate({
        seed,
        products: 30,
        dateEnd: "2024-01-03",
        assignment: { kind: "staggered", dates: ["2024-01-01", "2024-01-02", "2024-01-03"] },
        enrichment: { function: "quantity_boost", params: { effect_size: 1, enrichment_fraction: 1 } },
      }).table();
      sums[Number(textColumn(table, "treatment_date")[0]!.slice(-2)) - 1]! += 1;
    }
    expectCounts(sums, repeat(3, 100));
  });
});
