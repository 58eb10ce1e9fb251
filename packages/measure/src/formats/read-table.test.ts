import { gzipSync, zstdCompressSync } from "node:zlib";
import { isImpactError, type DataObject, type Table } from "@ie/contracts";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { nodeCodecs } from "../node/node-codecs.ts";
import { webCodecs } from "./codecs.ts";
import { defaultTableOptions, memoryObject, readTable, type TableOptions } from "./index.ts";

type Content = string | Uint8Array | ArrayBuffer;

function object(name: string, content: Content): DataObject {
  if (typeof content === "string") return memoryObject(name, new TextEncoder().encode(content));
  return memoryObject(name, content instanceof Uint8Array ? content : new Uint8Array(content));
}

function read(
  files: Readonly<Record<string, Content>>,
  options: Partial<TableOptions> = {},
  codecs: typeof webCodecs = nodeCodecs,
): Promise<Table> {
  const objects = Object.entries(files).map(([name, content]) => object(name, content));
  return readTable("file", objects, { ...defaultTableOptions, ...options }, contextOf(1), codecs);
}

async function plain(...args: Parameters<typeof read>): Promise<Record<string, (number | string)[]>> {
  return Object.fromEntries(Object.entries(await read(...args)).map(([name, column]) => [name, [...column]]));
}

async function refusal(...args: Parameters<typeof read>): Promise<{ code: string; message: string; facts: object }> {
  try {
    await read(...args);
  } catch (error) {
    if (isImpactError(error)) return error;
    throw error;
  }
  throw new Error("it was read");
}

const twoRows = { id: ["x", "y"], n: [1.5, NaN] };

describe("formats", () => {
  test.each<[string, Content]>([
    ["a.csv", "id,n\nx,1.5\ny,\n"],
    ["a.tsv", "id\tn\r\nx\t1.5\r\ny\tNA\r\n"],
    ["a.txt", '\uFEFFid|n\r"x"|1.5\r"y"|null\r'],
    ["a.csv.gz", gzipSync("id,n\nx,1.5\ny,\n")],
    ["a.csv.zst", zstdCompressSync("id,n\nx,1.5\ny,\n")],
    ["a.json", '[{"id":"x","n":1.5},{"id":"y","n":null}]'],
    ["a.json.gz", gzipSync('[{"id":"x","n":1.5},{"id":"y"}]')],
    ["a.ndjson", '{"id":"x","n":1.5}\r\n\r\n{"id":"y"}'],
    ["a.jsonl.gz", gzipSync('{"id":"x","n":1.5}\n{"id":"y"}\n')],
    ["no-ending", '{"id":"x","n":1.5}\n{"id":"y"}\n'],
    ["none", '[{"id":"x","n":1.5},{"id":"y"}]'],
    [
      "a.parquet",
      parquetWriteBuffer({
        columnData: [
          { name: "id", data: ["x", "y"], type: "STRING" },
          { name: "n", data: [1.5, null], type: "DOUBLE", nullable: true },
        ],
      }),
    ],
  ])("%s", async (name, content) => {
    expect(await plain({ [name]: content })).toEqual(twoRows);
  });

  test("gzip without Node", async () => {
    expect(await plain({ "a.csv.gz": gzipSync("id,n\nx,1.5\ny,\n") }, {}, webCodecs)).toEqual(twoRows);
    const { message } = await refusal({ "a.csv.zst": zstdCompressSync("id,n\nx,1\n") }, {}, webCodecs);
    expect(message).toMatch(/compressed by zstd, which cannot be read here; use gzip/);
  });

  test("several files are one table, and what one of them decides holds for all", async () => {
    expect(await plain({ "1.csv": "a,b\n1,2\n", "2.csv": "a,b\nx,3\n" })).toEqual({ a: ["1", "x"], b: [2, 3] });
    expect(await plain({ "1.json": '[{"a":1}]', "2.json": '[{"b":"x"}]' })).toEqual({ a: [1, NaN], b: ["", "x"] });
    expect((await refusal({ "1.csv": "a,b\n1,2\n", "2.csv": "a\n1\n" })).message).toMatch(
      /"2.csv": its columns differ.*"b"/,
    );
  });

  test("a column that turns to text late is text from its first row on", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => (i === 59_999 ? "late" : `0${i % 7}.50`.slice(1)));
    const { v } = await plain({ "a.csv": `v\n${rows.join("\n")}\n` });
    expect(v).toEqual(rows);
  });
});

