import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { unwrap, validate, type Query, type Table } from "@ie/contracts";
import { createPostgresSource, type SqlOptions, type SqlSource } from "@ie/sql";
import { createDuckDbSource } from "@ie/sql/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf, everything } from "./support/context.ts";
import { debianPostgres, startDebian, startPglite, type Server } from "./support/postgres-server.ts";

/** Sixty units of two arms over thirty days, in SQL that all engines speak: what a warehouse has, with gaps. */
const tables = `
  CREATE TABLE sales AS SELECT
    CAST(u AS INTEGER) AS unit, CAST('2024-01-01' AS DATE) + CAST(d AS INTEGER) AS date,
    CASE WHEN u % 2 = 0 THEN 'control' ELSE 'treated' END AS arm,
    CAST(u * 31 + d AS BIGINT) AS visits, CAST((u * 37 + d * 11) % 97 AS DOUBLE PRECISION) / 7 AS revenue,
    CAST((u * 13 + d * 7) % 100 AS DECIMAL(12, 2)) / 8 AS cost, (u + d) % 3 = 0 AS returned
  FROM generate_series(1, 60) AS us(u), generate_series(0, 29) AS ds(d);
  CREATE TABLE kinds (
    whole BIGINT, half REAL, exact DECIMAL(38, 4), flag BOOLEAN, day DATE, moment TIMESTAMP, zoned TIMESTAMP WITH TIME ZONE,
    words VARCHAR, id UUID
  );
  INSERT INTO kinds VALUES
    (9007199254740991, 0.1, 12345678901234567.8901, true, '2024-02-29', '2024-02-29 00:00:00', '2024-03-01 01:30:00+02',
      'it''s "q", ü', '00000000-0000-0000-0000-000000000001'),
    (-5, 'NaN', -0.5, false, '1999-12-31', '2024-02-29 23:59:59.25', '2024-03-01 00:00:00+00', '', NULL),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  CREATE TABLE large (id BIGINT);
  INSERT INTO large VALUES (9007199254740993);
  CREATE TABLE "odd ""table"".x" ("a""; DROP TABLE sales; --" INTEGER, "select" INTEGER);
  INSERT INTO "odd ""table"".x" VALUES (1, 2);
`;

interface Engine {
  readonly name: string;
  load(options: object, query?: Partial<Query>, seed?: number): Promise<Table>;
  batches(options: object, columns: readonly string[] | null): Promise<readonly Table[]>;
}

function engineOf<O extends SqlOptions>(name: string, source: SqlSource<O>, own: () => object): Engine {
  const read = (options: object): O =>
    unwrap(validate(source.options, { ...own(), ...options }), name, "config/invalid");
  return {
    name,
    load: async (options, query = {}, seed = 1) =>
      source.load(read(options), { ...everything, ...query }, contextOf(seed)),
    batches: async (options, columns) => {
      const found: Table[] = [];
      for await (const table of source.batches(read(options), everything, contextOf(1), columns)) found.push(table);
      return found;
    },
  };
}

const servers: Server[] = [];
const urls: Record<string, string> = {};
let folder = "";

async function prepare(name: string, server: Server): Promise<void> {
  servers.push(server);
  urls[name] = server.url;
  await server.run(tables);
}

const bin = debianPostgres();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-sql-"));
  const instance = await DuckDBInstance.create(join(folder, "warehouse.db"));
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(tables);
  connection.closeSync();
  instance.closeSync();
  await prepare("PGLITE", await startPglite());
  if (bin !== null) await prepare("DEBIAN", await startDebian(bin));
}, 60_000);

