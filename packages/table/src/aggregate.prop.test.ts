import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shuffles } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import { aggregate, type Aggregation } from "./aggregate.ts";
import { columnNames, createTable } from "./table.ts";
import { takeRows } from "./take-rows.ts";

const hows: readonly Aggregation[] = ["sum", "mean", "count", "min", "max"];

function ofY(how: Aggregation): { column: string; how: Aggregation } {
  return { column: "y", how };
}

it("is the same to the last bit for any order of rows", () => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const names = columnNames(table);
      const outputs = Object.fromEntries(
        names.flatMap((column) =>
          hows
            .filter((how) => table[column] instanceof Float64Array || (how !== "sum" && how !== "mean"))
            .map((how) => [`${how} of ${column}`, { column, how }]),
        ),
      );
      const by = names.slice(0, 1).filter((name) => !Object.hasOwn(outputs, name));
      expect(dump(aggregate(takeRows(table, order), by, outputs))).toEqual(dump(aggregate(table, by, outputs)));
    }),
  );
});

it("sums of groups add up, and means lie between minimum and maximum", () => {
  const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer()), { minLength: 1 });
  fc.assert(
    fc.property(values, (pairs) => {
      const table = createTable({ g: pairs.map(([g]) => g), y: pairs.map(([, y]) => y) });
      const [sum, mean, min, max] = dump(
        aggregate(table, ["g"], { sum: ofY("sum"), mean: ofY("mean"), min: ofY("min"), max: ofY("max") }),
      )
        .slice(1)
        .map(([, cells]) => cells as number[]);
      // Integers below 2⁵³ add without rounding.
      expect(sum!.reduce((a, b) => a + b, 0)).toBe(pairs.reduce((a, [, y]) => a + y, 0));
      for (const [g, m] of mean!.entries()) {
        expect(m).toBeGreaterThanOrEqual(min![g]!);
        expect(m).toBeLessThanOrEqual(max![g]!);
      }
    }),
  );
});
