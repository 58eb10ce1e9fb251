import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shuffles, tables } from "../test/arbitraries.ts";
import { groupBy } from "./group-by.ts";
import { columnNames, rowCount } from "./table.ts";
import { takeRows } from "./take-rows.ts";

const grouped = tables.chain((table) =>
  fc.record({ table: fc.constant(table), by: fc.shuffledSubarray([...columnNames(table)]) }),
);

it("puts each row into the one group that has its values", () => {
  fc.assert(
    fc.property(grouped, ({ table, by }) => {
      const groups = groupBy(table, by);
      const rows = groups.flatMap((group) => [...group.rows]).toSorted((a, b) => a - b);
      expect(rows).toEqual(Array.from({ length: rowCount(table) }, (_, i) => i));
      for (const { key, rows } of groups) {
        for (const row of rows) {
          const cells = by.map((name) => table[name]![row]!);
          expect(cells.map((cell) => (typeof cell === "number" ? cell + 0 : cell))).toEqual(key);
        }
      }
      const keys = groups.map(({ key }) => key.map((part) => `${typeof part} ${part}`).join("\0"));
      expect(new Set(keys).size).toBe(groups.length);
    }),
  );
});

it("has the same keys in the same order for any order of rows", () => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const names = columnNames(table).slice(0, 2);
      const shuffled = groupBy(takeRows(table, order), names);
      expect(shuffled.map(({ key, rows }) => [key, rows.length])).toEqual(
        groupBy(table, names).map(({ key, rows }) => [key, rows.length]),
      );
    }),
  );
});
