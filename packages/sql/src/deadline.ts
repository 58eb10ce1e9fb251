import { ImpactError } from "@ie/contracts";

/** Ends the work of one load when the signal is aborted or the time is up. */
export interface Deadline {
  /** Throws where the work has to end. */
  check(): void;
  /** What to throw in place of the engine's own error about having been stopped. */
  reason(error: unknown): unknown;
  /** Called at most once, when the work has to end; at once where it already has to. */
  onStop(stop: () => void): void;
  clear(): void;
}

export function createDeadline(who: string, signal: AbortSignal, seconds: number): Deadline {
  let timedOut: ImpactError | null = null;
  let stop: (() => void) | null = null;
  const end = (): void => stop?.();
  const timer = setTimeout(() => {
    timedOut = new ImpactError({
      code: "data/unavailable",
      who,
      what: `the database gave no answer within ${seconds} s`,
      hint: "ask for less, add up in the database (aggregate), or raise timeout",
      facts: { seconds },
    });
    end();
  }, 1000 * seconds);
  signal.addEventListener("abort", end);
  const check = (): void => {
    signal.throwIfAborted();
    if (timedOut !== null) throw timedOut;
  };
  return {
    check,
    reason: (error) => (signal.aborted ? signal.reason : (timedOut ?? error)),
    onStop: (action) => {
      stop = action;
      if (signal.aborted || timedOut !== null) action();
    },
    clear: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      stop = null;
    },
  };
}
