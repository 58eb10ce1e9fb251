import { expect, test } from "vitest";
import { potentialTables } from "./potential-tables.ts";
import { simulate } from "./simulate.ts";

test("the treated rows are those of the treated table, the others those of the untreated one", () => {
  const input = {
    products: 40,
    dateEnd: "2024-01-20",
    missingRate: 0.1,
    outlierRate: 0.05,
    enrichment: {
      function: "product_detail_boost",
      params: { effect_size: 0.5, enrichment_fraction: 0.5, enrichment_start: "2024-01-08" },
    },
  };
  const { recorded, untreated, treated } = potentialTables(simulate(input).table({ potential: true }));
  expect({ ...recorded }).toEqual({ ...simulate(input).table() });
  const flag = recorded["treated"] as Float64Array;
  for (const name of ["visits", "revenue"]) {
    const expected = flag.map((is, row) => (is === 1 ? treated : untreated)[name]![row] as number);
    expect(recorded[name]).toEqual(expected);
  }
  const before = (recorded["date"] as readonly string[]).findIndex((date) => date < "2024-01-08");
  expect(treated["visits"]![before]).toBe(untreated["visits"]![before]);
  expect(treated["price"]).toBe(recorded["price"]);
});
