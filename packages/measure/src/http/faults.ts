import type { ImpactError } from "@ie/contracts";
import { shownUrl } from "./address.ts";
import type { Speaker } from "./speaker.ts";

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection broke off",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name could not be looked up",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
};

/** Faults of a body whose headers have come. */
const bodyWords: Readonly<Record<string, string>> = {
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "is not as long as announced",
  Z_BUF_ERROR: "is compressed, and breaks off",
  Z_DATA_ERROR: "is not compressed as content-encoding says",
};

/** The code of the system or the platform that caused `error`, or null. */
function systemCode(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return null;
}

/** What kept a request from being answered. Only the code is told: messages of platforms may quote the request. */
export function networkFault(error: unknown, url: URL, speaker: Speaker): { error: ImpactError; lasts: boolean } {
  const code = systemCode(error);
  const lasts = code !== null && /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO/.test(code);
  const what = words[code ?? ""] ?? (lasts ? "the server's certificate is not trusted" : "the network failed");
  const shown = shownUrl(url);
  const facts = { url: shown, cause: code };
  const broken = bodyWords[code ?? ""];
  if (broken !== undefined) {
    const hint = `${code}; ask whoever runs the server, or a proxy before it`;
    return { error: speaker.fail("data/unavailable", `the body of "${shown}" ${broken}`, hint, facts), lasts };
  }
  const hint = code === null ? "look at the address and the network" : `${code}; look at the address and the network`;
  return {
    error: speaker.fail("data/unavailable", `no answer from "${shown}": ${what}`, hint, facts),
    lasts,
  };
}

/** The error of an answer that is no success. `page` counts from 1; null where there is one. `said`: what the server wrote. */
export function statusFault(
  {
    status,
    url,
    page,
    said,
    secrets,
  }: { status: number; url: URL; page: number | null; said: string; secrets: readonly string[] },
  speaker: Speaker,
): ImpactError {
  const shown = shownUrl(url);
  const at = page === null ? "" : ` for page ${page}`;
  const facts = { url: shown, status, page };
  const answered = `"${shown}" answered ${status}${at}`;
  if (status === 401 || status === 403) {
    const named = secrets.map((name) => `"${name}"`).join(", ");
    const hint =
      secrets.length === 0 ? "no credentials were sent; give auth" : `look at the secret ${named} and what it may read`;
    return speaker.fail("data/denied", answered, hint, facts);
  }
  if (status === 429) return speaker.fail("data/unavailable", answered, "set or lower requests_per_second", facts);
  if (status >= 500) return speaker.fail("data/unavailable", answered, "the server failed; try again later", facts);
  const text = speaker.redact(said).replace(/\s+/g, " ").trim();
  const hint =
    text === "" || text.startsWith("<")
      ? "look at url, query and body"
      : `it says ${JSON.stringify(text.slice(0, 160))}`;
  return speaker.fail("data/unreadable", answered, hint, facts);
}
