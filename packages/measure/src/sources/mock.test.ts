import { unwrap, validate } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { describeSource } from "../testing.ts";
import { mock } from "./mock.ts";

test("a boost is the effect on units sold", async () => {
  const options = unwrap(
    validate(mock.options, {
      products: 4000,
      enrichment: { function: "quantity_boost", params: { effect_size: 0.3, enrichment_fraction: 0.5 } },
    }),
    "test",
  );
  const table = await mock.load(options, { from: "2024-01-01", to: "2024-01-07", sampleSize: null }, contextOf(3));
  const sums = { True: [0, 0], False: [0, 0] };
  (table["enriched"] as readonly ("True" | "False")[]).forEach((arm, i) => {
    sums[arm][0]! += (table["ordered_units"] as Float64Array)[i]!;
    sums[arm][1]! += (table["visits"] as Float64Array)[i]!;
  });
  const rate = (arm: "True" | "False"): number => sums[arm][0]! / sums[arm][1]!;
  expect(rate("True") / rate("False")).toBeGreaterThan(1.28);
  expect(rate("True") / rate("False")).toBeLessThan(1.32);
});

test("a boost without a size is refused, not taken for none", () => {
  const result = validate(mock.options, {
    enrichment: { function: "quantity_boost", params: { enrichment_fraction: 1 } },
  });
  expect(result).toMatchObject({ ok: false, issues: [{ path: ["enrichment", "params"] }] });
});

describeSource({ describe, test }, "mock", mock, {
  options: { products: 40, seed: 5 },
  window: { column: "date", from: "2024-01-10", to: "2024-01-20" },
  unit: "product_id",
  sampleSize: 12,
});
