import { describe, expect, test } from "vitest";
import { enrichments } from "../enrichments/enrichments.ts";
import { simulate } from "../simulate.ts";
import type { SimulateOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";

function options(value: unknown): SimulateOptions {
  const read = readOptions(value);
  if ("faults" in read) throw new Error(JSON.stringify(read.faults));
  return read.options;
}

function faults(value: unknown): string[] {
  const read = readOptions(value);
  return "faults" in read ? read.faults.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
}

describe("readOptions", () => {
  test("takes keys in any of the three spellings", () => {
    const snake = options({ date_start: "2024-02-01", seasons: [{ period: 7, amplitude: 0.2 }], sale_prob: 0.5 });
    expect(options({ dateStart: "2024-02-01", seasons: [{ period: 7, amplitude: 0.2 }], saleProb: 0.5 })).toEqual(
      snake,
    );
    expect(options({ DATE_START: "2024-02-01", SEASONS: [{ PERIOD: 7, AMPLITUDE: 0.2 }], SALE_PROB: 0.5 })).toEqual(
      snake,
    );
    expect(snake).toMatchObject({ dateStart: "2024-02-01", saleProb: 0.5, products: 100, enrichment: null });
  });

  test("reads the older nested shape", () => {
    expect(
      options({
        STORAGE: { PATH: "output" },
        RULE: {
          CHARACTERISTICS: {
            FUNCTION: "simulate_characteristics_rule_based",
            PARAMS: { num_products: 50, seed: null },
          },
          METRICS: {
            FUNCTION: "simulate_metrics_rule_based",
            PARAMS: {
              date_start: "2024-01-03",
              sale_prob: 0.6,
              seed: 42,
              granularity: "weekly",
              cart_to_order_rate: 0.82,
            },
          },
        },
        PRODUCT_DETAILS: { FUNCTION: "simulate_product_details_mock" },
        IMPACT: {
          FUNCTION: "combined_boost",
          PARAMS: { effect_size: 0.5, enrichment_fraction: 0.3, enrichment_start: "2024-01-15", seed: 42 },
        },
      }),
    ).toMatchObject({
      mode: "rule",
      products: 50,
      dateStart: "2024-01-03",
      dateEnd: "2024-01-31",
      saleProb: 0.6,
      granularity: "weekly",
      cartToOrderRate: 0.82,
      details: true,
      enrichment: { function: "combined_boost", effectSize: 0.5, rampDays: 7, fraction: 0.3, seed: 42 },
    });
    const training = { training_data_path: "products.csv", num_rows: 9, seed: 3 };
    expect(options({ SYNTHESIZER: { PRODUCTS: { FUNCTION: "gaussian_copula", PARAMS: training } } })).toMatchObject({
      mode: "synthesizer",
      products: 9,
      seed: 3,
      trainingDataPath: "products.csv",
    });
  });

  test("tells all faults at once", () => {
    expect(
      faults({
        products: 0,
        sale_prob: "much",
        date_start: "2024-02-30",
        holidays: [{ date: "13-01", lift: 1 }],
        assignment: { kind: "staggered", dates: [] },
        enrichment: { function: "boost", params: {} },
        colour: "red",
      }).map((fault) => fault.split(":")[0]),
    ).toEqual([
      "enrichment.function",
      "products",
      "date_start",
      "sale_prob",
      "holidays.0.date",
      "assignment.dates",
      "colour",
    ]);
  });

  test.each([
    [{ date_start: "2024-02-01", date_end: "2024-01-01" }, "date_end: is 2024-01-01, before date_start 2024-02-01"],
    [{ common_share: 0.7, market_share: 0.7 }, "market_share: and common_share are more than 1 together"],
    [
      { enrichment: { function: "quantity_boost" } },
      "enrichment.params: has no size; give effect_size or quality_boost",
    ],
    [
      { enrichment: { function: "quantity_boost", params: { effect_size: 1, efect: 2 } } },
      'enrichment.params.efect: unknown option "efect"',
    ],
    [
      { enrichment: { function: "toString", params: { effect_size: 1 } } },
      'enrichment.function: unknown enrichment "toString"',
    ],
    [
      { enrichment: { function: "quantity_boost", params: { effect_size: -1.5 } } },
      "enrichment.params.effect_size: Too small",
    ],
    [{ rule: {}, synthesizer: {} }, "synthesizer: stands beside rule; use one of the two"],
    [
      { rule: { metrics: { params: { SALE_PROBABILITY: 1 } } } },
      'rule.metrics.params.sale_probability: unknown parameter "sale_probability"',
    ],
    [
      { synthesizer: { metrics: { function: "gaussian_copula" } } },
      "synthesizer.metrics: metrics drawn from a copula have no known effect",
    ],
    [JSON.parse('{"__proto__": {"products": 3}}'), '__proto__: unknown option "__proto__"'],
    [null, ": "],
    ["text", ": "],
    [[], ": "],
  ])("refuses %j", (value, message) => {
    expect(faults(value).join("\n")).toContain(message);
  });
});

test("an enrichment of the user's own has parameters of its own", () => {
  const mine = { reach: "units" as const, needsSize: false, effect: (): number => 0 };
  const known = { ...enrichments, mine };
  const read = readOptions({ enrichment: { function: "mine", params: { half_life: 5 } } }, known);
  expect(read).toMatchObject({ options: { enrichment: { effectSize: 0, params: { half_life: 5 } } } });
});

test.each([
  [
    { enrichment: { function: "quantity_boost", params: { effectSize: 1, enrichmentStart: "2025-01-01" } } },
    /starts on 2025-01-01, after the last day, 2024-03-30/,
  ],
  [{ dateEnd: "2023-01-01", dateStart: "2024-01-01" }, /simulate: date_end: is 2023-01-01/],
  [{ mode: "synthesizer" as const }, /no training products/],
  [
    { assignment: "by_market" as const, enrichment: { function: "quantity_boost", params: { effectSize: 1 } } },
    /two markets or more/,
  ],
])("simulate refuses %j", (input, message) => {
  expect(() => simulate(input)).toThrow(message);
});
