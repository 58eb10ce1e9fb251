import { unwrap, validate, type Table } from "@ie/contracts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { createHttpSource } from "./http-source.ts";

interface Row {
  readonly id: number;
  readonly text: string;
}

type Pages = (url: URL) => { readonly body: unknown; readonly link?: string };

async function load(pages: Pages, options: Readonly<Record<string, unknown>>): Promise<Table> {
  const fetch = async (address: string | URL | Request): Promise<Response> => {
    const { body, link } = pages(new URL(address instanceof Request ? address.url : address));
    return Response.json(body, link === undefined ? {} : { headers: { link } });
  };
  const source = createHttpSource({ secret: () => undefined, fetch, sleep: () => new Promise<void>(() => {}) });
  const given = unwrap(
    validate(source.options, { url: "https://example.com/a", ...options }),
    "http",
    "config/invalid",
  );
  return source.load(given, { from: null, to: null, sampleSize: null }, contextOf(1));
}

/** The same rows by every way of paging, `size` at once. */
const ways: Readonly<Record<string, (rows: readonly Row[], size: number) => readonly [Pages, object]>> = {
  page: (rows, size) => [
    ({ searchParams }) => ({
      body: rows.slice(size * Number(searchParams.get("page")), size * (1 + Number(searchParams.get("page")))),
    }),
    { paging: { type: "page", first: 0 } },
  ],
  offset: (rows, size) => [
    ({ searchParams }) => ({
      body: rows.slice(Number(searchParams.get("offset")), Number(searchParams.get("offset")) + size),
    }),
    { paging: { type: "offset", size: 1000 } },
  ],
  cursor: (rows, size) => [
    ({ searchParams }) => {
      const start = Number(searchParams.get("after") ?? 0);
      return {
        body: { data: rows.slice(start, start + size), next: start + size < rows.length ? start + size : null },
      };
    },
    { records: "data", paging: { type: "cursor", path: "next", parameter: "after" } },
  ],
  link: (rows, size) => [
    ({ searchParams }) => {
      const start = Number(searchParams.get("at") ?? 0);
      const next = start + size;
      return { body: rows.slice(start, next), ...(next < rows.length ? { link: `<?at=${next}>; rel="next"` } : {}) };
    },
    { paging: { type: "link" } },
  ],
};

test.each(Object.keys(ways))("pages by %s hold what one answer holds, whatever their size", async (way) => {
  const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
  const lists = fc
    .array(texts, { minLength: 1, maxLength: 30 })
    .map((list): Row[] => list.map((text, id) => ({ id, text })));
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
      const [pages, options] = ways[way]!(rows, size);
      expect(await load(pages, { ...options })).toEqual(await load(() => ({ body: rows }), {}));
    }),
    { numRuns: 60 },
  );
});
