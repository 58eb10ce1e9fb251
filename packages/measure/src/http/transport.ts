/** Waits; rejects with the signal's reason once it is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** The value of a secret by the name that a configuration gives it, or undefined where it is not set. */
export type Secret = (name: string) => string | undefined;

/** What a client over HTTP may reach. */
export interface HttpTransport {
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: the platform's timer. Every wait goes through it: timeouts, backoff, rate limit. */
  readonly sleep?: Sleep;
  /**
   * Whether an address may be asked; called for each page and each redirect. Default: all. A service that runs configurations of others
   * has to refuse private networks here, since a configuration names any address.
   */
  readonly allowed?: (url: URL) => boolean;
}

/** A wait by the platform's timer. */
export const timerSleep: Sleep = (milliseconds, signal) =>
  new Promise((done, refuse) => {
    const stop = (): void => {
      clearTimeout(timer);
      refuse(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
