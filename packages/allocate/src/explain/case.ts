import { isImpactError, type Candidate } from "@ie/contracts";
import type { Explain, PortfolioOptions } from "../options/portfolio-options.ts";
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

/** The answer, or null where there is none; `warnings` are told why. */
export async function orNull<T>(what: string, warnings: string[], ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isImpactError(error)) throw error;
    warnings.push(`${what} is not known: ${error.message}`);
    return null;
  }
}
