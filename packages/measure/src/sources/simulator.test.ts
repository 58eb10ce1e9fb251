import { unwrap, validate, type Query } from "@ie/contracts";
import { parseCsv, rowCount } from "@ie/table";
import { describe, expect, test } from "vitest";
import { contextOf, measure } from "../measure.ts";
import { models } from "../models/index.ts";
import { describeSource } from "../testing.ts";
import { transforms } from "../transforms/index.ts";
import { sources } from "./index.ts";
import { createSimulator, simulator, type SimulatorOptions } from "./simulator.ts";

const week: Query = { from: "2024-03-01", to: "2024-03-07", sampleSize: null };

function read(options: Readonly<Record<string, unknown>>): SimulatorOptions {
  return unwrap(validate(simulator.options, options), "test");
}

describeSource({ describe, test }, "simulator", simulator, {
  options: { products: 40, seed: 5 },
  window: { column: "date", from: "2024-01-10", to: "2024-01-20" },
  unit: "product_id",
  sampleSize: 12,
});

describe("simulator", () => {
  const half = { function: "quantity_boost", params: { effect_size: 0.5, enrichment_fraction: 0.5 } };

  test("the truth is that of the rows loaded with the same seed", async () => {
    const options = read({ products: 60, enrichment: half });
    const table = await simulator.load(options, week, contextOf(3));
    const truth = await simulator.truth(options, week, contextOf(3));
    const revenue = table["revenue"] as Float64Array;
    const treated = table["treated"] as Float64Array;
    const observed = revenue.reduce((sum, value, i) => sum + value * treated[i]!, 0);
    const { cumulative, relative } = truth.effects.revenue;
    expect(observed - cumulative).toBeCloseTo(cumulative / relative!, 5);
    expect(truth.products).toBe(60);
    expect((await simulator.truth(options, week, contextOf(4))).effects).not.toEqual(truth.effects);
  });

  test("a larger sample draws more products, the first ones as they were", async () => {
    const options = read({ seed: 1 });
    const small = await simulator.load(options, { ...week, sampleSize: 10 }, contextOf(1));
    const large = await simulator.load(options, { ...week, sampleSize: 90 }, contextOf(1));
    expect(rowCount(large)).toBe(630);
    expect((large["revenue"] as Float64Array).slice(0, 70)).toEqual(small["revenue"]);
  });

  test("an experiment's interval holds the truth", async () => {
    const plan = {
      source: { name: "simulator", options: { seed: 11, products: 600, enrichment: half } },
      model: { name: "experiment", options: { formula: "ordered_units ~ enriched" } },
      query: { from: "2024-03-01", to: "2024-03-01" },
    };
    const result = await measure(plan, { models, sources, transforms }, { initiativeId: "i" });
    const query = { ...week, to: "2024-03-01" };
    const { ate } = (await simulator.truth(read(plan.source.options), query, contextOf(0))).effects.ordered_units;
    expect(result.provenance?.mock).toBe(true);
    expect(result.estimate.interval.lower).toBeLessThan(ate!);
    expect(result.estimate.interval.upper).toBeGreaterThan(ate!);
  });

  test("names all faults, with their places", () => {
    const result = validate(simulator.options, {
      products: 0,
      sale_prob: 2,
      enrichment: { function: "bost", params: {} },
    });
    expect(result.ok ? [] : result.issues.map(({ path }) => path.join("."))).toEqual([
      "enrichment.function",
      "products",
      "sale_prob",
    ]);
  });

  test("an enrichment after the window is refused, not measured as none", async () => {
    const options = read({ enrichment: { ...half, params: { ...half.params, enrichment_start: "2024-04-01" } } });
    await expect(simulator.load(options, week, contextOf(1))).rejects.toMatchObject({
      code: "config/invalid",
      message:
        "simulator: the enrichment starts on 2024-04-01, after the last day, 2024-03-07; choose an earlier enrichment_start",
    });
  });

  test("learns products where it is told how to read them", async () => {
    const options = read({ mode: "synthesizer", products: 5, training_data_path: "products.csv" });
    await expect(simulator.load(options, week, contextOf(1))).rejects.toThrow("cannot read files here");
    const { table } = parseCsv("price,category\n10,toys\n12,toys\n15,games\n");
    const reading = createSimulator({ readTraining: () => Promise.resolve(table) });
    const rows = await reading.load(options, week, contextOf(1));
    expect(new Set(rows["category"] as readonly string[])).toEqual(new Set(["toys", "games"]));
    expect(Math.max(...(rows["price"] as Float64Array))).toBeLessThanOrEqual(15);
  });
});
