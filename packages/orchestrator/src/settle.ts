import { isImpactError, type Failure, type Settled, type Stage } from "@ie/contracts";
import { interrupted, isInterruption } from "./interrupted.ts";

/** `error` as what a stage says of an initiative that it has no answer for; null for a bug. */
export function toFailure(initiativeId: string, stage: Stage, error: unknown): Failure | null {
  return isImpactError(error) ? { initiativeId, stage, code: error.code, message: error.message } : null;
}

/** Answers by initiative, and failures, both in the order of `ids`. */
export interface Outcome<R> {
  readonly answers: ReadonlyMap<string, R>;
  readonly failures: readonly Failure[];
}

/**
 * The one place where an error becomes a value. An ImpactError is the initiative's failure; a bug is thrown on, the first in
 * order; an interruption ends the run with `run/interrupted`, whose facts name the initiatives that were done.
 */
export function settle<R>(
  stage: Stage,
  ids: readonly string[],
  settled: readonly Settled<R>[],
  signal: AbortSignal,
): Outcome<R> {
  const answers = new Map<string, R>();
  const failures: Failure[] = [];
  let stopped: unknown = null;
  ids.forEach((id, index) => {
    const one = settled[index];
    if (one === undefined) throw new Error(`executor: no result for event ${index + 1} of ${ids.length}`);
    if (one.ok) answers.set(id, one.value);
    else if (isInterruption(one.error, signal)) stopped ??= one.error;
    else {
      const failure = toFailure(id, stage, one.error);
      if (failure === null) throw one.error;
      failures.push(failure);
    }
  });
  if (stopped !== null) {
    const facts = { stage, finished: [...answers.keys()] };
    throw interrupted(`in ${stage} after ${answers.size} of ${ids.length} initiatives`, stopped, facts);
  }
  return { answers, failures };
}
