import { drawTotals } from "./draw-totals.ts";
import { invalid } from "./fault.ts";
import { inGivenOrder } from "./given-order.ts";
import { mostResponse } from "./goals.ts";
import type { BudgetChannel, BudgetOptions } from "./options.ts";
import type { Spread } from "./plan.ts";
import { prepare } from "./prepare.ts";
import { pricesAt } from "./prices.ts";
import { isImpactError } from "@ie/contracts";
import { spreadOf } from "./spread.ts";

export interface BudgetFrontierOptions extends Omit<BudgetOptions, "goal"> {
  /** First and last budget as shares of the budget; 0.5 and 1.5 where they are left out. */
  readonly from?: number;
  readonly to?: number;
  /** How many budgets; 21. */
  readonly steps?: number;
}

export interface BudgetFrontierPoint {
  readonly budget: number;
  readonly spend: number;
  readonly response: number;
  /** value × response / spend; null at no spend. */
  readonly roas: number | null;
  /** Value of the next unit of budget. */
  readonly marginalRoas: number | null;
  /** By channel, in the order given. */
  readonly allocation: readonly number[];
  readonly spread: Spread | null;
  readonly relativeGap: number;
}

export interface BudgetFrontier {
  readonly points: readonly BudgetFrontierPoint[];
  /** Budgets at which the limits allow no plan, with the reason. */
  readonly infeasible: readonly { readonly budget: number; readonly reason: string }[];
}

/** The best plan at each of several budgets around `budget`: what the next unit of money buys, and where it stops to pay. */
export function budgetFrontier(
  channels: readonly BudgetChannel[],
  budget: number,
  options: BudgetFrontierOptions = {},
): BudgetFrontier {
  const { from = 0.5, to = 1.5, steps = 21, ...rest } = options;
  if (!(from >= 0 && to >= from && Number.isFinite(to)))
    throw invalid(`the frontier goes from ${from} to ${to}`, "give shares of the budget, such as 0.5 and 1.5");
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= 1000))
    throw invalid(`the frontier has ${steps} steps`, "give a whole number from 1 to 1000");
  const { model, settings, places } = prepare(channels, budget, rest, Math.max(1, to));
  const points: BudgetFrontierPoint[] = [];
  const infeasible: { budget: number; reason: string }[] = [];
  for (let step = 0; step < steps; step++) {
    const at = budget * (steps === 1 ? from : from + ((to - from) * step) / (steps - 1));
    try {
      const { problem, solved } = mostResponse(model, { ...settings, budget: at }, 0, 1);
      const allocation = inGivenOrder(places, (i) => solved.x[i]!);
      const spend = solved.x.reduce((sum, x) => sum + x, 0);
      const { multiplier } = pricesAt(model, problem, solved.x, settings.value);
      points.push(
        Object.freeze({
          budget: at,
          spend,
          response: solved.value,
          roas: spend > 0 ? (settings.value * solved.value) / spend : null,
          marginalRoas: multiplier === null ? null : settings.value * multiplier,
          allocation,
          spread: model.draws === 0 ? null : spreadOf(drawTotals(model, solved.x)),
          relativeGap: solved.bound === solved.value ? 0 : (solved.bound - solved.value) / Math.abs(solved.bound),
        }),
      );
    } catch (error) {
      if (!isImpactError(error) || error.code !== "solve/infeasible") throw error;
      infeasible.push(Object.freeze({ budget: at, reason: error.message }));
    }
  }
  return Object.freeze({ points: Object.freeze(points), infeasible: Object.freeze(infeasible) });
}
