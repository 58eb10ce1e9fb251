import { isImpactError, unwrap, validate, type Table } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { startHttpServer, type Answering } from "../../test/support/http-server.ts";
import { contextOf } from "../measure.ts";
import { createHttpSource } from "./http-source.ts";
import { nextLink } from "./paging.ts";

const row = (i: number): { id: number; revenue: number } => ({ id: i, revenue: 10 * i });

interface Paged {
  readonly table: Table | null;
  readonly code: string | null;
  readonly message: string;
  readonly paths: readonly string[];
}

async function page(answering: Answering, options: Readonly<Record<string, unknown>>): Promise<Paged> {
  const { url, asked } = await startHttpServer(answering);
  const source = createHttpSource({ secret: () => "secret-value", sleep: () => new Promise<void>(() => {}) });
  const given = unwrap(validate(source.options, { url: `${url}/m`, retries: 0, ...options }), "http", "config/invalid");
  const paths = (): string[] => asked.map(({ path }) => path);
  try {
    const table = await source.load(given, { from: null, to: null, sampleSize: null }, contextOf(1));
    return { table, code: null, message: "", paths: paths() };
  } catch (error) {
    if (!isImpactError(error)) throw error;
    return {
      table: null,
      code: error.code,
      message: error.message.replace(/127\.0\.0\.1:\d+/g, "host"),
      paths: paths(),
    };
  }
}

const ids = ({ table }: Paged): number[] => Array.from((table?.["id"] ?? []) as Float64Array);

describe("numbered pages", () => {
  test("end with an empty one, not with a short one", async () => {
    const pages = [[row(1), row(2)], [row(3)], [row(4), row(5)], []];
    const found = await page(({ query }) => pages[Number(query.get("page")) - 1] ?? [], {
      paging: { type: "page", size: 2 },
    });
    expect(ids(found)).toEqual([1, 2, 3, 4, 5]);
    expect(found.paths).toEqual([1, 2, 3, 4].map((n) => `/m?per_page=2&page=${n}`));
  });

  test("end with a 404, as some servers do", async () => {
    const found = await page(
      ({ query }, response) =>
        Number(query.get("p")) < 2 ? [row(Number(query.get("p")))] : void response.writeHead(404).end(),
      { paging: { type: "page", parameter: "p", first: 0 } },
    );
    expect(ids(found)).toEqual([0, 1]);
  });

  test("by offset, at the server's own limit", async () => {
    const all = Array.from({ length: 7 }, (_, i) => row(i));
    const found = await page(
      ({ query }) => ({ items: all.slice(Number(query.get("offset")), Number(query.get("offset")) + 3) }),
      {
        records: "items",
        paging: { type: "offset", size: 100 },
      },
    );
    expect(ids(found)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(found.paths.at(-1)).toBe("/m?limit=100&offset=7");
  });

  test("of CSV", async () => {
    const found = await page(
      ({ query }, response) =>
        void response
          .writeHead(200, { "content-type": "text/csv" })
          .end(`id,revenue\n${Number(query.get("page")) < 3 ? `${query.get("page")},5\n` : ""}`),
      { paging: { type: "page" } },
    );
    expect(ids(found)).toEqual([1, 2]);
  });

  test("that are all the first are found out", async () => {
    const found = await page(() => [row(1)], { paging: { type: "page" } });
    expect(found).toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining(
        "page 2: it is the page before again; the server ignores paging.parameter",
      ) as string,
    });
  });

  test("without end stop at max_pages", async () => {
    const found = await page((_, __, count) => [row(count)], { paging: { type: "page" }, max_pages: 5 });
    expect(found).toMatchObject({
      code: "data/too-large",
      message: 'http: "http://host/m", page 6: there are more than 5 pages; ask for less, or raise max_pages',
    });
    expect(found.paths).toHaveLength(5);
  });

  test("share one limit of bytes", async () => {
    const found = await page((_, __, count) => [{ ...row(count), text: "x".repeat(400) }], {
      paging: { type: "page" },
      max_bytes: 1000,
    });
    expect(found.code).toBe("data/too-large");
    expect(found.paths).toHaveLength(3);
  });

  test("name the page of a fault", async () => {
    const nested = await page((_, __, count) => (count < 3 ? [{ id: count, a: count === 2 ? [1] : 1 }] : []), {
      paging: { type: "page" },
    });
    expect(nested.message).toContain('page 2": record 1 has a nested "a"');
  });
});

