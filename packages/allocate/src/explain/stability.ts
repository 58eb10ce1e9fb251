import { isImpactError, userMap, type Candidate } from "@ie/contracts";
import { drawReturns } from "../draws/draw-returns.ts";
import type { Case } from "./case.ts";

/**
 * The share of draws in which each candidate is selected, had its estimate come out elsewhere within its own uncertainty: its returns
 * all move by what the draw lies off the median. Draws without an answer count as selecting none. Scenarios with returns by id
 * stay as they are.
 */
export async function stability(given: Case): Promise<Readonly<Record<string, number>>> {
  const { model, again } = given;
  const { candidates, options } = model;
  const draws = options.stabilityDraws;
  if (draws === 0) return userMap([]);
  const counts = new Float64Array(candidates.length);
  for (const drawn of drawReturns(candidates, { draws, seed: options.seed, level: options.level, correlation: 0 })) {
    const moved = candidates.map((candidate, i): Candidate => {
      const { best, med, worst } = candidate.returns;
      const by = drawn[i]! - med;
      return { ...candidate, returns: { best: best + by, med: med + by, worst: worst + by } };
    });
    try {
      (await again(moved, options, true)).shares.forEach((share, i) => {
        if (share > 0) counts[i]! += 1;
      });
    } catch (error) {
      if (!isImpactError(error)) throw error;
    }
  }
  return userMap(candidates.map(({ initiativeId }, i) => [initiativeId, counts[i]! / draws]));
}
