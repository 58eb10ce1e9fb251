import { describe, expect, it } from "vitest";
import { csvReader, type CsvReaderOptions } from "./csv-reader.ts";
import { numberReader } from "./number-cells.ts";
import { invalidUtf8 } from "./utf8.ts";

function firstColumn(cells: readonly string[], options: CsvReaderOptions = {}): (number | string)[] {
  const found: (number | string)[] = [];
  const reader = csvReader(options, {
    batch({ columns }) {
      const [column] = columns.values();
      if (column instanceof Float64Array) found.push(...column);
      else for (const code of column?.codes ?? []) found.push(column!.dictionary[code]!);
    },
    notNumber: () => {},
  });
  reader.push(new TextEncoder().encode(`a|b\n${cells.map((cell) => `${cell}|x\n`).join("")}`), true);
  return found;
}

describe("csvReader", () => {
  it("reads numerals to the bits that the engine reads", () => {
    const numerals = [
      "0.1",
      "123456789012345",
      "1234567890.12345",
      "9007199254740991",
      "4.35",
      "1e-7",
      "0.000001234",
      "-2.5",
      "+3",
    ];
    expect(firstColumn(numerals)).toEqual(numerals.map(Number));
  });

  it("takes declared thousands, decimals and gaps", () => {
    const options = { thousands: ".", decimal: ",", missing: ["-", "k.A."] } as const;
    expect(firstColumn(["1.234,5", "-", "k.A.", "12", "1.234.567"], options)).toEqual([1234.5, NaN, NaN, 12, 1234567]);
    expect(firstColumn(["1.5", "12"], options)).toEqual(["1.5", "12"]);
    expect(firstColumn(["NA", "1"], options)).toEqual(["NA", "1"]);
  });

  it("tells of cells that are no numbers, with their rows and lines", () => {
    const told: unknown[] = [];
    const reader = csvReader({ numbers: ["a"] }, { batch: () => {}, notNumber: (...cell) => told.push(cell) });
    reader.push(new TextEncoder().encode('a,b\n1,"x\ny"\noops,z\n'), true);
    expect(told).toEqual([["a", 2, 4, "oops"]]);
  });

  it("begins a new dictionary when one has grown large", () => {
    const dictionaries = new Set<unknown>();
    const reader = csvReader(
      { batchRows: 1000 },
      {
        batch({ columns }) {
          const [column] = columns.values();
          if (!(column instanceof Float64Array)) dictionaries.add(column?.dictionary);
        },
        notNumber: () => {},
      },
    );
    reader.push(
      new TextEncoder().encode(`id\n${Array.from({ length: 150_000 }, (_, i) => `u${i}`).join("\n")}\n`),
      true,
    );
    expect(dictionaries.size).toBe(3);
  });

  it("names the byte of a NUL and of what is not UTF-8", () => {
    const reader = csvReader({}, { batch: () => {}, notNumber: () => {} });
    reader.push(new TextEncoder().encode("a\nx\0y\n"), true);
    expect(reader.issues()[0]?.message).toMatch(/byte 3 is NUL/);
    const other = csvReader({}, { batch: () => {}, notNumber: () => {} });
    expect(() => other.push(Uint8Array.of(0x61, 0x0a, 0x62, 0xe9, 0x0a), true)).toThrow("byte 3 is 0xE9");
  });

  it("refuses one mark for two uses", () => {
    expect(() => csvReader({ thousands: "." }, { batch: () => {}, notNumber: () => {} })).toThrow(
      "thousands and decimal",
    );
  });
});

it.each([
  ["1 234", 1234],
  ["1\u00A0234\u202F567,5", 1234567.5],
  ["12 34", null],
  ["0 123", null],
  ["1 2345", null],
])("groups of three digits: %j", (cell, value) => {
  expect(numberReader({ decimal: ",", thousands: " ", missing: null })(cell)).toBe(value);
});

it.each([
  [[0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], -1],
  [[0x61, 0xe9, 0x61], 1],
  [[0xc0, 0x80], 0],
  [[0xed, 0xa0, 0x80], 0],
  [[0xf4, 0x90, 0x80, 0x80], 0],
  [[0x61, 0xe2, 0x82], 1],
])("the first byte of %j that is no UTF-8 is %i", (bytes, at) => {
  expect(invalidUtf8(Uint8Array.from(bytes))).toBe(at);
});