describe("cursors", () => {
  test("by a token", async () => {
    const next: Record<string, string | null> = { "": "b", b: "c", c: null };
    const found = await page(
      ({ query }) => ({
        data: [row((query.get("after") ?? "a").charCodeAt(0))],
        meta: { next: next[query.get("after") ?? ""] },
      }),
      { records: "data", paging: { type: "cursor", path: "meta.next", parameter: "after" } },
    );
    expect(ids(found)).toEqual([97, 98, 99]);
    expect(found.paths).toEqual(["/m", "/m?after=b", "/m?after=c"]);
  });

  test("by an address", async () => {
    const found = await page(
      ({ path }, _, count) => ({ data: [row(count)], next: path === "/m" ? "/m?token=2" : null }),
      {
        records: "data",
        paging: { type: "cursor", path: "next" },
      },
    );
    expect(ids(found)).toEqual([1, 2]);
  });

  test("that repeat are found out", async () => {
    const found = await page((_, __, count) => ({ data: [row(count)], next: count % 2 === 0 ? "even" : "odd" }), {
      records: "data",
      paging: { type: "cursor", path: "next", parameter: "after" },
    });
    expect(found).toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining("it is a page that was read before") as string,
    });
    expect(found.paths.length).toBeLessThan(5);
  });

  test.each([
    [{ next: { a: 1 } }, "is no cursor"],
    [{ next: "http://" }, "is no address"],
    [{ next: "https://a:b@example.com/" }, "holds credentials"],
  ])("%j is refused", async (more, message) => {
    const found = await page(() => ({ data: [row(1)], ...more }), {
      records: "data",
      paging: { type: "cursor", path: "next" },
    });
    expect(found.message).toContain(message);
  });

  test("need JSON", async () => {
    const found = await page(
      (_, response) => void response.writeHead(200, { "content-type": "text/csv" }).end("id\n1\n"),
      {
        paging: { type: "cursor", path: "next", parameter: "after" },
      },
    );
    expect(found).toMatchObject({
      code: "config/invalid",
      message: expect.stringContaining("paging by a cursor needs JSON") as string,
    });
  });
});

describe("the Link header", () => {
  test("leads from page to page, and sends credentials to the first origin alone", async () => {
    const other = await startHttpServer(() => [row(3)]);
    const asked: (string | undefined)[] = [];
    const found = await page(
      ({ headers }, response, count) => {
        asked.push(headers.authorization);
        response.setHeader(
          "link",
          count === 1 ? `</m?page=2>; rel="next", </m?page=9>; rel="last"` : `<${other.url}/m>; rel=next`,
        );
        return [row(count)];
      },
      { paging: { type: "link" }, auth: { bearer: { secret: "S" } } },
    );
    expect(ids(found)).toEqual([1, 2, 3]);
    expect(asked).toEqual(["Bearer secret-value", "Bearer secret-value"]);
    expect(other.asked[0]!.headers.authorization).toBeUndefined();
  });

  test.each([
    [null, null],
    ["", null],
    ['<https://a/?page=2>; rel="next"', "https://a/?page=2"],
    ['<https://a/1>; rel="prev", <https://a/3>; title="a, b"; rel="last next"', "https://a/3"],
    ["<x>;rel=next", "x"],
    ['<x>; rel="nextish"', null],
    ["garbage, <", null],
  ])("%j", (header, target) => {
    expect(nextLink(header)).toBe(target);
  });
});
