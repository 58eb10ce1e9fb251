import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unwrap, validate, type Query, type Table } from "@ie/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { describeSource } from "../testing.ts";
import { fileSource } from "./file-source.ts";

let folder = "";
const everything: Query = { from: null, to: null, sampleSize: null };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-file-"));
  await mkdir(join(folder, "root"));
  const file = (name: string, text: string | Uint8Array): Promise<void> => writeFile(join(folder, "root", name), text);
  const days = Array.from({ length: 28 }, (_, i) => `2024-02-${String(i + 1).padStart(2, "0")}`);
  await file(
    "panel.csv",
    `date,shop,sales\n${days.flatMap((day, i) => ["a", "b", "c"].map((shop) => `${day},${shop},${i}`)).join("\n")}\n`,
  );
  await file(
    "hours.csv",
    "date,sales\n2024-02-29T23:00,0\n2024-03-01T00:00,1\n2024-03-02T00:00,2\n2024-03-02T23:00,3\n2024-03-03T00:00,4\n",
  );
  await file("people.csv", `id,spend\n${days.map((_, i) => `${i},${i * 1.5}`).join("\n")}\n`);
  await file(
    "people.json",
    JSON.stringify([
      { id: "x", spend: 1.5 },
      { id: "y", spend: 2 },
    ]),
  );
  await file("ragged.csv", "a,b\n1,2\n3\n4,5,6\n");
  await file("broken.json", "[{");
  await file("nested.json", '[{"a": {"b": 1}}]');
  await file("latin.csv", Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
  await file("empty.csv", "");
  await file("book.xlsx", "PK\u0003\u0004…");
  await file("page.csv", "\n<!DOCTYPE html><html>");
  await file("lines.json", '{"a": 1}\n{"a": 2}\n');
  await writeFile(join(folder, "secret.csv"), "a\n1\n");
  await symlink(join(folder, "secret.csv"), join(folder, "root", "link.csv"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function load(options: object, query: Partial<Query> = {}): Promise<Table> {
  const source = fileSource([join(folder, "root")]);
  return source.load(
    unwrap(validate(source.options, options), "test", "config/invalid"),
    { ...everything, ...query },
    contextOf(1),
  );
}

test("reads CSV and JSON", async () => {
  expect((await load({ path: "people.csv" }))["spend"]).toHaveLength(28);
  expect({ ...(await load({ path: "people.json" })) }).toEqual({ id: ["x", "y"], spend: Float64Array.of(1.5, 2) });
});

test("the last date is taken with all its hours", async () => {
  const window = { from: "2024-03-01", to: "2024-03-02" };
  const table = await load({ path: "hours.csv" }, window);
  expect(table["sales"]).toEqual(Float64Array.of(1, 2, 3));
});

test("draws whole units by the seed", async () => {
  const table = await load({ path: "panel.csv", unit_column: "shop" }, { sampleSize: 2 });
  expect(new Set(table["shop"] as readonly string[]).size).toBe(2);
  expect(table["sales"]).toHaveLength(56);
});

describe("refusals name the file and the way out", () => {
  test.each([
    [
      { path: "../secret.csv" },
      {},
      "data/unreadable",
      /cannot read "\.\.\/secret\.csv": the path leads upwards by "\.\."/,
    ],
    [{ path: "link.csv" }, {}, "data/unreadable", /it lies outside the folders that may be read/],
    [{ path: "/etc/passwd" }, {}, "data/unreadable", /it lies outside the folders that may be read/],
    [{ path: "a\0b" }, {}, "data/unreadable", /holds a NUL character/],
    [{ path: "." }, {}, "data/unreadable", /it lies outside|it is not a file/],
    [{ path: "none.csv" }, {}, "data/unreadable", /cannot read "none\.csv": there is no such file; looked below/],
    [{ path: "ragged.csv" }, {}, "data/unreadable", /"ragged\.csv": line 3.*line 4.*mend these lines/],
    [{ path: "broken.json" }, {}, "data/unreadable", /"broken\.json".*write a JSON list of records/],
    [{ path: "nested.json" }, {}, "data/unreadable", /record 1 has a nested "a"/],
    [{ path: "latin.csv" }, {}, "data/unreadable", /not UTF-8: byte 2 is 0xE9; save it as UTF-8/],
    [{ path: "empty.csv" }, {}, "data/unreadable", /"empty\.csv"/],
    [{ path: "book.xlsx" }, {}, "data/unreadable", /it is an Excel or ZIP file, not CSV; save the sheet as CSV/],
    [{ path: "page.csv" }, {}, "data/unreadable", /it is a web page or XML, not CSV/],
    [{ path: "lines.json" }, {}, "data/unreadable", /write a JSON list of records, or set format: ndjson/],
    [{ path: "panel.csv" }, { from: "2025-01-01" }, "data/too-few-rows", /has no row from 2025-01-01 to the end/],
    [
      { path: "people.csv" },
      { sampleSize: 29 },
      "data/too-few-rows",
      /"people\.csv" has 28 units, and 29 are asked for/,
    ],
    [
      { path: "panel.csv" },
      { sampleSize: 2 },
      "config/invalid",
      /cannot draw 2 units from "panel\.csv", whose rows are dates; name the column/,
    ],
  ])("%j %j", async (options, query, code, message) => {
    await expect(load(options, query)).rejects.toThrow(message);
    await expect(load(options, query)).rejects.toMatchObject({ code });
  });
});

describe("the suite of sources", () => {
  // The folder is made before the tests run, but after they are declared.
  const late = fileSource([]);
  describeSource(
    { describe, test },
    "file",
    {
      ...late,
      load: (options, query, context) => fileSource([join(folder, "root")]).load(options, query, context),
      batches: (options, query, context, columns) =>
        fileSource([join(folder, "root")]).batches!(options, query, context, columns),
    },
    {
      options: { path: "panel.csv", unit_column: "shop" },
      window: { column: "date", from: "2024-02-05", to: "2024-02-07" },
      unit: "shop",
      sampleSize: 2,
    },
  );
});
