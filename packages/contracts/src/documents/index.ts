import type { DocumentType } from "../document.ts";
import { allocateResult } from "./allocate-result.ts";
import { evaluateResult } from "./evaluate-result.ts";
import { manifest } from "./manifest.ts";
import { measureResult } from "./measure-result.ts";
import { outcomeReport } from "./outcome-report.ts";
import { runResult } from "./run-result.ts";
import { verifyResult } from "./verify-result.ts";

export * from "./allocate-result.ts";
export * from "./evaluate-result.ts";
export * from "./manifest.ts";
export * from "./measure-result.ts";
export * from "./outcome-report.ts";
export * from "./run-result.ts";
export * from "./verify-result.ts";

/** Every document by its name. */
export const documents: Readonly<Record<string, DocumentType<unknown>>> = {
  measure_result: measureResult,
  evaluate_result: evaluateResult,
  allocate_result: allocateResult,
  outcome_report: outcomeReport,
  run_result: runResult,
  verify_result: verifyResult,
  manifest: manifest,
};
