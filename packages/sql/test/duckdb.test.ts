import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { isImpactError, unwrap, validate, type Query, type Table } from "@ie/contracts";
import { createDuckDbSource } from "@ie/sql/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf, everything } from "./support/context.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-duckdb-test-"));
  await mkdir(join(folder, "root/parts/year=2024"), { recursive: true });
  await mkdir(join(folder, "root/parts/year=2025"));
  await mkdir(join(folder, "root/mixed"));
  await mkdir(join(folder, "root/none"));
  const file = (name: string, text: string | Uint8Array): Promise<void> => writeFile(join(folder, name), text);
  await file("secret.csv", "password\nhunter2\n");
  await file("root/plain.csv", 'date,id,y\n2024-01-01,00017,1.5\n2024-01-02,2,\n2024-01-03,3,"2"\n');
  await file("root/bom.csv.gz", gzipSync("\uFEFFa;b\r\n1;2,5\r\n"));
  await file("root/american.csv", "date,y\n01/02/2024,1\n03/04/2024,2\n");
  await file("root/short-years.csv", "date,y\n24-01-02,1\n24-01-03,2\n");
  await file("root/late-quote.csv", `a,b\n${"1,x\n".repeat(30_000)}2,"y, z"\n`);
  await file("root/late-text.csv", `a\n${"1\n".repeat(30_000)}x\n`);
  await file("root/ragged.csv", "a,b\n1,2\n3\n4,5,6\n");
  await file("root/late-ragged.csv", `a,b\n${"1,2\n".repeat(30_000)}3\n`);
  await file("root/latin.csv", Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
  await file("root/empty.csv", "");
  await file("root/header.csv", "a,b\n");
  await file("root/broken.parquet", "PAR1 and no more");
  await file("root/broken.db", "not a database");
  await file("root/mixed/a.csv", "a\n1\n");
  await file("root/mixed/b.parquet", "PAR1");
  await file("root/parts/year=2024/a.csv", "id,y\n007,1\n");
  await file("root/parts/year=2025/b.csv", "y,id\n2,008\n");
  await symlink(join(folder, "secret.csv"), join(folder, "root/link.csv"));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT i AS id, i / 4 AS y FROM range(10) t(i)) TO '${folder}/root/ten.parquet'`);
  await connection.run(`ATTACH '${folder}/root/own.db' AS own; CREATE TABLE own.t AS SELECT * FROM range(5) r(i)`);
  connection.closeSync();
  instance.closeSync();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function load(options: object, query: Partial<Query> = {}, signal?: AbortSignal): Promise<Table> {
  const source = createDuckDbSource({ roots: [join(folder, "root")] });
  const read = unwrap(validate(source.options, options), "test", "config/invalid");
  return source.load(read, { ...everything, ...query }, contextOf(1, signal));
}

const fileOf = (path: string): object => ({ files: { f: path }, table: "f" });

describe("files", () => {
  test("CSV and Parquet, plain, packed and in partitions", async () => {
    expect({ ...(await load(fileOf("plain.csv"))) }).toEqual({
      date: ["2024-01-01", "2024-01-02", "2024-01-03"],
      id: ["00017", "2", "3"],
      y: Float64Array.of(1.5, NaN, 2),
    });
    expect({ ...(await load({ ...fileOf("bom.csv.gz"), decimal: "," })) }).toEqual({
      a: Float64Array.of(1),
      b: Float64Array.of(2.5),
    });
    expect((await load(fileOf("ten.parquet")))["y"]).toHaveLength(10);
    expect({ ...(await load({ ...fileOf("parts"), text_columns: ["id"] })) }).toEqual({
      id: ["007", "008"],
      y: Float64Array.of(1, 2),
      year: Float64Array.of(2024, 2025),
    });
  });

  test("several views in one query", async () => {
    const query = "SELECT f.y + g.y AS y FROM f JOIN g ON g.id = CAST(f.id AS INTEGER)";
    expect((await load({ files: { f: "plain.csv", g: "ten.parquet" }, query }))["y"]).toEqual(
      Float64Array.of(2.75, NaN),
    );
  });

  test("no date is guessed, and no quote forgotten that the beginning does not have", async () => {
    expect((await load(fileOf("american.csv")))["date"]).toEqual(["01/02/2024", "03/04/2024"]);
    expect((await load(fileOf("short-years.csv")))["date"]).toEqual(["24-01-02", "24-01-03"]);
    expect((await load(fileOf("late-quote.csv")))["b"]!.at(-1)).toBe("y, z");
  });

  test.each([
    ["../secret.csv", /cannot read "\.\.\/secret\.csv": the path leads upwards/],
    ["link.csv", /it lies outside the folders that may be read/],
    ["/etc/passwd", /it lies outside the folders that may be read/],
    ["a\0b", /NUL/],
    ["none.csv", /there is no such file/],
    ["none", /the folder holds no CSV or Parquet file/],
    ["mixed", /holds both CSV and Parquet files/],
    ["ragged.csv", /"ragged\.csv", line \d: it has \d cells?, and the header 2/],
    ["late-ragged.csv", /"late-ragged\.csv", line 30002: it has 1 cell, and the header 2/],
    ["late-text.csv", /"late-text\.csv", line 30002: column "\w+" is BIGINT in the lines before, and "\w+" here/],
    ["latin.csv", /line \d+: it is not UTF-8/],
    ["empty.csv", /cannot read "empty\.csv": it is empty/],
    ["header.csv", /there is no row/],
    ["broken.parquet", /cannot read "broken\.parquet"/],
    ["x'); DROP TABLE f; --.csv", /there is no such file/],
  ])("%j is refused with its place", async (path, message) => {
    const failure = load(fileOf(path));
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toSatisfy(isImpactError);
    await expect(failure).rejects.not.toThrow(folder === "" ? /^$/ : new RegExp(`${folder}/root/\\w`));
  });

  test("a broken database is refused", async () => {
    await expect(load({ database: "broken.db", table: "t" })).rejects.toMatchObject({ code: "data/unreadable" });
    await expect(load({ database: "../x.db", table: "t" })).rejects.toMatchObject({ code: "data/unreadable" });
  });
});

describe("a query reaches nothing but its views", () => {
  test.each([
    "SELECT * FROM read_csv($path)",
    "SELECT * FROM read_csv_auto('SECRET')",
    "SELECT * FROM 'SECRET'",
    'SELECT * FROM "SECRET"',
    "SELECT * FROM read_text('SECRET')",
    "SELECT * FROM read_blob('SECRET')",
    "SELECT * FROM sniff_csv('SECRET')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM parquet_metadata('SECRET')",
    "SELECT * FROM read_json_auto('/etc/hostname')",
    "SELECT * FROM 'https://example.com/a.csv'",
    "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
    "SELECT * FROM query('COPY f TO ''SECRET''')",
    "SELECT getenv('HOME') AS home",
  ])("%s", async (query) => {
    const path = join(folder, "secret.csv");
    const parameters = query.includes("$path") ? { path } : {};
    const options = { files: { f: "plain.csv" }, query: query.replaceAll("SECRET", path), parameters };
    await expect(load(options)).rejects.toMatchObject({ code: "data/unreadable" });
    await expect(load(options)).rejects.not.toThrow(/hunter2/);
  });
});

test("ends when it is told to, and when the time is up, and leaves nothing behind", async () => {
  const endless = { query: "SELECT count(*) AS n FROM range(1000000000000) AS r(i) WHERE i % 7 = 3" };
  const controller = new AbortController();
  const running = load(endless, {}, controller.signal);
  setTimeout(() => {
    controller.abort(new Error("enough"));
  }, 100);
  await expect(running).rejects.toThrow("enough");
  await expect(load(endless, {}, controller.signal)).rejects.toThrow("enough");
  await expect(load({ ...endless, timeout: 0.1 })).rejects.toMatchObject({ code: "data/unavailable" });
  const left = await readdir(tmpdir());
  expect(left.filter((name) => /^ie-duckdb-\w{6}$/.test(name))).toEqual([]);
});

test("two loads at once do not disturb each other", async () => {
  const both = await Promise.all([load(fileOf("plain.csv")), load(fileOf("ten.parquet")), load(fileOf("plain.csv"))]);
  expect(both.map((table) => table["y"]!.length)).toEqual([3, 10, 3]);
  const own = { database: "own.db", table: "t" };
  const same = await Promise.all([load(own), load({ ...own, files: { f: "plain.csv" } }), load(own)]);
  expect(same.map((table) => table["i"]!.length)).toEqual([5, 5, 5]);
});

test("with more threads the last digit stays the same", async () => {
  const query = "SELECT i % 3 AS arm, sin(i) * 1000 AS y FROM range(300000) AS r(i)";
  const aggregate = { by: ["arm"], sums: ["y"], squares: ["y"], means: ["y"] };
  const answers = new Set<string>();
  for (let run = 0; run < 5; run++) {
    const table = await load({ query, aggregate, threads: 4 });
    answers.add(JSON.stringify(Object.values(table).map((column) => Array.from(column as Float64Array))));
  }
  expect(answers.size).toBe(1);
  const one = await load({ query, aggregate, threads: 1 });
  const four = await load({ query, aggregate, threads: 4 });
  for (const name of ["y_squares"]) {
    const [a, b] = [one[name] as Float64Array, four[name] as Float64Array];
    for (let i = 0; i < 3; i++) expect(Math.abs(a[i]! / b[i]! - 1)).toBeLessThan(1e-12);
  }
});

test.each([1, 4])("with %i threads the sum of a group with a NaN is missing", async (threads) => {
  const query =
    "SELECT * FROM (VALUES ('a', 1.5), ('a', CAST('NaN' AS DOUBLE)), ('b', 2.5), ('b', 3.5), ('c', NULL)) AS t(g, y)";
  const table = await load({ query, threads, aggregate: { by: ["g"], sums: ["y"], means: ["y"], squares: ["y"] } });
  expect(table["y"]).toEqual(Float64Array.of(NaN, 6, NaN));
  expect(table["y_mean"]).toEqual(Float64Array.of(NaN, 3, NaN));
  expect(table["y_squares"]).toEqual(Float64Array.of(NaN, 18.5, NaN));
});

test.each<[string, object]>([
  ["of a query", { query: "SELECT 1 AS x, 2 AS x" }],
  ["of a query, but for their case", { query: "SELECT 1 AS x, 2 AS X" }],
  ["of an aggregate", { query: "SELECT 1 AS id, 2 AS y", aggregate: { by: ["id"], sums: ["y"], count: "ID" } }],
  ["by columns", { query: "SELECT 1 AS id, 2 AS y", columns: { ID: "y" } }],
])("two columns of one name %s are refused, since the engine would take one for the other", async (_, options) => {
  await expect(load(options)).rejects.toMatchObject({ code: "data/duplicate-key" });
});

test("what cannot be opened is named as in the options", async () => {
  await expect(load({ database: "broken.db", table: "t" })).rejects.toThrow(/^duckdb: cannot read "broken\.db"/);
  await expect(load(fileOf("s3://bucket/a.parquet"))).rejects.toThrow(/it is an address/);
  await expect(load({ ...fileOf("plain.csv"), memory_limit: "1KB" })).rejects.toMatchObject({ code: "data/too-large" });
  const query = "SELECT [1] AS a, INTERVAL 1 DAY AS b, 1 AS c";
  await expect(load({ query })).rejects.toThrow(/"a" is of type .*"b" \(INTERVAL\)/);
});
