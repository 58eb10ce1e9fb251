import { optionsSchema, type AllocationRule, type Schema } from "@ie/contracts";
import { affordable } from "../portfolio/portfolio.ts";
import { compareIds } from "./compare-ids.ts";
import { amount } from "./why-not-chosen.ts";

export type GreedyOptions = Readonly<Record<string, never>>;

const options: Schema<GreedyOptions> = optionsSchema({});

/**
 * Takes candidates by falling confidence × median return while they fit, skipping those that do not; none whose median return is
 * not above 0. Ties go to the lower cost, then the smaller id. A yardstick, quick and easy to retrace; it weighs no cost against a
 * return, so it may fill the budget with one large candidate. Its objective is Σ confidence × median return, currency.
 */
export const greedy: AllocationRule<GreedyOptions> = {
  options,
  choose: (candidates, budget) => {
    const scored = candidates
      .map((candidate) => ({ ...candidate, score: candidate.confidence * candidate.returns.med }))
      .sort((a, b) => b.score - a.score || a.cost - b.cost || compareIds(a.initiativeId, b.initiativeId));
    const selected: string[] = [];
    const excluded: { initiativeId: string; reason: string }[] = [];
    let spent = 0;
    let objective = 0;
    for (const { initiativeId, cost, returns, score } of scored) {
      if (returns.med <= 0) {
        excluded.push({ initiativeId, reason: `median return ${amount(returns.med)} is not above 0` });
      } else if (!affordable(spent + cost, budget)) {
        const left = amount(Math.max(0, budget - spent));
        const reason = `cost ${amount(cost)} is above the ${left} left after candidates of higher confidence × median return`;
        excluded.push({ initiativeId, reason });
      } else {
        selected.push(initiativeId);
        spent += cost;
        objective += score;
      }
    }
    return Promise.resolve({
      selected: selected.sort(compareIds),
      explanation: {
        scenarioOptima: null,
        regrets: null,
        objective,
        excluded: excluded.sort((a, b) => compareIds(a.initiativeId, b.initiativeId)),
        warnings: [],
      },
    });
  },
};
