import type { Candidate, Returns } from "@ie/contracts";

/**
 * Returns pulled towards the worst case as confidence c falls: R_eff = c·R + (1 − c)·R_worst, currency. The worst return stays
 * as it is, and worst ≤ med ≤ best is kept.
 */
export function effectiveReturns({ returns, confidence }: Candidate): Returns {
  const { best, med, worst } = returns;
  const penalise = (value: number): number => confidence * value + (1 - confidence) * worst;
  return { best: penalise(best), med: penalise(med), worst };
}
