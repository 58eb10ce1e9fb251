import { userMap, type AllocateResult, type EvaluateResult } from "@ie/contracts";
import type { AllocateRequest } from "../stages.ts";

function worth({ confidence, returns }: EvaluateResult): number {
  return confidence * returns.med;
}

/** Takes what fits the budget by falling confidence × median return; nothing that loses. Equal ones go by id. */
export async function mockAllocate({ candidates, budget, currency }: AllocateRequest): Promise<AllocateResult> {
  const ranked = candidates.toSorted((a, b) => worth(b) - worth(a) || (a.initiativeId < b.initiativeId ? -1 : 1));
  const taken: EvaluateResult[] = [];
  const excluded: { initiativeId: string; reason: string }[] = [];
  let left = budget;
  for (const candidate of ranked) {
    const { initiativeId, cost, returns } = candidate;
    if (returns.med <= 0) excluded.push({ initiativeId, reason: `its median return ${returns.med} is not above 0` });
    else if (cost > left) excluded.push({ initiativeId, reason: `its cost ${cost} is above the ${left} left` });
    else {
      taken.push(candidate);
      left -= cost;
    }
  }
  return {
    selected: taken.map(({ initiativeId }) => initiativeId),
    predictedReturns: userMap(taken.map(({ initiativeId, returns }) => [initiativeId, returns.med])),
    budgetAllocated: userMap(taken.map(({ initiativeId, cost }) => [initiativeId, cost])),
    budget,
    unspent: left,
    rule: "mock",
    solver: null,
    currency,
    explanation: { scenarioOptima: null, regrets: null, objective: null, excluded, warnings: [] },
  };
}
