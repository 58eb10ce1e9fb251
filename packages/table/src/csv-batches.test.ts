import { describe, expect, it } from "vitest";
import { type CsvBatchOptions, csvBatches } from "./csv-batches.ts";
import { type Table } from "./table.ts";

async function* bytesOf(text: string | Uint8Array, size = 5): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(text: string | Uint8Array, options: CsvBatchOptions = {}): Promise<Table[]> {
  const tables: Table[] = [];
  for await (const table of csvBatches(bytesOf(text), options)) tables.push(table);
  return tables;
}

describe("csvBatches", () => {
  it("gives rows in batches of about the asked size, wherever chunks and rows end", async () => {
    const tables = await read("id,y\na,1.5\nb,2\nc,\nd,4\n", { batchCharacters: 12 });
    expect(tables.map((table) => table["id"])).toEqual([["a"], ["b", "c", "d"]]);
    expect(tables.map((table) => table["y"])).toEqual([Float64Array.of(1.5), Float64Array.of(2, NaN, 4)]);
  });

  it("reads a quoted cell over several batches, a byte order mark, CRLF and letters of several bytes", async () => {
    const long = `é😀\r\n${"x,".repeat(30)}""quoted""`;
    const tables = await read(`\uFEFFname;y\r\n"${long}";1\r\nb;2\r\n`, { batchCharacters: 8 });
    const names = tables.flatMap((table) => [...(table["name"] as readonly string[])]);
    expect(names).toEqual([long.replaceAll('""', '"'), "b"]);
  });

  it("keeps to the columns asked for", async () => {
    expect({ ...(await read("a,b,c\n1,x,3\n", { columns: ["c", "a"] }))[0] }).toEqual({
      a: Float64Array.of(1),
      c: Float64Array.of(3),
    });
  });

  it("keeps a column text once its first batch is", async () => {
    const tables = await read("v\nab\n12\n", { batchCharacters: 5 });
    expect(tables.map((table) => table["v"])).toEqual([["ab"], ["12"]]);
  });

  it("reads web streams and cancels them when the reader stops", async () => {
    let cancelled = false;
    const chunks = ["a\n1\n", "2\n3\n", "4\n5\n"].map((chunk) => new TextEncoder().encode(chunk));
    const stream = {
      getReader: () => ({
        read: async () => ({ done: chunks.length === 0, value: chunks.shift() }),
        cancel: async () => {
          cancelled = true;
        },
      }),
    };
    for await (const table of csvBatches(stream, { batchCharacters: 4 })) {
      expect(table["a"]).toEqual(Float64Array.of(1));
      break;
    }
    expect(cancelled).toBe(true);
  });

  it("has no table for a header alone", async () => {
    expect(await read("a,b\n")).toEqual([]);
  });

  it.each([
    ["y\n1\n2\nn/a\n", { batchCharacters: 4 }, /line 4: column "y" held numbers so far, and "n\/a" in data row 3/],
    ["a,b\n1,2\n3\n", {}, /line 3: too few cells, 1; the header has 2/],
    ["a,b\n1,2\n3,4,5\n", { batchCharacters: 8 }, /line 3: too many cells, 3/],
    ["a,a\n1,2\n", {}, /line 1: columns 1 and 2 are both called "a"/],
    ["1,2\n3,4\n", {}, /line 1: no header; the first line holds numbers/],
    ["", {}, /line 1: no header; the text is empty/],
    ['a\n"x\ny', {}, /line 2: a quote is not closed/],
    ['a\n"x"y\n', {}, /line 2: text follows a closing quote/],
    ["a\n1\n", { columns: ["b"] }, /no column "b"; the text has "a"/],
    ["a\n1\n", { batchCharacters: 0 }, /batchCharacters is 0/],
    ["a\n1\n", { decimal: ";" as "," }, /csv: decimal is ";"; it is one of "\.", ","/],
    [`a\n${"x".repeat(2 ** 22 + 1)}\n`, {}, /line 2: a row/],
  ])("refuses %j with %j", async (text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(message);
  });

  it("refuses what is not UTF-8", async () => {
    await expect(read(Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a))).rejects.toThrow("the text is not UTF-8");
  });
});
