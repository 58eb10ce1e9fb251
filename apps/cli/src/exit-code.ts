import { isImpactError } from "@ie/contracts";
import { UsageError } from "./io.ts";

/** 0 done · 1 finished without a full answer · 2 usage or configuration · 3 data · 4 permission · 70 our bug · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 130;

/** What an aborted signal throws where no package has put it into its own words. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function isRefused(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ("code" in cause && (cause.code === "EACCES" || cause.code === "EPERM")) return true;
  }
  return false;
}

const byArea: Readonly<Record<string, ExitCode>> = {
  config: 2,
  document: 3,
  data: 3,
  fit: 1,
  solve: 1,
  run: 130,
  store: 1,
};

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return 2;
  if (isInterruption(error)) return 130;
  if (isRefused(error)) return 4;
  if (!isImpactError(error)) return 70;
  if (error.code === "data/denied") return 4;
  if (error.code === "store/invalid-key" || error.code === "store/unsupported") return 2;
  return byArea[error.code.split("/")[0] ?? ""] ?? 70;
}
