import * as fc from "fast-check";
import { expect, it } from "vitest";
import { tables } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import { csvBatches } from "./csv-batches.ts";
import { formatCsv } from "./format-csv.ts";
import { parseCsv } from "./parse-csv.ts";
import { columnNames, createTable, type Table } from "./table.ts";

async function* bytesOf(text: string, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

function joined(parts: readonly Table[]): Table {
  const names = columnNames(parts[0]!);
  return createTable(
    Object.fromEntries(
      names.map((name) => {
        const columns = parts.map((part) => part[name]!);
        const isNumber = columns[0] instanceof Float64Array;
        const cells = columns.flatMap((column) => [...column] as (number | string)[]);
        return [name, isNumber ? Float64Array.from(cells as number[]) : (cells as string[])];
      }),
    ),
  );
}

it("gives the rows of parseCsv, whatever the batches and chunks", async () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 20 }));
  await fc.assert(
    fc.asyncProperty(tables, sizes, async (table, [batchCharacters, chunk]) => {
      const text = columnNames(table).filter((name) => !(table[name] instanceof Float64Array));
      const csv = formatCsv(table);
      const whole = parseCsv(csv, { text });
      fc.pre(whole.issues.length === 0);
      const parts: Table[] = [];
      for await (const part of csvBatches(bytesOf(csv, chunk), { text, batchCharacters })) parts.push(part);
      expect(dump(joined(parts))).toEqual(dump(whole.table));
    }),
    { numRuns: 300 },
  );
});
