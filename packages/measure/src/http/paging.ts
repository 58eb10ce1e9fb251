import * as z from "zod";
import { shownUrl } from "./address.ts";
import type { HttpRequest } from "./exchange.ts";
import type { Answer } from "./http-client.ts";
import { valueAt } from "./json-records.ts";
import type { Page } from "./page.ts";
import type { Speaker } from "./speaker.ts";

const name = z.string().min(1);
const count = z.int().min(1);

/** How an API is asked for its next page; `parameter` is the query's, in snake_case as everything below a plug-in's options. */
export type Paging =
  | {
      readonly type: "page";
      readonly parameter: string;
      readonly first: number;
      readonly size_parameter: string;
      readonly size: number | null;
    }
  | { readonly type: "offset"; readonly parameter: string; readonly size_parameter: string; readonly size: number }
  /** Without a parameter, what stands at `path` is the next page's address. */
  | { readonly type: "cursor"; readonly path: string; readonly parameter: string | null }
  /** The Link header, `rel="next"`. */
  | { readonly type: "link" };

export const pagingOption: z.ZodType<Paging | null> = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("page"),
      parameter: name.default("page"),
      first: z.int().min(0).default(1),
      size_parameter: name.default("per_page"),
      size: count.nullable().default(null),
    }),
    z.strictObject({
      type: z.literal("offset"),
      parameter: name.default("offset"),
      size_parameter: name.default("limit"),
      size: count,
    }),
    z.strictObject({ type: z.literal("cursor"), path: name, parameter: name.nullable().default(null) }),
    z.strictObject({ type: z.literal("link") }),
  ])
  .nullable()
  .default(null);

function withParameters(request: HttpRequest, parameters: Readonly<Record<string, string | number>>): HttpRequest {
  const url = new URL(request.url);
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, String(value));
  return { ...request, url };
}

/** The request of the first page. */
export function firstPage(request: HttpRequest, paging: Paging | null): HttpRequest {
  if (paging?.type === "page") {
    const sized = paging.size === null ? {} : { [paging.size_parameter]: paging.size };
    return withParameters(request, { ...sized, [paging.parameter]: paging.first });
  }
  return paging?.type === "offset"
    ? withParameters(request, { [paging.size_parameter]: paging.size, [paging.parameter]: 0 })
    : request;
}

/** The target of `rel="next"` in a Link header (RFC 8288), or null. */
export function nextLink(header: string | null): string | null {
  for (const [, target, parameters = ""] of (header ?? "").matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,]+))?)*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    if ((rel?.[1] ?? rel?.[2] ?? "").toLowerCase().split(/\s+/).includes("next")) return target ?? null;
  }
  return null;
}

/** A next page by an address from the server. The body of a POST is not sent on to where the server points. */
function linked(request: HttpRequest, target: string, speaker: Speaker): HttpRequest {
  const from = shownUrl(request.url);
  if (!URL.canParse(target, request.url.href)) {
    throw speaker.fail("data/unreadable", `"${from}": the link to the next page is no address`, "look at paging");
  }
  const url = new URL(target, request.url);
  if (url.username !== "" || url.password !== "") {
    throw speaker.fail(
      "data/unreadable",
      `"${from}": the link to the next page holds credentials`,
      "ask whoever runs the server",
    );
  }
  if (request.body !== null && url.origin !== request.url.origin) {
    throw speaker.fail(
      "data/unreadable",
      `"${from}": the next page is at "${url.origin}", which is not sent the body`,
      "look at paging",
    );
  }
  return { ...request, url, sender: request.url };
}

function cursorOf(page: Page, path: string, where: string, speaker: Speaker): string | null {
  const cursor = valueAt(page.payload, path) ?? null;
  if (cursor === null || cursor === "" || cursor === false) return null;
  if (typeof cursor === "string" || typeof cursor === "number") return String(cursor);
  throw speaker.fail(
    "data/unreadable",
    `${where}: "${path}" is no cursor`,
    "paging.path has to lead to a text or a number",
  );
}

/**
 * The request of the page after `page`, the `number`-th (from 1), or null after the last. `rows`: read so far. Numbered pages end with an
 * empty one: a short one may be a server's own limit, or what a filter has left.
 */
export function nextPage(
  first: HttpRequest,
  sent: HttpRequest,
  { answer, page, number, rows }: { answer: Answer; page: Page; number: number; rows: number },
  paging: Paging | null,
  where: string,
  speaker: Speaker,
): HttpRequest | null {
  if (paging === null) return null;
  if (paging.type === "link") {
    const target = nextLink(answer.headers.get("link"));
    return target === null ? null : linked(sent, target, speaker);
  }
  if (paging.type === "cursor") {
    const cursor = cursorOf(page, paging.path, where, speaker);
    if (cursor === null) return null;
    return paging.parameter === null
      ? linked(sent, cursor, speaker)
      : withParameters(first, { [paging.parameter]: cursor });
  }
  if (page.rows === 0) return null;
  return withParameters(first, { [paging.parameter]: paging.type === "page" ? paging.first + number : rows });
}
