import { describe, expect, test } from "vitest";
import { load, refusal, rows, secret } from "../../test/support/http-loading.ts";
import { startHttpServer, type Answering } from "../../test/support/http-server.ts";
import { describeSource } from "../testing.ts";
import { createHttpSource } from "./http-source.ts";

describe("what is asked", () => {
  test("method, query, window and headers", async () => {
    const { asked, table } = await load(() => rows, {
      options: { query: { from: "{from}", until: "{to}", level: 2 }, headers: { "x-team": "growth" } },
      query: { from: "2024-01-01", to: "2024-01-02" },
    });
    expect(asked[0]).toMatchObject({ method: "GET", path: "/metrics?from=2024-01-01&until=2024-01-02&level=2" });
    expect(asked[0]!.headers).toMatchObject({
      "x-team": "growth",
      accept: expect.stringContaining("application/json") as string,
    });
    expect({ ...table }).toEqual({ date: ["2024-01-01", "2024-01-02"], revenue: Float64Array.of(1, 2) });
  });

  test("a POST with the window in its body", async () => {
    const body = { range: ["{from}", "{to}"], fields: ["revenue"] };
    const { asked } = await load(() => rows, {
      options: { method: "POST", body },
      query: { from: "2024-01-01", to: "2024-01-02" },
    });
    expect(asked[0]).toMatchObject({
      method: "POST",
      body: '{"range":["2024-01-01","2024-01-02"],"fields":["revenue"]}',
    });
  });

  test.each([
    [{ bearer: { secret: "SHOP" } }, "authorization", `Bearer ${secret}`],
    [{ basic: { username: "ann", password: { secret: "SHOP" } } }, "authorization", `Basic ${btoa(`ann:${secret}`)}`],
    [
      { basic: { username: { secret: "USER" }, password: { secret: "SHOP" } } },
      "authorization",
      `Basic ${Buffer.from(`us€r:${secret}`).toString("base64")}`,
    ],
    [{ header: { name: "X-Api-Key", secret: "SHOP" } }, "x-api-key", secret],
    [{ header: { name: "Authorization", prefix: "Token ", secret: "SHOP" } }, "authorization", `Token ${secret}`],
  ])("auth %j", async (auth, name, value) => {
    const { asked } = await load(() => rows, { options: { auth } });
    expect(asked[0]!.headers[name]).toBe(value);
  });

  test("auth by a parameter, and a header by a secret", async () => {
    const options = { auth: { query: { name: "key", secret: "SHOP" } }, headers: { "x-client": { secret: "SHOP" } } };
    const { asked } = await load(() => rows, { options });
    expect(asked[0]!.query.get("key")).toBe(secret);
    expect(asked[0]!.headers["x-client"]).toBe(secret);
  });
});

