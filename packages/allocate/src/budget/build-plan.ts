import { drawResponses, drawTotals } from "./draw-totals.ts";
import { inGivenOrder } from "./given-order.ts";
import type { Model } from "./model.ts";
import type { BudgetPlan, Certificate, ChannelPlan, Comparison } from "./plan.ts";
import { pricesAt } from "./prices.ts";
import type { Problem } from "./problem.ts";
import { spreadOf } from "./spread.ts";

/** Spend above this many times the largest that was observed is extrapolation. */
const observedFactor = 1.2;

export interface Answer {
  readonly problem: Problem;
  readonly x: Float64Array;
  readonly budget: number | null;
  readonly value: number;
  readonly certificate: Omit<Certificate, "kktResidual">;
  readonly warnings: readonly string[];
  /** Positions of the channels as they were given, by position in the model. */
  readonly places: Int32Array;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function channelPlan(model: Model, i: number, spend: number, value: number): ChannelPlan {
  const { name, current, observedMax } = model.channels[i]!;
  const response = model.exact[i]!.value(spend);
  return Object.freeze({
    channel: name,
    spend,
    response,
    roas: spend > 0 ? finite((value * response) / spend) : null,
    marginalRoas: finite(value * model.exact[i]!.slope(spend)),
    current,
    change: current === null ? null : spend - current,
    extrapolated: observedMax === null ? null : spend > observedFactor * observedMax,
    spread: model.draws === 0 ? null : spreadOf(drawResponses(model, i, spend)),
  });
}

function compare(model: Model, response: number, totals: Float64Array): Comparison | null {
  const { channels, exact } = model;
  if (channels.some(({ current, built }) => current === null || (built.single ?? built.draws![0]!).end < current))
    return null;
  const x = Float64Array.from(channels, ({ current }) => current!);
  const currentResponse = x.reduce((sum, at, i) => sum + exact[i]!.value(at), 0);
  const before = drawTotals(model, x);
  const better = totals.reduce((count, total, d) => count + (total > before[d]! ? 1 : 0), 0);
  return Object.freeze({
    currentSpend: x.reduce((sum, at) => sum + at, 0),
    currentResponse,
    change: response - currentResponse,
    probabilityBetter: model.draws === 0 ? null : better / model.draws,
    spread: model.draws === 0 ? null : spreadOf(totals.map((total, d) => total - before[d]!)),
  });
}

/** Everything that is said of an allocation. */
export function buildPlan(
  model: Model,
  { problem, x, budget, value, certificate, warnings, places }: Answer,
): BudgetPlan {
  const { binding, multiplier, kktResidual } = pricesAt(model, problem, x, value);
  const inOrder = Array.from(x, (spend, i) => channelPlan(model, i, spend, value));
  const channels = inGivenOrder(places, (i) => inOrder[i]!);
  const spend = x.reduce((sum, at) => sum + at, 0);
  const response = inOrder.reduce((sum, plan) => sum + plan.response, 0);
  const totals = drawTotals(model, x);
  const beyond = channels.filter(({ extrapolated }) => extrapolated === true).map(({ channel }) => channel);
  return Object.freeze({
    channels,
    budget,
    spend,
    response,
    roas: spend > 0 ? finite((value * response) / spend) : null,
    marginalRoas: multiplier === null ? null : finite(value * multiplier),
    profit: value * response - spend,
    comparison: compare(model, response, totals),
    binding,
    certificate: Object.freeze({ ...certificate, kktResidual: certificate.status === "local" ? null : kktResidual }),
    draws: model.draws === 0 ? null : model.draws,
    spread: model.draws === 0 ? null : spreadOf(totals),
    warnings: Object.freeze([
      ...warnings,
      ...(beyond.length === 0
        ? []
        : [
            `${beyond.join(", ")}: more than ${observedFactor} times the largest spend observed; there the curve is a guess`,
          ]),
    ]),
  });
}
