import type { Executor, Settled } from "@ie/contracts";
import pLimit from "p-limit";
import { interrupted } from "./interrupted.ts";

/** Lets timers, signals and output have their turn between handlers that never wait. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Runs handlers in this thread, at most `maxConcurrency` at a time. After an abort the running ones end and the others
 * settle with `run/interrupted`. Handlers busy without waiting block each other: put such work into workers.
 */
export const localExecutor: Executor = {
  map: async (handler, events, { maxConcurrency, signal }) => {
    const limit = pLimit(maxConcurrency);
    const settled = await Promise.allSettled(
      events.map((event, index) =>
        limit(async () => {
          await nextTurn();
          if (signal.aborted) throw interrupted(`before event ${index + 1} of ${events.length}`, signal.reason);
          return handler(event, index);
        }),
      ),
    );
    return settled.map((one): Settled<Awaited<ReturnType<typeof handler>>> =>
      one.status === "fulfilled" ? { ok: true, value: one.value } : { ok: false, error: one.reason as unknown },
    );
  },
};
