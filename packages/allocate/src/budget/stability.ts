import { branchAndBound } from "./branch-and-bound.ts";
import { drawTotals } from "./draw-totals.ts";
import { invalid } from "./fault.ts";
import { inGivenOrder } from "./given-order.ts";
import { mostResponse } from "./goals.ts";
import { curveOfDraw, problemAt } from "./model.ts";
import type { BudgetChannel, BudgetOptions } from "./options.ts";
import type { Spread } from "./plan.ts";
import { prepare } from "./prepare.ts";
import { spreadOf } from "./spread.ts";

export interface BudgetStabilityOptions extends Omit<BudgetOptions, "goal"> {
  /** Draws, evenly spaced, whose own optimum is found; 100 where it is left out. */
  readonly draws?: number;
}

export interface ChannelStability {
  readonly channel: string;
  /** Of the spend that would be best if a draw were the truth. */
  readonly optimum: Spread;
  /** Share of draws whose best plan spends nothing here. */
  readonly neverUsed: number;
  /** Expected gain in response from learning this channel's curve before spending, its parameters taken as independent of the others'. */
  readonly valueOfInformation: number;
}

export interface BudgetStability {
  readonly channels: readonly ChannelStability[];
  /** Mean over draws of the draw's best response less that of the plan for the mean: what learning all curves would be worth. */
  readonly expectedRegret: number;
  /** Of the same difference. */
  readonly regret: Spread;
  readonly draws: number;
}

const search = { tolerance: 1e-6, maxNodes: 2000 };

/** How far the best plan depends on which posterior draw is the truth, and what learning would be worth (Raiffa and Schlaifer 1961). */
export function budgetStability(
  channels: readonly BudgetChannel[],
  budget: number,
  options: BudgetStabilityOptions = {},
): BudgetStability {
  const { draws: wanted = 100, ...rest } = options;
  if (!(Number.isInteger(wanted) && wanted >= 1))
    throw invalid(`draws is ${wanted}`, "give a whole number of 1 or more");
  const { model, settings, places } = prepare(channels, budget, rest);
  if (model.draws === 0) throw invalid("stability needs posterior draws", "give parameters with one value a draw");
  const count = Math.min(wanted, model.draws);
  const picked = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * model.draws) / count));
  const problem = problemAt(model, settings.atMost ? 0 : budget, budget, 0);
  const { solved } = mostResponse(model, settings, 0, 1);
  const planned = drawTotals(model, solved.x);

  const spends = model.channels.map(() => new Float64Array(count));
  const regrets = Float64Array.from(picked, (d, k) => {
    const curves = model.channels.map((channel) => curveOfDraw(channel, d));
    const { x, value } = branchAndBound({ ...problem, curves }, search);
    // Feasible, since the mean problem is; the search always finds one then.
    model.channels.forEach((_, i) => {
      spends[i]![k] = (x ?? solved.x)[i]!;
    });
    return Math.max(0, value - planned[d]!);
  });
  const learn = (i: number): number => {
    const channel = model.channels[i]!;
    if (channel.built.draws === null) return 0;
    let gain = 0;
    for (const d of picked) {
      const own = curveOfDraw(channel, d);
      const curves = model.curves.map((curve, j) => (j === i ? own : curve));
      const { value } = branchAndBound({ ...problem, curves }, search);
      // Against the plan for the mean in the same draw: the difference is never below 0, and has less noise than that of two means.
      const kept = solved.x.reduce((sum, at, j) => sum + curves[j]!.value(at), 0);
      gain += Math.max(0, value - kept);
    }
    return gain / count;
  };
  const result = inGivenOrder(places, (i): ChannelStability =>
    Object.freeze({
      channel: model.channels[i]!.name,
      optimum: spreadOf(spends[i]!),
      neverUsed: spends[i]!.reduce((sum, at) => sum + (at === 0 ? 1 : 0), 0) / count,
      valueOfInformation: learn(i),
    }),
  );
  const regret = spreadOf(regrets);
  return Object.freeze({ channels: result, expectedRegret: regret.mean, regret, draws: count });
}
