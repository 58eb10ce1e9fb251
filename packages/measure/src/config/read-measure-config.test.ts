import { unwrap } from "@ie/contracts";
import { formatIssues, parseConfig } from "@ie/contracts/config";
import { describe, expect, test } from "vitest";
import { models } from "../models/index.ts";
import type { MeasurePlan } from "../plan.ts";
import { sources } from "../sources/index.ts";
import { transforms } from "../transforms/index.ts";
import { readMeasureConfig } from "./read-measure-config.ts";

const registries = { models, sources, transforms };

function read(text: string): { pilot: MeasurePlan; scale: MeasurePlan } {
  const config = unwrap(parseConfig(text, "m.yaml"), "test");
  const { pilot, scale } = unwrap(readMeasureConfig(config.root, registries, config), "test");
  return { pilot: pilot.plan, scale: scale.plan };
}

function faults(text: string): string {
  const config = unwrap(parseConfig(text, "m.yaml"), "test");
  const result = readMeasureConfig(config.root, registries, config);
  return result.ok ? "" : formatIssues(result.issues);
}

describe("shapes of configuration", () => {
  test("the specification's upper-case JSON adds rows up by date", () => {
    const { pilot } = read(`{
      "DATA": { "TYPE": "simulator", "MODE": "rule", "SEED": 42, "START_DATE": "2024-01-01", "END_DATE": "2024-01-31" },
      "MEASUREMENT": { "MODEL": "interrupted_time_series", "PARAMS": { "INTERVENTION_DATE": "2024-01-15",
        "DEPENDENT_VARIABLE": "revenue", "order": [1, 0, 0], "seasonal_order": [0, 0, 0, 0] } }
    }`);
    expect(pilot).toMatchObject({
      source: { name: "simulator", options: { mode: "rule", seed: 42 } },
      transform: { name: "aggregate_by_date", options: { metric: "revenue" } },
      model: { name: "interrupted_time_series", options: { intervention_date: "2024-01-15", order: [1, 0, 0] } },
      query: { from: "2024-01-01", to: "2024-01-31" },
    });
  });

  test("the originals' nested form, with enrichment", () => {
    const { pilot } = read(`
DATA:
  SOURCE:
    type: simulator
    CONFIG: { mode: rule, seed: 42, path: output/products.csv, start_date: "2024-11-01", end_date: "2024-11-30" }
  ENRICHMENT:
    FUNCTION: product_detail_boost
    PARAMS: { enrichment_fraction: 1.0, enrichment_start: "2024-11-15", quality_boost: 0.3, seed: 42 }
  TRANSFORM: { FUNCTION: aggregate_by_date, PARAMS: { metric: revenue } }
MEASUREMENT: { MODEL: interrupted_time_series, PARAMS: { intervention_date: "2024-11-15", dependent_variable: revenue } }
OUTPUT: { PATH: output }
`);
    expect(pilot).toMatchObject({
      source: { name: "simulator", options: { enrichment: { function: "product_detail_boost" } } },
      transform: { name: "aggregate_by_date" },
      query: { from: "2024-11-01", to: "2024-11-30" },
    });
  });

  test("the older flat form with dates in PARAMS and lower-case enrichment", () => {
    const { pilot } = read(`
DATA:
  END_DATE: '2024-11-30'
  ENRICHMENT: { function: quantity_boost, params: { effect_size: 0.3, enrichment_fraction: 1.0, enrichment_start: '2024-11-23', seed: 42 } }
  MODE: rule
  SEED: 42
  START_DATE: '2024-10-01'
  TYPE: simulator
MEASUREMENT:
  MODEL: interrupted_time_series
  PARAMS: { DEPENDENT_VARIABLE: revenue, END_DATE: '2024-11-30', INTERVENTION_DATE: '2024-11-23', START_DATE: '2024-10-16' }
`);
    expect(pilot.query).toMatchObject({ from: "2024-10-16", to: "2024-11-30" });
  });

  test("pilot and scale differ by their overrides", () => {
    const { pilot, scale } = read(`
data: { source: { type: mock, config: { products: 50 } } }
measurement: { model: experiment, params: { formula: revenue ~ enriched } }
pilot: { sample_size: 300, end_date: "2024-02-01" }
scale: { sample_size: 2000, products: 70 }
`);
    expect(pilot).toMatchObject({
      query: { sampleSize: 300, to: "2024-02-01" },
      source: { options: { products: 50 } },
    });
    expect(scale).toMatchObject({ query: { sampleSize: 2000 }, source: { options: { products: 70 } } });
  });
});

describe("faults", () => {
  test("all at once, each with its place and the nearest name", () => {
    expect(
      faults(`
data:
  source: { type: mok, config: {} }
mesurement: {}
measurement:
  model: interrupted_time_serie
  params: { intervention_date: yesterday }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:4:1: unknown key "mesurement"; did you mean "measurement"?
        4 | mesurement: {}
            ^
      m.yaml:3:19: unknown source "mok"; did you mean "mock"?
        3 |   source: { type: mok, config: {} }
                              ^
      m.yaml:6:10: unknown model "interrupted_time_serie"; did you mean "interrupted_time_series"?
        6 |   model: interrupted_time_serie
                     ^"
    `);
  });

  test("an option of a known model", () => {
    expect(
      faults(`
data: { source: { type: mock, config: { prodcts: 3 } } }
measurement:
  model: interrupted_time_series
  params:
    intervention_date: 2024-02-30
    dependant_variable: revenue
    order: [1, 0]
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:2:50: mock: prodcts: unknown option "prodcts"; did you mean "products"?
        2 | data: { source: { type: mock, config: { prodcts: 3 } } }
                                                             ^
      m.yaml:6:24: interrupted_time_series: intervention_date: is not a date; write it as YYYY-MM-DD
        6 |     intervention_date: 2024-02-30
                                   ^
      m.yaml:8:5: interrupted_time_series: order: too small: expected array to have >=3 items; got [1,0]
        8 |     order: [1, 0]
                ^
      m.yaml:7:25: interrupted_time_series: dependant_variable: unknown option "dependant_variable"; did you mean "dependent_variable"?
        7 |     dependant_variable: revenue
                                    ^"
    `);
  });

  test.each([
    ["[1, 2]", "the configuration is no map"],
    ["data: {}", 'no key "measurement"'],
    ["data: { source: { type: mock } }\nmeasurement: { params: {} }", 'no key "model"'],
    [
      'data: { source: { type: mock, config: { start_date: "2024-02-01", end_date: "2024-01-01" } } }\nmeasurement: { model: experiment, params: { formula: y ~ t } }',
      "start_date is after end_date",
    ],
  ])("%s", (text, message) => {
    expect(faults(text)).toContain(message);
  });
});
