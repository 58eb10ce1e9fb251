import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isImpactError, unwrap, validate, type Batch, type Query, type Table } from "@ie/contracts";
import { plainTable } from "@ie/table";
import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf, tableFingerprint } from "../measure.ts";
import { transforms } from "../transforms/index.ts";
import { fileSource } from "./file-source.ts";

let root = "";
const everything: Query = { from: null, to: null, sampleSize: null };
const transform = transforms.aggregate_by_date;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "ie-batches-"));
});

afterAll(() => rm(root, { recursive: true, force: true }));

interface Asked {
  readonly options?: object;
  readonly how?: "sum" | "mean";
  readonly query?: Partial<Query>;
}

const prepared = (path: string, { options = {}, how = "sum", query = {} }: Asked) => {
  const source = fileSource([root]);
  return {
    source,
    options: unwrap(validate(source.options, { path, ...options }), "test"),
    asked: unwrap(validate(transform.options, { metric: ["a", "b"], how }), "test"),
    query: { ...everything, ...query },
  };
};

/** Added up while it is read. */
async function reduced(path: string, given: Asked = {}): Promise<Table> {
  const { source, options, asked, query } = prepared(path, given);
  const reduction = transform.reduce!(asked);
  for await (const batch of source.batches!(options, query, contextOf(1), reduction.columns)) reduction.add(batch);
  return reduction.finish();
}

/** Loaded, then added up. */
async function applied(path: string, given: Asked = {}): Promise<Table> {
  const { source, options, asked, query } = prepared(path, given);
  return transform.apply(await source.load(options, query, contextOf(1)), asked);
}

async function told(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (isImpactError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "nothing";
}

interface Row {
  readonly date: string;
  readonly a: number | null;
  readonly b: number | null;
}

/** The same rows in every format. */
async function write(rows: readonly Row[]): Promise<readonly string[]> {
  const csv = `shop,date,a,b\n${rows.map(({ date, a, b }) => `s,${date},${a ?? ""},${b ?? ""}\n`).join("")}`;
  const column = (name: "a" | "b"): { name: string; data: (number | null)[]; type: "DOUBLE"; nullable: boolean } => ({
    name,
    data: rows.map((row) => row[name]),
    type: "DOUBLE",
    nullable: true,
  });
  const columnData = [
    { name: "date", data: rows.map(({ date }) => date), type: "STRING" as const },
    column("a"),
    column("b"),
  ];
  const files = {
    "rows.csv": csv,
    "rows.csv.gz": gzipSync(csv),
    "rows.ndjson": rows.map((row) => JSON.stringify(row)).join("\n"),
    "rows.parquet": new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 })),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  return Object.keys(files);
}

const cell = fc.option(
  fc.oneof(
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
    fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0),
    fc.constantFrom(0.1, -0.3, 1e-300),
  ),
  { freq: 20 },
);
const rows = fc.array(
  fc.record({ date: fc.integer({ min: 1, max: 5 }).map((day) => `2024-01-0${day}`), a: cell, b: cell }),
  { minLength: 1, maxLength: 60 },
);

test("gives to the last bit what the loaded table gives, from every format, with or without a window", async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom("sum" as const, "mean" as const),
      fc.boolean(),
      async (given, how, isCut) => {
        const inside = { date: "2024-01-02", a: 1, b: null };
        const query = isCut ? { from: "2024-01-02", to: "2024-01-04" } : {};
        const prints = new Set<string>();
        for (const name of await write([...given, inside])) {
          const table = await reduced(name, { how, query });
          expect({ ...table }).toEqual({ ...(await applied(name, { how, query })) });
          prints.add(await tableFingerprint(table));
        }
        expect(prints.size).toBe(1);
      },
    ),
    { numRuns: 40 },
  );
});

test("many batches, five times, are the same bytes, and are divided as each format is", async () => {
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    date: `2024-${String((i % 12) + 1).padStart(2, "0")}-01`,
    a: (i % 997) / 100,
    b: i % 89 === 0 ? null : Math.sqrt(i),
  }));
  for (const name of (await write(many)).filter((each) => !each.endsWith("parquet"))) {
    const prints = new Set([await tableFingerprint(await applied(name))]);
    for (let run = 0; run < 5; run++) prints.add(await tableFingerprint(await reduced(name)));
    expect(prints.size).toBe(1);
    const { source, options, query } = prepared(name, {});
    let batches = 0;
    for await (const _ of source.batches!(options, query, contextOf(1), null)) batches++;
    expect(batches).toBeGreaterThan(2);
  }
});

test("reads the columns asked for and no others, all where one of them is not there", async () => {
  await write([{ date: "2024-01-01", a: 1, b: 2 }]);
  const { source, options, query } = prepared("rows.csv", {});
  const first = async (columns: readonly string[] | null): Promise<Batch> => {
    for await (const batch of source.batches!(options, query, contextOf(1), columns)) return batch;
    return {};
  };
  expect({ ...plainTable(await first(["a", "date"])) }).toEqual({ date: ["2024-01-01"], a: Float64Array.of(1) });
  expect(Object.keys(await first(["a", "c"]))).toEqual(["shop", "date", "a", "b"]);
  expect(Object.keys(await first(null))).toEqual(["shop", "date", "a", "b"]);
});

