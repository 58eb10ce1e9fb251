import { isImpactError, type DataObject, type Table } from "@ie/contracts";
import * as fc from "fast-check";
import { parquetReadObjects, type SchemaTree } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { nodeCodecs } from "../../node/node-codecs.ts";
import { defaultTableOptions, memoryObject, readTable, type TableOptions } from "../index.ts";
import { columnKind } from "./column-kind.ts";
import { readHybrid } from "./hybrid.ts";

type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];
type WriteOptions = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData">;

const written = (columnData: Columns, options: WriteOptions = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

function load(source: Uint8Array | DataObject, options: Partial<TableOptions> = {}): Promise<Table> {
  const object = source instanceof Uint8Array ? memoryObject("a.parquet", source) : source;
  return readTable("file", [object], { ...defaultTableOptions, ...options }, contextOf(1), nodeCodecs);
}

async function cells(columnData: Columns, options: Partial<TableOptions> = {}): Promise<Record<string, unknown[]>> {
  const table = await load(written(columnData), options);
  return Object.fromEntries(Object.entries(table).map(([name, column]) => [name, [...(column as readonly unknown[])]]));
}

async function refusal(columnData: Columns, options: Partial<TableOptions> = {}): Promise<string> {
  try {
    await cells(columnData, options);
  } catch (error) {
    if (isImpactError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "it was read";
}

const instants = [new Date("2024-03-30T22:30:00Z"), new Date("2024-03-31T22:30:00Z")];

describe("types", () => {
  test("numbers, booleans, texts and their gaps", async () => {
    expect(
      await cells([
        { name: "i", data: [1, -2, null], type: "INT32", nullable: true },
        { name: "l", data: [2n ** 53n - 1n, -5n, null], type: "INT64", nullable: true },
        { name: "f", data: [0.5, -1.25, null], type: "FLOAT", nullable: true },
        { name: "d", data: [0.1, -0, null], type: "DOUBLE", nullable: true },
        { name: "b", data: [true, false, null], type: "BOOLEAN", nullable: true },
        { name: "s", data: ["é", "", null], type: "STRING", nullable: true },
      ]),
    ).toEqual({
      i: [1, -2, NaN],
      l: [2 ** 53 - 1, -5, NaN],
      f: [0.5, -1.25, NaN],
      d: [0.1, -0, NaN],
      b: [1, 0, NaN],
      s: ["é", "", ""],
    });
  });

  test("decimals are rounded once", async () => {
    const data = [110, 1, 333, 12_345_678];
    const schema = [
      { name: "root", num_children: 1 },
      { name: "p", type: "INT32", converted_type: "DECIMAL", scale: 2, precision: 9, repetition_type: "REQUIRED" },
    ];
    const bytes = written([{ name: "p", data: data.map((value) => value / 100) }], {
      schema: schema as NonNullable<WriteOptions["schema"]>,
    });
    expect([...((await load(bytes))["p"] as Float64Array)]).toEqual([1.1, 0.01, 3.33, 123_456.78]);
  });

  test("dates, and times in a zone", async () => {
    const data = [
      { name: "t", data: instants, type: "TIMESTAMP" as const },
      { name: "y", data: [1, 2], type: "INT32" as const },
    ];
    expect((await cells(data))["t"]).toEqual(["2024-03-30T22:30", "2024-03-31T22:30"]);
    expect((await cells(data, { types: { t: "date" } }))["t"]).toEqual(["2024-03-30", "2024-03-31"]);
    expect((await cells(data, { types: { t: "date" }, timeZone: "Europe/Berlin" }))["t"]).toEqual([
      "2024-03-30",
      "2024-04-01",
    ]);
    expect((await cells([{ name: "t", data: [new Date("2024-01-01T00:00:00Z")], type: "TIMESTAMP" }]))["t"]).toEqual([
      "2024-01-01",
    ]);
  });

  test("whole numbers beyond 2^53 are text or nothing", async () => {
    const data: Columns = [{ name: "id", data: [1n, 2n ** 60n], type: "INT64" }];
    expect(await refusal(data)).toMatch(
      /data\/out-of-range file: "a.parquet": column "id" has 1152921504606846976.* beyond 2\^53; .*set types: \{ id: text \}/,
    );
    expect(await cells(data, { types: { id: "text" } })).toEqual({ id: ["1", "1152921504606846976"] });
  });

  test("nested columns and times of a day are refused, with those that can be read", async () => {
    const column = (element: object, children: SchemaTree[] = []): SchemaTree => ({
      element: { name: "x", ...element },
      children,
      count: 1,
      path: ["x"],
    });
    expect(columnKind(column({ num_children: 1 }, [column({ type: "INT32" })]))).toEqual({
      kind: "refused",
      why: "nested",
    });
    expect(columnKind(column({ type: "INT32", repetition_type: "REPEATED" })).kind).toBe("refused");
    expect(columnKind(column({ type: "INT32", converted_type: "TIME_MILLIS" }))).toMatchObject({
      why: "of type TIME_MILLIS",
    });
    const schema = [
      { name: "root", num_children: 2 },
      { name: "t", type: "INT32", converted_type: "TIME_MILLIS", repetition_type: "REQUIRED" },
      { name: "n", type: "INT32", repetition_type: "REQUIRED" },
    ] as NonNullable<WriteOptions["schema"]>;
    const bytes = written(
      [
        { name: "t", data: [1, 2] },
        { name: "n", data: [1, 2] },
      ],
      { schema },
    );
    await expect(load(bytes)).rejects.toThrow(
      'column "t" is of type TIME_MILLIS; list the columns to read: columns: [n]',
    );
    expect([...((await load(bytes, { columns: ["n"] }))["n"] as Float64Array)]).toEqual([1, 2]);
  });
});

test("reads only the bytes of the columns asked for", async () => {
  const many = Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
  const bytes = written(["a", "b", "c", "d"].map((name) => ({ name, data: many, type: "DOUBLE" as const })));
  let read = 0;
  const object: DataObject = {
    ...memoryObject("a.parquet", bytes),
    slice: (start, end) => {
      read += end - start;
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
  const table = await load(object, { columns: ["c"] });
  expect(table["c"]).toEqual(Float64Array.from(many));
  expect(read).toBeLessThan(bytes.length / 2);
});

test("reads what hyparquet reads, over encodings, gaps, pages and row groups", async () => {
  const column = fc.oneof(
    fc.record({
      type: fc.constant("DOUBLE" as const),
      data: fc.array(fc.option(fc.double({ noNaN: true })), { minLength: 40, maxLength: 40 }),
    }),
    fc.record({
      type: fc.constant("INT32" as const),
      data: fc.array(fc.option(fc.integer({ min: -3, max: 3 })), { minLength: 40, maxLength: 40 }),
    }),
    fc.record({
      type: fc.constant("STRING" as const),
      data: fc.array(fc.option(fc.constantFrom("a", "b", "é", "long text")), { minLength: 40, maxLength: 40 }),
    }),
    fc.record({
      type: fc.constant("BOOLEAN" as const),
      data: fc.array(fc.option(fc.boolean()), { minLength: 40, maxLength: 40 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(column, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 5, max: 50 }),
      async (columns, rowGroupSize) => {
        const columnData = columns.map((own, i) => ({ name: `c${i}`, nullable: true, ...own }));
        const bytes = written(columnData, { rowGroupSize });
        const table = await load(bytes);
        const file = bytes.slice().buffer;
        const rows = await parquetReadObjects({
          file: { byteLength: file.byteLength, slice: (a, b) => file.slice(a, b) },
        });
        for (const { name, type } of columnData) {
          const others = rows.map((row): unknown => row[name] ?? null);
          const gap = type === "STRING" ? "" : NaN;
          expect([...(table[name] as readonly unknown[])]).toEqual(
            others.map((value) => (value === null ? gap : typeof value === "boolean" ? Number(value) : value)),
          );
        }
      },
    ),
    { numRuns: 150 },
  );
});

test("a damaged file is an error that names its place, whatever byte is changed", async () => {
  const bytes = written(
    [
      { name: "a", data: Array.from({ length: 200 }, (_, i) => i % 7), type: "INT32" },
      { name: "s", data: Array.from({ length: 200 }, (_, i) => `t${i % 5}`), type: "STRING" },
    ],
    { codec: "UNCOMPRESSED" },
  );
  let refused = 0;
  for (let at = 0; at < bytes.length; at++) {
    const broken = bytes.slice();
    broken[at]! ^= 0xff;
    try {
      await load(broken);
    } catch (error) {
      if (!isImpactError(error)) throw error;
      expect(error.message).toMatch(/^file: "a.parquet": /);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(bytes.length / 4);
  for (let length = 0; length < bytes.length; length += 7) {
    await expect(load(bytes.slice(0, length))).rejects.toThrow(/no Parquet file|truncated Parquet file/);
  }
});

test("runs and packed numbers of every width", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.nat(2 ** 25 - 1), { minLength: 1, maxLength: 40 }),
      (width, raw) => {
        const values = raw.map((value) => value % 2 ** width);
        const groups = Math.ceil(values.length / 8);
        const bytes = new Uint8Array(1 + groups * width);
        bytes[0] = groups * 2 + 1;
        values.forEach((value, i) => {
          for (let bit = 0; bit < width; bit++) {
            const at = i * width + bit;
            bytes[1 + (at >> 3)]! |= ((value >> bit) & 1) << (at & 7);
          }
        });
        const out = new Uint32Array(values.length);
        readHybrid(bytes, 0, bytes.length, width, out, values.length);
        expect([...out]).toEqual(values);
        expect(() => readHybrid(bytes.subarray(0, 1), 0, 1, width, out, values.length)).toThrow(RangeError);
      },
    ),
  );
});
