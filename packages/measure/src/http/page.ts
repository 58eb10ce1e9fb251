import { jsonFault, repeatedKey } from "@ie/contracts";
import type { Answer } from "./http-client.ts";
import { flatRecord, parseJson, recordsAt, type JsonRecord } from "./json-records.ts";
import { beginning, mediaType, refuseWebPage, type MediaType } from "./media-type.ts";
import type { Speaker } from "./speaker.ts";

export type PageFormat = "csv" | "json" | "ndjson";

/** One answered page, read as far as paging needs it. */
export interface Page {
  readonly format: PageFormat;
  /** What its rows are read from: JSON records, or the text as it came. */
  readonly bytes: Uint8Array;
  /** As declared with the bytes; null for UTF-8. */
  readonly encoding: string | null;
  /** Rows; of CSV the lines below the header, at least as many. */
  readonly rows: number;
  /** The whole JSON answer, for a cursor in it. */
  readonly payload: unknown;
}

/** Compressions that platforms undo by themselves. */
const undone = /^(?:identity|(?:x-)?gzip|deflate|br|zstd)?$/;

function refuseEncoding({ headers }: Answer, where: string, speaker: Speaker): void {
  const names = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  const odd = names.map((name) => name.trim()).find((name) => !undone.test(name));
  if (odd === undefined) return;
  throw speaker.fail("data/unreadable", `${where}: the body is compressed by "${odd}"`, "ask for gzip or none");
}

function decode(bytes: Uint8Array, charset: string | null, where: string, speaker: Speaker): string {
  try {
    return new TextDecoder(charset ?? "utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const known = error instanceof RangeError ? "is no known charset" : "does not fit the bytes";
    const what = charset === null ? "the text is not UTF-8" : `charset "${charset}" ${known}`;
    throw speaker.fail(
      "data/unreadable",
      `${where}: ${what}`,
      "the server has to declare in content-type what it sends, or set encoding",
    );
  }
}

function formatOf({ type }: MediaType, start: string, where: string, speaker: Speaker): PageFormat {
  if (/^application\/(?:x-)?(?:ndjson|jsonl|jsonlines)$/.test(type)) return "ndjson";
  if (type === "application/json" || type === "text/json" || type.endsWith("+json")) return "json";
  if (type === "text/csv" || type === "application/csv") return "csv";
  if (["", "text/plain", "application/octet-stream", "binary/octet-stream"].includes(type))
    return /^[[{]/.test(start) ? "json" : "csv";
  throw speaker.fail("data/unreadable", `${where}: the content is "${type}"`, "ask for JSON or CSV, or set format");
}

/** Line and column of an offset, from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `line ${before.split("\n").length}, column ${offset - before.lastIndexOf("\n")}`;
}

function parsePayload(text: string, where: string, speaker: Speaker): unknown {
  let payload: unknown;
  try {
    payload = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const what = `${where}: it is not JSON from ${placeOf(text, jsonFault(text))} on`;
    throw speaker.fail("data/unreadable", what, "the body may be cut short; set format if it is meant to be CSV");
  }
  const twice = repeatedKey(text);
  if (twice === null) return payload;
  const what = `${where}: ${placeOf(text, twice.offset)} has "${twice.key}" a second time in one object`;
  throw speaker.fail("data/unreadable", what, "which of the two is meant cannot be known; ask whoever runs the server");
}

function lines(text: string): number {
  return text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== "").length;
}

export interface PageOptions {
  readonly format: PageFormat | null;
  readonly records: string;
  readonly encoding: string | null;
}

/** Reads an answer. `where` names it in messages. */
export function readPage(answer: Answer, options: PageOptions, where: string, speaker: Speaker): Page {
  const media = mediaType(answer.headers);
  refuseWebPage(answer, where, speaker);
  const found = formatOf(media, beginning(answer.bytes), where, speaker);
  const format = options.format ?? found;
  const encoding = options.encoding ?? media.charset;
  refuseEncoding(answer, where, speaker);
  const text = decode(answer.bytes, encoding, where, speaker);
  if (format !== "json") {
    const rows = lines(text) - (format === "csv" ? 1 : 0);
    return { format, bytes: answer.bytes, encoding, rows: Math.max(0, rows), payload: undefined };
  }
  if (answer.bytes.length === 0)
    throw speaker.fail("data/unreadable", `${where}: the body is empty`, "look at url and query");
  const payload = parsePayload(text, where, speaker);
  const records: readonly JsonRecord[] = recordsAt(payload, options.records, where, speaker).map(flatRecord);
  return {
    format,
    bytes: new TextEncoder().encode(JSON.stringify(records)),
    encoding: null,
    rows: records.length,
    payload,
  };
}
