import type { Context, DataObject, OpenObjects } from "@ie/contracts";
import { memoryObject } from "../formats/index.ts";
import { checkAddress, hiddenInQuery, readAddress, shownUrl } from "./address.ts";
import { noCredentials } from "./credentials.ts";
import type { HttpRequest } from "./exchange.ts";
import { createClient, type Answer, type HttpClient } from "./http-client.ts";
import { refuseWebPage } from "./media-type.ts";
import { createSpeaker, type Speaker } from "./speaker.ts";
import { timerSleep, type HttpTransport } from "./transport.ts";

export interface HttpObjectsSetup extends HttpTransport {
  /** Speaker of the errors; default `file`. */
  readonly who?: string;
  /** Default: false, TLS is required but for this machine. */
  readonly allowInsecure?: boolean;
  /** Most bytes of one file that a server gives only as a whole, decompressed. Default 500,000,000. */
  readonly maxBytes?: number;
  /** Default 4. */
  readonly retries?: number;
  /** Seconds for one part of a file, or for the whole where there are none. Default 60. */
  readonly timeoutSeconds?: number;
}

/** Bytes asked for at once where a file is streamed by parts. */
const part = 8 * 2 ** 20;
/** Bytes asked for first, which tells whether there are parts. */
const probe = 2 ** 16;

/** How one file is to be had: as a whole, or by parts. */
type Opened =
  | { readonly whole: Uint8Array }
  | {
      readonly whole: null;
      readonly size: number;
      readonly start: Uint8Array;
      /** A strong validator, so that all parts are of one version; null where there is none. */
      readonly tag: string | null;
    };

interface Remote {
  readonly request: HttpRequest;
  readonly client: HttpClient;
  readonly speaker: Speaker;
  readonly limit: number;
}

function withRange(
  { request }: Remote,
  start: number,
  end: number,
  headers: Readonly<Record<string, string>>,
): HttpRequest {
  return { ...request, headers: { ...headers, range: `bytes=${start}-${end - 1}` }, expects: [412, 416] };
}

/** The first byte and the size of the whole that a partial answer names; null where it names none. */
function rangeOf({ headers }: Answer): { readonly from: number; readonly size: number } | null {
  const [, from, size] = /^bytes\s+(?:(\d+)-\d+|\*)\/(\d+)$/i.exec(headers.get("content-range") ?? "") ?? [];
  return size === undefined ? null : { from: Number(from ?? 0), size: Number(size) };
}

async function open(remote: Remote): Promise<Opened> {
  const { client, request, limit } = remote;
  const answer = await client.send(withRange(remote, 0, probe, {}), null, limit);
  refuseWebPage(answer, `"${shownUrl(request.url)}"`, remote.speaker);
  const range = rangeOf(answer);
  if (answer.status === 206 && range !== null) {
    const etag = answer.headers.get("etag");
    return { whole: null, size: range.size, start: answer.bytes, tag: etag?.startsWith('"') === true ? etag : null };
  }
  if (answer.status === 416 && range?.size === 0) return { whole: new Uint8Array(0) };
  if (answer.status === 200) return { whole: answer.bytes };
  return { whole: (await client.send(request, null, limit)).bytes };
}

async function readPart(
  remote: Remote,
  size: number,
  tag: string | null,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const { client, request, speaker } = remote;
  const shown = shownUrl(request.url);
  const answer = await client.send(
    withRange(remote, start, end, tag === null ? {} : { "if-match": tag }),
    null,
    end - start,
  );
  const range = rangeOf(answer);
  const same = answer.status === 206 && range?.size === size;
  if (same && range.from === start && answer.bytes.length === end - start) return answer.bytes;
  const what = same ? `the server gave other bytes than ${start} to ${end}` : "it changed while it was read";
  throw speaker.fail("data/unreadable", `"${shown}": ${what}`, "read it again", { url: shown, status: answer.status });
}

function objectOf(remote: Remote, opened: Opened): DataObject {
  const name = remote.speaker.redact(shownUrl(remote.request.url));
  if (opened.whole !== null) return memoryObject(name, opened.whole);
  const { size, start: first, tag } = opened;
  const slice = async (start: number, end: number): Promise<Uint8Array> => {
    const [from, to] = [Math.min(start, size), Math.min(end, size)];
    if (from >= to) return new Uint8Array(0);
    return to <= first.length ? first.slice(from, to) : readPart(remote, size, tag, from, to);
  };
  return {
    name,
    bytes: size,
    slice,
    stream: async function* () {
      for (let at = 0; at < size; at += part) yield await slice(at, at + part);
    },
  };
}

/**
 * Opens one file at an `https:` address: by parts where the server gives ranges, each retried alone, so that a broken connection costs one
 * part; as a whole otherwise. The query of an address, which may be its signature, is left out of names and messages. Errors as those of
 * `createHttpSource`.
 */
export function httpObjects(setup: HttpObjectsSetup = {}): OpenObjects {
  const { fetch = globalThis.fetch, sleep = timerSleep, allowed = () => true, who = "file" } = setup;
  const { allowInsecure = false, maxBytes = 500_000_000, retries = 4, timeoutSeconds = 60 } = setup;
  return async (location, context: Context) => {
    const hidden = URL.canParse(location) ? hiddenInQuery(new URL(location), true) : [];
    const speaker = createSpeaker(who, () => hidden);
    const url = readAddress(location, speaker);
    const rules = { allowInsecure, allowed };
    checkAddress(url, rules, speaker);
    const limits = { retries, timeoutSeconds, totalTimeoutSeconds: Infinity, requestsPerSecond: null };
    const exchange = { fetch, rules, home: url.origin, credentials: noCredentials, speaker };
    const client = createClient(exchange, limits, sleep, context);
    const remote: Remote = {
      request: { url, method: "GET", body: null, headers: {} },
      client,
      speaker,
      limit: maxBytes,
    };
    return [objectOf(remote, await open(remote))];
  };
}
