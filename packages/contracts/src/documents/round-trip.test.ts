import { describe, expect, test } from "vitest";
import { allocated, evaluated, examples, listed, measured, outcome, ran } from "../../test/examples.ts";
import { encodeJson, type Json } from "../json.ts";
import { unwrap } from "../result.ts";
import { deepFreeze } from "../testing.ts";
import {
  allocateResult,
  documents,
  evaluateResult,
  manifest,
  measureResult,
  outcomeReport,
  runResult,
} from "./index.ts";

/** What is on disk after a write and a read of the text. */
function reread(json: Json): Record<string, unknown> {
  return JSON.parse(encodeJson(json)) as Record<string, unknown>;
}

describe.each(Object.entries(documents))("%s", (name, document) => {
  const example = examples[name];

  test("reads back what it writes, as a value and as JSON", () => {
    const written = document.format(deepFreeze(example));
    const value = unwrap(document.parse(deepFreeze(reread(written))), name);
    expect(value).toEqual(example);
    expect(encodeJson(document.format(value))).toBe(encodeJson(written));
  });

  test("states its name and version", () => {
    expect(document.name).toBe(name);
    expect(document.version).toBe("1.0");
    expect(document.format(example)).toMatchObject({ schema_version: "1.0" });
  });

  test("ignores unknown fields", () => {
    const json = { ...reread(document.format(example)), a_field_of_next_year: { deep: [1] } };
    expect(unwrap(document.parse(json), name)).toEqual(example);
  });

  test("reads later minor versions and documents without a version", () => {
    const { schema_version: _, ...rest } = reread(document.format(example));
    expect(document.parse({ ...rest, schema_version: "1.7" }).ok).toBe(true);
    expect(document.parse(rest).ok).toBe(true);
  });

  test.each(["2.0", "2.1", "0.9", "1", "10.0", 1])("refuses schema_version %j", (version) => {
    const result = document.parse({ ...reread(document.format(example)), schema_version: version });
    const messages = result.ok ? [] : result.issues.map((issue) => issue.message);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(new RegExp(`^${name}: schema_version .*; got ${JSON.stringify(version)}$`));
  });

  test.each([null, 3, "text", [], undefined])("refuses %j", (json) => {
    const result = document.parse(json);
    expect(result.ok ? "" : result.issues[0]?.message).toMatch(new RegExp(`^${name}: the document expected `));
  });

  test("has a JSON Schema of its year's draft that asks for each field without a default", () => {
    const schema = document.jsonSchema() as { $schema: string; required: string[]; properties: object };
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    for (const field of schema.required) {
      const { [field]: _, ...rest } = reread(document.format(example));
      const result = document.parse(rest);
      expect(result.ok ? [] : result.issues.map((issue) => issue.path[0])).toContain(field);
    }
    const { required } = schema;
    const least = Object.fromEntries(
      Object.entries(reread(document.format(example))).filter(([field]) => required.includes(field)),
    );
    expect(document.parse(least).ok).toBe(true);
  });
});

describe("missing optional fields", () => {
  test("of a measure_result made elsewhere are unknown, never invented", () => {
    const json = {
      initiative_id: "a",
      effect_estimate: 0.1,
      ci_lower: 0,
      ci_upper: 0.2,
      p_value: 0.04,
      sample_size: 30,
      model_type: "experiment",
      diagnostics: { r_squared: 0.7 },
    };
    expect(unwrap(measureResult.parse(json), "test")).toEqual({
      initiativeId: "a",
      design: "experiment",
      model: null,
      estimate: {
        estimand: null,
        value: 0.1,
        stderr: null,
        interval: { lower: 0, upper: 0.2, level: 0.95 },
        pValue: 0.04,
        unit: null,
      },
      sampleSize: 30,
      diagnostics: { r_squared: 0.7 },
      checks: [],
      effects: [],
      terms: [],
      series: null,
      tables: {},
      provenance: null,
    });
  });

  test("of an evaluate_result", () => {
    const json = { initiative_id: "a", confidence: 0.5, cost: 1, R_best: 3, R_med: 2, R_worst: 1 };
    expect(unwrap(evaluateResult.parse(json), "test")).toEqual({
      initiativeId: "a",
      confidence: 0.5,
      cost: 1,
      returns: { best: 3, med: 2, worst: 1 },
      design: null,
      sampleSize: null,
      flags: [],
      reasons: [],
      returnMultiplier: 1,
      currency: null,
    });
  });

  test("of an allocate_result, with nothing selected", () => {
    const json = {
      selected_initiatives: [],
      predicted_returns: {},
      budget_allocated: {},
      total_budget: 1,
      unspent_budget: 1,
    };
    expect(unwrap(allocateResult.parse(json), "test")).toMatchObject({
      selected: [],
      rule: null,
      explanation: { scenarioOptima: null, regrets: null, objective: null, excluded: [], warnings: [] },
    });
  });
});

