/** Milliseconds of work between two breaths of the event loop. */
const breath = 50;

/** When a solve has to stop, and when it lets the event loop run so that an abort can arrive. */
export interface Clock {
  /** Whether work may go on without a pause. */
  readonly mayGoOn: () => boolean;
  /** Whether time is up or the signal aborted. */
  stopped(): boolean;
  /** A macrotask. */
  pause(): Promise<void>;
}

export function createClock(timeLimit: number | undefined, signal: AbortSignal | undefined): Clock {
  const end = timeLimit === undefined ? Infinity : performance.now() + 1000 * timeLimit;
  let until = performance.now() + breath;
  const stopped = (): boolean => signal?.aborted === true || performance.now() >= end;
  return {
    mayGoOn: () => {
      const now = performance.now();
      return now < until && now < end && signal?.aborted !== true;
    },
    stopped,
    pause: async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
      until = performance.now() + breath;
    },
  };
}
