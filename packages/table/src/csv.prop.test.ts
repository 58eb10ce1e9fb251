import * as fc from "fast-check";
import { expect, it } from "vitest";
import { tables } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import { formatCsv } from "./format-csv.ts";
import { parseCsv } from "./parse-csv.ts";
import { columnNames } from "./table.ts";

it("reads back the table it wrote, bit by bit", () => {
  fc.assert(
    fc.property(tables, (table) => {
      const text = columnNames(table).filter((name) => !(table[name] instanceof Float64Array));
      const back = parseCsv(formatCsv(table), { text });
      expect(dump(back.table)).toEqual(dump(table));
      expect(back.issues.filter(({ row }) => row !== null)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("writes what it read the same way again", () => {
  fc.assert(
    fc.property(tables, (table) => {
      const once = formatCsv(parseCsv(formatCsv(table)).table);
      expect(formatCsv(parseCsv(once).table)).toBe(once);
    }),
  );
});

it("reads any text without throwing, into columns of equal length", () => {
  const pieces = fc.constantFrom("a", "1", ",", ";", "\t", '"', '""', "\r", "\n", "\r\n", " ", "\0", "\uFEFF", "007");
  const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const { table, issues } = parseCsv(text);
      expect(new Set(Object.values(table).map((column) => column.length)).size).toBeLessThanOrEqual(1);
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const issue of issues) expect(issue.line).toBeLessThanOrEqual(lines);
      expect(dump(table).flatMap(([, cells]) => cells)).not.toContain(undefined);
    }),
    { numRuns: 1000 },
  );
});
