import { numberColumn, type Table } from "@ie/table";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { metricNames } from "./demand/metrics.ts";
import { enrichments } from "./enrichments/enrichments.ts";
import type { SimulateInput } from "./options/read-options.ts";
import { simulate } from "./simulate.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });

const inputs: fc.Arbitrary<SimulateInput> = fc.record({
  seed: fc.nat(),
  products: fc.integer({ min: 1, max: 12 }),
  dateEnd: fc.constantFrom("2024-01-01", "2024-01-09", "2024-01-20"),
  granularity: fc.constantFrom("daily" as const, "weekly" as const),
  saleProb: share,
  impressionToVisitRate: share,
  visitToCartRate: share,
  cartToOrderRate: share,
  unitsPerOrder: fc.double({ min: 1, max: 4, noNaN: true }),
  impressions: fc.double({ min: 0, max: 5000, noNaN: true }),
  noise: fc.double({ min: 0, max: 3, noNaN: true }),
  autocorrelation: fc.double({ min: -0.999, max: 0.999, noNaN: true }),
  promotionRate: share,
  priceElasticity: fc.double({ min: -20, max: 0, noNaN: true }),
  stockOutRate: share,
  outlierRate: share,
  enrichment: fc.record({
    function: fc.constantFrom(...Object.keys(enrichments)),
    params: fc.record({ effect_size: fc.double({ min: -1, max: 5, noNaN: true }), enrichment_fraction: share }),
  }),
});

function rowsOf(tables: Iterable<Table>, name: string): number[] {
  return Array.from(tables, (table) => Array.from(numberColumn(table, name))).flat();
}

test("any options give whole counts in a funnel, the same in batches of any size, with their truth", () => {
  fc.assert(
    fc.property(inputs, fc.integer({ min: 1, max: 12 }), (input, size) => {
      const simulation = simulate(input);
      const whole = [simulation.table({ potential: true })];
      const parts = [...simulate(input).batches({ size, potential: true })];
      const treated = rowsOf(whole, "treated");
      for (const name of metricNames) {
        expect(rowsOf(parts, name)).toEqual(rowsOf(whole, name));
        const [y0, y1] = [rowsOf(whole, `${name}_0`), rowsOf(whole, `${name}_1`)];
        expect(rowsOf(whole, name)).toEqual(treated.map((flag, row) => (flag === 1 ? y1 : y0)[row]!));
        const gain = treated.reduce((sum, flag, row) => sum + flag * (y1[row]! - y0[row]!), 0);
        expect(Math.abs(simulation.truth().effects[name].cumulative - gain)).toBeLessThan(1e-6 * (1 + Math.abs(gain)));
      }
      for (const ending of ["", "_0", "_1"]) {
        const stages = metricNames.slice(0, 5).map((name) => rowsOf(whole, `${name}${ending}`));
        stages[0]!.forEach((impressions, row) => {
          const [, visits, carts, orders, units] = stages.map((stage) => stage[row]!) as [
            number,
            number,
            number,
            number,
            number,
          ];
          expect(Number.isInteger(impressions) && Number.isInteger(units)).toBe(true);
          expect(impressions >= visits && visits >= carts && carts >= orders && units >= orders && orders >= 0).toBe(
            true,
          );
        });
      }
    }),
    { numRuns: 40 },
  );
});