describe("numbers that JSON cannot hold", () => {
  test.each([
    [
      "measure_result",
      "effect_estimate",
      () => measureResult.format({ ...measured, estimate: { ...measured.estimate, value: Number.NaN } }),
    ],
    [
      "measure_result",
      "series.observed",
      () =>
        measureResult.format({ ...measured, series: { ...measured.series!, observed: Float64Array.of(1, Infinity) } }),
    ],
    ["evaluate_result", "cost", () => evaluateResult.format({ ...evaluated, cost: Infinity })],
    [
      "evaluate_result",
      "R_best",
      () => evaluateResult.format({ ...evaluated, returns: { ...evaluated.returns, best: Infinity } }),
    ],
    ["allocate_result", "total_budget", () => allocateResult.format({ ...allocated, budget: Infinity })],
    [
      "allocate_result",
      "predicted_returns.constructor",
      () =>
        allocateResult.format({
          ...allocated,
          predictedReturns: { ...allocated.predictedReturns, constructor: Number.NaN },
        }),
    ],
    ["outcome_report", "actual_return", () => outcomeReport.format({ ...outcome, actualReturn: Number.NaN })],
    [
      "run_result",
      "provenance.seed",
      () => runResult.format({ ...ran, provenance: { ...ran.provenance, seed: Number.NaN } }),
    ],
    [
      "manifest",
      "artefacts[0].bytes",
      () => manifest.format({ ...listed, artefacts: [{ ...listed.artefacts[0]!, bytes: Number.NaN }] }),
    ],
  ] as const)("%s refuses to write %s", (name, field, write) => {
    expect(write).toThrow(expect.objectContaining({ name: "ImpactError", code: "document/invalid" }) as Error);
    expect(write).toThrow(`${name}: ${field}`);
    expect(write).toThrow(/; got (NaN|Infinity)|; got \[|; got null/);
  });
});

describe("hostile names", () => {
  test("constructor and toString are names like others", () => {
    const value = unwrap(allocateResult.parse(reread(allocateResult.format(allocated))), "test");
    expect(Object.keys(value.predictedReturns)).toEqual(["checkout-flow", "constructor"]);
    expect(value.predictedReturns["constructor"]).toBe(10);
    expect(value.predictedReturns["toString"]).toBeUndefined();
    expect(Object.isFrozen(value.predictedReturns)).toBe(true);
  });

  test("a selected initiative is not found among inherited names", () => {
    const json = { ...reread(allocateResult.format(allocated)), predicted_returns: { "checkout-flow": 725 } };
    const result = allocateResult.parse(json);
    expect(result.ok ? [] : result.issues.map(({ message }) => message)).toEqual([
      'allocate_result: predicted_returns has no entry for the selected "constructor"; got {"checkout-flow":725}',
    ]);
  });

  test("__proto__ is refused as an initiative's name and changes no prototype", () => {
    const text =
      '{"initiative_id":"__proto__","confidence":0.5,"cost":1,"R_best":3,"R_med":2,"R_worst":1,"__proto__":{"flags":["x"]}}';
    const result = evaluateResult.parse(JSON.parse(text));
    expect(result.ok ? "" : result.issues[0]?.message).toContain('got "__proto__"');
    const document = {
      ...reread(measureResult.format(measured)),
      diagnostics: JSON.parse('{"r_squared":1,"__proto__":{"polluted":1}}') as unknown,
    };
    expect(
      Object.keys(unwrap(measureResult.parse({ ...document, diagnostics: { r_squared: 1 } }), "test").diagnostics),
    ).toEqual(["r_squared"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("one level in a document", () => {
  test("an outcome_report of two levels is not written", () => {
    const two = { ...outcome, actualInterval: { ...outcome.actualInterval, level: 0.95 } };
    expect(() => outcomeReport.format(two)).toThrow(
      "outcome_report: has intervals of level 0.9 and of level 0.95; the document states one level; give all intervals the same",
    );
  });

  test("a term of another level than the estimate is not written", () => {
    const terms = [{ ...measured.terms[0]!, interval: { lower: 0, upper: 9, level: 0.5 } }];
    expect(() => measureResult.format({ ...measured, terms })).toThrow("level 0.9 and of level 0.5");
  });
});
