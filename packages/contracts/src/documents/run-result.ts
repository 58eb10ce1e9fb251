import * as z from "zod";
import { defineDocument, initiativeId, nestedFaults, schemaVersion, type DocumentType } from "../document.ts";
import type { Json } from "../json.ts";
import { unwrap } from "../result.ts";
import { allocateResult, type AllocateResult } from "./allocate-result.ts";
import { evaluateResult, type EvaluateResult } from "./evaluate-result.ts";
import { measureResult, type MeasureResult, type Provenance } from "./measure-result.ts";
import { outcomeReport, type OutcomeReport } from "./outcome-report.ts";

export type Stage = "measure_pilot" | "evaluate" | "allocate" | "measure_scale" | "report";

/** An initiative that a stage could not answer for; the others went on. */
export interface Failure {
  readonly initiativeId: string;
  readonly stage: Stage;
  readonly code: string;
  readonly message: string;
}

/** All that one run of the loop found and decided. */
export interface RunResult {
  readonly pilotResults: readonly MeasureResult[];
  readonly evaluateResults: readonly EvaluateResult[];
  readonly allocateResult: AllocateResult;
  readonly scaleResults: readonly MeasureResult[];
  readonly outcomeReports: readonly OutcomeReport[];
  readonly failures: readonly Failure[];
  readonly provenance: Pick<Provenance, "seed" | "configHash" | "mock">;
}

const part = z.record(z.string(), z.unknown());

const wire = z.looseObject({
  schema_version: schemaVersion,
  pilot_results: z.array(part),
  evaluate_results: z.array(part),
  allocate_result: part,
  scale_results: z.array(part),
  outcome_reports: z.array(part),
  failures: z.array(
    z.object({
      initiative_id: initiativeId,
      stage: z.enum(["measure_pilot", "evaluate", "allocate", "measure_scale", "report"]),
      code: z.string(),
      message: z.string(),
    }),
  ),
  provenance: z.object({ seed: z.number().nullable(), config_hash: z.string().nullable(), mock: z.boolean() }),
});

type Part = Record<string, unknown>;

function readPart<T>(document: DocumentType<T>, field: string, item: Part): T {
  return unwrap(document.parse(item), `run_result: ${field}`);
}

function formatPart<T>(document: DocumentType<T>, value: T): Part {
  return document.format(value) as Record<string, Json>; // every document is a JSON object
}

export const runResult: DocumentType<RunResult> = defineDocument({
  name: "run_result",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    r.pilot_results.forEach((item, i) => nestedFaults(measureResult, item, ["pilot_results", i], fault));
    r.evaluate_results.forEach((item, i) => nestedFaults(evaluateResult, item, ["evaluate_results", i], fault));
    nestedFaults(allocateResult, r.allocate_result, ["allocate_result"], fault);
    r.scale_results.forEach((item, i) => nestedFaults(measureResult, item, ["scale_results", i], fault));
    r.outcome_reports.forEach((item, i) => nestedFaults(outcomeReport, item, ["outcome_reports", i], fault));
  },
  read: (r) => ({
    pilotResults: r.pilot_results.map((item) => readPart(measureResult, "pilot_results", item)),
    evaluateResults: r.evaluate_results.map((item) => readPart(evaluateResult, "evaluate_results", item)),
    allocateResult: readPart(allocateResult, "allocate_result", r.allocate_result),
    scaleResults: r.scale_results.map((item) => readPart(measureResult, "scale_results", item)),
    outcomeReports: r.outcome_reports.map((item) => readPart(outcomeReport, "outcome_reports", item)),
    failures: r.failures.map(({ initiative_id: id, ...failure }) => ({ initiativeId: id, ...failure })),
    provenance: { seed: r.provenance.seed, configHash: r.provenance.config_hash, mock: r.provenance.mock },
  }),
  write: (r) => ({
    schema_version: "1.0",
    pilot_results: r.pilotResults.map((item) => formatPart(measureResult, item)),
    evaluate_results: r.evaluateResults.map((item) => formatPart(evaluateResult, item)),
    allocate_result: formatPart(allocateResult, r.allocateResult),
    scale_results: r.scaleResults.map((item) => formatPart(measureResult, item)),
    outcome_reports: r.outcomeReports.map((item) => formatPart(outcomeReport, item)),
    failures: r.failures.map(({ initiativeId: id, ...failure }) => ({ initiative_id: id, ...failure })),
    provenance: { seed: r.provenance.seed, config_hash: r.provenance.configHash, mock: r.provenance.mock },
  }),
});
