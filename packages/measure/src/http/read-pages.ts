import type { Context, DataObject } from "@ie/contracts";
import { memoryObject } from "../formats/index.ts";
import { shownUrl } from "./address.ts";
import type { HttpRequest } from "./exchange.ts";
import type { Answer, HttpClient } from "./http-client.ts";
import type { HttpOptions } from "./options.ts";
import { readPage, type Page, type PageFormat } from "./page.ts";
import { firstPage, nextPage, type Paging } from "./paging.ts";
import { valueAt } from "./json-records.ts";
import type { Speaker } from "./speaker.ts";

/** The pages that hold rows, each as an object to read a table from. */
export interface ReadPages {
  readonly objects: readonly DataObject[];
  readonly format: PageFormat;
  readonly encoding: string | null;
}

interface PageSetup {
  readonly client: HttpClient;
  readonly speaker: Speaker;
  readonly context: Context;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function numbered(paging: Paging | null): boolean {
  return paging?.type === "page" || paging?.type === "offset";
}

/** A first page that has nothing where the way to the next one is said to stand may be the only one, or the path may be wrong. */
function warnOfNoCursor(page: Page, paging: Paging | null, where: string, { context, speaker }: PageSetup): void {
  if (paging?.type !== "cursor" || valueAt(page.payload, paging.path) !== undefined) return;
  context.log.warn(speaker.redact(`${speaker.who}: ${where} has no "${paging.path}"; it is taken for the only page`));
}

function checkCursorFormat({ format }: Page, paging: Paging | null, where: string, speaker: Speaker): void {
  if (paging?.type !== "cursor" || format === "json") return;
  throw speaker.fail(
    "config/invalid",
    `${where}: paging by a cursor needs JSON, and this is ${format}`,
    "page by link, page or offset",
  );
}

/** Asks for page after page. `maxBytes`: most bytes of all answers together. */
export async function readPages(
  request: HttpRequest,
  options: HttpOptions & { readonly encoding: string | null; readonly maxBytes: number },
  setup: PageSetup,
): Promise<ReadPages> {
  const { client, speaker } = setup;
  const { paging, maxPages } = options;
  const first = firstPage(request, paging);
  const kept: { page: Page; object: DataObject }[] = [];
  const asked = new Set<string>();
  let last: Page | null = null;
  let rows = 0;
  let left = options.maxBytes;

  for (let sent: HttpRequest | null = first, number = 1; sent !== null; number++) {
    const shown = shownUrl(sent.url);
    const where = paging === null ? `"${shown}"` : `"${shown}", page ${number}`;
    const facts = { url: shown, page: number };
    if (number > maxPages) {
      throw speaker.fail(
        "data/too-large",
        `${where}: there are more than ${maxPages} pages`,
        "ask for less, or raise max_pages",
        facts,
      );
    }
    if (asked.has(sent.url.href)) {
      throw speaker.fail(
        "data/unreadable",
        `${where}: it is a page that was read before`,
        "the server's pages go round in circles; look at paging",
        facts,
      );
    }
    asked.add(sent.url.href);
    const answer: Answer | null = await answerOrEnd(client, sent, number, left, numbered(paging) && rows > 0);
    if (answer === null) break;
    left -= answer.bytes.length;
    const page = readPage(answer, options, where, speaker);
    checkCursorFormat(page, paging, where, speaker);
    if (number === 1) warnOfNoCursor(page, paging, where, setup);
    if (numbered(paging) && last !== null && page.rows > 0 && sameBytes(last.bytes, page.bytes)) {
      throw speaker.fail(
        "data/unreadable",
        `${where}: it is the page before again`,
        "the server ignores paging.parameter; look at its name",
        facts,
      );
    }
    if (last !== null && page.format !== last.format) {
      throw speaker.fail(
        "data/unreadable",
        `${where}: it is ${page.format}, after pages of ${last.format}`,
        "set format",
        facts,
      );
    }
    rows += page.rows;
    if (page.rows > 0) kept.push({ page, object: memoryObject(speaker.redact(where.replaceAll('"', "")), page.bytes) });
    last = page;
    sent = nextPage(first, sent, { answer, page, number, rows }, paging, where, speaker);
  }
  return {
    objects: kept.map(({ object }) => object),
    format: last?.format ?? "json",
    encoding: kept[0]?.page.encoding ?? null,
  };
}

/** The answer; null for a 404 where numbered pages may have ended, which is how some servers say so. */
async function answerOrEnd(
  client: HttpClient,
  request: HttpRequest,
  number: number,
  limit: number,
  mayEnd: boolean,
): Promise<Answer | null> {
  try {
    return await client.send(request, number, limit);
  } catch (error) {
    const facts = (error as { facts?: { status?: unknown } }).facts;
    if (mayEnd && facts?.status === 404) return null;
    throw error;
  }
}
