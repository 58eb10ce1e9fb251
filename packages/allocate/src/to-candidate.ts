import type { Candidate, EvaluateResult } from "@ie/contracts";

/** An evaluated initiative as the allocation sees it. */
export function toCandidate({ initiativeId, cost, returns, confidence }: EvaluateResult): Candidate {
  return { initiativeId, cost, returns, confidence };
}
