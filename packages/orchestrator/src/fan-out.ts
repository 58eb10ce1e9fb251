import type { Executor, Stage } from "@ie/contracts";
import { stagePlace, type OnEvent } from "./events.ts";
import { interrupted } from "./interrupted.ts";
import { settle, toFailure, type Outcome } from "./settle.ts";

/** How a run's stages are executed. */
export interface Floor {
  readonly executor: Executor;
  readonly maxConcurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

/** Throws where the run was told to stop. */
export function requireRunning({ signal }: Floor, stage: Stage): void {
  if (signal.aborted) throw interrupted(`before ${stage}`, signal.reason, { stage, finished: [] });
}

export function startStage({ onEvent }: Floor, stage: Stage, count: number): void {
  onEvent({ kind: "stage-started", ...stagePlace(stage), count });
}

export function finishStage({ onEvent }: Floor, stage: Stage, initiativeIds: readonly string[]): void {
  onEvent({ kind: "stage-finished", ...stagePlace(stage), initiativeIds });
}

/** One stage over all of `items`, each settled by itself. */
export async function fanOut<E extends { readonly initiativeId: string }, R>(
  floor: Floor,
  stage: Stage,
  items: readonly E[],
  work: (item: E) => Promise<R>,
): Promise<Outcome<R>> {
  const { executor, maxConcurrency, signal, onEvent } = floor;
  requireRunning(floor, stage);
  startStage(floor, stage, items.length);
  const handler = async (item: E): Promise<R> => {
    const { initiativeId } = item;
    onEvent({ kind: "initiative-started", stage, initiativeId });
    try {
      const answer = await work(item);
      onEvent({ kind: "initiative-finished", stage, initiativeId });
      return answer;
    } catch (error) {
      const failure = signal.aborted ? null : toFailure(initiativeId, stage, error);
      if (failure !== null) onEvent({ kind: "initiative-failed", ...failure });
      throw error;
    }
  };
  const settled = await executor.map(handler, items, { maxConcurrency, signal });
  const ids = items.map((item) => item.initiativeId);
  const outcome = settle(stage, ids, settled, signal);
  finishStage(floor, stage, [...outcome.answers.keys()]);
  return outcome;
}
