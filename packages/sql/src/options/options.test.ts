import { validate } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { duckDbOptions } from "../duckdb/options.ts";
import { postgresOptions } from "../postgres/options.ts";

function faults(
  options: object,
  schema: typeof duckDbOptions | typeof postgresOptions = duckDbOptions,
): readonly string[] {
  const result = validate<unknown>(schema, options);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("defaults", () => {
  expect(validate(duckDbOptions, { table: "t" })).toMatchObject({
    ok: true,
    value: { threads: 1, dateColumn: "date", unitColumn: null, aggregate: null, maxRows: 5_000_000, timeout: 300 },
  });
});

test.each([
  [{}, ": there is neither a table nor a query; give one of them"],
  [{ table: "t", query: "SELECT 1" }, ": there are both a table and a query; give one of them"],
  [{ query: "SELECT $a" }, "query: $a has no value; give it under parameters"],
  [{ query: "SELECT 1", parameters: { a: 1 } }, "parameters.a: the query has no $a; remove it, or use it there"],
  [{ table: "t", parameters: { a: 1 } }, "parameters.a: the query has no $a; remove it, or use it there"],
  [{ query: "DROP TABLE t" }, 'query: the query starts with "DROP"; only one SELECT or WITH … SELECT is allowed'],
  [
    { table: "t", aggregate: { by: "unit" } },
    "aggregate.by: the column of the units is not known; name it as unit_column",
  ],
  [
    { table: "t", aggregate: { by: "date", of: "units" } },
    "aggregate.of: the column of the units is not known; name it as unit_column",
  ],
  [{ table: "t", aggregate: { by: [], count: null } }, "aggregate: it asks for nothing; list sums or counts"],
  [
    { table: "t", aggregate: { by: ["n"], sums: ["y"] } },
    'aggregate: two of its results are called "n"; list each once, and set count to another name than the columns\'',
  ],
  [{ tabl: "t" }, 'tabl: unknown option "tabl"; did you mean "table"?'],
])("%j", (options, fault) => {
  expect(faults(options)).toContain(fault);
});

describe("a connection is a reference, and nothing else is ever shown", () => {
  const secret = "postgres://ann:hunter2@db.example/shop";
  test.each([
    [{ connection: secret }],
    [{ connection: { url: secret } }],
    [{ connection: { secret } }],
    [{ connection: { secret: "A", password: "hunter2" } }],
    [{ connection: [secret] }],
    [{ connection: { secret: "A" }, tls_ca: secret }],
    [{}],
  ])("%j", (options) => {
    const told = faults({ table: "t", ...options }, postgresOptions);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("write { secret: NAME }");
    expect(told.join()).not.toMatch(/hunter2|db\.example/);
  });
});
