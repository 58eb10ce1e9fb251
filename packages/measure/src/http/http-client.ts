import { isImpactError, type Context, type ImpactError } from "@ie/contracts";
import pRetry from "p-retry";
import { shownUrl } from "./address.ts";
import { exchangeOnce, type Exchange, type HttpRequest } from "./exchange.ts";
import { networkFault, statusFault } from "./faults.ts";
import { readBody } from "./read-body.ts";
import { backoff, retryAfter } from "./retry-after.ts";
import type { Sleep } from "./transport.ts";

export interface ClientLimits {
  readonly retries: number;
  readonly timeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  /** Null: as fast as answers come. */
  readonly requestsPerSecond: number | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface HttpClient {
  /**
   * The answer, after retries of what may pass: no connection, a broken body, a timeout, 429 and 5xx. Of a body above `limit` bytes the
   * rest is not read. `page` is for messages.
   */
  send(request: HttpRequest, page: number | null, limit: number): Promise<Answer>;
  /** Ends its timers. */
  close(): void;
}

/** Seconds; a server that asks for more is not waited for. */
const longestWait = 300;
/** Bytes of an error's body that are looked at. */
const mostSaid = 4096;

/** What may pass, and the seconds that the server asks to wait. */
interface Passing {
  readonly after: number | null;
}

export function createClient(exchange: Exchange, limits: ClientLimits, sleep: Sleep, context: Context): HttpClient {
  const { speaker, credentials } = exchange;
  const rng = context.rng.stream("http");
  const total = new AbortController();
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, total.signal]);
  const passing = new WeakMap<Error, Passing>();
  let ready: Promise<void> = Promise.resolve();

  /** Aborts `timer` after `seconds`, unless `until` comes first. */
  const limitTime = (timer: AbortController, seconds: number, until: AbortSignal): void => {
    sleep(1000 * seconds, until).then(
      () => timer.abort(),
      () => {},
    );
  };
  if (Number.isFinite(limits.totalTimeoutSeconds)) limitTime(total, limits.totalTimeoutSeconds, ended.signal);

  const mayPass = (error: ImpactError, after: number | null = null): ImpactError => {
    passing.set(error, { after });
    return error;
  };

  const stopIfAborted = (url: URL): void => {
    context.signal.throwIfAborted();
    if (!total.signal.aborted) return;
    const what = `"${shownUrl(url)}" was not read within ${limits.totalTimeoutSeconds} seconds`;
    throw speaker.fail("data/unavailable", what, "raise total_timeout_seconds, or ask for less", {
      url: shownUrl(url),
    });
  };

  async function receive(
    request: HttpRequest,
    page: number | null,
    limit: number,
    timed: AbortSignal,
  ): Promise<Answer> {
    const { url } = request;
    const response = await exchangeOnce(request, exchange, timed);
    const { status, headers } = response;
    const wanted = response.ok || request.expects?.includes(status) === true;
    const bytes = await readBody(response, wanted ? limit : mostSaid);
    if (wanted && bytes !== null) return { status, headers, bytes };
    if (wanted) {
      const what = `the answer of "${shownUrl(url)}" is larger than the ${limit} bytes left of max_bytes`;
      throw speaker.fail("data/too-large", what, "ask for less, or raise max_bytes", { url: shownUrl(url), page });
    }
    const said = new TextDecoder().decode(bytes ?? new Uint8Array(0));
    const error = statusFault({ status, url, page, said, secrets: credentials.names }, speaker);
    throw status === 429 || status >= 500 ? mayPass(error, retryAfter(headers)) : error;
  }

  async function attempt(request: HttpRequest, page: number | null, limit: number): Promise<Answer> {
    const { url } = request;
    await ready;
    stopIfAborted(url);
    if (limits.requestsPerSecond !== null) {
      ready = sleep(1000 / limits.requestsPerSecond, AbortSignal.any([signal, ended.signal])).catch(() => {});
    }
    const timer = new AbortController();
    const answered = new AbortController();
    limitTime(timer, limits.timeoutSeconds, answered.signal);
    try {
      return await receive(request, page, limit, AbortSignal.any([signal, timer.signal]));
    } catch (error) {
      stopIfAborted(url);
      if (isImpactError(error)) throw error;
      if (timer.signal.aborted) {
        const what = `"${shownUrl(url)}" did not answer within ${limits.timeoutSeconds} seconds`;
        throw mayPass(speaker.fail("data/unavailable", what, "raise timeout_seconds", { url: shownUrl(url), page }));
      }
      const fault = networkFault(error, url, speaker);
      throw fault.lasts ? fault.error : mayPass(fault.error);
    } finally {
      answered.abort();
    }
  }

  async function send(request: HttpRequest, page: number | null, limit: number): Promise<Answer> {
    return pRetry(() => attempt(request, page, limit), {
      retries: limits.retries,
      minTimeout: 0, // it waits by a timer of its own; shouldRetry waits by ours
      shouldRetry: async ({ error, attemptNumber }) => {
        const { after } = passing.get(error) ?? {};
        if (after === undefined) return false;
        const seconds = after ?? backoff(attemptNumber, rng.uniform());
        if (seconds > Math.min(longestWait, limits.totalTimeoutSeconds)) return false;
        context.log.info(`${speaker.who}: retry ${attemptNumber}`, {
          url: speaker.redact(shownUrl(request.url)),
          seconds,
        });
        await sleep(1000 * seconds, signal).catch(() => stopIfAborted(request.url));
        return true;
      },
    });
  }

  return { send, close: () => ended.abort() };
}
