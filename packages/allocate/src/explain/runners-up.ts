import type { RunnerUp } from "@ie/contracts";
import { idsOf, total, type Shares } from "../portfolio/problem.ts";
import { bestBut } from "./best-under.ts";
import { objectiveOf, type Case } from "./case.ts";

/** The next best portfolios, best first; fewer where there are no more. */
export async function runnersUp(given: Case): Promise<readonly RunnerUp[]> {
  const { model, decision } = given;
  const known: Shares[] = [decision.shares];
  const found: RunnerUp[] = [];
  for (let k = 0; k < model.options.runnersUp; k++) {
    const next = await bestBut(given, known);
    if (next === null) break;
    known.push(next.shares);
    found.push({
      selected: idsOf(model.problem, next.shares),
      objective: objectiveOf(given, next.merit),
      cost: total(model.problem.cost, next.shares),
    });
  }
  return found;
}