describe("what is answered", () => {
  const raw =
    (type: string, body: string | Uint8Array): Answering =>
    (_, response) =>
      void response.writeHead(200, { "content-type": type }).end(body);

  test.each<[string, Answering, Record<string, unknown>, string, string]>([
    [
      "a log-in page",
      raw("text/html", "<!doctype html><p>log in"),
      {},
      "data/unreadable",
      "it is a web page, not data; a log-in page often; look at the address and at auth",
    ],
    [
      "a web page that says it is JSON",
      raw("application/json", "\n<HTML>"),
      {},
      "data/unreadable",
      "it is a web page, not data",
    ],
    ["another type", raw("image/png", "x"), {}, "data/unreadable", 'the content is "image/png"'],
    [
      "no JSON",
      raw("application/json", '[{"a": 1},\n {"a": oops}]'),
      {},
      "data/unreadable",
      "it is not JSON from line 2, column 8 on",
    ],
    [
      "JSON cut short",
      raw("application/json", '[{"a": 1}'),
      {},
      "data/unreadable",
      "it is not JSON from line 1, column 10 on",
    ],
    [
      "a key twice",
      raw("application/json", '[{"a": 1},\n {"a": 1, "a": 2}]'),
      {},
      "data/unreadable",
      'line 2, column 11 has "a" a second time',
    ],
    ["nothing", raw("application/json", ""), {}, "data/unreadable", "the body is empty"],
    [
      "Latin-1 that says it is UTF-8",
      raw("application/json; charset=utf-8", Uint8Array.of(0x5b, 0x22, 0xe9, 0x22, 0x5d)),
      {},
      "data/unreadable",
      "the text is not UTF-8",
    ],
    [
      "a charset that nobody knows",
      raw("application/json; charset=klingon", "[]"),
      {},
      "data/unreadable",
      'charset "klingon" is no known charset',
    ],
    [
      "an object",
      () => ({ data: rows, total: 2 }),
      {},
      "data/unreadable",
      'the answer is an object with "data", "total", not a list of records; name the list in it by records',
    ],
    [
      "no list at the path",
      () => ({ data: rows }),
      { records: "data.items" },
      "data/unreadable",
      'there is no "data.items"; the answer is an object with "data"; mend records',
    ],
    ["a number", () => 5, {}, "data/unreadable", "the answer is a number, not a list of records"],
    ["a list of numbers", () => [{ a: 1 }, 2], {}, "data/unreadable", "record 2 is a number, not an object"],
    [
      "mixed types",
      () => [
        { date: "2024-01-01", a: 1 },
        { date: "2024-01-02", a: "x" },
      ],
      {},
      "data/unreadable",
      'record 2 has text in "a"',
    ],
    ["a list in a record", () => [{ date: "2024-01-01", a: [1] }], {}, "data/unreadable", 'record 1 has a nested "a"'],
    [
      "a record nested without end",
      raw("application/json", `[${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}]`),
      {},
      "data/unreadable",
      'record 1 has a nested "a.a.',
    ],
    ["no record", () => [], {}, "data/too-few-rows", "no row came"],
    ["no record in an object", () => ({ data: [] }), { records: "data" }, "data/too-few-rows", "no row came"],
    ["ragged CSV", raw("text/csv", "date,a\n2024-01-01,1\n2024-01-02\n"), {}, "data/unreadable", "line 3"],
  ])("%s is named", async (_, answering, options, code, message) => {
    const found = await refusal(answering, { options });
    expect([found.code, found.message]).toEqual([code, expect.stringContaining(message)]);
  });

  test("CSV, by its type or its look", async () => {
    const csv = "date,revenue\n2024-01-01,1.5\n";
    for (const type of ["text/csv; charset=utf-8", "text/plain"]) {
      expect({ ...(await load(raw(type, csv))).table }).toEqual({
        date: ["2024-01-01"],
        revenue: Float64Array.of(1.5),
      });
    }
  });

  test("a charset that is declared is used", async () => {
    const { table } = await load(
      raw(
        "application/json; charset=iso-8859-1",
        Uint8Array.from('[{"name": "é"}]', (c) => c.charCodeAt(0)),
      ),
    );
    expect({ ...table }).toEqual({ name: ["é"] });
  });

  test("NDJSON", async () => {
    const { table } = await load(raw("application/x-ndjson", rows.map((row) => JSON.stringify(row)).join("\n")));
    expect({ ...table }).toEqual({ date: ["2024-01-01", "2024-01-02"], revenue: Float64Array.of(1, 2) });
  });

  test("inner objects, columns renamed, and identifiers too long for a double", async () => {
    const body = '{"data": {"items": [{"id": 12345678901234567890, "at": {"day": "2024-01-01"}, "revenue": 3}]}}';
    const { table } = await load(raw("application/json", body), {
      options: { records: "data.items", columns: { date: "at.day" } },
    });
    expect(table).toMatchObject({ id: ["12345678901234567890"], date: ["2024-01-01"], revenue: Float64Array.of(3) });
  });

  test("is cut to the window, whatever the server gives", async () => {
    const { table } = await load(() => rows, { query: { from: "2024-01-02", to: "2024-01-31" } });
    expect({ ...table }).toEqual({ date: ["2024-01-02"], revenue: Float64Array.of(2) });
  });
});

test("asks no faster than the rate", async () => {
  const { waits } = await load(
    (_, response, count) => (response.setHeader("link", count < 3 ? `</metrics?n=${count}>; rel="next"` : ""), rows),
    {
      options: { requests_per_second: 4, paging: { type: "link" } },
    },
  );
  expect(waits).toEqual([250, 250, 250]);
});

describe("the suite of all sources", () => {
  test("runs against a server", async () => {
    const cells = Array.from({ length: 60 }, (_, i) => ({
      unit: `u${i % 6}`,
      date: `2024-01-${String(1 + Math.floor(i / 6)).padStart(2, "0")}`,
      y: i,
    }));
    const { url } = await startHttpServer(() => cells);
    const bodies: [string, () => void | Promise<void>][] = [];
    const runner = {
      describe: (_: string, body: () => void) => body(),
      test: (name: string, body: () => void | Promise<void>) => void bodies.push([name, body]),
    };
    describeSource(runner, "http", createHttpSource({ secret: () => undefined }), {
      options: { url, unit_column: "unit" },
      window: { column: "date", from: "2024-01-03", to: "2024-01-05" },
      unit: "unit",
      sampleSize: 4,
    });
    for (const [, body] of bodies) await body();
    expect(bodies.length).toBeGreaterThanOrEqual(4);
  });
});