afterAll(async () => {
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const postgres = createPostgresSource({ secret: (name) => urls[name] });
const duckDb: Engine = {
  ...engineOf("duckdb", createDuckDbSource({ roots: [] }), () => ({})),
  ...(() => {
    const late = (): Engine =>
      engineOf("duckdb", createDuckDbSource({ roots: [folder] }), () => ({ database: "warehouse.db" }));
    return {
      load: (options: object, query?: Partial<Query>, seed?: number) => late().load(options, query, seed),
      batches: (options: object, columns: readonly string[] | null) => late().batches(options, columns),
    };
  })(),
};
const engines: readonly Engine[] = [
  duckDb,
  engineOf("postgres (PGlite)", postgres, () => ({ connection: { secret: "PGLITE" } })),
  ...(bin === null ? [] : [engineOf("postgres (Debian)", postgres, () => ({ connection: { secret: "DEBIAN" } }))]),
];

const sales = { table: "sales", unit_column: "unit" };

function numbers(table: Table, name: string): Float64Array {
  return table[name] as Float64Array;
}

/** The rows of `sales` as the SQL above makes them. */
function expectedRows(): readonly { unit: number; date: string; arm: string; revenue: number; cost: number }[] {
  return Array.from({ length: 60 * 30 }, (_, i) => {
    const [u, d] = [1 + Math.floor(i / 30), i % 30];
    return {
      unit: u,
      date: `2024-01-${String(d + 1).padStart(2, "0")}`,
      arm: u % 2 === 0 ? "control" : "treated",
      revenue: ((u * 37 + d * 11) % 97) / 7,
      cost: ((u * 13 + d * 7) % 100) / 8,
    };
  });
}

function sumBy(
  key: "date" | "arm" | "unit",
  value: (row: ReturnType<typeof expectedRows>[number]) => number,
): number[] {
  const sums = new Map<string | number, number>();
  for (const row of expectedRows()) sums.set(row[key], (sums.get(row[key]) ?? 0) + value(row));
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function expectClose(found: Float64Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! / value - 1)).toBeLessThan(1e-13);
}

describe.each(engines)("$name", ({ load, batches }) => {
  test("gives the rows by unit and date, in plain columns", async () => {
    const table = await load({ ...sales, columns: ["unit", "date", "arm", "revenue", "cost"] });
    const expected = expectedRows();
    expect(Array.from(numbers(table, "unit"))).toEqual(expected.map(({ unit }) => unit));
    expect(table["date"]).toEqual(expected.map(({ date }) => date));
    expect(table["arm"]).toEqual(expected.map(({ arm }) => arm));
    expect(Array.from(numbers(table, "revenue"))).toEqual(expected.map(({ revenue }) => revenue));
    expect(Array.from(numbers(table, "cost"))).toEqual(expected.map(({ cost }) => cost));
  });

  test("converts every type, and tells missing cells", async () => {
    const table = await load({ table: "kinds" });
    expect({ ...table }).toEqual({
      whole: Float64Array.of(-5, 9007199254740991, NaN),
      half: Float64Array.of(NaN, Math.fround(0.1), NaN),
      exact: Float64Array.of(-0.5, Number("12345678901234567.8901"), NaN),
      flag: Float64Array.of(0, 1, NaN),
      day: ["1999-12-31", "2024-02-29", ""],
      moment: ["2024-02-29T23:59:59.25", "2024-02-29", ""],
      zoned: ["2024-03-01", "2024-02-29T23:30:00", ""],
      words: ["", 'it\'s "q", ü', ""],
      id: ["", "00000000-0000-0000-0000-000000000001", ""],
    });
  });

  test("adds up by date in the database", async () => {
    const aggregate = { by: "date", sums: ["revenue", "cost", "returned"], means: ["revenue"], counts: ["arm"] };
    const table = await load({ ...sales, aggregate });
    expect(Object.keys(table)).toEqual(["date", "n", "revenue", "cost", "returned", "revenue_mean", "arm_count"]);
    expect(table["date"]).toHaveLength(30);
    expect(new Set(numbers(table, "n"))).toEqual(new Set([60]));
    expectClose(
      numbers(table, "revenue"),
      sumBy("date", ({ revenue }) => revenue),
    );
    expectClose(
      numbers(table, "cost"),
      sumBy("date", ({ cost }) => cost),
    );
    expectClose(
      numbers(table, "revenue_mean"),
      sumBy("date", ({ revenue }) => revenue / 60),
    );
    expect(new Set(numbers(table, "arm_count"))).toEqual(new Set([60]));
  });

  test("gives sufficient statistics by arm, of rows and of units", async () => {
    const asked = { by: "arm", sums: ["revenue"], squares: ["revenue"], products: { cross: ["revenue", "cost"] } };
    const rows = await load({ ...sales, aggregate: asked });
    expect(rows["arm"]).toEqual(["control", "treated"]);
    expectClose(
      numbers(rows, "revenue_squares"),
      sumBy("arm", ({ revenue }) => revenue ** 2),
    );
    expectClose(
      numbers(rows, "cross"),
      sumBy("arm", ({ revenue, cost }) => revenue * cost),
    );
    const units = await load({ ...sales, aggregate: { ...asked, of: "units" } });
    const [revenue, cost] = [sumBy("unit", (row) => row.revenue), sumBy("unit", (row) => row.cost)];
    const ofArm = (values: readonly number[], arm: number): number =>
      values.filter((_, i) => (i + 1) % 2 === arm).reduce((sum, value) => sum + value, 0);
    expect(Array.from(numbers(units, "n"))).toEqual([30, 30]);
    const both = [0, 1];
    expectClose(
      numbers(units, "revenue"),
      both.map((arm) => ofArm(revenue, arm)),
    );
    expectClose(
      numbers(units, "revenue_squares"),
      both.map((arm) =>
        ofArm(
          revenue.map((y) => y * y),
          arm,
        ),
      ),
    );
    expectClose(
      numbers(units, "cross"),
      both.map((arm) =>
        ofArm(
          revenue.map((y, i) => y * cost[i]!),
          arm,
        ),
      ),
    );
  });

  test("a sum with a missing cell is missing", async () => {
    const table = await load({ table: "kinds", aggregate: { by: [], sums: ["exact"], counts: ["exact"] } });
    expect({ ...table }).toEqual({
      n: Float64Array.of(3),
      exact: Float64Array.of(NaN),
      exact_count: Float64Array.of(2),
    });
  });

  test("takes the window with all hours of the last date", async () => {
    const table = await load(sales, { from: "2024-01-05", to: "2024-01-06" });
    expect(new Set(table["date"] as readonly string[])).toEqual(new Set(["2024-01-05", "2024-01-06"]));
    const hours = await load(
      { table: "kinds", date_column: "moment", columns: ["moment"] },
      { from: "2024-02-29", to: "2024-02-29" },
    );
    expect(hours["moment"]).toEqual(["2024-02-29", "2024-02-29T23:59:59.25"]);
  });

  test("draws whole units by the seed, the same in every engine", async () => {
    const drawn = async (seed: number): Promise<readonly number[]> => [
      ...new Set(numbers(await load(sales, { sampleSize: 5, from: "2024-01-02" }, seed), "unit")),
    ];
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
    const first = new Set(numbers(await engines[0]!.load(sales, { sampleSize: 5 }, 1), "unit"));
    expect(await drawn(1)).toEqual([...first]);
    const rows = await load({ query: "SELECT unit FROM sales" }, { sampleSize: 7 });
    expect(rows["unit"]).toHaveLength(7);
  });

  test("binds parameters by name, and never reads them as SQL", async () => {
    const query =
      "SELECT unit, revenue FROM sales WHERE arm = $arm AND unit <= $most -- $none\n AND date > CAST($day AS DATE);";
    const parameters = { arm: "treated", most: 10, day: "2024-01-29" };
    expect(numbers(await load({ query, parameters }), "unit")).toEqual(Float64Array.of(1, 3, 5, 7, 9));
    const injected = { ...parameters, arm: "x' OR 1 = 1; DROP TABLE sales; --" };
    await expect(load({ query, parameters: injected })).rejects.toMatchObject({ code: "data/too-few-rows" });
  });

  test("renames columns and quotes names of any kind", async () => {
    const table = await load({ ...sales, columns: { date: "date", spend: "revenue" }, max_rows: 1800 });
    expect(Object.keys(table).slice(0, 2)).toEqual(["date", "spend"]);
    expect(table).not.toHaveProperty("revenue");
    const name = 'a"; DROP TABLE sales; --';
    const odd = await load({ table: ['odd "table".x'], aggregate: { by: ["select"], sums: [name] } });
    expect(odd[name]).toEqual(Float64Array.of(1));
    expect((await load(sales))["unit"]).toHaveLength(1800);
  });

  test("streams the rows of load in its order", async () => {
    const whole = await load(sales);
    const parts = await batches(sales, ["revenue", "unit"]);
    expect(Object.keys(parts[0]!)).toEqual(["unit", "revenue"]);
    expect(parts.flatMap((part) => Array.from(numbers(part, "revenue")))).toEqual(
      Array.from(numbers(whole, "revenue")),
    );
    expect(Object.keys((await batches(sales, ["none"]))[0]!)).toEqual(Object.keys(whole));
  });

  test.each([
    [{ table: "none" }, {}, "data/unreadable", /none/],
    [{ table: "sales; DROP TABLE sales" }, {}, "data/unreadable", /does not exist/],
    [{ table: "large" }, {}, "data/out-of-range", /column "id" has 9007199254740993 in row 1/],
    [
      { table: "sales", columns: ["revenu"] },
      {},
      "data/missing-column",
      /no column "revenu"; did you mean "revenue"\?/,
    ],
    [
      { ...sales, aggregate: { by: "date", sums: ["arm"] } },
      {},
      "data/not-numeric",
      /"arm" is of type .*cannot be added up/,
    ],
    [{ ...sales, max_rows: 1799 }, {}, "data/too-large", /more than 1799 rows; add up in the database/],
    [sales, { sampleSize: 61 }, "data/too-few-rows", /there are 60 units, and 61 are asked for/],
    [{ table: "sales" }, { sampleSize: 2 }, "config/invalid", /cannot draw 2 units from rows that are dates/],
    [sales, { from: "2025-01-01" }, "data/too-few-rows", /no row from 2025-01-01 to the end/],
    [{ query: "SELECT 1 AS a, 2 AS b FROM sales WHERE 1 = 'x'" }, {}, "data/unreadable", /./],
    [
      { query: "SELECT ARRAY[1, 2] AS x" },
      {},
      "data/unreadable",
      /column "x" is of type .* which no column of a table can hold/,
    ],
  ] as const)("refuses %j %j", async (options, query, code, message) => {
    const failure = load(options, query);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ code });
  });

  test("reads a large number as text where it is listed", async () => {
    expect((await load({ table: "large", text_columns: ["id"] }))["id"]).toEqual(["9007199254740993"]);
  });

  test("identical bytes over five runs", async () => {
    const answers = new Set<string>();
    for (let run = 0; run < 5; run++) {
      const table = await load({ ...sales, aggregate: { by: ["arm"], sums: ["revenue"], squares: ["revenue"] } });
      answers.add(JSON.stringify(Object.values(table).map((column) => Array.from(column as ArrayLike<unknown>))));
    }
    expect(answers.size).toBe(1);
  });
});
