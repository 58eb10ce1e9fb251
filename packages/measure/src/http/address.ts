import type { ImpactError } from "@ie/contracts";
import type { KnownSecrets, Speaker } from "./speaker.ts";

/** Where `url` is, for messages: its query may hold credentials, so it is left out. */
export function shownUrl(url: URL): string {
  return url.origin === "null" ? `${url.protocol}//${url.host}${url.pathname}` : url.origin + url.pathname;
}

/** Parameters that by their names hold credentials. */
const telling = /key|token|secret|sig|password|passwd|pwd|auth|cred|session/i;

/** Values in the query of `url` that a server could repeat and nobody should read: of `all` parameters, or those that sound like it. */
export function hiddenInQuery(url: URL, all: boolean): KnownSecrets {
  const values = [...url.searchParams].filter(([name]) => all || telling.test(name));
  return values.flatMap(([name, value]) => [value, encodeURIComponent(value)].map((form) => [name, form] as const));
}

function isLocal(url: URL): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}

export interface AddressRules {
  readonly allowInsecure: boolean;
  readonly allowed: (url: URL) => boolean;
}

/** `text` as an address; credentials in it are refused. */
export function readAddress(text: string, speaker: Speaker): URL {
  if (!URL.canParse(text)) {
    throw speaker.fail("config/invalid", "url is no address", 'write one such as "https://example.com/metrics"');
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw speaker.fail(
      "config/invalid",
      `url "${shownUrl(url)}" holds credentials`,
      "take them out, and give them by auth",
    );
  }
  return url;
}

/**
 * Throws where `url` may not be asked: `config/invalid` for a configured address, `data/denied` for one that the server at `sender` leads to,
 * by a redirect or as the next page.
 */
export function checkAddress(
  url: URL,
  { allowInsecure, allowed }: AddressRules,
  speaker: Speaker,
  sender: URL | null = null,
): void {
  const refuse = (fault: string, hint: string): ImpactError =>
    sender === null
      ? speaker.fail("config/invalid", `"${shownUrl(url)}" ${fault}`, hint)
      : speaker.fail("data/denied", `"${shownUrl(sender)}" leads to "${shownUrl(url)}", which ${fault}`, hint);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refuse("is not an http address", sender === null ? "write https:" : "ask whoever runs the server");
  }
  if (url.protocol === "http:" && !allowInsecure && !isLocal(url)) {
    throw refuse(
      "is not encrypted",
      "use https:, or set allow_insecure: true where anyone on the way may read and change the data",
    );
  }
  if (!allowed(url)) throw refuse("may not be asked here", "the program that runs this leaves it out");
}