describe("options", () => {
  test("columns renames, or lists what to read", async () => {
    const file = { "a.csv": "Datum,Umsatz,x\n2024-01-01,1,2\n" };
    expect(await plain(file, { columns: { date: "Datum", revenue: "Umsatz" } })).toEqual({
      date: ["2024-01-01"],
      revenue: [1],
      x: [2],
    });
    expect(await plain(file, { columns: ["Umsatz"] })).toEqual({ Umsatz: [1] });
    expect((await refusal(file, { columns: { a: "Umsaz" } })).message).toMatch(
      /no column "Umsaz"; did you mean "Umsatz"\?/,
    );
    expect((await refusal(file, { columns: ["y"] })).code).toBe("data/missing-column");
    expect((await refusal(file, { columns: { x: "Umsatz" } })).message).toMatch(/two columns would be called "x"/);
  });

  test("types: each cell that is not of its type is told by row and value, five of them and how many more", async () => {
    const file = {
      "a.csv": `v,w\n${["1", "a", "2", "b", "c", "d", "e", "f"].map((cell) => `${cell},1`).join("\n")}\n`,
    };
    const error = await refusal(file, { types: { v: "number" } });
    expect(error.code).toBe("data/wrong-type");
    expect(error.message).toBe(
      'file: "a.csv": column "v" has "a" in row 2, "b" in row 4, "c" in row 5, "d" in row 6, "e" in row 7 and 1 more cells, not a number; mend the cells, or list them in missing_values',
    );
    expect(error.facts).toMatchObject({ column: "v", count: 6, cells: [{ row: 2, value: "a" }, {}, {}, {}, {}] });
    expect(await plain(file, { types: { w: "text" } })).toMatchObject({ w: ["1", "1", "1", "1", "1", "1", "1", "1"] });
    expect((await refusal(file, { types: { nothing: "text" } })).message).toMatch(/no column "nothing"/);
  });

  test("types: number and text of JSON", async () => {
    const file = { "a.ndjson": '{"v":"1,5","w":7}\n{"v":2,"w":"x"}\n' };
    expect(await plain(file, { types: { v: "number", w: "text" }, decimal: "," })).toEqual({
      v: [1.5, 2],
      w: ["7", "x"],
    });
    expect(await plain({ "a.ndjson": '{"w":7}\n{"w":"x"}\n' }, { types: { w: "text" } })).toEqual({ w: ["7", "x"] });
    expect((await refusal({ "a.ndjson": '{"w":7}\n{"w":"x"}\n' })).message).toMatch(
      /line 2 has text in "w", which holds numbers: "x"; make them alike, or set types: \{ w: text \}/,
    );
  });

  test("types: boolean", async () => {
    expect(await plain({ "a.csv": "t\nTrue\nno\n\n1\nN\n" }, { types: { t: "boolean" } })).toEqual({ t: [1, 0, 1, 0] });
    expect(await plain({ "a.json": '[{"t":true},{"t":false}]' })).toEqual({ t: [1, 0] });
    expect((await refusal({ "a.csv": "t\nja\n" }, { types: { t: "boolean" } })).message).toMatch(
      /"ja" in row 1, not a boolean/,
    );
  });

  test.each<[string, Partial<TableOptions>, string]>([
    ["2024-03-01", {}, "2024-03-01"],
    ["2024-03-01 23:30:00.5", {}, "2024-03-01"],
    ["2024-03-01T23:30Z", {}, "2024-03-01"],
    ["2024-03-01T23:30:00+00:00", { timeZone: "Europe/Berlin" }, "2024-03-02"],
    ["2024-03-01T23:30:00-05:00", { timeZone: "America/New_York" }, "2024-03-01"],
    // The clocks of Berlin go forward at 01:00 UTC on that day.
    ["2024-03-31T22:30:00Z", { timeZone: "Europe/Berlin" }, "2024-04-01"],
    ["2024-03-30T22:30:00Z", { timeZone: "Europe/Berlin" }, "2024-03-30"],
    ["2024-10-27T22:59:59Z", { timeZone: "Europe/Berlin" }, "2024-10-27"],
    ["2024-10-27T23:00:00Z", { timeZone: "Europe/Berlin" }, "2024-10-28"],
    ["2024-01-01T18:20Z", { timeZone: "Asia/Kathmandu" }, "2024-01-02"],
    ["01.03.2024", { dateFormat: "DD.MM.YYYY" }, "2024-03-01"],
    ["3/1/2024", { dateFormat: "M/D/YYYY" }, "2024-03-01"],
    ["03/01/2024 17:05", { dateFormat: "MM/DD/YYYY HH:mm" }, "2024-03-01"],
    ["20240301", { dateFormat: "YYYYMMDD" }, "2024-03-01"],
    ["1709337599", { dateFormat: "epoch_seconds" }, "2024-03-01"],
    ["1709337600000", { dateFormat: "epoch_milliseconds" }, "2024-03-02"],
    ["1709337600000", { dateFormat: "epoch_milliseconds", timeZone: "America/New_York" }, "2024-03-01"],
  ])("dates: %s with %j", async (cell, options, date) => {
    expect(await plain({ "a.csv": `d,x\n${cell},1\n` }, { types: { d: "date" }, ...options })).toEqual({
      d: [date],
      x: [1],
    });
  });

  test.each<[string, Partial<TableOptions>, RegExp]>([
    ["03/04/2024", {}, /the day may come first or second; set date_format: "DD\/MM\/YYYY" or "MM\/DD\/YYYY"/],
    ["13/04/2024", {}, /set date_format: "DD\/MM\/YYYY"$/],
    ["4.13.2024", {}, /set date_format: "M.D.YYYY"$/],
    ["20240301", {}, /set date_format: "YYYYMMDD"/],
    ["1709337599", {}, /set date_format: epoch_seconds/],
    ["2024-03-01T10:00+02:00", {}, /has an offset from UTC; set time_zone/],
    ["2024-02-30", {}, /"2024-02-30" in row 1, not a date; write dates as YYYY-MM-DD/],
    ["31.02.2024", { dateFormat: "DD.MM.YYYY" }, /date_format is "DD.MM.YYYY"/],
  ])("no dates: %s", async (cell, options, message) => {
    const error = await refusal({ "a.csv": `d\n${cell}\n` }, { types: { d: "date" }, ...options });
    expect([error.code, error.message]).toEqual(["data/wrong-type", expect.stringMatching(message)]);
  });

  test("date_format and time_zone are meant for the column of dates", async () => {
    expect(
      await plain(
        { "a.csv": "Tag,y\n01.02.2024,1\n" },
        { columns: { day: "Tag" }, dateColumn: "day", dateFormat: "DD.MM.YYYY" },
      ),
    ).toEqual({
      day: ["2024-02-01"],
      y: [1],
    });
  });

  test("missing_values, thousands and decimal", async () => {
    const file = { "a.csv": "n;t\n1.234,5;-\n-;NA\n" };
    expect(await plain(file, { decimal: ",", thousands: ".", missingValues: ["-"] })).toEqual({
      n: [1234.5, NaN],
      t: ["", "NA"],
    });
  });

  test("delimiter, where the header tells another", async () => {
    expect(await plain({ "a.csv": "a;b,c,d\n1;2\n" }, { delimiter: ";" })).toEqual({ a: [1], "b,c,d": [2] });
  });

  test("encoding", async () => {
    const utf16 = new Uint8Array(Buffer.from("\uFEFFn,é\n1,ü\n", "utf16le"));
    expect(await plain({ "a.csv": utf16 }, { encoding: "utf-16le" })).toEqual({ n: [1], é: ["ü"] });
    expect(await plain({ "a.csv": Uint8Array.of(0x61, 10, 0xe9, 10) }, { encoding: "windows-1252" })).toEqual({
      a: ["é"],
    });
    expect((await refusal({ "a.csv": utf16 })).message).toMatch(
      /UTF-16 text: bytes 0 and 1 are FF FE; save it as UTF-8, or set encoding: utf-16le/,
    );
    const bare = new Uint8Array(Buffer.from("n,m\n1,2\n", "utf16le"));
    expect((await refusal({ "a.csv": bare })).message).toMatch(/set encoding: utf-16le/);
    expect((await refusal({ "a.csv": bare.subarray(0, 9) }, { encoding: "utf-16le" })).message).toMatch(
      /it is not utf-16le: a letter between bytes/,
    );
  });

  test("max_bytes counts what comes out", async () => {
    const many = gzipSync(`a\n${"1\n".repeat(50_000)}`);
    const error = await refusal({ "a.csv.gz": many }, { maxBytes: 10_000 });
    expect(error).toMatchObject({ code: "data/too-large", facts: { path: "a.csv.gz", limit: 10_000 } });
    expect(error.message).toMatch(/"a.csv.gz": more than 10000 bytes after decompression; raise max_bytes/);
  });

  test("a bomb is refused by its expansion, before max_bytes", async () => {
    const error = await refusal({ "a.csv.gz": gzipSync(Buffer.alloc(100_000_000, "1,2\n")) });
    expect(error.message).toMatch(/compressed bytes become more than \d+, above 500 times as many/);
  });
});

