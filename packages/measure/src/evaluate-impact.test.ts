import { measureResult, type ArtefactStore } from "@ie/contracts";
import { expect, test } from "vitest";
import { evaluateImpact } from "./evaluate-impact.ts";

// The example configuration of the specification, as published.
const published = `{
  "DATA": { "TYPE": "simulator", "MODE": "rule", "SEED": 42, "START_DATE": "2024-01-01", "END_DATE": "2024-01-31" },
  "MEASUREMENT": {
    "MODEL": "interrupted_time_series",
    "PARAMS": { "INTERVENTION_DATE": "2024-01-15", "DEPENDENT_VARIABLE": "revenue", "order": [1, 0, 0], "seasonal_order": [0, 0, 0, 0] }
  }
}`;

test("runs the specification's example, and says that its data are invented", async () => {
  const { result, url } = await evaluateImpact(published);
  expect(url).toBeNull();
  expect(result).toMatchObject({
    design: "time-series",
    model: "interrupted_time_series",
    sampleSize: 31,
    provenance: { mock: true, seed: 0 },
  });
  expect(measureResult.format((await evaluateImpact(published)).result)).toEqual(measureResult.format(result));
});

test("runs an experiment of the originals", async () => {
  const { result } = await evaluateImpact({
    DATA: {
      SOURCE: {
        type: "simulator",
        CONFIG: {
          mode: "rule",
          seed: 42,
          start_date: "2024-01-08",
          end_date: "2024-01-08",
          path: "output/products.csv",
        },
      },
      ENRICHMENT: {
        FUNCTION: "product_detail_boost",
        PARAMS: { enrichment_fraction: 0.5, enrichment_start: "2024-01-08", quality_boost: 0.15, seed: 42 },
      },
    },
    MEASUREMENT: { MODEL: "experiment", PARAMS: { formula: "revenue ~ enriched + price" } },
  });
  expect(result).toMatchObject({ design: "experiment", sampleSize: 100 });
});

test("writes the document where a store is given", async () => {
  const written = new Map<string, string>();
  const store: ArtefactStore = {
    tenant: "t",
    read: (key) => Promise.resolve(new TextEncoder().encode(written.get(key))),
    write: (key, bytes) => {
      written.set(key, new TextDecoder().decode(bytes));
      return Promise.resolve(`memory:t/${key}`);
    },
    list: () => Promise.resolve([...written.keys()]),
    url: (key) => `memory:t/${key}`,
  };
  const { result, url } = await evaluateImpact(published, { initiativeId: "launch", store });
  const [[key, text]] = [...written] as [[string, string]];
  expect(key).toMatch(/^measure\/launch\/[0-9a-f]{16}\/impact_results\.json$/);
  expect(url).toBe(`memory:t/${key}`);
  expect(measureResult.parse(JSON.parse(text))).toEqual({ ok: true, value: result });
});

test("lists every fault of a configuration with its place", async () => {
  await expect(evaluateImpact("DATA: {TYPE: mok}\nMEASUREMENT: {MODEL: experiment}")).rejects.toThrow(
    /configuration:1:14: unknown source "mok"; did you mean "mock"\?[\s\S]*configuration:2:.*formula/,
  );
});
