import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type CodedBatch, csvReader, type CsvReaderOptions } from "./csv-reader.ts";
import { parseCsv } from "./parse-csv.ts";
import { dump } from "../test/dump.ts";
import { type Column, createTable, type Table } from "./table.ts";

/** The text read in pieces of `size` bytes; null where it has faults. */
function read(text: string, size: number, options: CsvReaderOptions): { table: Table; issues: readonly string[] } {
  const batches: CodedBatch[] = [];
  const reader = csvReader(options, { batch: (batch) => batches.push(batch), notNumber: () => {} });
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) reader.push(bytes.slice(from, from + size), false);
  reader.push(new Uint8Array(0), true);
  const cells = new Map<string, (number | string)[]>();
  for (const { columns } of batches) {
    for (const [name, column] of columns) {
      const own = cells.get(name) ?? [];
      cells.set(name, own);
      if (column instanceof Float64Array) own.push(...column);
      else for (const code of column.codes) own.push(column.dictionary[code]!);
    }
  }
  const columns = Object.fromEntries(cells) as Record<string, Column>; // each holds one kind
  return { table: createTable(columns), issues: reader.issues().map(({ message }) => message) };
}

const cells = fc.oneof(
  fc.constantFrom("", "a", "007", "NA", "é😀", " x", "1.5", "-0", '"a,b"', '"say ""hi"""', '"two\nlines"', "1e3", "é"),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const texts = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.array(fc.array(cells, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.constantFrom(",", ";", "\t", "|"),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([width, rows, newline, mark, ends, bom]) => {
    const lines = [["a", "b b", "c"], ...rows].map((row) => row.slice(0, width).join(mark).replaceAll(",", mark));
    return `${bom ? "\uFEFF" : ""}${lines.join(newline)}${ends ? newline : ""}`;
  });

it("reads what parseCsv reads, wherever the bytes are cut", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, size) => {
      // The kinds of columns are told, since the first rows decide on them here and all rows there.
      const whole = parseCsv(text);
      const columns = Object.entries(whole.table);
      const textual = columns.filter(([, column]) => !(column instanceof Float64Array)).map(([name]) => name);
      const numbers = columns.map(([name]) => name).filter((name) => !textual.includes(name));
      const own = read(text, size, { text: textual, numbers });
      const others = whole.issues.map(({ message }) => message).filter((message) => !message.includes("no rows"));
      expect(own.issues).toEqual(others);
      if (others.length === 0 && columns[0]![1].length > 0) expect(dump(own.table)).toEqual(dump(whole.table));
    }),
    { numRuns: 2000 },
  );
});

it("does not depend on where any single cut is", () => {
  const text = 'a;"b";c\r\n1;"x\r\n""y""";2,5\r\n\r\n-3;é;\r\n0,25;z;1e2';
  const options = { decimal: ",", text: ["b"] } as const;
  const whole = dump(read(text, 1000, options).table);
  for (let size = 1; size < 60; size++) expect(dump(read(text, size, options).table)).toEqual(whole);
  expect(whole).toEqual([
    ["a", [1, -3, 0.25]],
    ["b", ['x\r\n"y"', "é", "z"]],
    ["c", [2.5, NaN, 100]],
  ]);
});

it("reads any bytes without crashing, in bounded time", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (bytes, size) => {
      const reader = csvReader({}, { batch: () => {}, notNumber: () => {} });
      try {
        for (let from = 0; from < bytes.length; from += size) reader.push(bytes.slice(from, from + size), false);
        reader.push(new Uint8Array(0), true);
      } catch (error) {
        expect(String(error)).toMatch(/not UTF-8: byte \d+ is 0x/);
      }
    }),
    { numRuns: 2000 },
  );
});
