import { isImpactError, type Candidate } from "@ie/contracts";
import type { Explain, PortfolioOptions } from "../options/portfolio-options.ts";
import { arithmetic } from "../portfolio/solve-verified.ts";
import type { Ask, Decision } from "../rules/decision.ts";
import type { Model } from "../rules/model.ts";

/** A decision and the means to ask what would have been. */
export interface Case {
  readonly objective: string;
  readonly loss: boolean;
  readonly model: Model;
  readonly decision: Decision;
  readonly ask: Ask;
  readonly effort: Explain;
  /** The rule's decision on other candidates under the same budget; `quick` leaves ties as they fall. */
  readonly again: (candidates: readonly Candidate[], options: PortfolioOptions, quick: boolean) => Promise<Decision>;
}

/** The objective that a merit stands for. */
export function objectiveOf({ loss }: Pick<Case, "loss">, merit: number): number {
  return loss ? Math.max(0, -merit) : merit;
}

/** Whether the bound is reached, but for arithmetic: an answer within a gap that was asked for need not be the best. */
export function isProved({ optimal, bound, merit, stages }: Decision): boolean {
  const tolerance = Math.max(0, ...stages.map(({ problem }) => 4 * arithmetic(problem)));
  return optimal && bound - merit <= tolerance;
}

/** The answer, or nothing where there is none; `warnings` are told why. */
export async function ifKnown<T extends object>(
  what: string,
  warnings: string[],
  ask: () => Promise<T>,
): Promise<Partial<T>> {
  try {
    return await ask();
  } catch (error) {
    if (!isImpactError(error)) throw error;
    warnings.push(`${what} is not known: ${error.message}`);
    return {};
  }
}
