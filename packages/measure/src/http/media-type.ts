import type { Answer } from "./http-client.ts";
import type { Speaker } from "./speaker.ts";

export interface MediaType {
  /** In lower case; "" where none is declared. */
  readonly type: string;
  /** Null for UTF-8, declared or not. */
  readonly charset: string | null;
}

export function mediaType(headers: Headers): MediaType {
  const text = headers.get("content-type") ?? "";
  const type = (text.split(";")[0] ?? "").trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)"?/i.exec(text)?.[1] ?? null;
  return { type, charset: charset === null || /^(?:utf-?8|us-ascii)$/i.test(charset) ? null : charset };
}

/** The first bytes that are no blank, in lower case. */
export function beginning(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
}

/** Throws where the answer is a page for people: servers send one to log in, with status 200, where data were asked for. */
export function refuseWebPage({ headers, bytes }: Answer, where: string, speaker: Speaker): void {
  const { type } = mediaType(headers);
  if (!/^(?:text\/html|application\/xhtml\+xml)$/.test(type) && !/^<(?:!doctype html|html)/.test(beginning(bytes)))
    return;
  const hint = "a log-in page often; look at the address and at auth";
  throw speaker.fail("data/unreadable", `${where}: it is a web page, not data`, hint, { contentType: type });
}
