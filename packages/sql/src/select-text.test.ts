import { expect, test } from "vitest";
import { readSelect } from "./select-text.ts";

test.each([
  ["select 1", "select 1", []],
  ["  SELECT 1 ; -- done\n /* so */ ", "SELECT 1", []],
  ["WITH a AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT 1) SELECT * FROM a", []],
  ["(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2)", []],
  ["SELECT $b, $a, $b", "SELECT $1, $2, $1", ["b", "a"]],
  ["SELECT 'it''s $a; -- )' AS x", "SELECT 'it''s $a; -- )' AS x", []],
  [`SELECT "a;)$b" FROM t`, `SELECT "a;)$b" FROM t`, []],
  ["SELECT E'\\'; DROP TABLE t; --' || $a", "SELECT E'\\'; DROP TABLE t; --' || $1", ["a"]],
  ["SELECT $x$ ; $y $x$, $$;$$", "SELECT $x$ ; $y $x$, $$;$$", []],
  ["SELECT /* a /* ; */ ) */ 1 -- ;\n", "SELECT   1", []],
  ["SELECT a::date, b ->> 'k' FROM t WHERE c = $c::date", "SELECT a::date, b ->> 'k' FROM t WHERE c = $1::date", ["c"]],
])("%j is one statement", (sql, text, parameters) => {
  expect(readSelect(sql)).toEqual({ text, parameters });
});

test.each([
  ["", "the query is empty"],
  ["-- only this", "the query is empty"],
  ["SELECT 1; SELECT 2", "more than one statement"],
  ["SELECT 1; 2", "more than one statement"],
  ["SELECT 1) AS x; DROP TABLE t; --", "more than one statement|do not match"],
  ["SELECT 1) AS a, (SELECT 2", "do not match"],
  ["SELECT (1", "do not match"],
  ["SELECT 'open", "a quote (') is not closed"],
  ['SELECT "open', 'a quote (") is not closed'],
  ["SELECT 1 /* open", "a comment is not closed"],
  ["SELECT $1", "$1 has a number"],
  ["DROP TABLE t", 'starts with "DROP"'],
  ["COPY t TO 'x'", 'starts with "COPY"'],
  ["ATTACH 'x'", 'starts with "ATTACH"'],
  ["PRAGMA database_size", 'starts with "PRAGMA"'],
  ["INSTALL httpfs", 'starts with "INSTALL"'],
  ["INSERT INTO t VALUES (1)", 'starts with "INSERT"'],
  ["/* SELECT */ DELETE FROM t", 'starts with "DELETE"'],
  ["1", 'starts with "1"'],
])("%j is refused", (sql, fault) => {
  const found = readSelect(sql);
  const text = "fault" in found ? found.fault : "";
  expect(
    fault.split("|").some((part) => text.includes(part)),
    text,
  ).toBe(true);
});

test.each([
  ["WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "INSERT"],
  ["with a(x) as materialized (select 1) delete from t", "DELETE"],
  ["WITH a AS (UPDATE t SET x = 1 RETURNING *) SELECT * FROM a", "UPDATE"],
  ["WITH a AS NOT MATERIALIZED (/* so */ MERGE INTO t USING u ON true) SELECT 1", "MERGE"],
])("%j writes", (sql, word) => {
  expect(readSelect(sql)).toEqual({
    fault: `the query holds ${word}; only one SELECT or WITH … SELECT is allowed`,
  });
});

test.each([
  "WITH a AS (SELECT replace(x, 'a', 'b') AS update FROM t) SELECT max(update), replace(x, 'a', 'b') FROM a",
  "SELECT (insert) FROM t AS delete",
  "WITH a AS (SELECT 1 AS x) SELECT count(*) AS n, 'INSERT' AS s FROM a",
])("%j only reads", (sql) => {
  expect(readSelect(sql)).toEqual({ text: sql, parameters: [] });
});
