import { checkAddress, shownUrl, type AddressRules } from "./address.ts";
import type { Credentials } from "./credentials.ts";
import type { Speaker } from "./speaker.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: "GET" | "POST";
  /** JSON, or null. */
  readonly body: string | null;
  /** Those that are no secret, for any origin. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address whose server leads here; without it a configuration does. */
  readonly sender?: URL;
  /** Statuses beside the successes that are answers. */
  readonly expects?: readonly number[];
}

export interface Exchange {
  readonly fetch: typeof globalThis.fetch;
  readonly rules: AddressRules;
  /** The only origin that gets `credentials`. */
  readonly home: string;
  readonly credentials: Credentials;
  readonly speaker: Speaker;
}

const mostRedirects = 5;

function isHome(url: URL, { home }: Exchange): boolean {
  return url.origin === home;
}

function addressed(url: URL, exchange: Exchange): URL {
  const sent = new URL(url);
  sent.hash = "";
  if (isHome(url, exchange)) {
    for (const [name, value] of Object.entries(exchange.credentials.query)) sent.searchParams.set(name, value);
  }
  return sent;
}

/** Where a redirecting `response` to `request` leads. */
function redirected(request: HttpRequest, response: Response, { speaker }: Exchange): HttpRequest {
  const from = shownUrl(request.url);
  const location = response.headers.get("location") ?? "";
  if (location === "" || !URL.canParse(location, request.url.href)) {
    throw speaker.fail("data/unreadable", `"${from}" redirects to no address`, "ask whoever runs the server");
  }
  const url = new URL(location, request.url);
  if (url.username !== "" || url.password !== "") {
    throw speaker.fail(
      "data/unreadable",
      `"${from}" redirects with credentials in the address`,
      "use the address it leads to",
    );
  }
  const keeps = response.status === 307 || response.status === 308 || request.method === "GET";
  if (keeps && request.body !== null && url.origin !== request.url.origin) {
    throw speaker.fail(
      "data/unreadable",
      `"${from}" redirects the body to "${url.origin}"`,
      "use the address it leads to",
    );
  }
  const next = { ...request, url, sender: request.url };
  return keeps ? next : { ...next, method: "GET", body: null };
}

/**
 * One answer, redirects followed by hand: credentials and configured headers go to `home` alone, each step is checked like the first
 * address, and cookies are never sent. A page in a browser cannot see redirects; there, they are followed only without credentials.
 */
export async function exchangeOnce(first: HttpRequest, exchange: Exchange, signal: AbortSignal): Promise<Response> {
  const { fetch, credentials, rules, speaker } = exchange;
  let request = first;
  for (let step = 0; step <= mostRedirects; step++) {
    checkAddress(request.url, rules, speaker, request.sender);
    const own = isHome(request.url, exchange) ? credentials.headers : {};
    const { method, body } = request;
    const init = { method, body, signal, credentials: "omit", headers: { ...request.headers, ...own } } as const;
    const response = await fetch(addressed(request.url, exchange), { ...init, redirect: "manual" });
    if (response.type === "opaqueredirect") {
      if (credentials.names.length === 0)
        return fetch(addressed(request.url, exchange), { ...init, redirect: "follow" });
      const hint = "give the address that it leads to; a browser would send the credentials on unseen";
      throw speaker.fail("data/unreadable", `"${shownUrl(request.url)}" redirects`, hint);
    }
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel().catch(() => {});
    request = redirected(request, response, exchange);
  }
  throw speaker.fail(
    "data/unreadable",
    `"${shownUrl(first.url)}" redirects more than ${mostRedirects} times`,
    "the server sends the request round in circles; look at the address and at auth, and cookies are never sent",
  );
}
