import { people, type CorpusCase } from "./corpus-case.ts";

const good = { "rows.csv": people() };

function duckdb(
  name: string,
  config: Readonly<Record<string, unknown>>,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return {
    kind: "duckdb",
    name,
    files: good,
    source: { type: "duckdb", config: { files: { people: "rows.csv" }, ...config } },
    exitCode: 3,
    ...rest,
  };
}

function postgres(
  name: string,
  config: Readonly<Record<string, unknown>>,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return {
    kind: "postgres",
    name,
    source: { type: "postgres", config: { table: "people", ...config } },
    exitCode: 3,
    ...rest,
  };
}

const fault = { code: "config/invalid", exitCode: 2 } as const;

export const sqlCases: readonly CorpusCase[] = [
  duckdb("not broken", { table: "people" }, { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ }),
  duckdb("no such table", { table: "peeple" }, { code: "data/unreadable", place: /peeple/ }),
  duckdb(
    "SQL in the name of a table",
    { table: 'people"; DROP TABLE people; --' },
    { code: "data/unreadable", place: /DROP TABLE/ },
  ),
  duckdb(
    "SQL in the name of a column",
    { table: "people", columns: { spend: "spend\" FROM people; COPY people TO 'out.csv'; --", treated: "treated" } },
    { code: "data/missing-column", place: /COPY/ },
  ),
  duckdb(
    "SQL in the name of the column of dates",
    { table: "people", date_column: "1=1; DROP TABLE people", start_date: "2024-01-01" },
    { code: "data/missing-column", place: /DROP/ },
  ),
  duckdb(
    "SQL in a parameter",
    { query: "SELECT * FROM people WHERE treated = $arm", parameters: { arm: "0; DROP TABLE people" } },
    { code: "data/unreadable", place: /query|parameter|arm|DROP/ },
  ),
  duckdb("two statements", { query: "SELECT * FROM people; SELECT 1" }, { ...fault, place: /query/ }),
  duckdb("a statement that writes", { query: "DROP VIEW people" }, { ...fault, place: /query/ }),
  duckdb(
    "a statement that writes after WITH",
    { query: "WITH x AS (SELECT 1) INSERT INTO people SELECT * FROM x" },
    { ...fault, place: /INSERT.*SELECT/ },
  ),
  duckdb(
    "a query that gives two columns one name",
    { query: "SELECT 1 AS x, 2 AS X FROM people" },
    { code: "data/duplicate-key", place: /"x" and "X"/ },
  ),
  duckdb("a copy to a file", { query: "COPY (SELECT * FROM people) TO 'out.csv'" }, { ...fault, place: /query/ }),
  duckdb("a setting", { query: "SET enable_external_access = true" }, { ...fault, place: /query/ }),
  duckdb("another database", { query: "ATTACH '/etc/passwd' AS x" }, { ...fault, place: /query/ }),
  duckdb(
    "a file that the configuration does not name",
    { query: "SELECT * FROM read_csv('/etc/passwd')" },
    { code: "data/unreadable", place: /./ },
  ),
  duckdb("a file by its name alone", { query: "SELECT * FROM '/etc/passwd'" }, { code: "data/unreadable", place: /./ }),
  duckdb(
    "a file of the internet",
    { query: "SELECT * FROM read_csv('https://example.org/x.csv')" },
    { code: "data/unreadable", place: /./ },
  ),
  duckdb(
    "an extension",
    { query: "SELECT * FROM people WHERE load_extension('x')" },
    { code: "data/unreadable", place: /load_extension/ },
  ),
  duckdb(
    "the machine's environment",
    { query: "SELECT getenv('IE_SECRET_CORPUS') AS spend, treated FROM people" },
    { code: "data/unreadable", place: /getenv/ },
  ),
  duckdb("SQL that is none", { query: "SELECT FROM WHERE" }, { code: "data/unreadable", place: /./ }),
  duckdb(
    "a query without end",
    {
      query:
        "SELECT count(*) AS spend, 1 AS treated FROM range(100000000000) a, range(1000) b WHERE a.range * b.range = 7",
      timeout: 1,
    },
    { code: "data/unavailable", place: /1 s/ },
  ),
  duckdb("more rows than are allowed", { table: "people", max_rows: 10 }, { code: "data/too-large", place: /10/ }),
  duckdb(
    "a file that is absent",
    { files: { people: "none.csv" }, table: "people" },
    { code: "data/unreadable", place: /none\.csv/ },
  ),
  duckdb(
    "a file upwards",
    { files: { people: "../rows.csv" }, table: "people" },
    { code: "data/unreadable", place: /upwards/ },
  ),
  duckdb(
    "ragged rows",
    { table: "people" },
    {
      files: { "rows.csv": people((row, i) => (i === 9 ? "1,2,3,4" : row)) },
      code: "data/unreadable",
      place: /"rows\.csv", line 11/,
    },
  ),
  duckdb("neither table nor query", {}, { ...fault, place: /table.*query/ }),

  postgres(
    "a server that is not there",
    { connection: { secret: "CORPUS_DATABASE" }, timeout: 5 },
    { code: "data/unavailable", place: /CORPUS_DATABASE/ },
  ),
  postgres(
    "a secret that is not set",
    { connection: { secret: "CORPUS_ABSENT" } },
    { code: "config/missing-secret", exitCode: 2, place: /CORPUS_ABSENT/ },
  ),
  postgres(
    "a password written out",
    { connection: "postgres://me:Tr0ub4dor&3-corpus/secret+value@127.0.0.1/x" },
    { ...fault, place: /secret/ },
  ),
  postgres(
    "a statement that writes",
    { table: undefined, connection: { secret: "CORPUS_DATABASE" }, query: "DELETE FROM people" },
    { ...fault, place: /query/ },
  ),
];