test("keeps to names, types and formats of dates", async () => {
  await writeFile(join(root, "german.csv"), "Datum;Umsatz;b\n01.01.2024;1.000,5;yes\n02.01.2024;2;no\n");
  const options = {
    columns: { date: "Datum", a: "Umsatz" },
    types: { a: "number", b: "boolean" },
    date_format: "DD.MM.YYYY",
    decimal: ",",
    thousands: ".",
  };
  const query = { from: "2024-01-01", to: "2024-01-01" };
  const table = await reduced("german.csv", { options, query });
  expect({ ...table }).toEqual({ date: ["2024-01-01"], a: Float64Array.of(1000.5), b: Float64Array.of(1) });
  expect({ ...table }).toEqual({ ...(await applied("german.csv", { options, query })) });
});

test("passes over folders and row groups outside the window", async () => {
  for (const [date, text] of [
    ["2024-01-01", "a,b\n1,2\n"],
    ["2024-01-02", "a,b\nnot read, since the line is too long\n"],
  ]) {
    await mkdir(join(root, "parts", `date=${date}`), { recursive: true });
    await writeFile(join(root, "parts", `date=${date}`, "rows.csv"), text!);
  }
  const folders = await reduced("parts", { query: { to: "2024-01-01" } });
  expect({ ...folders }).toEqual({ date: ["2024-01-01"], a: Float64Array.of(1), b: Float64Array.of(2) });

  const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2024, 0, i + 1)));
  const numbers = days.map((_, i) => i);
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "date", data: days },
        { name: "a", data: numbers },
        { name: "b", data: numbers },
      ],
      schema: [
        { name: "root", num_children: 3 },
        { name: "date", type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
        { name: "a", type: "DOUBLE", repetition_type: "REQUIRED" },
        { name: "b", type: "DOUBLE", repetition_type: "REQUIRED" },
      ],
      rowGroupSize: 10,
      codec: "UNCOMPRESSED",
    }),
  );
  // A damaged first page: only what looks at it finds out.
  bytes.fill(255, 4, 12);
  await writeFile(join(root, "days.parquet"), bytes);
  const query = { from: "2024-01-15", to: "2024-01-16" };
  expect({ ...(await reduced("days.parquet", { query })) }).toEqual({
    date: ["2024-01-15", "2024-01-16"],
    a: Float64Array.of(14, 15),
    b: Float64Array.of(14, 15),
  });
  expect(await told(reduced("days.parquet"))).toMatch(
    /^data\/unreadable file: "days\.parquet": column "date" of row group 1/,
  );
});

describe("what is wrong is said as by the whole table", () => {
  test.each([
    ["date,a,b\n2024-01-01,1,2\n2024-01-01,1\n", {}, /line 3: too few cells/],
    ["date,a,b\nsoon,1,2\n", {}, /column "date" has "soon" in row 1, which is not a date/],
    ["date,a,b\n2024-01-01,x,2\n", {}, /column "a" has "x" in row 1/],
    [
      "date,a,b\n2024-01-01,x,2\n",
      { options: { types: { a: "number" } } },
      /column "a" has "x" in row 1, not a number/,
    ],
    ["date,a\n2024-01-01,1\n", {}, /no column "b"/],
    ["date,a,b\n", {}, /no rows/],
    ["date,a,b\n2024-01-01,1,2\n", { query: { from: "2025-01-01" } }, /has no row from 2025-01-01/],
    ["date,a,b\nsoon,1,2\n", { query: { from: "2024-01-01" } }, /"soon" in row 1, which is not a date/],
    ["date,a,b\n2024-01-01,1,2\n", { options: { types: { c: "number" } } }, /no column "c"/],
    ["date,a,b\n2024-01-01,1,2\n", { options: { columns: { a: "b" } } }, /two columns would be called/],
    ["date,a,b\n2024-01-01,1,2\n", { query: { sampleSize: 2 } }, /whose rows are dates/],
  ])("%j %j", async (text, given, message) => {
    await writeFile(join(root, "wrong.csv"), text);
    const said = await told(reduced("wrong.csv", given));
    expect(said).toMatch(message);
    expect(said).toBe(await told(applied("wrong.csv", given)));
  });

  test("text after many numbers", async () => {
    await writeFile(join(root, "late.csv"), `date,a,b\n${"2024-01-01,1,2\n".repeat(80_000)}2024-01-01,oops,2\n`);
    expect(await told(reduced("late.csv"))).toBe(
      'data/wrong-type file: "late.csv": column "a" has "oops" in row 80001, not a number; mend the cell, or set types: { a: text }',
    );
  });
});