describe("folders as columns", () => {
  const csv = "n\n1\n";
  test("numbers, dates and texts; a default is a gap", async () => {
    const files = {
      "s/year=2024/day=2024-01-01/c=de%20x/a.csv": csv,
      "s/year=2025/day=2025-01-01/c=__HIVE_DEFAULT_PARTITION__/a.csv": csv,
    };
    expect(await plain(files)).toEqual({
      n: [1, 1],
      year: [2024, 2025],
      day: ["2024-01-01", "2025-01-01"],
      c: ["de x", ""],
    });
    expect(await plain(files, { textColumns: ["year"], columns: ["n", "year"] })).toEqual({
      n: [1, 1],
      year: ["2024", "2025"],
    });
  });

  test("are refused where they are not alike, or a column has their name", async () => {
    expect((await refusal({ "y=1/a.csv": csv, "b.csv": csv })).message).toMatch(/"b.csv": it lies in no folder "y=…"/);
    expect((await refusal({ "n=1/a.csv": csv })).message).toMatch(/both a column and the folder "n=1" are called "n"/);
  });
});

describe("broken files", () => {
  const parquet = new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: "a", data: Array.from({ length: 500 }, (_, i) => i * 1.1), type: "DOUBLE" }],
    }),
  );
  test.each<[string, Content, Partial<TableOptions>, string, RegExp]>([
    ["a.csv", "", {}, "data/unreadable", /line 1: no header; the text is empty/],
    ["a.csv", "a,b\n", {}, "data/unreadable", /no rows; the file ends with its header/],
    [
      "a.csv",
      "a,b\n1\n2,3\n4,5,6\n",
      {},
      "data/unreadable",
      /line 2: too few cells, 1; the header has 2; line 4: too many cells, 3/,
    ],
    ["a.csv", "a,a\n1,2\n", {}, "data/unreadable", /line 1: columns 1 and 2 are both called "a"/],
    ["a.csv", "a,\n1,2\n", {}, "data/unreadable", /line 1: column 2 has no name/],
    ["a.csv", "1,2\n3,4\n", {}, "data/unreadable", /line 1: no header; the first line holds numbers/],
    ["a.csv", 'a\n"x\ny', {}, "data/unreadable", /line 2: a quote is not closed/],
    ["a.csv", 'a\n"x"y\n', {}, "data/unreadable", /line 2: text follows a closing quote/],
    ["a.csv", "a\nx\0\n", {}, "data/unreadable", /byte 3 is NUL/],
    ["a.csv", `a\n${"x".repeat(5_000_000)}`, {}, "data/unreadable", /a row does not end within 4194304 bytes/],
    ["a.csv", Uint8Array.of(0x61, 10, 0xe9, 10), {}, "data/unreadable", /not UTF-8: byte 2 is 0xE9; save it as UTF-8/],
    ["a.csv", parquet, {}, "data/unreadable", /it is a Parquet file, not CSV; set format: parquet/],
    [
      "a.csv.gz",
      gzipSync("a,b\n1,2\n").subarray(0, -9),
      {},
      "data/unreadable",
      /gzip data are damaged or end early, after \d+ bytes from \d+/,
    ],
    ["a.csv", "a\n1\n", { compression: "gzip" }, "data/unreadable", /it is not gzip; leave compression out/],
    ["a.json", "[{", {}, "data/unreadable", /write a JSON list of records/],
    ["a.json", "[]", {}, "data/unreadable", /it is not a list of records/],
    ["a.json", '{"a":1}', {}, "data/unreadable", /set format: ndjson/],
    ["a.json", '[{"a":{"b":1}}]', {}, "data/unreadable", /record 1 has a nested "a"/],
    ["a.json", "[1]", {}, "data/unreadable", /record 1 is no record/],
    [
      "a.json",
      '[{"a":9007199254740993}]',
      {},
      "data/unreadable",
      /record 1 has 9007199254740992 in "a", beyond 2\^53; write it as text/,
    ],
    ["a.json", Uint8Array.of(0x5b, 0xff, 0x5d), {}, "data/unreadable", /byte 1 is 0xFF/],
    ["a.ndjson", '{"a":1}\n{"a":\n', {}, "data/unreadable", /line 2: .*write one record in each line/],
    [
      "a.parquet",
      parquet.subarray(0, 900),
      {},
      "data/unreadable",
      /truncated Parquet file: the footer is not in its 900 bytes/,
    ],
    ["a.parquet", "PAR1", {}, "data/unreadable", /no Parquet file: it has 4 bytes/],
    ["a.parquet", "a,b\n1,2\n3,4\n", {}, "data/unreadable", /it is no Parquet file; set format/],
    ["a.parquet", parquet, { maxBytes: 100 }, "data/too-large", /500 rows of 1 columns take more than 100 bytes/],
  ])("%s %#", async (name, content, options, code, message) => {
    const error = await refusal({ [name]: content }, options);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(new RegExp(`^file: "${name.replaceAll(".", "\\.")}": `));
    expect(error.code).toBe(code);
  });
});
