import * as fc from "fast-check";
import { type Column, createTable, rowCount, type Table } from "../src/table.ts";

const hostile = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "7",
  " x ",
  'a"b',
  "a;b\tc",
  "\uFEFFa",
  "é😀",
];

const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary", minLength: 1 }).filter((name) => !name.includes("\0")),
);

const numbers = fc.oneof(
  fc.double({ noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(NaN, 0, -0),
);
const pieces = fc.constantFrom(",", ";", '"', "\r", "\n", "\t", " ", "007", "NA", "é", "😀", "\uFFFD");
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join("")),
  names,
  fc.constant(""),
);

/** Tables of 1 to 4 columns with hostile names, ties and missing cells. */
export const tables: fc.Arbitrary<Table> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(names, fc.boolean()), { selector: ([name]) => name, minLength: 1, maxLength: 4 }),
    fc.nat({ max: 12 }),
  )
  .chain(([columns, rows]) => {
    const size = { minLength: rows, maxLength: rows };
    const cells = columns.map(([name, numeric]): fc.Arbitrary<[string, Column]> =>
      numeric
        ? fc.array(numbers, size).map((values) => [name, Float64Array.from(values)])
        : fc.array(texts, size).map((values) => [name, values]),
    );
    return fc.tuple(...cells).map((entries) => createTable(Object.fromEntries(entries)));
  });

/** A table with a permutation of its rows. */
export const shuffles: fc.Arbitrary<{ table: Table; order: number[] }> = tables.chain((table) => {
  const rows = Array.from({ length: rowCount(table) }, (_, i) => i);
  return fc
    .shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })
    .map((order) => ({ table, order }));
});
