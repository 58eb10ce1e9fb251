import type { AllocationRule } from "@ie/contracts";
import * as z from "zod";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { total, type Shares } from "../portfolio/problem.ts";
import { askStage, conclude } from "./ask-stage.ts";
import type { Decision } from "./decision.ts";
import { defineRule } from "./define-rule.ts";
import { weighted } from "./linear.ts";

export interface HurwiczOptions extends PortfolioOptions {
  /** Weight of the best scenario, 0 to 1; the worst has the rest. */
  readonly optimism: number;
}

/** Scenarios whose return is nowhere below that of every other: the only ones that can be the best of a portfolio. */
function tops(rows: readonly Float64Array[]): readonly number[] {
  const above = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => value >= b[i]!);
  const all = rows.findIndex((row) => rows.every((other) => above(row, other)));
  return all >= 0 ? [all] : rows.map((_, s) => s);
}

/**
 * The portfolio of the largest α · (its best scenario) + (1 − α) · (its worst) (Hurwicz 1951). The best is a maximum, which no linear
 * program maximises at once: max over s of the program that takes scenario s for the best.
 */
export const hurwicz: AllocationRule<HurwiczOptions> = defineRule({
  name: "hurwicz",
  shape: { ...portfolioShape, optimism: z.number().min(0).max(1).default(0.5) },
  objective: "the weighted best and worst return",
  loss: false,
  decide: async (model, { optimism }, ask) => {
    const { problem, scenarios } = model;
    const known: Shares[] = [];
    const decisions: Decision[] = [];
    for (const top of tops(scenarios.map(({ values }) => values))) {
      const best = scenarios[top]!;
      const rows = scenarios.map(({ name, values }) => ({
        name: `${best.name} and ${name}`,
        values: weighted(
          [
            [optimism, best.values],
            [1 - optimism, values],
          ],
          values.length,
        ),
        goal: 0,
      }));
      const stage = { name: `best scenario ${best.name}`, problem, rows };
      const solved = await askStage(model, stage, ask, known);
      known.push(solved.shares);
      decisions.push(await conclude(model, stage, solved, ask, null));
    }
    const cost = (decision: Decision): number => total(problem.cost, decision.shares);
    const chosen = decisions.reduce((a, b) =>
      b.merit > a.merit || (b.merit === a.merit && cost(b) < cost(a)) ? b : a,
    );
    const bound = Math.max(...decisions.map((decision) => decision.bound));
    return {
      ...chosen,
      bound,
      optimal: decisions.every(({ optimal }) => optimal),
      stages: decisions.flatMap(({ stages }) => stages),
      valueOf: (shares) => Math.max(...decisions.map((decision) => decision.valueOf(shares))),
    };
  },
});
