import { ImpactError, isImpactError, type Facts } from "@ie/contracts";

/** The error of a run that was told to stop. */
export function interrupted(where: string, cause: unknown, facts: Facts = {}): ImpactError {
  return new ImpactError({
    code: "run/interrupted",
    who: "run",
    what: `interrupted ${where}`,
    hint: "there is no result; run again",
    facts,
    cause,
  });
}

/** Whether `error` says no more than that the signal stopped the work. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  if (error === signal.reason || (isImpactError(error) && error.code === "run/interrupted")) return true;
  return error instanceof Error && error.name === "AbortError";
}
