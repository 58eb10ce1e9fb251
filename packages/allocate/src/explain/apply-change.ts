import type { Candidate } from "@ie/contracts";
import type { PortfolioOptions } from "../options/portfolio-options.ts";

/** A change of one candidate: amounts to add to its returns in every scenario and its confidence, and to take off its cost. */
export interface Change {
  readonly returns?: number;
  readonly cost?: number;
  readonly confidence?: number;
}

/** The candidates and the scenarios with one candidate changed. */
export function applyChange(
  candidates: readonly Candidate[],
  options: PortfolioOptions,
  id: string,
  { returns = 0, cost = 0, confidence = 0 }: Change,
): readonly [readonly Candidate[], PortfolioOptions] {
  const changed = candidates.map((candidate) => {
    if (candidate.initiativeId !== id) return candidate;
    const { best, med, worst } = candidate.returns;
    return {
      ...candidate,
      returns: { best: best + returns, med: med + returns, worst: worst + returns },
      cost: candidate.cost - cost,
      confidence: Math.min(1, candidate.confidence + confidence),
    };
  });
  if (returns === 0 || options.scenarios === null) return [changed, options];
  const scenarios = Object.entries(options.scenarios).map(([name, scenario]) => {
    if (typeof scenario.returns === "string") return [name, scenario] as const;
    return [name, { ...scenario, returns: { ...scenario.returns, [id]: scenario.returns[id]! + returns } }] as const;
  });
  return [changed, { ...options, scenarios: Object.fromEntries(scenarios) }];
}
