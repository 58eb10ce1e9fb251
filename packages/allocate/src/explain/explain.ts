import type { AllocateExplanation, Excluded, Returns, ScenarioFacts } from "@ie/contracts";
import { total } from "../portfolio/problem.ts";
import { binding } from "./binding.ts";
import { ifKnown, isProved, objectiveOf, type Case } from "./case.ts";
import { marginalReturn, nextBudget } from "./next-budget.ts";
import { runnersUp } from "./runners-up.ts";
import { smallestChanges } from "./smallest-changes.ts";
import { stability } from "./stability.ts";
import { whyNot } from "./why-not.ts";

const names: readonly (keyof Returns)[] = ["best", "med", "worst"];

function scenarioFacts({ model, decision: { shares, optima } }: Case): readonly ScenarioFacts[] {
  return model.scenarios.map(({ name, weight, values }) => {
    const reached = total(values, shares);
    const optimum = optima?.get(name) ?? null;
    return { name, weight, optimum, reached, regret: optimum === null ? null : Math.max(0, optimum - reached) };
  });
}

/** The three scenarios of the documents, by `field`; null unless the rule has them. */
function byName(facts: readonly ScenarioFacts[], field: "optimum" | "regret"): Returns | null {
  const entries = names.map((name) => [name, facts.find((fact) => fact.name === name)?.[field] ?? null] as const);
  if (facts.length !== names.length || entries.some(([, value]) => value === null)) return null;
  return Object.fromEntries(entries) as unknown as Returns; // one number a scenario, as just seen
}

/** Why these and not others, as far as `effort` goes; parts that no solver answers are left out with a warning. */
export async function explain(given: Case): Promise<AllocateExplanation> {
  const { model, decision } = given;
  // A rule of thumb answers no question about what would be better.
  const heuristic = decision.stages.length === 0;
  const effort = heuristic ? "none" : given.effort;
  const warnings = [...decision.warnings];
  const scenarios = scenarioFacts(given);
  const why = whyNot(given);
  const left = model.problem.ids.flatMap((_, i) => (decision.shares[i] === 0 ? [i] : []));
  const changes = effort === "full" ? await smallestChanges(given, left, warnings) : null;
  const excluded = left.map((i): Excluded => {
    const change = changes?.get(i);
    return {
      initiativeId: model.problem.ids[i]!,
      reason: model.reasons[i] ?? decision.reasons?.get(i) ?? why(i),
      ...(change === undefined ? {} : { changes: change }),
    };
  });
  const objective = objectiveOf(given, decision.merit);
  const proved = isProved(decision);
  if (!proved && effort !== "none")
    warnings.push("the selection is not proved the best, so what would change it may be off");
  const bound = Number.isFinite(decision.bound) ? objectiveOf(given, decision.bound) : null;
  const asked =
    effort === "none"
      ? {}
      : {
          ...(await ifKnown("what binds", warnings, async () => ({ binding: await binding(given) }))),
          ...(await ifKnown("the next best portfolio", warnings, async () => ({ runnersUp: await runnersUp(given) }))),
          ...(await ifKnown("the next budget", warnings, async () => ({ nextBudget: await nextBudget(given) }))),
          ...(await ifKnown("the marginal return", warnings, async () => ({
            marginalReturn: await marginalReturn(given),
          }))),
        };
  return {
    scenarioOptima: byName(scenarios, "optimum"),
    regrets: byName(scenarios, "regret"),
    objective,
    excluded,
    solution: {
      status: heuristic ? "heuristic" : proved ? "optimal" : "feasible",
      bound,
      gap: proved ? 0 : bound === null ? null : Math.abs(objective - bound),
      seconds: null,
    },
    scenarios,
    ...asked,
    ...(effort === "full" ? { stability: await stability(given) } : {}),
    warnings,
  };
}
