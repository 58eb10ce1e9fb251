import { Worker } from "node:worker_threads";
import type { Design } from "./design.ts";
import { joinOutcomes, type Outcome } from "./study.ts";

/** Some runs of one design. */
export interface Task {
  readonly id: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Runs handed to a worker at once. */
const atOnce = 20;

/** One answer for each message, in turn. */
function ask(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.removeAllListeners("message");
      worker.removeAllListeners("error");
      act();
    };
    worker.once("message", (outcome: Outcome) => settle(() => resolve(outcome)));
    worker.once("error", (error) => settle(() => reject(error)));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(task);
  });
}

/**
 * Runs every design `runs` times its share over `workers` threads, and calls `done` for each as soon as it is complete. The number of
 * threads changes nothing but the time.
 */
export async function runDesigns(
  designs: readonly Design[],
  runs: number,
  seed: number,
  workers: number,
  done: (design: Design, outcome: Outcome) => void,
): Promise<void> {
  const wanted = new Map(designs.map(({ id, share = 1 }) => [id, Math.max(2, Math.round(runs * share))]));
  const parts = new Map(designs.map(({ id }) => [id, new Map<number, Outcome>()]));
  const byId = new Map(designs.map((design) => [design.id, design]));
  const tasks = designs.flatMap(({ id }): Task[] => {
    const all = wanted.get(id)!;
    return Array.from({ length: Math.ceil(all / atOnce) }, (_, i) => ({
      id,
      seed,
      from: i * atOnce,
      to: Math.min(all, (i + 1) * atOnce),
    }));
  });
  const waiting = tasks.values();
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    try {
      for (const task of waiting) {
        const own = parts.get(task.id)!;
        own.set(task.from, await ask(worker, task));
        if (own.size === Math.ceil(wanted.get(task.id)! / atOnce)) {
          const inOrder = [...own].toSorted(([a], [b]) => a - b).map(([, outcome]) => outcome);
          done(byId.get(task.id)!, joinOutcomes(inOrder));
        }
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
