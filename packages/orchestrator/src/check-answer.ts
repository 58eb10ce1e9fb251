import { allocateResult, evaluateResult, formatValue, ImpactError, measureResult } from "@ie/contracts";
import type { AllocateResult, EvaluateResult, MeasureResult } from "@ie/contracts";
import type { AllocateRequest, EvaluateRequest, MeasureRequest, ShrinkRequest } from "./stages.ts";

/** Throws `document/invalid` unless what a stage says back is what it was asked. */
function requireSame(who: string, field: string, found: unknown, asked: unknown): void {
  if (Object.is(found, asked)) return;
  throw new ImpactError({
    code: "document/invalid",
    who,
    what: `answers with ${field} ${formatValue(found)}`,
    hint: `it was asked with ${formatValue(asked)}`,
    facts: { field, found, asked },
  });
}

/** `answer`, if it is a valid document and on the initiative asked for. */
export function checkMeasured(request: MeasureRequest<unknown>, answer: MeasureResult): MeasureResult {
  requireSame("measure", "initiativeId", answer.initiativeId, request.initiativeId);
  measureResult.format(answer);
  return answer;
}

/** `answer`, if it is a valid document in the money asked for. */
export function checkEvaluated(request: EvaluateRequest, answer: EvaluateResult): EvaluateResult {
  requireSame("evaluate", "initiativeId", answer.initiativeId, request.result.initiativeId);
  for (const field of ["cost", "returnMultiplier", "currency"] as const) {
    requireSame("evaluate", field, answer[field], request[field]);
  }
  evaluateResult.format(answer);
  return answer;
}

/** `answer`, if it is a valid document that selects among the candidates within the budget. */
export function checkAllocated(request: AllocateRequest, answer: AllocateResult): AllocateResult {
  requireSame("allocate", "budget", answer.budget, request.budget);
  requireSame("allocate", "currency", answer.currency, request.currency);
  allocateResult.format(answer);
  const candidates = new Set(request.candidates.map((candidate) => candidate.initiativeId));
  const stranger = answer.selected.find((id) => !candidates.has(id));
  if (stranger !== undefined) {
    throw new ImpactError({
      code: "document/invalid",
      who: "allocate",
      what: `selects "${stranger}"`,
      hint: `the candidates are ${[...candidates].join(", ") || "none"}`,
    });
  }
  return answer;
}

/** `answer`, if it holds valid documents on the same initiatives in the same order and money. */
export function checkShrunk(request: ShrinkRequest, answer: readonly EvaluateResult[]): readonly EvaluateResult[] {
  requireSame("shrink", "length", answer.length, request.evaluations.length);
  answer.forEach((shrunk, i) => {
    const asked = request.evaluations[i]!;
    for (const field of ["initiativeId", "cost", "returnMultiplier", "currency"] as const) {
      requireSame("shrink", field, shrunk[field], asked[field]);
    }
    evaluateResult.format(shrunk);
  });
  return answer;
}
